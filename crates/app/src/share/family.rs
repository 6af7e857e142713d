//! Records kept for others, on the server: under the account of the one who keeps them, and kept by two together.
//!
//! A record is on the server once [`guardian_connect`] put it there; from then on each round takes it along. Another
//! guardian is made an owner of it, with keys and a device number of their own: the record turns up among the people of
//! their own app, and each change is signed by the device of the one who wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use henro_domain::Relation;
use henro_sync::{IdentityId, RecordId};
use henro_sync_client::{Engine, Fault, Refusal, Round, Store};
use henro_vault::{NewWard, Vault};

use super::blobs::Blobbing;
use super::connect::refused;
use super::contacts;
use super::devices::load_names;
use super::guardians::guardian_list;
use super::handover::{is_coming, took};
use super::hands::{AS_OF, Owned};
use super::reach::{Reach, stored};
use super::round::{Trip, apart};
use super::sections;
use super::whose::Whose;
use crate::context::Now;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Puts the record of somebody on the server. The clinical tier has to be open.
pub(crate) fn guardian_connect(ctx: &Context, ask: PersonOne) -> Result<GuardianList, WireError> {
    let whose = ours(ctx, &ask.id)?;
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    contacts::own(ctx)?;
    let reach = ctx.reach();
    // No round of the thread meanwhile: two at once would send the same frames twice.
    let _one = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    reach.on(&mut trip, whose, put_there).map_err(refused)?;
    guardian_list(ctx, ask)
}

/// Makes a contact a guardian beside us: an owner of the record, who reads, writes and decides as we do.
pub(crate) fn guardian_add(ctx: &Context, ask: GuardianAdd) -> Result<GuardianList, WireError> {
    let whose = ours(ctx, &ask.id)?;
    let to: IdentityId = ask.contact.parse().map_err(|_| Code::ContactMissing)?;
    ctx.with_own(|open, _| {
        open.vault().clinical().map(drop).map_err(failed)?;
        let known = contacts::load(open)?;
        known.iter().find(|one| one.id == ask.contact).map(drop).ok_or(Code::ContactMissing.into())
    })?;
    let reach = ctx.reach();
    // No round of the thread meanwhile: two at once would send the same frames twice.
    let _one = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    reach
        .on(&mut trip, whose, |engine, round| {
            // What is not on the server yet belongs to what they see.
            engine.sync(round)?;
            engine.add_owner(round, to)
        })
        .map_err(refused)?;
    guardian_list(ctx, PersonOne { id: ask.id })
}

/// Who stands behind the devices of a record, as the signed chain has it. Nobody where it is on no server.
pub(crate) fn signers(ctx: &Context) -> Result<BTreeMap<u32, Signed>, WireError> {
    let reach = ctx.reach();
    let Some(owned) = Owned::load(&reach).map_err(refused)? else { return Ok(BTreeMap::new()) };
    let subject = ctx.subject.filter(|record| *record != owned.record);
    let store = reach.store(subject.unwrap_or(owned.record), subject.is_some());
    let engine = Engine::load(&store, owned.server).map_err(refused)?;
    let (known, names) = ctx.with_own(|open, _| {
        let names = load_names(open.daily()).map_err(failed)?;
        Ok((contacts::load(open)?, names))
    })?;
    let here = owned.device();
    let devices = engine.control().map(|control| &control.devices).into_iter().flatten();
    let owns = |id: &IdentityId| engine.control().is_some_and(|control| control.owners.contains(id));
    let signed = devices.map(|(number, device)| {
        let id = device.identity.to_string();
        let name = known.iter().find(|one| one.id == id).map(|one| one.name.clone());
        let signed = Signed {
            own: device.identity == owned.identity,
            owner: owns(&device.identity),
            name,
            device: names.get(&device.key.to_string()).cloned(),
            here: device.key == here,
        };
        (*number, signed)
    });
    Ok(signed.collect())
}

/// Who signed.
pub(crate) struct Signed {
    /// The account of this app.
    pub(crate) own: bool,
    /// The record is theirs too; others are only let write in it.
    pub(crate) owner: bool,
    /// By what name they are known here.
    pub(crate) name: Option<String>,
    /// What the device is called here.
    pub(crate) device: Option<String>,
    /// It is this device.
    pub(crate) here: bool,
}

/// A record kept for somebody.
pub(super) enum Kept {
    /// It is ours, or on no server.
    Ours(RecordId),
    /// Others have it now; what lies here is a copy.
    Gone(RecordId, Gone),
}

/// The record of somebody kept here.
pub(super) fn kept(ctx: &Context, id: &str) -> Result<Kept, WireError> {
    let record: RecordId = id.parse().map_err(|_| Code::PersonMissing)?;
    ctx.with_own(|open, _| {
        let wards = open.vault().wards().map_err(failed)?;
        if !wards.iter().any(|ward| ward.record == record && ward.removed.is_none()) {
            return Err(Code::PersonMissing.into());
        }
        let gone = gone(open.vault(), &record).map_err(failed)?;
        Ok(gone.map_or(Kept::Ours(record), |gone| Kept::Gone(record, gone)))
    })
}

/// The same where it has to be ours.
pub(super) fn ours(ctx: &Context, id: &str) -> Result<Whose, WireError> {
    match kept(ctx, id)? {
        Kept::Ours(record) => Ok(Whose::ward(record)),
        Kept::Gone(..) => Err(Code::GuardianGone.into()),
    }
}

/// Since when a record kept here belongs to others, as the signed chain says, and to whom where it is one alone.
fn gone(vault: &mut Vault, record: &RecordId) -> Result<Option<Gone>, henro_vault::Error> {
    let found = vault.daily()?.sync_fact(&gone_name(record))?;
    let Some(text) = found.map(|bytes| String::from_utf8(bytes).unwrap_or_default()) else {
        return Ok(None);
    };
    let (since, to) = text.split_once(' ').unwrap_or((&text, ""));
    Ok(Some(Gone { since: since.parse().unwrap_or(0), to: to.parse().ok() }))
}

/// A record that was kept here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gone {
    /// When this was noticed.
    pub(super) since: i64,
    /// Who has it, where it is one alone.
    pub(super) to: Option<IdentityId>,
}

fn gone_name(record: &RecordId) -> String {
    format!("gone {record}")
}

/// Puts a record on the server where it is not there yet.
pub(super) fn put_there(engine: &mut Engine, round: &mut Round) -> Result<(), Fault> {
    if engine.control().is_none() {
        engine.begin_record(round, &sections::with_tiers())?;
    }
    engine.sync(round)?;
    sections::complete(engine, round)
}

impl Reach {
    /// A round of the wards that are on the server.
    pub(super) fn wards(&self, trip: &mut Trip) -> Result<(), Fault> {
        let mut ended = Ok(());
        for record in self.kept_wards(false)? {
            let store = self.store(record, true);
            if Store::chain(&store, henro_sync_client::Chain::Control)?.is_empty() {
                continue;
            }
            let laid = match self.lay_ward(trip, record) {
                // It is not ours any more, as its round will tell.
                Err(Fault::Refused(_)) => Ok(()),
                done => done,
            };
            ended = apart(ended, laid.and_then(|()| self.ward(trip, record)))?;
        }
        ended
    }

    /// A round of one of them.
    fn ward(&self, trip: &mut Trip, record: RecordId) -> Result<(), Fault> {
        let whose = Whose::ward(record);
        let day = self.new_day(trip, whose.file())?;
        let own = trip.owned.identity;
        // What entries that go now name is there before them.
        self.blobs(trip, whose.file(), Blobbing::Put)?;
        let medical = self.clinical_is_open();
        let mut known = 0;
        let synced = self.on(trip, whose, |engine, round| {
            let len = |engine: &Engine| engine.control().map_or(0, |control| control.len);
            known = len(engine);
            let report = match day.then(|| engine.beat(round)) {
                // Who has left is told no heartbeats any more, but still the entry by which they left.
                None | Some(Err(Fault::Refused(Refusal::NotAllowed | Refusal::Absent))) => {
                    engine.sync(round)?
                }
                Some(beaten) => beaten?,
            };
            let owners = engine.control().map(|control| control.owners.clone()).unwrap_or_default();
            let owns = owners.contains(&own);
            if owns && round.store.number()?.is_none() {
                engine.take_number(round)?;
                engine.sync(round)?;
            }
            if owns {
                sections::complete(engine, round)?;
            }
            if owns && (self.follow_number(whose.file())? || self.unsent(whose.file())?) {
                engine.sync(round)?;
            }
            Ok((report, owners, len(engine) != known))
        });
        let (report, owners, news) = match synced {
            Ok(done) => done,
            // The server says we have no part in it and shows no entry that says so: nothing is taken from its word.
            Err(Fault::Refused(Refusal::NotAllowed | Refusal::Absent)) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        if report.set_back > 0 {
            self.forget_blobs(whose.file())?;
        }
        if !owners.contains(&own) {
            // What is here stays as it is, nothing new comes.
            self.note_gone(&record, trip.now, &owners)?;
        }
        if owners.contains(&own) {
            self.rotate_owed(trip, whose)?;
            self.revoke_owed(trip, whose)?;
            self.reseal(trip, whose, day)?;
        }
        if news {
            self.line.arrive();
        }
        let now = trip.now;
        self.daily(Some(record), |daily| daily.put_sync_fact(AS_OF, now.to_string().as_bytes()))?;
        if owners.contains(&own) {
            self.blobs(trip, whose.file(), Blobbing::Tell { medical })?;
        }
        if report.received > 0 {
            self.ward_changed(record)?;
            self.line.arrive();
        }
        Ok(())
    }

    /// Takes up a record that somebody made us an owner of: it is one of the people kept here from now on. Anybody could make
    /// us an owner of anything, so nothing is taken up but from somebody we know.
    pub(super) fn adopt(&self, trip: &mut Trip, record: RecordId) -> Result<(), Fault> {
        let engine = Engine::load(&self.store(record, true), trip.owned.server)?;
        let known = self.open(|open| Ok(contacts::load(open).unwrap_or_default()))?;
        let owners = engine.control().map(|control| &control.owners);
        let owns = |id: &str| owners.is_some_and(|owners| owners.iter().any(|owner| owner.to_string() == id));
        // Or its person agreed to take it over and it is theirs alone.
        let coming = self.daily(None, |daily| is_coming(daily, &record))?;
        let mine = coming && owners.is_some_and(|owners| owners.len() == 1);
        if !mine && !known.iter().any(|one| owns(&one.id)) {
            return Ok(());
        }
        let lost = self.open(|open| {
            let vault = open.vault();
            let here = vault.wards()?.iter().any(|ward| ward.record == record);
            Ok(!here && gone(vault, &record)?.is_some())
        })?;
        if lost {
            // The file in which this device wrote was taken away for good: it has one number and no way to go on under it.
            return Ok(());
        }
        let stamp = self.config.now();
        self.open(|open| {
            let vault = open.vault();
            let wards = vault.wards()?;
            if wards.iter().any(|ward| ward.record == record) {
                // It was ours before and is again: its file goes on where it stopped.
                vault.drop_shared(&record)?;
                vault.daily()?.drop_sync_fact(&gone_name(&record))?;
                return vault.bring_ward_back(&record).map(drop);
            }
            let free = |mark: &u8| !wards.iter().any(|ward| ward.mark == *mark);
            let new = NewWard {
                relation: if mine { Relation::Oneself } else { Relation::Child },
                mark: (1..=4).find(free).unwrap_or(1),
                joined: Some(record),
            };
            vault.make_ward(&new, &random::system, stamp, |_| Ok(())).map(drop)?;
            vault.drop_shared(&record)?;
            took(vault.daily()?, &record)
        })?;
        self.ward(trip, record)
    }

    /// Records kept for others; those put away too. None that belong to others now.
    pub(super) fn kept_wards(&self, away: bool) -> Result<Vec<RecordId>, Fault> {
        self.open(|open| {
            let vault = open.vault();
            let mut kept = Vec::new();
            for ward in vault.wards()? {
                if (away || ward.removed.is_none()) && gone(vault, &ward.record)?.is_none() {
                    kept.push(ward.record);
                }
            }
            Ok(kept)
        })
    }

    /// Whether a record was kept here and belongs to others now.
    pub(super) fn is_gone(&self, record: &RecordId) -> bool {
        matches!(self.open(|open| gone(open.vault(), record)), Ok(Some(_)))
    }

    /// Notes that the chain of a record kept here names us no more.
    pub(super) fn note_gone(
        &self,
        record: &RecordId,
        now: u64,
        owners: &BTreeSet<IdentityId>,
    ) -> Result<(), Fault> {
        let alone = owners.first().filter(|_| owners.len() == 1);
        let text = alone.map_or_else(|| now.to_string(), |owner| format!("{now} {owner}"));
        self.open(|open| open.vault().daily()?.put_sync_fact(&gone_name(record), text.as_bytes()))?;
        self.line.arrive();
        Ok(())
    }

    /// Another guardian wrote: what is kept in memory is read again.
    fn ward_changed(&self, record: RecordId) -> Result<(), Fault> {
        let now = Now::of(&self.config).map_err(|_| Fault::Store("clock"))?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let open = state.of(Some(record), now).map_err(|_| Fault::Store("locked"))?;
        // Where that fails they are read at the next call.
        let _ = open.read_person();
        let _ = open.all_changed();
        Ok(())
    }

    /// Runs work on the vault of a ward; nothing where the record is none.
    pub(super) fn ward_vault<T>(
        &self,
        record: &RecordId,
        work: impl FnOnce(&mut henro_vault::Vault) -> Result<T, henro_vault::Error>,
    ) -> Result<Result<T, Fault>, NotKept> {
        let now = Now::of(&self.config).map_err(|_| NotKept)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(own) = state.open.as_mut() else { return Err(NotKept) };
        let wards = own.vault().wards().map_err(|_| NotKept)?;
        let kept = wards.iter().any(|ward| ward.record == *record && ward.removed.is_none());
        if !kept || gone(own.vault(), record).map_err(|_| NotKept)?.is_some() {
            return Err(NotKept);
        }
        Ok(match state.of(Some(*record), now) {
            Ok(open) => work(open.vault()).map_err(stored),
            Err(_) => Err(Fault::Store("file")),
        })
    }
}

/// The record is not one of a ward.
pub(super) struct NotKept;
