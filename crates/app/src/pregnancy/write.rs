//! A visit is a report of its own kind with a result for each value: it stands on the line of a life, and syncs, as others do.

use henro_domain::{Day, EntryId, Finding, Medical, MedicalKind, Report, ReportKind, When};
use henro_vault::{Clinical, Correction, MedicalAsk, NewMedical, NewReport, StoredMedical};

use super::course;
use super::item::{findings, is_ours};
use crate::entry::parse_id;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes a visit, or changes one.
pub(crate) fn pregnancy_record(ctx: &Context, ask: PregnancyVisit) -> Result<PaperRecorded, WireError> {
    let found = findings(&ask.found)?;
    let (clinic, note) = told(ask.clinic, ask.note)?;
    // One that was written for the next day alone is put back as it was.
    if ask.id.is_none() && found.is_empty() && note.is_none() && ask.next.is_none() {
        return Err(Code::RequestInvalid.into());
    }
    let id = ask.id.as_deref().map(parse_id).transpose()?;
    // What this version would not write is not compared.
    let shown = ask.shown.and_then(|shown| Some((findings(&shown.found).ok()?, shown)));
    ctx.with_clinical(|clinical, meta, now| {
        if ask.day > now.today {
            return Err(Code::DayFuture.into());
        }
        if ask.next.is_some_and(|next| next <= ask.day || next.since(ask.day) > MOST_AHEAD) {
            return Err(Code::DayInvalid.into());
        }
        let mut when = When { day: ask.day, minute: None, offset: now.offset() };
        let mut all = Correction::default();
        if let Some(next) = ask.next {
            course::put_next(&mut all, (clinical, now), next)?;
        }
        let id = match id {
            Some(id) => {
                let said = shown.as_ref().map(|(_, shown)| (shown.day, &shown.clinic, &shown.note));
                when = retell(&mut all, standing(clinical, id, KIND)?, when, ((clinic, note), said));
                let shown = shown.as_ref().map(|(found, _)| found.as_slice());
                let mut old = results(clinical, id)?;
                // What a file brought under other codes is not ours to take away.
                old.retain(|stored| item_of(stored).is_some_and(is_ours));
                correction(&mut all, (old, id), when, (shown, found), Medical::Result);
                clinical.correct(&all, meta).map_err(failed)?.ok_or(Code::EntryMissing)?;
                id
            }
            None => {
                let results = found.into_iter().map(|finding| (when, finding)).collect();
                let new = NewReport { when, report: new_report(KIND, clinic, note), form: None, results };
                clinical.record_report(new, &all, meta).map_err(failed)?
            }
        };
        Ok(PaperRecorded { id: id.as_i64().to_string() })
    })
}

/// Place, and what was said.
pub(crate) type Told = (Option<String>, Option<String>);
/// Day, place and what was said, as a form showed them.
type Shown<'a> = (Day, &'a Option<String>, &'a Option<String>);
/// A visit that stands.
pub(crate) type Standing = (EntryId, Day, Report);

/// The visit of an id.
pub(crate) fn standing(clinical: &Clinical, id: EntryId, kind: ReportKind) -> Result<Standing, WireError> {
    let stored = clinical.entry(id).map_err(failed)?.filter(|stored| stored.deleted.is_none());
    match stored.map(|stored| (stored.when.day, stored.medical)) {
        Some((day, Medical::Report(report))) if report.kind == kind => Ok((id, day, report)),
        _ => Err(Code::EntryMissing.into()),
    }
}

/// The sheet of a visit becomes what was said; what is as the form showed it stays as it is by now. Answers its day.
pub(crate) fn retell(
    all: &mut Correction,
    (id, day, mut report): Standing,
    mut when: When,
    ((clinic, note), shown): (Told, Option<Shown<'_>>),
) -> When {
    if shown.is_some_and(|(shown, ..)| shown == when.day) {
        when.day = day;
    }
    if shown.map(|(_, clinic, _)| clinic) != Some(&clinic) {
        report.institution = clinic;
    }
    if shown.map(|(.., note)| note) != Some(&note) {
        report.note = note;
    }
    all.changed.push((id, NewMedical { when, medical: Medical::Report(report) }));
    when
}

pub(crate) fn new_report(kind: ReportKind, institution: Option<String>, note: Option<String>) -> Report {
    Report { kind, institution, physician: None, document: None, profile: None, note }
}

/// What a visit becomes: those of its `old` values that stand are changed, new ones written, those that are gone deleted. What the form
/// showed and nobody touched is by now as another device may have it; what it did not show is not touched.
pub(crate) fn correction(
    all: &mut Correction,
    (mut old, id): (Vec<StoredMedical>, EntryId),
    when: When,
    (shown, found): (Option<&[Finding]>, Vec<Finding>),
    kind: fn(Finding) -> Medical,
) {
    for finding in found {
        let touched = !shown.is_some_and(|shown| shown.contains(&finding));
        let finding = Finding { report: Some(id), ..finding };
        let stands = old.iter().position(|stored| item_of(stored) == Some(&finding.item));
        let stands = stands.map(|place| old.swap_remove(place));
        let medical = match &stands {
            Some(stored) if !touched => stored.medical.clone(),
            None if !touched => continue,
            _ => kind(finding),
        };
        let new = NewMedical { when, medical };
        match stands {
            Some(stored) if stored.medical == new.medical && stored.when.day == when.day => {}
            Some(stored) => all.changed.push((stored.id, new)),
            None => all.new.push(new),
        }
    }
    for stored in old {
        let was_shown = |shown: &[Finding]| shown.iter().any(|one| item_of(&stored) == Some(&one.item));
        if shown.is_none_or(was_shown) {
            all.gone.push(stored.id);
        } else if stored.when.day != when.day {
            all.changed.push((stored.id, NewMedical { when, medical: stored.medical }));
        }
    }
}

/// The results of a report, in the order they were written.
pub(super) fn results(clinical: &Clinical, report: EntryId) -> Result<Vec<StoredMedical>, WireError> {
    inside(clinical, report, MedicalKind::Result)
}

/// What of a kind stands in a report, in the order it was written.
pub(crate) fn inside(
    clinical: &Clinical,
    report: EntryId,
    kind: MedicalKind,
) -> Result<Vec<StoredMedical>, WireError> {
    let ask = MedicalAsk { report: Some(report), most: MOST_RESULTS, ..MedicalAsk::default() };
    let mut all = clinical.list(kind, &ask).map_err(failed)?.entries;
    all.sort_by_key(|stored| stored.id);
    Ok(all)
}

fn item_of(stored: &StoredMedical) -> Option<&henro_domain::Coding> {
    match &stored.medical {
        Medical::Result(finding) | Medical::Growth(finding) => Some(&finding.item),
        _ => None,
    }
}

/// What was typed of a place and of what was said.
pub(crate) fn told(clinic: Option<String>, note: Option<String>) -> Result<Told, WireError> {
    Ok((said(clinic, MOST_CLINIC)?, said(note, MOST_NOTE)?))
}

fn said(text: Option<String>, most: usize) -> Result<Option<String>, WireError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().nth(most).is_some()) {
        return Err(WireError::limit(Code::TextLong, most as u32));
    }
    Ok(text)
}

const KIND: ReportKind = ReportKind::PregnancyCheckup;
const MOST_CLINIC: usize = 200;
const MOST_NOTE: usize = 4_000;
const MOST_RESULTS: u32 = 100;
/// Nobody agrees on a visit after the whole pregnancy.
const MOST_AHEAD: i32 = 301;
