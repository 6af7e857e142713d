//! Writing a plan, all or nothing; past imports and taking one back.

use henro_vault::BatchId;

use super::plan::Plan;
use super::{question, store};
use crate::open::failed;
use crate::transfer::past;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes the file looked at last.
pub(crate) fn commit(ctx: &Context, ask: CheckupCommit) -> Result<CheckupDone, WireError> {
    let plan = {
        let mut state = ctx.state();
        let fits = |plan: &mut Plan| plan.id == ask.plan && plan.subject == ctx.subject;
        state.checkup_plans.0.take_if(fits).ok_or(Code::ImportGone)?
    };
    let done = ready(&plan, &ask).and_then(|()| {
        store::with(ctx, |open, now| {
            let (batch, reports, results) = store::write(open, now, &plan)?;
            Ok(CheckupDone { batch: batch.id.0.to_string(), reports, results })
        })
    });
    if done.is_err() {
        ctx.keep_checkup_plan(plan);
    }
    done
}

/// Nothing is written while an error is neither resolved nor accepted.
fn ready(plan: &Plan, ask: &CheckupCommit) -> Result<(), WireError> {
    if plan.reading.is_some() {
        return Err(Code::CheckupOtherPerson.into());
    }
    if plan.confirm && !ask.confirmed {
        return Err(Code::CheckupUnconfirmed.into());
    }
    let open: u32 = plan.reports.iter().zip(0..).map(|(report, nth)| question::open(nth, report)).sum();
    if open > 0 {
        return Err(WireError::limit(Code::CheckupOpen, open));
    }
    // A column that is a guess might be another value than it says.
    if plan.table.as_ref().is_some_and(|table| table.columns.iter().any(|column| !column.certain)) {
        return Err(Code::CheckupOpen.into());
    }
    match plan.rejected.iter().any(|finding| finding.kind.rejects()) && !ask.leave_rejected {
        true => Err(Code::CheckupRejected.into()),
        false => Ok(()),
    }
}

/// The imports, newest first.
pub(crate) fn batches(ctx: &Context, _: Empty) -> Result<ImportList, WireError> {
    store::with(ctx, |open, now| {
        let clinical = open.vault().clinical().map_err(failed)?;
        let batches = clinical.batches().map_err(failed)?;
        past::shown(now, &batches)
    })
}

/// Takes an import back, up to 30 days after it.
pub(crate) fn undo(ctx: &Context, ask: CheckupBatchOne) -> Result<EntryCount, WireError> {
    let id = BatchId(ask.batch.parse().map_err(|_| Code::ImportGone)?);
    store::with(ctx, |open, now| {
        let meta = open.meta(now);
        let clinical = open.vault().clinical().map_err(failed)?;
        let batches = clinical.batches().map_err(failed)?;
        let batch = batches.iter().find(|batch| batch.id == id).ok_or(Code::ImportGone)?;
        if !past::is_recent(now, batch) {
            return Err(Code::ImportTooOld.into());
        }
        let entries = clinical.undo_batch(id, &meta).map_err(failed)?.ok_or(Code::ImportGone)?;
        Ok(EntryCount { entries })
    })
}
