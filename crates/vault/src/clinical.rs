//! The open clinical tier: its file, what is written in it, the keys of cards, the lists of an issuing desk.
//!
//! Its log, its tables of state and its sync are those of [`Daily`] over other nouns.

use std::path::Path;

use henro_seal::{Key, Sensitive};
use rusqlite::{Connection, OptionalExtension, params};

use crate::daily::noun::MEDICAL;
use crate::daily::{Daily, NO_NUMBER};
use crate::engine::{self, Seen};
use crate::migrate::{self, Step};
use crate::{Error, FileFault};

mod desk;
mod drafts;
mod find;
mod form;
mod list;
mod read;
mod two;
mod write;

pub use desk::{DeskAct, DeskLine, DeskPerson, DeskStanding};
pub(crate) use form::rename_forms;

pub use drafts::MedicalDraft;
pub use list::{MedicalAsk, MedicalCount, MedicalPage, PageMark};
pub use read::{MedicalVersion, StoredMedical};
pub use two::{Side, Undecided};
pub use write::{Correction, NewMedical, NewReport};

/// The open clinical tier. Dropping it closes the file.
pub struct Clinical {
    pub(crate) log: Daily,
}

impl std::fmt::Debug for Clinical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clinical(..)")
    }
}

/// The key of a card that this record made.
pub struct CardKey {
    /// Its version, as the card tells it.
    pub version: u16,
    /// The 16 bytes.
    pub key: Sensitive<[u8; 16]>,
}

impl Clinical {
    /// Makes the file. `device` is the number under which the daily tier writes.
    pub(crate) fn create(path: &Path, key: &Key, record: &str, device: u32) -> Result<Self, Error> {
        let mut db = engine::create(path, key)?;
        engine::wipe_memory(&db)?;
        migrate::run(&mut db, &STEPS)?;
        db.execute(
            "INSERT INTO about (id, record, oldest_reader, device) VALUES (1, ?1, ?2, ?3)",
            params![record, OLDEST_READER, device],
        )?;
        let made = Self { log: Daily::over(db, &MEDICAL)? };
        made.settle()?;
        Ok(made)
    }

    pub(crate) fn open(
        path: &Path,
        key: &Key,
        (record, device): (&str, u32),
        seen: Option<Seen>,
    ) -> Result<Self, Error> {
        let mut db = engine::open(path, key, seen)?;
        engine::wipe_memory(&db)?;
        migrate::run(&mut db, &STEPS)?;
        let own: Option<String> =
            db.query_row("SELECT record FROM about WHERE id = 1", [], |row| row.get(0)).optional()?;
        if own.as_deref() != Some(record) {
            return Err(Error::File(FileFault::Foreign));
        }
        // One of an older version has none yet.
        db.execute("UPDATE about SET device = ?1 WHERE device = 0", [device])?;
        let mut opened = Self { log: Daily::over(db, &MEDICAL)? };
        opened.follow(device)?;
        Ok(opened)
    }

    /// Writes under the number of the daily tier: there is one number for a device. Where it is synced already, the new number
    /// is taken when everything that was sent under the old one is here: [`Daily::take_number`].
    pub(crate) fn follow(&mut self, device: u32) -> Result<(), Error> {
        let own = self.log.number();
        match device {
            _ if own == device => Ok(()),
            number if number != NO_NUMBER && self.log.streams()?.is_empty() => {
                self.log.take_number(number).map(drop)
            }
            // It waits for one: what is written meanwhile gets ids that are nobody's.
            _ if own != NO_NUMBER => self.log.leave_number(),
            _ => Ok(()),
        }
    }

    /// Its log, as rounds work on it.
    pub fn log(&mut self) -> &mut Daily {
        &mut self.log
    }

    /// Writes the log of the engine back into the file.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        self.log.settle()
    }

    pub(crate) fn db(&self) -> &Connection {
        &self.log.db
    }

    /// Keeps the key of a card under the name of its factor.
    pub fn put_card_key(&mut self, factor: &str, key: &CardKey) -> Result<(), Error> {
        self.log.db.execute(
            "INSERT INTO card (factor, version, key) VALUES (?1, ?2, ?3) \
             ON CONFLICT (factor) DO UPDATE SET version = ?2, key = ?3",
            params![factor, key.version, key.key.expose()],
        )?;
        Ok(())
    }

    /// The key of a card; `None` for a card somebody else made.
    pub fn card_key(&self, factor: &str) -> Result<Option<CardKey>, Error> {
        let found = self
            .log
            .db
            .query_row("SELECT version, key FROM card WHERE factor = ?1", [factor], |row| {
                Ok(CardKey { version: row.get(0)?, key: Sensitive::new(row.get(1)?) })
            })
            .optional()?;
        Ok(found)
    }

    /// Forgets the key of a card.
    pub fn drop_card_key(&mut self, factor: &str) -> Result<(), Error> {
        self.log.db.execute("DELETE FROM card WHERE factor = ?1", [factor])?;
        Ok(())
    }

    /// Forgets the keys of all cards but these.
    pub(crate) fn keep_card_keys(&mut self, factors: &[&str]) -> Result<(), Error> {
        let own: Vec<String> = {
            let mut statement = self.log.db.prepare("SELECT factor FROM card")?;
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        own.iter().filter(|own| !factors.contains(&own.as_str())).try_for_each(|own| self.drop_card_key(own))
    }

    /// A secret by its name.
    pub fn secret(&self, name: &str) -> Result<Option<Sensitive<Vec<u8>>>, Error> {
        let found =
            self.log.db.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0));
        Ok(found.optional()?.map(Sensitive::new))
    }

    /// The names of all secrets.
    pub fn secret_names(&self) -> Result<Vec<String>, Error> {
        let mut statement = self.log.db.prepare("SELECT name FROM secret ORDER BY name")?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Keeps a secret under a name.
    pub fn put_secret(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.log.db.execute(
            "INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            params![name, value],
        )?;
        Ok(())
    }

    /// Forgets a secret.
    pub fn drop_secret(&mut self, name: &str) -> Result<(), Error> {
        self.log.db.execute("DELETE FROM secret WHERE name = ?1", [name])?;
        Ok(())
    }
}

/// The steps in order. A released step never changes.
const STEPS: [Step; 7] = [
    Step::sql(include_str!("clinical/migrations/001_create_clinical.sql")),
    Step::sql(include_str!("clinical/migrations/002_add_entries.sql")),
    Step::sql(include_str!("clinical/migrations/003_add_search.sql")),
    Step::sql(include_str!("clinical/migrations/004_add_papers.sql")),
    Step::sql(include_str!("clinical/migrations/005_keep_both_values.sql")),
    Step::sql(include_str!("clinical/migrations/006_add_documents.sql")),
    Step::sql(include_str!("clinical/migrations/007_add_report_forms.sql")),
];
/// The oldest version that can still read what this version writes.
const OLDEST_READER: i64 = 7;
