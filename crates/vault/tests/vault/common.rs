//! A clock, a random source and entries for these tests.

use std::cell::Cell;

use henro_domain::*;
use henro_vault::*;

pub const PASSWORD: &str = "同行二人88";

/// 2026-11-22 00:00 UTC and some seconds.
pub fn stamp(seconds: i64) -> Stamp {
    Stamp { utc_ms: 20_779 * 86_400_000 + seconds * 1000, offset: OffsetMinutes::JAPAN }
}

pub fn meta(seconds: i64) -> Meta {
    Meta { stamp: stamp(seconds), actor: ActorId(1), subject: SubjectId(1), source: Source::Form }
}

/// A seeded random source (splitmix64).
pub fn random(seed: u64) -> impl Fn(&mut [u8]) {
    let state = Cell::new(seed);
    move |out: &mut [u8]| {
        for byte in out {
            state.set(state.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
            let z = (state.get() ^ state.get() >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (z >> 33) as u8;
        }
    }
}

pub fn day(month: u32, day: u32) -> Day {
    Day::new(2026, month, day).expect("a day of the calendar")
}

pub fn at(day: Day, hour: u16, minute: u16) -> When {
    let minute = Some(MinuteOfDay::hm(hour, minute).expect("a time of day"));
    When { day, minute, offset: OffsetMinutes::JAPAN }
}

pub fn weight(kg: f64) -> Entry {
    let value = Milli::from_f64(kg).expect("a number");
    Entry::Measurement { item: MeasureItem::WeightKg, value }
}

pub fn pressure(systolic: u16, diastolic: u16, occasion: Occasion) -> Entry {
    Entry::BloodPressure {
        systolic: MmHg(systolic),
        diastolic: MmHg(diastolic),
        pulse: Some(Bpm(66)),
        occasion,
    }
}

pub fn steps(count: u32) -> Entry {
    Entry::Steps { count: StepCount(count), source: StepSource::Typed }
}

pub fn nutrients(kcal: f32) -> Nutrients {
    let mut nutrients = Nutrients::default();
    nutrients.set(Nutrient::EnergyKcal, Some(kcal));
    nutrients.set(Nutrient::SaltG, Some(1.15));
    nutrients.set(Nutrient::VitaminB1Mg, Some(0.071));
    nutrients
}

pub fn intake(slot: MealSlot, food: &str, name: &str, portion: f64, kcal: f32) -> Entry {
    Entry::Intake(Intake {
        slot,
        food: FoodRef::parse(food).expect("a food"),
        name: name.into(),
        portion: Milli::from_f64(portion).expect("a number"),
        nutrients: nutrients(kcal),
    })
}

/// One entry of every kind.
pub fn one_of_each(on: Day) -> Vec<NewEntry> {
    let part = OwnDishPart {
        food: FoodRef::Food("01088".into()),
        name: "ごはん".into(),
        portion: Milli::from_milli(1_500),
    };
    let entries = vec![
        pressure(128, 82, Occasion::Morning),
        weight(63.4),
        Entry::Condition { level: 2 },
        Entry::Diary { text: "散歩日和。\n夕方は雨".into() },
        Entry::Exercise {
            activity: "17152".into(),
            name: "歩行".into(),
            minutes: Minutes(40),
            mets: Milli::from_milli(3_500),
            kcal: None,
        },
        steps(5_200),
        intake(MealSlot::Breakfast, "R002", "うどん", 1.0, 312.5),
        Entry::OwnDish(OwnDish {
            name: "母のおにぎり".into(),
            parts: vec![part],
            nutrients: nutrients(234.0),
        }),
    ];
    entries.into_iter().map(|entry| NewEntry { when: at(on, 7, 5), entry }).collect()
}

/// Every line of the diary is found by all of its words, and nothing else is.
pub fn assert_searchable(daily: &Daily) {
    let far = |number| Day::from_number(number).unwrap();
    let (first, last) = (far(Day::MIN_NUMBER), far(Day::MAX_NUMBER));
    let lines = daily.range(&[EntryKind::Diary], first, last).unwrap();
    for line in &lines {
        let Entry::Diary { text } = &line.entry else { continue };
        let Some(words) = SearchWords::parse(text) else { continue };
        let fits = |other: &&StoredEntry| match &other.entry {
            Entry::Diary { text } => words.fits(text),
            _ => false,
        };
        let mut wanted: Vec<EntryId> = lines.iter().filter(fits).map(|line| line.id).collect();
        let found = daily.search(&words, SearchPlace::through(last), 10_000).unwrap();
        let mut found: Vec<EntryId> = found.iter().map(|(_, entry)| entry.id).collect();
        wanted.sort();
        found.sort();
        assert_eq!(found, wanted);
    }
}

pub fn new_vault(folder: &std::path::Path) -> Vault {
    Vault::create(folder, PASSWORD, KdfParams::testing(), &random(7), stamp(0)).expect("a new record")
}
