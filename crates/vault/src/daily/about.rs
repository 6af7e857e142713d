//! What is not an entry: the person, the settings of the record, half-written forms.

use henro_domain::{Day, Person, When};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::log::Meta;
use super::noun::{PROFILE, PROFILE_ID, Row, SETTING, person_columns, person_of, setting_id};
use super::state;
use super::{Daily, statements, write};
use crate::Error;

/// A half-written form. Kept until the form is saved or dropped; not part of the record.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// The day the form is for.
    pub day: Day,
    /// Name of the form.
    pub form: String,
    /// Its fields, as JSON.
    pub value: String,
    /// When it was kept, UTC milliseconds.
    pub at: i64,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft(..)")
    }
}

impl Daily {
    /// The person, once written.
    pub fn profile(&self) -> Result<Option<Person>, Error> {
        let found = state::one(&self.db, &PROFILE, PROFILE_ID)?;
        found.map(|state| person_of(state.row.columns)).transpose()
    }

    /// Writes the person; what was there before stays in the log.
    pub fn set_profile(&mut self, person: &Person, meta: &Meta) -> Result<(), Error> {
        let row = Row::new(&now(meta)?, person_columns(person));
        self.transaction(|db, pen| write::write_fixed(db, pen, meta, &PROFILE, (PROFILE_ID, row)))
    }

    /// A setting of the record, as JSON.
    pub fn setting(&self, key: &str) -> Result<Option<String>, Error> {
        let mut statement = self.db.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Writes a setting of the record; in the log like everything else.
    pub fn put_setting(&mut self, key: &str, value: &str, meta: &Meta) -> Result<(), Error> {
        let columns = vec![Value::Text(key.to_owned()), Value::Text(value.to_owned())];
        let row = Row::new(&now(meta)?, columns);
        self.transaction(|db, pen| write::write_fixed(db, pen, meta, &SETTING, (setting_id(key), row)))
    }

    /// All settings of the record.
    pub fn settings(&self) -> Result<Vec<(String, String)>, Error> {
        let mut statement = self.db.prepare_cached(&statements::of(&SETTING).all)?;
        let rows = statement.query_map([], |row| Ok((row.get("key")?, row.get("value")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a half-written form.
    pub fn draft_put(&mut self, day: Day, form: &str, value: &str, at: i64) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO draft (day, form, value, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (day, form) DO UPDATE SET value = ?3, at = ?4",
            )?
            .execute(params![day.number(), form, value, at])?;
        Ok(())
    }

    /// A half-written form.
    pub fn draft(&self, day: Day, form: &str) -> Result<Option<Draft>, Error> {
        Ok(self.drafts(day)?.into_iter().find(|draft| draft.form == form))
    }

    /// The half-written forms of a day.
    pub fn drafts(&self, day: Day) -> Result<Vec<Draft>, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT form, value, at FROM draft WHERE day = ?1 ORDER BY form")?;
        let rows = statement.query_map([day.number()], |row| {
            Ok(Draft { day, form: row.get(0)?, value: row.get(1)?, at: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Drops a half-written form.
    pub fn draft_drop(&mut self, day: Day, form: &str) -> Result<(), Error> {
        self.db
            .prepare_cached("DELETE FROM draft WHERE day = ?1 AND form = ?2")?
            .execute(params![day.number(), form])?;
        Ok(())
    }
}

fn now(meta: &Meta) -> Result<When, Error> {
    let (day, minute) = meta.stamp.local().map_err(|_| Error::Misfit)?;
    Ok(When { day, minute: Some(minute), offset: meta.stamp.offset })
}
