use henro_domain::{Day, MedicalKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Author, ClinicalView, ConflictQuestion, DueView, EntryDraft, EntryView, PersonDay, RhythmAsk, SectionName,
};

/// A record somebody lets this person see.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedRecord {
    /// Id of the record, 32 hex digits.
    pub record: String,
    /// The owner: name among the contacts, or what their profile says; empty where neither is known.
    pub name: String,
    /// Whose record it is by what the owner says, where the owner keeps it for somebody.
    pub person: Option<String>,
    /// The owner's id.
    pub owner: String,
    /// What the owner says it is for; empty where nothing is said.
    pub purpose: String,
    /// Name of the photo, where it is shown and here: it changes with the photo.
    pub photo: Option<String>,
    /// The organisation through which it is seen; its name.
    pub organisation: Option<String>,
    /// What can be seen.
    pub sections: Vec<SectionName>,
    /// Entries can be added.
    pub append: bool,
    /// To which sections.
    pub writes: Vec<SectionName>,
    /// When it ends by itself.
    pub until_ms: Option<i64>,
    /// The owner says that it is about the one who sees it: guardians keep it.
    pub own: bool,
    /// The one who sees it said so too, on this device.
    pub mine: bool,
    /// It was taken back or ran out: nothing new comes.
    pub ended: bool,
    /// Up to date as of.
    pub as_of_ms: Option<i64>,
}

/// Records others let this person see.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedList {
    /// By name.
    pub records: Vec<SharedRecord>,
}

/// What is due in a record that somebody shows this person.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedDue {
    /// The record.
    pub about: SharedRecord,
    /// What is usually written and was not today.
    pub due: Vec<DueView>,
    /// The newest entry.
    pub last: Option<EntryView>,
    /// The last seven days, today last.
    pub week: Vec<PersonDay>,
}

/// What is due in the records that others show this person.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedDueList {
    /// By name; those that ended are left out.
    pub records: Vec<SharedDue>,
}

/// Entries of somebody else's record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedAsk {
    /// Id of the record.
    pub record: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// Charts of somebody else's record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedRhythm {
    /// Id of the record.
    pub record: String,
    /// What is drawn.
    pub rhythm: RhythmAsk,
}

/// What is seen of somebody else's record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedView {
    /// The record.
    pub about: SharedRecord,
    /// Entries, newest first, at most 1,000.
    pub entries: Vec<EntryView>,
    /// Ids of those written by the one who sees; they can be changed and deleted.
    pub mine: Vec<String>,
    /// What was written here and no server has: on its way, or refused where the consent has ended. At most 200.
    pub waiting: Vec<EntryView>,
}

/// What is medical in somebody else's record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedMedicalAsk {
    /// Id of the record.
    pub record: String,
    /// Which kinds; all where none is named.
    #[serde(default)]
    pub kinds: Vec<MedicalKind>,
    /// The next page: what the one before said.
    #[serde(default)]
    pub after: Option<String>,
}

/// Something medical as it is shown to others, with who wrote it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedMedical {
    /// The section it belongs to.
    pub section: SectionName,
    /// What it is.
    pub entry: ClinicalView,
    /// What it is called: the vaccine, the item, the sheet, what was written.
    pub title: String,
    /// The same in English, as far as the tables have it.
    pub title_en: String,
    /// Who wrote it; nothing in a preview of one's own.
    pub author: Option<Author>,
    /// What nobody has decided, as other devices of the person have it: to be shown with it, never one alone.
    pub beside: Vec<SharedBeside>,
}

/// Something medical as another device has it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedBeside {
    /// In what it differs.
    pub question: ConflictQuestion,
    /// The whole of it.
    pub entry: ClinicalView,
    /// What it is called there.
    pub title: String,
    /// The same in English.
    pub title_en: String,
}

/// What is seen of the medical half of somebody else's record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SharedMedicalView {
    /// The record.
    pub about: SharedRecord,
    /// Newest first.
    pub entries: Vec<SharedMedical>,
    /// Asks for the next page; `null` at the end.
    pub next: Option<String>,
}

/// Writes entries into somebody else's record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedWrite {
    /// Id of the record.
    pub record: String,
    /// At most 200.
    pub entries: Vec<EntryDraft>,
    /// A rare value has been confirmed.
    #[serde(default)]
    pub confirmed: bool,
}

/// Changes an entry that was written into somebody else's record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedEdit {
    /// Id of the record.
    pub record: String,
    /// Which.
    pub id: String,
    /// What it says now.
    pub entry: EntryDraft,
    /// A rare value has been confirmed.
    #[serde(default)]
    pub confirmed: bool,
}

/// Own entries in somebody else's record, to delete or put back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedIds {
    /// Id of the record.
    pub record: String,
    /// At most 200.
    pub ids: Vec<String>,
}

/// One entry of somebody else's record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedOne {
    /// Id of the record.
    pub record: String,
    /// The entry.
    pub id: String,
}
