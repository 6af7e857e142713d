//! What the client keeps in the record: streams, keys of epochs, chains, the access log, work begun, small facts. Each
//! call is on disk when it returns.

use henro_domain::Section;
use henro_seal::Sensitive;
use henro_sync::{Hash, StreamId};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};

use super::number::set_behind;
use super::outgoing::is_behind;
use crate::Error;
use crate::daily::Daily;
use crate::daily::log::{section_number, section_of};
use crate::daily::noun::DAMAGED;
use crate::error::SyncFault;

/// A stream of this record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// Its id.
    pub id: StreamId,
    /// Its section.
    pub section: Section,
    /// The place from which it may be read; 0 for all of it.
    pub first: u64,
    /// How far it was read.
    pub place: u64,
    /// The running head there.
    pub head: Hash,
    pub(super) sealed: i64,
}

/// Which chain an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChainKind {
    /// The control chain of a record.
    Control,
    /// The chain of an identity.
    Identity,
}

/// Work that was begun and is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What kind.
    pub kind: String,
    /// About what.
    pub about: String,
    /// How far it is.
    pub state: String,
    /// Since when, UTC milliseconds.
    pub at: i64,
}

impl Daily {
    /// Adds a stream, read from a place on (0 for all of it, with a head of zero). Nothing changes where it is there.
    pub fn add_stream(
        &mut self,
        id: &StreamId,
        section: Section,
        first: u64,
        head: &Hash,
    ) -> Result<(), Error> {
        self.transaction(|db, pen| {
            db.prepare_cached(
                "INSERT INTO stream (id, section, first, place, head, sealed) VALUES (?1, ?2, ?3, ?3, ?4, 0) \
                 ON CONFLICT (id) DO NOTHING",
            )?
            .execute(params![id.0, section_number(section), first as i64, head.0])?;
            if is_behind(db)? { set_behind(db, pen) } else { Ok(()) }
        })
    }

    /// The streams of this record.
    pub fn streams(&self) -> Result<Vec<Stream>, Error> {
        let mut statement = self.db.prepare_cached(&format!("{STREAM} ORDER BY section"))?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(stream(row)?);
        }
        Ok(found)
    }

    /// Keeps the key of an epoch.
    pub fn put_epoch_key(
        &mut self,
        stream: &StreamId,
        epoch: u32,
        key: &Sensitive<[u8; 32]>,
    ) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO epoch_key (stream, epoch, key) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (stream, epoch) DO UPDATE SET key = ?3",
            )?
            .execute(params![stream.0, epoch, key.expose()])?;
        Ok(())
    }

    /// The key of an epoch.
    pub fn epoch_key(&self, stream: &StreamId, epoch: u32) -> Result<Option<Sensitive<[u8; 32]>>, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT key FROM epoch_key WHERE stream = ?1 AND epoch = ?2")?;
        let found: Option<[u8; 32]> =
            statement.query_row(params![stream.0, epoch], |row| row.get(0)).optional()?;
        Ok(found.map(Sensitive::new))
    }

    /// The newest epoch of a stream whose key is here.
    pub fn newest_epoch(&self, stream: &StreamId) -> Result<Option<u32>, Error> {
        let mut statement = self.db.prepare_cached("SELECT max(epoch) FROM epoch_key WHERE stream = ?1")?;
        Ok(statement.query_row([stream.0], |row| row.get(0))?)
    }

    /// Appends entries to a chain; `from` is how many were there. All of them or none.
    pub fn append_chain(
        &mut self,
        kind: ChainKind,
        chain: &[u8],
        from: u64,
        entries: &[Vec<u8>],
    ) -> Result<(), Error> {
        self.transaction(|db, _| {
            let sql = "SELECT count(*) FROM chain_entry WHERE kind = ?1 AND chain = ?2";
            let there: i64 = db.query_row(sql, params![kind.number(), chain], |row| row.get(0))?;
            if there as u64 != from {
                return Err(Error::Sync(SyncFault::Gap));
            }
            let mut insert =
                db.prepare_cached("INSERT INTO chain_entry (kind, chain, n, bytes) VALUES (?1, ?2, ?3, ?4)")?;
            for (n, bytes) in (there..).zip(entries) {
                insert.execute(params![kind.number(), chain, n, bytes])?;
            }
            Ok(())
        })
    }

    /// All entries of a chain.
    pub fn chain(&self, kind: ChainKind, chain: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
        let mut statement = self
            .db
            .prepare_cached("SELECT bytes FROM chain_entry WHERE kind = ?1 AND chain = ?2 ORDER BY n")?;
        let rows = statement.query_map(params![kind.number(), chain], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The chains of a kind that are here.
    pub fn chains(&self, kind: ChainKind) -> Result<Vec<Vec<u8>>, Error> {
        let mut statement = self
            .db
            .prepare_cached("SELECT DISTINCT chain FROM chain_entry WHERE kind = ?1 ORDER BY chain")?;
        let rows = statement.query_map([kind.number()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Appends lines to the access log; `from` is how many were there. All of them or none.
    pub fn append_access(&mut self, from: u64, lines: &[Vec<u8>]) -> Result<(), Error> {
        self.transaction(|db, _| {
            let there: i64 = db.query_row("SELECT count(*) FROM access", [], |row| row.get(0))?;
            if there as u64 != from {
                return Err(Error::Sync(SyncFault::Gap));
            }
            let mut insert = db.prepare_cached("INSERT INTO access (n, bytes) VALUES (?1, ?2)")?;
            for (n, bytes) in (there..).zip(lines) {
                insert.execute(params![n, bytes])?;
            }
            Ok(())
        })
    }

    /// Lines of the access log from a number on.
    pub fn access(&self, from: u64) -> Result<Vec<Vec<u8>>, Error> {
        let mut statement = self.db.prepare_cached("SELECT bytes FROM access WHERE n >= ?1 ORDER BY n")?;
        Ok(statement.query_map([from as i64], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Keeps the heartbeat of a device, unless a newer one is here.
    pub fn put_heartbeat(&mut self, device: u32, at: u64, bytes: &[u8]) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO heartbeat (device, at, bytes) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (device) DO UPDATE SET at = ?2, bytes = ?3 WHERE at < ?2",
            )?
            .execute(params![device, at as i64, bytes])?;
        Ok(())
    }

    /// The newest heartbeat of each device.
    pub fn heartbeats(&self) -> Result<Vec<Vec<u8>>, Error> {
        let mut statement = self.db.prepare_cached("SELECT bytes FROM heartbeat ORDER BY device")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Remembers work that was begun, or how far it is.
    pub fn owe(&mut self, owed: &Owed) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO owed (kind, about, state, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (kind, about) DO UPDATE SET state = ?3",
            )?
            .execute(params![owed.kind, owed.about, owed.state, owed.at])?;
        Ok(())
    }

    /// Work that is not done, the oldest first.
    pub fn owed(&self) -> Result<Vec<Owed>, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT kind, about, state, at FROM owed ORDER BY at, kind, about")?;
        let rows = statement.query_map([], |row| {
            Ok(Owed { kind: row.get(0)?, about: row.get(1)?, state: row.get(2)?, at: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Work that is done.
    pub fn settle_owed(&mut self, kind: &str, about: &str) -> Result<(), Error> {
        self.db.prepare_cached("DELETE FROM owed WHERE kind = ?1 AND about = ?2")?.execute([kind, about])?;
        Ok(())
    }

    /// Keeps a small thing by name. Not for secrets: those have [`Daily::put_secret`].
    pub fn put_sync_fact(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "INSERT INTO sync_fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            )?
            .execute(params![name, value])?;
        Ok(())
    }

    /// A small thing by name.
    pub fn sync_fact(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let mut statement = self.db.prepare_cached("SELECT value FROM sync_fact WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Keeps a secret of the daily tier by name: the key of the device, the key by which others reach it. `inbox` is
    /// the letter box's own.
    pub fn put_secret(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        if name == "inbox" {
            return Err(Error::Misfit);
        }
        self.db
            .prepare_cached(
                "INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            )?
            .execute(params![name, value])?;
        Ok(())
    }

    /// A secret of the daily tier.
    pub fn secret(&self, name: &str) -> Result<Option<Sensitive<Vec<u8>>>, Error> {
        let mut statement = self.db.prepare_cached("SELECT value FROM secret WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?.map(Sensitive::new))
    }
}

impl ChainKind {
    fn number(self) -> i64 {
        match self {
            Self::Control => 0,
            Self::Identity => 1,
        }
    }
}

/// A stream that must be here.
pub(super) fn stream_of(db: &Connection, id: &StreamId) -> Result<Stream, Error> {
    let mut statement = db.prepare_cached(&format!("{STREAM} WHERE id = ?1"))?;
    let found = statement.query_row([id.0], |row| Ok(stream(row))).optional()?;
    found.ok_or(Error::Sync(SyncFault::NoStream))?
}

fn stream(row: &rusqlite::Row) -> Result<Stream, Error> {
    Ok(Stream {
        id: StreamId(fixed(row.get_ref(0)?)?),
        section: section_of(row.get(1)?)?,
        first: row.get::<_, i64>(2)? as u64,
        place: row.get::<_, i64>(3)? as u64,
        head: Hash(fixed(row.get_ref(4)?)?),
        sealed: row.get(5)?,
    })
}

/// A blob of a known length.
pub(super) fn fixed<const N: usize>(value: ValueRef) -> Result<[u8; N], Error> {
    value.as_blob().ok().and_then(|bytes| bytes.try_into().ok()).ok_or(DAMAGED)
}

const STREAM: &str = "SELECT id, section, first, place, head, sealed FROM stream";
