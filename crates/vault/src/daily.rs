//! The open daily tier.

mod about;
pub(crate) mod conflict;
mod digest;
pub(crate) mod fields;
pub(crate) mod fold;
mod holds;
pub(crate) mod import;
mod local;
pub(crate) mod log;
mod migrate;
pub(crate) mod noun;
pub(crate) mod origin;
mod read;
pub(crate) mod search;
mod series;
pub(crate) mod state;
pub(crate) mod statements;
mod sync;
pub(crate) mod timeline;
pub(crate) mod write;

use std::path::Path;

use henro_domain::{DeviceNumber, Hlc};
use henro_seal::Key;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::engine::{self, Seen};
use crate::{Error, FileFault};
pub use about::Draft;
pub use digest::Digest;
pub use import::{Batch, BatchId};
pub use log::{Meta, Op, Source};
pub(crate) use noun::DAMAGED;
use noun::Nouns;
pub use noun::{Question, clinical_rules};
pub use read::{StoredEntry, Version};
pub use search::{Excerpt, NamedDays, SearchPlace, SearchWords, medical_text};
pub use series::{DayValue, FoodCount, Pressure, SeriesKind};
pub(crate) use sync::NO_NUMBER;
pub(crate) use sync::value_out;
pub use sync::{ChainKind, EpochKey, Incoming, Laid, NewFrame, Owed, StoredFrame, Stream, Unsealed};
pub use timeline::{Folded, Towards};
pub use write::NewEntry;

/// The open daily tier of a record: entries, profile, settings, drafts. Dropping it closes the file. Log, tables of state and
/// sync are those of the clinical tier too, over other nouns.
pub struct Daily {
    pub(crate) db: Connection,
    pub(crate) nouns: Nouns,
    pen: log::Pen,
    /// Rows written when the engine's log was last written back by hand.
    pub(crate) tidied: u64,
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
    pub(crate) fn create(path: &Path, key: &Key, record: &str, device: u32) -> Result<Self, Error> {
        let mut db = engine::create(path, key)?;
        migrate::migrate(&mut db)?;
        db.execute(
            "INSERT INTO about (id, record, device, oldest_reader) VALUES (1, ?1, ?2, ?3)",
            rusqlite::params![record, device, migrate::OLDEST_READER],
        )?;
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Self::over(db, &noun::DAILY)
    }

    /// Opens the file, bringing an older one up to date.
    pub(crate) fn open(path: &Path, key: &Key, seen: Option<Seen>) -> Result<Self, Error> {
        let mut db = engine::open(path, key, seen)?;
        migrate::migrate(&mut db)?;
        Self::over(db, &noun::DAILY)
    }

    /// A file that is open and up to date.
    pub(crate) fn over(mut db: Connection, nouns: Nouns) -> Result<Self, Error> {
        let device: u32 = db
            .query_row("SELECT device FROM about WHERE id = 1", [], |row| row.get(0))
            .optional()?
            .ok_or(Error::File(FileFault::Foreign))?;
        let unread: i64 = db.query_row("SELECT unread FROM about", [], |row| row.get(0))?;
        if unread != 0 && unread != fold::shape(nouns) {
            // Another version met what it did not know; this one may.
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            fold::rebuild(&transaction, nouns)?;
            transaction.commit()?;
        }
        search::index::bring_up(&mut db, nouns)?;
        let counter = write::last_counter(&db, nouns, i64::from(device))?;
        let reached = reached(&db)?;
        let pen = log::Pen { device: DeviceNumber(device), counter, hlc: Hlc(reached.hlc), nouns };
        let tidied = db.total_changes();
        Ok(Self { db, nouns, pen, tidied })
    }

    /// Does what a server can give again, or what is found anew: it does not wait for the medium. The next write that waits takes it
    /// along, so nothing that rests on it is ever there without it.
    pub fn without_waiting<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        engine::waits_for_medium(&self.db, false)?;
        let done = work(self);
        engine::waits_for_medium(&self.db, true)?;
        done
    }

    /// How far this file has come.
    pub(crate) fn reached(&self) -> Result<Reached, Error> {
        reached(&self.db)
    }

    /// Writes the log of the engine back into the file, so that a copy of the folder is whole.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        search::index::note_whole(&self.db)?;
        engine::settle(&self.db)
    }

    /// Writes a consistent encrypted copy under `key` to a path where nothing is yet.
    pub(crate) fn copy_to(&self, path: &Path, key: &Key) -> Result<(), Error> {
        engine::copy_to(&self.db, path, key)
    }

    /// What the engine finds wrong with its pages.
    pub(crate) fn page_faults(&self) -> Result<usize, Error> {
        engine::page_faults(&self.db)
    }
}

/// The clock of the newest change of this device, or of what came from others, whichever is later.
fn reached(db: &Connection) -> Result<Reached, Error> {
    let seen: i64 = db.query_row("SELECT hlc FROM about WHERE id = 1", [], |row| row.get(0))?;
    let newest = "SELECT hlc, seq FROM change ORDER BY seq DESC LIMIT 1";
    let found: Option<(i64, i64)> =
        db.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (hlc, seq) = found.unwrap_or((0, 0));
    Ok(Reached { hlc: (hlc as u64).max(seen as u64), seq })
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::{ActorId, Day, Entry, OffsetMinutes, Stamp, SubjectId, When};

    fn meta() -> Meta {
        let stamp = Stamp { utc_ms: 20_779 * 86_400_000, offset: OffsetMinutes::JAPAN };
        Meta { stamp, actor: ActorId(1), subject: SubjectId(1), source: Source::Form }
    }

    fn note(text: String) -> NewEntry {
        let when = When { day: Day::new(2026, 11, 22).unwrap(), minute: None, offset: OffsetMinutes::JAPAN };
        NewEntry { when, entry: Entry::Diary { text } }
    }

    #[test]
    fn a_full_database_refuses_the_write_and_keeps_what_was_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([5; 32]);
        let path = folder.path().join("daily.db");
        let mut daily = Daily::create(&path, &key, "", 1).unwrap();
        let pages: i64 = daily.db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        daily.db.execute_batch(&format!("PRAGMA max_page_count = {};", pages + 8)).unwrap();
        let mut ids = Vec::new();
        let failure = loop {
            match daily.record(&[note("あ".repeat(500))], &meta()) {
                Ok(id) => ids.extend(id),
                Err(error) => break error,
            }
        };
        assert_eq!(failure, Error::Full);
        assert!(!ids.is_empty());
        assert_eq!(daily.count_entries().unwrap(), ids.len() as u64);
        // Many at once: none of them stays.
        assert_eq!(
            daily.import_batch((0..9).map(|_| note("い".repeat(900))), "x", &meta()).unwrap_err(),
            Error::Full
        );
        assert_eq!(daily.count_entries().unwrap(), ids.len() as u64);
        drop(daily);
        let mut daily = Daily::open(&path, &key, None).unwrap();
        assert_eq!(daily.digest().unwrap(), daily.digest_of_log().unwrap());
        assert_eq!(daily.page_faults().unwrap(), 0);
        let next = daily.record(&[note("う".into())], &meta()).unwrap();
        assert!(next > ids);
    }

    #[test]
    fn the_settings_of_the_engine_are_those_we_count_on() {
        let folder = tempfile::tempdir().unwrap();
        let daily = Daily::create(&folder.path().join("daily.db"), &Key::from_bytes([5; 32]), "", 1).unwrap();
        let asked = |pragma: &str| {
            daily
                .db
                .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
                .unwrap()
        };
        use rusqlite::types::Value::{Integer, Text};
        assert_eq!(asked("journal_mode"), Text("wal".into()));
        assert_eq!(asked("synchronous"), Integer(2)); // FULL
        assert_eq!(asked("foreign_keys"), Integer(1));
        assert_eq!(asked("secure_delete"), Integer(1));
        assert_eq!(asked("cipher_page_size"), Text(engine::PAGE.to_string()));
        assert!(matches!(asked("cipher_version"), Text(version) if version.starts_with("4.")));
    }

    #[test]
    fn charts_and_days_are_answered_from_indexes() {
        let folder = tempfile::tempdir().unwrap();
        let daily = Daily::create(&folder.path().join("daily.db"), &Key::from_bytes([5; 32]), "", 1).unwrap();
        let plan = |sql: &str| {
            let mut statement = daily.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
            steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
        };
        for noun in noun::DAILY.iter().filter(|noun| !["profile", "setting"].contains(&noun.table)) {
            let days = plan(&statements::of(noun).days.replace("?1", "1").replace("?2", "2"));
            assert!(days.contains("USING INDEX") && !days.contains("SCAN"), "{days}");
        }
        let covered = [
            "SELECT day, avg(value) FROM measurement WHERE item = 1 AND day BETWEEN 1 AND 2 GROUP BY day",
            "SELECT day, total(energy_kcal) FROM intake WHERE day BETWEEN 1 AND 2 GROUP BY day",
            "SELECT day, total(salt_g) FROM intake WHERE day BETWEEN 1 AND 2 GROUP BY day",
            "SELECT day, sum(count) FROM steps WHERE day BETWEEN 1 AND 2 GROUP BY day",
            "SELECT day, total(kcal) FROM exercise WHERE day BETWEEN 1 AND 2 GROUP BY day",
            "SELECT day, minute, systolic, diastolic, pulse, occasion FROM blood_pressure WHERE day BETWEEN 1 AND 2",
        ];
        for sql in covered {
            let found = plan(sql);
            assert!(found.contains("COVERING INDEX") && !found.contains("TEMP B-TREE"), "{sql}: {found}");
        }
    }
}
