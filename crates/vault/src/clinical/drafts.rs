//! What is half typed about something medical: in the clinical file, so that it closes with it. It never travels.

use rusqlite::{Connection, params};

use super::Clinical;
use crate::Error;

/// A half-typed form.
#[derive(Clone, PartialEq, Eq)]
pub struct MedicalDraft {
    /// Which form.
    pub form: String,
    /// What stands in it.
    pub text: String,
}

impl std::fmt::Debug for MedicalDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MedicalDraft(..)")
    }
}

impl Clinical {
    /// All of them, by form.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn drafts(&self) -> Result<Vec<MedicalDraft>, Error> {
        let mut statement = self.log.db.prepare_cached(
            "SELECT substr(name, 7), value FROM sync_fact WHERE substr(name, 1, 6) = 'draft:' ORDER BY name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let drafts = rows.map(|row| {
            let (form, text) = row?;
            Ok(String::from_utf8(text).ok().map(|text| MedicalDraft { form, text }))
        });
        drafts.filter_map(Result::transpose).collect()
    }

    /// Keeps what stands in a form; nothing forgets it.
    ///
    /// # Errors
    /// It could not be written.
    pub fn keep_draft(&mut self, form: &str, text: &str) -> Result<(), Error> {
        let name = format!("draft:{form}");
        if text.is_empty() {
            self.log.db.prepare_cached("DELETE FROM sync_fact WHERE name = ?1")?.execute(params![name])?;
            return Ok(());
        }
        self.log.put_sync_fact(&name, text.as_bytes())
    }

    /// What is laid aside for forms, by form: as [`Clinical::lay_aside`] was told.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn aside(&self) -> Result<Vec<(String, String)>, Error> {
        let mut statement = self.log.db.prepare_cached(
            "SELECT substr(name, 7), CAST(value AS TEXT) FROM sync_fact WHERE substr(name, 1, 6) = 'aside:' \
             ORDER BY name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Lays something aside for a form, in place of what was; nothing forgets it.
    ///
    /// # Errors
    /// It could not be written.
    pub fn lay_aside(&mut self, form: &str, text: &str) -> Result<(), Error> {
        let name = format!("aside:{form}");
        match text {
            "" => self.log.drop_sync_fact(&name),
            text => self.log.put_sync_fact(&name, text.as_bytes()),
        }
    }
}

/// What was typed in a form is written: its draft is forgotten, and of what was laid aside for it `aside` stays.
pub(super) fn end(db: &Connection, form: &str, aside: &str) -> Result<(), Error> {
    let mut forget = db.prepare_cached("DELETE FROM sync_fact WHERE name = ?1")?;
    forget.execute([format!("draft:{form}")])?;
    let name = format!("aside:{form}");
    match aside {
        "" => forget.execute([name])?,
        aside => db
            .prepare_cached("UPDATE sync_fact SET value = ?2 WHERE name = ?1")?
            .execute(params![name, aside.as_bytes()])?,
    };
    Ok(())
}
