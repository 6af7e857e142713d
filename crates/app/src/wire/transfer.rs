use henro_domain::{Day, EntryKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EntryDraft;

/// A CSV file to look at: its bytes, or its place on this machine.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportPreview {
    /// Bytes as base64.
    pub base64: Option<String>,
    /// A file on this machine.
    pub path: Option<String>,
    /// What the import is called in `import_list`; the name of the file at `path` when left out.
    #[serde(default)]
    pub label: Option<String>,
}

/// What an import would do. Nothing is written yet.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportPlan {
    /// Hand this to `import_apply`.
    pub plan: String,
    /// UTF-8, Shift_JIS …
    pub encoding: String,
    /// Rows read.
    pub rows: u64,
    /// Entries that would be written.
    pub entries: u64,
    /// Entries that are there already and are left out.
    pub duplicates: u64,
    /// Entries among them that are possible but rare: with any, `import_apply` wants to know what to do with them.
    pub rare: u64,
    /// The lines of the first of them.
    pub rare_lines: Vec<u64>,
    /// By kind.
    pub kinds: Vec<ImportKind>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// The first entries.
    pub first: Vec<EntryDraft>,
    /// Rows with a fault. What else such a row holds is taken.
    pub faults: u64,
    /// The first faults in the order of the file; one row can have several.
    pub first_faults: Vec<ImportFault>,
}

/// How many of a kind.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportKind {
    /// Kind.
    pub kind: EntryKind,
    /// How many.
    pub count: u64,
}

/// A fault of a row.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: ImportReason,
}

/// What cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportReason {
    /// Too few or too many columns.
    Ragged,
    /// Not a day.
    Day,
    /// Not a time of day.
    Time,
    /// A future day.
    Future,
    /// Not a number.
    Number,
    /// A value that cannot be.
    Value,
    /// An unknown word.
    Word,
    /// A meal of an own dish that is neither in the file nor in the record.
    Dish,
    /// A field that is too long.
    Long,
}

/// Writes a plan, all or nothing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportApply {
    /// From `import_preview`.
    pub plan: String,
    /// What happens with rare entries; `value_rare` when left out and there are any.
    pub rare: Option<ImportRare>,
}

/// What happens with rare entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportRare {
    /// They are written like the others.
    Take,
    /// They are left out.
    Leave,
}

/// The imports, newest first, at most 100.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportList {
    /// One an import.
    pub imports: Vec<ImportView>,
}

/// One import.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportView {
    /// Hand this to `import_undo`.
    pub batch: String,
    /// The day it was done, where the person is now.
    pub day: Day,
    /// Name of the file.
    pub label: String,
    /// Entries it wrote.
    pub entries: u64,
    /// Whether it was taken back.
    pub undone: bool,
    /// Whether it can still be taken back: for 30 days.
    pub undoable: bool,
}

/// What an import did.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportDone {
    /// Hand this to `import_undo`.
    pub batch: String,
    /// Entries written.
    pub entries: u64,
}

/// Takes an import back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportUndo {
    /// From `import_apply`.
    pub batch: String,
}

/// How many entries.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EntryCount {
    /// How many.
    pub entries: u64,
}

/// Writes entries to a CSV file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportMake {
    /// First day; the first entry when left out.
    pub from: Option<Day>,
    /// Last day; today when left out.
    pub to: Option<Day>,
    /// Folder; the usual one when left out.
    pub folder: Option<String>,
}

/// A CSV file that was written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExportFile {
    /// Where it is.
    pub path: String,
    /// Entries in it.
    pub entries: u64,
}

/// Where reference values come from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SourceView {
    /// What it is used for.
    pub table: String,
    /// Title and edition.
    pub title: String,
    /// Licence or terms.
    pub licence: String,
    /// Line that must be shown.
    pub attribution: String,
}

/// All sources.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SourceList {
    /// In the order of the parts.
    pub sources: Vec<SourceView>,
}
