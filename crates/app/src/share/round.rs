//! One round: our own record, those kept for others, then the records others let us see.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};

use henro_sync::RecordId;
use henro_sync_client::{Engine, Fault, Lie, Moment, Packing, Refusal, Remote, Report, Round};

use super::blobs::Blobbing;
use super::clinical::CLOSED;
use super::hands::{ADDRESS, ALARM, AS_OF, IDENTITY, Owned, SERVER};
use super::line::{Due, trouble};
use super::pace::METERED;
use super::reach::Reach;
use super::renew::Renewed;
use super::sections;
use super::store::RecordStore;
use super::whose::Whose;
use super::writers;
use crate::random;
use crate::wire::ShareAlarm;

/// Work on one record among many: a fault of that record is kept for the end and stops no other; one of the line or of our
/// own files stops all.
pub(super) fn apart(ended: Result<(), Fault>, done: Result<(), Fault>) -> Result<Result<(), Fault>, Fault> {
    use Fault::{Busy, Clock, NeedsClinical, Offline, Removed, Store};
    match done {
        Err(fault @ (Offline | Busy | Clock { .. } | NeedsClinical | Removed | Store(_))) => Err(fault),
        done => Ok(first(ended, done)),
    }
}

/// The first of two faults; what a server did wrong before all else.
fn first(ended: Result<(), Fault>, done: Result<(), Fault>) -> Result<(), Fault> {
    if is_lie(&done) && !is_lie(&ended) { done } else { ended.and(done) }
}

fn is_lie(done: &Result<(), Fault>) -> bool {
    matches!(done, Err(Fault::Lie(_)))
}

/// What a round ends with. That keys wait for the card is said before a fault, but for what the server did wrong.
fn closing<T>(ended: Result<(), Fault>, renewed: Renewed, report: T) -> Result<T, Fault> {
    match renewed {
        Renewed::Waits if !is_lie(&ended) => Err(Fault::NeedsClinical),
        _ => ended.map(|()| report),
    }
}

/// A connection for one stretch of work.
pub(super) struct Trip {
    pub(super) owned: Owned,
    pub(super) server: henro_remote::Server,
    pub(super) now: u64,
    /// The clock of this device when the server told its time.
    pub(super) at: i64,
}

impl Trip {
    /// Goes on with the keys there are now.
    pub(super) fn renew(&mut self, reach: &Reach) -> Result<(), Fault> {
        let server = self.owned.server;
        self.owned = Owned::load(reach)?.ok_or(Fault::Store("not connected"))?;
        self.owned.server = server;
        Ok(())
    }
}

impl Reach {
    /// A round where the record is open and connected. Called by the thread.
    pub(super) fn round_if_connected(&self, due: &Due) {
        let resting = due.by_time && self.metered() && self.is_fresh();
        if resting || !matches!(self.is_connected(), Ok(true)) {
            // As if there had been one: the next one by time comes in its turn.
            self.line.pass();
            return;
        }
        let _ = self.round_of(due);
    }

    /// Whether there is an account here and a server. Its keys are read when they are needed.
    fn is_connected(&self) -> Result<bool, Fault> {
        self.open(|open| {
            let daily = open.daily();
            Ok(daily.sync_fact(IDENTITY)?.is_some() && daily.sync_fact(ADDRESS)?.is_some())
        })
    }

    /// A whole round. What it ended with is kept for the screens.
    pub(super) fn round(&self) -> Result<Report, Fault> {
        self.round_of(&Due { all: true, ..Due::default() })
    }

    fn round_of(&self, due: &Due) -> Result<Report, Fault> {
        let _one = self.turn();
        self.line.work();
        if let Some(report) = self.quick(due) {
            // The next whole round comes when it would have come.
            self.line.rest_again();
            return Ok(report);
        }
        let mut ended = self.work_off(due);
        if ended == Err(CLOSED) {
            // The clinical half was closed on the way: what is left of the daily one is done, the rest waits for it.
            ended = self.work_off(due);
        }
        for _ in 0..ORDERS {
            if !self.explained(&ended) {
                break;
            }
            ended = self.work_off(due);
        }
        self.keep_alarm(&ended);
        self.line.note(&ended.as_ref().map(|_| ()).map_err(Clone::clone));
        ended
    }

    /// What a server did wrong is told for a while, also when it goes well again or the app begins anew.
    fn keep_alarm(&self, ended: &Result<Report, Fault>) {
        if let Err(fault @ Fault::Lie(_)) = ended {
            let alarm = ShareAlarm { what: trouble(fault), at_ms: self.config.now().utc_ms };
            let kept = serde_json::to_vec(&alarm).unwrap_or_default();
            // Where that fails it is told as long as it lasts.
            let _ = self.daily(None, |daily| daily.put_sync_fact(ALARM, &kept));
        }
    }

    /// Nobody else works on the chains and marks while this is held.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        self.line.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets out: keys, server, its time. A server that was emptied is filled first.
    pub(super) fn set_out(&self) -> Result<Trip, Fault> {
        *self.line.kept() = None;
        match self.depart() {
            Err(alarm @ (Fault::Lie(Lie::OtherServer) | Fault::Removed)) => {
                self.refill(&alarm)?;
                self.depart()
            }
            other => other,
        }
    }

    fn depart(&self) -> Result<Trip, Fault> {
        let mut owned = Owned::load(self)?.ok_or(Fault::Store("not connected"))?;
        let mut server = owned.remote()?;
        let (now, at) = (server.time()?, self.config.now().utc_ms);
        self.note_time(now)?;
        let key = server.log_in()?;
        if owned.server.is_none() {
            self.lay_first(&mut server, &owned)?;
            self.daily(None, |daily| daily.put_sync_fact(SERVER, key.to_string().as_bytes()))?;
        }
        self.check_beginning(&server)?;
        owned.server = Some(key);
        Ok(Trip { owned, server, now, at })
    }

    /// The file of a record for a round.
    pub(super) fn store(&self, record: RecordId, shared: bool) -> RecordStore {
        let former = shared && self.is_gone(&record);
        let now_ms = self.config.now().utc_ms;
        RecordStore { reach: self.clone(), record, shared, former, now_ms, clinical: Default::default() }
    }

    /// Runs work on our own record with everything at hand.
    pub(super) fn on_own<T>(
        &self,
        trip: &mut Trip,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.on(trip, Whose::own(&trip.owned), work)
    }

    fn work_off(&self, due: &Due) -> Result<Report, Fault> {
        let mut trip = self.set_out()?;
        self.lay_owed(&mut trip)?;
        let own = due.all || due.own || due.tells(&trip.owned.record);
        let (report, renewed) =
            if own { self.own_or_loose(&mut trip, due)? } else { (Report::default(), self.renew()?) };
        let (kept, mut ended) = (self.kept_wards(true)?, Ok(()));
        // What was written may have been written for somebody kept here.
        if due.all || due.own || kept.iter().any(|record| due.tells(record)) {
            ended = apart(ended, self.wards(&mut trip))?;
        }
        if due.all && ended.is_ok() {
            self.lay_loose(&mut trip, true)?;
        }
        if due.all || due.own {
            ended = apart(ended, self.stamp(&mut trip))?;
        }
        let own_record = trip.owned.record;
        let foreign = |record: &&RecordId| **record != own_record && !kept.contains(record);
        let told: BTreeSet<RecordId> = due.told().copied().collect();
        let others: Vec<RecordId> = told.iter().filter(foreign).copied().collect();
        if due.all || !others.is_empty() {
            if self.seat(&mut trip)? {
                return closing(ended, renewed, report);
            }
            // These lie on servers of their own: one that is away stops nothing here.
            match self.memberships(&trip) {
                Err(Fault::Offline | Fault::Busy) => {}
                done => ended = first(ended, done),
            }
        }
        let held = self.open(|open| open.vault().shared_records())?;
        if due.all || others.iter().any(|record| !held.contains(record)) {
            ended = apart(ended, self.others(&mut trip))?;
        } else {
            ended = apart(ended, self.each_other(&mut trip, &others))?;
        }
        if renewed != Renewed::Waits {
            self.keep_session(trip);
        }
        closing(ended, renewed, report)
    }

    /// Where the server waits for frames of an epoch that ended, what others wrote may be what is missing.
    fn own_or_loose(&self, trip: &mut Trip, due: &Due) -> Result<(Report, Renewed), Fault> {
        let done = self.own(trip, due.by_time);
        if done == Err(Fault::Busy) {
            self.lay_loose(trip, false)?;
        }
        done
    }

    /// Our own record, with the keys there are now.
    /// Where nothing presses, many small frames of ours are packed.
    fn own(&self, trip: &mut Trip, packs: bool) -> Result<(Report, Renewed), Fault> {
        let day = self.new_day(trip, None)?;
        // What entries that go now name is there before them.
        self.blobs(trip, None, Blobbing::Put)?;
        let medical = self.clinical_is_open();
        let (mut report, mut news) = self.own_record(trip, day)?;
        let renewed = self.renew()?;
        if renewed == Renewed::Taken {
            trip.renew(self)?;
            let (again, more) = self.own_record(trip, false)?;
            report.received += again.received;
            news |= more;
        }
        self.after_joining(trip)?;
        self.mend_door(trip)?;
        // Under keys that wait nothing was pulled.
        let does = if renewed == Renewed::Waits { Blobbing::Put } else { Blobbing::Tell { medical } };
        self.blobs(trip, None, does)?;
        if renewed != Renewed::Waits {
            self.rotate_owed(trip, Whose::own(&trip.owned))?;
            self.revoke_owed(trip, Whose::own(&trip.owned))?;
            self.rewrap(trip)?;
        }
        self.hold_against(trip)?;
        if packs {
            self.on_own(trip, |engine, round| engine.pack(round, &Packing::default()))?;
        }
        if renewed != Renewed::Waits {
            self.reseal(trip, Whose::own(&trip.owned), day)?;
        }
        let now = trip.now;
        self.daily(None, |daily| daily.put_sync_fact(AS_OF, now.to_string().as_bytes()))?;
        if report.received > 0 {
            self.caches_anew()?;
        }
        if news {
            self.line.arrive();
        }
        if day {
            self.keep_beats(trip)?;
        }
        // A board that cannot be had is no trouble of the record.
        let _ = self.rank_due(trip, day);
        Ok((report, renewed))
    }

    /// What is kept in memory of our own record is read again.
    pub(super) fn caches_anew(&self) -> Result<(), Fault> {
        self.open(|open| {
            // Where that fails they are read at the next call.
            let _ = open.all_changed();
            Ok(())
        })
    }

    /// What it did, and whether anything came of it that screens show.
    fn own_record(&self, trip: &mut Trip, day: bool) -> Result<(Report, bool), Fault> {
        let joined = self.daily(None, |daily| daily.is_joined())?;
        let (mut known, mut guests) = (0, writers::Guests::new());
        let (report, len) = self.on_own(trip, |engine, round| {
            known = engine.control().map_or(0, |control| control.len);
            if engine.control().is_none() && !begun(round)? {
                if joined {
                    // Another device of ours began it, and the server says it knows nothing of it.
                    return Err(Fault::Lie(Lie::RolledBack(None)));
                }
                engine.begin_record(round, &sections::with_tiers())?;
            }
            let mut report = if day { engine.beat(round)? } else { engine.sync(round)? };
            // A device that joined by itself has no number until now.
            if round.store.number()?.is_none() && engine.control().is_some() {
                engine.take_number(round)?;
                report = engine.sync(round)?.and(report);
            }
            if engine.control().is_some() {
                sections::complete(engine, round)?;
            }
            if self.follow_number(None)? || self.unsent(None)? {
                report = engine.sync(round)?.and(report);
            }
            self.check_arrival(engine)?;
            let len = engine.control().map_or(0, |control| control.len);
            guests = engine.control().map(writers::guests).unwrap_or_default();
            Ok((report, len))
        })?;
        self.daily(None, |daily| writers::keep_guests(daily, &guests))?;
        if report.set_back > 0 {
            self.forget_blobs(None)?;
        }
        Ok((report, report.received > 0 || report.looks > 0 || len != known))
    }

    /// Records others let us see.
    fn others(&self, trip: &mut Trip) -> Result<(), Fault> {
        let all = trip.server.records()?;
        let wards = self.kept_wards(true)?;
        let own = trip.owned.record;
        let other = |record: &RecordId| *record != own && !wards.contains(record);
        let held: Vec<RecordId> = all.into_iter().filter(other).collect();
        self.open(|open| open.vault().keep_shared(&held, &random::system))?;
        // One that was taken back while nobody here listened is not named any more: its chain says that it was.
        let known = self.open(|open| open.vault().shared_records())?;
        for record in known.iter().filter(|record| wards.contains(record)) {
            // It was taken up as a ward, and the file by which it was shown should have gone then.
            self.open(|open| open.vault().drop_shared(record))?;
        }
        let mut due = Vec::new();
        for record in known.iter().filter(|record| other(record) && !held.contains(record)) {
            if self.holds_here(trip, *record)? {
                due.push(*record);
            }
        }
        due.extend(held);
        self.each_other(trip, &due)
    }

    /// One that cannot be had does not stop the others.
    fn each_other(&self, trip: &mut Trip, records: &[RecordId]) -> Result<(), Fault> {
        let mut ended = Ok(());
        for record in records {
            ended = apart(ended, self.other(trip, *record))?;
        }
        ended
    }

    /// Whether by what is known here somebody lets us see a record now.
    fn holds_here(&self, trip: &Trip, record: RecordId) -> Result<bool, Fault> {
        let engine = Engine::load(&self.store(record, true), trip.owned.server)?;
        let mine = |control: &henro_sync::Control| {
            control.grants_of(&trip.owned.identity, trip.now).next().is_some()
        };
        Ok(engine.control().is_some_and(mine))
    }

    fn other(&self, trip: &mut Trip, record: RecordId) -> Result<(), Fault> {
        let mut store = self.store(record, true);
        let mut engine = Engine::load(&store, trip.owned.server)?;
        let len = |engine: &Engine| engine.control().map_or(0, |control| control.len);
        let known = len(&engine);
        let hands = trip.owned.hands();
        let moment = Moment { now: trip.now, random: &random::system };
        let mut round = Round { store: &mut store, remote: &mut trip.server, hands: &hands, moment };
        let synced = self.sync_other(&mut engine, &mut round);
        let received = match synced {
            Ok(report) => report.received,
            // Taken back between the list and the look: nothing new comes.
            Err(Fault::Refused(Refusal::NotAllowed | Refusal::Absent)) => 0,
            // This device wrote in it when it was kept here, and that file is gone: from the next round on it only reads.
            Err(Fault::Twin) => return self.note_gone(&record, trip.now, &Default::default()),
            Err(fault) => return Err(fault),
        };
        if received > 0 && self.open(|open| Ok(open.beside().ok().flatten() == Some(record)))? {
            // It is read together with the person's own.
            self.caches_anew()?;
        }
        if received > 0 || len(&engine) != known {
            self.line.arrive();
        }
        if engine.control().is_some_and(|control| control.owners.contains(&trip.owned.identity)) {
            return self.adopt(trip, record);
        }
        self.blobs(trip, Some(record), Blobbing::Fetch)?;
        let now = trip.now;
        self.daily(Some(record), |daily| daily.put_sync_fact(AS_OF, now.to_string().as_bytes()))
    }

    /// A round of a record that somebody lets us see. What was written there by us needs a number first.
    fn sync_other(&self, engine: &mut Engine, round: &mut Round) -> Result<Report, Fault> {
        let report = engine.sync(round)?;
        let record = round.store.record();
        let waits = self.daily(Some(record), |daily| daily.waiting_to_leave())? != (0, 0);
        if !waits || round.store.number()?.is_some() || !writers::may_write(engine, round) {
            return Ok(report);
        }
        engine.take_number(round)?;
        Ok(report.and(engine.sync(round)?))
    }

    /// Whether the last whole round is younger than an hour, by the clock of this device.
    fn is_fresh(&self) -> bool {
        let now = self.now_ms().unwrap_or(0);
        let last = self.daily(None, |daily| daily.sync_fact(AS_OF)).ok().flatten();
        let last =
            last.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse::<u64>().ok());
        last.is_some_and(|last| now.abs_diff(last) < METERED.as_millis() as u64)
    }

    /// Whether this is the first round of a day: then what the devices saw is compared.
    pub(super) fn new_day(&self, trip: &Trip, file: Option<RecordId>) -> Result<bool, Fault> {
        let last = self.daily(file, |daily| daily.sync_fact(AS_OF))?;
        let last =
            last.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse::<u64>().ok());
        Ok(last.is_none_or(|last| last / DAY_MS != trip.now / DAY_MS))
    }
}

/// Whether the server knows the record already: another device of ours began it.
pub(super) fn begun(round: &mut Round) -> Result<bool, Fault> {
    match round.remote.control(&round.store.record(), 0) {
        Ok(entries) => Ok(!entries.is_empty()),
        Err(Fault::Refused(Refusal::Absent | Refusal::NotAllowed)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

const DAY_MS: u64 = 86_400_000;
/// So many streams are read anew in one round at most; a server that begins anew each time it is asked gains nothing.
const ORDERS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_one_record_waits_for_the_others_and_one_of_the_line_does_not() {
        let first = apart(Ok(()), Err(Fault::Newer)).unwrap();
        assert_eq!(first, Err(Fault::Newer));
        let more = apart(first, Ok(())).unwrap();
        assert_eq!(apart(more, Err(Fault::Damaged("frame"))), Ok(Err(Fault::Newer)));
        assert_eq!(apart(Err(Fault::Newer), Err(Fault::Offline)), Err(Fault::Offline));
        assert_eq!(apart(Ok(()), Ok(())), Ok(Ok(())));
        // A server that does wrong is told of, whatever else there is.
        let lie = || Err(Fault::Lie(Lie::Forged(None)));
        assert_eq!(apart(Err(Fault::Newer), lie()), Ok(lie()));
        assert_eq!(apart(lie(), Err(Fault::Newer)), Ok(lie()));
        assert_eq!(closing(lie(), Renewed::Waits, ()), lie());
        assert_eq!(closing(Err(Fault::Newer), Renewed::Waits, ()), Err(Fault::NeedsClinical));
        assert_eq!(closing(Err(Fault::Newer), Renewed::Taken, ()), Err(Fault::Newer));
    }
}
