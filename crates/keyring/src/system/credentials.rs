//! The Credential Manager of Windows. Open while the person is logged in.

use std::collections::HashMap;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error, Result};
use windows_native_keyring_store::Store;

use crate::{KeyringState, PROGRAM};

/// Until an entry has answered.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// Until the state is known.
pub(crate) const GLANCE: Duration = Duration::from_millis(750);

/// Whether an entry that is never there can be looked for.
pub(crate) fn state(_record: Option<&str>) -> KeyringState {
    match entry("state").and_then(|entry| entry.get_secret().map(drop)) {
        Ok(()) | Err(Error::NoEntry) => KeyringState::Ready,
        Err(Error::NoStorageAccess(_)) => KeyringState::Locked,
        Err(_) => KeyringState::Missing,
    }
}

/// The entry of a record. It stays on this device: without these words Windows may carry it to others in a domain.
pub(crate) fn entry(record: &str) -> Result<Entry> {
    let words = HashMap::from([("persistence", "Local")]);
    Store::new()?.build(PROGRAM, record, Some(&words))
}
