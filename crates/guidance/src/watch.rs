//! When daily values ask for a word with a nurse.

use std::sync::OnceLock;

use henro_domain::{Day, Milli, MmHg};
use serde::Deserialize;

use crate::rules::{Dated, Edition, newest};

/// A share of a month's readings at or above a limit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PressureWatchRule {
    /// What it says of itself.
    #[serde(flatten)]
    pub edition: Edition,
    /// `home`, or `trial` for the rule as the trial in Kagawa printed it.
    pub family: String,
    systolic: u16,
    diastolic: u16,
    days: u16,
    parts: u32,
}

/// What the readings of the month come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PressureWatch {
    /// First day looked at.
    pub since: Day,
    /// Readings in the month.
    pub readings: u32,
    /// Those with either number at or above its limit.
    pub high: u32,
    /// Whether the share is reached; never with no reading.
    pub reached: bool,
}

impl PressureWatchRule {
    /// Looks at the days up to and including `on`: 30 of them are the last month.
    pub fn judge(&self, readings: &[(Day, MmHg, MmHg)], on: Day) -> PressureWatch {
        let since = on.plus(1 - i32::from(self.days));
        let month = readings.iter().filter(|(day, ..)| (since..=on).contains(day));
        let (mut count, mut high) = (0_u32, 0_u32);
        for (_, systolic, diastolic) in month {
            count = count.saturating_add(1);
            let reached = systolic.0 >= self.systolic || diastolic.0 >= self.diastolic;
            high = high.saturating_add(u32::from(reached));
        }
        let reached = count > 0 && u64::from(high) * u64::from(self.parts) >= u64::from(count);
        PressureWatch { since, readings: count, high, reached }
    }
}

/// A change of the weight since the last checkup.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WeightWatchRule {
    /// What it says of itself.
    #[serde(flatten)]
    pub edition: Edition,
    kilograms: String,
}

/// The change and what it is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeightChange {
    /// The day of the newest weight.
    pub newest: Day,
    /// The day of the checkup it is compared with.
    pub baseline: Day,
    /// Newest less baseline, kg.
    pub change_kg: Milli,
    /// Whether it is at least the limit, up or down.
    pub reached: bool,
}

impl WeightWatchRule {
    /// The limit of the rule, kg.
    pub fn limit_kg(&self) -> Option<Milli> {
        Milli::from_f64(self.kilograms.parse().ok()?).ok()
    }

    /// Compares the newest weight with that of the last checkup; where the newest is the checkup's own, with the checkup
    /// before. `limit_kg`: another limit than the rule's. In any order; `None` while there is nothing to compare.
    pub fn judge(
        &self,
        daily: &[(Day, Milli)],
        checkups: &[(Day, Milli)],
        limit_kg: Option<Milli>,
    ) -> Option<WeightChange> {
        let limit = limit_kg.or_else(|| self.limit_kg())?;
        let last = *checkups.iter().max_by_key(|(day, _)| *day)?;
        let newest = daily.iter().filter(|(day, _)| *day > last.0).max_by_key(|(day, _)| *day);
        let (newest, baseline) = match newest {
            Some(newest) => (*newest, last),
            None => (last, *checkups.iter().filter(|(day, _)| *day < last.0).max_by_key(|(day, _)| *day)?),
        };
        let change = newest.1.milli().checked_sub(baseline.1.milli())?;
        Some(WeightChange {
            newest: newest.0,
            baseline: baseline.0,
            change_kg: Milli::from_milli(change),
            reached: change.unsigned_abs() >= limit.milli().unsigned_abs(),
        })
    }
}

/// All editions on pressures.
pub fn pressure_watch_rules() -> &'static [PressureWatchRule] {
    &tables().pressure
}

/// All editions on weights.
pub fn weight_watch_rules() -> &'static [WeightWatchRule] {
    &tables().weight
}

/// The edition of a family that holds on a day.
pub fn pressure_watch_on(family: &str, day: Day) -> Option<&'static PressureWatchRule> {
    newest(pressure_watch_rules().iter().filter(|rule| rule.family == family), day)
}

/// The edition that holds on a day.
pub fn weight_watch_on(day: Day) -> Option<&'static WeightWatchRule> {
    newest(weight_watch_rules().iter(), day)
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    // A table that does not read has no rules: a test counts them.
    TABLES.get_or_init(|| toml::from_str(TEXT).unwrap_or_default())
}

impl Dated for PressureWatchRule {
    fn edition(&self) -> &Edition {
        &self.edition
    }
}

impl Dated for WeightWatchRule {
    fn edition(&self) -> &Edition {
        &self.edition
    }
}

#[derive(Default, Deserialize)]
struct Tables {
    pressure: Vec<PressureWatchRule>,
    weight: Vec<WeightWatchRule>,
}

const TEXT: &str = include_str!("../rules/watch.toml");

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn kg(milli: i64) -> Milli {
        Milli::from_milli(milli)
    }

    #[test]
    fn a_third_of_a_month_is_reached_by_one_of_three() {
        assert_eq!(pressure_watch_rules().len(), 2);
        let rule = pressure_watch_on("trial", day("2026-03-15")).unwrap();
        let on = day("2026-03-15");
        let mut readings = vec![
            (day("2026-02-14"), MmHg(140), MmHg(80)),
            (day("2026-03-01"), MmHg(139), MmHg(89)),
            (day("2026-03-15"), MmHg(120), MmHg(70)),
        ];
        let seen = rule.judge(&readings, on);
        // the last month of 2026-03-15 begins on 2026-02-14: 30 days with both ends
        assert_eq!((seen.since, seen.readings, seen.high, seen.reached), (day("2026-02-14"), 3, 1, true));
        readings.push((day("2026-03-02"), MmHg(110), MmHg(70)));
        assert!(!rule.judge(&readings, on).reached, "one of four");
        readings.push((day("2026-02-13"), MmHg(180), MmHg(100)));
        assert_eq!(rule.judge(&readings, on).readings, 4, "the day before the month");
        assert!(!rule.judge(&[], on).reached);
        let home = pressure_watch_on("home", on).unwrap();
        assert_eq!(home.judge(&readings, on).high, 2, "139/89 is high at home: 135/85");
    }

    #[test]
    fn the_man_of_fig_3_62_gained_6_5_kg() {
        let rule = weight_watch_on(day("2010-09-01")).unwrap();
        let checkups = [
            (day("2008-05-20"), kg(78_600)),
            (day("2009-05-13"), kg(74_700)),
            (day("2010-05-10"), kg(74_500)),
        ];
        // 74.5 kg at the checkup of 2010, 81 kg in the daily record; the day of it is ours
        let change = rule.judge(&[(day("2010-09-01"), kg(81_000))], &checkups, None).unwrap();
        assert_eq!((change.change_kg, change.reached, change.baseline), (kg(6_500), true, day("2010-05-10")));
        let none = rule.judge(&[(day("2010-01-01"), kg(81_000))], &checkups, None).unwrap();
        assert_eq!(
            (none.change_kg, none.reached),
            (kg(-200), false),
            "the checkup is the newest: the one before it"
        );
        assert!(rule.judge(&[], &checkups, Some(kg(200))).unwrap().reached, "a nurse may ask for less");
        assert_eq!(rule.judge(&[(day("2010-09-01"), kg(81_000))], &[], None), None);
        assert_eq!(rule.judge(&[], &checkups[..1], None), None);
    }

    #[test]
    fn exactly_the_limit_is_reached_and_a_loss_counts_too() {
        let rule = weight_watch_on(day("2026-01-01")).unwrap();
        assert_eq!(rule.limit_kg(), Some(kg(5_000)));
        let of = |now| {
            rule.judge(&[(day("2026-06-01"), kg(now))], &[(day("2026-01-01"), kg(60_000))], None).unwrap()
        };
        assert!(of(65_000).reached && of(55_000).reached && !of(64_999).reached);
    }
}
