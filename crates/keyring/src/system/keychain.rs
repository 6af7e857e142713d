//! The login keychain of macOS.

use std::time::Duration;

use apple_native_keyring_store::keychain::Store;
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error, Result};

use crate::{KeyringState, PROGRAM};

/// Until an entry has answered: the system itself may ask the person whether this program may read it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// Until the state is known.
pub(crate) const GLANCE: Duration = Duration::from_millis(750);

/// Whether the keychain opens. It tells that it is locked only when an entry is read, so this looks for one that is
/// never there.
pub(crate) fn state(_record: Option<&str>) -> KeyringState {
    match entry("state").and_then(|entry| entry.get_secret().map(drop)) {
        Ok(()) | Err(Error::NoEntry) => KeyringState::Ready,
        Err(Error::NoStorageAccess(_)) => KeyringState::Locked,
        Err(_) => KeyringState::Missing,
    }
}

/// The entry of a record.
pub(crate) fn entry(record: &str) -> Result<Entry> {
    Store::new()?.build(PROGRAM, record, None)
}
