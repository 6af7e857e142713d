use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a file for another device of ours goes.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelMake {
    /// The folder; the usual one when left out.
    pub folder: Option<String>,
}

/// A file that was written.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ParcelMade {
    /// Where it is.
    pub path: String,
    /// Its size.
    pub bytes: u64,
}

/// A file from another device of ours: its bytes, or its place on this machine.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelFile {
    /// Bytes as base64.
    pub base64: Option<String>,
    /// A file on this machine.
    pub path: Option<String>,
}

/// What a file would bring. Nothing was taken in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ParcelView {
    /// What the device that made it is called here; empty where it has no name.
    pub from: String,
    /// It was made on this device itself.
    pub own: bool,
    /// When it was made.
    pub made_ms: i64,
    /// Changes that are not here yet, as far as they can be read now.
    pub changes: u64,
}

/// What came.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ParcelDone {
    /// What the other device is called here; empty where it has no name.
    pub from: String,
    /// Changes that were not here before.
    pub changes: u64,
}

/// Another device of ours may come by over the local network.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearBegin {
    /// The address of this device to wait at; its usual one when left out.
    #[serde(default)]
    pub on: Option<String>,
}

/// Waiting for another device.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct NearView {
    /// Where the other device finds this one.
    pub address: String,
    /// Only this machine itself can come by: it has no network.
    pub own_machine: bool,
    /// The code, in groups of five digits.
    pub groups: Vec<String>,
    /// Both as a picture.
    pub qr: String,
    /// When the code ends.
    pub expires_ms: i64,
    /// What came, once the other device was here.
    pub done: Option<ParcelDone>,
}

/// Goes to a device that waits.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearJoin {
    /// The groups, or the text of the picture.
    pub code: String,
    /// Where it waits; not needed where the text of the picture was given.
    pub address: String,
}
