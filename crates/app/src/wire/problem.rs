use henro_domain::{Day, ProblemKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ConflictQuestion, ProblemBody};

/// A problem in the list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProblemLine {
    /// Its id.
    pub id: String,
    /// The day it was written down.
    pub day: Day,
    /// The problem.
    pub problem: ProblemBody,
    /// It is over, or the paper ran out.
    pub past: bool,
    /// How many days insurance or a certificate still holds: 0 on its last day, less after it.
    pub days_left: Option<i32>,
    /// Its end is to be told now: it is in this month or the next, or was not long ago, and no newer one is there.
    pub told: bool,
    /// The same as other devices have it, where nobody has decided yet which is right.
    pub beside: Vec<ProblemBeside>,
    /// Names what stood here when it was read; an edit says it back.
    pub drawn: i64,
}

/// A problem as another device has it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProblemBeside {
    /// In what it differs.
    pub question: ConflictQuestion,
    /// The whole of it.
    pub problem: ProblemBody,
}

/// Which problems are looked for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemAsk {
    /// Kinds; all of them when empty.
    #[serde(default)]
    pub kinds: Vec<ProblemKind>,
}

/// All problems.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProblemList {
    /// What is so before what is over, what matters in an emergency first, the worst of it at its head; at most 2,000.
    pub problems: Vec<ProblemLine>,
}

/// A problem to write.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemRecord {
    /// The problem.
    pub problem: ProblemBody,
}

/// A problem to change.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemEdit {
    /// Which.
    pub id: String,
    /// The problem.
    pub problem: ProblemBody,
    /// What stood there when the form was drawn: what came in the meantime is not overwritten unseen.
    #[serde(default)]
    pub drawn: Option<i64>,
}

/// What a helper at a bedside needs.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyView {
    /// Whose.
    pub name: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Whole years of age.
    pub years: Option<u32>,
    /// The parts in the order a helper asks for them; one of which nothing is written is there too.
    pub parts: Vec<EmergencyPartView>,
    /// Texts for QR codes with the most important of it.
    pub codes: Vec<String>,
    /// Lines that found no room in them.
    pub left_out: u32,
}

/// A part of the emergency page.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyPartView {
    /// Which.
    pub part: EmergencyName,
    /// What is so now, the worst first.
    pub lines: Vec<ProblemLine>,
}

/// Names of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmergencyName {
    /// Allergies of every kind.
    Allergies,
    /// Illnesses.
    Conditions,
    /// What is in the body.
    Implants,
    /// Blood type.
    Blood,
    /// Operations.
    Procedures,
    /// Whom to call.
    Contacts,
    /// Doctors, clinics, pharmacies.
    Doctors,
    /// Insurance and certificates.
    Papers,
}

/// Makes the emergency page to print.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyPrint {
    /// Where to; the person's documents when left out.
    #[serde(default)]
    pub folder: Option<String>,
}

/// The page that was made.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EmergencyFile {
    /// Where it is.
    pub path: String,
}

/// A half-typed form about something medical. It lies in the clinical file and closes with it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalDraftText {
    /// Which form, up to 60 letters.
    pub form: String,
    /// What stands in it, up to 12,000 characters.
    pub text: String,
}

/// All half-typed forms.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalDrafts {
    /// By form.
    pub drafts: Vec<ClinicalDraftText>,
}
