use crate::{Bpm, Entry, MeasureItem, Milli, MmHg, Nutrients};

/// What a range check says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Ordinary.
    Usual,
    /// Possible but rare: ask once.
    Rare,
    /// The two pressures are the wrong way round.
    Swapped,
    /// Cannot be, or cannot be measured.
    Impossible,
}

/// Limits of one item in its own unit. Possible limits are those of the devices that measure it;
/// usual limits are ours, wide enough that a healthy or ill adult is not asked every day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasureRange {
    /// Lowest and highest value accepted at all.
    pub possible: (f64, f64),
    /// Lowest and highest value accepted without a question.
    pub usual: (f64, f64),
    /// Decimals shown and typed.
    pub decimals: u8,
}

/// The range of an item.
pub fn measure_range(item: MeasureItem) -> MeasureRange {
    let (possible, usual, decimals) = match item {
        MeasureItem::WeightKg => ((0.3, 400.0), (30.0, 150.0), 1),
        MeasureItem::HeightCm => ((20.0, 260.0), (130.0, 200.0), 1),
        MeasureItem::WaistCm => ((20.0, 250.0), (50.0, 140.0), 1),
        MeasureItem::BodyFatPct => ((1.0, 75.0), (5.0, 50.0), 1),
        MeasureItem::TemperatureC => ((30.0, 44.0), (35.0, 39.5), 1),
        MeasureItem::Spo2Pct => ((50.0, 100.0), (92.0, 100.0), 0),
        MeasureItem::GlucoseMgdl => ((20.0, 700.0), (60.0, 300.0), 0),
    };
    MeasureRange { possible, usual, decimals }
}

/// Checks one reading. Possible: 50..=300 / 20..=200 mmHg, pulse 20..=250. Asked once: 上 >= 180 or < 80,
/// 下 >= 110 or < 40, pulse < 40 or > 140, a difference under 15.
pub fn check_blood_pressure(systolic: MmHg, diastolic: MmHg, pulse: Option<Bpm>) -> Verdict {
    let (sys, dia) = (systolic.0, diastolic.0);
    let possible = |s: u16, d: u16| (50..=300).contains(&s) && (20..=200).contains(&d) && s > d;
    if sys < dia && possible(dia, sys) {
        return Verdict::Swapped;
    }
    if !possible(sys, dia) || pulse.is_some_and(|p| !(20..=250).contains(&p.0)) {
        return Verdict::Impossible;
    }
    let rare_pulse = pulse.is_some_and(|p| !(40..=140).contains(&p.0));
    if !(80..180).contains(&sys) || !(40..110).contains(&dia) || sys - dia < 15 || rare_pulse {
        return Verdict::Rare;
    }
    Verdict::Usual
}

/// Checks any entry. Texts: diary up to 2,000 characters, names up to 200. Steps up to 200,000, asked
/// above 50,000. Exercise 1..=1,440 minutes, asked above 300, up to 30 METs and 300,000 kcal. Portion up to 50, asked
/// above 10; a nutrient 0..=10,000,000 in its unit. What the app adds from its tables is far inside; a file may say anything.
pub fn check_entry(entry: &Entry) -> Verdict {
    match entry {
        Entry::BloodPressure { systolic, diastolic, pulse, .. } => {
            check_blood_pressure(*systolic, *diastolic, *pulse)
        }
        Entry::Measurement { item, value } => {
            let range = measure_range(*item);
            within(value.as_f64(), range.possible, range.usual)
        }
        Entry::Condition { level } => within(f64::from(*level), (1.0, 5.0), (1.0, 5.0)),
        Entry::Diary { text } => text_verdict(text, 2_000),
        Entry::Exercise { minutes, name, activity, mets, kcal }
            if name.chars().count() <= 200 && activity.chars().count() <= 200 =>
        {
            let fits = |value: Milli, most: f64| (0.0..=most).contains(&value.as_f64());
            match fits(*mets, 30.0) && kcal.is_none_or(|kcal| fits(kcal, 300_000.0)) {
                true => within(f64::from(minutes.0), (1.0, 1440.0), (1.0, 300.0)),
                false => Verdict::Impossible,
            }
        }
        Entry::Steps { count, .. } => within(f64::from(count.0), (1.0, 200_000.0), (1.0, 50_000.0)),
        Entry::Intake(intake) if intake.name.chars().count() <= 200 && nourishes(&intake.nutrients) => {
            portion_verdict(intake.portion)
        }
        Entry::OwnDish(dish)
            if !dish.parts.is_empty() && dish.parts.len() <= 50 && nourishes(&dish.nutrients) =>
        {
            match dish.parts.iter().any(|part| portion_verdict(part.portion) == Verdict::Impossible) {
                true => Verdict::Impossible,
                false => text_verdict(&dish.name, 100),
            }
        }
        _ => Verdict::Impossible,
    }
}

fn portion_verdict(portion: Milli) -> Verdict {
    within(portion.as_f64(), (0.01, 50.0), (0.01, 10.0))
}

/// Whether every known amount can be; NaN never can.
fn nourishes(nutrients: &Nutrients) -> bool {
    nutrients.values().iter().flatten().all(|amount| (0.0..=10_000_000.0).contains(amount))
}

fn text_verdict(text: &str, longest: usize) -> Verdict {
    match text.trim().is_empty() || text.chars().count() > longest {
        true => Verdict::Impossible,
        false => Verdict::Usual,
    }
}

fn within(value: f64, possible: (f64, f64), usual: (f64, f64)) -> Verdict {
    if !(possible.0..=possible.1).contains(&value) {
        Verdict::Impossible
    } else if !(usual.0..=usual.1).contains(&value) {
        Verdict::Rare
    } else {
        Verdict::Usual
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FoodRef, Intake, MealSlot, Minutes, Nutrient};

    #[test]
    fn blood_pressure_verdicts() {
        let check = |s, d, p: Option<u16>| check_blood_pressure(MmHg(s), MmHg(d), p.map(Bpm));
        assert_eq!(check(128, 82, Some(66)), Verdict::Usual);
        assert_eq!(check(82, 128, None), Verdict::Swapped);
        assert_eq!(check(1280, 82, None), Verdict::Impossible);
        assert_eq!(check(200, 120, None), Verdict::Rare);
        assert_eq!(check(120, 120, None), Verdict::Impossible);
        assert_eq!(check(128, 82, Some(300)), Verdict::Impossible);
    }

    #[test]
    fn a_weight_in_pounds_is_asked_about() {
        let weight =
            |v: f64| Entry::Measurement { item: MeasureItem::WeightKg, value: Milli::from_f64(v).unwrap() };
        assert_eq!(check_entry(&weight(63.5)), Verdict::Usual);
        assert_eq!(check_entry(&weight(635.0)), Verdict::Impossible);
        assert_eq!(check_entry(&weight(160.0)), Verdict::Rare);
    }

    #[test]
    fn energy_and_nutrients_nobody_can_have_are_refused() {
        let exercise = |mets: i64, kcal: Option<i64>| {
            let (activity, name) = ("17170".to_owned(), "歩く".to_owned());
            let (mets, kcal) = (Milli::from_milli(mets), kcal.map(Milli::from_milli));
            check_entry(&Entry::Exercise { activity, name, minutes: Minutes(30), mets, kcal })
        };
        assert_eq!(exercise(3_000, Some(90_000)), Verdict::Usual);
        assert_eq!(exercise(3_000, None), Verdict::Usual);
        // 25 METs for a day at 400 kg by the rule of 2006: 25 x 24 x 400 x 1.05 = 252,000 kcal.
        assert_eq!(exercise(25_000, Some(252_000_000)), Verdict::Usual);
        assert_eq!(exercise(31_000, None), Verdict::Impossible);
        assert_eq!(exercise(-3_000, None), Verdict::Impossible);
        assert_eq!(exercise(3_000, Some(-1)), Verdict::Impossible);
        assert_eq!(exercise(3_000, Some(1_000_000_000)), Verdict::Impossible);
        let meal = |kcal: f32| {
            let mut nutrients = Nutrients::default();
            nutrients.set(Nutrient::EnergyKcal, Some(kcal));
            let (slot, food, portion) =
                (MealSlot::Lunch, FoodRef::Dish("R002".into()), Milli::from_milli(1000));
            check_entry(&Entry::Intake(Intake { slot, food, name: "ごはん".into(), portion, nutrients }))
        };
        assert_eq!(meal(234.0), Verdict::Usual);
        for kcal in [-1.0, 1e8, f32::NAN, f32::INFINITY] {
            assert_eq!(meal(kcal), Verdict::Impossible, "{kcal}");
        }
    }

    #[test]
    fn ten_million_letters_of_diary_are_refused() {
        assert_eq!(check_entry(&Entry::Diary { text: "あ".repeat(10_000_000) }), Verdict::Impossible);
        assert_eq!(check_entry(&Entry::Diary { text: " ".into() }), Verdict::Impossible);
        assert_eq!(check_entry(&Entry::Diary { text: "散歩日和".into() }), Verdict::Usual);
    }
}
