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
    /// Not a JPEG or PNG that can be kept as a photo.
    PhotoInvalid,
    /// Not a JPEG, PNG or PDF that can be kept as a page.
    PageInvalid,
    /// A name that is empty or longer than 100 characters.
    NameInvalid,
    /// The value of entry `index` cannot be.
    ValueImpossible,
    /// The value of entry `index` is possible but rare: confirm it.
    ValueRare,
    /// The two pressures of entry `index` are the wrong way round.
    ValueSwapped,
    /// Entry `index` names what another one names already.
    ValueTwice,
    /// The day of entry `index` is in the future.
    DayFuture,
    /// A day or time that is not in the calendar.
    DayInvalid,
    /// A day before the person was born.
    DayUnborn,
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
    /// The card was closed with another key; nothing can be written on it.
    CardClosed,
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
    /// Not an address of a server, or one without TLS that is not this machine.
    ServerAddress,
    /// The server cannot be reached.
    ServerAway,
    /// The server asks to wait.
    ServerBusy,
    /// The server refused, or its answers are not to be trusted.
    ServerRefused,
    /// The record is connected with no server.
    ShareOff,
    /// Not an e-mail address.
    EmailInvalid,
    /// The e-mail address is used by another account of this server.
    EmailTaken,
    /// Wrong e-mail address or password.
    LoginWrong,
    /// Too many tries; `wait_s` seconds until the next.
    LoginWait,
    /// The keys changed since the password was set; a device with the clinical tier has to connect first.
    LoginStale,
    /// The clock of this device is more than ten minutes off.
    ClockWrong,
    /// This device came by e-mail: it has no key of the clinical tier.
    DailyOnly,
    /// Not the code of a person or an organisation, or one's own.
    ContactInvalid,
    /// No such contact, or the server does not know them.
    ContactMissing,
    /// The record belongs to others now.
    GuardianGone,
    /// No hand-over waits under this code, or it was broken off.
    HandoverNone,
    /// The hand-over is for somebody else.
    HandoverOther,
    /// It is too early: the person is not of age for more than a month.
    HandoverEarly,
    /// The day of birth is not known.
    HandoverBirth,
    /// The record went on meanwhile: begin again.
    HandoverStale,
    /// Another guardian owns the record and has had no notice of 14 days.
    HandoverOwners,
    /// A Henro of one's own is given from the twelfth birthday on, and the day of birth has to be known.
    TeenEarly,
    /// No such consent.
    GrantMissing,
    /// Somebody keeps a consent to the same without the past, so what was written before cannot be sealed anew.
    GrantPastClosed,
    /// No device with this sign.
    DeviceMissing,
    /// A device does not take itself out.
    DeviceOwn,
    /// This device reads the daily half only: it adds and removes no others.
    DeviceDaily,
    /// This device was taken out of the account.
    DeviceRemoved,
    /// No such code of a device: group `group` holds a mistake, or it is not whole.
    EnrolCode,
    /// No device waits under this code: mistyped, older than ten minutes, or used.
    EnrolGone,
    /// The person said no on the other device.
    EnrolRefused,
    /// The ten minutes are over.
    EnrolExpired,
    /// What came is not from the other device, or was changed on the way.
    EnrolBroken,
    /// No device is being added now.
    EnrolNone,
    /// This record is not the seat of an organisation.
    OrgMissing,
    /// Not a file that one device of ours made for another.
    ParcelOther,
    /// It was made for another account or another record.
    ParcelForeign,
    /// Its end is missing.
    ParcelCut,
    /// It was changed on the way, or does not hold what it says.
    ParcelChanged,
    /// This device and the other one tell different stories of the same record.
    ParcelApart,
    /// It builds on something that never came here.
    ParcelGap,
    /// The device that made it was taken out.
    ParcelLeft,
    /// There is no other device yet, or this copy of the record has to meet its server first.
    ParcelAlone,
    /// The person has not agreed that the values of the ranking may be read by the server.
    RankConsent,
    /// A nickname or town that is empty, too long or cannot be read.
    RankName,
    /// Not the code of a family team.
    RankTeam,
    /// Nobody waits at this address, or not with this code.
    NearGone,
    /// This device adds none without a server: another one began the record, or it has met a server.
    EnrolFirst,
    /// Nothing was chosen to be shown.
    SectionMissing,
    /// Nobody with this id is kept here.
    PersonMissing,
    /// Put away more than 30 days ago, or not put away.
    PersonGone,
    /// No more people can be kept.
    PersonMany,
    /// Too many entries wait for the record to be unlocked.
    LetterFull,
    /// No such entry.
    EntryMissing,
    /// Deleted more than 30 days ago.
    EntryTooOld,
    /// Somebody else wrote it: only they and the person change it.
    EntryOfOther,
    /// Nothing can be written there: the consent has ended, or does not reach so far.
    SharedClosed,
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
    /// The file is about somebody else than this record.
    CheckupOtherPerson,
    /// The file has checkups of two people, and nothing says which of them is meant.
    CheckupTwoPeople,
    /// The file says nothing of a checkup in the national form.
    CheckupKind,
    /// The edition of a municipality, whose codes mean other things.
    CheckupMunicipal,
    /// A package with a password.
    CheckupSealed,
    /// The file is broken, cut, or has what no such file may have.
    CheckupBroken,
    /// The columns of the table are not understood: no day of the exam among them.
    CheckupColumns,
    /// Questions about the file are open; `limit` of them.
    CheckupOpen,
    /// Nobody said yet that the file is about this person.
    CheckupUnconfirmed,
    /// Rows that cannot be taken in were not looked at yet.
    CheckupRejected,
    /// A checkup of this day has one of these items already.
    CheckupKnown,
    /// No such checkup.
    CheckupMissing,
    /// No layout file, or one of another edition.
    CheckupLayoutFile,
    /// A line of a layout file cannot be read.
    CheckupLayoutLine,
    /// A layout file names an item the catalogue does not have.
    CheckupLayoutItem,
    /// A part of a layout file cannot be used.
    CheckupLayoutPart,
    /// The layout is one of another table.
    CheckupLayoutOther,
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
    /// Line of a file, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
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

    /// An error about a line of a file.
    pub fn line(code: Code, line: u32) -> Self {
        Self { code, params: ErrorParams { line: Some(line), ..Default::default() } }
    }

    /// An error about a limit.
    pub fn limit(code: Code, limit: u32) -> Self {
        Self { code, params: ErrorParams { limit: Some(limit), ..Default::default() } }
    }
}
