//! Checkups on their way in: what a file holds and what is asked about it.

use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file with checkups to look at: its bytes, or its place on this machine.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupPreview {
    /// Bytes as base64.
    pub base64: Option<String>,
    /// A file on this machine.
    pub path: Option<String>,
    /// What the import is called; the name of the file at `path` when left out.
    #[serde(default)]
    pub label: Option<String>,
    /// A layout file (TOML) by which a table is read, as base64.
    #[serde(default)]
    pub layout: Option<String>,
    /// Of a table without rows of this person only the way of reading is made: nothing of it can be taken in.
    #[serde(default)]
    pub reading: bool,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckupFile {
    /// One 特定健診 document.
    Xml,
    /// The package institutions ship.
    Package,
    /// An eCheckup bundle of FHIR.
    Bundle,
    /// A table.
    Csv,
}

/// What would be written. Nothing is yet; the file is kept until it is written, the clinical tier closes or another is looked at.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupPlan {
    /// Hand this to the next steps.
    pub plan: String,
    /// Kind of file.
    pub file: CheckupFile,
    /// Its name.
    pub label: String,
    /// Whose it is, as the file says.
    pub person: CheckupPerson,
    /// A person has to say that this is the one: the file alone does not prove it.
    pub confirm: bool,
    /// Rows of other people, left aside and not kept.
    pub others: u32,
    /// Checkups of the file, by day.
    pub reports: Vec<CheckupReport>,
    /// What has to be answered before anything is written.
    pub questions: Vec<CheckupQuestion>,
    /// How many of them are open.
    pub open: u32,
    /// What cannot be taken in, by line; at most 500.
    pub faults: Vec<CheckupFault>,
    /// Whether rows as a whole cannot be taken in: to be accepted before writing.
    pub rejected: bool,
    /// Columns of a table; none of another file.
    pub columns: Vec<CheckupColumn>,
    /// The profile that reads it; none while it is a guess.
    pub profile: Option<String>,
    /// Only its way of reading is made; the cells shown are other people's.
    pub reading: bool,
    /// The name the layout file gives it that reads it, while it is not kept.
    pub layout: Option<String>,
}

/// A person as a file names them.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupPerson {
    /// Names, characters or kana.
    pub names: Vec<String>,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Number at the institution or insurer.
    pub number: Option<String>,
}

/// One checkup of a file.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupReport {
    /// Day of the exam.
    pub day: Day,
    /// Institution.
    pub institution: Option<String>,
    /// Edition of the national form, 1 to 4; none for a table.
    pub phase: Option<u8>,
    /// Results of known items.
    pub known: u32,
    /// Results of items nobody here knows: kept as they are.
    pub unknown: u32,
    /// It is in the record already: the same day and institution, or the same file.
    pub duplicate: bool,
    /// It came in another file than the one of the record: a person may have it taken in beside that one.
    pub may_add: bool,
    /// It is taken in beside the one of the record.
    pub beside: bool,
    /// Results as they would be written.
    pub rows: Vec<CheckupRow>,
}

/// One result as it would be written.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupRow {
    /// Line of the file.
    pub line: u32,
    /// Code of the item.
    pub code: String,
    /// Name to show.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Value with its unit; empty where there is none.
    pub value: String,
    /// `not_done`, `not_measurable`, `unread`.
    pub absent: Option<String>,
    /// `unknown_item`, `duplicate` …: what is odd about it without keeping it back.
    pub notes: Vec<String>,
    /// It is left out by an answer.
    pub left: bool,
}

/// A value a person has to look at.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupQuestion {
    /// Which checkup, from 0.
    pub report: u32,
    /// Which row of it, from 0; none for the whole of it.
    pub row: Option<u32>,
    /// Line of the file.
    pub line: u32,
    /// Day of the exam.
    pub day: Day,
    /// Name of the item.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// `unit_mismatch`, `out_of_range`, `unparsed`, `kind_mismatch`, `pair_order`, `profile_period`.
    pub why: String,
    /// What stands in the file.
    pub raw: String,
    /// Unit of the item.
    pub unit: String,
    /// It may be taken as it stands.
    pub may_take: bool,
    /// Another value may be typed from the paper.
    pub may_type: bool,
    /// Units it may have been written in, with what it then is.
    pub units: Vec<CheckupUnit>,
    /// The answer, once there is one.
    pub answer: Option<CheckupAnswer>,
}

/// A unit a number may have been written in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupUnit {
    /// The unit.
    pub unit: String,
    /// The number in the item's own.
    pub value: String,
}

/// What is done with a value.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "how", rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckupAnswer {
    /// Taken as it stands.
    Take,
    /// Left out.
    Leave,
    /// It was written in another unit.
    Unit {
        /// Which.
        unit: String,
    },
    /// The paper says this.
    Number {
        /// A decimal.
        number: String,
    },
}

/// Answers one question.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupReplyTo {
    /// From `checkup_preview`.
    pub plan: String,
    /// Which checkup.
    pub report: u32,
    /// Which row.
    pub row: Option<u32>,
    /// The answer; none takes it back.
    pub answer: Option<CheckupAnswer>,
}

/// Says whether a checkup is taken in beside the one of the record that seems to be the same.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupBeside {
    /// From `checkup_preview`.
    pub plan: String,
    /// Which checkup.
    pub report: u32,
    /// Taken in, or left out.
    pub beside: bool,
}

/// What cannot be taken in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupFault {
    /// Line; 0 for the whole file.
    pub line: u32,
    /// Item or column.
    pub item: String,
    /// Kind, as in questions.
    pub kind: String,
    /// What stands there.
    pub raw: String,
    /// The row as a whole is left out.
    pub rejects: bool,
}

/// A column of a table.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupColumn {
    /// Its name.
    pub column: String,
    /// `id`, `name`, `kana`, `sex`, `birth`, `date`, `facility`: a field of the person or exam.
    pub field: Option<String>,
    /// Code of its item.
    pub code: Option<String>,
    /// Name of the item.
    pub name: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// Unit of the column.
    pub unit: Option<String>,
    /// Nothing about it has to be asked.
    pub certain: bool,
    /// Left aside by a person.
    pub ignored: bool,
    /// Up to ten cells and what they become.
    pub samples: Vec<CheckupSample>,
    /// Answers of the item's list, for cells that say something else.
    pub answers: Vec<CheckupChoice>,
}

/// A cell and what it becomes.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupSample {
    /// As written.
    pub before: String,
    /// As it would be written; none where it cannot be read.
    pub after: Option<String>,
}

/// An answer of a list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupChoice {
    /// Code.
    pub code: String,
    /// Words.
    pub words: String,
}

/// Says what columns are, and reads the file again. What is not named stays as it was.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupColumns {
    /// From `checkup_preview`.
    pub plan: String,
    /// Columns.
    pub columns: Vec<CheckupColumnUse>,
    /// Keeps the profile under this name; every column has to be certain or left aside then.
    #[serde(default)]
    pub save: Option<String>,
}

/// What one column is.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupColumnUse {
    /// Its name, as `checkup_preview` has it.
    pub column: String,
    /// An item of the catalogue; none leaves the column aside.
    pub code: Option<String>,
    /// A field of the person or exam instead: `id`, `name`, `kana`, `sex`, `birth`, `date`, `facility`.
    #[serde(default)]
    pub field: Option<String>,
    /// Unit of the column; the item's own when left out.
    #[serde(default)]
    pub unit: Option<String>,
    /// Cells to codes of the item's list.
    #[serde(default)]
    pub words: Vec<CheckupWord>,
}

/// A cell and the code it means.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupWord {
    /// The cell.
    pub cell: String,
    /// The code.
    pub code: String,
}

/// Looks for items of the catalogue.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupItemSearch {
    /// A part of a name, or a code.
    pub query: String,
}

/// Items found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupItems {
    /// Best first, at most 30.
    pub items: Vec<CheckupItemView>,
}

/// An item of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupItemView {
    /// JLAC10.
    pub code: String,
    /// Japanese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Method, where there are several.
    pub method: String,
    /// Group, Japanese.
    pub group: String,
    /// Unit to show; empty where it has none.
    pub unit: String,
    /// `number`, `code`, `text`.
    pub kind: String,
    /// Answers of its list.
    pub answers: Vec<CheckupAnswerOf>,
}

/// An answer of an item's list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupAnswerOf {
    /// Code.
    pub code: String,
    /// Words, Japanese.
    pub words: String,
}

/// Writes the file looked at last, all or nothing.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupCommit {
    /// From `checkup_preview`.
    pub plan: String,
    /// The person said that the file is about them.
    #[serde(default)]
    pub confirmed: bool,
    /// Rows that cannot be taken in are left out.
    #[serde(default)]
    pub leave_rejected: bool,
}

/// What an import wrote.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupDone {
    /// Hand this to `checkup_undo`.
    pub batch: String,
    /// Checkups.
    pub reports: u32,
    /// Results.
    pub results: u32,
}

/// One import.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupBatchOne {
    /// From `checkup_commit`.
    pub batch: String,
}

/// The plan that is meant.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupPlanOne {
    /// From `checkup_preview`.
    pub plan: String,
}
