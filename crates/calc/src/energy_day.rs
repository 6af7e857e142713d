use henro_domain::Sex;

use crate::{
    Error,
    valid::{height, round, weight, within},
};

/// Basal metabolic rate of a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BasalMetabolism {
    /// kcal a day, whole.
    pub kcal: f64,
    /// The age lies outside 18..=79, where the formula was checked: show the figure as a rough one.
    pub beyond_checked_age: bool,
}

/// Energy of a day (消費カロリー).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnergyOfDay {
    /// Basal metabolism, kcal.
    pub basal_kcal: f64,
    /// What the day's steps and activities add to rest, kcal.
    pub activity_kcal: f64,
    /// Both together, kcal, whole.
    pub total_kcal: f64,
}

/// Basal metabolic rate by the formula of the National Institute of Health and Nutrition, made from Japanese adults.
///
/// `age_years` 18..=120, `height_cm` 20..=260, `weight_kg` 0.3..=400. Result in kcal a day, rounded to whole kcal; the
/// formula was made from people in their 20s to 70s and single persons differ by 100 kcal and more.
///
/// # Errors
/// [`Error::Age`] below 18 (the formula is not for children) and above 120, [`Error::Height`], [`Error::Weight`];
/// [`Error::Amount`] where a body so far from any measured gives nothing above 0.
///
/// # Source
/// Ganpule AA, Tanaka S, Ishikawa-Takata K, Tabata I. Eur J Clin Nutr 2007;61:1256-1261:
/// (0.0481 W + 0.0234 H - 0.0138 A - C) x 1000 / 4.186, C = 0.4235 for men, 0.9708 for women; checked for ages 18-79 in
/// 『日本人の食事摂取基準』, chapter on energy, table of basal metabolism formulas.
/// Man, 40, 170 cm, 65 kg: (3.1265 + 3.978 - 0.552 - 0.4235) x 238.8915 = 6.129 x 238.8915 = 1464.2 -> 1464.
pub fn basal_metabolism(
    sex: Sex,
    age_years: u32,
    height_cm: f64,
    weight_kg: f64,
) -> Result<BasalMetabolism, Error> {
    if !(18..=120).contains(&age_years) {
        return Err(Error::Age);
    }
    let constant = match sex {
        Sex::Male => 0.4235,
        Sex::Female => 0.9708,
    };
    let megajoules =
        0.0481 * weight(weight_kg)? + 0.0234 * height(height_cm)? - 0.0138 * f64::from(age_years) - constant;
    if megajoules <= 0.0 {
        return Err(Error::Amount);
    }
    Ok(BasalMetabolism { kcal: round(megajoules * 1000.0 / 4.186, 0), beyond_checked_age: age_years > 79 })
}

/// Energy of a day: basal metabolism and what was recorded on top of it.
///
/// `net_kcal`: one figure for the steps and for each activity, without rest ([`crate::net_kcal`]), each 0..=20,000 kcal.
/// Result in whole kcal. What was not recorded (housework, sitting, digestion) is not in it, so it is a lower figure than
/// the day's true one; show it as 目安.
///
/// # Errors
/// [`Error::Amount`] when one figure is out of range.
///
/// # Source
/// Ours, from the two parts' sources. 1,464 + 160 + 75 = 1,699.
pub fn energy_of_day(basal: BasalMetabolism, net_kcal: &[f64]) -> Result<EnergyOfDay, Error> {
    let mut activity = 0.0;
    for kcal in net_kcal {
        activity += within(*kcal, 0.0, 20_000.0, Error::Amount)?;
    }
    Ok(EnergyOfDay {
        basal_kcal: basal.kcal,
        activity_kcal: round(activity, 1),
        total_kcal: round(basal.kcal + activity, 0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn basal_metabolism_of_the_worked_examples() {
        // man 40, 170 cm, 65 kg: 6.129 MJ x 1000 / 4.186 = 1464.17
        assert_eq!(basal_metabolism(Sex::Male, 40, 170.0, 65.0).unwrap().kcal, 1464.0);
        // woman 46, 158 cm, 58.6 kg: 2.81866 + 3.6972 - 0.6348 - 0.9708 = 4.91026 MJ -> 1173.02
        assert_eq!(basal_metabolism(Sex::Female, 46, 158.0, 58.6).unwrap().kcal, 1173.0);
    }

    #[test]
    fn the_institute_s_own_form_of_the_formula_agrees() {
        // its page writes 0.1238 + ... - 0.5473 x (1 man, 2 woman): 0.5473 - 0.1238 = 0.4235, 1.0946 - 0.1238 = 0.9708
        assert!((0.5473f64 - 0.1238 - 0.4235).abs() < 1e-9 && (1.0946f64 - 0.1238 - 0.9708).abs() < 1e-9);
    }

    #[test]
    fn children_are_refused_and_the_very_old_are_marked() {
        assert_eq!(basal_metabolism(Sex::Male, 17, 170.0, 65.0), Err(Error::Age));
        assert!(!basal_metabolism(Sex::Male, 79, 165.0, 60.0).unwrap().beyond_checked_age);
        assert!(basal_metabolism(Sex::Male, 80, 165.0, 60.0).unwrap().beyond_checked_age);
        assert_eq!(basal_metabolism(Sex::Female, 120, 20.0, 0.3), Err(Error::Amount));
    }

    #[test]
    fn a_day_adds_steps_and_activities_to_rest() {
        let basal = basal_metabolism(Sex::Male, 40, 170.0, 65.0).unwrap();
        // 1464 + 160 + 75 = 1699
        let day = energy_of_day(basal, &[160.0, 75.0]).unwrap();
        assert_eq!((day.activity_kcal, day.total_kcal), (235.0, 1699.0));
        assert_eq!(energy_of_day(basal, &[-1.0]), Err(Error::Amount));
    }

    proptest! {
        #[test]
        fn no_input_panics(age: u32, h: f64, w: f64, kcal: Vec<f64>) {
            if let Ok(basal) = basal_metabolism(Sex::Female, age, h, w) {
                let _ = energy_of_day(basal, &kcal);
            }
        }
    }
}
