use henro_domain::Sex;
use henro_reference::GrowthMeasure;

use crate::age::DAYS_OF_MONTH;
use crate::lms::{Norm, knots, lms, parts};
use crate::score::value_at;

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Age in days.
    pub age_days: i32,
    /// The value there.
    pub value: f64,
    /// Id of the source: where it changes, the curve makes a step.
    pub source: &'static str,
}

/// SD scores of the 3rd, 10th, 25th, 50th, 75th, 90th and 97th percentile.
pub const CENTILES: [f64; 7] = [-1.880_794, -1.281_552, -0.674_490, 0.0, 0.674_490, 1.281_552, 1.880_794];

/// The curve of an SD score between two ages, for a chart: the points of the tables and both ends of each.
///
/// Empty where no table reaches. The values are the ones scores are worked out from.
pub fn curve(
    norm: Norm,
    sex: Sex,
    measure: GrowthMeasure,
    z: f64,
    from_days: i32,
    to_days: i32,
) -> Vec<CurvePoint> {
    let mut found = Vec::new();
    for part in parts(norm, measure) {
        let (from, to) = (days(part.from).max(from_days), days(part.to).min(to_days));
        if from > to {
            continue;
        }
        let mut ages: Vec<i32> = knots(part, sex, measure).map(|knot| days(knot.months)).collect();
        ages.extend([from, to]);
        ages.retain(|age| (from..=to).contains(age));
        ages.sort_unstable();
        ages.dedup();
        found.extend(ages.into_iter().filter_map(|age_days| {
            let at = lms(part, sex, measure, f64::from(age_days) / DAYS_OF_MONTH)?;
            Some(CurvePoint { age_days, value: value_at(at, z)?, source: part.source() })
        }));
    }
    found
}

fn days(months: f64) -> i32 {
    (months * DAYS_OF_MONTH).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score;

    #[test]
    fn a_curve_lies_where_its_score_is() {
        for point in curve(Norm::Japan, Sex::Female, GrowthMeasure::Weight, CENTILES[6], 30, 2000) {
            let found = score(Norm::Japan, Sex::Female, GrowthMeasure::Weight, point.age_days, point.value);
            assert!((found.unwrap().percentile - 97.0).abs() < 0.06, "{point:?}");
        }
    }

    #[test]
    fn centiles_do_not_cross() {
        let of = |z| curve(Norm::Japan, Sex::Male, GrowthMeasure::Height, z, 0, 6000);
        let all = CENTILES.map(of);
        assert!(all[0].len() > 40);
        for pair in all.windows(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(low, high)| low.value < high.value));
        }
    }

    #[test]
    fn nothing_is_drawn_outside_the_tables() {
        assert!(curve(Norm::Japan, Sex::Male, GrowthMeasure::Head, 0.0, 1200, 2000).is_empty());
        assert!(curve(Norm::Japan, Sex::Male, GrowthMeasure::Head, 0.0, 500, 400).is_empty());
        assert!(curve(Norm::Who, Sex::Male, GrowthMeasure::Bmi, f64::NAN, i32::MIN, i32::MAX).is_empty());
    }
}
