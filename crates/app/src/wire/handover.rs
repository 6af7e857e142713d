use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BackupFile;

/// How far a hand-over has come, as the one sees it who kept the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    /// None is going on.
    None,
    /// The code is shown; the person has not come.
    Waiting,
    /// The person is there: the pictures are to be compared. They have not agreed yet.
    Compare,
    /// The person has agreed.
    Agreed,
    /// It is done.
    Done,
    /// The person did not agree.
    Refused,
    /// The ten minutes are over.
    Expired,
    /// What came was not what it has to be.
    Broken,
}

/// The handing over of somebody's record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandoverView {
    /// How far it is.
    pub state: HandoverState,
    /// The day on which the person is of age; nothing where the day of birth is not known, or while one is going on.
    pub adult: Option<Day>,
    /// The first day on which it can be begun.
    pub from: Option<Day>,
    /// It can be begun now.
    pub may: bool,
    /// The code: five groups of five digits. Only while the person is waited for.
    pub groups: Vec<String>,
    /// The same for a QR picture.
    pub qr: Option<String>,
    /// When the code ends.
    pub expires_ms: Option<i64>,
    /// The four pictures, each one of 64; empty while nobody has come.
    pub pictures: Vec<u8>,
    /// To whom, as they are called here.
    pub name: String,
}

/// Begins to hand somebody's record over to them.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverBegin {
    /// Whose record.
    pub id: String,
    /// Id of the contact they are.
    pub contact: String,
    /// A letter to them, which stays in the record; may be empty. At most 4,000 characters.
    pub letter: String,
}

/// A letter in a record that was handed over.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandoverLetter {
    /// What was written; nothing where nothing was.
    pub text: Option<String>,
}

/// The code that the one shows who kept the record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveBegin {
    /// As typed, or the text of the picture.
    pub code: String,
}

/// How far a hand-over has come, as the person sees it whose record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiveState {
    /// None is going on.
    #[default]
    None,
    /// The other side was asked.
    Asked,
    /// The pictures are to be compared.
    Compare,
    /// One has agreed; the other side has the last word.
    Agreed,
    /// The record is one's own.
    Done,
    /// The other side thought better of it.
    Stopped,
    /// The ten minutes are over.
    Expired,
    /// What came was not what it has to be.
    Broken,
}

/// The taking over of a record.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReceiveView {
    /// How far it is.
    pub state: ReceiveState,
    /// The four pictures, each one of 64; empty before there is something to compare.
    pub pictures: Vec<u8>,
    /// The name in the record.
    pub name: String,
    /// Who hands it over: by the contacts, or by what they say.
    pub keeper: String,
    /// Their id, where they are a contact.
    pub keeper_id: Option<String>,
    /// Id of the record, once it is here.
    pub record: Option<String>,
    /// When the code ends.
    pub expires_ms: Option<i64>,
}

/// Records that were handed over to the person and of which no archive was made yet.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GiftView {
    /// The folder in which files are made where no other is named.
    pub folder: String,
    /// In the order they came.
    pub records: Vec<GiftRecord>,
}

/// A record that was handed over.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GiftRecord {
    /// Its id.
    pub record: String,
    /// The name in it.
    pub name: String,
    /// There is a letter in it.
    pub letter: bool,
}

/// Makes the archive of a record that was handed over, and the letter as a page.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftMake {
    /// Which.
    pub record: String,
    /// Folder; the usual one when left out.
    pub folder: Option<String>,
}

/// What was made.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GiftMade {
    /// The sealed archive: the person's own record with the one handed over in it.
    pub archive: BackupFile,
    /// Where the page with the letter is; nothing where no letter was written.
    pub letter: Option<String>,
}
