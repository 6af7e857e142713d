//! A checkup that was typed from its paper is put right: what differs from what the form showed is changed, in one transaction.

use henro_domain::{ClinicalValue, Day, EntryId, Finding, Medical, Report, ReportKind, When};
use henro_reference::checkup_item;
use henro_vault::{Correction, NewMedical};

use super::manual::{checked, on_a_day, place};
use super::{manual, search, store};
use crate::entry::parse_id;
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// What was typed, for its form.
pub(crate) fn typed(ctx: &Context, ask: EntryOne) -> Result<CheckupSheet, WireError> {
    let id = parse_id(&ask.id)?;
    store::with(ctx, |open, _| {
        let stands = standing(open, id)?;
        let values: Vec<CheckupTyped> = stands.rows.into_iter().filter_map(|row| row.typed).collect();
        let items = values.iter().filter_map(|typed| checkup_item(&typed.code)).map(search::view).collect();
        let institution = stands.report.institution;
        let sheet = CheckupWrite { day: stands.when.day, institution, values, sure: Vec::new() };
        Ok(CheckupSheet { sheet, items })
    })
}

/// Puts it right. What the form did not show, or the person did not touch, stays as it is by now.
pub(crate) fn edit(ctx: &Context, ask: CheckupEdit) -> Result<CheckupEdited, WireError> {
    let id = parse_id(&ask.id)?;
    store::with(ctx, |open, now| {
        let stands = standing(open, id)?;
        let CheckupEdit { shown, mut sheet, .. } = ask;
        if sheet.day == shown.day {
            sheet.day = stands.when.day;
        }
        // What stands there unchanged was looked at when it was written; on another day it may be rare.
        let looked_at = |typed: &CheckupTyped| {
            sheet.day == stands.when.day && stands.rows.iter().any(|row| row.typed.as_ref() == Some(typed))
        };
        let values = checked(&sheet, |typed| sheet.sure.contains(&typed.code) || looked_at(typed))?;
        on_a_day(open, now, sheet.day)?;
        let was = (stands.when.day, stands.report.institution.clone());
        let institution = if place(&sheet) == place(&shown) { was.1.clone() } else { place(&sheet) };
        let there = (sheet.day, &institution);
        if (there.0, there.1) != (was.0, &was.1) && store::is_there(open, there, &values, Some(id))? {
            return Err(Code::CheckupKnown.into());
        }
        let (mut all, count) = rows(id, stands.rows, (&shown, &sheet), values, stands.when);
        if (sheet.day, &institution) != (was.0, &was.1) {
            let report = Medical::Report(Report { institution, ..stands.report });
            all.changed.push((id, NewMedical { when: on(stands.when, sheet.day), medical: report }));
        }
        let meta = open.meta(now);
        let clinical = open.vault().clinical().map_err(failed)?;
        match clinical.correct(&all, &meta).map_err(failed)? {
            Some(_) => Ok(CheckupEdited { values: u32::try_from(count).unwrap_or(u32::MAX) }),
            None => Err(Code::CheckupMissing.into()),
        }
    })
}

/// A checkup as it stands.
struct Stands {
    when: When,
    report: Report,
    rows: Vec<Row>,
}

/// One of its results.
struct Row {
    id: EntryId,
    when: When,
    finding: Finding,
    /// As the form writes it; none of what only a file says, nor of the second of an item.
    typed: Option<CheckupTyped>,
}

/// A checkup that was typed and is not deleted: no file stands behind it.
fn standing(open: &mut Open, id: EntryId) -> Result<Stands, WireError> {
    let clinical = open.vault().clinical().map_err(failed)?;
    let stored = clinical.entry(id).map_err(failed)?.filter(|stored| stored.deleted.is_none());
    let Some((when, Medical::Report(report))) = stored.map(|stored| (stored.when, stored.medical)) else {
        return Err(Code::CheckupMissing.into());
    };
    if report.kind != ReportKind::Checkup || report.document.is_some() || report.profile.is_some() {
        return Err(Code::RequestInvalid.into());
    }
    let mut rows: Vec<Row> = Vec::new();
    for stored in store::rows(clinical, id)? {
        let Medical::Result(finding) = stored.medical else { continue };
        let first = rows.iter().all(|row| row.finding.item != finding.item);
        let typed = manual::typed(&finding).filter(|_| first);
        rows.push(Row { id: stored.id, when: stored.when, finding, typed });
    }
    Ok(Stands { when, report, rows })
}

/// What becomes of the results, and how many of them the person changed, added or took away.
fn rows(
    report: EntryId,
    mut old: Vec<Row>,
    (shown, sheet): (&CheckupWrite, &CheckupWrite),
    values: Vec<Finding>,
    when: When,
) -> (Correction, usize) {
    let (mut all, mut count) = (Correction::default(), 0);
    let mut set = |row: Row, finding: Finding| {
        let other = finding != row.finding;
        if other || row.when.day != sheet.day {
            let medical = Medical::Result(finding);
            all.changed.push((row.id, NewMedical { when: on(row.when, sheet.day), medical }));
        }
        count += usize::from(other);
    };
    let mut new = Vec::new();
    for (typed, finding) in sheet.values.iter().zip(values) {
        let touched = !shown.values.contains(typed);
        let same = |row: &Row| row.typed.as_ref().is_some_and(|own| own.code == typed.code);
        match old.iter().position(same) {
            Some(at) => {
                let row = old.remove(at);
                let finding = match touched {
                    true => Finding { report: Some(report), ..finding },
                    false => row.finding.clone(),
                };
                set(row, finding);
            }
            // Untouched, and taken away elsewhere in the meantime.
            None if !touched => {}
            // It stands in a way the form has no words for, with a range or a note: these stay, what was judged of the old value does not.
            None => match old.iter().position(|row| row.finding.item.code == finding.item.code) {
                Some(at) => {
                    let row = old.remove(at);
                    let own = row.finding.clone();
                    let reference = own.reference.filter(|_| unit(&row.finding) == unit(&finding));
                    let value = finding.value;
                    set(row, Finding { value, interpretation: None, reference, ..own });
                }
                None => new.push(Finding { report: Some(report), ..finding }),
            },
        }
    }
    let emptied = |row: &Row| {
        let of = |typed: &CheckupTyped| shown.values.iter().any(|one| one.code == typed.code);
        row.typed.as_ref().is_some_and(of)
    };
    let (gone, left): (Vec<Row>, Vec<Row>) = old.into_iter().partition(emptied);
    for row in left {
        let finding = row.finding.clone();
        set(row, finding);
    }
    count += gone.len() + new.len();
    all.gone = gone.iter().map(|row| row.id).collect();
    let when = on(when, sheet.day);
    all.new = new.into_iter().map(|finding| NewMedical { when, medical: Medical::Result(finding) }).collect();
    (all, count)
}

fn unit(finding: &Finding) -> Option<&str> {
    match &finding.value {
        ClinicalValue::Quantity(quantity) => quantity.unit.as_deref(),
        _ => None,
    }
}

fn on(when: When, day: Day) -> When {
    When { day, ..when }
}
