//! The open daily tier.

mod about;
mod digest;
mod fields;
mod import;
mod log;
mod migrate;
mod noun;
mod read;
mod series;
mod state;
mod statements;
mod write;

use std::path::Path;

use henro_domain::{DeviceNumber, Hlc};
use henro_seal::Key;
use rusqlite::{Connection, OptionalExtension};

use crate::engine::{self, Salt};
use crate::{Error, FileFault};
pub use about::Draft;
pub use digest::Digest;
pub use import::{Batch, BatchId};
pub use log::{Meta, Op, Source};
pub use noun::Kind;
pub use read::{StoredEntry, Version};
pub use series::{DayValue, FoodCount, Pressure, SeriesKind};
pub use write::NewEntry;

/// The open daily tier of a record: entries, profile, settings, drafts. Dropping it closes the file.
pub struct Daily {
    db: Connection,
    pen: log::Pen,
}

impl std::fmt::Debug for Daily {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Daily(..)")
    }
}

/// How far a file has come: what the mark remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reached {
    pub(crate) hlc: u64,
    pub(crate) seq: i64,
}

impl Daily {
    /// Makes the file of a new record.
    pub(crate) fn create(path: &Path, key: &Key, record: &str) -> Result<Self, Error> {
        let mut db = engine::create(path, key)?;
        migrate::migrate(&mut db)?;
        db.execute(
            "INSERT INTO about (id, record, device, oldest_reader) VALUES (1, ?1, 1, ?2)",
            rusqlite::params![record, migrate::OLDEST_READER],
        )?;
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Self::over(db)
    }

    /// Opens the file, bringing an older one up to date.
    pub(crate) fn open(path: &Path, key: &Key, salt: Option<Salt>) -> Result<Self, Error> {
        let mut db = engine::open(path, key, salt)?;
        migrate::migrate(&mut db)?;
        Self::over(db)
    }

    fn over(db: Connection) -> Result<Self, Error> {
        let device: u32 = db
            .query_row("SELECT device FROM about WHERE id = 1", [], |row| row.get(0))
            .optional()?
            .ok_or(Error::File(FileFault::Foreign))?;
        let counter = write::last_counter(&db, i64::from(device))?;
        let reached = reached(&db)?;
        let pen = log::Pen { device: DeviceNumber(device), counter, hlc: Hlc(reached.hlc) };
        Ok(Self { db, pen })
    }

    /// How far this file has come.
    pub(crate) fn reached(&self) -> Result<Reached, Error> {
        reached(&self.db)
    }

    /// Writes the log of the engine back into the file, so that a copy of the folder is whole.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        Ok(self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Writes a consistent encrypted copy under `key` to a path where nothing is yet.
    pub(crate) fn copy_to(&self, path: &Path, key: &Key) -> Result<(), Error> {
        let path = path.to_str().ok_or(Error::Io(std::io::ErrorKind::InvalidFilename))?;
        let version: i64 = self.db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        self.db.execute("ATTACH DATABASE ?1 AS copy KEY ?2", [path, key.raw_literal().expose()])?;
        let copied = (|| {
            self.db.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?;
            self.db.execute_batch(&format!("PRAGMA copy.user_version = {version};"))
        })();
        let detached = self.db.execute_batch("DETACH DATABASE copy;");
        copied.and(detached).map_err(Error::from)
    }

    /// What the engine finds wrong with its pages: lines of both integrity checks, none where all is well.
    pub(crate) fn page_faults(&self) -> Result<usize, Error> {
        self.settle()?;
        let mut faults = 0;
        // All rows are read: the first one alone does not speak for the rest.
        let mut statement = self.db.prepare("PRAGMA cipher_integrity_check")?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {
            faults += 1;
        }
        let mut statement = self.db.prepare("PRAGMA integrity_check")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            faults += usize::from(row.get::<_, String>(0)? != "ok");
        }
        Ok(faults)
    }
}

fn reached(db: &Connection) -> Result<Reached, Error> {
    let newest = "SELECT hlc, seq FROM change ORDER BY seq DESC LIMIT 1";
    let found = db
        .query_row(newest, [], |row| Ok(Reached { hlc: row.get::<_, i64>(0)? as u64, seq: row.get(1)? }))
        .optional()?;
    Ok(found.unwrap_or(Reached { hlc: 0, seq: 0 }))
}
