use henro_domain::{Day, EntryKind, MeasureItem, Relation, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EntryView, ProblemLine};
use crate::Code;

/// Somebody whose record is kept here.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonView {
    /// Id of their record, 32 hex digits: the `subject` of calls about it.
    pub id: String,
    /// It is the person whose app this is.
    pub own: bool,
    /// Name.
    pub name: String,
    /// What they are to the person; `null` for the person.
    pub relation: Option<Relation>,
    /// Colour and weave, 1 to 4; 0 for the person.
    pub mark: u8,
    /// Name of the photo, where there is one here: it changes with the photo.
    pub photo: Option<String>,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Whole years of age.
    pub years: Option<u32>,
    /// Months beyond them.
    pub months: Option<u32>,
    /// When the record was put away.
    pub removed_ms: Option<i64>,
    /// Until when it can come back.
    pub until_ms: Option<i64>,
    /// Why the record cannot be opened.
    pub closed: Option<Code>,
    /// What is usually written and was not today.
    pub due: Vec<DueView>,
    /// Insurance and certificates that end soon or ended not long ago; none while the medical half is closed.
    pub ending: Vec<ProblemLine>,
    /// The routine vaccination that is late or due, and the checkup of a child that is now or next; none while the medical half is closed.
    pub next: Vec<PersonNext>,
    /// The newest entry.
    pub last: Option<EntryView>,
    /// The last seven days, today last.
    pub week: Vec<PersonDay>,
    /// Looks of others at the record that nobody here has seen yet.
    pub looks_new: u32,
}

/// A vaccination or a checkup of somebody that is to be thought of.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonNext {
    /// What it is.
    pub kind: NextKind,
    /// Name, in Japanese.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
    /// How it stands.
    pub when: NextWhen,
    /// The first day of what is coming, the last of what is now, the last without cost of what is late.
    pub day: Option<Day>,
}

/// What is to be thought of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextKind {
    /// A routine vaccination.
    Vaccine,
    /// 乳幼児健診.
    Checkup,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextWhen {
    /// Its time has gone by.
    Late,
    /// It is its time.
    Now,
    /// Its time is to come.
    Coming,
}

/// Something usually written that was not today.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DueView {
    /// Its kind.
    pub kind: EntryKind,
    /// What was measured.
    pub item: Option<MeasureItem>,
    /// The last one.
    pub last: EntryView,
}

/// Whether anything was written on a day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonDay {
    /// The day.
    pub day: Day,
    /// Something was.
    pub written: bool,
}

/// Everybody whose record is kept here.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonList {
    /// The person first; those put away last.
    pub persons: Vec<PersonView>,
    /// Who was turned to; `null` for the person.
    pub shown: Option<String>,
}

/// Makes a record for somebody.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonAdd {
    /// Name.
    pub name: String,
    /// What they are to the person.
    pub relation: Relation,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
}

/// Changes what is said of somebody.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonEdit {
    /// Whose.
    pub id: String,
    /// Name.
    pub name: String,
    /// What they are to the person.
    pub relation: Relation,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Colour and weave, 1 to 4.
    pub mark: u8,
}

/// Names somebody.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonOne {
    /// Whose.
    pub id: String,
}

/// Keeps a photo of somebody.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoWrite {
    /// Whose: the id of their record, one's own too.
    pub id: String,
    /// JPEG or PNG of 16 to 2,048 pixels a side, at most 1 MiB, without EXIF; base64.
    pub image: String,
}

/// The photo of somebody.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PhotoView {
    /// A `data:` address; nothing where there is none, or it has not come yet.
    pub image: Option<String>,
}

/// Turns to somebody's record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonSwitch {
    /// Whose; `null` for the person's own.
    pub id: Option<String>,
}

/// Makes a contact a guardian of somebody's record, beside oneself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardianAdd {
    /// Whose record.
    pub id: String,
    /// Id of the contact.
    pub contact: String,
}

/// Names a guardian of somebody's record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardianOne {
    /// Whose record.
    pub id: String,
    /// The guardian's identity.
    pub guardian: String,
}

/// Somebody who keeps a record for another.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Guardian {
    /// Their identity.
    pub id: String,
    /// It is the one who reads.
    pub own: bool,
    /// By what name they are known here.
    pub name: Option<String>,
    /// Their code was received face to face, or their number compared.
    pub verified: bool,
    /// When notice was given that they are to go.
    pub asked_ms: Option<i64>,
    /// From when on they can be removed without agreeing.
    pub goes_ms: Option<i64>,
}

/// Who keeps a record, and whether it is on the server.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GuardianList {
    /// There is an account on a server.
    pub account: bool,
    /// The record is on it.
    pub connected: bool,
    /// Since when it belongs to others: what lies here is a copy.
    pub gone_ms: Option<i64>,
    /// Owners of the record there.
    pub guardians: Vec<Guardian>,
}
