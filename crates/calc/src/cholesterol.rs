use crate::{
    Error,
    valid::{round, within},
};

/// LDL cholesterol worked out from three others, mg/dL, whole, half up.
///
/// `total`, `hdl` 1..=1500 and `triglycerides` 1..=10,000 mg/dL of one sample; `fasting`: at least 10 hours since food.
/// `None` where the formula does not hold: not fasting, or triglycerides of 400 and more. [`non_hdl`] still does.
///
/// # Errors
/// [`Error::Laboratory`] outside those ranges, for more HDL than total, and where nothing would be left.
///
/// # Source
/// Friedewald WT, Levy RI, Fredrickson DS. Clin Chem 1972;18:499-502; 日本動脈硬化学会『動脈硬化性疾患予防ガイドライン』: LDL-C = TC - HDL-C - TG/5, fasting, TG
/// below 400. 220, 51, 148: 220 - 51 - 29.6 = 139.4 -> 139.
pub fn ldl_friedewald(total: f64, hdl: f64, triglycerides: f64, fasting: bool) -> Result<Option<f64>, Error> {
    non_hdl(total, hdl)?;
    let triglycerides = within(triglycerides, 1.0, 10_000.0, Error::Laboratory)?;
    if !fasting || triglycerides >= 400.0 {
        return Ok(None);
    }
    let ldl = round((5.0 * (total - hdl) - triglycerides) / 5.0, 0);
    if ldl > 0.0 { Ok(Some(ldl)) } else { Err(Error::Laboratory) }
}

/// Cholesterol that is not HDL, mg/dL, whole, half up. Fasting or not.
///
/// # Errors
/// [`Error::Laboratory`] outside 1..=1500 mg/dL and for more HDL than total.
///
/// # Source
/// 日本動脈硬化学会, as [`ldl_friedewald`]: non-HDL-C = TC - HDL-C. 220 - 51 = 169.
pub fn non_hdl(total: f64, hdl: f64) -> Result<f64, Error> {
    let total = within(total, 1.0, 1_500.0, Error::Laboratory)?;
    Ok(round(total - within(hdl, 1.0, total, Error::Laboratory)?, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_worked_example_gives_139_and_169() {
        assert_eq!(ldl_friedewald(220.0, 51.0, 148.0, true), Ok(Some(139.0)));
        assert_eq!(non_hdl(220.0, 51.0), Ok(169.0));
    }

    #[test]
    fn after_food_and_from_400_on_there_is_no_ldl() {
        // 240 - 45 - 79.8 = 115.2
        assert_eq!(ldl_friedewald(240.0, 45.0, 399.0, true), Ok(Some(115.0)));
        assert_eq!(ldl_friedewald(240.0, 45.0, 400.0, true), Ok(None));
        assert_eq!(ldl_friedewald(240.0, 45.0, 120.0, false), Ok(None));
    }

    #[test]
    fn values_that_contradict_each_other_are_refused() {
        assert_eq!(non_hdl(150.0, 151.0), Err(Error::Laboratory));
        assert_eq!(ldl_friedewald(100.0, 60.0, 300.0, true), Err(Error::Laboratory));
        assert_eq!(ldl_friedewald(f64::NAN, 60.0, 300.0, true), Err(Error::Laboratory));
    }

    proptest! {
        #[test]
        fn ldl_is_never_more_than_what_is_not_hdl(total: f64, hdl: f64, tg: f64) {
            if let Ok(Some(ldl)) = ldl_friedewald(total, hdl, tg, true) {
                prop_assert!(ldl <= non_hdl(total, hdl).unwrap());
            }
        }
    }
}
