use henro_domain::Day;

use crate::{Error, valid::round};

/// What the next checkup would show if the trend goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// Mean of the value before the last and the one before it (A of the figure).
    pub earlier: f64,
    /// Mean of the last two (B).
    pub later: f64,
    /// B + (B - A), three decimals: an extrapolation, no promise.
    pub next: f64,
    /// A year after the last checkup.
    pub day: Day,
}

/// The next value of a checkup's item by the moving average over two points, from the last three.
///
/// `values` of one item in one unit, oldest first, one a day; those before the last three are left out. `None` with fewer
/// than three. The length of time between them plays no part, as in the trial.
///
/// # Errors
/// [`Error::Order`] for days that do not rise, [`Error::Laboratory`] for a number that is not finite or above 10^9.
///
/// # Source
/// かがわeヘルスケア事業報告書 (2010), 2.2.2 fig. 2.9 and 3.1 fig. 3.60: moving average = (previous + this) / 2, forecast = B + (B - A).
/// 80, 100, 140, 155: A 120, B 147.5, next 175. 98, 102, 108: A 100, B 105, next 110.
pub fn forecast(values: &[(Day, f64)]) -> Result<Option<Forecast>, Error> {
    if values.windows(2).any(|pair| matches!(pair, [a, b] if a.0 >= b.0)) {
        return Err(Error::Order);
    }
    if values.iter().any(|(_, value)| !value.is_finite() || value.abs() > 1e9) {
        return Err(Error::Laboratory);
    }
    let [.., (_, first), (_, second), (last, third)] = values else { return Ok(None) };
    let (earlier, later) = ((first + second) / 2.0, (second + third) / 2.0);
    Ok(Some(Forecast {
        earlier: round(earlier, 3),
        later: round(later, 3),
        next: round(later + (later - earlier), 3),
        day: a_year_after(*last),
    }))
}

/// The same day of the next year; 28 February for the 29th.
fn a_year_after(day: Day) -> Day {
    let next = |date| Day::new(day.year() + 1, day.month(), date);
    next(day.day_of_month()).or_else(|_| next(28)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_figure_2_9_of_the_trial_comes_to_175() {
        let values = [
            (day("2007-08-06"), 80.0),
            (day("2008-09-16"), 100.0),
            (day("2009-11-06"), 140.0),
            (day("2010-08-06"), 155.0),
        ];
        let next = forecast(&values).unwrap().unwrap();
        assert_eq!((next.earlier, next.later, next.next), (120.0, 147.5, 175.0));
        assert_eq!(next.day, day("2011-08-06"));
    }

    #[test]
    fn the_figure_3_60_of_the_trial_comes_to_110() {
        let values = [(day("2008-05-26"), 98.0), (day("2009-05-18"), 102.0), (day("2010-05-27"), 108.0)];
        let next = forecast(&values).unwrap().unwrap();
        assert_eq!((next.earlier, next.later, next.next), (100.0, 105.0, 110.0));
    }

    #[test]
    fn two_checkups_are_too_few_and_days_must_rise() {
        let values = [(day("2009-05-18"), 102.0), (day("2010-05-27"), 108.0)];
        assert_eq!(forecast(&values), Ok(None));
        assert_eq!(forecast(&[]), Ok(None));
        let twice = [values[0], values[0], values[1]];
        assert_eq!(forecast(&twice), Err(Error::Order));
        let broken = [values[0], (values[1].0, f64::NAN)];
        assert_eq!(forecast(&broken), Err(Error::Laboratory));
    }

    #[test]
    fn a_leap_day_is_the_28th_a_year_later() {
        let values = [(day("2022-03-01"), 1.0), (day("2023-03-01"), 1.0), (day("2024-02-29"), 1.0)];
        assert_eq!(forecast(&values).unwrap().unwrap().day, day("2025-02-28"));
    }

    proptest! {
        #[test]
        fn a_straight_line_goes_on(start in -500i32..500, step in -50i32..50) {
            let of = |year: i32| (Day::new(2020 + year, 4, 1).unwrap(), f64::from(start + step * year));
            let next = forecast(&[of(0), of(1), of(2)]).unwrap().unwrap();
            // means of a line lie half a step back, so the forecast does too
            prop_assert_eq!(next.next, f64::from(start) + 2.5 * f64::from(step));
        }
    }
}
