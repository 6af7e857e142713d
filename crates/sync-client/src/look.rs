//! The access log: followed, checked, kept. And what all devices have seen, compared.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{AccessEntry, AccessLog, Control, DeviceKey, DeviceOf, Hash, Heartbeat, Label, Look, hash};

use crate::{Chain, Engine, Fault, Lie, Report, Round, Store};

/// A server answers a request of its own time only; this much later at most.
const LATE_MS: u64 = 10 * 60_000;

/// The access log as far as it was followed.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    log: AccessLog,
    /// The requests in it: none is answered twice.
    looks: BTreeSet<Hash>,
}

impl Followed {
    fn load(store: &dyn Store, server: &DeviceKey) -> Result<Self, Fault> {
        let mut followed = Self { log: AccessLog::new(store.record()), looks: BTreeSet::new() };
        for line in store.log()? {
            followed.take(&line, server).map_err(|_| Fault::Damaged("access log"))?;
        }
        Ok(followed)
    }

    fn take(&mut self, line: &[u8], server: &DeviceKey) -> Result<AccessEntry, Fault> {
        let forged = Fault::Lie(Lie::Forged(None));
        let entry = self.log.apply(line, server).map_err(|error| match error {
            henro_sync::Error::Unchained => Fault::Lie(Lie::Forked(None)),
            henro_sync::Error::Newer => Fault::Newer,
            _ => forged.clone(),
        })?;
        let look = Look::read(&entry.look).map_err(|_| forged.clone())?;
        let new = self.looks.insert(Look::hash(&entry.look));
        if new && look.at.abs_diff(entry.at) <= LATE_MS { Ok(entry) } else { Err(forged) }
    }
}

impl Engine {
    /// Owners and managers read who looked.
    pub(crate) fn follow_log(&mut self, round: &mut Round, report: &mut Report) -> Result<(), Fault> {
        if !self.known()?.may_manage(&round.hands.identity, round.moment.now) {
            return Ok(());
        }
        let server = self.server.ok_or(Fault::Damaged("no server key"))?;
        let mut followed = match self.log.take() {
            Some(followed) => followed,
            None => Followed::load(&*round.store, &server)?,
        };
        let from = followed.log.len;
        let lines = round.remote.access(&round.store.record(), from)?;
        for line in &lines {
            let entry = followed.take(line, &server)?;
            self.check_device(round, &entry)?;
        }
        if !lines.is_empty() {
            round.store.extend_log(from, &lines)?;
        }
        self.log = Some(followed);
        report.looks = lines.len() as u64;
        Ok(())
    }

    /// The one who looked has that device.
    fn check_device(&mut self, round: &mut Round, entry: &AccessEntry) -> Result<(), Fault> {
        let has = |engine: &Self| {
            engine.who.get(&entry.identity).is_some_and(|who| who.devices.contains_key(&entry.device))
        };
        if !has(self) {
            self.follow_identity(round, &entry.identity)?;
        }
        if has(self) { Ok(()) } else { Err(Fault::Lie(Lie::Forged(None))) }
    }

    /// Tells our other devices what we saw, and compares with what they saw. To be done once a day.
    ///
    /// What they saw is asked for before our own round, so that everything in it must have reached us after it.
    pub fn beat(&mut self, round: &mut Round) -> Result<Report, Fault> {
        let record = round.store.record();
        let beats = round.remote.beats(&record)?;
        let mut report = Report::default();
        self.follow_chains(round)?;
        self.open_keys(round)?;
        // A server that keeps entries from us may also refuse what we ask and write after them: the comparison must not hang on it.
        let pulled = match self.pull(round, &mut report) {
            Err(fault) if !matches!(fault, Fault::Refused(_)) => return Err(fault),
            pulled => pulled,
        };
        let pushed = pulled.and_then(|_| self.renew_left(round)).and_then(|()| self.push(round, &mut report));
        self.follow_log(round, &mut report)?;
        if report.sent > 0 {
            // What was just sent is told of too: those it is kept from can learn of it from nobody else.
            let mut again = Report::default();
            self.pull(round, &mut again)?;
            report.received += again.received;
            report.unreadable += again.unreadable;
        }
        let mut handed = BTreeMap::new();
        for bytes in beats {
            let beat = self.compare(round, &bytes)?;
            handed.insert(beat.device, beat.at);
        }
        let missing = self.missing_beats(round, &handed)?;
        // Ours is told all the same: the others are to compare with it.
        let told = pushed.and_then(|()| self.tell(round));
        missing.map_or(told.map(|()| report), |lie| Err(Fault::Lie(lie)))
    }

    /// A heartbeat that the server had, of a device that is still there, is not handed out any more, or an older one in its place.
    /// What it has now is kept.
    fn missing_beats(&self, round: &mut Round, handed: &BTreeMap<u32, u64>) -> Result<Option<Lie>, Fault> {
        let mut known = round.store.beats_known()?;
        let control = self.known()?;
        let stays = |device: &u32| control.devices.get(device).is_some_and(|of| self.stays(round, of));
        let lie = known.iter().filter(|(device, _)| stays(device)).find_map(|(device, at)| {
            match handed.get(device) {
                None => Some(Lie::Withheld(None)),
                Some(newest) if newest < at => Some(Lie::RolledBack(None)),
                Some(_) => None,
            }
        });
        for (device, at) in handed {
            let newest = known.entry(*device).or_default();
            *newest = (*newest).max(*at);
        }
        round.store.keep_beats_known(&known)?;
        Ok(lie)
    }

    /// Our heartbeat.
    fn tell(&self, round: &mut Round) -> Result<(), Fault> {
        let record = round.store.record();
        let (Some(device), control) = (round.store.number()?, self.known()?) else { return Ok(()) };
        let beat = Heartbeat {
            record,
            device,
            at: round.moment.now,
            control: (control.len, control.head),
            access: self
                .log
                .as_ref()
                .map_or((0, Hash::ZERO), |followed| (followed.log.len, followed.log.head)),
            streams: round.store.streams()?.iter().map(|mark| (mark.stream, mark.place, mark.head)).collect(),
        };
        round.remote.beat(&record, &beat.sign(round.hands.device))?;
        let mut known = round.store.beats_known()?;
        let newest = known.entry(device).or_default();
        *newest = (*newest).max(beat.at);
        round.store.keep_beats_known(&known)
    }

    /// Whether a device is a witness: who has left, and a device that was removed, is none.
    fn stays(&self, round: &Round, device: &DeviceOf) -> bool {
        let (control, now) = (self.control.as_ref(), round.moment.now);
        let role = |control: &Control| {
            control.owners.contains(&device.identity)
                || control.grants_of(&device.identity, now).next().is_some()
        };
        self.who.get(&device.identity).is_some_and(|who| who.device(&device.key).is_some())
            && control.is_some_and(role)
    }

    /// What another device saw has to be what we saw at that place.
    fn compare(&self, round: &Round, bytes: &[u8]) -> Result<Heartbeat, Fault> {
        let control = self.known()?;
        let forged = Fault::Lie(Lie::Forged(None));
        let beat = Heartbeat::read(bytes).map_err(|_| forged.clone())?;
        let device = control.devices.get(&beat.device).ok_or_else(|| forged.clone())?;
        Heartbeat::verify(bytes, &device.key).map_err(|_| forged.clone())?;
        if beat.record != control.record {
            return Err(forged);
        }
        if !self.stays(round, device) {
            return Ok(beat);
        }
        let now = round.moment.now;
        // Also where we have no role by what we know: it was handed to us because we had one.
        let entries = round.store.chain(Chain::Control)?;
        chained(&entries, beat.control, Label::ControlHash)?;
        if let Some(followed) = &self.log
            && control.may_manage(&round.hands.identity, now)
        {
            debug_assert!(followed.log.len as usize == round.store.log()?.len());
            chained(&round.store.log()?, beat.access, Label::AccessHash)?;
        }
        self.compare_streams(round, &beat)?;
        Ok(beat)
    }

    fn compare_streams(&self, round: &Round, beat: &Heartbeat) -> Result<(), Fault> {
        // A stream whose keys are not at hand, or that is closed to us now, cannot be compared.
        for mark in self.readable(round, &mut Report::default())? {
            let Some((stream, place, head)) = beat.streams.iter().find(|(of, ..)| *of == mark.stream) else {
                continue;
            };
            if *place > mark.place && self.caught_up.contains(stream) {
                return Err(Fault::Lie(Lie::Withheld(Some(*stream))));
            }
            if round.store.head_at(stream, *place)?.is_some_and(|own| own != *head) {
                return Err(Fault::Lie(Lie::Forked(Some(*stream))));
            }
        }
        Ok(())
    }
}

/// A chain that somebody saw so long, with that newest entry, is the beginning of ours.
fn chained(ours: &[Vec<u8>], (len, head): (u64, Hash), label: Label) -> Result<(), Fault> {
    let Some(last) = len.checked_sub(1) else { return Ok(()) };
    match ours.get(last as usize) {
        None => Err(Fault::Lie(Lie::Withheld(None))),
        Some(entry) if hash(label, &[entry]) == head => Ok(()),
        Some(_) => Err(Fault::Lie(Lie::Forked(None))),
    }
}
