use crate::{
    Error,
    valid::{height, round, weight},
};

/// Body mass index: how heavy is a person for the height?
///
/// `height_cm` 20..=260 cm and `weight_kg` 0.3..=400 kg, one value each. Result in kg/m², rounded to one decimal.
///
/// # Errors
/// [`Error::Height`], [`Error::Weight`] outside those ranges.
///
/// # Source
/// WHO Technical Report Series 894, *Obesity: preventing and managing the global epidemic*, 2000: weight in kg divided
/// by the square of the height in m. 158.0 cm, 58.6 kg: 58.6 / 2.4964 = 23.47 -> 23.5.
pub fn bmi(height_cm: f64, weight_kg: f64) -> Result<f64, Error> {
    let metres = height(height_cm)? / 100.0;
    Ok(round(weight(weight_kg)? / (metres * metres), 1))
}

/// Weight at which the BMI is 22, in kg, one decimal: the body mass at which the fewest illnesses were found.
///
/// # Errors
/// [`Error::Height`] outside 20..=260 cm.
///
/// # Source
/// 日本肥満学会: 標準体重(kg) = 身長(m)² x 22; Matsuzawa Y et al., Diabetes Res Clin Pract 1990;10 Suppl 1:S159-164.
/// 158.0 cm: 2.4964 x 22 = 54.92 -> 54.9.
pub fn weight_at_bmi_22(height_cm: f64) -> Result<f64, Error> {
    let metres = height(height_cm)? / 100.0;
    Ok(round(22.0 * metres * metres, 1))
}

/// How far the BMI lies from 22.0, one decimal: what the ranking compares.
///
/// # Errors
/// [`Error::Height`], [`Error::Weight`] outside the ranges of [`bmi`].
///
/// # Source
/// かがわeヘルスケア事業報告書 (2010), 3.1.3-2(a): the BMI nearest to 22.0. 158.0 cm, 58.6 kg: 23.5, 1.5 away; 49.9 kg: 20.0, 2.0 away.
pub fn bmi_from_22(height_cm: f64, weight_kg: f64) -> Result<f64, Error> {
    Ok(round((bmi(height_cm, weight_kg)? - 22.0).abs(), 1))
}

/// 肥満度: how far a weight lies from the one at which the BMI is 22, in percent of it, one decimal; negative below.
///
/// # Errors
/// [`Error::Height`], [`Error::Weight`] outside the ranges of [`bmi`].
///
/// # Source
/// 日本肥満学会: (実測体重 - 標準体重) / 標準体重 x 100. 170.2 cm, 82.5 kg: 2.896804 x 22 = 63.7297; 18.7703 / 63.7297 = 29.45 -> 29.5 %.
pub fn obesity_index_pct(height_cm: f64, weight_kg: f64) -> Result<f64, Error> {
    let metres = height(height_cm)? / 100.0;
    let standard = 22.0 * metres * metres;
    Ok(round((weight(weight_kg)? - standard) / standard * 100.0, 1))
}

/// Class of a BMI, 日本肥満学会.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BmiClass {
    /// 低体重, below 18.5.
    Underweight,
    /// 普通体重, 18.5 to below 25.
    Normal,
    /// 肥満(1度), 25 to below 30; WHO calls it pre-obese.
    Obese1,
    /// 肥満(2度), 30 to below 35; WHO class I.
    Obese2,
    /// 肥満(3度), 35 to below 40; WHO class II.
    Obese3,
    /// 肥満(4度), 40 and above; WHO class III.
    Obese4,
}

impl BmiClass {
    /// Name of the class for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Underweight => "underweight",
            Self::Normal => "normal",
            Self::Obese1 => "obese1",
            Self::Obese2 => "obese2",
            Self::Obese3 => "obese3",
            Self::Obese4 => "obese4",
        }
    }
}

/// The class of a BMI as [`bmi`] returns it, so that the class always fits the figure shown (24.96 is shown as 25.0).
///
/// `age_years`: the classes are for adults; `None` is returned below 18 and for a BMI that is not above 0. An unknown
/// age is taken as adult.
///
/// # Source
/// 日本肥満学会『肥満症診療ガイドライン2022』 table of classes by BMI; WHO TRS 894 table 2.1 has the same limits under
/// other names.
pub fn bmi_class(bmi: f64, age_years: Option<u32>) -> Option<BmiClass> {
    if age_years.is_some_and(|age| age < 18) || !bmi.is_finite() || bmi <= 0.0 {
        return None;
    }
    Some(match bmi {
        b if b < 18.5 => BmiClass::Underweight,
        b if b < 25.0 => BmiClass::Normal,
        b if b < 30.0 => BmiClass::Obese1,
        b if b < 35.0 => BmiClass::Obese2,
        b if b < 40.0 => BmiClass::Obese3,
        _ => BmiClass::Obese4,
    })
}

/// Which of the five drawn figures stands for a BMI, 1 (slimmest) to 5: below 18.5, to 21.75 (the middle of the normal
/// class), to 25, to 30, from 30 on. The limits are the classes' own but for the middle one, which is ours.
pub fn bmi_figure(bmi: f64) -> u8 {
    1 + [18.5, 21.75, 25.0, 30.0].iter().filter(|limit| bmi >= **limit).count() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bmi_of_the_worked_example_is_23_5() {
        // 58.6 / 1.58² = 58.6 / 2.4964 = 23.4738
        assert_eq!(bmi(158.0, 58.6), Ok(23.5));
        // 22 x 2.4964 = 54.9208
        assert_eq!(weight_at_bmi_22(158.0), Ok(54.9));
    }

    #[test]
    fn the_obesity_index_of_the_worked_examples() {
        assert_eq!(obesity_index_pct(170.2, 82.5), Ok(29.5));
        // 1.584² x 22 = 55.1992; (55.0 - 55.1992) / 55.1992 = -0.36
        assert_eq!(obesity_index_pct(158.4, 55.0), Ok(-0.4));
        assert_eq!(obesity_index_pct(1.6, 55.0), Err(Error::Height));
    }

    #[test]
    fn impossible_bodies_and_nan_are_refused() {
        assert_eq!(bmi(0.0, 60.0), Err(Error::Height));
        assert_eq!(bmi(f64::NAN, 60.0), Err(Error::Height));
        assert_eq!(bmi(170.0, f64::INFINITY), Err(Error::Weight));
        assert_eq!(bmi(1.7, 60.0), Err(Error::Height)); // metres typed for centimetres
    }

    #[test]
    fn class_limits_are_those_of_the_society() {
        for (value, class) in [
            (18.4, BmiClass::Underweight),
            (18.5, BmiClass::Normal),
            (24.9, BmiClass::Normal),
            (25.0, BmiClass::Obese1),
            (30.0, BmiClass::Obese2),
            (35.0, BmiClass::Obese3),
            (40.0, BmiClass::Obese4),
        ] {
            assert_eq!(bmi_class(value, Some(46)), Some(class), "{value}");
        }
    }

    #[test]
    fn children_have_no_adult_class() {
        assert_eq!(bmi_class(23.0, Some(17)), None);
        assert_eq!(bmi_class(23.0, Some(18)), Some(BmiClass::Normal));
        assert_eq!(bmi_class(f64::NAN, None), None);
    }

    #[test]
    fn the_middle_figure_holds_the_upper_normal_half() {
        // limits of the doc: 18.5, 21.75, 25, 30
        assert_eq!([17.0, 18.5, 21.8, 23.5, 25.0, 31.0].map(bmi_figure), [1, 2, 3, 3, 4, 5]);
    }

    #[test]
    fn the_distance_from_22_is_the_same_above_and_below() {
        // 23.5 and 20.0, by the sources of the two functions
        assert_eq!(bmi_from_22(158.0, 58.6), Ok(1.5));
        assert_eq!(bmi_from_22(158.0, 49.9), Ok(2.0));
        assert_eq!(bmi_from_22(158.0, 54.9), Ok(0.0));
        assert!(bmi_from_22(0.0, 58.6).is_err());
    }

    proptest! {
        #[test]
        fn the_weight_at_22_gives_a_bmi_of_22(cm in 100.0f64..220.0) {
            let kg = weight_at_bmi_22(cm).unwrap();
            // 0.05 kg of rounding at 1 m is 0.05 kg/m², and the BMI is rounded too
            prop_assert!((bmi(cm, kg).unwrap() - 22.0).abs() <= 0.1 + 1e-9);
        }

        #[test]
        fn no_input_panics(a: f64, b: f64, age: Option<u32>) {
            let _ = bmi(a, b);
            let _ = weight_at_bmi_22(a);
            let _ = bmi_class(a, age);
            prop_assert!((1..=5).contains(&bmi_figure(a)));
        }
    }
}
