//! Secret Service over D-Bus: GNOME's keyring, KDE's wallet, KeePassXC.

use std::collections::HashMap;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Result};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus_secret_service_keyring_store::Store;

use crate::{KeyringState, PROGRAM};

/// Until an entry has answered. Nobody is asked anything, so it needs no longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// Until the state is known. Less than the second that is promised, for a machine under load.
pub(crate) const GLANCE: Duration = Duration::from_millis(750);

/// Whether the collection for new items is open, and also everything that lies there for `record`. The store would ask
/// the person to unlock what is locked and wait for the answer, so this is looked at before.
pub(crate) fn state(record: Option<&str>) -> KeyringState {
    look(record).unwrap_or(KeyringState::Missing)
}

/// The entry of a record.
pub(crate) fn entry(record: &str) -> Result<Entry> {
    // What the person reads in the keyring's own window.
    let words = HashMap::from([("label", "Henro (key of this device)")]);
    Store::new()?.build(PROGRAM, record, Some(&words))
}

fn look(record: Option<&str>) -> zbus::Result<KeyringState> {
    let bus = Builder::session()?.method_timeout(GLANCE).build()?;
    let collection: OwnedObjectPath =
        bus.call_method(Some(NAME), PATH, Some(SERVICE), "ReadAlias", &("default",))?.body().deserialize()?;
    // The service runs, but nobody has made a keyring yet.
    if collection.as_str() == "/" {
        return Ok(KeyringState::Missing);
    }
    let open =
        !locked(&bus, &collection)? && record.map_or(Ok(true), |record| items_are_open(&bus, record))?;
    Ok(if open { KeyringState::Ready } else { KeyringState::Locked })
}

fn locked(bus: &Connection, collection: &OwnedObjectPath) -> zbus::Result<bool> {
    let wanted = ("org.freedesktop.Secret.Collection", "Locked");
    let properties = Some("org.freedesktop.DBus.Properties");
    let value: OwnedValue =
        bus.call_method(Some(NAME), collection, properties, "Get", &wanted)?.body().deserialize()?;
    Ok(bool::try_from(value)?)
}

/// Items may lie in another collection than the one for new items.
fn items_are_open(bus: &Connection, record: &str) -> zbus::Result<bool> {
    // The two attributes by which the store finds an entry.
    let attributes = HashMap::from([("service", PROGRAM), ("username", record)]);
    let found = bus.call_method(Some(NAME), PATH, Some(SERVICE), "SearchItems", &(attributes,))?;
    let (_, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = found.body().deserialize()?;
    Ok(locked.is_empty())
}

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
