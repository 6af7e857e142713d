use henro_domain::Day;

use crate::{
    Error,
    valid::{round, weight, within},
};

/// Which guide's rule turns METs into kcal. Dated, so that an old report comes out as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EnergyRule {
    /// 健康づくりのための運動指針2006: kcal = 1.05 x METs x h x kg. July 2006.
    Guide2006,
    /// 健康づくりのための身体活動基準2013: kcal = METs x h x kg. 18 March 2013.
    Guide2013,
    /// 健康づくりのための身体活動・運動ガイド2023: the same as 2013. January 2024.
    Guide2023,
}

impl EnergyRule {
    /// All rules, oldest first.
    pub const ALL: [EnergyRule; 3] = [EnergyRule::Guide2006, EnergyRule::Guide2013, EnergyRule::Guide2023];

    /// The rule used unless another is asked for.
    pub const CURRENT: EnergyRule = EnergyRule::Guide2023;

    /// kcal for one MET-hour and kg.
    pub fn factor(self) -> f64 {
        match self {
            Self::Guide2006 => 1.05,
            Self::Guide2013 | Self::Guide2023 => 1.0,
        }
    }

    /// Year, month, day from which the rule holds. Where only the month of publication is known, its first day.
    pub fn valid_from(self) -> (i32, u32, u32) {
        match self {
            Self::Guide2006 => (2006, 7, 1),
            Self::Guide2013 => (2013, 3, 18),
            Self::Guide2023 => (2024, 1, 1),
        }
    }

    /// Name of the rule for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Guide2006 => "guide2006",
            Self::Guide2013 => "guide2013",
            Self::Guide2023 => "guide2023",
        }
    }
}

/// The rule in force on a day; days before the first guide take the first.
pub fn rule_on(day: Day) -> EnergyRule {
    let date = (day.year(), day.month(), day.day_of_month());
    EnergyRule::ALL.into_iter().rev().find(|rule| rule.valid_from() <= date).unwrap_or(EnergyRule::Guide2006)
}

/// Energy spent in an activity, rest included (gross).
///
/// `mets` 0.9..=25, `minutes` 0..=1440, `weight_kg` 0.3..=400, one value each. Result in kcal, one decimal.
///
/// # Errors
/// [`Error::Mets`], [`Error::Duration`], [`Error::Weight`] outside those ranges.
///
/// # Source
/// 厚生労働省『健康づくりのための身体活動・運動ガイド2023』 (メッツ x 時間 x 体重); 『健康づくりのための運動指針2006』 for the
/// factor 1.05 (1 MET = 3.5 mL O2/kg/min at 5 kcal/L is 1.05 kcal/kg/h). 3 METs, 30 min, 50 kg: 3 x 0.5 x 50 = 75.0.
pub fn exercise_kcal(mets: f64, minutes: f64, weight_kg: f64, rule: EnergyRule) -> Result<f64, Error> {
    Ok(round(hours(mets, minutes)? * weight(weight_kg)? * rule.factor(), 1))
}

/// Energy an activity adds to rest: as [`exercise_kcal`] with METs - 1, never below 0. For adding to basal metabolism.
///
/// # Errors
/// As [`exercise_kcal`].
///
/// # Source
/// As [`exercise_kcal`], less the 1 MET of rest.
/// 3 METs, 80 min, 60 kg at 1.05: 2 x 4/3 x 60 x 1.05 = 168.0.
pub fn net_kcal(mets: f64, minutes: f64, weight_kg: f64, rule: EnergyRule) -> Result<f64, Error> {
    let gross = hours(mets, minutes)?;
    let net = (gross - minutes / 60.0).max(0.0);
    Ok(round(net * weight(weight_kg)? * rule.factor(), 1))
}

/// メッツ・時 of one activity: METs x hours, two decimals. Ranges and errors as [`exercise_kcal`].
///
/// # Errors
/// [`Error::Mets`], [`Error::Duration`].
///
/// # Source
/// 厚生労働省『健康づくりのための身体活動・運動ガイド2023』. 3.0 METs for 80 min: 4.00.
pub fn mets_hours(mets: f64, minutes: f64) -> Result<f64, Error> {
    Ok(round(hours(mets, minutes)?, 2))
}

/// メッツ・時 of a week that count towards the goal: only activities of 3 METs and more. `activities` are (METs,
/// minutes), any number; two decimals.
///
/// # Errors
/// [`Error::Mets`], [`Error::Duration`] when one of them is out of range.
///
/// # Source
/// 厚生労働省『健康づくりのための身体活動・運動ガイド2023』: 強度が3メッツ以上の身体活動を週23メッツ・時以上 (adults).
pub fn weekly_mets_hours(activities: &[(f64, f64)]) -> Result<f64, Error> {
    let mut sum = 0.0;
    for (mets, minutes) in activities {
        let amount = hours(*mets, *minutes)?;
        if *mets >= 3.0 {
            sum += amount;
        }
    }
    Ok(round(sum, 2))
}

/// The weekly goal in メッツ・時: 23 from 18 to 64, 15 from 65 on; `None` below 18, for whom the guide names no such
/// figure. An unknown age is taken as adult below 65.
///
/// # Source
/// 厚生労働省『健康づくりのための身体活動・運動ガイド2023』, recommendations for adults and for older people.
pub fn weekly_goal(age_years: Option<u32>) -> Option<f64> {
    match age_years {
        Some(0..18) => None,
        Some(65..) => Some(15.0),
        _ => Some(23.0),
    }
}

fn hours(mets: f64, minutes: f64) -> Result<f64, Error> {
    Ok(within(mets, 0.9, 25.0, Error::Mets)? * within(minutes, 0.0, 1440.0, Error::Duration)? / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_guide_s_own_example_is_75_kcal() {
        // 身体活動・運動ガイド2023: 3 METs x 0.5 h x 50 kg
        assert_eq!(exercise_kcal(3.0, 30.0, 50.0, EnergyRule::CURRENT), Ok(75.0));
    }

    #[test]
    fn awa_odori_by_the_rule_of_2006_is_170_1_kcal() {
        // 5.4 x 0.5 x 60 x 1.05 = 170.1; without the factor 162.0
        assert_eq!(exercise_kcal(5.4, 30.0, 60.0, EnergyRule::Guide2006), Ok(170.1));
        assert_eq!(exercise_kcal(5.4, 30.0, 60.0, EnergyRule::Guide2023), Ok(162.0));
    }

    #[test]
    fn net_energy_leaves_out_the_rest() {
        // (3 - 1) x 80/60 x 60 x 1.05 = 168
        assert_eq!(net_kcal(3.0, 80.0, 60.0, EnergyRule::Guide2006), Ok(168.0));
        assert_eq!(net_kcal(0.9, 60.0, 60.0, EnergyRule::CURRENT), Ok(0.0));
    }

    #[test]
    fn the_rule_follows_the_day() {
        let on = |y, m, d| rule_on(Day::new(y, m, d).unwrap());
        assert_eq!(on(2000, 1, 1), EnergyRule::Guide2006);
        assert_eq!(on(2013, 3, 17), EnergyRule::Guide2006);
        assert_eq!(on(2013, 3, 18), EnergyRule::Guide2013);
        assert_eq!(on(2023, 12, 31), EnergyRule::Guide2013);
        assert_eq!(on(2026, 11, 22), EnergyRule::Guide2023);
    }

    #[test]
    fn only_three_mets_and_more_count_for_the_week() {
        // 4.0 x 1.5 + 3.0 x 0.5 = 7.5; 2.9 METs do not count
        assert_eq!(weekly_mets_hours(&[(4.0, 90.0), (2.9, 600.0), (3.0, 30.0)]), Ok(7.5));
        assert_eq!(mets_hours(3.0, 80.0), Ok(4.0));
    }

    #[test]
    fn the_goal_is_23_and_15_from_65_on() {
        assert_eq!(
            [17, 18, 64, 65].map(|age| weekly_goal(Some(age))),
            [None, Some(23.0), Some(23.0), Some(15.0)]
        );
    }

    #[test]
    fn impossible_activities_are_refused() {
        assert_eq!(exercise_kcal(0.0, 30.0, 60.0, EnergyRule::CURRENT), Err(Error::Mets));
        assert_eq!(exercise_kcal(3.0, -1.0, 60.0, EnergyRule::CURRENT), Err(Error::Duration));
        assert_eq!(exercise_kcal(3.0, 30.0, f64::NAN, EnergyRule::CURRENT), Err(Error::Weight));
        assert_eq!(weekly_mets_hours(&[(3.0, 1441.0)]), Err(Error::Duration));
    }

    proptest! {
        #[test]
        fn longer_is_never_less(mets in 0.9f64..25.0, a in 0.0f64..1440.0, b in 0.0f64..1440.0, kg in 1.0f64..300.0) {
            let (short, long) = (a.min(b), a.max(b));
            prop_assert!(exercise_kcal(mets, short, kg, EnergyRule::CURRENT) .unwrap()
                <= exercise_kcal(mets, long, kg, EnergyRule::CURRENT).unwrap());
        }

        #[test]
        fn no_input_panics(a: f64, b: f64, c: f64) {
            let _ = exercise_kcal(a, b, c, EnergyRule::CURRENT);
            let _ = net_kcal(a, b, c, EnergyRule::Guide2006);
            let _ = weekly_mets_hours(&[(a, b), (c, a)]);
        }
    }
}
