use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far the adding of a device has come, as the device sees it that takes the other one in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnrolState {
    /// The code is shown; nobody has come.
    Waiting,
    /// A device has come: the pictures are to be compared.
    Compare,
    /// It belongs to the account; it has not said yet that it has everything.
    Given,
    /// It has everything.
    Joined,
    /// The person stopped on the other device.
    Cancelled,
    /// The ten minutes are over.
    Expired,
    /// What came was not what it has to be.
    Broken,
}

/// How the other device is to come.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolBegin {
    /// Over the local network, for a record that never met a server.
    #[serde(default)]
    pub near: bool,
    /// The address of this device to wait at; its usual one when left out.
    #[serde(default)]
    pub on: Option<String>,
}

/// The adding of a device, on the device that takes the other one in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EnrolView {
    /// How far it is.
    pub state: EnrolState,
    /// The code: five groups of five digits. Only while somebody is waited for.
    pub groups: Vec<String>,
    /// The same with the address, for a QR picture. Only while somebody is waited for.
    pub qr: Option<String>,
    /// Address of the server, to be typed with the groups.
    pub address: String,
    /// When the code ends.
    pub expires_ms: i64,
    /// The four pictures, each one of 64; empty while nobody has come.
    pub pictures: Vec<u8>,
    /// What the other device calls itself.
    pub name: String,
    /// The other device could read the medical half too: it has a second factor.
    pub clinical_possible: bool,
}

/// The pictures are the same on both.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolConfirm {
    /// The other device gets the medical half too, and with it the right to add and remove devices.
    pub clinical: bool,
}

/// A code as far as it is typed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolTyped {
    /// Groups of digits, set apart.
    pub code: String,
}

/// What can be said of a code while it is typed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EnrolChecked {
    /// Groups with a mistake, from 1.
    pub wrong: Vec<u32>,
    /// All of it is there and fits.
    pub right: bool,
}

/// This device is to join a record that another one has.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinBegin {
    /// The groups, or the text of the QR picture.
    pub code: String,
    /// Address of the server; not needed where the text of the picture was given.
    pub address: String,
    /// What this device is to be called.
    pub name: String,
}

/// How far this device has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinState {
    /// The other device has been asked.
    Asked,
    /// The pictures are to be compared; the other device says yes or no.
    Compare,
    /// Everything is here: a password makes the record.
    Ready,
}

/// This device on its way in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct JoinView {
    /// How far it is.
    pub state: JoinState,
    /// The four pictures, each one of 64; empty until the other device has answered.
    pub pictures: Vec<u8>,
    /// When it ends by itself.
    pub expires_ms: i64,
    /// It gets the medical half too.
    pub clinical: bool,
}

/// Makes the record on this device.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinFinish {
    /// The password of this device.
    pub password: String,
}

/// A device of the person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeviceView {
    /// Its key, shortened: enough to tell devices apart.
    pub id: String,
    /// What the person calls it; empty where it has no name. Kept on this device alone.
    pub name: String,
    /// This one.
    pub own: bool,
    /// Reads the medical half too.
    pub clinical: bool,
    /// When it joined.
    pub since_ms: i64,
    /// When it last wrote or said that it is there; nothing where it never did.
    pub seen_ms: Option<i64>,
    /// When it was removed.
    pub removed_ms: Option<i64>,
}

/// Devices of the person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeviceList {
    /// This one first, then the others as they joined; those that were removed at the end.
    pub devices: Vec<DeviceView>,
    /// This device may add and remove others.
    pub may_change: bool,
    /// New keys of the account wait for the medical half to be opened here.
    pub rotating: bool,
}

/// Names a device.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceOne {
    /// Its key, shortened.
    pub id: String,
}

/// Gives a device a name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceRename {
    /// Its key, shortened.
    pub id: String,
    /// The name.
    pub name: String,
}
