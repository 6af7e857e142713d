//! The record that guardians keep of the person whose app this is, beside the person's own. The person's own is the ordinary one:
//! what they write goes into the guardians' record by the consent they have, unless they keep that part for themselves or the
//! consent does not reach there; then it goes into their own, which no guardian can read. Both are read as one.

use std::collections::BTreeMap;

use henro_domain::{Day, Entry, EntryId, EntryKind, MeasureItem};
use henro_sync::RecordId;
use henro_vault::{Daily, NewEntry, StoredEntry};

use super::SECTIONS;
use super::append::{self, allowed, shared_delete, shared_edit, shared_history, shared_restore};
use super::sections::{self, section_number};
use super::shared::{Held, held, is_on};
use super::writers::device_of;
use crate::context::Now;
use crate::entry::{few, parse_id, resolve};
use crate::open::{Open, failed};
use crate::reading::{kept_id, mark};
use crate::wire::*;
use crate::{Context, WireError};

/// The record that guardians keep of the person.
pub(crate) struct Beside {
    pub(super) held: Held,
}

impl Beside {
    /// That of the person a call is about; nothing for somebody kept here, or where there is none.
    pub(crate) fn of(ctx: &Context) -> Result<Option<Self>, WireError> {
        let (own, beside) = ctx.with_own(|open, _| Ok((open.record(), open.beside()?)))?;
        let Some(record) = beside else { return Ok(None) };
        if ctx.subject.is_some_and(|subject| subject != own) || !is_on(ctx)? {
            return Ok(None);
        }
        // Where it cannot be told whether it may be written there, what is written stays the person's own: a day is always
        // read and written, whatever is wrong with sharing.
        Ok(held(ctx, &record.to_string()).ok().map(|held| Self { held }))
    }

    fn record(&self) -> RecordId {
        self.held.record
    }

    /// Writes entries, each where it belongs: all or none.
    pub(crate) fn write(&self, ctx: &Context, ask: EntryRecord) -> Result<EntryRecorded, WireError> {
        few(ask.entries.len())?;
        let (ids, told) = ctx.with_own(|open, now| {
            let parted = self.part(open, now, &ask)?;
            let ids = self.put(open, now, &parted)?;
            open.days_changed(ask.entries.iter().map(|draft| draft.day))?;
            Ok((ids, parted.iter().any(|one| one.theirs)))
        })?;
        if told {
            ctx.line.tell(self.record());
        }
        Ok(EntryRecorded { ids: ids.iter().map(|id| id.as_i64().to_string()).collect() })
    }

    /// Where each entry goes. What the person keeps is asked here, with the record held: no other call comes between.
    fn part(&self, open: &mut Open, now: Now, ask: &EntryRecord) -> Result<Vec<Parted>, WireError> {
        let alone = alone(open.daily()).map_err(failed)?;
        let mut parted = Vec::new();
        for (index, draft) in ask.entries.iter().enumerate() {
            let mut with = ask.entries.clone();
            // The newest weight may stand in the other record.
            with.extend(weight(open, draft)?);
            let new = resolve(open.daily(), now, draft, &with, ask.confirmed, index)?;
            let kept = section_of(&new.entry).is_none_or(|section| alone.contains_key(&section));
            parted.push(Parted { theirs: !kept && allowed(&self.held, &new.entry).is_ok(), new });
        }
        Ok(parted)
    }

    fn put(&self, open: &mut Open, now: Now, parted: &[Parted]) -> Result<Vec<EntryId>, WireError> {
        let of = |theirs: bool| -> Vec<NewEntry> {
            parted.iter().filter(|one| one.theirs == theirs).map(|one| one.new.clone()).collect()
        };
        let (own, theirs) = (of(false), of(true));
        let meta = open.meta(now);
        let own = if own.is_empty() { vec![] } else { open.daily().record(&own, &meta).map_err(failed)? };
        let written = match theirs.is_empty() {
            true => Ok(vec![]),
            false => {
                let by = append::meta(open, now);
                open.vault().shared(&self.record()).and_then(|daily| daily.record(&theirs, &by))
            }
        };
        let theirs = match written {
            Ok(ids) => ids,
            Err(error) => {
                // All or none: what went into the own record is taken out again.
                open.daily().delete_all(&own, &meta).map_err(failed)?;
                return Err(failed(error));
            }
        };
        let (mut own, mut theirs) = (own.into_iter(), theirs.into_iter().map(mark));
        Ok(parted.iter().filter_map(|one| if one.theirs { theirs.next() } else { own.next() }).collect())
    }

    /// Changes an entry the person wrote there; nothing where they keep that part for themselves.
    pub(crate) fn edit(
        &self,
        ctx: &Context,
        id: EntryId,
        ask: EntryEdit,
    ) -> Result<EntryRecorded, WireError> {
        let EntryEdit { id: shown, entry, confirmed } = ask;
        shared_edit(ctx, SharedEdit { record: self.name(), id: raw(id), entry, confirmed })?;
        Ok(EntryRecorded { ids: vec![shown] })
    }

    /// Deletes entries the person wrote there.
    pub(crate) fn delete(&self, ctx: &Context, ids: &[EntryId]) -> Result<u64, WireError> {
        let ids = ids.iter().copied().map(raw).collect();
        Ok(shared_delete(ctx, SharedIds { record: self.name(), ids })?.entries)
    }

    /// Puts back what they deleted there.
    pub(crate) fn restore(&self, ctx: &Context, ids: &[EntryId]) -> Result<u64, WireError> {
        let ids = ids.iter().copied().map(raw).collect();
        Ok(shared_restore(ctx, SharedIds { record: self.name(), ids })?.entries)
    }

    /// What they deleted there and can put back.
    pub(crate) fn deleted_since(&self, open: &mut Open, since: i64) -> Result<Vec<StoredEntry>, WireError> {
        let daily = open.vault().shared(&self.record()).map_err(failed)?;
        let found = daily.deleted_since(since).map_err(failed)?.into_iter();
        let mine = found.filter(|stored| {
            append::is_mine(daily, &self.held, stored.id.as_i64())
                && allowed(&self.held, &stored.entry).is_ok()
        });
        Ok(mine.map(|stored| StoredEntry { id: mark(stored.id), ..stored }).collect())
    }

    /// The life of an entry there.
    pub(crate) fn history(&self, ctx: &Context, id: EntryId) -> Result<EntryHistory, WireError> {
        shared_history(ctx, SharedOne { record: self.name(), id: raw(id) })
    }

    fn name(&self) -> String {
        self.record().to_string()
    }
}

/// An entry and whether it goes into the record of the guardians.
struct Parted {
    new: NewEntry,
    theirs: bool,
}

/// Parts of a record that its person keeps for themselves, each from a day on. In the person's own record it is what they
/// chose; in that of the guardians what they let be told.
pub(super) fn alone(daily: &Daily) -> Result<BTreeMap<SectionName, Day>, henro_vault::Error> {
    let mut found = BTreeMap::new();
    for (name, ..) in SECTIONS {
        let since = daily.setting(&key(name))?.and_then(|value| serde_json::from_str(&value).ok()).flatten();
        found.extend(since.map(|since: Day| (name, since)));
    }
    Ok(found)
}

/// The setting that says it.
pub(super) fn key(section: SectionName) -> String {
    format!("alone {}", section_number(section))
}

/// Splits ids as screens have them: those of the own record, and those of the one that guardians keep.
pub(crate) fn split(ids: &[String]) -> Result<(Vec<String>, Vec<EntryId>), WireError> {
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for id in ids {
        match kept_id(parse_id(id)?) {
            Some(kept) => theirs.push(kept),
            None => own.push(id.clone()),
        }
    }
    Ok((own, theirs))
}

/// Notes on entries of the record that guardians keep who wrote them and whether they can be changed here.
pub(crate) fn note_kept(ctx: &Context, entries: &mut [EntryView]) -> Result<(), WireError> {
    let id_of = |entry: &EntryView| parse_id(&entry.id).ok().and_then(kept_id);
    if !entries.iter().any(|entry| id_of(entry).is_some()) {
        return Ok(());
    }
    let beside = Beside::of(ctx)?;
    ctx.with_own(|open, _| {
        for entry in entries {
            let Some(id) = id_of(entry) else { continue };
            entry.kept = Some(KeptEntry::Closed);
            let Some(Beside { held }) = &beside else { continue };
            let daily = open.vault().shared(&held.record).map_err(failed)?;
            if append::is_mine(daily, held, id.as_i64()) {
                let stored = daily.entry(id).map_err(failed)?;
                if stored.is_some_and(|stored| allowed(held, &stored.entry).is_ok()) {
                    entry.kept = Some(KeptEntry::Open);
                }
            } else {
                let author = device_of(id.as_i64()).map(|number| held.author(number));
                entry.by = Some(author.and_then(|author| author.name).unwrap_or_default());
            }
        }
        Ok(())
    })
}

/// The newest weight up to the day of an exercise, as something written with it.
fn weight(open: &mut Open, draft: &EntryDraft) -> Result<Option<EntryDraft>, WireError> {
    if !matches!(draft.body, EntryBody::Exercise { .. }) {
        return Ok(None);
    }
    let found = open.reading()?.latest_measurement(MeasureItem::WeightKg, draft.day).map_err(failed)?;
    Ok(found.map(|stored| EntryDraft {
        day: stored.when.day,
        minute: stored.when.minute.map(|minute| minute.get()),
        body: crate::view::body(&stored.entry),
    }))
}

fn section_of(entry: &Entry) -> Option<SectionName> {
    sections::name_of(EntryKind::of(entry).section())
}

fn raw(id: EntryId) -> String {
    id.as_i64().to_string()
}
