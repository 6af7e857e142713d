//! The scale of values: from, to and where the gridlines stand.

/// A scale with at most five gridlines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) ticks: Vec<f64>,
    /// Decimals of the ticks.
    pub(crate) decimals: usize,
}

impl Scale {
    /// A scale that holds everything from `min` to `max`; `finest` is the smallest step that makes sense (10^-decimals).
    /// The lower end is a gridline; at both ends some room is left, at zero none.
    pub(crate) fn new(min: f64, max: f64, from_zero: bool, finest: f64) -> Self {
        let min = if from_zero { min.min(0.0) } else { min };
        let max = if from_zero { max.max(0.0) } else { max };
        let spread = (max - min).max(finest * 4.0);
        let (min, max) =
            if max - min < spread { (min - (spread - (max - min)) / 2.0, max) } else { (min, max) };
        let low = if from_zero { min } else { min - spread * FOOTROOM };
        let high = max.max(min + spread) + spread * if from_zero { HEADROOM / 2.0 } else { HEADROOM };
        steps(finest)
            .map(|step| Self::with_step(low, high, step))
            .find(|s| s.ticks.len() <= MOST_TICKS)
            .unwrap_or(Self { low, high, ticks: vec![low], decimals: 0 })
    }

    fn with_step(min: f64, high: f64, step: f64) -> Self {
        let low = (min / step + 1e-9).floor() * step;
        let count = (((high - low) / step) + 1e-9).floor().min(1000.0) as u32;
        let ticks = (0..=count).map(|n| (low / step).round() * step + f64::from(n) * step).collect();
        Self { low, high, ticks, decimals: if step >= 1.0 { 0 } else { (-step.log10().floor()) as usize } }
    }
}

/// 1, 2, 5, 10, 20, 50 ... times the finest step.
fn steps(finest: f64) -> impl Iterator<Item = f64> {
    (0..14).flat_map(move |power| [1.0, 2.0, 5.0].map(|factor| factor * finest * 10f64.powi(power)))
}

const MOST_TICKS: usize = 5;
const HEADROOM: f64 = 0.12;
const FOOTROOM: f64 = 0.03;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pressures_of_a_month_get_five_lines() {
        // 76 to 138: with steps of 20 the lines are 60, 80, 100, 120, 140; 10 would make eight of them
        let scale = Scale::new(76.0, 138.0, false, 1.0);
        assert_eq!(scale.ticks, [60.0, 80.0, 100.0, 120.0, 140.0]);
        assert!(scale.high > 138.0 && scale.low == 60.0);
    }

    #[test]
    fn one_weight_alone_still_has_a_scale() {
        let scale = Scale::new(58.6, 58.6, false, 0.1);
        assert!(scale.low < 58.6 && scale.high > 58.6 && scale.ticks.len() >= 2);
    }

    #[test]
    fn steps_begin_at_zero() {
        let scale = Scale::new(2000.0, 9000.0, true, 1.0);
        assert_eq!(scale.ticks, [0.0, 2000.0, 4000.0, 6000.0, 8000.0]);
    }

    proptest! {
        #[test]
        fn everything_lies_inside_and_the_lines_are_few(a in -1e9f64..1e9, b in -1e9f64..1e9, zero: bool, d in 0i32..4) {
            let (min, max) = (a.min(b), a.max(b));
            let scale = Scale::new(min, max, zero, 10f64.powi(-d));
            prop_assert!(scale.low <= min + 1e-6 && scale.high >= max && scale.low < scale.high);
            prop_assert!(!scale.ticks.is_empty() && scale.ticks.len() <= 5);
        }
    }
}
