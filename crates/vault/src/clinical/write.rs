//! Writing what is medical: each call is one transaction, on disk when it returns.

use henro_domain::{EntryId, Finding, Medical, MedicalKind, Report, When};
use rusqlite::Connection;

use super::read::results_in;
use super::{Clinical, drafts, form, two};
use crate::daily::import::{Press, keep_batch, next_batch, take_back};
use crate::daily::log::Pen;
use crate::daily::noun::{Row, noun_of_medical};
use crate::daily::write;
use crate::{Batch, BatchId, Error, Meta};

/// Something medical about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMedical {
    /// When it was.
    pub when: When,
    /// What it is.
    pub medical: Medical,
}

/// A report about to be written with its results.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReport {
    /// When the examination was.
    pub when: When,
    /// The sheet.
    pub report: Report,
    /// The form of the file it came in. It is kept on this device and travels to nobody.
    pub form: Option<String>,
    /// What stands in it; which report they belong to is filled in.
    pub results: Vec<(When, Finding)>,
}

/// What puts a sheet right, written as one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correction {
    /// What stands, and what it is to be.
    pub changed: Vec<(EntryId, NewMedical)>,
    /// What is not there yet.
    pub new: Vec<NewMedical>,
    /// What is to be deleted.
    pub gone: Vec<EntryId>,
}

impl Clinical {
    /// Writes in one transaction: all of them or none.
    pub fn record(&mut self, all: &[NewMedical], meta: &Meta) -> Result<Vec<EntryId>, Error> {
        self.log.transaction(|db, pen| all.iter().map(|new| lay(db, pen, meta, new)).collect())
    }

    /// Keeps what was typed in a form, new or over what stands there ([`Clinical::edit_drawn`]), and forgets its draft, in one
    /// transaction. `aside` is what stays laid aside for the form. `None`, and nothing is written, where what is changed is not there.
    pub fn keep_form(
        &mut self,
        (form, aside): (&str, &str),
        edited: Option<(EntryId, Option<i64>)>,
        new: &NewMedical,
        meta: &Meta,
    ) -> Result<Option<EntryId>, Error> {
        self.log.transaction(|db, pen| {
            let id = match edited {
                Some((id, drawn)) if edit(db, (pen, meta), id, new, drawn)? => id,
                Some(_) => return Ok(None),
                None => lay(db, pen, meta, new)?,
            };
            drafts::end(db, form, aside)?;
            Ok(Some(id))
        })
    }

    /// Changes something. `false` where there is none. The kind stays; the log keeps what was there before.
    pub fn edit(&mut self, id: EntryId, when: When, medical: &Medical, meta: &Meta) -> Result<bool, Error> {
        self.edit_drawn(id, when, medical, None, meta)
    }

    /// The same from a form that was drawn a while ago ([`Clinical::drawn`]): what it changed is changed, what came in the meantime
    /// and is not touched by that stays, and the change does not claim to have seen it.
    pub fn edit_drawn(
        &mut self,
        id: EntryId,
        when: When,
        medical: &Medical,
        drawn: Option<i64>,
        meta: &Meta,
    ) -> Result<bool, Error> {
        let new = NewMedical { when, medical: medical.clone() };
        self.log.transaction(|db, pen| edit(db, (pen, meta), id, &new, drawn))
    }

    /// Puts a sheet right in one transaction: what is to be changed, what is new, what is to be deleted. Answers the ids of what is
    /// new; `None`, and nothing is written, where one of them is not there.
    pub fn correct(&mut self, all: &Correction, meta: &Meta) -> Result<Option<Vec<EntryId>>, Error> {
        self.log.transaction(|db, pen| correct(db, pen, all, meta))
    }

    /// Deletes in one transaction and answers how many there were. A report takes its results along.
    pub fn delete_all(&mut self, ids: &[EntryId], meta: &Meta) -> Result<u64, Error> {
        let ids = self.with_results(ids)?;
        self.log.delete_all(&ids, meta)
    }

    /// Brings deleted ones back in one transaction and answers how many there were. A report brings the results back that were
    /// deleted with it.
    pub fn restore_all(&mut self, ids: &[EntryId], meta: &Meta) -> Result<u64, Error> {
        let ids = self.with_removed_results(ids)?;
        self.log.restore_all(&ids, meta)
    }

    /// Writes many in one transaction: all of them or none. `label` says where they came from.
    pub fn import(
        &mut self,
        all: impl IntoIterator<Item = NewMedical>,
        label: &str,
        meta: &Meta,
    ) -> Result<Batch, Error> {
        self.batch(label, meta, |_, press, pen, batch| {
            let mut count = 0;
            for new in all {
                put(press, pen, meta, &new.when, &new.medical, batch)?;
                count += 1;
            }
            Ok(count)
        })
    }

    /// Writes reports with their results in one transaction: all of them or none. Taken back as one.
    pub fn import_reports(
        &mut self,
        reports: impl IntoIterator<Item = NewReport>,
        label: &str,
        meta: &Meta,
    ) -> Result<Batch, Error> {
        self.batch(label, meta, |db, press, pen, batch| {
            let mut count = 0;
            for NewReport { when, report, form, results } in reports {
                let id = put(press, pen, meta, &when, &Medical::Report(report), batch)?;
                form.map_or(Ok(()), |text| form::keep(db, id.as_i64(), &text))?;
                count += 1;
                for (when, mut finding) in results {
                    finding.report = Some(id);
                    put(press, pen, meta, &when, &Medical::Result(finding), batch)?;
                    count += 1;
                }
            }
            Ok(count)
        })
    }

    /// Writes one report with its results, and what is put right beside it, in one transaction.
    pub fn record_report(
        &mut self,
        new: NewReport,
        beside: &Correction,
        meta: &Meta,
    ) -> Result<EntryId, Error> {
        let NewReport { when, report, form, results } = new;
        self.log.transaction(|db, pen| {
            let mut lay = |when, medical| lay(db, pen, meta, &NewMedical { when, medical });
            let id = lay(when, Medical::Report(report))?;
            form.map_or(Ok(()), |text| form::keep(db, id.as_i64(), &text))?;
            for (when, finding) in results {
                lay(when, Medical::Result(Finding { report: Some(id), ..finding }))?;
            }
            correct(db, pen, beside, meta)?;
            Ok(id)
        })
    }

    /// Writes one report with what stands in it, results or growth, in one transaction.
    pub fn record_sheet(
        &mut self,
        (when, report): (When, Report),
        inside: impl FnOnce(EntryId) -> Vec<NewMedical>,
        meta: &Meta,
    ) -> Result<EntryId, Error> {
        self.log.transaction(|db, pen| {
            let id = lay(db, pen, meta, &NewMedical { when, medical: Medical::Report(report) })?;
            inside(id).iter().try_for_each(|new| lay(db, pen, meta, new).map(drop))?;
            Ok(id)
        })
    }

    /// Deletes what is left of an import, as [`crate::Daily::undo_batch`]; with its reports go the results that were written into
    /// them later.
    pub fn undo_batch(&mut self, batch: BatchId, meta: &Meta) -> Result<Option<u64>, Error> {
        self.log.transaction(|db, pen| {
            let Some(gone) = take_back(db, pen, meta, batch)? else { return Ok(None) };
            let later = results_in(db, &gone)?;
            later.iter().try_for_each(|id| delete(db, pen, meta, *id))?;
            Ok(Some((gone.len() + later.len()) as u64))
        })
    }

    /// All imports, the newest first.
    pub fn batches(&self) -> Result<Vec<Batch>, Error> {
        self.log.batches()
    }

    fn batch(
        &mut self,
        label: &str,
        meta: &Meta,
        work: impl FnOnce(&Connection, &mut Press, &mut Pen, i64) -> Result<i64, Error>,
    ) -> Result<Batch, Error> {
        self.log.transaction(|db: &Connection, pen| {
            let begin = next_batch(db)?;
            let mut press = Press::new(db, pen.nouns)?;
            let count = work(db, &mut press, pen, begin.0)?;
            keep_batch(db, meta, label, begin, count)
        })
    }
}

fn correct(
    db: &Connection,
    pen: &mut Pen,
    all: &Correction,
    meta: &Meta,
) -> Result<Option<Vec<EntryId>>, Error> {
    for id in all.changed.iter().map(|(id, _)| id).chain(&all.gone) {
        if write::find(db, pen.nouns, *id)?.is_none() {
            return Ok(None);
        }
    }
    for (id, new) in &all.changed {
        edit(db, (pen, meta), *id, new, None)?;
    }
    let ids = all.new.iter().map(|new| lay(db, pen, meta, new)).collect::<Result<_, _>>()?;
    all.gone.iter().try_for_each(|id| delete(db, pen, meta, *id))?;
    Ok(Some(ids))
}

fn edit(
    db: &Connection,
    (pen, meta): (&mut Pen, &Meta),
    id: EntryId,
    NewMedical { when, medical }: &NewMedical,
    drawn: Option<i64>,
) -> Result<bool, Error> {
    let Some((noun, old)) = write::find(db, pen.nouns, id)? else { return Ok(false) };
    if noun.number != noun_of_medical(MedicalKind::of(medical)).number {
        return Err(Error::Misfit);
    }
    let row = Row::of_medical(when, medical)?;
    match drawn.map(|drawn| two::over_what_came(db, noun, &old, (&row, drawn))).transpose()?.flatten() {
        Some((row, body)) if !body.is_empty() => {
            write::set_fields(db, (pen, meta), noun, old, (row, &body), drawn)?;
        }
        Some(_) => {}
        None => write::set(db, pen, meta, noun, old, row)?,
    }
    Ok(true)
}

fn lay(db: &Connection, pen: &mut Pen, meta: &Meta, new: &NewMedical) -> Result<EntryId, Error> {
    let noun = noun_of_medical(MedicalKind::of(&new.medical));
    write::put(db, pen, meta, noun, Row::of_medical(&new.when, &new.medical)?, 0)
}

fn delete(db: &Connection, pen: &mut Pen, meta: &Meta, id: EntryId) -> Result<(), Error> {
    match write::find(db, pen.nouns, id)? {
        Some((noun, old)) => write::delete(db, pen, meta, noun, &old),
        None => Ok(()),
    }
}

fn put(
    press: &mut Press,
    pen: &mut Pen,
    meta: &Meta,
    when: &When,
    medical: &Medical,
    batch: i64,
) -> Result<EntryId, Error> {
    let noun = noun_of_medical(MedicalKind::of(medical));
    press.put(pen, meta, noun, Row::of_medical(when, medical)?, batch)
}
