//! Who holds which key, and what lies where they could see it.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{IdentityId, Signer, StreamId, epoch_of};

use super::Broken;
use crate::device::Fate;
use crate::world::World;

impl World {
    /// I6: nobody holds a key of an epoch that began after they lost their role.
    pub(super) fn check_keys(&self) -> Broken {
        let mut may: BTreeMap<(IdentityId, StreamId), u32> = BTreeMap::new();
        for control in self.controls()? {
            for (stream, state) in &control.streams {
                let granted = control.grants.values().filter(|grant| {
                    grant.revoked.is_none() && grant.given.streams.iter().any(|(of, _)| of == stream)
                });
                for id in control.owners.iter().chain(granted.map(|grant| &grant.given.to)) {
                    may.insert((*id, *stream), state.epoch);
                }
            }
        }
        for (n, device) in self.devices.iter().enumerate() {
            for (stream, epoch) in device.store.disk.keys.keys() {
                if may.get(&(device.identity, *stream)).is_none_or(|newest| epoch > newest) {
                    return Err(format!("I6: device {n} holds epoch {epoch} of {stream}"));
                }
            }
        }
        Ok(())
    }

    /// I6: where an owner could make new keys, none that somebody knows whose consent ran out, or made who left, is in force.
    pub(super) fn check_run_out(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let Some(control) = &cloud.server.control else { return Ok(()) };
        let now = self.now - 180_000;
        let mut out = control.run_out(now);
        out.extend(control.streams.keys().filter(|stream| control.owes_key(stream)));
        let left = control
            .streams
            .iter()
            .filter(|(stream, state)| control.may_read(&state.by, stream, now).is_none());
        out.extend(left.map(|(stream, _)| *stream));
        for n in self.usable() {
            let device = &self.devices[n];
            let has = |stream| {
                let epoch = control.streams.get(stream).map_or(0, |state| state.epoch);
                device.store.disk.keys.contains_key(&(*stream, epoch))
            };
            let belongs = cloud.server.who[&device.identity].device(&henro_sync::Signer::public(&device.key));
            let able = belongs.is_some() && device.account.is_some() && out.iter().all(has);
            if able && !out.is_empty() && control.owners.contains(&device.identity) {
                return Err(format!(
                    "I6: device {n} left keys in force that somebody knows who may not read any more"
                ));
            }
        }
        Ok(())
    }

    /// I19: whose consent was ended at once, and who was let see nothing again, has nothing that came after it; not even what came
    /// before the new keys were made.
    pub(super) fn check_ended(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let server = &cloud.server;
        let controls = self.controls()?;
        for ended in &server.ended {
            for (stream, place) in &ended.streams {
                let after = controls.iter().skip(ended.n as usize);
                let mut after = after.map(|control| (control, control.at));
                if after.any(|(control, at)| control.may_read(&ended.to, stream, at).is_some()) {
                    continue;
                }
                let (mut seqs, mut late) = (BTreeMap::<u32, u64>::new(), BTreeSet::new());
                for held in &server.streams[stream] {
                    let seq = seqs.entry(held.device).or_default();
                    *seq += 1;
                    if held.place > *place {
                        late.insert((*stream, held.device, *seq));
                    }
                }
                let theirs = self.devices.iter().zip(0..).filter(|(device, _)| device.identity == ended.to);
                for (device, n) in theirs {
                    if let Some(got) = device.store.disk.received.keys().find(|got| late.contains(got)) {
                        return Err(format!(
                            "I19: device {n} has {got:?}, which came after its consent ended"
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// I18: of a stream that was to be sealed anew the server holds nothing older, but what others wrote by a consent: that is
    /// theirs to seal.
    pub(super) fn check_erased(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let server = &cloud.server;
        let Some(control) = &server.control else { return Ok(()) };
        let evil = self.devices.iter().filter(|device| device.fate == Fate::Evil);
        let evil: BTreeSet<u32> = evil.filter_map(|device| device.store.disk.number).collect();
        for (stream, state) in &control.streams {
            let Some(floor) = state.floor else { continue };
            let able: BTreeSet<IdentityId> = self
                .usable()
                .into_iter()
                .map(|n| &self.devices[n])
                .filter(|device| {
                    let disk = &device.store.disk;
                    let keys = (1..=floor.epoch).all(|epoch| disk.keys.contains_key(&(*stream, epoch)));
                    let belongs = server.who[&device.identity].device(&Signer::public(&device.key)).is_some();
                    let owns = control.owners.contains(&device.identity);
                    keys && belongs && owns && disk.number.is_some() && state.tier <= device.tier
                })
                .map(|device| device.identity)
                .collect();
            for held in server.streams.get(stream).into_iter().flatten() {
                let old = epoch_of(&held.bytes).is_ok_and(|(epoch, _)| epoch < floor.epoch);
                let of = &control.devices[&held.device];
                let ours = control.owners.contains(&of.identity) && !evil.contains(&held.device);
                if old && ours && able.contains(&of.identity) {
                    return Err(format!("I18: the server has place {} of {stream} as it was", held.place));
                }
            }
        }
        Ok(())
    }

    /// I6: who was never let see what lies before a place has nothing of it.
    pub(super) fn check_past(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let Some(control) = &cloud.server.control else { return Ok(()) };
        let owned: BTreeSet<IdentityId> =
            self.controls()?.into_iter().flat_map(|control| control.owners).collect();
        for (stream, held) in &cloud.server.streams {
            let mut seqs: BTreeMap<u32, u64> = BTreeMap::new();
            let places: BTreeMap<(u32, u64), u64> = held
                .iter()
                .map(|held| {
                    let seq = seqs.entry(held.device).or_default();
                    *seq += 1;
                    ((held.device, *seq), held.place)
                })
                .collect();
            for (n, device) in self.devices.iter().enumerate() {
                let theirs = control.grants.values().filter(|grant| grant.given.to == device.identity);
                let froms = theirs.flat_map(|grant| &grant.given.streams).filter(|(of, _)| of == stream);
                let from = froms.map(|(_, from)| *from).min().unwrap_or(0);
                if owned.contains(&device.identity) {
                    continue;
                }
                let of = device.store.disk.received.keys().filter(|(of, ..)| of == stream);
                let early = of.filter_map(|(_, device, seq)| places.get(&(*device, *seq)));
                if let Some(place) = early.min().filter(|place| **place <= from) {
                    return Err(format!(
                        "I6: device {n} has place {place} of {stream}, may read after {from}"
                    ));
                }
            }
        }
        Ok(())
    }
}
