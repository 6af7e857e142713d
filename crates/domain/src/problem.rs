//! What stays with a person, and the addresses and papers that matter when they cannot speak.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::closed::closed_debug;
use crate::{Coding, Day, RoughDay};

/// What stays with the person, or an address that matters. Its day is the day it was written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// A code, where one is known.
    pub code: Option<Coding>,
    /// The words: a disease, a substance, a name.
    pub words: String,
    /// How bad.
    pub severity: Option<Severity>,
    /// What happens: the reaction of an allergy.
    pub reaction: Option<String>,
    /// Since when, as far as it is known.
    pub since: Option<RoughDay>,
    /// Until when: healed, or the last day of a certificate.
    pub until: Option<Day>,
    /// A number: of a certificate, a telephone.
    pub number: Option<String>,
    /// Where: an address, a part of the body.
    pub place: Option<String>,
    /// Who: what the relative with this disease, or the person to call, is to the person.
    pub relation: Option<String>,
    /// What the person says of it.
    pub note: Option<String>,
}

impl Problem {
    /// A problem of which only the words are known.
    pub fn new(kind: ProblemKind, words: String) -> Self {
        Self {
            kind,
            code: None,
            words,
            severity: None,
            reaction: None,
            since: None,
            until: None,
            number: None,
            place: None,
            relation: None,
            note: None,
        }
    }

    /// Over on that day. A paper holds through its last day; anything else is over on the day it ended.
    pub fn is_past(&self, today: Day) -> bool {
        let over = |until: Day| if self.kind.expires() { until < today } else { until <= today };
        self.until.is_some_and(over)
    }

    /// Days that a paper still holds: 0 on its last day, less after it. Nothing else has any.
    pub fn days_left(&self, today: Day) -> Option<i32> {
        let until = self.until.filter(|_| self.kind.expires())?;
        Some(until.number() - today.number())
    }

    /// Its end is told: in this month or the next, or it was not long ago.
    pub fn is_told(&self, today: Day) -> bool {
        self.days_left(today).is_some_and(|left| (-TOLD_AFTER..=TOLD_BEFORE).contains(&left))
    }

    /// Its place in a list: what matters first in an emergency comes first, the worst of it at its head. What nobody
    /// judged stands before what was judged moderate, since it may be worse.
    pub fn rank(&self) -> (u8, u8) {
        let bad = match self.severity {
            Some(Severity::LifeThreatening) => 0,
            Some(Severity::Severe) => 1,
            None => 2,
            Some(Severity::Moderate) => 3,
            Some(Severity::Mild) => 4,
        };
        (self.kind.urgency(), bad)
    }
}

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// 病気.
    Condition,
    /// アレルギー of anything but food and drugs, or of what nobody said.
    Allergy,
    /// 手術・処置.
    Procedure,
    /// 家族の病気.
    FamilyHistory,
    /// 体内の機器.
    Implant,
    /// 血液型.
    BloodType,
    /// 保険証.
    Insurance,
    /// かかりつけの医師.
    Doctor,
    /// 医療機関.
    Clinic,
    /// 薬局.
    Pharmacy,
    /// 緊急連絡先.
    EmergencyContact,
    /// 食べものアレルギー.
    FoodAllergy,
    /// 薬のアレルギー.
    DrugAllergy,
    /// 公費受給者証.
    Certificate,
}

impl ProblemKind {
    /// All kinds, in stored order.
    pub const ALL: [Self; 14] = [
        Self::Condition,
        Self::Allergy,
        Self::Procedure,
        Self::FamilyHistory,
        Self::Implant,
        Self::BloodType,
        Self::Insurance,
        Self::Doctor,
        Self::Clinic,
        Self::Pharmacy,
        Self::EmergencyContact,
        Self::FoodAllergy,
        Self::DrugAllergy,
        Self::Certificate,
    ];

    /// It is an address or a certificate and nothing about the body.
    pub fn is_contact(self) -> bool {
        self.expires()
            || matches!(self, Self::Doctor | Self::Clinic | Self::Pharmacy | Self::EmergencyContact)
    }

    /// It is an allergy, of whatever.
    pub fn is_allergy(self) -> bool {
        matches!(self, Self::Allergy | Self::FoodAllergy | Self::DrugAllergy)
    }

    /// It is a paper that holds up to a day: insurance, a certificate.
    pub fn expires(self) -> bool {
        matches!(self, Self::Insurance | Self::Certificate)
    }

    /// How early a helper at a bedside asks for it: 0 is first. All allergies stand together.
    pub fn urgency(self) -> u8 {
        match self {
            Self::Allergy | Self::FoodAllergy | Self::DrugAllergy => 0,
            Self::Condition => 1,
            Self::Implant => 2,
            Self::BloodType => 3,
            Self::Procedure => 4,
            Self::FamilyHistory => 5,
            Self::EmergencyContact => 6,
            Self::Doctor => 7,
            Self::Clinic => 8,
            Self::Pharmacy => 9,
            Self::Insurance => 10,
            Self::Certificate => 11,
        }
    }
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 軽い.
    Mild,
    /// 中くらい.
    Moderate,
    /// 重い.
    Severe,
    /// 命にかかわる.
    LifeThreatening,
}

impl Severity {
    /// All of them, in stored order.
    pub const ALL: [Self; 4] = [Self::Mild, Self::Moderate, Self::Severe, Self::LifeThreatening];
}

/// The longest two months: whatever ends next month is told.
const TOLD_BEFORE: i32 = 62;
/// Three months: nobody is told for ever of a paper that is thrown away.
const TOLD_AFTER: i32 = 92;

closed_debug!(Problem);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day of the calendar")
    }

    fn until(kind: ProblemKind, text: &str) -> Problem {
        Problem { until: Some(day(text)), ..Problem::new(kind, "x".into()) }
    }

    #[test]
    fn a_paper_holds_through_its_last_day_and_an_illness_is_over_on_the_day_it_ended() {
        let today = day("2026-11-23");
        assert!(!until(ProblemKind::Insurance, "2026-11-23").is_past(today));
        assert!(until(ProblemKind::Certificate, "2026-11-22").is_past(today));
        assert!(until(ProblemKind::Condition, "2026-11-23").is_past(today));
        assert!(!until(ProblemKind::Condition, "2026-11-24").is_past(today));
        assert!(!Problem::new(ProblemKind::Allergy, "x".into()).is_past(today));
    }

    #[test]
    fn whatever_ends_this_month_or_the_next_is_told_and_what_ended_long_ago_is_not() {
        // July and August are the longest two months that follow each other.
        for (today, last) in
            [("2026-07-01", "2026-08-31"), ("2026-12-01", "2027-01-31"), ("2026-11-23", "2026-12-31")]
        {
            assert!(until(ProblemKind::Insurance, last).is_told(day(today)), "{today} {last}");
        }
        let told = |text| until(ProblemKind::Certificate, text).is_told(day("2026-11-23"));
        assert!(!told("2027-03-31"));
        assert!(told("2026-11-22") && told("2026-10-01"));
        assert!(!told("2026-07-31"));
        assert!(!until(ProblemKind::Condition, "2026-11-24").is_told(day("2026-11-23")), "no paper");
        assert_eq!(until(ProblemKind::Insurance, "2026-12-01").days_left(day("2026-11-23")), Some(8));
    }

    #[test]
    fn the_worst_allergy_comes_first_and_an_unjudged_one_before_a_moderate_one() {
        let of = |kind, severity| Problem { severity, ..Problem::new(kind, "x".into()) };
        let mut all = [
            of(ProblemKind::EmergencyContact, None),
            of(ProblemKind::Condition, Some(Severity::LifeThreatening)),
            of(ProblemKind::Allergy, Some(Severity::Mild)),
            of(ProblemKind::FoodAllergy, Some(Severity::Moderate)),
            of(ProblemKind::DrugAllergy, None),
            of(ProblemKind::FoodAllergy, Some(Severity::LifeThreatening)),
        ];
        all.sort_by_key(Problem::rank);
        let order = all.map(|one| (one.kind, one.severity));
        assert_eq!(
            order,
            [
                (ProblemKind::FoodAllergy, Some(Severity::LifeThreatening)),
                (ProblemKind::DrugAllergy, None),
                (ProblemKind::FoodAllergy, Some(Severity::Moderate)),
                (ProblemKind::Allergy, Some(Severity::Mild)),
                (ProblemKind::Condition, Some(Severity::LifeThreatening)),
                (ProblemKind::EmergencyContact, None),
            ]
        );
    }

    #[test]
    fn kinds_keep_their_stored_places() {
        let place = |kind| ProblemKind::ALL.iter().position(|one| *one == kind);
        assert_eq!(place(ProblemKind::EmergencyContact), Some(10));
        assert_eq!(place(ProblemKind::FoodAllergy), Some(11));
        assert_eq!(place(ProblemKind::Certificate), Some(13));
        assert!(ProblemKind::ALL.iter().all(|kind| !(kind.is_allergy() && kind.is_contact())));
    }
}
