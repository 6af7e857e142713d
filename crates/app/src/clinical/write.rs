use henro_domain::{EntryId, Medical, MedicalKind};
use henro_vault::{Clinical, NewMedical};

use super::resolve;
use crate::entry::{KEPT_MS, few, parse_id};
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes, all or none. On disk when it returns.
pub(crate) fn record(ctx: &Context, ask: ClinicalRecord) -> Result<EntryRecorded, WireError> {
    few(ask.entries.len())?;
    ctx.with_clinical(|clinical, meta, now| {
        let drafts = ask.entries.iter().enumerate();
        let all = drafts.map(|(index, draft)| {
            let new = resolve(now, draft, index)?;
            in_a_report(clinical, &new)?;
            Ok(new)
        });
        let all = all.collect::<Result<Vec<_>, WireError>>()?;
        let ids = clinical.record(&all, meta).map_err(failed)?;
        Ok(EntryRecorded { ids: ids.iter().map(|id| id.as_i64().to_string()).collect() })
    })
}

/// Changes one; its history keeps what was there. What the file it came from says stays with it.
pub(crate) fn edit(ctx: &Context, ask: ClinicalEdit) -> Result<EntryRecorded, WireError> {
    let id = parse_id(&ask.id)?;
    ctx.with_clinical(|clinical, meta, now| {
        let before = standing(clinical, id)?;
        let mut new = resolve(now, &ask.entry, 0)?;
        if MedicalKind::of(&new.medical) != MedicalKind::of(&before.medical) {
            return Err(Code::RequestInvalid.into());
        }
        in_a_report(clinical, &new)?;
        new.when.offset = before.when.offset;
        keep_document(&before.medical, &mut new.medical);
        clinical.edit_drawn(id, new.when, &new.medical, ask.drawn, meta).map_err(failed)?;
        Ok(EntryRecorded { ids: vec![ask.id.clone()] })
    })
}

/// Deletes, all or none; an id named twice counts once. A report takes its results along. They can be put back for 30 days.
pub(crate) fn delete(ctx: &Context, ask: EntryIds) -> Result<EntryCount, WireError> {
    let ids = ids(&ask)?;
    ctx.with_clinical(|clinical, meta, _| {
        ids.iter().try_for_each(|id| standing(clinical, *id).map(drop))?;
        Ok(EntryCount { entries: clinical.delete_all(&ids, meta).map_err(failed)? })
    })
}

/// Puts deleted ones back, all or none. A report brings back what was deleted with it.
pub(crate) fn restore(ctx: &Context, ask: EntryIds) -> Result<EntryCount, WireError> {
    let ids = ids(&ask)?;
    ctx.with_clinical(|clinical, meta, now| {
        for id in &ids {
            let deleted = clinical.entry(*id).map_err(failed)?.and_then(|found| found.deleted);
            match deleted {
                None => return Err(Code::EntryMissing.into()),
                Some(at) if now.stamp.utc_ms - at > KEPT_MS => return Err(Code::EntryTooOld.into()),
                Some(_) => {}
            }
        }
        Ok(EntryCount { entries: clinical.restore_all(&ids, meta).map_err(failed)? })
    })
}

/// Writes a dose.
pub(crate) fn dose_record(ctx: &Context, ask: DoseRecord) -> Result<EntryRecorded, WireError> {
    let draft = ClinicalDraft { day: ask.day, minute: None, body: ClinicalBody::Dose(ask.dose) };
    record(ctx, ClinicalRecord { entries: vec![draft] })
}

/// Changes a dose.
pub(crate) fn dose_edit(ctx: &Context, ask: DoseEdit) -> Result<EntryRecorded, WireError> {
    let entry = ClinicalDraft { day: ask.day, minute: None, body: ClinicalBody::Dose(ask.dose) };
    edit(ctx, ClinicalEdit { id: ask.id, entry, drawn: ask.drawn })
}

/// Writes a problem down, today.
pub(crate) fn problem_record(ctx: &Context, ask: ProblemRecord) -> Result<EntryRecorded, WireError> {
    let day = ctx.today()?;
    let draft = ClinicalDraft { day, minute: None, body: ClinicalBody::Problem(ask.problem) };
    record(ctx, ClinicalRecord { entries: vec![draft] })
}

/// Changes a problem; the day it was written down stays.
pub(crate) fn problem_edit(ctx: &Context, ask: ProblemEdit) -> Result<EntryRecorded, WireError> {
    let id = parse_id(&ask.id)?;
    let day = ctx.with_clinical(|clinical, _, _| Ok(standing(clinical, id)?.when.day))?;
    let entry = ClinicalDraft { day, minute: None, body: ClinicalBody::Problem(ask.problem) };
    edit(ctx, ClinicalEdit { id: ask.id, entry, drawn: ask.drawn })
}

fn ids(ask: &EntryIds) -> Result<Vec<EntryId>, WireError> {
    few(ask.ids.len())?;
    Ok(ask.ids.iter().map(|id| parse_id(id)).collect::<Result<_, _>>()?)
}

/// One that stands (not deleted).
fn standing(clinical: &Clinical, id: EntryId) -> Result<NewMedical, WireError> {
    let found = clinical.entry(id).map_err(failed)?.filter(|found| found.deleted.is_none());
    let found = found.ok_or(Code::EntryMissing)?;
    Ok(NewMedical { when: found.when, medical: found.medical })
}

/// The report a result names stands.
fn in_a_report(clinical: &Clinical, new: &NewMedical) -> Result<(), WireError> {
    let (Medical::Result(finding) | Medical::Growth(finding)) = &new.medical else { return Ok(()) };
    let Some(id) = finding.report else { return Ok(()) };
    match standing(clinical, id)?.medical {
        Medical::Report(_) => Ok(()),
        _ => Err(Code::EntryMissing.into()),
    }
}

/// The hash and the form of the file and the names of photos and pages are not among what a person changes.
fn keep_document(before: &Medical, new: &mut Medical) {
    match (before, new) {
        (Medical::Result(old), Medical::Result(now)) | (Medical::Growth(old), Medical::Growth(now)) => {
            now.document = old.document;
            now.report = now.report.or(old.report);
        }
        (Medical::Dose(old), Medical::Dose(now)) => now.photo.clone_from(&old.photo),
        (Medical::Document(old), Medical::Document(now)) => now.pages.clone_from(&old.pages),
        (Medical::Report(old), Medical::Report(now)) => {
            now.document = now.document.or(old.document);
            // Below the line that a person is shown an older version wrote the form of the file.
            if now.profile.as_deref() == old.read_by() {
                now.profile.clone_from(&old.profile);
            }
        }
        _ => {}
    }
}
