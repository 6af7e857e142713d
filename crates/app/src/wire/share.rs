use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EntryView, HiddenLook, LookDoubt, SharedMedical};

/// A part of a record: the unit of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionName {
    /// Who the person is: name, birth, sex.
    Profile,
    /// Blood pressure, weight and other measurements.
    Vitals,
    /// Exercise and steps.
    Activity,
    /// Meals.
    Meals,
    /// Condition and diary.
    Diary,
    /// The pilgrimage.
    Walk,
    /// Checkups and other results.
    Checkups,
    /// Papers.
    Documents,
    /// Medicines.
    Medication,
    /// Vaccinations.
    Vaccination,
    /// Growth of a child.
    Growth,
    /// Conditions, allergies and what else stays with the person.
    Problems,
    /// Guidance by a nurse.
    Guidance,
    /// Insurance, doctors, people to call.
    Emergency,
}

/// Connects the record with a server.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareConnect {
    /// Address of the server.
    pub address: String,
}

/// Sets the e-mail address and password by which another device comes in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailSet {
    /// The address. No mail is sent to it.
    pub email: String,
    /// The password, at least 8 characters.
    pub password: String,
}

/// Comes in by e-mail and password on a device without a record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailJoin {
    /// Address of the server.
    pub address: String,
    /// The e-mail address.
    pub email: String,
    /// Its password.
    pub password: String,
    /// The password of the record on this device; the same where none is given.
    pub own: Option<String>,
}

/// Login by e-mail and password.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EmailView {
    /// Another device can come in by it.
    pub on: bool,
    /// It was set, and new keys of the account closed it since; the next round with the clinical tier open mends it.
    pub closed: bool,
    /// When it was set or mended.
    pub since_ms: Option<i64>,
    /// The address, on the device that set it.
    pub email: Option<String>,
    /// This device came by it and reads the daily half only.
    pub daily_only: bool,
}

/// How the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareState {
    /// No server was chosen.
    Off,
    /// Up to date as of `as_of_ms`.
    Idle,
    /// A round is under way.
    Working,
    /// The server cannot be reached; everything goes on here.
    Offline,
    /// Something is wrong: see `trouble`.
    Trouble,
}

/// What is wrong between this device and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareTrouble {
    /// The clock of this device is wrong by more than two minutes.
    Clock,
    /// This device was removed from the account.
    Removed,
    /// A copy of this device has written; it has to be added anew.
    Twin,
    /// The server has come less far than it had.
    RolledBack,
    /// The server shows different histories.
    Forked,
    /// The server handed out what nobody signed.
    Forged,
    /// The server leaves something out.
    Withheld,
    /// The server hands out what it signed to have deleted.
    Kept,
    /// Another server answers under the address.
    OtherServer,
    /// Written by a newer Henro.
    Newer,
    /// The account has new keys; they are taken up when the medical half is opened here.
    KeysWait,
    /// The server has no room, or not for this.
    Full,
    /// The server refused.
    Refused,
    /// The record could not be written or is damaged.
    Record,
}

/// How the medical half stands with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareMedical {
    /// There is none here, or no server.
    None,
    /// It is open, and goes along.
    Open,
    /// It is closed: nothing of it is sent or fetched until it is opened.
    Waits,
}

/// How much of the record has come to a device that joined.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct ShareFilling {
    /// Parts that are here.
    pub done: u32,
    /// Parts there were when it joined.
    pub all: u32,
}

/// Something a server did that an honest one does not.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct ShareAlarm {
    /// What it was.
    pub what: ShareTrouble,
    /// When it was noticed here.
    pub at_ms: i64,
}

/// How the record stands with its server.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShareView {
    /// How the connection stands.
    pub state: ShareState,
    /// What is wrong.
    pub trouble: Option<ShareTrouble>,
    /// What was wrong with the server last, within a week, though it is not now.
    pub alarm: Option<ShareAlarm>,
    /// Address of the server.
    pub address: Option<String>,
    /// What others type or scan to know this person.
    pub card: Option<String>,
    /// The same as 12 groups of five digits, to be compared by voice.
    pub safety_number: Option<String>,
    /// The 統合ID the server issued.
    pub unified: Option<String>,
    /// When the last whole round ended.
    pub as_of_ms: Option<i64>,
    /// When the server had been emptied and was filled again from here.
    pub refilled_ms: Option<i64>,
    /// Changes that are not on the server yet.
    pub waiting: u32,
    /// Whether the medical half is sent and fetched.
    pub medical: ShareMedical,
    /// Where it waits: medical changes that are not on the server yet, if that is known.
    pub medical_waiting: Option<u32>,
    /// This device has just joined, and the record is coming.
    pub filling: Option<ShareFilling>,
    /// Minutes the clock of this device is behind the server's (ahead where negative), from two on.
    pub behind_min: Option<i64>,
    /// Looks nobody has seen yet.
    pub looks_new: u32,
    /// Looks on which the server and an organisation do not agree.
    pub looks_doubted: u32,
    /// Rises when something came from elsewhere: entries, a look, a consent.
    pub arrived: u32,
    /// News come as they are; otherwise the server is asked now and then.
    pub live: bool,
    /// How many other devices the account has, with or without a server.
    pub others: u32,
}

/// Up to where the log of looks was seen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookSeen {
    /// Number of the newest line that was drawn.
    pub up_to: u32,
}

/// Waits for something from elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareWatch {
    /// The count that is known; without it the answer comes at once.
    pub after: Option<u32>,
    /// How long to wait, in milliseconds; 10,000 at most.
    pub patience_ms: u32,
}

/// Whether something came.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShareNews {
    /// The record is connected; otherwise nothing is waited for.
    pub on: bool,
    /// Rises when something came from elsewhere.
    pub arrived: u32,
}

/// Somebody the person knows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// Id, 64 hex digits.
    pub id: String,
    /// The name this person gave them.
    pub name: String,
    /// The safety number was compared, or the code was taken from their screen.
    pub verified: bool,
    /// An organisation; its own name as it states it.
    pub organisation: Option<String>,
    /// 12 groups of five digits.
    pub safety_number: String,
}

/// Everybody the person knows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ContactList {
    /// By name.
    pub contacts: Vec<Contact>,
}

/// Adds somebody by their code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactAdd {
    /// Their code, as shown on their screen.
    pub card: String,
    /// A name for them.
    pub name: String,
    /// It was read from their own screen.
    pub met: bool,
}

/// Names somebody.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactOne {
    /// Id.
    pub id: String,
}

/// What a consent allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantRole {
    /// Reads.
    Read,
    /// Reads and adds entries.
    Append,
}

/// A consent as the person forms it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantAsk {
    /// To whom: id of a contact.
    pub to: String,
    /// What.
    pub sections: Vec<SectionName>,
    /// What it allows.
    pub role: GrantRole,
    /// Also what was written before today.
    pub past: bool,
    /// For how many days; without end when absent.
    pub days: Option<u32>,
    /// What for, in the person's words.
    pub purpose: String,
}

/// What somebody will see of one section.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrantPreviewSection {
    /// The section.
    pub section: SectionName,
    /// Entries they will see now.
    pub entries: u32,
    /// The first day of them.
    pub from: Option<Day>,
    /// The newest of them, at most five.
    pub newest: Vec<EntryView>,
    /// The same of a medical section.
    pub medical: Vec<SharedMedical>,
    /// It is a medical section and that half is closed: what is in it cannot be told now.
    pub closed: bool,
}

/// What somebody will see.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrantPreview {
    /// Each section.
    pub sections: Vec<GrantPreviewSection>,
    /// When it ends by itself.
    pub until_ms: Option<i64>,
    /// The person is not sure it is them.
    pub unverified: bool,
}

/// How a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantStanding {
    /// It holds.
    Holds,
    /// It ran out.
    Ended,
    /// It was taken back.
    Revoked,
}

/// A consent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrantView {
    /// Id, 32 hex digits.
    pub id: String,
    /// To whom.
    pub to: String,
    /// Their name; empty where they are not among the contacts any more.
    pub name: String,
    /// They were verified.
    pub verified: bool,
    /// What.
    pub sections: Vec<SectionName>,
    /// What it allows.
    pub role: GrantRole,
    /// Also what was written before.
    pub past: bool,
    /// What for; nothing while the medical half is closed.
    pub purpose: Option<String>,
    /// Since when.
    pub since_ms: i64,
    /// When it ends by itself.
    pub until_ms: Option<i64>,
    /// When it was taken back.
    pub revoked_ms: Option<i64>,
    /// How it stands.
    pub standing: GrantStanding,
    /// How often they looked.
    pub looks: u32,
    /// When they last looked.
    pub looked_ms: Option<i64>,
    /// It is to be taken back, or what it opened of the past to be sealed anew, and that could not be done yet.
    pub owed: bool,
    /// It has ended, and keys it gave are in force still: new ones are made when the medical half is opened next.
    pub keys_owed: bool,
    /// Names of those because of whom it cannot be taken back deeply: they may read the same, but not from the beginning. Empty
    /// where somebody is not among the contacts any more.
    pub deep_hindered: Vec<String>,
    /// It has ended, and what it opened of the past can be sealed anew still.
    pub deep_due: bool,
    /// How the deletion stands where it was taken back deeply.
    pub deep: Option<DeepView>,
}

/// How far what was written before is sealed anew, and the old is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeepState {
    /// It is under way, or waits for the server or for another device.
    Owed,
    /// The server signed that nothing older is left.
    Done,
    /// The same but for what others wrote by a consent: only they could seal it anew.
    Rest,
}

/// A deep revocation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeepView {
    /// How it stands.
    pub state: DeepState,
    /// Pieces that are sealed anew.
    pub done: u32,
    /// Pieces there were.
    pub all: u32,
    /// Names of those who wrote what is left; empty where somebody is not among the contacts.
    pub left_by: Vec<String>,
    /// When the server signed how it stands, by its clock.
    pub signed_ms: Option<i64>,
}

/// Takes a consent back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRevoke {
    /// Id.
    pub id: String,
    /// What was written before is sealed anew too, and the server deletes the old.
    #[serde(default)]
    pub deep: bool,
}

/// Who has what.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrantList {
    /// Newest first; those that hold before the others.
    pub grants: Vec<GrantView>,
}

/// Names a consent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantOne {
    /// Id.
    pub id: String,
}

/// One look by somebody.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LookView {
    /// Number in the log.
    pub number: u32,
    /// When, by the clock of the server.
    pub at_ms: i64,
    /// Who; id.
    pub who: String,
    /// Their name; empty where they are not among the contacts.
    pub name: String,
    /// The member of an organisation.
    pub member: Option<String>,
    /// What the member does there.
    pub duty: Option<String>,
    /// The organisation does not stand by it.
    pub doubt: Option<LookDoubt>,
    /// What was handed out.
    pub sections: Vec<SectionName>,
    /// The first look under this consent.
    pub first: bool,
    /// Not seen by the person yet.
    pub new: bool,
}

/// The access log.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LookList {
    /// Newest first, at most 500.
    pub looks: Vec<LookView>,
    /// All there are.
    pub count: u32,
    /// Looks an organisation knows of and the server does not tell of.
    pub hidden: Vec<HiddenLook>,
}
