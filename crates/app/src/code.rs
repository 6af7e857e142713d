use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The closed list of errors a face may switch on. The words are the UI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// There is no record in this folder yet.
    RecordMissing,
    /// There is a record already.
    RecordExists,
    /// The record is locked.
    RecordLocked,
    /// Another window or program holds the record.
    RecordInUse,
    /// The record was written by a newer Henro.
    RecordNewer,
    /// The record file does not pass its checks.
    RecordDamaged,
    /// Wrong password; `wait_s` seconds until the next try.
    PasswordWrong,
    /// Too early for another try; `wait_s` seconds left.
    PasswordWait,
    /// A password under 8 characters.
    PasswordShort,
    /// A password longer than 1,024 bytes.
    PasswordLong,
    /// A name that is empty or longer than 100 characters.
    NameInvalid,
    /// The value of entry `index` cannot be.
    ValueImpossible,
    /// The value of entry `index` is possible but rare: confirm it.
    ValueRare,
    /// The two pressures of entry `index` are the wrong way round.
    ValueSwapped,
    /// The day of entry `index` is in the future.
    DayFuture,
    /// A day or time that is not in the calendar.
    DayInvalid,
    /// The clinical tier is closed: it needs the card or another second factor.
    ClinicalLocked,
    /// There is no way into the clinical tier yet: enrol one.
    FactorNone,
    /// No such way in.
    FactorMissing,
    /// The last way in stays; enrol another one first.
    FactorLast,
    /// No room for another way in.
    FactorMany,
    /// The card service of the system does not run.
    CardService,
    /// No card reader is connected, or it was unplugged.
    CardReader,
    /// No card lies on the reader.
    CardMissing,
    /// More than one card: leave one.
    CardTwo,
    /// The card was moved while it was read or written. Hold it again.
    CardMoved,
    /// Not a FeliCa card.
    CardNotFelica,
    /// The card could not be read. Hold it again.
    CardUnread,
    /// Another program uses the card.
    CardBusy,
    /// The card has no key yet.
    CardBlank,
    /// The card is not enrolled in this record.
    CardUnknown,
    /// The card does not prove itself, or has another key.
    CardWrong,
    /// The plan is no longer there; look at the card again.
    PlanGone,
    /// This device has no keyring that could keep a secret.
    KeyringMissing,
    /// The keyring of this device is locked.
    KeyringLocked,
    /// This device is not enrolled, or its keyring lost the secret.
    DeviceUnknown,
    /// Group `group` of the code of sheet `index` holds a mistake.
    SheetGroup,
    /// The code of sheet `index` is not whole yet.
    SheetShort,
    /// The code of sheet `index` has too many digits.
    SheetLong,
    /// The groups, or the two sheets, do not belong together.
    SheetMixed,
    /// Twice the same sheet.
    SheetSame,
    /// Sheet `index` belongs to another record.
    SheetOther,
    /// This is an older sheet, not the one that was just made.
    SheetOld,
    /// The sheet does not open this record; `wait_s` seconds until the next try.
    SheetWrong,
    /// This record is no issuing desk yet.
    DeskMissing,
    /// The person at this desk does not have the duty for it.
    DeskDuty,
    /// Nobody on the list has this number.
    DeskPersonMissing,
    /// Somebody on the list has this number already.
    DeskNumberTaken,
    /// A number that is empty, longer than 40 characters, or cannot be printed.
    DeskNumberInvalid,
    /// Two characters at least to look a person up.
    DeskTextShort,
    /// More people than allowed; `limit`.
    DeskMany,
    /// The person has another card, and it was not declared lost.
    DeskIssued,
    /// The person has no card.
    DeskNotIssued,
    /// A desk writes FeliCa Lite-S cards only; this is another one.
    DeskCardKind,
    /// The card opens a record here: a desk does not write over it.
    DeskCardOwn,
    /// Too many entries wait for the record to be unlocked.
    LetterFull,
    /// No such entry.
    EntryMissing,
    /// Deleted more than 30 days ago.
    EntryTooOld,
    /// No such dish or food.
    FoodUnknown,
    /// No such activity.
    ActivityUnknown,
    /// A text longer than allowed; `limit` characters.
    TextLong,
    /// No file at that place.
    FileMissing,
    /// The file or folder cannot be read or written.
    FileRefused,
    /// The file is not a backup of Henro, or not whole.
    FileNotBackup,
    /// Nothing in the file could be read as entries.
    ImportEmpty,
    /// The file is larger than allowed.
    ImportLarge,
    /// The preview or the import is not there (any more); look at the file again.
    ImportGone,
    /// The import is more than 30 days ago.
    ImportTooOld,
    /// The disk is full; nothing was written.
    DiskFull,
    /// The folder can only be read.
    ReadOnly,
    /// The request does not fit the command.
    RequestInvalid,
    /// No such command.
    CommandUnknown,
    /// A fault of Henro itself.
    Internal,
}

/// What travels instead of a reply: a code and its numbers, never a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WireError {
    /// What happened.
    pub code: Code,
    /// Numbers the sentence needs.
    pub params: ErrorParams,
}

/// Numbers of an error; only those that belong to the code are there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorParams {
    /// Seconds to wait.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wait_s: Option<u32>,
    /// Which entry of the request, from 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub index: Option<u32>,
    /// Which group of a code, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<u32>,
    /// The limit that was passed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<u32>,
}

impl From<Code> for WireError {
    fn from(code: Code) -> Self {
        Self { code, params: ErrorParams::default() }
    }
}

impl WireError {
    /// An error that says how long to wait.
    pub fn wait(code: Code, wait_s: u32) -> Self {
        Self { code, params: ErrorParams { wait_s: Some(wait_s), ..Default::default() } }
    }

    /// An error about one entry of the request.
    pub fn at(code: Code, index: usize) -> Self {
        Self { code, params: ErrorParams { index: u32::try_from(index).ok(), ..Default::default() } }
    }

    /// An error about one group of one sheet.
    pub fn group(code: Code, index: usize, group: usize) -> Self {
        let (index, group) = (u32::try_from(index).ok(), u32::try_from(group).ok());
        Self { code, params: ErrorParams { index, group, ..Default::default() } }
    }

    /// An error about a limit.
    pub fn limit(code: Code, limit: u32) -> Self {
        Self { code, params: ErrorParams { limit: Some(limit), ..Default::default() } }
    }
}
