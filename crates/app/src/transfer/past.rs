use henro_domain::Stamp;
use henro_vault::{Batch, BatchId};

use crate::context::Now;
use crate::entry::KEPT_MS;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The imports, newest first. What wrote nothing, or was not brought by the person (the demonstration), is left out.
pub(crate) fn list(ctx: &Context, _: Empty) -> Result<ImportList, WireError> {
    ctx.with_open(|open, now| {
        let batches = open.daily().batches().map_err(failed)?;
        shown(now, &batches)
    })
}

/// Takes an import back, up to 30 days after it.
pub(crate) fn undo(ctx: &Context, ask: ImportUndo) -> Result<EntryCount, WireError> {
    let id = BatchId(ask.batch.parse().map_err(|_| Code::ImportGone)?);
    ctx.with_open(|open, now| {
        let batches = open.daily().batches().map_err(failed)?;
        let batch = batches.iter().find(|batch| batch.id == id).ok_or(Code::ImportGone)?;
        if !is_recent(now, batch) {
            return Err(Code::ImportTooOld.into());
        }
        let meta = open.meta(now);
        let entries = open.daily().undo_batch(id, &meta).map_err(failed)?.ok_or(Code::ImportGone)?;
        open.all_changed()?;
        Ok(EntryCount { entries })
    })
}

/// Imports as a list shows them, without those that wrote nothing or have no name.
pub(crate) fn shown(now: Now, batches: &[Batch]) -> Result<ImportList, WireError> {
    let named = batches.iter().filter(|batch| batch.entries > 0 && !batch.label.is_empty());
    Ok(ImportList { imports: named.take(MOST).map(|batch| view(now, batch)).collect::<Result<_, _>>()? })
}

fn view(now: Now, batch: &Batch) -> Result<ImportView, WireError> {
    let at = Stamp { utc_ms: batch.at, ..now.stamp };
    let (day, _) = at.local().map_err(|_| Code::RecordDamaged)?;
    Ok(ImportView {
        batch: batch.id.0.to_string(),
        day,
        label: batch.label.clone(),
        entries: batch.entries,
        undone: batch.undone,
        undoable: !batch.undone && is_recent(now, batch),
    })
}

/// Whether an import can still be taken back.
pub(crate) fn is_recent(now: Now, batch: &Batch) -> bool {
    now.stamp.utc_ms - batch.at <= KEPT_MS
}

const MOST: usize = 100;
