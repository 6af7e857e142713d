use henro_domain::{Day, MealSlot, MeasureItem, Occasion, StepSource};

use super::random::Random;
use crate::wire::{EntryBody, EntryDraft};

/// How an invented life is written.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// The same seed gives the same life.
    pub seed: u64,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Step counts by the hour and a glucose sensor, as a wearable writes them: about 45 entries a day
    /// instead of about 15.
    pub wearable: bool,
}

/// The entries of an invented life, day by day.
pub fn life(life: Life) -> impl Iterator<Item = EntryDraft> {
    let mut random = Random::new(life.seed);
    (life.from.number()..=life.to.number()).flat_map(move |number| {
        let mut day = OneDay { entries: Vec::new(), day: life.from, age: number - life.from.number() };
        if let Ok(date) = Day::from_number(number) {
            day.day = date;
            day.write(&mut random, life.wearable);
        }
        day.entries
    })
}

struct OneDay {
    entries: Vec<EntryDraft>,
    day: Day,
    age: i32,
}

impl OneDay {
    fn write(&mut self, random: &mut Random, wearable: bool) {
        self.body(random);
        self.meals(random);
        self.moves(random, wearable);
        if wearable {
            for hour in 0..24 {
                let value = 95.0 + 12.0 * random.bell();
                self.measure(hour * 60 + 5, MeasureItem::GlucoseMgdl, value.clamp(65.0, 190.0).round());
            }
        }
    }

    fn add(&mut self, minute: i64, body: EntryBody) {
        let minute = u16::try_from(minute.clamp(0, 1439)).ok();
        self.entries.push(EntryDraft { day: self.day, minute, body });
    }

    fn measure(&mut self, minute: i64, item: MeasureItem, value: f64) {
        self.add(minute, EntryBody::Measurement { item, value: (value * 10.0).round() / 10.0 });
    }

    fn body(&mut self, random: &mut Random) {
        if self.age == 0 {
            self.measure(400, MeasureItem::HeightCm, 158.0);
        }
        if random.chance(0.9) {
            let minute = 390 + random.between(0, 40);
            self.pressure(random, minute, Occasion::Morning);
            if random.chance(0.8) {
                self.pressure(random, minute + 2, Occasion::Morning);
            }
            self.measure(minute + 5, MeasureItem::WeightKg, self.weight(random));
        }
        if random.chance(0.7) {
            let minute = 1290 + random.between(0, 60);
            self.pressure(random, minute, Occasion::Evening);
        }
        if self.age % 14 == 0 {
            self.measure(400, MeasureItem::WaistCm, 81.0 + random.bell() * 0.7);
        }
        if random.chance(0.15) {
            self.measure(405, MeasureItem::TemperatureC, 36.4 + random.bell() * 0.25);
        }
        if random.chance(0.8) {
            let level = if random.chance(0.7) { 2 } else { random.between(1, 4) };
            self.add(1260, EntryBody::Condition { level: u8::try_from(level).unwrap_or(3) });
        }
        if random.chance(0.25)
            && let Some(text) = random.pick(&LINES)
        {
            self.add(1300, EntryBody::Diary { text: (*text).to_owned() });
        }
    }

    /// Higher in winter, a little lower every year.
    fn pressure(&mut self, random: &mut Random, minute: i64, occasion: Occasion) {
        let season = (f64::from(self.day.number() - 15) / 365.25 * std::f64::consts::TAU).cos();
        let years = f64::from(self.age) / 365.25;
        let base = 131.0 + 4.0 * season - years.min(8.0);
        let fall = if occasion == Occasion::Evening { 4.0 } else { 0.0 };
        let systolic = base - fall + 5.0 * random.bell();
        let diastolic = 82.0 + 2.0 * season - years.min(8.0) * 0.6 - fall * 0.6 + 3.5 * random.bell();
        let round = |value: f64, low: f64, high: f64| value.round().clamp(low, high) as u16;
        let diastolic = round(diastolic, 60.0, 104.0);
        let body = EntryBody::BloodPressure {
            systolic: round(systolic, f64::from(diastolic) + 22.0, 172.0),
            diastolic,
            pulse: Some(round(66.0 + 4.0 * random.bell(), 48.0, 96.0)),
            occasion: Some(occasion),
        };
        self.add(minute, body);
    }

    fn weight(&self, random: &mut Random) -> f64 {
        let years = f64::from(self.age) / 365.25;
        let season = (f64::from(self.day.number()) / 365.25 * std::f64::consts::TAU).cos();
        57.4 + 3.4 * (-years / 1.5).exp() + 0.5 * season + 0.25 * random.bell()
    }

    fn meals(&mut self, random: &mut Random) {
        let breakfast = random.pick(&BREAKFASTS).copied().unwrap_or_default();
        let lunch = random.pick(&LUNCHES).copied().unwrap_or_default();
        let dinner = random.pick(&DINNERS).copied().unwrap_or_default();
        for (slot, minute, dishes) in [
            (MealSlot::Breakfast, 435, breakfast),
            (MealSlot::Lunch, 740, lunch),
            (MealSlot::Dinner, 1120, dinner),
        ] {
            if random.chance(0.94) {
                dishes.iter().for_each(|dish| self.eat(slot, minute, dish));
            }
        }
        if random.chance(0.3) {
            self.eat(MealSlot::Dinner, 1125, if random.chance(0.5) { "A009" } else { "A001" });
        }
        if random.chance(0.45)
            && let Some(dish) = random.pick(&SNACKS)
        {
            self.eat(MealSlot::Other, 910, dish);
        }
    }

    fn eat(&mut self, slot: MealSlot, minute: i64, dish: &str) {
        self.add(minute, EntryBody::Intake { slot, food: dish.to_owned(), portion: 1.0 });
    }

    fn moves(&mut self, random: &mut Random, wearable: bool) {
        let whole = (6400.0 + 1900.0 * random.bell()).clamp(700.0, 16_000.0);
        let parts: &[(i64, f64)] = if wearable { &HOURS } else { &[(600, 0.6), (1010, 0.4)] };
        for (minute, share) in parts {
            let count = (whole * share * (0.8 + 0.4 * random.unit())).round().max(1.0) as u32;
            let source = if wearable { StepSource::Imported } else { StepSource::Typed };
            self.add(*minute, EntryBody::Steps { count, source: Some(source) });
        }
        if random.chance(0.4)
            && let Some((activity, minutes)) = random.pick(&MOVES)
        {
            self.add(420, EntryBody::Exercise { activity: (*activity).to_owned(), minutes: *minutes });
        }
    }
}

const BREAKFASTS: [&[&str]; 4] = [
    &["R002", "W001", "M008"],
    &["R002", "W001", "M156"],
    &["R067", "M140", "Y001"],
    &["R067", "Y005", "F003"],
];
const LUNCHES: [&[&str]; 6] =
    [&["N003", "R033"], &["N032"], &["D002"], &["N051"], &["R033", "R034", "B001"], &["N005"]];
const DINNERS: [&[&str]; 6] = [
    &["R002", "M002", "S005", "W001"],
    &["R002", "M124", "S005"],
    &["R002", "M093", "S032", "W001"],
    &["R002", "M008", "S032"],
    &["R002", "M002", "W033"],
    &["D003", "S032"],
];
const SNACKS: [&str; 5] = ["F001", "F003", "F004", "B011", "Y005"];
const MOVES: [(&str, u16); 5] = [("JP005", 10), ("17190", 30), ("08245", 40), ("05043", 15), ("18368", 30)];
const HOURS: [(i64, f64); 12] = [
    (420, 0.06),
    (480, 0.08),
    (540, 0.1),
    (600, 0.12),
    (660, 0.08),
    (720, 0.06),
    (780, 0.06),
    (840, 0.08),
    (900, 0.1),
    (960, 0.12),
    (1020, 0.08),
    (1080, 0.06),
];
const LINES: [&str; 8] = [
    "朝の散歩で川べりを歩いた。",
    "孫が遊びに来た。",
    "庭のみかんが色づいてきた。",
    "よく眠れた。",
    "少し肩がこる。",
    "友だちと喫茶店で話した。",
    "雨なので家で体操をした。",
    "うどんを食べに出かけた。",
];
