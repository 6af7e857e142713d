//! What has to hold at the end: the invariants of the design, by their numbers. I4 is a matter of `merge` itself, I8 (no salt twice)
//! stands in `store.rs`, I9 and I10 (every lie is noticed, and nothing else is taken for one) in `world.rs`, I13 (a full disk)
//! in `acts.rs`.

mod keys;
mod merit;
mod packed;
mod safety;
mod secret;

use std::collections::BTreeSet;

use henro_sync::{Op, Value};

use crate::disk::{CLINICAL, serial};
use crate::world::{SECTIONS, World};

pub use safety::Seen;

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
        self.check_merit()?;
        self.check_keys()?;
        self.check_run_out()?;
        self.check_ended()?;
        self.check_erased()?;
        self.check_past()?;
        self.check_packed()?;
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
                if *section == CLINICAL {
                    self.check_safety(n)?;
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
}

/// The same but for the stamp, which may be made anew before anybody saw it.
fn same(a: &Op, b: &Op) -> bool {
    let heads = |op: &Op| (op.entity, op.kind, op.act, op.at, op.actor, op.subject, op.source);
    let values = |op: &Op| op.fields.iter().map(|(field, value)| (*field, bits(value))).collect::<Vec<_>>();
    heads(a) == heads(b) && values(a) == values(b)
}

pub(crate) fn bits(value: &Value) -> (u8, Vec<u8>) {
    match value {
        Value::Null => (0, vec![]),
        Value::Integer(n) => (1, n.to_be_bytes().to_vec()),
        Value::Real(x) => (2, x.to_bits().to_be_bytes().to_vec()),
        Value::Text(text) => (3, text.as_bytes().to_vec()),
        Value::Blob(bytes) => (4, bytes.clone()),
    }
}

const _: () = assert!(SECTIONS.len() == 3);
