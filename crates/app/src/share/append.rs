//! Entries written into a record that somebody shows us and lets us write in. They stand in the file of that record beside
//! ours and go out with the next round; the number of this device there comes with the first of them. Where the consent has
//! ended meanwhile they stay here and are told of: nothing that was typed is lost.

use henro_domain::{ActorId, Entry, EntryId, EntryKind, FoodRef, SubjectId};
use henro_vault::{Daily, Meta, NewEntry, Source};

use super::shared::{Held, held};
use super::writers::device_of;
use super::{reach::Reach, sections};
use crate::context::Now;
use crate::entry::{KEPT_MS, few, keep, life, parse_id, resolve};
use crate::open::{Open, failed};
use crate::view::entry_view;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes entries, all or none. On disk when it returns.
pub(crate) fn shared_write(ctx: &Context, ask: SharedWrite) -> Result<EntryRecorded, WireError> {
    few(ask.entries.len())?;
    let held = held(ctx, &ask.record)?;
    let ids = on(ctx, &held, |daily, meta, now| {
        let entries = ask.entries.iter().enumerate().map(|(index, draft)| {
            let new = resolve(daily, now, draft, &ask.entries, ask.confirmed, index)?;
            allowed(&held, &new.entry).map_err(|code| WireError::at(code, index))?;
            Ok(new)
        });
        let entries = entries.collect::<Result<Vec<NewEntry>, WireError>>()?;
        daily.record(&entries, meta).map_err(failed)
    })?;
    Ok(EntryRecorded { ids: ids.iter().map(|id| id.as_i64().to_string()).collect() })
}

/// Changes an entry we wrote there.
pub(crate) fn shared_edit(ctx: &Context, ask: SharedEdit) -> Result<EntryRecorded, WireError> {
    let id = parse_id(&ask.id)?;
    let held = held(ctx, &ask.record)?;
    let found = on(ctx, &held, |daily, meta, now| {
        let id = own(daily, &held, id)?;
        let before = daily.entry(id).map_err(failed)?;
        let before = before.filter(|stored| stored.deleted.is_none()).ok_or(Code::EntryMissing)?;
        let mut new = resolve(daily, now, &ask.entry, &[], ask.confirmed, 0)?;
        allowed(&held, &new.entry)?;
        new.when.offset = before.when.offset;
        keep(&before, &mut new);
        daily.edit(id, new.when, &new.entry, meta).map_err(failed)
    })?;
    if found { Ok(EntryRecorded { ids: vec![ask.id] }) } else { Err(Code::EntryMissing.into()) }
}

/// Deletes entries we wrote there, all or none.
pub(crate) fn shared_delete(ctx: &Context, ask: SharedIds) -> Result<EntryCount, WireError> {
    let held = held(ctx, &ask.record)?;
    let entries = on(ctx, &held, |daily, meta, _| {
        let ids = owned(daily, &held, &ask.ids)?;
        daily.delete_all(&ids, meta).map_err(failed)
    })?;
    Ok(EntryCount { entries })
}

/// Puts back what we deleted there, all or none.
pub(crate) fn shared_restore(ctx: &Context, ask: SharedIds) -> Result<EntryCount, WireError> {
    let held = held(ctx, &ask.record)?;
    let entries = on(ctx, &held, |daily, meta, now| {
        let ids = owned(daily, &held, &ask.ids)?;
        for id in &ids {
            let stored = daily.entry(*id).map_err(failed)?.ok_or(Code::EntryMissing)?;
            allowed(&held, &stored.entry)?;
            let at = stored.deleted.ok_or(Code::EntryMissing)?;
            if now.stamp.utc_ms - at > KEPT_MS {
                return Err(Code::EntryTooOld.into());
            }
        }
        daily.restore_all(&ids, meta).map_err(failed)
    })?;
    Ok(EntryCount { entries })
}

/// The life of an entry of a record that somebody shows us.
pub(crate) fn shared_history(ctx: &Context, ask: SharedOne) -> Result<EntryHistory, WireError> {
    let id = parse_id(&ask.id)?;
    let held = held(ctx, &ask.record)?;
    let versions = ctx.reach().daily(Some(held.record), |daily| daily.history(id));
    let versions = versions.map_err(super::connect::refused)?;
    if versions.is_empty() {
        return Err(Code::EntryMissing.into());
    }
    Ok(life(id, &versions, |version| held.author(version.device.0)))
}

/// Runs work on the file of the record, and has a round sent for it.
fn on<T>(
    ctx: &Context,
    held: &Held,
    work: impl FnOnce(&mut Daily, &Meta, Now) -> Result<T, WireError>,
) -> Result<T, WireError> {
    if held.about.writes.is_empty() {
        return Err(Code::SharedClosed.into());
    }
    let done = ctx.with_own(|open, now| {
        let meta = meta(open, now);
        let daily = open.vault().shared(&held.record).map_err(failed)?;
        let done = work(daily, &meta, now)?;
        if open.beside()? == Some(held.record) {
            // It is read together with the person's own.
            open.all_changed()?;
        }
        Ok(done)
    })?;
    ctx.line.tell(held.record);
    Ok(done)
}

/// Written by us: in records of others that is a number made of the id of our own.
pub(super) fn meta(open: &Open, now: Now) -> Meta {
    let actor = ActorId::of_record(&open.record().0);
    Meta { stamp: now.stamp, actor, subject: SubjectId(1), source: Source::Form }
}

/// Whether an entry may be written there. Own dishes may not: their ids are those of one record alone, and the same id is
/// another dish in this one.
pub(super) fn allowed(held: &Held, entry: &Entry) -> Result<(), Code> {
    match entry {
        Entry::OwnDish(_) => return Err(Code::SharedClosed),
        Entry::Intake(intake) if matches!(intake.food, FoodRef::Own(_)) => return Err(Code::FoodUnknown),
        _ => {}
    }
    let section = EntryKind::of(entry).section();
    match sections::name_of(section).is_some_and(|name| held.about.writes.contains(&name)) {
        true => Ok(()),
        false => Err(Code::SharedClosed),
    }
}

/// An entry that one of our devices wrote, by the id it has now.
fn own(daily: &Daily, held: &Held, id: EntryId) -> Result<EntryId, WireError> {
    let id = daily.id_now(id).map_err(failed)?;
    match is_mine(daily, held, id.as_i64()) {
        true => Ok(id),
        false => Err(Code::EntryOfOther.into()),
    }
}

fn owned(daily: &Daily, held: &Held, ids: &[String]) -> Result<Vec<EntryId>, WireError> {
    few(ids.len())?;
    let mut found = Vec::new();
    for id in ids {
        let id = own(daily, held, parse_id(id)?)?;
        let stored = daily.entry(id).map_err(failed)?.ok_or(Code::EntryMissing)?;
        allowed(held, &stored.entry)?;
        found.push(id);
    }
    Ok(found)
}

/// Whether we wrote an entry, on this device or another of ours. What has no number yet was written here.
pub(super) fn is_mine(daily: &Daily, held: &Held, id: i64) -> bool {
    let Some(number) = device_of(id) else { return false };
    match held.control.devices.get(&number) {
        Some(device) => device.identity == held.me,
        None => daily.device_number().is_none_or(|own| own == number),
    }
}

/// What was written here and no server has.
pub(super) fn waiting(reach: &Reach, held: &Held) -> Result<Vec<EntryView>, WireError> {
    let found = reach.daily(Some(held.record), |daily| {
        let ids = daily.unsent_entries(MOST)?;
        ids.into_iter().map(|id| daily.entry(id)).collect::<Result<Vec<_>, _>>()
    });
    Ok(found.map_err(super::connect::refused)?.iter().flatten().map(entry_view).collect())
}

const MOST: usize = 200;
