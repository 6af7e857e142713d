//! What was just written, or just came, without a whole round: over the session of the last one, by the chains as they are known.
//!
//! A session is kept from a round that ended well until anything goes wrong or somebody sets out anew. Whatever is refused or
//! does not fit is decided by a whole round, which asks for everything first; nothing is an alarm before that.

use std::collections::BTreeMap;

use henro_remote::Address;
use henro_sync::{DeviceKey, IdentityId, RecordId};
use henro_sync_client::{Engine, Fault, Moment, Report, Round};

use super::hands::{AS_OF, Owned};
use super::line::{Due, Standing};
use super::reach::Reach;
use super::round::Trip;
use crate::random;

/// What stays of a round.
pub(super) struct Kept {
    whose: Whose,
    server: henro_remote::Server,
    /// The time of the server when ours was that.
    told: (u64, i64),
    /// What is known of records, so that their chains are not read and checked again.
    engines: BTreeMap<RecordId, Engine>,
}

/// For whom a session stands.
#[derive(PartialEq, Eq)]
struct Whose {
    address: Option<Address>,
    server: Option<DeviceKey>,
    identity: IdentityId,
    device: DeviceKey,
}

impl Whose {
    fn of(owned: &Owned) -> Self {
        let Owned { server, identity, .. } = *owned;
        Self { address: owned.address.clone(), server, identity, device: owned.device() }
    }
}

/// What a quick step needs.
struct Step {
    trip: Trip,
    told: (u64, i64),
    engines: BTreeMap<RecordId, Engine>,
}

impl Reach {
    /// Keeps the session of a round that ended well.
    pub(super) fn keep_session(&self, trip: Trip) {
        let Trip { owned, server, now, at } = trip;
        let kept = Kept { whose: Whose::of(&owned), server, told: (now, at), engines: BTreeMap::new() };
        self.put_back(kept);
    }

    /// Only while the record is open: the key of the device is in it.
    fn put_back(&self, kept: Kept) {
        let _ = self.open(|_| {
            *self.line.kept() = Some(kept);
            Ok(())
        });
    }

    /// Does what is due the short way; nothing where that is not enough.
    pub(super) fn quick(&self, due: &Due) -> Option<Report> {
        let standing: Standing = *self.line.standing();
        let short = !due.all && due.records.is_empty() && self.line.is_live();
        if !short || standing.offline || standing.trouble.is_some() {
            return None;
        }
        let mut step = self.step()?;
        let report = self.hurry(due, &mut step).ok().flatten()?;
        let Step { trip, told, engines } = step;
        self.put_back(Kept { whose: Whose::of(&trip.owned), server: trip.server, told, engines });
        Some(report)
    }

    /// The session, if it is ours still and young enough.
    fn step(&self) -> Option<Step> {
        let kept = self.line.kept().take()?;
        let owned = Owned::load(self).ok().flatten()?;
        let at = self.config.now().utc_ms;
        let passed = u64::try_from(at.checked_sub(kept.told.1)?).ok()?;
        if passed > LONGEST_MS || Whose::of(&owned) != kept.whose {
            return None;
        }
        let now = kept.told.0 + passed;
        let trip = Trip { owned, server: kept.server, now, at };
        Some(Step { trip, told: kept.told, engines: kept.engines })
    }

    fn hurry(&self, due: &Due, step: &mut Step) -> Result<Option<Report>, Fault> {
        let wards = self.kept_wards(true)?;
        // What was written may have been written for one of them.
        let for_wards = (due.own && !wards.is_empty()) || wards.iter().any(|of| due.tells(of));
        let stamp = due.own && self.stamp_owed(&step.trip.owned)?;
        if for_wards || stamp || self.new_day(&step.trip, None)? {
            return Ok(None);
        }
        let own = step.trip.owned.record;
        let held = self.open(|open| open.vault().shared_records())?;
        let mut report = Report::default();
        if due.own {
            report = report.and(self.with_engine(step, own, Engine::send_ready)?);
        }
        if due.looks.contains(&own) {
            report = report.and(self.with_engine(step, own, Engine::fetch_looks)?);
        }
        if due.looks.iter().any(|record| *record != own) {
            return Ok(None);
        }
        let mut fetched = due.frames.clone();
        for (record, parts) in &due.carried {
            let take = |engine: &mut Engine, round: &mut Round| {
                let (report, whole) = engine.take_told(round, parts)?;
                if !whole {
                    fetched.insert(*record);
                }
                Ok(report)
            };
            match *record == own {
                true => report = report.and(self.with_engine(step, own, take)?),
                false => drop(fetched.insert(*record)),
            }
        }
        for record in &fetched {
            if *record != own && !held.contains(record) {
                return Ok(None);
            }
            report = report.and(self.with_engine(step, *record, Engine::fetch_new)?);
        }
        Ok(Some(report))
    }

    fn with_engine(
        &self,
        step: &mut Step,
        record: RecordId,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<Report, Fault>,
    ) -> Result<Report, Fault> {
        let Step { trip, engines, .. } = step;
        let shared = record != trip.owned.record;
        let mut store = self.store(record, shared);
        let mut engine = match engines.remove(&record) {
            Some(engine) => engine,
            None => Engine::load(&store, trip.owned.server)?,
        };
        let hands = trip.owned.hands();
        let moment = Moment { now: trip.now, random: &random::system };
        let round = &mut Round { store: &mut store, remote: &mut trip.server, hands: &hands, moment };
        let report = work(&mut engine, round)?;
        engines.insert(record, engine);
        if report.looks > 0 {
            self.line.arrive();
        }
        if report.received > 0 {
            if !shared || self.open(|open| Ok(open.beside().ok().flatten() == Some(record)))? {
                self.caches_anew()?;
            }
            let now = trip.now.to_string();
            self.daily(shared.then_some(record), |daily| {
                daily.without_waiting(|daily| daily.put_sync_fact(AS_OF, now.as_bytes()))
            })?;
            self.line.arrive();
            if self.lacks_blobs(shared.then_some(record))? {
                self.line.stir();
            }
        }
        Ok(report)
    }
}

/// Shorter than a session of the server lasts, and than the difference of two clocks grows to anything.
const LONGEST_MS: u64 = 600_000;
