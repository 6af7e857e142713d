use henro_domain::{Day, Intake, Nutrient};

use crate::{
    Error,
    valid::{round, within},
};

/// What a day's meals say about alcohol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlcoholDay {
    /// 休肝日: something was recorded and nothing in it holds alcohol.
    Free,
    /// Alcohol was recorded.
    Drank,
    /// No meal was recorded, so nothing can be said.
    Unknown,
}

/// Alcohol over seven days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlcoholWeek {
    /// 休肝日.
    pub free: u8,
    /// Days with alcohol.
    pub drank: u8,
    /// Days with nothing recorded.
    pub unknown: u8,
}

/// Pure alcohol of a drink: volume x strength x 0.8.
///
/// `millilitres` 0..=10,000, `strength_pct` 0..=100 (by volume). Result in g, one decimal.
///
/// # Errors
/// [`Error::Amount`] outside those ranges.
///
/// # Source
/// 厚生労働省『健康に配慮した飲酒に関するガイドライン』, 19 February 2024: 摂取量(ml) x アルコール濃度(度数/100) x 0.8. Beer of 5 %, 500
/// ml: 20.0 g (the guideline's own example).
pub fn pure_alcohol_g(millilitres: f64, strength_pct: f64) -> Result<f64, Error> {
    let volume = within(millilitres, 0.0, 10_000.0, Error::Amount)?;
    Ok(round(volume * within(strength_pct, 0.0, 100.0, Error::Amount)? / 100.0 * 0.8, 1))
}

/// What a day's meals say about alcohol. `intakes` of one day. A dish whose alcohol was not measured counts as none: the
/// tables leave it empty only for foods without alcohol.
///
/// # Source
/// Ours: a day is a 休肝日 when at least one dish is recorded and the recorded alcohol rounds to 0.0 g.
pub fn alcohol_day(intakes: &[Intake]) -> AlcoholDay {
    let grams: f64 = intakes
        .iter()
        .filter_map(|i| i.nutrients.value(Nutrient::AlcoholG))
        .map(f64::from)
        .filter(|g| *g > 0.0)
        .sum();
    state_of((!intakes.is_empty()).then_some(grams))
}

/// As [`alcohol_day`] from the sum alone: `grams` of pure alcohol of all that was recorded, 0..=10,000; `None` where
/// nothing was.
///
/// # Errors
/// [`Error::Amount`] outside that range.
///
/// # Source
/// As [`alcohol_day`]. 20.0 g: drank; 0.04 g: 休肝日.
pub fn alcohol_of(grams: Option<f64>) -> Result<AlcoholDay, Error> {
    let grams = grams.map(|grams| within(grams, 0.0, 10_000.0, Error::Amount)).transpose()?;
    Ok(state_of(grams))
}

fn state_of(grams: Option<f64>) -> AlcoholDay {
    match grams {
        None => AlcoholDay::Unknown,
        Some(grams) if round(grams, 1) > 0.0 => AlcoholDay::Drank,
        Some(_) => AlcoholDay::Free,
    }
}

/// 休肝日 among the seven days up to `on`. `days` in any order; a day not listed is unknown; of a day listed twice the
/// first counts.
///
/// # Source
/// Counting. 『健康に配慮した飲酒に関するガイドライン』 advises days without alcohol in every week.
pub fn alcohol_week(days: &[(Day, AlcoholDay)], on: Day) -> AlcoholWeek {
    let mut week = AlcoholWeek::default();
    for back in 0..7 {
        match state(days, on.number() - back) {
            AlcoholDay::Free => week.free += 1,
            AlcoholDay::Drank => week.drank += 1,
            AlcoholDay::Unknown => week.unknown += 1,
        }
    }
    week
}

/// 休肝日 in a row, counted back from `on`. A day with nothing recorded ends the row, but for `on` itself, which may still
/// be empty in the morning.
///
/// # Source
/// Ours.
pub fn alcohol_free_streak(days: &[(Day, AlcoholDay)], on: Day) -> u32 {
    let mut number = on.number();
    if state(days, number) == AlcoholDay::Unknown {
        number -= 1;
    }
    let mut streak = 0;
    while state(days, number) == AlcoholDay::Free {
        streak += 1;
        number -= 1;
    }
    streak
}

fn state(days: &[(Day, AlcoholDay)], number: i32) -> AlcoholDay {
    days.iter().find(|(day, _)| day.number() == number).map_or(AlcoholDay::Unknown, |(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::{FoodRef, MealSlot, Milli, Nutrients};

    fn dish(alcohol: Option<f32>) -> Intake {
        let mut nutrients = Nutrients::default();
        nutrients.set(Nutrient::AlcoholG, alcohol);
        let food = FoodRef::Dish("A001".to_owned());
        Intake {
            slot: MealSlot::Dinner,
            food,
            name: "x".to_owned(),
            portion: Milli::from_milli(1000),
            nutrients,
        }
    }

    fn day(number: u32) -> Day {
        Day::new(2026, 11, number).unwrap()
    }

    #[test]
    fn a_long_can_of_beer_holds_20_g() {
        // the guideline's own example: 500 ml x 0.05 x 0.8
        assert_eq!(pure_alcohol_g(500.0, 5.0), Ok(20.0));
        // sake, 180 ml of 15 %: 180 x 0.15 x 0.8 = 21.6
        assert_eq!(pure_alcohol_g(180.0, 15.0), Ok(21.6));
        assert_eq!(pure_alcohol_g(500.0, f64::NAN), Err(Error::Amount));
    }

    #[test]
    fn a_day_without_entries_is_unknown_not_free() {
        assert_eq!(alcohol_day(&[]), AlcoholDay::Unknown);
        assert_eq!(alcohol_day(&[dish(None), dish(Some(0.0))]), AlcoholDay::Free);
        assert_eq!(alcohol_day(&[dish(None), dish(Some(20.0))]), AlcoholDay::Drank);
        assert_eq!(
            [None, Some(0.04), Some(0.05)].map(alcohol_of),
            [Ok(AlcoholDay::Unknown), Ok(AlcoholDay::Free), Ok(AlcoholDay::Drank)]
        );
        assert_eq!(alcohol_of(Some(-1.0)), Err(Error::Amount));
    }

    #[test]
    fn the_week_counts_the_seven_days_up_to_today() {
        let days = [
            (day(9), AlcoholDay::Free), // the eighth day back: not in the week
            (day(10), AlcoholDay::Free),
            (day(12), AlcoholDay::Drank),
            (day(15), AlcoholDay::Free),
            (day(16), AlcoholDay::Free),
        ];
        assert_eq!(alcohol_week(&days, day(16)), AlcoholWeek { free: 3, drank: 1, unknown: 3 });
    }

    #[test]
    fn the_row_ends_at_a_drink_or_a_gap_but_not_at_an_empty_today() {
        let days = [(day(12), AlcoholDay::Drank), (day(13), AlcoholDay::Free), (day(14), AlcoholDay::Free)];
        assert_eq!(alcohol_free_streak(&days, day(14)), 2);
        assert_eq!(alcohol_free_streak(&days, day(15)), 2);
        assert_eq!(alcohol_free_streak(&days, day(16)), 0);
        assert_eq!(alcohol_free_streak(&days, day(12)), 0);
    }
}
