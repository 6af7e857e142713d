//! Records others let this person see. Each is a file of its own beside the record, under a key kept in it.

use std::collections::BTreeSet;

use henro_domain::{EntryKind, Section};
use henro_sync::{Control, IdentityId, RecordId, Role, StreamId};
use henro_sync_client::Engine;

use super::connect::{kept, refused};
use super::contacts::{self, Known};
use super::grants::open_note;
use super::hands::{AS_OF, Owned};
use super::org::{in_care, told, via};
use super::reach::Reach;
use super::sections::section_named;
use super::writers::{device_of, name_of};
use super::{append, beside};
use crate::person::{due, photo};
use crate::view::entry_view;
use crate::wire::*;
use crate::{Code, Context, WireError, rhythm};

/// All of them.
pub(crate) fn shared_list(ctx: &Context, _: Empty) -> Result<SharedList, WireError> {
    let owned = contacts::own(ctx)?;
    let reach = ctx.reach();
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    let held = ctx.with_own(|open, _| open.vault().shared_records().map_err(kept))?;
    let mut records = Vec::new();
    for record in held {
        records.extend(about(&reach, &owned, &known, record)?.map(|(record, _)| record));
    }
    records.sort_by(|a, b| (a.ended, &a.name).cmp(&(b.ended, &b.name)));
    Ok(SharedList { records })
}

/// What is due in them, for the family page. Nothing where there is no server.
pub(crate) fn shared_due(ctx: &Context, ask: Empty) -> Result<SharedDueList, WireError> {
    if !is_on(ctx)? {
        return Ok(SharedDueList { records: vec![] });
    }
    let now = ctx.now()?;
    let mut records = Vec::new();
    for about in shared_list(ctx, ask)?.records.into_iter().filter(|about| !about.ended) {
        let record: RecordId = about.record.parse().map_err(|_| Code::RecordMissing)?;
        let written = ctx.with_own(|open, _| due::read(open.vault().shared(&record).map_err(kept)?, now))?;
        records.push(SharedDue { about, due: written.due, last: written.last, week: written.week });
    }
    Ok(SharedDueList { records })
}

/// Whether the record is connected with a server.
pub(super) fn is_on(ctx: &Context) -> Result<bool, WireError> {
    Ok(Owned::load(&ctx.reach()).map_err(refused)?.is_some())
}

/// Entries of one of them.
pub(crate) fn shared_read(ctx: &Context, ask: SharedAsk) -> Result<SharedView, WireError> {
    if ask.to < ask.from {
        return Err(Code::DayInvalid.into());
    }
    let held = held(ctx, &ask.record)?;
    let reach = ctx.reach();
    let (mut entries, mut mine) = (Vec::new(), Vec::new());
    reach
        .daily(Some(held.record), |daily| {
            for stored in daily.newest_in(&EntryKind::ALL, ask.from, ask.to, MOST)? {
                let id = stored.id.as_i64();
                let mut view = entry_view(&stored);
                if append::is_mine(daily, &held, id) {
                    mine.push(view.id.clone());
                } else {
                    view.by = held.guest(id);
                }
                entries.push(view);
            }
            Ok(())
        })
        .map_err(refused)?;
    let waiting = append::waiting(&reach, &held)?;
    Ok(SharedView { about: held.about, entries, mine, waiting })
}

/// Charts and table of one of them.
pub(crate) fn shared_rhythm(ctx: &Context, ask: SharedRhythm) -> Result<RhythmView, WireError> {
    let held = held(ctx, &ask.record)?;
    rhythm::read_shared(ctx, &held.record, ask.rhythm)
}

/// A record that is held, and what is known of it.
pub(super) struct Held {
    pub(super) record: RecordId,
    pub(super) about: SharedRecord,
    pub(super) control: Control,
    /// Who we are.
    pub(super) me: IdentityId,
    known: Vec<Known>,
}

impl Held {
    /// Who wrote with a device of this number.
    pub(super) fn author(&self, number: u32) -> Author {
        let device = self.control.devices.get(&number);
        let who = match device.map(|device| device.identity) {
            // What was written here before there was a number.
            None => AuthorWho::Reader,
            Some(identity) if identity == self.me => AuthorWho::Reader,
            Some(identity) if self.control.owners.contains(&identity) => AuthorWho::Person,
            Some(_) => AuthorWho::Other,
        };
        let name = device.map(|device| name_of(&self.known, &device.identity.to_string()));
        Author { who, name: name.filter(|name| !name.is_empty()) }
    }

    /// Who wrote an entry, where it was neither the person nor we.
    fn guest(&self, id: i64) -> Option<String> {
        let author = self.author(device_of(id)?);
        (author.who == AuthorWho::Other).then(|| author.name.unwrap_or_default())
    }
}

/// Reads what is known of a record somebody shows us.
pub(super) fn held(ctx: &Context, record: &str) -> Result<Held, WireError> {
    let record: RecordId = record.parse().map_err(|_| Code::RecordMissing)?;
    let owned = contacts::own(ctx)?;
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    let held = ctx.with_own(|open, _| open.vault().shared_records().map_err(kept))?;
    if !held.contains(&record) {
        return Err(Code::RecordMissing.into());
    }
    let (about, control) = about(&ctx.reach(), &owned, &known, record)?.ok_or(Code::RecordMissing)?;
    Ok(Held { record, about, control, me: owned.identity, known })
}

fn about(
    reach: &Reach,
    owned: &Owned,
    known: &[Known],
    record: RecordId,
) -> Result<Option<(SharedRecord, Control)>, WireError> {
    let store = reach.store(record, true);
    let engine = Engine::load(&store, owned.server).map_err(refused)?;
    let Some(control) = engine.control() else { return Ok(None) };
    let now = reach.now_ms().map_err(refused)?;
    let via = via(reach, record).map_err(refused)?;
    let me = via.unwrap_or(owned.identity);
    let cared = match &via {
        Some(via) => in_care(reach, via, &record).map_err(refused)?,
        None => true,
    };
    let mine = || control.grants.values().filter(|grant| grant.given.to == me);
    let Some(newest) = mine().max_by_key(|grant| (grant.holds(now), grant.n)) else { return Ok(None) };
    let owner = control.owners.first().copied().unwrap_or(IdentityId([0; 32]));
    // Of two owners it is the one who gave it by whom it is known here.
    let giver = newest.by.to_string();
    let named = known.iter().find(|one| one.id == giver).map(|one| one.name.clone());
    let note_of = |grant: &henro_sync::Grant| open_note(owned, &record, true, &grant.given.note);
    let (note, person, newest_own, purpose) = match via {
        Some(_) => (Some(told(reach, record).map_err(refused)?.name), None, false, String::new()),
        None => match note_of(newest) {
            // Whom we watch over is no record to read: see `watch.rs`.
            Some(note) if note.watch.is_some() => return Ok(None),
            Some(note) => (Some(note.from), note.of, note.own, note.purpose),
            None => (None, None, false, String::new()),
        },
    };
    let parts_of = reach.sections(Some(record)).map_err(refused)?;
    let as_of = reach.daily(Some(record), |daily| daily.sync_fact(AS_OF)).map_err(refused)?;
    let blobs = reach.blobs_of(Some(record)).map_err(refused)?;
    let photo = reach.daily(Some(record), |daily| photo::shown(daily, &blobs)).map_err(refused)?;
    let holding: Vec<_> = mine().filter(|grant| grant.holds(now)).collect();
    let shown =
        |stream: &StreamId| mine().any(|grant| grant.given.streams.iter().any(|(of, _)| of == stream));
    let parts = |of: &dyn Fn(&StreamId) -> bool| -> BTreeSet<SectionName> {
        parts_of.iter().filter(|(stream, _)| of(stream)).map(|(_, name)| *name).collect()
    };
    // In the clinical half only its owners write so far.
    let writes = parts(&|stream| control.may_write(&owned.identity, stream, now)).into_iter();
    let writes = writes.filter(|name| !section_named(*name).is_some_and(Section::is_clinical));
    let as_of = as_of.and_then(|bytes| String::from_utf8(bytes).ok());
    let mine_said = reach.open(|open| Ok(open.beside().unwrap_or_default())).map_err(refused)?;
    let is_mine = mine_said == Some(record);
    // What the person keeps for themselves is written in no record of the guardians.
    let alone = match is_mine {
        true => reach.open(|open| beside::alone(open.daily())).map_err(refused)?,
        false => Default::default(),
    };
    let mut older = mine().filter(|grant| via.is_none() && grant.given.id != newest.given.id);
    let own = newest_own || older.any(|grant| note_of(grant).is_some_and(|note| note.own));
    let record = SharedRecord {
        record: record.to_string(),
        person,
        name: named.or(note).unwrap_or_default(),
        owner: owner.to_string(),
        purpose,
        photo,
        organisation: via.and_then(|id| engine.identity(&id)).map(|who| who.name.clone()),
        sections: parts(&shown).into_iter().collect(),
        append: holding.iter().any(|grant| grant.given.role >= Role::Append),
        writes: writes.filter(|of| !alone.contains_key(of)).collect(),
        own,
        mine: is_mine,
        until_ms: newest.given.until.map(|at| at as i64),
        ended: holding.is_empty() || !cared,
        as_of_ms: as_of.and_then(|text| text.parse().ok()),
    };
    Ok(Some((record, control.clone())))
}

const MOST: u32 = 1_000;
