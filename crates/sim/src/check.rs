//! What has to hold at the end: the invariants of the design, as far as they can be seen from outside.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use henro_sync::{Batch, Control, Frame, Identity, IdentityId, Op, Signer, StreamId, Value, epoch_of};

use crate::device::Fate;
use crate::disk::serial;
use crate::world::{SECTIONS, World};

type Broken = Result<(), String>;

impl World {
    /// Everything, after the faults have stopped and three rounds were run.
    pub fn check(&mut self) -> Broken {
        for device in 0..self.devices.len() {
            self.check_content(device)?;
            self.check_clock(device)?;
        }
        self.check_kept()?;
        self.check_same()?;
        self.check_keys()?;
        self.check_run_out()?;
        self.check_ended()?;
        self.check_erased()?;
        self.check_past()?;
        self.check_secret()
    }

    /// I16, I17: what arrives is bit for bit what was written, whatever its kind.
    pub fn check_content(&self, device: usize) -> Broken {
        for (stream, _, _) in self.devices[device].store.disk.received.keys() {
            let disk = &self.devices[device].store.disk;
            let section = disk.section(stream).unwrap_or(0);
            for (serial, change) in disk.serials(section, self.now) {
                let Some((of, written)) = self.written.get(&serial) else {
                    continue;
                };
                if *of != section || !same(written, &change.op) {
                    return Err(format!("I16: device {device} has {serial} otherwise than it was written"));
                }
            }
        }
        Ok(())
    }

    /// I11: stamps of a device rise within each section; nothing far ahead was taken over.
    fn check_clock(&self, device: usize) -> Broken {
        let disk = &self.devices[device].store.disk;
        for (section, own) in &disk.own {
            if !own.is_sorted_by(|a, b| a.hlc < b.hlc) {
                return Err(format!("I11: stamps of device {device} in {section} do not rise"));
            }
        }
        Ok(())
    }

    /// I1, I2: what was acknowledged is there: on the disk, and where the server has it, everywhere.
    fn check_kept(&self) -> Broken {
        for (n, device) in self.devices.iter().enumerate() {
            let own: BTreeSet<i64> = device.store.disk.own.values().flatten().filter_map(serial).collect();
            if let Some(lost) = device.acked.iter().find(|serial| !own.contains(serial)) {
                return Err(format!("I1: device {n} lost {lost}"));
            }
        }
        Ok(())
    }

    /// I2, I3, I14: everybody who may read all of a section shows the same, all of what the server has, and has sent
    /// all of its own.
    fn check_same(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let Some(control) = &cloud.server.control else { return Err("no record".to_owned()) };
        for (stream, held) in &cloud.server.streams {
            let mut first = None;
            for n in self.usable() {
                let device = &self.devices[n];
                let disk = &device.store.disk;
                let belongs =
                    cloud.server.who[&device.identity].device(&henro_sync::Signer::public(&device.key));
                let reads = control.may_read(&device.identity, stream, self.now);
                if belongs.is_none() || reads.is_none() {
                    continue;
                }
                let tier = control.streams[stream].tier;
                if tier > device.tier {
                    continue;
                }
                let Some((section, place, _)) = disk.marks.get(stream) else {
                    return Err(format!("I14: device {n} has no key of {stream}"));
                };
                if *place != held.len() as u64 {
                    let keys: Vec<u32> = device
                        .store
                        .disk
                        .keys
                        .keys()
                        .filter(|key| key.0 == *stream)
                        .map(|key| key.1)
                        .collect();
                    let epoch = control.streams[stream].epoch;
                    return Err(format!(
                        "I14: device {n} stands at {place} of {} in section {section}, has keys {keys:?} of {epoch}",
                        held.len()
                    ));
                }
                if control.may_write(&device.identity, stream, self.now) && disk.number.is_some() {
                    let left =
                        disk.own.get(section).map_or(0, Vec::len) - disk.sealed.get(section).unwrap_or(&0);
                    let end =
                        disk.frames.get(stream).and_then(|kept| kept.last()).map_or(0, |kept| kept.frame.seq);
                    if left > 0 || disk.sent.get(stream).copied().unwrap_or(0) < end {
                        return Err(format!(
                            "I14: device {n} has not sent all of section {section}: {left} in no frame"
                        ));
                    }
                }
                if reads != Some(0) {
                    continue;
                }
                let taken: BTreeSet<i64> = self.taken(held).into_iter().collect();
                let has = disk.serials(*section, self.now);
                if let Some(serial) = taken.iter().find(|serial| !has.contains_key(serial)) {
                    return Err(format!(
                        "I2: device {n} lacks {serial} of section {section}, which the server took"
                    ));
                }
                // What was written while they might write, and was not sent before that ended, only they have.
                let may_write = control.may_write(&device.identity, stream, self.now);
                if !may_write && has.keys().any(|serial| !taken.contains(serial)) {
                    continue;
                }
                let digest = disk.digest(*section, self.now);
                match first {
                    None => first = Some((n, digest)),
                    Some((_, other)) if other == digest => {}
                    Some((other, _)) => {
                        return Err(format!("I3: devices {other} and {n} differ in section {section}"));
                    }
                }
            }
        }
        Ok(())
    }

    fn taken(&self, held: &[crate::server::Held]) -> Vec<i64> {
        let salts = self.salts.borrow();
        let of = held.iter().filter_map(|held| salts.get(&held.salt));
        of.flatten().copied().collect()
    }

    /// I6: nobody holds a key of an epoch that began after they lost their role.
    fn check_keys(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let who: &BTreeMap<IdentityId, Identity> = &cloud.server.who;
        let mut may: BTreeMap<(IdentityId, StreamId), u32> = BTreeMap::new();
        for upto in 1..=cloud.server.entries.len() {
            let entries = cloud.server.entries[..upto].iter().map(Vec::as_slice);
            let control =
                Control::fold(entries, who).map_err(|error| format!("the chain does not fold: {error}"))?;
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
    fn check_run_out(&self) -> Broken {
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
    fn check_ended(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let server = &cloud.server;
        let mut controls = Vec::new();
        for upto in 1..=server.entries.len() {
            let entries = server.entries[..upto].iter().map(Vec::as_slice);
            let control = Control::fold(entries, &server.who);
            controls.push(control.map_err(|error| format!("the chain does not fold: {error}"))?);
        }
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
    fn check_erased(&self) -> Broken {
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

    fn ever_owned(
        &self,
        entries: &[Vec<u8>],
        who: &BTreeMap<IdentityId, Identity>,
    ) -> Result<BTreeSet<IdentityId>, String> {
        let mut owned = BTreeSet::new();
        for upto in 1..=entries.len() {
            let control = Control::fold(entries[..upto].iter().map(Vec::as_slice), who)
                .map_err(|error| format!("the chain does not fold: {error}"))?;
            owned.extend(control.owners);
        }
        Ok(owned)
    }

    /// I6: who was never let see what lies before a place has nothing of it.
    fn check_past(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let Some(control) = &cloud.server.control else { return Ok(()) };
        let owned = self.ever_owned(&cloud.server.entries, &cloud.server.who)?;
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

    /// I7: the server has seen neither a text nor a key.
    fn check_secret(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let finder = crate::acts::CANARY.as_bytes();
        let found = |bytes: &Vec<u8>| bytes.windows(finder.len()).any(|window| window == finder);
        if cloud.server.seen.iter().any(found) {
            return Err("I7: the server has seen a text".to_owned());
        }
        if cloud.server.seen.iter().any(|bytes| is_open(bytes)) {
            return Err("I7: the server has seen a batch".to_owned());
        }
        let streams = self.devices.iter().flat_map(|device| device.store.disk.keys.values());
        let own = self.devices.iter().map(|device| device.key.seed());
        let accounts = self.people.iter().map(|person| person.seed.key());
        let secrets: HashSet<[u8; 32]> =
            streams.chain(own).chain(accounts).map(|key| *key.expose()).collect();
        if cloud.server.seen.iter().any(|bytes| holds(bytes, &secrets)) {
            return Err("I7: the server has seen a key".to_owned());
        }
        Ok(())
    }
}

/// Whether frames can be read without a key.
fn is_open(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Ok(frame) = Frame::take(&mut rest) {
        if Batch::decode(frame.text).is_ok() {
            return true;
        }
        if rest.is_empty() {
            break;
        }
    }
    false
}

/// Whether one of these stands somewhere in bytes.
fn holds(bytes: &[u8], secrets: &HashSet<[u8; 32]>) -> bool {
    bytes.windows(32).any(|window| secrets.contains(window))
}

/// The same but for the stamp, which may be made anew before anybody saw it.
fn same(a: &Op, b: &Op) -> bool {
    let heads = |op: &Op| (op.entity, op.kind, op.act, op.at, op.actor, op.subject, op.source);
    let values = |op: &Op| op.fields.iter().map(|(field, value)| (*field, bits(value))).collect::<Vec<_>>();
    heads(a) == heads(b) && values(a) == values(b)
}

fn bits(value: &Value) -> (u8, Vec<u8>) {
    match value {
        Value::Null => (0, vec![]),
        Value::Integer(n) => (1, n.to_be_bytes().to_vec()),
        Value::Real(x) => (2, x.to_bits().to_be_bytes().to_vec()),
        Value::Text(text) => (3, text.as_bytes().to_vec()),
        Value::Blob(bytes) => (4, bytes.clone()),
    }
}

const _: () = assert!(SECTIONS.len() == 3);

#[cfg(test)]
mod tests {
    use henro_seal::SigningKey;
    use henro_sync::{FrameHead, Hash, Unsigned};

    use super::*;

    #[test]
    fn a_key_and_an_open_batch_are_found_wherever_they_stand() {
        let secrets = HashSet::from([[7; 32]]);
        assert!(holds(&[&[1; 9][..], &[7; 32], &[2; 5]].concat(), &secrets));
        assert!(!holds(&[7; 31], &secrets) && !holds(&[], &secrets));
        let pen = SigningKey::make(&crate::dice::Dice::new(1)).expect("a key");
        let frame = |text: &[u8]| {
            let head = FrameHead {
                stream: StreamId([1; 16]),
                device: 1,
                seq: 1,
                epoch: 1,
                minute: 0,
                salt: [0; 24],
                commitment: [0; 16],
            };
            Unsigned { head, prev: Hash::ZERO, text }.sign(&pen).expect("it is short")
        };
        let open = Batch::default().encode().expect("it is small");
        assert!(is_open(&[frame(b"sealed"), frame(&open)].concat()));
        assert!(!is_open(&frame(b"sealed")) && !is_open(b"other"));
    }
}
