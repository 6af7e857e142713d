//! size: the wire types of one noun, checkups, lie together.

use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Language;

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

/// One value typed from paper.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupTyped {
    /// JLAC10.
    pub code: String,
    /// A number, a code of its list, or words.
    pub value: String,
}

/// A checkup typed from its paper.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupWrite {
    /// Day of the exam.
    pub day: Day,
    /// Institution.
    pub institution: Option<String>,
    /// Results; at most 500.
    pub values: Vec<CheckupTyped>,
    /// Codes of numbers outside of the plausible range that were looked at, one by one.
    #[serde(default)]
    pub sure: Vec<String>,
}

/// Results over the years.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupYears {
    /// Checkups, oldest first; at most the newest 60.
    pub reports: Vec<CheckupHead>,
    /// Items in groups, in the order of the national form.
    pub groups: Vec<CheckupGroup>,
    /// Judgements, one a checkup, in the same order.
    pub judged: Vec<CheckupJudged>,
    /// What the next one would show.
    pub ahead: CheckupAhead,
}

/// A checkup that is in the record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupHead {
    /// Id.
    pub id: String,
    /// Day of the exam.
    pub day: Day,
    /// Institution.
    pub institution: Option<String>,
    /// Results.
    pub results: u32,
}

/// Items shown together.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupGroup {
    /// Name, Japanese; empty for items nobody here knows.
    pub name: String,
    /// Rows.
    pub rows: Vec<CheckupLine>,
}

/// One item over the years.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupLine {
    /// What `checkup_item_read` takes.
    pub key: String,
    /// Name, Japanese or as the source has it.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// Range or limit to hold values against, of the newest value.
    pub range: Option<String>,
    /// One cell a checkup, in the order of `reports`.
    pub cells: Vec<Option<CheckupCell>>,
}

/// A value of a checkup.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupCell {
    /// As shown, without the unit; empty where there is no value.
    pub text: String,
    /// `not_done`, `not_measurable`, `unread`.
    pub absent: Option<String>,
    /// `low`, `high`, `abnormal`, `normal`: what the source, else the limit of the day, says. None where neither does.
    pub judged: Option<String>,
    /// It has reached the limit from which a doctor is to be seen.
    pub referral: bool,
}

/// The judgements of one checkup.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupJudged {
    /// Day.
    pub day: Day,
    /// メタボ判定 by the rule of its day.
    pub metabolic: Option<super::CalcJudged>,
    /// The institution's own, where it gave one.
    pub metabolic_own: Option<String>,
    /// 階層化 by the rule of its day.
    pub level: Option<super::CalcJudged>,
    /// The institution's own.
    pub level_own: Option<String>,
    /// The readings of blood pressure came from different measurements.
    pub mixed: bool,
    /// Values worked out from others of the checkup.
    pub worked: Vec<CheckupWorked>,
}

/// A value that was worked out, by whose formula or classes.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupWorked {
    /// `pressure`, `ldl`, `non_hdl`, `hba1c`, `egfr`.
    pub what: String,
    /// The value.
    pub text: String,
    /// Its unit.
    pub unit: String,
    /// Its class or stage, in Japanese.
    pub class: Option<String>,
    /// The same in English.
    pub class_en: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// As `source`, in English.
    pub source_en: String,
}

/// What the values lead to.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct CheckupAhead {
    /// Items whose last three values lead somewhere.
    pub items: Vec<CheckupNext>,
    /// A third of the month's readings at home.
    pub pressure: Option<super::CalcPressureWatchReply>,
    /// The weight since the last checkup.
    pub weight: Option<super::CalcWeightWatchReply>,
}

/// What the next checkup would show of an item if the trend goes on.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupNext {
    /// Key of the item.
    pub key: String,
    /// Name, Japanese.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// The last value.
    pub last: String,
    /// Mean of the two values before the last.
    pub earlier: String,
    /// Mean of the last two.
    pub later: String,
    /// The forecast.
    pub next: String,
    /// The day it is for.
    pub day: Day,
    /// The limit it would reach, which the last value has not.
    pub reaches: Option<CheckupEdge>,
    /// It is at or beyond the limit already.
    pub beyond: bool,
}

/// Asks for one item with its chart at its real size.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupItemAsk {
    /// From `checkup_years`.
    pub key: String,
    /// Width in px, 240..=2400.
    pub width: u32,
    /// Height in px, 160..=1200.
    pub height: u32,
    /// Size of axis text in px, 15..=48.
    pub text_px: u32,
    /// Language of the axis.
    pub language: Language,
}

/// One item: its values, its chart and what it is held against.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupItemPage {
    /// Key.
    pub key: String,
    /// Start of its code, for the words that explain it.
    pub analyte: String,
    /// Name, Japanese.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// The drawing; none with fewer than two numbers.
    pub svg: Option<String>,
    /// Values, newest first.
    pub values: Vec<CheckupValue>,
    /// Limits of the catalogue for the person's sex.
    pub limits: Vec<CheckupLimit>,
    /// Forecast.
    pub next: Option<CheckupNext>,
}

/// A limit: a value and the side that is out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupEdge {
    /// Which values are out.
    pub side: CheckupSide,
    /// The value, as written; of a list of answers its words.
    pub value: String,
    /// Unit; empty where there is none.
    pub unit: String,
}

/// Which values a limit calls out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckupSide {
    /// The value and all above: 以上.
    AtLeast,
    /// The value and all below: 以下.
    AtMost,
    /// All below, not the value: 未満.
    Below,
}

/// One value of an item.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupValue {
    /// Day.
    pub day: Day,
    /// As shown, with its unit; empty where there is no value.
    pub text: String,
    /// `not_done`, `not_measurable`, `unread`.
    pub absent: Option<String>,
    /// The range printed beside it.
    pub range: Option<String>,
    /// As in a cell.
    pub judged: Option<String>,
    /// Institution.
    pub institution: Option<String>,
    /// Method, where the code names one.
    pub method: Option<String>,
}

/// A limit of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupLimit {
    /// `guidance` 保健指導判定値, `referral` 受診勧奨判定値, `lab` range of a laboratory.
    pub kind: String,
    /// The limit itself.
    pub edge: CheckupEdge,
    /// From which exams on.
    pub from: Option<Day>,
    /// Where it comes from.
    pub source: String,
    /// As `source`, in English.
    pub source_en: String,
    /// Whether the source itself was read.
    pub read: bool,
}

/// Which checkup.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupOne {
    /// From `checkup_years`.
    pub id: String,
}
