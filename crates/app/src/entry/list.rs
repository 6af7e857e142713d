use henro_domain::EntryKind;
use henro_vault::Op;

use super::parse_id;
use super::record::KEPT_MS;
use crate::open::failed;
use crate::view::{entry_view, version_view};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Entries of a period, newest first.
pub(crate) fn list(ctx: &Context, ask: EntryList) -> Result<EntryViews, WireError> {
    ctx.with_open(|open, _| {
        // A kind named twice is asked once.
        let wanted = |kind: &EntryKind| ask.kinds.is_empty() || ask.kinds.contains(kind);
        let kinds: Vec<EntryKind> = EntryKind::ALL.into_iter().filter(wanted).collect();
        let found = open.daily().newest_in(&kinds, ask.from, ask.to, MOST as u32 + 1).map_err(failed)?;
        Ok(EntryViews {
            more: found.len() > MOST,
            entries: found.iter().take(MOST).map(entry_view).collect(),
        })
    })
}

/// Entries deleted in the last 30 days, newest first.
pub(crate) fn deleted(ctx: &Context, _: Empty) -> Result<EntryViews, WireError> {
    ctx.with_open(|open, now| {
        let mut entries = open.daily().deleted_since(now.stamp.utc_ms - KEPT_MS).map_err(failed)?;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.deleted));
        Ok(EntryViews {
            more: entries.len() > MOST,
            entries: entries.iter().take(MOST).map(entry_view).collect(),
        })
    })
}

/// The life of an entry.
pub(crate) fn history(ctx: &Context, ask: EntryOne) -> Result<EntryHistory, WireError> {
    let id = parse_id(&ask.id)?;
    ctx.with_open(|open, _| {
        let versions = open.daily().history(id).map_err(failed)?;
        if versions.is_empty() {
            return Err(Code::EntryMissing.into());
        }
        let steps = versions.iter().map(|version| HistoryStep {
            at_ms: version.at,
            what: match version.op {
                Op::Put => HistoryWhat::Recorded,
                Op::Set => HistoryWhat::Edited,
                Op::Delete => HistoryWhat::Deleted,
                Op::Restore => HistoryWhat::Restored,
            },
            actor: version.actor.0,
            entry: (version.op != Op::Delete).then(|| version_view(id, version)),
        });
        Ok(EntryHistory { steps: steps.collect() })
    })
}

/// One screen never shows more.
const MOST: usize = 2_000;
