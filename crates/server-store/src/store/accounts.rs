//! Accounts, logins, letters and slips.

use bytes::Bytes;
use henro_sync::{DeviceKey, IdentityId, Slot};

/// What a server knows of an identity besides its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its public number.
    pub unified: String,
    /// When it is forgotten, where that was asked for.
    pub leaves: Option<u64>,
    /// Since when this server knows it.
    pub since: u64,
}

/// How putting a letter went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It lies there.
    Done,
    /// The box is or was in use.
    Taken,
    /// Too many boxes are in use.
    Full,
}

/// What is kept for a login by password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginFile {
    /// Whose it is.
    pub identity: IdentityId,
    /// What OPAQUE needs to answer.
    pub file: Bytes,
    /// What the identity laid down for who comes in; sealed.
    pub escrow: Bytes,
    /// When it was set.
    pub since: u64,
}

/// Tries at one name since the last that was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub count: u64,
    /// When the last one was.
    pub at: u64,
}

/// What a device lays down.
#[derive(Debug, Clone)]
pub struct NewSlip {
    /// The device.
    pub device: DeviceKey,
    /// Under which slot.
    pub slot: Slot,
    /// Whose device.
    pub identity: IdentityId,
    /// When, by the clock of the server.
    pub at: u64,
    /// At most so many others.
    pub most: u64,
    /// What.
    pub bytes: Bytes,
}
