use henro_domain::Sex;

use crate::{
    Error,
    valid::{round, within},
};

/// Estimated glomerular filtration rate by creatinine: how well do the kidneys filter?
///
/// `creatinine_mg_dl` 0.1..=30 mg/dL by an enzymatic method; `age_years` 18..=120, full years on the day of the blood
/// sample. Result in mL/min/1.73 m², one decimal, half up. The report's own value goes first; this one is an estimate for a
/// body of usual muscles.
///
/// # Errors
/// [`Error::Laboratory`], [`Error::Age`] outside those ranges: the formula was made for grown-ups.
///
/// # Source
/// Matsuo S, et al. Revised equations for estimated GFR from serum creatinine in Japan. Am J Kidney Dis 2009;53:982-992;
/// 日本腎臓学会: 194 x Cr^-1.094 x age^-0.287 (x 0.739 for women). Woman of 66, 0.90 mg/dL: 0.9^-1.094 = 1.12217,
/// 66^-0.287 = 0.30046; 194 x 1.12217 x 0.30046 x 0.739 = 48.34 -> 48.3.
pub fn egfr(creatinine_mg_dl: f64, age_years: u32, sex: Sex) -> Result<f64, Error> {
    let creatinine = within(creatinine_mg_dl, 0.1, 30.0, Error::Laboratory)?;
    let age = within(f64::from(age_years), 18.0, 120.0, Error::Age)?;
    let of_sex = match sex {
        Sex::Female => 0.739,
        Sex::Male => 1.0,
    };
    Ok(round(194.0 * creatinine.powf(-1.094) * age.powf(-0.287) * of_sex, 1))
}

/// Stage of the filtration rate, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KidneyStage {
    /// 90 and above.
    G1,
    /// 60 to below 90.
    G2,
    /// 45 to below 60.
    G3a,
    /// 30 to below 45.
    G3b,
    /// 15 to below 30.
    G4,
    /// Below 15.
    G5,
}

impl KidneyStage {
    /// Name of the stage for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::G1 => "g1",
            Self::G2 => "g2",
            Self::G3a => "g3a",
            Self::G3b => "g3b",
            Self::G4 => "g4",
            Self::G5 => "g5",
        }
    }
}

/// The stage of a rate as [`egfr`] returns it, so that stage and figure always fit. `None` for a number that is not finite
/// and above 0. A stage alone is no illness: that takes three months and more than this number.
///
/// # Source
/// 日本腎臓学会『エビデンスに基づくCKD診療ガイドライン』, GFR区分 (KDIGO).
pub fn kidney_stage(egfr: f64) -> Option<KidneyStage> {
    if !egfr.is_finite() || egfr <= 0.0 {
        return None;
    }
    Some(match egfr {
        rate if rate >= 90.0 => KidneyStage::G1,
        rate if rate >= 60.0 => KidneyStage::G2,
        rate if rate >= 45.0 => KidneyStage::G3a,
        rate if rate >= 30.0 => KidneyStage::G3b,
        rate if rate >= 15.0 => KidneyStage::G4,
        _ => KidneyStage::G5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_woman_of_the_worked_example_has_48_3() {
        // worked in the doc of `egfr`
        assert_eq!(egfr(0.90, 66, Sex::Female), Ok(48.3));
        assert_eq!(kidney_stage(48.3), Some(KidneyStage::G3a));
    }

    #[test]
    fn stage_limits_belong_to_the_better_stage() {
        for (rate, stage) in [
            (90.0, KidneyStage::G1),
            (89.9, KidneyStage::G2),
            (60.0, KidneyStage::G2),
            (45.0, KidneyStage::G3a),
            (44.9, KidneyStage::G3b),
            (29.9, KidneyStage::G4),
            (14.9, KidneyStage::G5),
        ] {
            assert_eq!(kidney_stage(rate), Some(stage), "{rate}");
        }
        assert_eq!(kidney_stage(f64::NAN), None);
    }

    #[test]
    fn children_and_impossible_values_are_refused() {
        assert_eq!(egfr(0.6, 17, Sex::Male), Err(Error::Age));
        assert_eq!(egfr(0.0, 40, Sex::Male), Err(Error::Laboratory));
        assert_eq!(egfr(f64::NAN, 40, Sex::Male), Err(Error::Laboratory));
    }

    proptest! {
        #[test]
        fn more_creatinine_or_more_years_never_filter_better(cr in 0.2f64..20.0, age in 18u32..119) {
            let rate = egfr(cr, age, Sex::Male).unwrap();
            prop_assert!(egfr(cr + 0.5, age, Sex::Male).unwrap() <= rate);
            prop_assert!(egfr(cr, age + 1, Sex::Male).unwrap() <= rate);
            prop_assert!(egfr(cr, age, Sex::Female).unwrap() <= rate);
        }

        #[test]
        fn no_input_panics(cr: f64, age: u32) {
            let _ = egfr(cr, age, Sex::Female).map(kidney_stage);
            let _ = kidney_stage(cr);
        }
    }
}
