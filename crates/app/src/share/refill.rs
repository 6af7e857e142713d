//! A server that was emptied gets everything again from here. See docs/decisions/0029.
//!
//! A server is taken for emptied only when it has another key than before, does not know us at all, or says that an older copy was put
//! back there (docs/decisions/0057), and everything it does have is the beginning of what we have. Anything else stays the alarm
//! it was.

use henro_sync::{DeviceKey, Hash, RecordId, SignedHead};
use henro_sync_client::{Chain, Engine, Fault, Lie, Refusal, Remote, Store};

use super::hands::{Owned, SERVER, UNIFIED};
use super::reach::Reach;
use super::round::Trip;
use super::store::RecordStore;

impl Reach {
    /// Looks whether the server was emptied and fills it; otherwise the alarm stands.
    pub(super) fn refill(&self, alarm: &Fault) -> Result<(), Fault> {
        if !matches!(alarm, Fault::Lie(Lie::OtherServer) | Fault::Removed) {
            return Err(alarm.clone());
        }
        let owned = Owned::load(self)?.ok_or(Fault::Store("not connected"))?;
        let store = self.store(owned.record, false);
        let mine = store.chain(Chain::Identity(owned.identity))?;
        let mut server = owned.fresh_remote()?;
        let held = server.held_identity(&owned.identity)?;
        let about = server.about()?;
        let same_key = Some(about.key) == owned.server;
        let set_back = self.is_set_back(about.beginning.as_deref())?;
        let alarm = match (same_key, set_back) {
            (true, false) => alarm,
            (true, true) => &Fault::Lie(Lie::Forked(None)),
            (false, _) => &Fault::Lie(Lie::OtherServer),
        };
        // Known to it and thrown out, or known to it otherwise.
        let strange = !begins(&held, &mine) && !begins(&mine, &held);
        if mine.is_empty() || (same_key && !set_back && !held.is_empty()) || strange {
            return Err(alarm.clone());
        }
        // From here on it is believed that it lost things.
        self.believe(about.beginning.as_deref(), &about.key)?;
        let mut laid = held.len() < mine.len();
        if laid {
            server.lay_identity(&mine)?;
        }
        let key = server.log_in()?;
        laid |= self.lay_record(&mut server, &store, &owned, alarm)?;
        let kept = self.kept_wards(false)?;
        for record in self.kept_wards(true)?.iter().filter(|record| !kept.contains(record)) {
            // Put away: it is filled when it is here again.
            self.daily(None, |daily| daily.put_sync_fact(&away(record), b"1"))?;
        }
        for record in &kept {
            laid |= self.lay_record(&mut server, &self.store(*record, true), &owned, alarm)?;
        }
        self.owe_clinical()?;
        self.forget_handed(&owned)?;
        let unified = server.unified()?;
        let now = server.time()?;
        self.daily(None, |daily| {
            // Places and receipts went with the key: what the old one signed is no part of the new log.
            let lines = daily.access(0)?.len();
            daily.put_sync_fact(LOG_FROM, lines.to_string().as_bytes())?;
            daily.put_sync_fact(UNIFIED, unified.as_bytes())?;
            if laid {
                daily.put_sync_fact(REFILLED, now.to_string().as_bytes())?;
            }
            Ok(())
        })?;
        for record in kept {
            self.begin_log_of(record)?;
        }
        self.forget_blobs(None)?;
        // Last: until this the server is taken for emptied, and all of it is done again after a crash.
        self.daily(None, |daily| daily.put_sync_fact(SERVER, key.to_string().as_bytes()))?;
        self.keep_beginning(server.beginning())
    }

    /// The log of before stays here; the new one begins behind it.
    fn begin_log_of(&self, ward: RecordId) -> Result<(), Fault> {
        let lines = self.daily(Some(ward), |daily| Ok(daily.access(0)?.len()))?;
        self.daily(Some(ward), |daily| daily.put_sync_fact(LOG_FROM, lines.to_string().as_bytes()))?;
        self.forget_blobs(Some(ward))
    }

    /// Fills the server with a record that was put away when it was filled with all others.
    pub(super) fn lay_ward(&self, trip: &mut Trip, ward: RecordId) -> Result<(), Fault> {
        if self.daily(None, |daily| daily.sync_fact(&away(&ward)))?.is_none() {
            return Ok(());
        }
        let alarm = Fault::Lie(Lie::Forked(None));
        self.lay_record(&mut trip.server, &self.store(ward, true), &trip.owned, &alarm)?;
        self.owe_clinical()?;
        self.begin_log_of(ward)?;
        self.daily(None, |daily| daily.drop_sync_fact(&away(&ward)))
    }

    /// Keeps that a server is believed to have lost things: by its beginning, else by its key, and when.
    pub(super) fn believe(&self, beginning: Option<&str>, key: &DeviceKey) -> Result<(), Fault> {
        let told = beginning.map_or_else(|| key.to_string(), str::to_owned);
        let kept = self.daily(None, |daily| daily.sync_fact(ANEW))?;
        if kept.is_some_and(|kept| kept.starts_with(format!("{told} ").as_bytes())) {
            // Filling begins again after a power cut: it is the same beginning.
            return Ok(());
        }
        let told = format!("{told} {}", self.config.now().utc_ms);
        self.daily(None, |daily| daily.put_sync_fact(ANEW, told.as_bytes()))
    }

    /// What was kept of it, for so long as others may still bring what they have.
    pub(super) fn believed(&self) -> Result<Option<Vec<u8>>, Fault> {
        let told = self.daily(None, |daily| daily.sync_fact(ANEW))?;
        let now = self.config.now().utc_ms;
        Ok(told.filter(|told| {
            let at =
                std::str::from_utf8(told).ok().and_then(|text| text.rsplit(' ').next()?.parse::<i64>().ok());
            at.is_some_and(|at| now.abs_diff(at) < BELIEVED_MS)
        }))
    }

    /// Whether it says it goes on from another beginning than when this device was there last.
    fn is_set_back(&self, told: Option<&str>) -> Result<bool, Fault> {
        let kept = self.daily(None, |daily| daily.sync_fact(BEGINNING))?;
        Ok(kept.zip(told).is_some_and(|(kept, told)| kept != told.as_bytes()))
    }

    /// Holds what a server says of its beginning against what is known. One that was set back is filled.
    pub(super) fn check_beginning(&self, server: &henro_remote::Server) -> Result<(), Fault> {
        match self.is_set_back(server.beginning())? {
            true => Err(Fault::Lie(Lie::OtherServer)),
            false => self.keep_beginning(server.beginning()),
        }
    }

    fn keep_beginning(&self, told: Option<&str>) -> Result<(), Fault> {
        let Some(told) = told else { return Ok(()) };
        self.daily(None, |daily| match daily.sync_fact(BEGINNING)? {
            Some(kept) if kept == told.as_bytes() => Ok(()),
            _ => daily.put_sync_fact(BEGINNING, told.as_bytes()),
        })
    }

    /// The first server of a record that lived without one gets its chains. A record that begins with its server has none yet.
    pub(super) fn lay_first(&self, server: &mut henro_remote::Server, owned: &Owned) -> Result<(), Fault> {
        let store = self.store(owned.record, false);
        if store.chain(Chain::Control)?.is_empty() {
            return Ok(());
        }
        let mine = store.chain(Chain::Identity(owned.identity))?;
        let held = server.held_identity(&owned.identity)?;
        let alarm = Fault::Lie(Lie::Forked(None));
        if !begins(&held, &mine) && !begins(&mine, &held) {
            return Err(alarm);
        }
        if held.len() < mine.len() {
            server.lay_identity(&mine)?;
        }
        self.lay_record(server, &store, owned, &alarm)?;
        self.owe_clinical()
    }

    /// While the clinical half is closed nothing of it can be laid: it is owed.
    fn owe_clinical(&self) -> Result<(), Fault> {
        match self.clinical_is_open() {
            true => Ok(()),
            false => self.daily(None, |daily| daily.put_sync_fact(OWED, b"1")),
        }
    }

    /// Lays what was owed, before anything is asked of these streams: the server has less of them than it signed before.
    pub(super) fn lay_owed(&self, trip: &mut Trip) -> Result<(), Fault> {
        let owed = self.daily(None, |daily| daily.sync_fact(OWED))?.is_some();
        if !owed || !self.clinical_is_open() {
            return Ok(());
        }
        let alarm = Fault::Lie(Lie::Forked(None));
        let own = self.store(trip.owned.record, false);
        self.lay_record(&mut trip.server, &own, &trip.owned, &alarm)?;
        for record in self.kept_wards(false)? {
            let store = self.store(record, true);
            match self.lay_record(&mut trip.server, &store, &trip.owned, &alarm) {
                // It is not ours any more, as its round will tell.
                Ok(_) | Err(Fault::Refused(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        self.daily(None, |daily| daily.drop_sync_fact(OWED))
    }

    /// The chains of a record of ours and its streams. Answers whether anything was missing.
    fn lay_record(
        &self,
        server: &mut henro_remote::Server,
        store: &RecordStore,
        owned: &Owned,
        alarm: &Fault,
    ) -> Result<bool, Fault> {
        let engine = Engine::load(store, None)?;
        let mine = store.chain(Chain::Control)?;
        if mine.is_empty() {
            return Ok(false);
        }
        // What devices told an earlier server of is not here.
        store.forget_beats_known()?;
        let held = held_control(server, &store.record)?;
        if !begins(&held, &mine) && !begins(&mine, &held) {
            return Err(alarm.clone());
        }
        let mut laid = held.len() < mine.len();
        if laid {
            for id in engine.known_people().filter(|id| **id != owned.identity) {
                server.lay_identity(&store.chain(Chain::Identity(*id))?)?;
            }
            server.lay_record(&mine, held.len())?;
        }
        let key = server.key().ok_or(Fault::Damaged("no server key"))?;
        for mark in store.streams()? {
            let at =
                |bytes: Vec<u8>| SignedHead::read(&bytes, &key).map_err(|_| Fault::Lie(Lie::OtherServer));
            let mut head = at(server.lay_frames(&mark.stream, &[])?)?;
            while head.place <= mark.place {
                let known = match head.place {
                    0 => Some(Hash::ZERO),
                    place if place == mark.place => Some(mark.head),
                    place => store.head_at(&mark.stream, place)?,
                };
                if known != Some(head.head) {
                    // Somebody was here before us: their order holds.
                    if !self.order_anew(store, &mark.stream)? {
                        return Err(alarm.clone());
                    }
                    laid = true;
                    break;
                }
                if head.place == mark.place {
                    break;
                }
                let frames =
                    store.log_of(&mark.stream, |log| log.placed_frames(&mark.stream, head.place, REQUEST))?;
                let body: Vec<u8> = frames.iter().flat_map(|frame| frame.bytes.iter().copied()).collect();
                let next = at(server.lay_frames(&mark.stream, &body)?)?;
                if next.place <= head.place {
                    return Err(Fault::Busy);
                }
                (head, laid) = (next, true);
            }
            self.send_again_from(store, &mark)?;
        }
        Ok(laid)
    }

    /// What the old server took of ours and had no place for yet as far as we know is sent again.
    fn send_again_from(
        &self,
        store: &RecordStore,
        mark: &henro_sync_client::StreamMark,
    ) -> Result<(), Fault> {
        let Some(number) = store.number()? else { return Ok(()) };
        let placed = store.authors(&mark.stream)?.get(&number).map_or(0, |mark| mark.seq);
        store.log_of(&mark.stream, |log| log.set_sent(&mark.stream, placed))
    }
}

/// The control chain as far as the server has it; empty where it knows none.
fn held_control(server: &mut henro_remote::Server, record: &RecordId) -> Result<Vec<Vec<u8>>, Fault> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        match server.control(record, all.len() as u64) {
            Ok(entries) if !entries.is_empty() => all.extend(entries),
            Ok(_) | Err(Fault::Refused(Refusal::Absent | Refusal::NotAllowed)) => return Ok(all),
            Err(fault) => return Err(fault),
        }
    }
}

/// The fact that a record is still to be laid.
fn away(ward: &RecordId) -> String {
    format!("to lay {ward}")
}

/// Whether one chain is the beginning of another, or all of it.
pub(super) fn begins(held: &[Vec<u8>], mine: &[Vec<u8>]) -> bool {
    held.len() <= mine.len() && held.iter().zip(mine).all(|(a, b)| a == b)
}

/// The beginning the server went on from when this device was there last.
const BEGINNING: &str = "beginning";
/// What the server told when it was last believed that it lost things.
const ANEW: &str = "anew";
/// A hundred days.
const BELIEVED_MS: u64 = 100 * 86_400_000;
/// The clinical streams are still to be laid.
const OWED: &str = "clinical to lay";
/// When the server was last filled from here, in milliseconds since 1970.
pub(super) const REFILLED: &str = "refilled";
/// Lines of the access log that an earlier server signed.
pub(super) const LOG_FROM: &str = "log from";
/// Bytes of one request: fewer frames than a server takes at once.
const REQUEST: usize = 512 << 10;
