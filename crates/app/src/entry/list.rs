use henro_domain::{EntryId, EntryKind};
use henro_vault::{Op, Version};

use super::parse_id;
use super::record::KEPT_MS;
use crate::open::failed;
use crate::person::Authors;
use crate::reading::kept_id;
use crate::share::{Beside, note_kept, note_writers, signers};
use crate::view::{entry_view, version_view};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Entries of a period, newest first.
pub(crate) fn list(ctx: &Context, ask: EntryList) -> Result<EntryViews, WireError> {
    let mut list = ctx.with_open(|open, _| {
        // A kind named twice is asked once.
        let wanted = |kind: &EntryKind| ask.kinds.is_empty() || ask.kinds.contains(kind);
        let kinds: Vec<EntryKind> = EntryKind::ALL.into_iter().filter(wanted).collect();
        let found = open.reading()?.newest_in(&kinds, ask.from, ask.to, MOST as u32 + 1).map_err(failed)?;
        let mut entries: Vec<EntryView> = found.iter().take(MOST).map(entry_view).collect();
        note_writers(open, &mut entries)?;
        Ok(EntryViews { more: found.len() > MOST, entries })
    })?;
    note_kept(ctx, &mut list.entries)?;
    Ok(list)
}

/// Entries deleted in the last 30 days, newest first. Of the record that guardians keep, those the person can put back.
pub(crate) fn deleted(ctx: &Context, _: Empty) -> Result<EntryViews, WireError> {
    let beside = Beside::of(ctx)?;
    let mut list = ctx.with_open(|open, now| {
        let since = now.stamp.utc_ms - KEPT_MS;
        let mut entries = open.daily().deleted_since(since).map_err(failed)?;
        if let Some(beside) = &beside {
            entries.extend(beside.deleted_since(open, since)?);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.deleted));
        Ok(EntryViews {
            more: entries.len() > MOST,
            entries: entries.iter().take(MOST).map(entry_view).collect(),
        })
    })?;
    note_kept(ctx, &mut list.entries)?;
    Ok(list)
}

/// The life of an entry.
pub(crate) fn history(ctx: &Context, ask: EntryOne) -> Result<EntryHistory, WireError> {
    let id = parse_id(&ask.id)?;
    if let Some(kept) = kept_id(id) {
        return Beside::of(ctx)?.ok_or(Code::EntryMissing)?.history(ctx, kept);
    }
    let signed = signers(ctx)?;
    ctx.with_open(|open, _| {
        let id = open.daily().id_now(id).map_err(failed)?;
        let versions = open.daily().history(id).map_err(failed)?;
        if versions.is_empty() {
            return Err(Code::EntryMissing.into());
        }
        let authors = Authors::of(open, signed)?;
        Ok(life(id, &versions, |version| authors.by(version)))
    })
}

/// The versions of an entry as steps; `by` says who made one.
pub(crate) fn life(id: EntryId, versions: &[Version], by: impl Fn(&Version) -> Author) -> EntryHistory {
    let steps = versions.iter().map(|version| HistoryStep {
        at_ms: version.at,
        what: match version.op {
            Op::Put => HistoryWhat::Recorded,
            Op::Set => HistoryWhat::Edited,
            Op::Delete => HistoryWhat::Deleted,
            Op::Restore => HistoryWhat::Restored,
        },
        by: by(version),
        entry: (version.op != Op::Delete).then(|| version_view(id, version)),
    });
    EntryHistory { steps: steps.collect() }
}

/// One screen never shows more.
const MOST: usize = 2_000;
