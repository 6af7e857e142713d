//! A life of entries from a seed: the same every time.

use henro_domain::*;
use henro_vault::NewEntry;

/// 1946-01-01.
pub const FIRST_DAY: i32 = -8_766;
/// Eighty years.
const LONGEST: i32 = 29_220;

/// How many days so many entries are spread over: a routine day has a dozen, a full life more.
pub fn days(entries: u32) -> i32 {
    (entries as i32 / 12).clamp(1, LONGEST)
}

/// The entries in the order of their days.
pub fn life(entries: u32) -> impl Iterator<Item = NewEntry> {
    let mut seed = Seed(88);
    let days = days(entries) as u64;
    (0..u64::from(entries)).map(move |n| {
        let number = FIRST_DAY + (n * days / u64::from(entries)) as i32;
        let day = Day::from_number(number).expect("within eighty years of 1946");
        let minute = MinuteOfDay::new(seed.below(1440) as u16).expect("below 1440");
        let when = When { day, minute: Some(minute), offset: OffsetMinutes::JAPAN };
        NewEntry { when, entry: entry(n, &mut seed) }
    })
}

fn entry(n: u64, seed: &mut Seed) -> Entry {
    let measured = |item, milli| Entry::Measurement { item, value: Milli::from_milli(milli) };
    match n % 20 {
        0 | 1 => pressure(Occasion::Morning, seed),
        2 => pressure(Occasion::Evening, seed),
        3 => measured(MeasureItem::WeightKg, 60_000 + 100 * seed.below(80)),
        4 => measured(MeasureItem::TemperatureC, 36_000 + 100 * seed.below(9)),
        5 if n % 400 == 5 => measured(MeasureItem::HeightCm, 158_000),
        5 => Entry::Condition { level: 1 + seed.below(5) as u8 },
        6 => Entry::Diary { text: DIARY[seed.below(DIARY.len() as i64) as usize].into() },
        7 | 8 => Entry::Steps { count: StepCount(500 + seed.below(9_000) as u32), source: StepSource::Typed },
        9 => Entry::Exercise {
            activity: "17152".into(),
            name: "歩行：4.0 km/時、平らな地面".into(),
            minutes: Minutes(10 + seed.below(60) as u16),
            mets: Milli::from_milli(3_000),
            kcal: Some(Milli::from_milli(50_000 + 1_000 * seed.below(300))),
        },
        _ => intake(n, seed),
    }
}

fn pressure(occasion: Occasion, seed: &mut Seed) -> Entry {
    Entry::BloodPressure {
        systolic: MmHg(110 + seed.below(40) as u16),
        diastolic: MmHg(65 + seed.below(30) as u16),
        pulse: Some(Bpm(55 + seed.below(30) as u16)),
        occasion,
    }
}

fn intake(n: u64, seed: &mut Seed) -> Entry {
    let dish = seed.below(400);
    let mut values = [None; Nutrient::COUNT];
    for (place, value) in values.iter_mut().enumerate() {
        *value = (place != 13).then(|| seed.below(4_000) as f32 / 10.0);
    }
    Entry::Intake(Intake {
        slot: MealSlot::ALL[(n % 4) as usize],
        food: FoodRef::Dish(format!("R{dish:03}")),
        name: format!("{}{}", DISHES[(dish % 6) as usize], dish / 6),
        portion: Milli::from_milli(500 * (1 + seed.below(3))),
        nutrients: Nutrients::new(values),
    })
}

struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64) % limit
    }
}

const DIARY: [&str; 3] = ["散歩日和。膝の調子もよい", "雨。家で体操", "孫が来た。少し食べすぎた"];
const DISHES: [&str; 6] = ["うどん", "ごはん", "味噌汁", "焼き魚", "ほうれん草のおひたし", "煮物"];
