mod card;
mod sheet;

use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use card::*;
pub use sheet::*;

/// How far the clinical tier is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClinicalState {
    /// No second factor is enrolled yet.
    None,
    /// Closed, or the record is locked.
    Closed,
    /// Open.
    Open,
}

/// Why the clinical tier closed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedWhy {
    /// The card was taken away.
    CardAway,
    /// Nobody touched anything for five minutes.
    Idle,
}

/// A way to show who one is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "way", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClinicalOpen {
    /// The card on a reader; the only one there when left out.
    Card {
        /// The reader's name.
        reader: Option<String>,
    },
    /// The keyring of this device.
    Device,
}

/// Kind of a way into the clinical tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// A card with a key of its own.
    Card,
    /// A transit card together with this device.
    Transit,
    /// The keyring of this device alone.
    Device,
    /// The recovery sheet.
    Recovery,
    /// Two of the three family sheets.
    Family,
}

/// A way into the clinical tier.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct FactorView {
    /// Its random name.
    pub id: String,
    /// Kind.
    pub kind: FactorKind,
    /// What the person calls it; empty when unknown.
    pub name: String,
    /// The day it was enrolled.
    pub added: Option<Day>,
    /// The day it was last used.
    pub used: Option<Day>,
    /// A sheet that was printed and not typed back yet.
    pub unconfirmed: bool,
    /// It opened the clinical tier that is open now.
    pub in_use: bool,
}

/// Whether this device can keep a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyringState {
    /// It can.
    Ready,
    /// Its keyring is locked.
    Locked,
    /// It has none.
    Missing,
}

/// The ways into the clinical tier.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct FactorList {
    /// The ways, oldest first.
    pub factors: Vec<FactorView>,
    /// Whether this device can keep a secret.
    pub keyring: KeyringState,
}

/// What new keys would do to a way in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RekeyFactor {
    /// Its random name.
    pub id: String,
    /// Kind.
    pub kind: FactorKind,
    /// What the person calls it; empty when unknown.
    pub name: String,
    /// It is here and can go on.
    pub kept: bool,
    /// A sheet that was printed and not typed back yet.
    pub unconfirmed: bool,
}

/// Which ways in would go on with new keys.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RekeyPlan {
    /// All ways in, oldest first.
    pub factors: Vec<RekeyFactor>,
}

/// Makes the keys of both tiers anew.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalRekey {
    /// The password of the record.
    pub password: String,
    /// Names of the factors that go on; each must be here. All others open nothing any more.
    pub keeps: Vec<String>,
}

/// One factor.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorOne {
    /// Its random name.
    pub id: String,
}

/// Gives a factor another name.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorRename {
    /// Its random name.
    pub id: String,
    /// What the person calls it, 1 to 100 characters.
    pub name: String,
}

/// Enrols the keyring of this device.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceEnrol {
    /// What the person calls it, 1 to 100 characters.
    pub name: String,
}

/// An entry written while the record is locked was kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LetterKept {
    /// How many wait for the next unlock.
    pub waiting: u32,
}
