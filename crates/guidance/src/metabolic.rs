//! メタボリックシンドローム判定.

use std::sync::OnceLock;

use henro_domain::{Day, Decimal};
use serde::Deserialize;

use crate::findings::{Findings, reached};
use crate::rules::{Dated, Edition, newest};
use crate::tri::{Criterion, either, settled, those};

/// One edition of the judgement.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MetabolicRule {
    /// What it says of itself.
    #[serde(flatten)]
    pub edition: Edition,
    /// `national`, or `trial` for the rule as the trial in Kagawa printed it.
    pub family: String,
    waist_men: Decimal,
    waist_women: Decimal,
    visceral_fat: Option<Decimal>,
    triglycerides: Decimal,
    triglycerides_casual: Option<Decimal>,
    hdl_below: Decimal,
    systolic: Decimal,
    diastolic: Decimal,
    glucose_fasting: Decimal,
    hba1c_ngsp: Option<Decimal>,
    hba1c_jds: Option<Decimal>,
    medicines: bool,
}

/// Codes of 1.2.392.200119.6.1008.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metabolic {
    /// 1 基準該当.
    Met,
    /// 2 予備群該当.
    Near,
    /// 3 非該当.
    NotMet,
    /// 4 判定不能.
    Undecided,
}

impl Metabolic {
    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Near => "near",
            Self::NotMet => "not_met",
            Self::Undecided => "undecided",
        }
    }

    /// Code of the national list.
    pub fn code(self) -> u8 {
        match self {
            Self::Met => 1,
            Self::Near => 2,
            Self::NotMet => 3,
            Self::Undecided => 4,
        }
    }
}

/// An answer and what it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct MetabolicJudgement {
    /// The answer. Reference information, no diagnosis; an institution's own stays beside it.
    pub answer: Metabolic,
    /// Criteria surely met.
    pub met: Vec<Criterion>,
    /// Criteria of which too little is known.
    pub unknown: Vec<Criterion>,
}

impl MetabolicRule {
    /// Judges a checkup.
    pub fn judge(&self, findings: &Findings) -> MetabolicJudgement {
        let states = [
            (Criterion::Waist, findings.round(self.waist_men, self.waist_women, self.visceral_fat)),
            (Criterion::Lipids, self.or_medicine(self.lipids(findings), findings.medicines.lipids)),
            (
                Criterion::Pressure,
                self.or_medicine(
                    findings.pressure(self.systolic, self.diastolic),
                    findings.medicines.pressure,
                ),
            ),
            (Criterion::Glucose, self.or_medicine(self.glucose(findings), findings.medicines.glucose)),
        ];
        let answer = settled(states, |[waist, lipids, pressure, glucose]| {
            let components = u8::from(lipids) + u8::from(pressure) + u8::from(glucose);
            match (waist, components) {
                (false, _) | (true, 0) => Metabolic::NotMet,
                (true, 1) => Metabolic::Near,
                (true, _) => Metabolic::Met,
            }
        });
        MetabolicJudgement {
            answer: answer.unwrap_or(Metabolic::Undecided),
            met: those(&states, Some(true)),
            unknown: those(&states, None),
        }
    }

    fn lipids(&self, findings: &Findings) -> Option<bool> {
        findings.lipids(self.triglycerides, self.triglycerides_casual, self.hdl_below)
    }

    /// Fasting glucose; only without it HbA1c, in a scale that the rule has a limit for.
    fn glucose(&self, findings: &Findings) -> Option<bool> {
        if findings.glucose.is_some() {
            return reached(findings.glucose, self.glucose_fasting);
        }
        let ngsp = self.hba1c_ngsp.and_then(|limit| reached(findings.hba1c_ngsp, limit));
        ngsp.or_else(|| self.hba1c_jds.and_then(|limit| reached(findings.hba1c_jds, limit)))
    }

    fn or_medicine(&self, value: Option<bool>, medicine: Option<bool>) -> Option<bool> {
        if self.medicines { either(value, medicine) } else { value }
    }
}

/// All editions.
pub fn metabolic_rules() -> &'static [MetabolicRule] {
    static RULES: OnceLock<Vec<MetabolicRule>> = OnceLock::new();
    // A table that does not read has no rules: a test counts them.
    RULES.get_or_init(|| toml::from_str::<Table>(TEXT).map(|table| table.rule).unwrap_or_default())
}

/// The national edition for an exam on a day.
pub fn metabolic_on(day: Day) -> Option<&'static MetabolicRule> {
    newest(metabolic_rules().iter().filter(|rule| rule.family == "national"), day)
}

/// The rule of the trial for an exam on a day, as long as the national edition held that it was made from.
pub fn metabolic_trial_on(day: Day) -> Option<&'static MetabolicRule> {
    let national = metabolic_on(day)?.edition.from;
    let trial = newest(metabolic_rules().iter().filter(|rule| rule.family == "trial"), day);
    trial.filter(|rule| rule.edition.from == national)
}

/// An edition by its id.
pub fn metabolic_rule(id: &str) -> Option<&'static MetabolicRule> {
    metabolic_rules().iter().find(|rule| rule.edition.id == id)
}

impl Dated for MetabolicRule {
    fn edition(&self) -> &Edition {
        &self.edition
    }
}

#[derive(Deserialize)]
struct Table {
    rule: Vec<MetabolicRule>,
}

const TEXT: &str = include_str!("../rules/metabolic.toml");

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::{Comparator, Measured, Sex};

    #[test]
    fn an_old_report_is_judged_by_the_rule_of_its_day() {
        assert_eq!(metabolic_rules().len(), TEXT.matches("[[rule]]").count());
        let id = |day: &str| metabolic_on(Day::parse(day).unwrap()).map(|rule| &*rule.edition.id);
        assert_eq!(id("2008-03-31"), None);
        assert_eq!(id("2013-03-31"), Some("mets_2008"));
        assert_eq!(id("2013-04-01"), Some("mets_2013"));
        assert_eq!(id("2026-11-22"), Some("mets_2024"));
        let trial = |day: &str| metabolic_trial_on(Day::parse(day).unwrap()).map(|rule| &*rule.edition.id);
        assert_eq!([trial("2008-03-31"), trial("2013-04-01"), trial("2026-11-22")], [None; 3]);
        assert_eq!([trial("2008-04-01"), trial("2013-03-31")], [Some("mets_trial_2010"); 2]);
    }

    #[test]
    fn a_bounded_value_takes_part_only_where_it_is_certain() {
        let mut findings = Findings {
            waist: Some(Decimal::from(95).into()),
            systolic: Some(Decimal::from(120).into()),
            diastolic: Some(Decimal::from(70).into()),
            hdl: Some(Decimal::from(60).into()),
            glucose: Some(Decimal::from(90).into()),
            medicines: crate::Medicines::NONE,
            ..Findings::unknown(Sex::Male)
        };
        let rule = metabolic_rule("mets_2024").unwrap();
        let mut with = |number: i64, comparator| {
            let value = Measured { number: number.into(), comparator: Some(comparator) };
            findings.triglycerides = Some(value);
            rule.judge(&findings).answer
        };
        assert_eq!(with(2000, Comparator::AtLeast), Metabolic::Near);
        assert_eq!(with(30, Comparator::Less), Metabolic::NotMet);
        assert_eq!(with(100, Comparator::AtLeast), Metabolic::Undecided);
    }

    #[test]
    fn unknown_medicines_leave_open_what_they_would_change() {
        let normal = Findings {
            waist: Some(Decimal::from(95).into()),
            systolic: Some(Decimal::from(120).into()),
            diastolic: Some(Decimal::from(70).into()),
            triglycerides: Some(Decimal::from(90).into()),
            hdl: Some(Decimal::from(60).into()),
            glucose: Some(Decimal::from(90).into()),
            ..Findings::unknown(Sex::Male)
        };
        let rule = metabolic_rule("mets_2024").unwrap();
        assert_eq!(rule.judge(&normal).answer, Metabolic::Undecided);
        assert_eq!(rule.judge(&normal).unknown.len(), 3);
        let trial = metabolic_rule("mets_trial_2010").unwrap();
        assert_eq!(trial.judge(&normal).answer, Metabolic::NotMet, "the trial asked for no medicines");
    }
}
