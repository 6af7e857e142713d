//! The form of the file a report came in: name, address, numbers of an insurer. It lies beside the report and never travels
//! (decision 58).

use std::collections::HashMap;

use henro_domain::{EntryId, Medical, MedicalKind};
use rusqlite::{Connection, OptionalExtension, params};

use super::Clinical;
use crate::daily::noun::{Row, medical_of, noun_of_medical};
use crate::daily::{state, write};
use crate::{Error, Meta};

impl Clinical {
    /// The form of a report; `None` where this device has none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn report_form(&self, report: EntryId) -> Result<Option<String>, Error> {
        let mut statement = self.db().prepare_cached("SELECT text FROM report_form WHERE report = ?1")?;
        Ok(statement.query_row([report.as_i64()], |row| row.get(0)).optional()?)
    }

    /// Takes forms out of reports that were written with one, by a version before there was a place for them, in one transaction.
    /// Those of reports that were deleted before `since` go for good. Answers how many were taken out.
    ///
    /// # Errors
    /// It could not be written; nothing is then.
    pub fn take_out_forms(&mut self, since: i64, meta: &Meta) -> Result<u64, Error> {
        let noun = noun_of_medical(MedicalKind::Report);
        self.log.transaction(|db, pen| {
            let ids: Vec<i64> =
                db.prepare(WITH_FORM)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let mut count = 0;
            for id in ids {
                let Some(old) = state::one(db, noun, id)? else { continue };
                let when = old.row.when()?;
                let Medical::Report(mut report) = medical_of(MedicalKind::Report, old.row.columns.clone())?
                else {
                    continue;
                };
                let first = report.read_by().map(str::to_owned);
                keep(db, id, report.form().unwrap_or_default())?;
                report.profile = first;
                write::set(db, pen, meta, noun, old, Row::of_medical(&when, &Medical::Report(report))?)?;
                count += 1;
            }
            db.execute(LONG_GONE, params![noun.number, since])?;
            Ok(count)
        })
    }
}

/// Keeps the form of a report that is written in the same transaction; one that is there stays.
pub(super) fn keep(db: &Connection, report: i64, text: &str) -> Result<(), Error> {
    db.prepare_cached("INSERT INTO report_form (report, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![report, text])?;
    Ok(())
}

/// Reports have other ids now.
pub(crate) fn rename_forms(db: &Connection, names: &HashMap<i64, EntryId>) -> Result<(), Error> {
    let mut rename = db.prepare_cached("UPDATE report_form SET report = ?2 WHERE report = ?1")?;
    names.iter().try_for_each(|(from, to)| rename.execute([*from, to.as_i64()]).map(drop))?;
    Ok(())
}

const WITH_FORM: &str = "SELECT id FROM report WHERE instr(profile, char(10)) > 0";
const LONG_GONE: &str =
    "DELETE FROM report_form WHERE report IN (SELECT id FROM removed WHERE kind = ?1 AND at < ?2)";
