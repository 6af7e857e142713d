//! The open clinical tier: its file, the keys of cards, the lists of an issuing desk.

use std::path::Path;

use henro_seal::{Key, Sensitive};
use rusqlite::{Connection, OptionalExtension, params};

use crate::engine::{self, Seen};
use crate::{Error, FileFault, migrate};

mod desk;

pub use desk::{DeskAct, DeskLine, DeskPerson, DeskStanding};

/// The open clinical tier. Dropping it closes the file.
pub struct Clinical {
    pub(crate) db: Connection,
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
    pub(crate) fn create(path: &Path, key: &Key, record: &str) -> Result<Self, Error> {
        let mut db = engine::create(path, key)?;
        engine::wipe_memory(&db)?;
        migrate::run(&mut db, STEPS)?;
        db.execute(
            "INSERT INTO about (id, record, oldest_reader) VALUES (1, ?1, ?2)",
            params![record, OLDEST_READER],
        )?;
        let made = Self { db };
        made.settle()?;
        Ok(made)
    }

    pub(crate) fn open(path: &Path, key: &Key, record: &str, seen: Option<Seen>) -> Result<Self, Error> {
        let mut db = engine::open(path, key, seen)?;
        engine::wipe_memory(&db)?;
        migrate::run(&mut db, STEPS)?;
        let own: Option<String> =
            db.query_row("SELECT record FROM about WHERE id = 1", [], |row| row.get(0)).optional()?;
        if own.as_deref() != Some(record) {
            return Err(Error::File(FileFault::Foreign));
        }
        Ok(Self { db })
    }

    /// Writes the log of the engine back into the file.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        engine::settle(&self.db)
    }

    /// Keeps the key of a card under the name of its factor.
    pub fn put_card_key(&mut self, factor: &str, key: &CardKey) -> Result<(), Error> {
        self.db.execute(
            "INSERT INTO card (factor, version, key) VALUES (?1, ?2, ?3) \
             ON CONFLICT (factor) DO UPDATE SET version = ?2, key = ?3",
            params![factor, key.version, key.key.expose()],
        )?;
        Ok(())
    }

    /// The key of a card; `None` for a card somebody else made.
    pub fn card_key(&self, factor: &str) -> Result<Option<CardKey>, Error> {
        let found = self
            .db
            .query_row("SELECT version, key FROM card WHERE factor = ?1", [factor], |row| {
                Ok(CardKey { version: row.get(0)?, key: Sensitive::new(row.get(1)?) })
            })
            .optional()?;
        Ok(found)
    }

    /// Forgets the key of a card.
    pub fn drop_card_key(&mut self, factor: &str) -> Result<(), Error> {
        self.db.execute("DELETE FROM card WHERE factor = ?1", [factor])?;
        Ok(())
    }

    /// A secret by its name.
    pub fn secret(&self, name: &str) -> Result<Option<Sensitive<Vec<u8>>>, Error> {
        let found = self.db.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0));
        Ok(found.optional()?.map(Sensitive::new))
    }

    /// Keeps a secret under a name.
    pub fn put_secret(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.db.execute(
            "INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            params![name, value],
        )?;
        Ok(())
    }
}

/// The steps in order. A released step never changes.
const STEPS: &[&str] = &[include_str!("clinical/migrations/001_create_clinical.sql")];
/// The oldest version that can still read what this version writes.
const OLDEST_READER: i64 = 1;
