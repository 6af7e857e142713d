use henro_domain::{
    AbsentReason, Comparator, Day, Interpretation, MedicalKind, ProblemKind, ReportKind, RoughDay, Severity,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A code and the set it belongs to.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalCode {
    /// `jlac10`, `jmix`, `loinc`, `own`, `oid:…` or `local:…`.
    pub set: String,
    /// The code.
    pub code: String,
    /// The source's own name for it.
    #[serde(default)]
    pub name: Option<String>,
}

/// What was found.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClinicalFound {
    /// A number with its unit.
    Quantity {
        /// As written: `51.0` stays `51.0`.
        number: String,
        /// Where the true value lies beside the number.
        #[serde(default)]
        comparator: Option<Comparator>,
        /// UCUM.
        #[serde(default)]
        unit: Option<String>,
        /// The unit as the source wrote it.
        #[serde(default)]
        unit_as_written: Option<String>,
    },
    /// A code of a list.
    Coded {
        /// The list, as the set of a code.
        list: String,
        /// The code.
        code: String,
        /// The words of the source.
        #[serde(default)]
        words: Option<String>,
        /// Whether the codes have an order.
        #[serde(default)]
        ordered: bool,
    },
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// Nothing, and why.
    Absent {
        /// Why.
        reason: AbsentReason,
    },
}

/// A range the source printed beside a value.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalRange {
    /// Lowest value within.
    #[serde(default)]
    pub low: Option<String>,
    /// Highest value within.
    #[serde(default)]
    pub high: Option<String>,
    /// As written, where it is no pair of numbers.
    #[serde(default)]
    pub text: Option<String>,
}

/// One result.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalFinding {
    /// Id of the report it stands in.
    #[serde(default)]
    pub report: Option<String>,
    /// What was looked at.
    pub item: ClinicalCode,
    /// What was found.
    pub value: ClinicalFound,
    /// How the source judged it.
    #[serde(default)]
    pub interpretation: Option<Interpretation>,
    /// The range the source printed.
    #[serde(default)]
    pub reference: Option<ClinicalRange>,
    /// How it was measured.
    #[serde(default)]
    pub method: Option<ClinicalCode>,
    /// Line of the file it was read from.
    #[serde(default)]
    pub line: Option<u32>,
    /// The institution that measured.
    #[serde(default)]
    pub institution: Option<String>,
    /// The physician who signed it.
    #[serde(default)]
    pub physician: Option<String>,
    /// The device that measured.
    #[serde(default)]
    pub device: Option<String>,
    /// What the person says of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A sheet with results.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportBody {
    /// What kind of sheet. Not to be told from `kind`, which says that it is one.
    pub sheet: ReportKind,
    /// Who examined.
    #[serde(default)]
    pub institution: Option<String>,
    /// The physician who signed it.
    #[serde(default)]
    pub physician: Option<String>,
    /// SHA-256 of the file it was read from, in hex.
    #[serde(default)]
    pub document: Option<String>,
    /// How the file was read.
    #[serde(default)]
    pub profile: Option<String>,
    /// What the person says of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A dose of a vaccine.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoseBody {
    /// Code of the vaccine or product; one nobody knows is kept.
    pub vaccine: String,
    /// Product, as on the sticker.
    #[serde(default)]
    pub product: Option<String>,
    /// Lot number.
    #[serde(default)]
    pub lot: Option<String>,
    /// Where on the body.
    #[serde(default)]
    pub site: Option<String>,
    /// Clinic.
    #[serde(default)]
    pub clinic: Option<String>,
    /// Country, where it was not Japan.
    #[serde(default)]
    pub country: Option<String>,
    /// The number it was written down with.
    #[serde(default)]
    pub number: Option<u8>,
    /// The name of the photo of the sticker; what a request says here is left out of account.
    #[serde(default)]
    pub photo: Option<String>,
    /// What the person says of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// What stays with the person, or an address that matters.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemBody {
    /// What kind of problem.
    pub problem: ProblemKind,
    /// A code, where one is known.
    #[serde(default)]
    pub code: Option<ClinicalCode>,
    /// The words.
    pub words: String,
    /// How bad.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The reaction of an allergy.
    #[serde(default)]
    pub reaction: Option<String>,
    /// Since when: a day, a month or only a year.
    #[serde(default)]
    pub since: Option<RoughDay>,
    /// Until when; of a certificate its last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// A number: of a certificate, a telephone.
    #[serde(default)]
    pub number: Option<String>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// What the relative or the person to call is to the person.
    #[serde(default)]
    pub relation: Option<String>,
    /// What the person says of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is written in the clinical tier.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClinicalBody {
    /// A sheet.
    Report(ReportBody),
    /// A result, of a sheet or alone.
    Result(ClinicalFinding),
    /// A result about growth.
    Growth(ClinicalFinding),
    /// A dose of a vaccine.
    Dose(DoseBody),
    /// A condition, an allergy and what else stays; or an address.
    Problem(ProblemBody),
    /// A paper with questions, filled in.
    Paper(PaperBody),
    /// A paper kept as it is.
    Document(super::DocumentBody),
}

/// A filled-in paper, as it was kept.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperBody {
    /// Which questions; ones nobody knows are kept.
    pub form: String,
    /// Their edition.
    pub edition: String,
    /// Codes of what it is for.
    pub about: Vec<String>,
    /// The answers.
    pub answers: Vec<super::PaperAnswer>,
}

/// Something to write.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalDraft {
    /// The day it belongs to.
    pub day: Day,
    /// Minutes since midnight, where known.
    #[serde(default)]
    pub minute: Option<u16>,
    /// What it says.
    pub body: ClinicalBody,
}

/// Writes, all or none.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalRecord {
    /// At most 200.
    pub entries: Vec<ClinicalDraft>,
}

/// Changes one; the old state stays in its history.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalEdit {
    /// Which.
    pub id: String,
    /// What it says now.
    pub entry: ClinicalDraft,
    /// What stood there when the form was drawn: what came in the meantime is not overwritten unseen.
    #[serde(default)]
    pub drawn: Option<i64>,
}

/// What is looked for, newest first.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalAsk {
    /// Kinds; all of them when empty.
    #[serde(default)]
    pub kinds: Vec<MedicalKind>,
    /// From this day on.
    #[serde(default)]
    pub from: Option<Day>,
    /// Up to this day.
    #[serde(default)]
    pub to: Option<Day>,
    /// Only results of this item; its name does not count.
    #[serde(default)]
    pub item: Option<ClinicalCode>,
    /// Only what stands in this report.
    #[serde(default)]
    pub report: Option<String>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// 1..=500; 200 when left out.
    #[serde(default)]
    pub most: Option<u32>,
}

/// Something of the clinical tier as shown.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalView {
    /// Its id.
    pub id: String,
    /// The day it belongs to.
    pub day: Day,
    /// Minutes since midnight.
    pub minute: Option<u16>,
    /// What it says, ready to be edited.
    pub body: ClinicalBody,
    /// When it was written, UTC milliseconds.
    pub recorded_ms: i64,
    /// It has been changed since.
    pub edited: bool,
    /// It has been deleted.
    pub deleted: bool,
}

/// A page of them.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalPage {
    /// Newest first.
    pub entries: Vec<ClinicalView>,
    /// Asks for the next page; `null` at the end.
    pub next: Option<String>,
}

/// How many there are of a kind.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalCount {
    /// The kind.
    pub kind: MedicalKind,
    /// How many.
    pub count: u64,
    /// The first day.
    pub first: Option<Day>,
    /// The last day.
    pub last: Option<Day>,
}

/// What lies in the clinical tier.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalCounts {
    /// Every kind.
    pub kinds: Vec<ClinicalCount>,
}

/// One step in the life of something.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalStep {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// What happened.
    pub what: super::HistoryWhat,
    /// Who did it.
    pub by: super::Author,
    /// On which other device of the one who reads, by the name it has here; empty where it has none.
    pub device: Option<String>,
    /// It after this step; `null` after a deletion.
    pub entry: Option<ClinicalView>,
}

/// The life of something, oldest step first.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalHistory {
    /// The steps.
    pub steps: Vec<ClinicalStep>,
}

/// A sheet in the list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReportLine {
    /// Its id.
    pub id: String,
    /// The day of the examination.
    pub day: Day,
    /// The sheet.
    pub report: ReportBody,
    /// How many results stand in it.
    pub results: u64,
}

/// All sheets.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReportList {
    /// Newest first, at most 1,000.
    pub reports: Vec<ReportLine>,
    /// There are more.
    pub more: bool,
}

/// A sheet with what stands in it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReportView {
    /// The sheet.
    pub report: ReportLine,
    /// Its results in words, in the order in which they were written, at most 2,000.
    pub results: Vec<super::SharedMedical>,
    /// There are more.
    pub more: bool,
}

/// A dose in the list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DoseLine {
    /// Its id.
    pub id: String,
    /// The day it was given.
    pub day: Day,
    /// The dose.
    pub dose: DoseBody,
    /// Names what stood there when this was read; an edit says it back.
    pub drawn: i64,
}

/// All doses.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DoseList {
    /// Oldest first, at most 1,000.
    pub doses: Vec<DoseLine>,
}

/// A dose to write.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoseRecord {
    /// The day it was given.
    pub day: Day,
    /// The dose.
    pub dose: DoseBody,
}

/// A dose to change.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoseEdit {
    /// Which.
    pub id: String,
    /// The day it was given.
    pub day: Day,
    /// The dose.
    pub dose: DoseBody,
    /// What stood there when the form was drawn: what came in the meantime is not overwritten unseen.
    #[serde(default)]
    pub drawn: Option<i64>,
}
