use henro_domain::{Day, Entry, EntryId};
use henro_vault::{NewEntry, StoredEntry};

use super::{parse_id, resolve};
use crate::open::{Open, failed};
use crate::reading::kept_id;
use crate::share::{Beside, split};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes entries, all or none. On disk when it returns.
pub(crate) fn record(ctx: &Context, ask: EntryRecord) -> Result<EntryRecorded, WireError> {
    few(ask.entries.len())?;
    if let Some(beside) = Beside::of(ctx)? {
        return beside.write(ctx, ask);
    }
    ctx.with_open(|open, now| {
        let entries = ask.entries.iter().enumerate();
        let entries = entries
            .map(|(index, draft)| resolve(open.daily(), now, draft, &ask.entries, ask.confirmed, index));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let meta = open.meta(now);
        let ids = open.daily().record(&entries, &meta).map_err(failed)?;
        open.days_changed(ask.entries.iter().map(|draft| draft.day))?;
        Ok(EntryRecorded { ids: ids.iter().map(|id| id.as_i64().to_string()).collect() })
    })
}

/// Changes an entry; its history keeps what was there.
pub(crate) fn edit(ctx: &Context, ask: EntryEdit) -> Result<EntryRecorded, WireError> {
    let id = parse_id(&ask.id)?;
    if let Some(kept) = kept_id(id) {
        return Beside::of(ctx)?.ok_or(Code::EntryMissing)?.edit(ctx, kept, ask);
    }
    ctx.with_open(|open, now| {
        let id = open.daily().id_now(id).map_err(failed)?;
        let before = open.standing(id)?;
        let mut new = resolve(open.daily(), now, &ask.entry, &[], ask.confirmed, 0)?;
        new.when.offset = before.when.offset;
        keep(&before, &mut new);
        let meta = open.meta(now);
        let found = open.daily().edit(id, new.when, &new.entry, &meta).map_err(failed)?;
        open.days_changed([before.when.day, new.when.day])?;
        if found { Ok(EntryRecorded { ids: vec![ask.id] }) } else { Err(Code::EntryMissing.into()) }
    })
}

/// What is left as it was keeps the values it was written with, though the own dish or the weight behind them is
/// another by now: a corrected time must not change what was eaten.
pub(crate) fn keep(before: &StoredEntry, new: &mut NewEntry) {
    let same_day = before.when.day == new.when.day;
    match (&before.entry, &mut new.entry) {
        (Entry::Intake(old), Entry::Intake(now)) if old.food == now.food && old.portion == now.portion => {
            now.name.clone_from(&old.name);
            now.nutrients = old.nutrients;
        }
        (Entry::OwnDish(old), Entry::OwnDish(now)) if old.parts == now.parts => now.nutrients = old.nutrients,
        (
            old @ Entry::Exercise { activity: was, minutes: long, kcal: Some(_), .. },
            Entry::Exercise { activity, minutes, .. },
        ) if same_day && was == activity && long == minutes => new.entry = old.clone(),
        _ => {}
    }
}

/// Deletes entries, all or none; an id named twice counts once. They can be put back for 30 days.
pub(crate) fn delete(ctx: &Context, ask: EntryIds) -> Result<EntryCount, WireError> {
    beside(ctx, ask, Beside::delete, delete_own)
}

fn delete_own(ctx: &Context, ask: EntryIds) -> Result<EntryCount, WireError> {
    few(ask.ids.len())?;
    ctx.with_open(|open, now| {
        let ids = now_named(open, &ask.ids)?;
        let days =
            ids.iter().map(|id| Ok(open.standing(*id)?.when.day)).collect::<Result<Vec<Day>, WireError>>()?;
        let meta = open.meta(now);
        let entries = open.daily().delete_all(&ids, &meta).map_err(failed)?;
        open.days_changed(days)?;
        Ok(EntryCount { entries })
    })
}

/// Puts deleted entries back, all or none.
pub(crate) fn restore(ctx: &Context, ask: EntryIds) -> Result<EntryCount, WireError> {
    beside(ctx, ask, Beside::restore, restore_own)
}

/// Does it to entries of the record that guardians keep first, which may be refused, then to those of the own one.
fn beside(
    ctx: &Context,
    ask: EntryIds,
    theirs: impl FnOnce(&Beside, &Context, &[EntryId]) -> Result<u64, WireError>,
    own: impl FnOnce(&Context, EntryIds) -> Result<EntryCount, WireError>,
) -> Result<EntryCount, WireError> {
    let (ids, kept) = split(&ask.ids)?;
    if kept.is_empty() {
        return own(ctx, ask);
    }
    let beside = Beside::of(ctx)?.ok_or(Code::EntryMissing)?;
    let mut entries = theirs(&beside, ctx, &kept)?;
    if !ids.is_empty() {
        entries += own(ctx, EntryIds { ids })?.entries;
    }
    Ok(EntryCount { entries })
}

fn restore_own(ctx: &Context, ask: EntryIds) -> Result<EntryCount, WireError> {
    few(ask.ids.len())?;
    ctx.with_open(|open, now| {
        let ids = now_named(open, &ask.ids)?;
        let mut days = Vec::new();
        for id in &ids {
            let stored = open.daily().entry(*id).map_err(failed)?.ok_or(Code::EntryMissing)?;
            match stored.deleted {
                None => return Err(Code::EntryMissing.into()),
                Some(at) if now.stamp.utc_ms - at > KEPT_MS => return Err(Code::EntryTooOld.into()),
                Some(_) => days.push(stored.when.day),
            }
        }
        let meta = open.meta(now);
        let entries = open.daily().restore_all(&ids, &meta).map_err(failed)?;
        open.days_changed(days)?;
        Ok(EntryCount { entries })
    })
}

/// Ids of entries as they are now: one that was just written may have got another one with the number of this device.
fn now_named(open: &mut Open, ids: &[String]) -> Result<Vec<EntryId>, WireError> {
    ids.iter().map(|id| open.daily().id_now(parse_id(id)?).map_err(failed)).collect()
}

pub(crate) fn few(count: usize) -> Result<(), WireError> {
    match count {
        1..=200 => Ok(()),
        _ => Err(WireError::limit(Code::RequestInvalid, 200)),
    }
}

/// 30 days.
pub(crate) const KEPT_MS: i64 = 30 * 86_400_000;
