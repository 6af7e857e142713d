//! Marks the client asks for: how far frames were sent and placed.

use henro_domain::{Day, EntryKind};
use henro_seal::Sensitive;
use henro_sync::{Hash, StreamId, running_head};
use rusqlite::{OptionalExtension, params};

use super::frame_state::{DONE, UNSENT};
use super::keep::fixed;
use crate::Error;
use crate::daily::Daily;
use crate::daily::noun::{DAMAGED, noun_for};
use crate::error::SyncFault;

/// An epoch with its key.
pub type EpochKey = (u32, Sensitive<[u8; 32]>);

impl Daily {
    /// All keys of a stream by epoch.
    pub fn epoch_keys(&self, stream: &StreamId) -> Result<Vec<EpochKey>, Error> {
        let mut statement = self.db.prepare_cached("SELECT epoch, key FROM epoch_key WHERE stream = ?1")?;
        let rows = statement.query_map([stream.0], |row| Ok((row.get(0)?, Sensitive::new(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Devices of which a frame of a stream is here, laid in or not.
    pub fn frame_devices(&self, stream: &StreamId) -> Result<Vec<u32>, Error> {
        // From one device to the next by the index: a long life has many frames of few devices.
        let mut statement =
            self.db.prepare_cached("SELECT min(device) FROM frame WHERE stream = ?1 AND device > ?2")?;
        let mut found = Vec::new();
        let mut last = -1;
        while let Some(device) = statement.query_row(params![stream.0, last], |row| row.get(0))? {
            found.push(device);
            last = i64::from(device);
        }
        Ok(found)
    }

    /// The newest frame of a device that a server has told the place of.
    pub fn newest_placed(&self, stream: &StreamId, device: u32) -> Result<Option<(u64, Hash)>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT seq, hash FROM frame WHERE stream = ?1 AND device = ?2 AND place IS NOT NULL \
             ORDER BY seq DESC LIMIT 1",
        )?;
        let found = statement.query_row(params![stream.0, device], |row| {
            Ok((row.get::<_, i64>(0)? as u64, fixed(row.get_ref(1)?)))
        });
        found.optional()?.map(|(seq, hash)| Ok((seq, Hash(hash?)))).transpose()
    }

    /// The newest clock in what a device wrote, in milliseconds since 1970.
    pub fn newest_clock(&self, device: u32) -> Result<Option<u64>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT max(hlc) FROM (SELECT (SELECT hlc FROM frame WHERE stream = stream.id AND device = ?1 \
             ORDER BY seq DESC LIMIT 1) AS hlc FROM stream)",
        )?;
        let newest: Option<i64> = statement.query_row([device], |row| row.get(0))?;
        Ok(newest.filter(|hlc| *hlc > 0).map(|hlc| hlc as u64 >> 16))
    }

    /// The newest frame of this device the server is known to have.
    pub fn sent(&self, stream: &StreamId) -> Result<u64, Error> {
        let newest: i64 = self
            .db
            .prepare_cached(
                "SELECT coalesce(max(seq), 0) FROM frame WHERE stream = ?1 AND device = ?2 AND state = ?3",
            )?
            .query_row(params![stream.0, self.pen.device.0, DONE], |row| row.get(0))?;
        Ok(newest as u64)
    }

    /// The server has frames of this device up to a number, and none after it.
    pub fn set_sent(&mut self, stream: &StreamId, seq: u64) -> Result<(), Error> {
        self.mark_sent(stream, self.pen.device.0, seq)?;
        self.db
            .prepare_cached(
                "UPDATE frame SET state = ?4 WHERE stream = ?1 AND device = ?2 AND seq > ?3 AND state = ?5 \
                 AND bytes IS NOT NULL",
            )?
            .execute(params![stream.0, self.pen.device.0, seq as i64, UNSENT, DONE])?;
        Ok(())
    }

    /// Forgets the order of a stream: no frame has a place, it is read from its beginning, and no server is known to have frames of this
    /// device. What is laid in stays.
    pub fn forget_places(&mut self, stream: &StreamId) -> Result<(), Error> {
        let device = self.pen.device.0;
        self.transaction(|db, _| {
            let all = "UPDATE frame SET place = NULL WHERE stream = ?1 AND place IS NOT NULL";
            db.prepare_cached(all)?.execute([stream.0])?;
            let own = "UPDATE frame SET state = ?3 WHERE stream = ?1 AND device = ?2 AND state = ?4 AND bytes IS NOT NULL";
            db.prepare_cached(own)?.execute(params![stream.0, device, UNSENT, DONE])?;
            let mark = "UPDATE stream SET place = 0, head = ?2 WHERE id = ?1 AND first = 0";
            match db.prepare_cached(mark)?.execute(params![stream.0, Hash::ZERO.0])? {
                1 => Ok(()),
                _ => Err(Error::Sync(SyncFault::Gap)),
            }
        })
    }

    /// Running head of a stream after a place; nothing where the stream was not read from its beginning or not so far.
    pub fn head_at(&self, stream: &StreamId, place: u64) -> Result<Option<Hash>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT place, hash FROM frame WHERE stream = ?1 AND place BETWEEN 1 AND ?2 ORDER BY place",
        )?;
        let mut rows = statement.query(params![stream.0, place as i64])?;
        let (mut at, mut head) = (0, Hash::ZERO);
        while let Some(row) = rows.next()? {
            at += 1;
            if row.get::<_, i64>(0)? as u64 != at {
                return Ok(None);
            }
            head = running_head(&head, &Hash(fixed(row.get_ref(1)?)?));
        }
        Ok((at == place).then_some(head))
    }

    /// Forgets a small fact.
    pub fn drop_sync_fact(&mut self, name: &str) -> Result<(), Error> {
        self.db.prepare_cached("DELETE FROM sync_fact WHERE name = ?1")?.execute([name])?;
        Ok(())
    }

    /// How many entries of some kinds there are, and the first day of them.
    pub fn count_of(&self, kinds: &[EntryKind]) -> Result<(u64, Option<Day>), Error> {
        let (mut count, mut first) = (0, None);
        for kind in kinds {
            let sql = format!("SELECT count(*), min(day) FROM {}", noun_for(*kind).table);
            let (n, day): (i64, Option<i32>) =
                self.db.prepare_cached(&sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            count += n as u64;
            let day = day.map(Day::from_number).transpose().map_err(|_| DAMAGED)?;
            first = match (first, day) {
                (Some(a), Some(b)) => Some(std::cmp::min(a, b)),
                (a, b) => a.or(b),
            };
        }
        Ok((count, first))
    }
}
