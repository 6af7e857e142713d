//! Export, then import, is identity for every entry a record can hold.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use henro_domain::{
    Bpm, Day, DeviceNumber, Entry, EntryId, FoodRef, Intake, MealSlot, MeasureItem, Milli, MinuteOfDay,
    Minutes, MmHg, Nutrient, Nutrients, Occasion, OffsetMinutes, OwnDish, OwnDishPart, StepCount, StepSource,
    Verdict, When, check_entry, measure_range,
};
use henro_exchange::csv::{Dated, DishNumber, ReadOptions, Take, WriteOptions, open, preview, write};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

fn options() -> ReadOptions {
    ReadOptions { today: Day::new(2026, 11, 22).unwrap(), zone: OffsetMinutes::JAPAN }
}

fn text() -> impl Strategy<Value = String> {
    let letters = "[=+\\-@'\t\r\n\"\\\\,; a-zあ-ん漢＝\u{FEFF}\u{FFFD}\u{0}]{0,12}";
    (letters, "[a-zあ]").prop_map(|(front, last)| front + &last)
}

fn food() -> impl Strategy<Value = FoodRef> {
    prop_oneof![
        (0..1000_u16).prop_map(|n| FoodRef::parse(&format!("R{n:03}")).unwrap()),
        (0..99_999_u32).prop_map(|n| FoodRef::parse(&format!("{n:05}")).unwrap()),
        (1..1_000_000_u64).prop_map(|n| FoodRef::Own(EntryId::new(DeviceNumber(3), n).unwrap())),
    ]
}

fn nutrients() -> impl Strategy<Value = Nutrients> {
    proptest::array::uniform14(proptest::option::of(0.0_f32..1e6)).prop_map(Nutrients::new)
}

fn portion() -> impl Strategy<Value = Milli> {
    (10..=50_000_i64).prop_map(Milli::from_milli)
}

fn intake() -> impl Strategy<Value = Entry> {
    let slot = proptest::sample::select(MealSlot::ALL.to_vec());
    (slot, food(), text(), portion(), nutrients()).prop_map(|(slot, food, name, portion, nutrients)| {
        Entry::Intake(Intake { slot, food, name, portion, nutrients })
    })
}

fn own_dish() -> impl Strategy<Value = Entry> {
    let table = food()
        .prop_filter("an own dish is made of the tables alone", |food| !matches!(food, FoodRef::Own(_)));
    let part =
        (table, text(), portion()).prop_map(|(food, name, portion)| OwnDishPart { food, name, portion });
    (text(), proptest::collection::vec(part, 1..6), nutrients())
        .prop_map(|(name, parts, nutrients)| Entry::OwnDish(OwnDish { name, parts, nutrients }))
}

fn measurement() -> impl Strategy<Value = Entry> {
    proptest::sample::select(MeasureItem::ALL.to_vec()).prop_flat_map(|item| {
        let (low, high) = measure_range(item).possible;
        ((low * 1000.0).ceil() as i64..=(high * 1000.0) as i64)
            .prop_map(move |milli| Entry::Measurement { item, value: Milli::from_milli(milli) })
    })
}

fn pressure() -> impl Strategy<Value = Entry> {
    let occasion = proptest::sample::select(vec![Occasion::Morning, Occasion::Evening, Occasion::Other]);
    (50..=300_u16, 20..=200_u16, proptest::option::of(20..=250_u16), occasion)
        .prop_filter("上 is above 下", |(high, low, _, _)| high > low)
        .prop_map(|(high, low, pulse, occasion)| Entry::BloodPressure {
            systolic: MmHg(high),
            diastolic: MmHg(low),
            pulse: pulse.map(Bpm),
            occasion,
        })
}

fn exercise() -> impl Strategy<Value = Entry> {
    let kcal = proptest::option::of((0..10_000_000_i64).prop_map(Milli::from_milli));
    (text(), text(), 1..=1440_u16, 900..25_000_i64, kcal).prop_map(|(activity, name, minutes, mets, kcal)| {
        let (minutes, mets) = (Minutes(minutes), Milli::from_milli(mets));
        Entry::Exercise { activity, name, minutes, mets, kcal }
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let source = proptest::sample::select(vec![StepSource::Typed, StepSource::Imported]);
    prop_oneof![
        pressure(),
        measurement(),
        (1..=5_u8).prop_map(|level| Entry::Condition { level }),
        text().prop_map(|text| Entry::Diary { text }),
        exercise(),
        (1..=200_000_u32, source)
            .prop_map(|(count, source)| Entry::Steps { count: StepCount(count), source }),
        intake(),
        own_dish(),
    ]
}

fn dated() -> impl Strategy<Value = Dated> {
    // 20_779 is 2026-11-22, today; -25_567 is 1900-01-01.
    let minute = proptest::option::of((0..1440_u16).prop_map(|minute| MinuteOfDay::new(minute).unwrap()));
    (-25_567..=20_779_i32, minute, -840..=840_i16, entry()).prop_map(|(day, minute, zone, entry)| {
        let when =
            When { day: Day::from_number(day).unwrap(), minute, offset: OffsetMinutes::new(zone).unwrap() };
        Dated::new(when, entry)
    })
}

fn written(entries: &[Dated], mark: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    assert_eq!(write(entries, WriteOptions { mark }, &mut bytes).unwrap(), entries.len() as u64);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_the_same(entries in proptest::collection::vec(dated(), 0..8), mark: bool) {
        let bytes = written(&entries, mark);
        let mut back = Vec::new();
        for row in open(&bytes, options()).unwrap() {
            prop_assert_eq!(&row.problems, &vec![]);
            back.extend(row.entries);
        }
        prop_assert!(back == entries);
    }

    #[test]
    fn no_cell_is_a_formula(entries in proptest::collection::vec(dated(), 1..4)) {
        let bytes = written(&entries, false);
        let mut rows = csv::ReaderBuilder::new().has_headers(true).from_reader(bytes.as_slice());
        for row in rows.records() {
            for cell in row.unwrap().iter() {
                let number = cell.parse::<f64>().is_ok();
                prop_assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "a cell runs");
            }
        }
    }
}

#[test]
fn the_generator_makes_only_entries_a_record_can_hold() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..300 {
        let dated = dated().new_tree(&mut runner).unwrap().current();
        assert!(matches!(check_entry(&dated.entry), Verdict::Usual | Verdict::Rare), "{:?}", dated.entry);
    }
}

#[test]
fn nutrients_not_measured_stay_not_measured() {
    let mut nutrients = Nutrients::default();
    nutrients.set(Nutrient::SaltG, Some(1.2));
    let entry = Entry::Intake(Intake {
        slot: MealSlot::Lunch,
        food: FoodRef::parse("R002").unwrap(),
        name: "ごはん".into(),
        portion: Milli::from_milli(1500),
        nutrients,
    });
    let day = Day::new(2026, 11, 22).unwrap();
    let dated = Dated::new(When { day, minute: None, offset: OffsetMinutes::JAPAN }, entry);
    let bytes = written(std::slice::from_ref(&dated), false);
    let line = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(
        line.lines().nth(1),
        Some("2026-11-22,,UTC+09:00,intake,,,,,,ごはん,R002,lunch,1.5,salt_g=1.2")
    );
    assert!(open(&bytes, options()).unwrap().flat_map(|row| row.entries).eq([dated]));
}

#[test]
fn importing_the_same_file_twice_finds_every_duplicate() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let entries: Vec<Dated> = (0..50).map(|_| dated().new_tree(&mut runner).unwrap().current()).collect();
    let keys: std::collections::HashSet<_> = entries.iter().map(Dated::duplicate_key).collect();
    let bytes = written(&entries, true);
    let fresh = preview(open(&bytes, options()).unwrap(), 5, |_| Take::New);
    assert_eq!(
        (fresh.rows, fresh.duplicates, fresh.kinds.values().sum::<u64>()),
        (50, 50 - keys.len() as u64, keys.len() as u64)
    );
    assert_eq!(fresh.first.len(), 5);
    let again = preview(open(&bytes, options()).unwrap(), 5, |dated| {
        if keys.contains(&dated.duplicate_key()) { Take::Known } else { Take::New }
    });
    assert_eq!((again.duplicates, again.kinds.len()), (50, 0));
}

#[test]
fn an_own_dish_carries_the_number_its_meals_name() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let entry = own_dish().new_tree(&mut runner).unwrap().current();
    let when = When { day: Day::new(2026, 11, 22).unwrap(), minute: None, offset: OffsetMinutes::JAPAN };
    let id = |counter| EntryId::new(DeviceNumber(1), counter).unwrap();
    let dish = |counter, deleted| Dated {
        dish: Some(DishNumber { id: id(counter), deleted }),
        ..Dated::new(when, entry.clone())
    };
    let rows = [dish(5, false), dish(6, true), Dated::new(when, entry.clone())];
    let bytes = written(&rows, true);
    assert!(open(&bytes, options()).unwrap().flat_map(|row| row.entries).eq(rows.clone()));
    assert_eq!(rows[0].duplicate_key(), rows[1].duplicate_key(), "the number says nothing of the dish");
    let text = String::from_utf8(bytes).unwrap();
    let five = FoodRef::Own(id(5)).to_string();
    for wrong in [text.replace(&five, "R002"), text.replace(&five, "own:x"), text.replace("deleted", "gone")]
    {
        let problems = open(wrong.as_bytes(), options()).unwrap().flat_map(|row| row.problems).count();
        assert_eq!(problems, 1);
    }
}
