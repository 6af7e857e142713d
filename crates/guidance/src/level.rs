//! 特定保健指導の階層化.

use std::sync::OnceLock;

use henro_domain::{Day, Decimal};
use serde::Deserialize;

use crate::findings::{Findings, reached};
use crate::rules::{Dated, Edition, newest};
use crate::tri::{Criterion, settled, those};

/// One edition of the steps.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct LevelRule {
    /// What it says of itself.
    #[serde(flatten)]
    pub edition: Edition,
    waist_men: Decimal,
    waist_women: Decimal,
    visceral_fat: Option<Decimal>,
    bmi: Decimal,
    systolic: Decimal,
    diastolic: Decimal,
    triglycerides: Decimal,
    triglycerides_casual: Option<Decimal>,
    hdl_below: Decimal,
    glucose_fasting: Decimal,
    glucose_casual: Option<Decimal>,
    hba1c_ngsp: Option<Decimal>,
    hba1c_jds: Option<Decimal>,
    elder_from: u32,
    age_from: u32,
    age_to: u32,
}

/// Codes of 1.2.392.200119.6.3001.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuidanceLevel {
    /// 1 積極的支援.
    Intensive,
    /// 2 動機付け支援.
    Motivational,
    /// 3 なし (情報提供).
    Information,
    /// 4 判定不能.
    Undecided,
}

impl GuidanceLevel {
    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Intensive => "intensive",
            Self::Motivational => "motivational",
            Self::Information => "information",
            Self::Undecided => "undecided",
        }
    }

    /// Code of the national list.
    pub fn code(self) -> u8 {
        match self {
            Self::Intensive => 1,
            Self::Motivational => 2,
            Self::Information => 3,
            Self::Undecided => 4,
        }
    }
}

/// An answer and what it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelJudgement {
    /// The answer; an institution's own stays beside it.
    pub answer: GuidanceLevel,
    /// Criteria surely met. Smoking counts only beside another risk.
    pub met: Vec<Criterion>,
    /// Criteria of which too little is known.
    pub unknown: Vec<Criterion>,
}

impl LevelRule {
    /// Judges a checkup of a person who is `age` at the end of the fiscal year; `None` outside of the ages the programme is
    /// for.
    pub fn judge(&self, findings: &Findings, age: u32) -> Option<LevelJudgement> {
        if !(self.age_from..=self.age_to).contains(&age) {
            return None;
        }
        let states = [
            (Criterion::Medicines, findings.medicines.any()),
            (Criterion::Waist, findings.round(self.waist_men, self.waist_women, self.visceral_fat)),
            (Criterion::Bmi, reached(findings.bmi, self.bmi)),
            (Criterion::Pressure, findings.pressure(self.systolic, self.diastolic)),
            (Criterion::Lipids, self.lipids(findings)),
            (Criterion::Glucose, self.glucose(findings)),
            (Criterion::Smoking, findings.smoker),
        ];
        let answer = settled(states, |[medicines, waist, bmi, pressure, lipids, glucose, smoking]| {
            let values = u8::from(pressure) + u8::from(lipids) + u8::from(glucose);
            let risks = values + u8::from(smoking && values > 0);
            let level = match (medicines, waist, bmi) {
                (true, _, _) | (_, false, false) => GuidanceLevel::Information,
                (_, true, _) => step(risks, 2),
                (_, false, true) => step(risks, 3),
            };
            match level {
                GuidanceLevel::Intensive if age >= self.elder_from => GuidanceLevel::Motivational,
                level => level,
            }
        });
        Some(LevelJudgement {
            answer: answer.unwrap_or(GuidanceLevel::Undecided),
            met: those(&states, Some(true)),
            unknown: those(&states, None),
        })
    }

    fn lipids(&self, findings: &Findings) -> Option<bool> {
        findings.lipids(self.triglycerides, self.triglycerides_casual, self.hdl_below)
    }

    /// Fasting glucose, else HbA1c, else casual glucose: the first that was measured decides.
    fn glucose(&self, findings: &Findings) -> Option<bool> {
        let order = [
            (findings.glucose, Some(self.glucose_fasting)),
            (findings.hba1c_ngsp, self.hba1c_ngsp),
            (findings.hba1c_jds, self.hba1c_jds),
            (findings.glucose_casual, self.glucose_casual),
        ];
        let first = order.into_iter().find_map(|(value, limit)| Some((value?, limit?)));
        first.and_then(|(value, limit)| value.at_least(limit))
    }
}

/// Step 3: how many risks make 積極的支援.
fn step(risks: u8, intensive_from: u8) -> GuidanceLevel {
    match risks {
        0 => GuidanceLevel::Information,
        many if many >= intensive_from => GuidanceLevel::Intensive,
        _ => GuidanceLevel::Motivational,
    }
}

/// All editions.
pub fn level_rules() -> &'static [LevelRule] {
    static RULES: OnceLock<Vec<LevelRule>> = OnceLock::new();
    // A table that does not read has no rules: a test counts them.
    RULES.get_or_init(|| toml::from_str::<Table>(TEXT).map(|table| table.rule).unwrap_or_default())
}

/// The edition for an exam on a day.
pub fn level_on(day: Day) -> Option<&'static LevelRule> {
    newest(level_rules().iter(), day)
}

impl Dated for LevelRule {
    fn edition(&self) -> &Edition {
        &self.edition
    }
}

#[derive(Deserialize)]
struct Table {
    rule: Vec<LevelRule>,
}

const TEXT: &str = include_str!("../rules/level.toml");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Medicines;
    use henro_domain::{Measured, Sex};
    use proptest::prelude::*;

    #[test]
    fn an_old_report_is_judged_by_the_rule_of_its_day() {
        assert_eq!(level_rules().len(), TEXT.matches("[[rule]]").count());
        let id = |day: &str| level_on(Day::parse(day).unwrap()).map(|rule| &*rule.edition.id);
        assert_eq!(id("2008-03-31"), None);
        assert_eq!(id("2012-10-15"), Some("level_2008"));
        assert_eq!(id("2023-06-01"), Some("level_2013"));
        assert_eq!(id("2024-04-01"), Some("level_2024"));
    }

    #[test]
    fn the_programme_is_for_forty_to_seventy_four() {
        let rule = level_on(Day::new(2024, 6, 1).unwrap()).unwrap();
        let findings = Findings { medicines: Medicines::NONE, ..Findings::unknown(Sex::Female) };
        assert_eq!(rule.judge(&findings, 39), None);
        assert!(rule.judge(&findings, 40).is_some() && rule.judge(&findings, 74).is_some());
        assert_eq!(rule.judge(&findings, 75), None);
    }

    prop_compose! {
        fn any_findings()(
            numbers in prop::collection::vec(prop::option::of(0_i64..250), 12),
            flags in prop::collection::vec(prop::option::of(any::<bool>()), 4),
            man in any::<bool>(),
        ) -> Findings {
            let value = |at: usize| numbers[at].map(|number| Measured::from(Decimal::from(number)));
            Findings {
                sex: if man { Sex::Male } else { Sex::Female },
                waist: value(0), visceral_fat: value(1), bmi: value(2), systolic: value(3), diastolic: value(4),
                triglycerides: value(5), triglycerides_casual: value(6), hdl: value(7), glucose: value(8),
                glucose_casual: value(9), hba1c_ngsp: value(10), hba1c_jds: value(11),
                medicines: Medicines { pressure: flags[0], glucose: flags[1], lipids: flags[2] },
                smoker: flags[3],
            }
        }
    }

    proptest! {
        #[test]
        fn knowing_more_never_contradicts_a_sure_answer(
            findings in any_findings(), waist in 60_i64..120, smokes: bool, age in 40_u32..75,
        ) {
            let rule = level_on(Day::new(2024, 6, 1).unwrap()).unwrap();
            let before = rule.judge(&findings, age).unwrap().answer;
            let mut more = findings;
            more.waist = more.waist.or(Some(Decimal::from(waist).into()));
            more.smoker = more.smoker.or(Some(smokes));
            let after = rule.judge(&more, age).unwrap().answer;
            prop_assert!(before == GuidanceLevel::Undecided || before == after);
            let mets = crate::metabolic_rule("mets_2024").unwrap();
            let (before, after) = (mets.judge(&findings).answer, mets.judge(&more).answer);
            prop_assert!(before == crate::Metabolic::Undecided || before == after);
        }
    }
}
