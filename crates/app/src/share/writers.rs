//! Who wrote what in a record on a server, where that was somebody it is only shown to. The number of a device lies in the id
//! of each entry it wrote, and the control chain says whose device it is, so nobody can write under another's name.

use std::collections::BTreeMap;

use henro_domain::EntryId;
use henro_sync::{Control, IdentityId};
use henro_sync_client::{Engine, Round};
use henro_vault::Daily;

use super::connect::kept;
use super::contacts::{self, Known};
use crate::WireError;
use crate::open::Open;
use crate::wire::EntryView;

/// Devices of those a record is only shown to: number and identity.
pub(super) type Guests = BTreeMap<u32, String>;

/// Those of a record.
pub(super) fn guests(control: &Control) -> Guests {
    let foreign = control.devices.iter().filter(|(_, device)| !control.owners.contains(&device.identity));
    foreign.map(|(number, device)| (*number, device.identity.to_string())).collect()
}

/// Keeps them with the record, so that a day is read without following the chain.
pub(super) fn keep_guests(daily: &mut Daily, guests: &Guests) -> Result<(), henro_vault::Error> {
    let text = serde_json::to_vec(guests).unwrap_or_default();
    let known = daily.sync_fact(GUESTS)?;
    if known.as_deref() == Some(&text) || (known.is_none() && guests.is_empty()) {
        return Ok(());
    }
    daily.put_sync_fact(GUESTS, &text)
}

/// Notes on entries of the person's own record who wrote them, where it was somebody else.
pub(crate) fn note_writers(open: &mut Open, entries: &mut [EntryView]) -> Result<(), WireError> {
    let found = open.daily().sync_fact(GUESTS).map_err(kept)?;
    let guests: Guests = found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if guests.is_empty() {
        return Ok(());
    }
    let known = contacts::load(open)?;
    for entry in entries {
        let number = entry.id.parse().ok().and_then(device_of);
        entry.by = number.and_then(|number| guests.get(&number)).map(|id| name_of(&known, id));
    }
    Ok(())
}

/// By what name somebody is known here; empty where they are not.
pub(super) fn name_of(known: &[Known], id: &str) -> String {
    known.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default()
}

/// The device that wrote an entry.
pub(super) fn device_of(id: i64) -> Option<u32> {
    EntryId::from_i64(id).ok()?;
    u32::try_from(id >> 40).ok()
}

/// Whether we may write anywhere in the record of a round.
pub(super) fn may_write(engine: &Engine, round: &Round) -> bool {
    let (me, now): (&IdentityId, u64) = (&round.hands.identity, round.moment.now);
    let may = |control: &Control| control.streams.keys().any(|stream| control.may_write(me, stream, now));
    engine.control().is_some_and(may)
}

const GUESTS: &str = "guests";
