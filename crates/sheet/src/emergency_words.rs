//! What the emergency page says.

use henro_domain::{ProblemKind, Severity};

use crate::emergency::EmergencyPart;
use crate::words::Language;

pub(crate) struct EmergencyWords {
    pub title: &'static str,
    pub person: &'static str,
    pub birth: &'static str,
    pub made: &'static str,
    pub nothing: &'static str,
    pub unsettled: &'static str,
    pub squares: &'static str,
    pub foot: &'static str,
    pub comma: &'static str,
    pub open: &'static str,
    pub close: &'static str,
    parts: [&'static str; 8],
    severities: [&'static str; 4],
    kinds: [&'static str; 6],
    since: (&'static str, &'static str),
    until: (&'static str, &'static str),
}

impl EmergencyWords {
    pub(crate) fn part(&self, part: EmergencyPart) -> &'static str {
        let [allergies, conditions, implants, blood, procedures, contacts, doctors, papers] = self.parts;
        match part {
            EmergencyPart::Allergies => allergies,
            EmergencyPart::Conditions => conditions,
            EmergencyPart::Implants => implants,
            EmergencyPart::Blood => blood,
            EmergencyPart::Procedures => procedures,
            EmergencyPart::Contacts => contacts,
            EmergencyPart::Doctors => doctors,
            EmergencyPart::Papers => papers,
        }
    }

    pub(crate) fn severity(&self, severity: Severity) -> &'static str {
        let [mild, moderate, severe, life] = self.severities;
        match severity {
            Severity::Mild => mild,
            Severity::Moderate => moderate,
            Severity::Severe => severe,
            Severity::LifeThreatening => life,
        }
    }

    /// Where the part does not say what something is.
    pub(crate) fn kind(&self, kind: ProblemKind) -> Option<&'static str> {
        let [food, drug, doctor, clinic, pharmacy, certificate] = self.kinds;
        match kind {
            ProblemKind::FoodAllergy => Some(food),
            ProblemKind::DrugAllergy => Some(drug),
            ProblemKind::Doctor => Some(doctor),
            ProblemKind::Clinic => Some(clinic),
            ProblemKind::Pharmacy => Some(pharmacy),
            ProblemKind::Certificate => Some(certificate),
            _ => None,
        }
    }

    pub(crate) fn since(&self, day: &str) -> String {
        format!("{}{day}{}", self.since.0, self.since.1)
    }

    pub(crate) fn until(&self, day: &str) -> String {
        format!("{}{day}{}", self.until.0, self.until.1)
    }
}

impl Language {
    pub(crate) fn emergency(self) -> &'static EmergencyWords {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }
}

const JA: EmergencyWords = EmergencyWords {
    title: "救急カード",
    person: "お名前",
    birth: "生年月日",
    made: "作った日",
    nothing: "書いてありません（ないという意味ではありません）",
    unsettled: "機械により記録が違います",
    squares: "図には、お名前と、上に書いてあることの大事なものが、文字のまま入っています。",
    foot: "本人または家族が書いたものです。診断書ではありません。薬はお薬手帳を見てください。",
    comma: "、",
    open: "（",
    close: "）",
    parts: [
        "アレルギー",
        "病気",
        "体内の機器",
        "血液型",
        "手術・処置",
        "緊急連絡先",
        "かかりつけ",
        "保険・受給者証",
    ],
    severities: ["軽い", "中くらい", "重い", "命にかかわる"],
    kinds: ["食べもの", "薬", "医師", "医療機関", "薬局", "受給者証"],
    since: ("", "から"),
    until: ("", "まで"),
};

const EN: EmergencyWords = EmergencyWords {
    title: "Emergency card",
    person: "Name",
    birth: "Born",
    made: "Made on",
    nothing: "Nothing written (which does not mean none)",
    unsettled: "Devices disagree",
    squares: "The codes hold the name and the most important of what stands above, as plain text.",
    foot: "Written by the person or the family; not a medical certificate. For medicines, see the medicine book.",
    comma: ", ",
    open: " (",
    close: ")",
    parts: [
        "Allergies",
        "Conditions",
        "In the body",
        "Blood type",
        "Operations",
        "Call in an emergency",
        "Doctors and pharmacies",
        "Insurance and certificates",
    ],
    severities: ["mild", "moderate", "severe", "life-threatening"],
    kinds: ["food", "drug", "doctor", "clinic", "pharmacy", "certificate"],
    since: ("since ", ""),
    until: ("until ", ""),
};
