//! Classes of blood pressure.

use std::sync::OnceLock;

use henro_domain::{Day, MmHg};
use serde::Deserialize;

use crate::rules::{Dated, Edition, newest};

/// Where a pressure was measured. Without a mark: home when a device, the app or a hand wrote it, office when a checkup did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 診察室, 健診.
    Office,
    /// 家庭: means over days.
    Home,
}

/// One edition of the classes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PressureRule {
    /// What it says of itself.
    #[serde(flatten)]
    pub edition: Edition,
    /// Which pressures it is for.
    pub place: Place,
    isolated_systolic: u16,
    isolated_below: u16,
    /// Worst first; the last one is reached by every pressure.
    pub classes: Vec<PressureClass>,
}

/// A class: reached by either number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PressureClass {
    /// Name for texts to be looked up by.
    pub key: String,
    /// The edition's own word.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    systolic: Option<u16>,
    diastolic: Option<u16>,
}

/// A class and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressureJudgement<'a> {
    /// The worse of the classes of the two numbers.
    pub class: &'a PressureClass,
    /// (孤立性)収縮期高血圧.
    pub isolated_systolic: bool,
}

impl PressureRule {
    /// The class of a pressure in whole mmHg; `None` for 0 and where diastolic is above systolic.
    pub fn judge(&self, systolic: MmHg, diastolic: MmHg) -> Option<PressureJudgement<'_>> {
        let (systolic, diastolic) = (systolic.0, diastolic.0);
        if diastolic == 0 || diastolic > systolic {
            return None;
        }
        let reached = |limit: Option<u16>, value: u16| limit.is_some_and(|limit| value >= limit);
        let class = self
            .classes
            .iter()
            .find(|class| reached(class.systolic, systolic) || reached(class.diastolic, diastolic))
            .or_else(|| self.classes.last())?;
        Some(PressureJudgement {
            class,
            isolated_systolic: systolic >= self.isolated_systolic && diastolic < self.isolated_below,
        })
    }
}

/// All editions.
pub fn pressure_rules() -> &'static [PressureRule] {
    static RULES: OnceLock<Vec<PressureRule>> = OnceLock::new();
    // A table that does not read has no rules: a test counts them.
    RULES.get_or_init(|| toml::from_str::<Table>(TEXT).map(|table| table.rule).unwrap_or_default())
}

/// The edition for a pressure of a day; there are no classes of home pressures before 2019.
pub fn pressure_on(place: Place, day: Day) -> Option<&'static PressureRule> {
    newest(pressure_rules().iter().filter(|rule| rule.place == place), day)
}

impl Dated for PressureRule {
    fn edition(&self) -> &Edition {
        &self.edition
    }
}

#[derive(Deserialize)]
struct Table {
    rule: Vec<PressureRule>,
}

const TEXT: &str = include_str!("../rules/pressure.toml");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_pressure_has_the_class_of_its_day() {
        assert_eq!(pressure_rules().len(), TEXT.matches("[[rule]]").count());
        let class = |day: &str| {
            let rule = pressure_on(Place::Office, Day::parse(day).unwrap())?;
            Some(rule.judge(MmHg(124), MmHg(82))?.class.name.clone())
        };
        // 124/82: 正常血圧 of 2009 (below 130 and 85), 高値血圧 of 2019 (80-89)
        assert_eq!(class("2010-05-01").as_deref(), Some("正常血圧"));
        assert_eq!(class("2024-05-01").as_deref(), Some("高値血圧"));
        assert_eq!(pressure_on(Place::Home, Day::new(2018, 1, 1).unwrap()), None);
    }

    #[test]
    fn classes_rise_and_the_last_takes_the_rest() {
        for rule in pressure_rules() {
            let systolic: Vec<u16> = rule.classes.iter().filter_map(|class| class.systolic).collect();
            assert!(systolic.windows(2).all(|pair| pair[0] > pair[1]), "{}", rule.edition.id);
            assert_eq!(systolic.len() + 1, rule.classes.len(), "{}", rule.edition.id);
        }
    }

    #[test]
    fn two_numbers_the_wrong_way_round_have_no_class() {
        let rule = pressure_on(Place::Office, Day::new(2024, 1, 1).unwrap()).unwrap();
        assert_eq!(rule.judge(MmHg(80), MmHg(120)), None);
        assert_eq!(rule.judge(MmHg(0), MmHg(0)), None);
    }
}
