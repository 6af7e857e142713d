use henro_domain::{Day, Nutrient, Person, Sex};

use crate::day::reference_lines;
use crate::wire::RhythmItem;

/// What an item is held against.
#[derive(Clone, Copy, Default)]
pub(super) struct Limits {
    /// At or above this is out.
    pub(super) high: Option<f64>,
    /// The same for 最低血圧.
    pub(super) high_2: Option<f64>,
    /// Below this is out.
    pub(super) low: Option<f64>,
}

impl Limits {
    /// Whether a day is out of the limits.
    pub(super) fn out(&self, value: f64, second: Option<f64>) -> bool {
        let above = |value: f64, limit: Option<f64>| limit.is_some_and(|limit| value >= limit);
        above(value, self.high)
            || second.is_some_and(|second| above(second, self.high_2))
            || self.low.is_some_and(|low| value < low)
    }

    /// Whether there is anything to be out of.
    pub(super) fn any(&self) -> bool {
        self.high.is_some() || self.low.is_some()
    }
}

/// The limits of an item for a person.
///
/// Blood pressure: home limit 135/85 (日本高血圧学会). BMI: 18.5 to 25 (日本肥満学会). Waist: 85 cm for men, 90 cm for
/// women (メタボリックシンドローム診断基準検討委員会 2005). Temperature: 37.5 °C (感染症法に基づく届出基準の「発熱」).
/// Steps: 8,000 for adults, 6,000 from 65 on (健康づくりのための身体活動・運動ガイド2023). Salt: the goal of the dietary
/// reference intakes.
pub(super) fn limits(item: RhythmItem, person: &Person, on: Day) -> Limits {
    let age = person.birth.map(|birth| birth.age_on(on));
    match item {
        RhythmItem::PressureMorning | RhythmItem::PressureEvening => {
            Limits { high: Some(135.0), high_2: Some(85.0), low: None }
        }
        RhythmItem::Bmi if age.is_none_or(|age| age >= 18) => {
            Limits { high: Some(25.0), low: Some(18.5), high_2: None }
        }
        RhythmItem::Waist => Limits { high: person.sex.map(waist), ..Limits::default() },
        RhythmItem::Temperature => Limits { high: Some(37.5), ..Limits::default() },
        RhythmItem::Steps => Limits { low: age.and_then(steps), ..Limits::default() },
        RhythmItem::Salt => Limits { high: salt(person, age, on), ..Limits::default() },
        _ => Limits::default(),
    }
}

fn waist(sex: Sex) -> f64 {
    match sex {
        Sex::Male => 85.0,
        Sex::Female => 90.0,
    }
}

fn steps(age: u32) -> Option<f64> {
    match age {
        0..18 => None,
        18..65 => Some(8_000.0),
        _ => Some(6_000.0),
    }
}

fn salt(person: &Person, age: Option<u32>, on: Day) -> Option<f64> {
    let lines = reference_lines(person.sex?, age?, person.activity, on);
    lines.into_iter().find(|(nutrient, _, _)| *nutrient == Nutrient::SaltG)?.2
}
