use henro_domain::{Day, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Author, ClinicalBody};

/// What is asked where two devices wrote different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConflictQuestion {
    /// What it is.
    What,
    /// How bad.
    Severity,
    /// The reaction.
    Reaction,
    /// Until when.
    Until,
    /// The day of a dose.
    Day,
    /// The vaccine.
    Vaccine,
}

/// All questions nobody has decided.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConflictList {
    /// The questions, by entry.
    pub conflicts: Vec<ConflictView>,
    /// Names what was shown; an answer says it back.
    pub drawn: i64,
}

/// A question.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConflictView {
    /// About which entry.
    pub id: String,
    /// What is asked.
    pub question: ConflictQuestion,
    /// Two or more, the one that is shown elsewhere first.
    pub sides: Vec<ConflictSide>,
}

/// One of the answers, and whose it is.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConflictSide {
    /// By what it is chosen.
    pub change: i64,
    /// The day of the entry, as this side has it.
    pub day: Day,
    /// The entry, as this side has it.
    pub body: ClinicalBody,
    /// Of a dose: the name of the vaccine.
    pub name: Option<String>,
    /// The same in English.
    pub name_en: Option<String>,
    /// When it was written, UTC milliseconds.
    pub at_ms: i64,
    /// Who wrote it.
    pub by: Author,
    /// What the device is called here.
    pub device: Option<String>,
    /// It was this device.
    pub here: bool,
}

/// Decides a question: one of its sides, or what is right instead.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConflictSettle {
    /// About which entry.
    pub id: String,
    /// What is asked.
    pub question: ConflictQuestion,
    /// What was shown when it was decided.
    pub drawn: i64,
    /// The side that is right.
    #[serde(default)]
    pub change: Option<i64>,
    /// What is right where no side is.
    #[serde(default)]
    pub other: Option<ConflictOther>,
}

/// Another answer; of these what the question asks.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConflictOther {
    /// The words, the reaction, the code of the vaccine; nothing where there is no reaction.
    #[serde(default)]
    pub words: Option<String>,
    /// How bad; nothing where nobody knows.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The day; nothing where it goes on.
    #[serde(default)]
    pub day: Option<Day>,
}
