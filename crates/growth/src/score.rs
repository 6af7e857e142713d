use henro_domain::Sex;
use henro_reference::{Confidence, GrowthMeasure, GrowthReference};

use crate::Error;
use crate::age::DAYS_OF_MONTH;
use crate::lms::{Norm, lms, part_at};

/// How a value compares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// SD score, two decimals.
    pub z: f64,
    /// Of a hundred, so many have less; one decimal.
    pub percentile: f64,
    /// Median at this age.
    pub median: f64,
    /// Age in months, as the tables count.
    pub months: f64,
    /// Before day 14, when weight falls and rises again: not to be judged.
    pub too_early: bool,
    /// Id of the source, as in `henro_reference::source`.
    pub source: &'static str,
    /// How sure the table is.
    pub confidence: Confidence,
}

/// SD score and percentile of a value.
///
/// `age_days` since birth, or since the day due as [`crate::corrected`] has it; one month is 30.4375 days. `value` in
/// cm (height 20..=260, head 15..=80), kg (0.3..=400) or kg/m² (5..=80). Length lies down under 24 months.
///
/// # Errors
/// [`Error::Age`] outside the table of the measure (Japan: 17.5 years, head 36 months; WHO: 19 years, weight 10 years,
/// head 5 years); [`Error::Value`] outside the ranges above.
///
/// # Source
/// Cole TJ, Green PJ, Stat Med 1992;11:1305-1319: z = ((x/M)^L - 1) / (L S). WHO's weight and BMI beyond 3 SD go on in
/// steps of the distance from 2 to 3 SD: WHO Child Growth Standards, Methods and development, 2006, chapter 7.
pub fn score(
    norm: Norm,
    sex: Sex,
    measure: GrowthMeasure,
    age_days: i32,
    value: f64,
) -> Result<Score, Error> {
    let (low, high) = match measure {
        GrowthMeasure::Height => (20.0, 260.0),
        GrowthMeasure::Weight => (0.3, 400.0),
        GrowthMeasure::Head => (15.0, 80.0),
        GrowthMeasure::Bmi => (5.0, 80.0),
    };
    if !(low..=high).contains(&value) {
        return Err(Error::Value);
    }
    if age_days < 0 {
        return Err(Error::Age);
    }
    let months = f64::from(age_days) / DAYS_OF_MONTH;
    let part = part_at(norm, measure, months).ok_or(Error::Age)?;
    let at = lms(part, sex, measure, months).ok_or(Error::Age)?;
    let who = matches!(part.reference, GrowthReference::Who2006 | GrowthReference::Who2007);
    let by_weight = matches!(measure, GrowthMeasure::Weight | GrowthMeasure::Bmi);
    let z = if who && by_weight { far_z(at, value) } else { z_of(at, value) };
    Ok(Score {
        z: (z * 100.0).round() / 100.0,
        percentile: (percentile(z) * 10.0).round() / 10.0,
        median: at[1],
        months,
        too_early: age_days < 14,
        source: part.source(),
        confidence: part.confidence(measure),
    })
}

fn z_of([l, m, s]: [f64; 3], value: f64) -> f64 {
    let ratio = value / m;
    if l.abs() < 1e-9 { ratio.ln() / s } else { (ratio.powf(l) - 1.0) / (l * s) }
}

/// As [`z_of`], with even steps beyond 3 SD.
fn far_z(at: [f64; 3], value: f64) -> f64 {
    let z = z_of(at, value);
    let side = if z > 3.0 {
        1.0
    } else if z < -3.0 {
        -1.0
    } else {
        return z;
    };
    let ends = value_at(at, 3.0 * side).zip(value_at(at, 2.0 * side));
    ends.map_or(z, |(three, two)| side * (3.0 + (value - three) / (three - two)))
}

/// The value at a score; `None` where the curve has none.
pub(crate) fn value_at([l, m, s]: [f64; 3], z: f64) -> Option<f64> {
    let value = if l.abs() < 1e-9 {
        m * (s * z).exp()
    } else {
        let base = 1.0 + l * s * z;
        if base <= 0.0 {
            return None;
        }
        m * base.powf(1.0 / l)
    };
    value.is_finite().then_some(value)
}

/// Of a hundred, so many lie below an SD score.
fn percentile(z: f64) -> f64 {
    50.0 * (1.0 + libm::erf(z / std::f64::consts::SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_reference::growth_bands;
    use proptest::prelude::*;

    fn z(norm: Norm, sex: Sex, measure: GrowthMeasure, days: i32, value: f64) -> f64 {
        score(norm, sex, measure, days, value).unwrap().z
    }

    #[test]
    fn the_lines_of_who_lie_on_their_scores() {
        // WHO Child Growth Standards, weight-for-age boys, 12 months: -2 SD 7.7, 0 9.6, +1 10.8, +2 12.0, +3 13.3 kg
        for (kg, sd) in [(7.7, -2.0), (9.6, 0.0), (10.8, 1.0), (12.0, 2.0), (13.3, 3.0)] {
            assert!((z(Norm::Who, Sex::Male, GrowthMeasure::Weight, 365, kg) - sd).abs() < 0.06, "{kg}");
        }
        // Length-for-age girls, 12 months: -2 SD 68.9, 0 74.0, +2 79.2 cm
        for (cm, sd) in [(68.9, -2.0), (74.0, 0.0), (79.2, 2.0)] {
            assert!((z(Norm::Who, Sex::Female, GrowthMeasure::Height, 365, cm) - sd).abs() < 0.06, "{cm}");
        }
        // Head circumference boys, 12 months: median 46.1 cm. BMI-for-age 2007, boys 10 years: median 16.4
        assert!(z(Norm::Who, Sex::Male, GrowthMeasure::Head, 365, 46.1).abs() < 0.06);
        assert!(z(Norm::Who, Sex::Male, GrowthMeasure::Bmi, 3653, 16.4).abs() < 0.06);
    }

    #[test]
    fn beyond_three_sd_who_goes_on_in_even_steps() {
        // Boys 12 months: L 0.0644, M 9.6479, S 0.10925: 2 SD 11.98, 3 SD 13.33 kg; 14.68 is one step further
        let at = [0.0644, 9.6479, 0.10925];
        let (two, three) = (value_at(at, 2.0).unwrap(), value_at(at, 3.0).unwrap());
        assert!((two - 11.98).abs() < 0.02 && (three - 13.33).abs() < 0.02, "{two} {three}");
        assert!((far_z(at, three + (three - two)) - 4.0).abs() < 1e-9);
        assert!((z_of(at, value_at(at, -1.5).unwrap()) + 1.5).abs() < 1e-9);
    }

    #[test]
    fn the_worked_example_of_18_months_is_the_median() {
        // 18.0 months are 547.9 days; M 10.2515 kg
        let found = score(Norm::Japan, Sex::Male, GrowthMeasure::Weight, 548, 10.25).unwrap();
        assert!(found.z.abs() < 0.01 && (found.percentile - 50.0).abs() < 0.5, "{found:?}");
        assert_eq!((found.source, found.confidence), ("growth_jp2023", Confidence::Medium));
    }

    #[test]
    fn the_published_percentiles_of_2023_come_out_as_those_percentiles() {
        let wanted = [3.0, 10.0, 25.0, 50.0, 75.0, 90.0, 97.0];
        let mut checked = 0;
        for band in growth_bands().iter().filter(|band| band.from_months >= 2.0) {
            let middle = (band.from_months + band.to_months) / 2.0;
            let days = (middle * DAYS_OF_MONTH).round() as i32;
            for (value, wanted) in band.percentiles.iter().zip(wanted) {
                let found = score(Norm::Japan, band.sex, band.measure, days, *value).unwrap().percentile;
                // The fit is off by up to 0.018 kg and 0.062 cm, half a step of the last digit, half a day.
                assert!((found - wanted).abs() < 2.0, "{} {wanted}: {found}", band.label);
                checked += 1;
            }
        }
        assert!(checked > 700, "{checked}");
    }

    #[test]
    fn the_tables_of_japan_meet_at_six_and_a_half_years() {
        let below = score(Norm::Japan, Sex::Male, GrowthMeasure::Height, 2374, 118.0).unwrap();
        let above = score(Norm::Japan, Sex::Male, GrowthMeasure::Height, 2375, 118.0).unwrap();
        assert_eq!((below.source, above.source), ("growth_jp2023", "growth_jp2000"));
        assert!((below.median - above.median).abs() < 3.0, "{below:?} {above:?}");
        // Isojima 2016, table 2: boys 17.5 years, median height about 170.8 cm
        let grown = score(Norm::Japan, Sex::Male, GrowthMeasure::Height, 6391, 170.8).unwrap();
        assert!(grown.z.abs() < 0.1, "{grown:?}");
    }

    #[test]
    fn what_is_outside_the_tables_is_refused() {
        let ask = |measure, days, value| score(Norm::Japan, Sex::Female, measure, days, value);
        assert_eq!(ask(GrowthMeasure::Head, 1097, 48.0), Err(Error::Age));
        assert_eq!(ask(GrowthMeasure::Height, 6400, 158.0), Err(Error::Age));
        assert_eq!(ask(GrowthMeasure::Height, -1, 50.0), Err(Error::Age));
        assert_eq!(ask(GrowthMeasure::Weight, 400, 0.0), Err(Error::Value));
        assert_eq!(ask(GrowthMeasure::Weight, 400, f64::NAN), Err(Error::Value));
        let who = |days| score(Norm::Who, Sex::Male, GrowthMeasure::Weight, days, 30.0);
        assert!(who(3652).is_ok() && who(3654) == Err(Error::Age));
    }

    #[test]
    fn the_first_days_are_not_judged() {
        let early = |days| score(Norm::Japan, Sex::Male, GrowthMeasure::Weight, days, 3.0).unwrap().too_early;
        assert!(early(13) && !early(14));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_every_score_is_a_number(days: i32, young in 0..7000i32, value: f64, kg in 0.3f64..400.0) {
            for norm in [Norm::Japan, Norm::Who] {
                for measure in [GrowthMeasure::Height, GrowthMeasure::Weight, GrowthMeasure::Head, GrowthMeasure::Bmi] {
                    let _ = score(norm, Sex::Male, measure, days, value);
                    if let Ok(found) = score(norm, Sex::Female, measure, young, kg) {
                        prop_assert!(found.z.is_finite() && (0.0..=100.0).contains(&found.percentile));
                    }
                }
            }
        }

        #[test]
        fn more_is_never_less(days in 0..2374i32, a in 1.0f64..60.0, b in 1.0f64..60.0) {
            let of = |kg| z(Norm::Japan, Sex::Female, GrowthMeasure::Weight, days, kg);
            // Scores are rounded, so two weights may share one.
            let (less, more) = (a.min(b), a.max(b));
            prop_assert!(of(less) <= of(more));
        }
    }
}
