//! The person's own devices: which there are, what they are called, and taking one out that was lost.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{DeviceKey, DeviceState, Heartbeat, Identity, StreamId, Tier};
use henro_sync_client::{Chain, Engine, Fault, Remote, Store, remove_device_for};
use henro_vault::{Daily, Owed};

use super::connect::{kept, refused};
use super::hands::Owned;
use super::reach::Reach;
use super::renew::Renewed;
use super::round::Trip;
use super::whose::Whose;
use crate::open::failed;
use crate::record::checked_name;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// All of them.
pub(crate) fn device_list(ctx: &Context, _: Empty) -> Result<DeviceList, WireError> {
    let reach = ctx.reach();
    let owned = Owned::load_any(&reach).map_err(refused)?.ok_or(Code::ShareOff)?;
    let identity = identity(&reach, &owned).map_err(refused)?;
    let seen = seen(&reach, &owned).map_err(refused)?;
    let (names, rotating) = ctx.with_own(|open, _| {
        let rotating = open.daily().owed().map_err(failed)?.iter().any(|owed| owed.kind == ROTATE);
        Ok((load_names(open.daily()).map_err(kept)?, rotating))
    })?;
    let device = owned.device();
    let view = |(key, state): (&DeviceKey, &DeviceState)| DeviceView {
        id: short(key),
        name: names.get(&key.to_string()).cloned().unwrap_or_default(),
        own: *key == device,
        clinical: state.tier == Tier::Clinical,
        since_ms: state.added as i64,
        seen_ms: seen.get(key).map(|at| *at as i64),
        removed_ms: state.removed.map(|at| at as i64),
    };
    let mut devices: Vec<DeviceView> = identity.iter().flat_map(|who| &who.devices).map(view).collect();
    devices.sort_by_key(|device| (device.removed_ms.is_some(), !device.own, device.since_ms));
    let may_change =
        devices.iter().any(|device| device.own && device.clinical && device.removed_ms.is_none());
    Ok(DeviceList { devices, may_change, rotating })
}

/// Gives a device a name, on this device alone.
pub(crate) fn device_rename(ctx: &Context, ask: DeviceRename) -> Result<DeviceList, WireError> {
    let name = checked_name(&ask.name)?;
    let key = find(ctx, &ask.id)?;
    ctx.with_own(|open, _| put_name(open.daily(), &key, name).map_err(kept))?;
    device_list(ctx, Empty {})
}

/// Takes a device out: it is told no more, and everything it could read gets new keys.
pub(crate) fn device_remove(ctx: &Context, ask: DeviceOne) -> Result<DeviceList, WireError> {
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let key = find(ctx, &ask.id)?;
    let reach = ctx.reach();
    // What another device did meanwhile is known first.
    reach.round().map_err(refused)?;
    // A round beside could pay what is owed with the keys of before.
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    if key == trip.owned.device() {
        return Err(Code::DeviceOwn.into());
    }
    if trip.owned.account.is_none() {
        return Err(Code::DeviceDaily.into());
    }
    reach.remove(&mut trip, key).map_err(refused)?;
    drop(turn);
    // Where the rest cannot be done now, the next round does it.
    let _ = reach.round();
    device_list(ctx, Empty {})
}

impl Reach {
    /// The entry by which a device leaves. That new keys are owed is on disk before.
    pub(super) fn remove(&self, trip: &mut Trip, device: DeviceKey) -> Result<(), Fault> {
        let at = trip.now as i64;
        let owed = Owed { kind: ROTATE.into(), about: device.to_string(), state: String::new(), at };
        // It has the keys of those we keep, too, and of the record of days.
        let others = self.kept_wards(true)?.into_iter().chain(self.stamps_known()?);
        for record in others.map(Some).chain([None]) {
            self.daily(record, |daily| daily.owe(&owed))?;
        }
        // The new root lies in the entry, handed to each device that stays, this one too.
        self.on_own(trip, |engine, round| {
            let account = round.hands.account.ok_or(Fault::NeedsClinical)?;
            let next = henro_seal::AccountSeed::make(&random::system);
            let newest = engine.control().map_or(0, |control| control.at);
            engine.extend_own(round, &mut |identity, at| {
                if identity.device(&device).is_none() {
                    return Ok(None);
                }
                let at = at.max(newest + 1);
                remove_device_for(identity, (account, &next), device, at, &random::system).map(Some)
            })
        })?;
        match self.renew()? {
            Renewed::Taken => trip.renew(self),
            Renewed::Nothing => Ok(()),
            Renewed::Waits => Err(Fault::NeedsClinical),
        }
    }

    /// New keys for all streams of a record, where a device was taken out and they were not made yet.
    pub(super) fn rotate_owed(&self, trip: &mut Trip, whose: Whose) -> Result<(), Fault> {
        let owed = self.daily(whose.file(), |daily| daily.owed())?;
        let owed: Vec<Owed> = owed.into_iter().filter(|owed| owed.kind == ROTATE).collect();
        if owed.is_empty() {
            return Ok(());
        }
        // They are handed out with the account's keys of after the removal.
        match self.renew()? {
            Renewed::Waits => return Ok(()),
            Renewed::Taken => trip.renew(self)?,
            Renewed::Nothing => {}
        }
        // Those of the daily half do not wait for the clinical one. What is left of that is owed still.
        let first = owed.iter().any(|owed| owed.state != CLINICAL);
        let whole = self.on(trip, whose, |engine, round| {
            let held: BTreeSet<StreamId> = round.store.streams()?.iter().map(|mark| mark.stream).collect();
            let all = engine.control().into_iter().flat_map(|control| &control.streams);
            let whole = all.clone().all(|(stream, _)| held.contains(stream));
            let due = all
                .filter(|(stream, state)| held.contains(stream) && (first || state.tier == Tier::Clinical));
            let due: Vec<StreamId> = due.map(|(stream, _)| *stream).collect();
            if !due.is_empty() {
                engine.rotate(round, &due)?;
            }
            Ok(whole)
        })?;
        self.daily(whose.file(), |daily| {
            owed.into_iter().try_for_each(|owed| match whole {
                true => daily.settle_owed(ROTATE, &owed.about),
                false => daily.owe(&Owed { state: CLINICAL.into(), ..owed }),
            })
        })
    }

    /// Keeps when each device was last there.
    pub(super) fn keep_beats(&self, trip: &mut Trip) -> Result<(), Fault> {
        let record = trip.owned.record;
        for bytes in trip.server.beats(&record)? {
            let Some((device, at)) = self.beat_of(&trip.owned, &bytes)? else { continue };
            self.daily(None, |daily| daily.put_heartbeat(device, at, &bytes))?;
        }
        Ok(())
    }

    /// Which device signed a heartbeat, and when; nothing where none that is known did.
    fn beat_of(&self, owned: &Owned, bytes: &[u8]) -> Result<Option<(u32, u64)>, Fault> {
        let engine = Engine::load(&self.store(owned.record, false), owned.server)?;
        let devices = engine.control().into_iter().flat_map(|control| &control.devices);
        let beats = devices.filter_map(|(_, device)| beat(bytes, &device.key));
        Ok({ beats }.next().map(|beat| (beat.device, beat.at)))
    }
}

/// Devices that said, while they joined, that they have everything.
fn load_met(daily: &Daily) -> Result<BTreeMap<DeviceKey, u64>, henro_vault::Error> {
    let met: BTreeMap<String, u64> =
        daily.sync_fact(MET)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    Ok(met.into_iter().filter_map(|(key, at)| Some((key.parse().ok()?, at))).collect())
}

/// Keeps that a device said so.
pub(super) fn put_met(daily: &mut Daily, key: &DeviceKey, at: u64) -> Result<(), henro_vault::Error> {
    let mut met = load_met(daily)?;
    met.insert(*key, at);
    let met: BTreeMap<String, u64> = met.into_iter().map(|(key, at)| (key.to_string(), at)).collect();
    daily.put_sync_fact(MET, &serde_json::to_vec(&met).map_err(|_| henro_vault::Error::Misfit)?)
}

/// A heartbeat, where this key signed it.
fn beat(bytes: &[u8], key: &DeviceKey) -> Option<Heartbeat> {
    Heartbeat::verify(bytes, key).ok()?;
    Heartbeat::read(bytes).ok()
}

/// The newest sign of life of each device: what it wrote, or its daily word.
fn seen(reach: &Reach, owned: &Owned) -> Result<BTreeMap<DeviceKey, u64>, Fault> {
    let engine = Engine::load(&reach.store(owned.record, false), owned.server)?;
    let mut seen = reach.daily(None, |daily| load_met(daily))?;
    let Some(control) = engine.control() else { return Ok(seen) };
    let beats = reach.daily(None, |daily| daily.heartbeats())?;
    for (number, device) in &control.devices {
        let wrote = reach.daily(None, |daily| daily.newest_clock(*number))?;
        let beats = beats.iter().filter_map(|bytes| beat(bytes, &device.key));
        let at = beats.map(|beat| beat.at).chain(wrote).chain(seen.get(&device.key).copied()).max();
        seen.extend(at.map(|at| (device.key, at)));
    }
    Ok(seen)
}

/// Our identity, as far as it is known here.
pub(super) fn identity(reach: &Reach, owned: &Owned) -> Result<Option<Identity>, Fault> {
    let chain = reach.store(owned.record, false).chain(Chain::Identity(owned.identity))?;
    if chain.is_empty() {
        return Ok(None);
    }
    let identity = Identity::fold(chain.iter().map(Vec::as_slice));
    identity.map(Some).map_err(|_| Fault::Damaged("identity chain"))
}

fn find(ctx: &Context, id: &str) -> Result<DeviceKey, WireError> {
    let owned = Owned::load_any(&ctx.reach()).map_err(refused)?.ok_or(Code::ShareOff)?;
    let identity = identity(&ctx.reach(), &owned).map_err(refused)?;
    let key = identity.iter().flat_map(|who| who.devices.keys()).find(|key| short(key) == id);
    key.copied().ok_or(Code::DeviceMissing.into())
}

fn short(key: &DeviceKey) -> String {
    key.to_string().chars().take(12).collect()
}

/// Names of devices by their keys.
pub(super) type Names = BTreeMap<String, String>;

pub(super) fn load_names(daily: &Daily) -> Result<Names, henro_vault::Error> {
    let found = daily.sync_fact(NAMES)?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

pub(super) fn put_names(daily: &mut Daily, names: &Names) -> Result<(), henro_vault::Error> {
    let text = serde_json::to_vec(names).map_err(|_| henro_vault::Error::Misfit)?;
    daily.put_sync_fact(NAMES, &text)
}

/// Gives a device its name.
pub(super) fn put_name(daily: &mut Daily, key: &DeviceKey, name: String) -> Result<(), henro_vault::Error> {
    let mut names = load_names(daily)?;
    names.insert(key.to_string(), name);
    put_names(daily, &names)
}

const NAMES: &str = "device names";
const MET: &str = "devices met";
const ROTATE: &str = "rotate";
/// Of what is owed, only the clinical half is left.
const CLINICAL: &str = "clinical";

#[cfg(test)]
mod tests;
