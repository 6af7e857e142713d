use crate::{
    EnergyRule, Error,
    exercise::{exercise_kcal, mets_hours, net_kcal},
    valid::{height, round, within},
};

/// Walking that was written as an activity of its own on the same day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LoggedWalk {
    /// Minutes of walking or running logged.
    pub minutes: f64,
    /// Steps of those walks where they are known; otherwise 100 a minute.
    pub steps: Option<u32>,
}

/// What a day's steps come to (さんぽ).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Walk {
    /// Distance of all steps, m.
    pub distance_m: u32,
    /// Steps not covered by logged walks; the rest of the figures are theirs.
    pub counted_steps: u32,
    /// Minutes, one decimal.
    pub minutes: f64,
    /// METs taken.
    pub mets: f64,
    /// メッツ・時, two decimals.
    pub mets_hours: f64,
    /// Energy with rest, kcal, one decimal.
    pub kcal: f64,
    /// Energy without rest, kcal, one decimal.
    pub net_kcal: f64,
}

/// Length of a step: the person's own, otherwise height x 0.45.
///
/// `height_cm` 20..=260, `own_m` 0.2..=2 m. Result in m, four decimals.
///
/// # Errors
/// [`Error::Height`], [`Error::Stride`] outside those ranges (the height is not looked at where a stride is given).
///
/// # Source
/// Pedometer makers' rule of thumb for an ordinary pace (0.40 slow, 0.50 brisk); no standard gives one. 165 cm: 0.7425.
pub fn stride_m(height_cm: Option<f64>, own_m: Option<f64>) -> Result<f64, Error> {
    match own_m {
        Some(own) => Ok(round(within(own, 0.2, 2.0, Error::Stride)?, 4)),
        None => Ok(round(height(height_cm.ok_or(Error::Height)?)? * 0.0045, 4)),
    }
}

/// Distance of a number of steps in whole metres. Add up a day's steps first: rounding each walk would lose metres.
///
/// `steps` 0..=1,000,000, `stride_m` 0.05..=2 m.
///
/// # Errors
/// [`Error::Stride`], [`Error::Distance`].
///
/// # Source
/// Steps x stride. 8,000 x 0.7425 m = 5,940 m.
pub fn distance_m(steps: u32, stride_m: f64) -> Result<u32, Error> {
    let stride = within(stride_m, 0.05, 2.0, Error::Stride)?;
    if steps > 1_000_000 {
        return Err(Error::Distance);
    }
    Ok((f64::from(steps) * stride).round() as u32)
}

/// Minutes a number of steps takes at 100 a minute, one decimal.
///
/// # Source
/// Tudor-Locke C et al., Br J Sports Med 2018;52:776-788: 100 steps/min is the limit of moderate intensity (3 METs).
/// 厚生労働省 アクティブガイド(2013): ten minutes are about 1,000 steps. 8,000 steps: 80.0.
pub fn walk_minutes(steps: u32) -> f64 {
    round(f64::from(steps) / 100.0, 1)
}

/// METs of level walking at a speed in m/min: that of the fastest row not above it; 2.0 below 54 m/min.
///
/// # Errors
/// [`Error::Distance`] outside 0..=400 m/min.
///
/// # Source
/// 2011 Compendium of Physical Activities (Ainsworth BE et al., Med Sci Sports Exerc 2011;43:1575-1581), codes 17151
/// (2.0), 17152 (54 m/min, 2.8), 17170 (67, 3.0), 17190 (75, 3.5), 17200 (93, 4.3), 17220 (107, 5.0), 17230 (120, 7.0).
pub fn mets_at_speed(metres_per_minute: f64) -> Result<f64, Error> {
    let speed = within(metres_per_minute, 0.0, 400.0, Error::Distance)?;
    Ok(SPEED_METS.iter().rev().find(|(limit, _)| speed >= *limit).map_or(2.0, |(_, mets)| *mets))
}

/// METs at a cadence in steps a minute: 100 is 3, 110 is 4, 120 is 5, 130 and more 6; below 100 it is 2.
///
/// # Errors
/// [`Error::Duration`] outside 0..=300 steps a minute.
///
/// # Source
/// Tudor-Locke C et al., CADENCE-Adults, Int J Behav Nutr Phys Act 2019;16:8 (ages 21-40) and 2020;17:137 (41-60).
pub fn mets_at_cadence(steps_per_minute: f64) -> Result<f64, Error> {
    let cadence = within(steps_per_minute, 0.0, 300.0, Error::Duration)?;
    Ok(match cadence {
        c if c >= 130.0 => 6.0,
        c if c >= 120.0 => 5.0,
        c if c >= 110.0 => 4.0,
        c if c >= 100.0 => 3.0,
        _ => 2.0,
    })
}

/// What a day's steps come to, without counting logged walks twice.
///
/// `steps` of the whole day, 0..=1,000,000; `stride_m` 0.05..=2; `weight_kg` 0.3..=400; `logged`: walking written as an
/// activity, whose steps (or minutes x 100) are taken off before minutes and energy are worked out. The distance is that
/// of all steps. METs are 3.0, those of 100 steps a minute.
///
/// # Errors
/// [`Error::Stride`], [`Error::Distance`], [`Error::Weight`], [`Error::Duration`] (more than 144,000 steps left to count,
/// or logged minutes outside 0..=1440).
///
/// # Source
/// [`distance_m`], [`walk_minutes`], [`exercise_kcal`]. 8,000 steps, 0.7425 m, 60 kg, rule of 2023: 5,940 m, 80 min,
/// 4.00 メッツ・時, 240.0 kcal, 160.0 net.
pub fn steps_walk(
    steps: u32,
    stride_m: f64,
    weight_kg: f64,
    logged: LoggedWalk,
    rule: EnergyRule,
) -> Result<Walk, Error> {
    let logged_minutes = within(logged.minutes, 0.0, 1440.0, Error::Duration)?;
    let covered = logged.steps.unwrap_or((logged_minutes * STEPS_PER_MINUTE).round() as u32);
    let counted_steps = steps.saturating_sub(covered);
    let minutes = walk_minutes(counted_steps);
    Ok(Walk {
        distance_m: distance_m(steps, stride_m)?,
        counted_steps,
        minutes,
        mets: WALK_METS,
        mets_hours: mets_hours(WALK_METS, minutes)?,
        kcal: exercise_kcal(WALK_METS, minutes, weight_kg, rule)?,
        net_kcal: net_kcal(WALK_METS, minutes, weight_kg, rule)?,
    })
}

const STEPS_PER_MINUTE: f64 = 100.0;
const WALK_METS: f64 = 3.0;
const SPEED_METS: [(f64, f64); 6] =
    [(54.0, 2.8), (67.0, 3.0), (75.0, 3.5), (93.0, 4.3), (107.0, 5.0), (120.0, 7.0)];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_worked_day_of_8000_steps_comes_out() {
        // 165 cm x 0.0045 = 0.7425; x 8000 = 5940 m; 80 min; 3 x 80/60 = 4; x 60 kg = 240; (3-1) x 80/60 x 60 = 160
        let stride = stride_m(Some(165.0), None).unwrap();
        assert_eq!(stride, 0.7425);
        let walk = steps_walk(8000, stride, 60.0, LoggedWalk::default(), EnergyRule::Guide2023).unwrap();
        assert_eq!((walk.distance_m, walk.minutes, walk.mets_hours), (5940, 80.0, 4.0));
        assert_eq!((walk.kcal, walk.net_kcal), (240.0, 160.0));
        // the same with the factor of 2006: 252.0 and 168.0
        let old = steps_walk(8000, stride, 60.0, LoggedWalk::default(), EnergyRule::Guide2006).unwrap();
        assert_eq!((old.kcal, old.net_kcal), (252.0, 168.0));
    }

    #[test]
    fn a_logged_walk_is_not_counted_twice() {
        // 30 min x 100 = 3,000 of the 8,000 steps are the logged walk's
        let logged = LoggedWalk { minutes: 30.0, steps: None };
        let walk = steps_walk(8000, 0.7425, 60.0, logged, EnergyRule::Guide2023).unwrap();
        assert_eq!((walk.counted_steps, walk.minutes, walk.kcal, walk.distance_m), (5000, 50.0, 150.0, 5940));
        let known = LoggedWalk { minutes: 30.0, steps: Some(9000) };
        assert_eq!(steps_walk(8000, 0.7, 60.0, known, EnergyRule::Guide2023).unwrap().counted_steps, 0);
    }

    #[test]
    fn an_own_stride_is_preferred() {
        assert_eq!(stride_m(Some(165.0), Some(0.66)), Ok(0.66));
        assert_eq!(stride_m(None, None), Err(Error::Height));
        assert_eq!(stride_m(None, Some(66.0)), Err(Error::Stride)); // centimetres typed for metres
    }

    #[test]
    fn speeds_and_cadences_take_the_row_below() {
        // 5,940 m in 80 min = 74.25 m/min lies between 67 (3.0) and 75 (3.5)
        assert_eq!(mets_at_speed(74.25), Ok(3.0));
        assert_eq!(mets_at_speed(40.0), Ok(2.0));
        assert_eq!(mets_at_speed(150.0), Ok(7.0));
        assert_eq!(
            [99.0, 100.0, 115.0, 120.0, 140.0].map(|c| mets_at_cadence(c).unwrap()),
            [2.0, 3.0, 4.0, 5.0, 6.0]
        );
    }

    proptest! {
        #[test]
        fn more_steps_are_never_less_of_anything(a in 0u32..100_000, b in 0u32..100_000, stride in 0.3f64..1.2) {
            let walk = |n| steps_walk(n, stride, 60.0, LoggedWalk::default(), EnergyRule::CURRENT).unwrap();
            let (few, many) = (walk(a.min(b)), walk(a.max(b)));
            prop_assert!(few.distance_m <= many.distance_m && few.kcal <= many.kcal && few.minutes <= many.minutes);
        }

        #[test]
        fn no_input_panics(steps: u32, a: f64, b: f64, c: f64, logged: Option<u32>) {
            let _ = steps_walk(steps, a, b, LoggedWalk { minutes: c, steps: logged }, EnergyRule::CURRENT);
            let _ = (stride_m(Some(a), Some(b)), mets_at_speed(a), mets_at_cadence(b));
        }
    }
}
