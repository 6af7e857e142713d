use henro_charts::Lang;
use henro_domain::{Day, PhysicalActivityLevel, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClinicalState, ClosedWhy};

/// Nothing.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// How far the record is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// No record yet.
    Missing,
    /// There is one, and it is locked.
    Locked,
    /// The daily tier is open.
    Open,
}

/// What a face must know before it can draw anything.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordStatus {
    /// Missing, locked or open.
    pub state: RecordState,
    /// Name of the person, only while open.
    pub name: Option<String>,
    /// Seconds until a password may be tried again.
    pub wait_s: u32,
    /// True when the file is older than the last one this device saw.
    pub rolled_back: bool,
    /// The letter box had another key for a while: what was written while locked since then is lost.
    pub inbox_replaced: bool,
    /// How far the clinical tier is open.
    pub clinical: ClinicalState,
    /// This device came by e-mail and password: it has no key of the clinical tier. Only while open.
    pub daily_only: bool,
    /// Why it closed by itself, until it is opened again.
    pub closed_why: Option<ClosedWhy>,
    /// While locked: letters that wait. While open: entries that came out of them at unlock.
    pub letters: u32,
    /// Letters that could not be read at unlock.
    pub letters_unread: u32,
    /// Invented person for trying out.
    pub demo: bool,
    /// Today where the person is.
    pub today: Day,
    /// Minutes since local midnight.
    pub minute: u16,
    /// Version of Henro.
    pub version: String,
    /// Settings that hold on the locked screen too.
    pub settings: Settings,
}

/// Makes a record.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCreate {
    /// Name of the person.
    pub name: String,
    /// Password of the daily tier, at least 8 characters.
    pub password: String,
}

/// Opens the daily tier.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordUnlock {
    /// Password of the daily tier.
    pub password: String,
}

/// Changes the password.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub current: String,
    /// The new one, at least 8 characters.
    pub new: String,
}

/// Result of a check of the record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VerifyReport {
    /// All checks passed.
    pub sound: bool,
    /// Entries there are.
    pub entries: u64,
    /// Rows of state compared with the log.
    pub rows: u64,
    /// Faults of the database file.
    pub file_faults: u32,
    /// The state equals what the log says.
    pub state_equals_log: bool,
}

/// Makes a backup file.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupMake {
    /// Folder; the usual one when left out.
    pub folder: Option<String>,
}

/// A backup file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BackupFile {
    /// Where it is.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Day it was made, by the file's name.
    pub day: Option<Day>,
}

/// Backup files in the usual folder.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BackupList {
    /// The usual folder.
    pub folder: String,
    /// Files, newest first.
    pub files: Vec<BackupFile>,
}

/// Puts a backup in the place of the record. The present record is kept beside it.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupRestore {
    /// The file.
    pub path: String,
    /// The password the backup was made under.
    pub password: String,
}

/// Language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 日本語.
    Ja,
    /// English.
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ja => Self::Ja,
            Language::En => Self::En,
        }
    }
}

/// Size of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 18 px.
    Normal,
    /// 24 px.
    Large,
    /// 32 px.
    Largest,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Settings of this device. Not secret, kept beside the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Language.
    pub language: Language,
    /// Size of the text.
    pub text_size: TextSize,
    /// Light or dark.
    pub theme: Theme,
    /// Minutes without a touch until the record locks, 1..=120.
    pub lock_idle_minutes: u16,
    /// Lock when the window loses the focus.
    pub lock_on_blur: bool,
    /// Years as 令和.
    pub japanese_era: bool,
    /// This device saves on traffic: it syncs when something is written, and once an hour.
    #[serde(default)]
    pub metered: bool,
}

/// The person of the record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Name.
    pub name: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex for reference values.
    pub sex: Option<Sex>,
    /// 身体活動レベル.
    pub activity: PhysicalActivityLevel,
    /// Own stride in metres.
    pub stride_m: Option<f64>,
}
