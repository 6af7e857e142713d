//! The person's side: what organisations say of their looks is held against the server's log, and what an organisation that
//! changed can read gets new keys.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{AccessEntry, Identity, IdentityId, Reads, Slot, Tier};
use henro_sync_client::{Doubt, Engine, Fault, compare_reads};
use serde::{Deserialize, Serialize};

use super::super::hands::daily_only;
use super::super::looks;
use super::super::reach::Reach;
use super::super::round::Trip;
use super::gateway::{put_fact, read_fact};
use super::seats;
use crate::wire::LookDoubt;

/// What an organisation said, and what came of holding it against the log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Said {
    /// Its time, by the clock of the server.
    at: u64,
    /// The statement; compared once the log was followed after it came.
    bytes: Vec<u8>,
    /// Places of lines it denies.
    denied: BTreeSet<u64>,
    /// Places of lines it has not confirmed.
    unconfirmed: BTreeSet<u64>,
    /// Times of looks the server does not tell of.
    hidden: BTreeSet<u64>,
}

type All = BTreeMap<String, Said>;

impl Reach {
    /// After the log was followed: compares with it what organisations said before, then asks what they say now.
    pub(in crate::share) fn hold_against(&self, trip: &mut Trip) -> Result<(), Fault> {
        let organisations = self.on_own(trip, |engine, _| Ok(organisations(engine)))?;
        if organisations.is_empty() {
            return Ok(());
        }
        let mut all: All = self.daily(None, |daily| read_fact(daily, READS))?;
        let before: Vec<usize> = all.values().map(doubted).collect();
        let log = looks::lines(self, None)?;
        for organisation in &organisations {
            let said = all.entry(organisation.id.to_string()).or_default();
            if let Ok(reads) = Reads::read(&said.bytes) {
                said.note(&reads, &log)?;
            }
            self.ask_reads(trip, organisation, said)?;
        }
        if all.values().map(doubted).ne(before) {
            self.line.arrive();
        }
        self.daily(None, |daily| put_fact(daily, READS, &all))
    }

    fn ask_reads(&self, trip: &mut Trip, organisation: &Identity, said: &mut Said) -> Result<(), Fault> {
        let slot = Slot::reads(&organisation.id, &trip.owned.record);
        for seat in seats(organisation) {
            let Some((at, bytes)) = trip.server.slip(&seat, &slot, said.at)? else { continue };
            let reads = Reads::read(&bytes).ok();
            let mine = reads.is_some_and(|reads| {
                (reads.organisation, reads.record, reads.by) == (organisation.id, trip.owned.record, seat)
            });
            if mine {
                (said.at, said.bytes) = (at, bytes);
            }
        }
        Ok(())
    }

    /// New keys where an organisation changed. A device of the daily tier leaves it to the others.
    pub(in crate::share) fn rewrap(&self, trip: &mut Trip) -> Result<(), Fault> {
        if self.open(|open| Ok(daily_only(open)))? {
            return Ok(());
        }
        self.rewrap_half(trip, (Tier::Daily, SERVED))?;
        match trip.owned.account.is_some() {
            true => self.rewrap_half(trip, (Tier::Clinical, SERVED_MEDICAL)),
            false => Ok(()),
        }
    }

    fn rewrap_half(&self, trip: &mut Trip, (half, name): (Tier, &str)) -> Result<(), Fault> {
        let served: BTreeMap<String, u64> = self.daily(None, |daily| read_fact(daily, name))?;
        let served: BTreeMap<IdentityId, u64> =
            served.into_iter().filter_map(|(id, at)| Some((id.parse().ok()?, at))).collect();
        let done = self.on_own(trip, |engine, round| match engine.owes_rewrap(round, half, &served)? {
            true => engine.rewrap(round, half, &served).map(Some),
            false => Ok(None),
        });
        let done = match done {
            Ok(Some(done)) => done,
            // What cannot be done now is done at a later round.
            Ok(None) | Err(Fault::Busy | Fault::NeedsClinical | Fault::Refused(_)) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        let done: BTreeMap<String, u64> = done.into_iter().map(|(id, at)| (id.to_string(), at)).collect();
        self.daily(None, |daily| put_fact(daily, name, &done))
    }
}

impl Said {
    fn note(&mut self, reads: &Reads, log: &[AccessEntry]) -> Result<(), Fault> {
        self.unconfirmed.clear();
        for doubt in compare_reads(reads, log)? {
            match doubt {
                // Once said, it stands: a later statement may not reach back as far.
                Doubt::Denied(n) => drop(self.denied.insert(n)),
                Doubt::Hidden(at) => drop(self.hidden.insert(at)),
                Doubt::Unconfirmed(n) => drop(self.unconfirmed.insert(n)),
            }
        }
        Ok(())
    }
}

/// Organisations that have, or had, a consent.
fn organisations(engine: &Engine) -> Vec<Identity> {
    let granted = engine.control().into_iter().flat_map(|control| control.grants.values());
    let ids: BTreeSet<IdentityId> = granted.map(|grant| grant.given.to).collect();
    let known = ids.iter().filter_map(|id| engine.identity(id));
    known.filter(|who| who.kind.is_organisation()).cloned().collect()
}

fn doubted(said: &Said) -> usize {
    said.denied.len() + said.unconfirmed.len() + said.hidden.len()
}

/// Looks on which the server and organisations do not agree: how many, and those the server does not tell of.
pub(in crate::share) fn doubts(reach: &Reach) -> Result<(u32, Vec<(String, u64)>), Fault> {
    let all: All = reach.daily(None, |daily| read_fact(daily, READS))?;
    let count = u32::try_from(all.values().map(doubted).sum::<usize>()).unwrap_or(u32::MAX);
    let hidden = all.iter().flat_map(|(id, said)| said.hidden.iter().map(|at| (id.clone(), *at))).collect();
    Ok((count, hidden))
}

/// What an organisation says against a line of the log.
pub(in crate::share) fn doubt_of(reach: &Reach) -> Result<BTreeMap<u64, LookDoubt>, Fault> {
    let all: All = reach.daily(None, |daily| read_fact(daily, READS))?;
    let mut found = BTreeMap::new();
    for said in all.values() {
        found.extend(said.unconfirmed.iter().map(|n| (*n, LookDoubt::Unconfirmed)));
        found.extend(said.denied.iter().map(|n| (*n, LookDoubt::Denied)));
    }
    Ok(found)
}

const READS: &str = "reads of organisations";
const SERVED: &str = "organisations served";
/// The same of what is in medical sections.
const SERVED_MEDICAL: &str = "organisations served medical";
