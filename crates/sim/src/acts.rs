//! What people do. What happens to their devices is in `acts/mishap.rs`, news that come unasked in `acts/telling.rs`, a consent that ends at once in `acts/ending.rs`.

mod ending;
mod mishap;
mod telling;

use std::collections::BTreeSet;

use henro_sync::{Cosign, GrantId, IdentityId, Op, OpAct, Role, Signer, StreamId, Tier, Value, cosign};
use henro_sync_client::{
    Engine, Fault, NewConsent, Packing, Refusal, Report, Resealing, Round, remove_device,
};

use crate::device::Fate;
use crate::disk::{CLINICAL, SERIAL};
use crate::lie::Lie;
use crate::world::{Mode, World};

/// Few frames are many here, so that every life has segments.
const PACKING: Packing = Packing { many: 2, ops: 12, most: 3 };
/// And a stream is sealed anew in several rounds.
pub const RESEALING: Resealing = Resealing { most: 4, ops: 12, again: false };

impl World {
    /// Devices in use.
    pub fn usable(&self) -> Vec<usize> {
        (0..self.devices.len()).filter(|n| self.devices[*n].fate == Fate::Used).collect()
    }

    /// Runs the engine of a device.
    pub fn drive<T>(
        &mut self,
        device: usize,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (cloud, dice) = (self.cloud.clone(), self.dice.clone());
        let result = self.devices[device].run(&cloud, &dice, work);
        if let Err(fault) = &result {
            self.note(|| format!("device {device}: {fault:?}"));
            self.devices[device].alarms.push(fault.clone());
        }
        result
    }

    /// Whether a fault may happen in an honest world.
    pub fn judge<T>(&mut self, device: usize, result: &Result<T, Fault>) -> Result<(), String> {
        let of = &self.devices[device];
        if let Some(broken) = of.store.broken {
            return Err(format!("device {device}: {broken}"));
        }
        let Err(fault) = result else { return Ok(()) };
        if *fault == Fault::Store("full") && Engine::load(&of.store, Some(of.server)).is_err() {
            return Err(format!("I13: device {device} cannot read what it has, now that its disk is full"));
        }
        let fine = match fault {
            Fault::Offline | Fault::Busy | Fault::Clock { .. } | Fault::Store(_) | Fault::NeedsClinical => {
                true
            }
            Fault::Refused(_) | Fault::PastClosed => true,
            Fault::Removed => true,
            Fault::Twin => of.doubled,
            Fault::Lie(_) => self.mode == Mode::Lying,
            _ => false,
        };
        if fine { Ok(()) } else { Err(format!("device {device}: {fault:?}")) }
    }

    /// One round, and what the app does about it.
    pub fn sync(&mut self, device: usize) -> Result<Option<Report>, Fault> {
        let mut told = self.devices[device].told.take();
        let result = self.drive(device, |engine, round| {
            let report = engine.sync(round)?;
            if let Some(seen) = &told
                && engine.compare_told(&*round.store, &round.hands.identity, seen)?
            {
                told = None;
            }
            let control = engine.control().ok_or(Fault::Damaged("no control"))?;
            let me = round.hands.identity;
            let writes =
                control.streams.keys().any(|stream| control.may_write(&me, stream, round.moment.now));
            if round.store.number()?.is_none() && writes {
                engine.take_number(round)?;
            }
            engine.pack(round, &PACKING)?;
            engine.reseal(round, &RESEALING)?;
            Ok(report)
        });
        self.devices[device].told = told;
        let strange = self.judge(device, &result).err();
        match result {
            Err(Fault::Twin) if strange.is_none() => {
                self.note(|| format!("device {device} has a twin and begins anew"));
                match self.enrol_anew(device) {
                    Ok(()) | Err(Fault::Refused(_) | Fault::NeedsClinical | Fault::Clock { .. }) => Ok(None),
                    Err(fault) => Err(fault),
                }
            }
            Ok(report) => Ok(Some(report)),
            Err(fault) if strange.is_some() => Err(fault),
            Err(_) => Ok(None),
        }
    }

    /// One step: somebody does something, or something happens.
    pub fn step(&mut self) -> Result<(), String> {
        let Some(device) = self.dice.pick(&self.usable()).copied() else { return Ok(()) };
        let honest = self.mode == Mode::Honest;
        let fault = |fault: Fault| format!("device {device}: {fault:?}");
        self.write_carried()?;
        match self.dice.below(1000) {
            0..300 => self.edit(device, self.dice.within(1, 4)),
            300..360 => self.hear(device),
            360..600 => self.sync(device).map(drop).map_err(fault),
            600..640 => {
                let result = self.drive(device, |engine, round| {
                    engine.beat(round)?;
                    engine.pack(round, &PACKING)?;
                    engine.reseal(round, &Resealing { again: true, ..RESEALING })
                });
                self.judge(device, &result)
            }
            640..690 => self.grant(device),
            690..720 => self.revoke(device),
            720..740 => self.rotate(device),
            740..825 if self.lie == Some(Lie::Keep) => self.revoke(device),
            740..825 if self.lie == Some(Lie::Admit) => {
                crate::harm::admit(self);
                self.revoke(device)
            }
            760..825 if !honest => self.sync(device).map(drop).map_err(fault),
            740..760 => self.another_device(device),
            760..775 => self.lose_device(device),
            775..825 => self.owners(device),
            825..840 => self.edit(device, self.dice.within(50, 300)),
            _ if honest => self.mishap(device),
            _ => self.sync(device).map(drop).map_err(fault),
        }
    }

    /// New changes of a device, each with a serial of its own.
    pub fn edit(&mut self, device: usize, count: u64) -> Result<(), String> {
        let of = &self.devices[device];
        let (Some(number), Some(control)) = (of.store.disk.number, of.engine.control()) else {
            return Ok(());
        };
        let now = of.clock(self.now);
        let open = |stream: &StreamId| {
            let section = of.store.disk.section(stream)?;
            let reaches = section != CLINICAL || of.tier == Tier::Clinical;
            (reaches && control.may_write(&of.identity, stream, now)).then_some(section)
        };
        let sections: Vec<u8> = control.streams.keys().filter_map(open).collect();
        let Some(section) = self.dice.pick(&sections).copied() else { return Ok(()) };
        let known: Vec<i64> =
            of.store.disk.serials(section, now).values().map(|change| change.op.entity).collect();
        let first = self.serial + 1;
        let ops: Vec<Op> = (0..count as i64).map(|n| self.op(number, first + n, &known)).collect();
        self.serial += count as i64;
        let seen = self.seen_of(device, section, &ops);
        let kept = self.devices[device].store.edit(section, ops, now);
        self.note(|| format!("device {device} writes {count} in {section}, {first}..: {}", kept.is_ok()));
        let strange = self.judge(device, &kept);
        if let Ok(kept) = kept {
            for (serial, op) in (first..).zip(kept) {
                self.written.insert(serial, (section, op));
                if let Some(seen) = seen.get(&serial) {
                    self.seen.insert(serial, seen.clone());
                }
                self.devices[device].acked.insert(serial);
            }
        }
        if self.devices[device].store.dead {
            self.power_back(device)?;
        }
        strange
    }

    fn op(&self, number: u32, serial: i64, known: &[i64]) -> Op {
        let dice = &self.dice;
        let old = dice.pick(known).copied().filter(|_| dice.chance(500));
        let entity = old.unwrap_or(i64::from(number) << 40 | serial);
        let act = match (old, dice.below(10)) {
            (None, _) => OpAct::Put,
            (_, 0..6) => OpAct::Set,
            (_, 6..9) => OpAct::Delete,
            _ => OpAct::Restore,
        };
        let value = || match dice.below(5) {
            0 => Value::Integer(dice.next() as i64),
            1 => Value::Real(f64::from_bits(dice.next())),
            2 => Value::Text(format!("{CANARY} {}", dice.next())),
            3 => Value::Blob(dice.next().to_be_bytes().to_vec()),
            _ => Value::Null,
        };
        let mut fields: Vec<(u32, Value)> = [1, 2, 3, 77].into_iter().map(|field| (field, value())).collect();
        fields.retain(|_| dice.chance(600));
        fields.push((SERIAL, Value::Integer(serial)));
        let at = dice.chance(300).then(|| dice.next() as i64);
        let kind = if dice.chance(50) { 4_000_000 } else { 1 };
        Op { entity, kind, act, hlc: 0, at, actor: 1, subject: 1, source: 2, fields }
    }

    /// A device that begins anew goes on with what its former self had not sent, and nobody else has: as it was written then.
    pub fn write_carried(&mut self) -> Result<(), String> {
        for (device, sections) in std::mem::take(&mut self.carried) {
            let (of, now) = (&mut self.devices[device], self.now);
            if of.store.disk.number.is_none() {
                if of.fate == Fate::Used {
                    self.carried.push((device, sections));
                }
                continue;
            }
            for (section, mut ops) in sections {
                let there = of.store.disk.serials(section, now);
                let serial = |op: &Op| crate::disk::serial(op);
                ops.retain(|(op, _)| !serial(op).is_some_and(|serial| there.contains_key(&serial)));
                let serials: Vec<i64> = ops.iter().filter_map(|(op, _)| serial(op)).collect();
                if of.store.carry(section, ops).is_ok() {
                    of.acked.extend(serials);
                } else {
                    self.lost.extend(serials);
                }
            }
            if of.store.dead {
                self.power_back(device)?;
            }
        }
        Ok(())
    }

    fn power_back(&mut self, device: usize) -> Result<(), String> {
        self.devices[device].reboot().map_err(|fault| format!("device {device} does not start: {fault:?}"))
    }

    fn somebody(&self, but: usize) -> Option<IdentityId> {
        let others: Vec<IdentityId> =
            (0..self.people.len()).filter(|n| *n != but).map(|n| self.people[n].id).collect();
        self.dice.pick(&others).copied()
    }

    fn grant(&mut self, device: usize) -> Result<(), String> {
        let Some(to) = self.somebody(self.devices[device].person) else { return Ok(()) };
        let sections: BTreeSet<u8> = [1, 2, CLINICAL].into_iter().filter(|_| self.dice.chance(500)).collect();
        let role =
            *self.dice.pick(&[Role::Read, Role::Append, Role::Append, Role::Manager]).unwrap_or(&Role::Read);
        let until = self.dice.chance(200).then(|| self.now + self.dice.within(3_600_000, 30 * 86_400_000));
        let consent = NewConsent { to, sections, role, past: self.dice.chance(600), until, note: vec![] };
        self.note(|| format!("device {device} grants {consent:?}"));
        let result = self.drive(device, |engine, round| engine.grant(round, &consent));
        self.judge(device, &result)
    }

    fn revoke(&mut self, device: usize) -> Result<(), String> {
        let control = self.devices[device].engine.control();
        let given: Vec<(GrantId, bool)> = control
            .iter()
            .flat_map(|control| &control.grants)
            .filter(|(_, grant)| grant.revoked.is_none() || !grant.deep)
            .map(|(id, grant)| (*id, grant.revoked.is_some()))
            .collect();
        let Some((id, over)) = self.dice.pick(&given).copied() else { return Ok(()) };
        let dice = if over || self.lie == Some(Lie::Keep) { 0 } else { self.dice.below(1000) };
        let deep = dice < 500;
        if dice >= 700 {
            return self.end(device, id);
        }
        self.note(|| format!("device {device} revokes {id}, deep: {deep}"));
        let result = self.drive(device, |engine, round| match deep {
            true => engine.revoke_deep(round, id),
            false => engine.revoke(round, id),
        });
        self.judge(device, &result)
    }

    fn rotate(&mut self, device: usize) -> Result<(), String> {
        let streams: Vec<StreamId> = self.devices[device].store.disk.marks.keys().copied().collect();
        if streams.is_empty() {
            return Ok(());
        }
        self.note(|| format!("device {device} rotates"));
        let result = self.drive(device, |engine, round| engine.rotate(round, &streams));
        self.judge(device, &result)
    }

    fn another_device(&mut self, device: usize) -> Result<(), String> {
        if self.devices.len() >= self.most_devices {
            return Ok(());
        }
        let tier = if self.dice.chance(600) { Tier::Clinical } else { Tier::Daily };
        let person = self.devices[device].person;
        self.note(|| format!("person {person} enrols another device"));
        match self.enrol(person, tier) {
            Ok(_) | Err(Fault::NeedsClinical | Fault::Refused(_) | Fault::Clock { .. }) => Ok(()),
            Err(fault) => Err(format!("enrolment: {fault:?}")),
        }
    }

    /// A device is lost: its owner removes it and makes new keys.
    fn lose_device(&mut self, device: usize) -> Result<(), String> {
        let of = &self.devices[device];
        let others: Vec<usize> = self
            .usable()
            .into_iter()
            .filter(|n| *n != device && self.devices[*n].person == of.person)
            .collect();
        let Some(lost) = self.dice.pick(&others).copied() else { return Ok(()) };
        let Some(account) = of.account.clone() else { return Ok(()) };
        let (key, id, person) = (self.devices[lost].key.public(), of.identity, of.person);
        self.note(|| format!("device {lost} is lost, {device} removes it"));
        let dice = self.dice.clone();
        let result = self.drive(device, |engine, round| {
            engine.follow_identity(round, &id)?;
            let identity = engine.identity(&id).ok_or(Fault::Damaged("identity"))?.clone();
            if identity.device(&key).is_none() || identity.keys != account.public()? {
                return Err(Fault::Refused(Refusal::Absent));
            }
            let (entry, seed) = remove_device(&identity, &account, key, round.moment.now, &dice)?;
            round.remote.extend_identity(&id, &entry)?;
            Ok((entry, seed))
        });
        self.judge(device, &result)?;
        let identity = self.identity(&id).map_err(|fault| format!("{fault:?}"))?;
        if identity.device(&key).is_none() {
            self.devices[lost].fate = Fate::Gone;
        }
        if let Ok((_, seed)) = result {
            self.people[person].seed = seed;
            self.sync(device).map_err(|fault| format!("device {device}: {fault:?}"))?;
            return self.rotate(device);
        }
        Ok(())
    }

    fn owners(&mut self, device: usize) -> Result<(), String> {
        let of = &self.devices[device];
        let Some(control) = of.engine.control().filter(|control| control.owners.contains(&of.identity))
        else {
            return Ok(());
        };
        let owners: Vec<IdentityId> = control.owners.iter().copied().collect();
        let Some(owner) = self.dice.pick(&owners).copied() else { return Ok(()) };
        let Some(to) = self.somebody(of.person) else { return Ok(()) };
        let roll = self.dice.below(50);
        self.note(|| format!("device {device}: owners, {roll}"));
        let result = match roll {
            0..20 => self.drive(device, |engine, round| engine.add_owner(round, to)),
            20..26 => self.drive(device, |engine, round| engine.ask_removal(round, owner)),
            26..30 => self.drive(device, |engine, round| engine.withdraw_removal(round, owner)),
            30..40 => self.drive(device, |engine, round| engine.remove_owner(round, owner, None)),
            40..45 => self.agreed(device, owner, 7),
            _ => self.agreed(device, to, 8),
        };
        self.judge(device, &result)
    }

    /// An act that somebody else agrees to on a device of theirs.
    fn agreed(&mut self, device: usize, who: IdentityId, act: u8) -> Result<(), Fault> {
        let theirs = |n: &usize| self.devices[*n].identity == who && self.devices[*n].tier == Tier::Clinical;
        let Some(other) = self.usable().into_iter().find(theirs) else { return Ok(()) };
        let seed = self.devices[other].key.seed().clone();
        let key = henro_seal::SigningKey::from_seed(seed)?;
        let record = self.record;
        let mut agree = |head: &henro_sync::Hash| {
            Some(Cosign { device: key.public(), signature: cosign(&record, head, act, &who, &key) })
        };
        self.drive(device, |engine, round| match act {
            7 => engine.remove_owner(round, who, Some(&mut agree)),
            _ => engine.hand_over(round, who, &mut agree),
        })
    }
}

/// Stands in texts; no server may ever see it.
pub const CANARY: &str = "KANARIENVOGEL";
