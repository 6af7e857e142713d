//! Changes of this device on their way out.

use std::collections::BTreeSet;

use henro_domain::{EntryId, Hlc, Section};
use henro_sync::{self as sync, Frame, Hash, Op, OpAct, StreamId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};

use super::cuts;
use super::frame_state::{DONE, UNSENT};
use super::keep::{fixed, stream_of};
use crate::daily::log::section_number;
use crate::daily::noun::outward;
use crate::daily::origin::Frontier;
use crate::daily::{Daily, fields};
use crate::error::SyncFault;
use crate::{Error, Op as Act};

/// Changes that are in no frame yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unsealed {
    /// The changes in the order of their clock.
    pub ops: Vec<Op>,
    /// How far they go, for [`NewFrame`].
    pub upto: i64,
    /// For each other device of the stream the newest frame its author had seen when it was written: for the frame. What was
    /// written before something came is never in one frame with what was written after it.
    pub frontier: Vec<(u32, u64)>,
}

/// A sealed frame of this device.
#[derive(Debug, Clone, Copy)]
pub struct NewFrame<'a> {
    /// The whole frame.
    pub bytes: &'a [u8],
    /// What the next one follows.
    pub hash: Hash,
    /// How far its changes go: [`Unsealed::upto`].
    pub upto: i64,
}

/// A frame whose bytes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFrame {
    /// Its stream.
    pub stream: StreamId,
    /// Number of the device.
    pub device: u32,
    /// Its number.
    pub seq: u64,
    /// What the next one follows.
    pub hash: Hash,
    /// The whole frame.
    pub bytes: Vec<u8>,
}

impl Daily {
    /// Changes of this device in a section that are in no frame yet, at most `limit` of them and about 256 KiB. The
    /// same ones until [`Daily::store_frame`] has kept their frame; none while [`Daily::is_behind`].
    pub fn unsealed(&mut self, section: Section, limit: usize) -> Result<Unsealed, Error> {
        if is_behind(&self.db)? {
            return Ok(Unsealed::default());
        }
        let (section, device) = (section_number(section), self.pen.device.0);
        let mut found = Unsealed { ops: Vec::new(), upto: sealed(&self.db, section)?, frontier: Vec::new() };
        let (mut cut, mut seen) = (i64::MAX, None::<Frontier>);
        let mut statement = self.db.prepare_cached(UNSEALED)?;
        let mut rows = statement.query(params![found.upto, section, device])?;
        let mut room = MOST_BYTES;
        while found.ops.len() < limit
            && let Some(row) = rows.next()?
        {
            let (change, body): (i64, Vec<u8>) = (row.get(0)?, row.get(8)?);
            let of = cuts::seen_by(self, change)?;
            let alike = of.is_none() || seen.is_none() || of == seen;
            if found.ops.is_empty() {
                // The end of the frame this one lies in; ends of those before it are no ends of it.
                cut = cuts::next(self, section, change - 1)?;
            } else if body.len() > room || !alike || change > cut {
                break;
            }
            seen = seen.or(of);
            room = room.saturating_sub(body.len());
            found.upto = change;
            found.ops.push(op_of(row, &body)?);
        }
        drop(rows);
        drop(statement);
        if found.ops.is_empty() {
            self.skip_ahead(section)?;
            return Ok(found);
        }
        let mut frontier = cuts::seen_now(self, section)?;
        if let Some(seen) = seen {
            // Whoever is in one frontier of a device is in all that follow: those it had not seen with a 0.
            frontier.values_mut().for_each(|upto| *upto = 0);
            frontier.extend(seen);
        }
        found.frontier = frontier.into_iter().filter(|(of, _)| *of != device).collect();
        Ok(found)
    }

    /// Keeps a frame of this device and remembers that its changes are in it, in one transaction. It is on disk when
    /// this returns.
    pub fn store_frame(&mut self, new: &NewFrame) -> Result<(), Error> {
        let head = Frame::read(new.bytes).map_err(|_| Error::Sync(SyncFault::Malformed))?.head;
        self.transaction(|db, pen| {
            if is_behind(db)? {
                return Err(Error::Sync(SyncFault::Behind));
            }
            let stream = stream_of(db, &head.stream)?;
            let next = newest(db, &head.stream, pen.device.0)?.map_or(1, |(seq, _)| seq + 1);
            if head.device != pen.device.0 || head.seq != next || new.upto <= stream.sealed {
                return Err(Error::Sync(SyncFault::Gap));
            }
            let hlc: i64 = db
                .query_row("SELECT hlc FROM change WHERE seq = ?1", [new.upto], |row| row.get(0))
                .optional()?
                .ok_or(Error::Sync(SyncFault::Gap))?;
            db.prepare_cached(INSERT)?.execute(params![
                head.stream.0,
                head.device,
                head.seq as i64,
                head.epoch,
                new.hash.0,
                hlc,
                stream.sealed,
                UNSENT,
                new.bytes,
            ])?;
            db.prepare_cached("UPDATE stream SET sealed = ?2 WHERE id = ?1")?
                .execute(params![head.stream.0, new.upto])?;
            cuts::sealed(db, pen, section_number(stream.section), (stream.sealed, new.upto), head.seq)
        })
    }

    /// Frames of this device that no server has, in their order, up to about `bytes`.
    pub fn unsent_frames(&self, stream: &StreamId, bytes: usize) -> Result<Vec<StoredFrame>, Error> {
        self.frames(&format!("{IN_HAND} AND stream = ?1 ORDER BY device, seq"), params![stream.0], bytes)
    }

    /// Frames of this device from a number on, to fill a server anew, up to about `bytes`.
    pub fn own_frames(
        &self,
        stream: &StreamId,
        device: u32,
        from: u64,
        bytes: usize,
    ) -> Result<Vec<StoredFrame>, Error> {
        let which = "WHERE stream = ?1 AND device = ?2 AND seq >= ?3 AND bytes IS NOT NULL ORDER BY seq";
        self.frames(which, params![stream.0, device, from as i64], bytes)
    }

    /// Frames of all devices after a place, in the order of their places, up to about `bytes`: to fill a server anew.
    pub fn placed_frames(
        &self,
        stream: &StreamId,
        place: u64,
        bytes: usize,
    ) -> Result<Vec<StoredFrame>, Error> {
        // Of frames that came in a segment there are no bytes; what lies behind such a gap is no part of the row.
        let which = "WHERE stream = ?1 AND place > ?2 AND place < coalesce((SELECT min(place) FROM frame \
                     WHERE stream = ?1 AND place > ?2 AND bytes IS NULL), ?3) ORDER BY place";
        self.frames(which, params![stream.0, place as i64, i64::MAX], bytes)
    }

    /// Frames of others that are not laid in: of the future, or not opened when they came. To be given to
    /// [`Daily::lay_in`] again, up to about `bytes`.
    pub fn waiting_frames(&self, stream: &StreamId, bytes: usize) -> Result<Vec<StoredFrame>, Error> {
        self.frames(
            "INDEXED BY frame_open WHERE state IN (0, 2) AND state = 2 AND stream = ?1 ORDER BY device, seq",
            params![stream.0],
            bytes,
        )
    }

    /// The server has the frames of this device up to a number.
    pub fn mark_sent(&mut self, stream: &StreamId, device: u32, upto: u64) -> Result<(), Error> {
        self.db.prepare_cached(MARK_SENT)?.execute(params![stream.0, device, upto as i64, DONE])?;
        Ok(())
    }

    /// Takes unsent frames of this device back from a number on, so that their changes are sealed anew: under another
    /// epoch, or with another clock. Pull first: what the server has already is not unsent. Answers how many.
    pub fn withdraw_frames(&mut self, stream: &StreamId, from: u64) -> Result<u64, Error> {
        self.transaction(|db, pen| {
            let which = "FROM frame WHERE stream = ?1 AND device = ?2 AND seq >= ?3 AND state = 0";
            let bound = params![stream.0, pen.device.0, from as i64];
            let mark: Option<i64> =
                db.query_row(&format!("SELECT min(mark) {which}"), bound, |row| row.get(0))?;
            let Some(mark) = mark else { return Ok(0) };
            cuts::keep(db, pen, stream, (from, mark))?;
            let gone = db.execute(&format!("DELETE {which}"), bound)?;
            db.execute("UPDATE stream SET sealed = ?2 WHERE id = ?1", params![stream.0, mark])?;
            Ok(gone as u64)
        })
    }

    /// The newest known frame of a device in a stream: its number, and what the next one follows.
    pub fn newest_frame(&self, stream: &StreamId, device: u32) -> Result<Option<(u64, Hash)>, Error> {
        newest(&self.db, stream, device)
    }

    /// How far the frames of every device in a stream were laid in, this one among them: what a frontier is made from.
    pub fn frontier(&self, stream: &StreamId) -> Result<Vec<(u32, u64)>, Error> {
        let laid = cuts::frontier_of(&self.db, stream, None)?;
        Ok(laid.into_iter().filter(|(_, upto)| *upto > 0).collect())
    }

    /// How many frames of this device no server has, and how many changes are in no frame.
    pub fn waiting_to_leave(&self) -> Result<(u64, u64), Error> {
        let frames: i64 = self
            .db
            .prepare_cached(&format!("SELECT count(*) FROM frame {IN_HAND}"))?
            .query_row([], |row| row.get(0))?;
        let mut changes = 0;
        let mut statement = self.db.prepare_cached("SELECT section, sealed FROM stream")?;
        let streams = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for stream in streams {
            let (section, sealed): (i64, i64) = stream?;
            changes += self
                .db
                .prepare_cached(COUNT)?
                .query_row(params![sealed, section, self.pen.device.0], |row| row.get::<_, i64>(0))?;
        }
        Ok((frames as u64, changes as u64))
    }

    /// Entries that this device wrote or changed and no server has yet, oldest first, at most `limit`.
    pub fn unsent_entries(&self, limit: usize) -> Result<Vec<EntryId>, Error> {
        let mut statement = self.db.prepare_cached(UNSENT_ENTRIES)?;
        let rows = statement.query_map(params![self.pen.device.0, limit as i64], |row| row.get(0))?;
        let mut found = Vec::new();
        for id in rows {
            found.extend(EntryId::from_i64(id?));
        }
        Ok(found)
    }

    /// Moves the mark over changes that are not this device's, so that they are not looked at again.
    fn skip_ahead(&mut self, section: i64) -> Result<(), Error> {
        let newest: i64 =
            self.db.query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))?;
        let moved = "UPDATE stream SET sealed = ?2 WHERE section = ?1 AND sealed < ?2 - ?3";
        self.db.prepare_cached(moved)?.execute(params![section, newest, WORTH_SKIPPING])?;
        Ok(())
    }

    pub(super) fn frames(
        &self,
        which: &str,
        bound: &[&dyn rusqlite::ToSql],
        bytes: usize,
    ) -> Result<Vec<StoredFrame>, Error> {
        let mut statement =
            self.db.prepare_cached(&format!("SELECT stream, device, seq, hash, bytes FROM frame {which}"))?;
        let mut rows = statement.query(bound)?;
        let (mut found, mut sum) = (Vec::new(), 0);
        while sum < bytes
            && let Some(row) = rows.next()?
        {
            let frame = StoredFrame {
                stream: StreamId(fixed(row.get_ref(0)?)?),
                device: row.get(1)?,
                seq: row.get::<_, i64>(2)? as u64,
                hash: Hash(fixed(row.get_ref(3)?)?),
                bytes: row.get(4)?,
            };
            sum += frame.bytes.len();
            found.push(frame);
        }
        Ok(found)
    }
}

/// Whether other copies of the record may have gone on under the same number.
pub(super) fn is_behind(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT behind FROM about WHERE id = 1", [], |row| row.get(0))?)
}

/// The newest frame of a device and what the next one follows.
pub(super) fn newest(db: &Connection, stream: &StreamId, device: u32) -> Result<Option<(u64, Hash)>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT seq, hash FROM frame WHERE stream = ?1 AND device = ?2 ORDER BY seq DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![stream.0, device], |row| {
        Ok((row.get::<_, i64>(0)? as u64, fixed(row.get_ref(1)?)))
    });
    found.optional()?.map(|(seq, hash)| Ok((seq, Hash(hash?)))).transpose()
}

fn sealed(db: &Connection, section: i64) -> Result<i64, Error> {
    let mut statement = db.prepare_cached("SELECT sealed FROM stream WHERE section = ?1")?;
    statement.query_row([section], |row| row.get(0)).optional()?.ok_or(Error::Sync(SyncFault::NoStream))
}

fn op_of(row: &rusqlite::Row, body: &[u8]) -> Result<Op, Error> {
    let act = match Act::from_number(row.get(3)?)? {
        Act::Put => OpAct::Put,
        Act::Set => OpAct::Set,
        Act::Delete => OpAct::Delete,
        Act::Restore => OpAct::Restore,
    };
    let (hlc, kind) = (Hlc(row.get::<_, i64>(4)? as u64), row.get(2)?);
    let field = |(number, value)| (number, value_out(outward(i64::from(kind), number, value)));
    Ok(Op {
        entity: row.get(1)?,
        kind,
        act,
        hlc: hlc.0,
        at: row.get(5)?,
        actor: row.get(6)?,
        subject: row.get(7)?,
        source: row.get(9)?,
        fields: fields::read(body)?.into_iter().map(field).collect(),
    })
}

pub(crate) fn value_out(value: Value) -> sync::Value {
    match value {
        Value::Null => sync::Value::Null,
        Value::Integer(n) => sync::Value::Integer(n),
        Value::Real(x) => sync::Value::Real(x),
        Value::Text(text) => sync::Value::Text(text),
        Value::Blob(bytes) => sync::Value::Blob(bytes),
    }
}

/// Moves the marks to the end of the log, where nothing written here waits after them: what others wrote is not looked at again and
/// again. All of them where nothing was written here, or else those of `streams` that may.
pub(super) fn move_marks(db: &Connection, streams: &BTreeSet<StreamId>) -> Result<(), Error> {
    if db.prepare_cached(MOVE_ALL)?.execute([])? == 0 {
        for stream in streams {
            db.prepare_cached(MOVE_MARK)?.execute([stream.0])?;
        }
    }
    Ok(())
}

const MOVE_ALL: &str = "UPDATE stream SET sealed = (SELECT max(seq) FROM change) \
    WHERE sealed < (SELECT max(seq) FROM change) \
    AND NOT EXISTS (SELECT 1 FROM change WHERE seq > (SELECT min(sealed) FROM stream) AND batch >= 0)";
const MOVE_MARK: &str = "UPDATE stream SET sealed = (SELECT max(seq) FROM change) WHERE id = ?1 \
    AND sealed < (SELECT max(seq) FROM change) \
    AND NOT EXISTS (SELECT 1 FROM change WHERE seq > stream.sealed AND section = stream.section AND batch >= 0)";
const UNSEALED: &str = "SELECT seq, entity, kind, op, hlc, at, actor, subject, body, source FROM change \
    WHERE seq > ?1 AND section = ?2 AND device = ?3 AND batch >= 0 ORDER BY seq";
const COUNT: &str = "SELECT count(*) FROM change \
    WHERE seq > ?1 AND section = ?2 AND device = ?3 AND batch >= 0";
/// Stream by stream, each from its mark on: any other way the whole log would be read, also by an index made for the moment, which
/// `+` forbids.
const UNSENT_ENTRIES: &str = "SELECT entity FROM stream CROSS JOIN change ON +change.section = stream.section \
    WHERE +change.device = ?1 AND batch >= 0 AND seq > coalesce((SELECT min(mark) FROM frame INDEXED BY frame_open \
    WHERE state IN (0, 2) AND state = 0 AND frame.stream = stream.id AND frame.device = ?1), stream.sealed) \
    GROUP BY entity ORDER BY min(seq) LIMIT ?2";
/// Unsent frames. The index of open frames serves where its own condition is repeated.
const IN_HAND: &str = "INDEXED BY frame_open WHERE state IN (0, 2) AND state = 0";
const MARK_SENT: &str = "UPDATE frame INDEXED BY frame_open SET state = ?4 \
    WHERE state IN (0, 2) AND state = 0 AND stream = ?1 AND device = ?2 AND seq <= ?3";
const INSERT: &str = "INSERT INTO frame (stream, device, seq, epoch, hash, hlc, mark, state, bytes) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
const MOST_BYTES: usize = 256 * 1024;
const WORTH_SKIPPING: i64 = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use henro_seal::Key;

    #[test]
    fn what_is_asked_again_and_again_reads_no_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let daily = Daily::create(&folder.path().join("daily.db"), &Key::from_bytes([5; 32]), "", 1).unwrap();
        let in_hand = format!("SELECT count(*) FROM frame {IN_HAND}");
        for sql in [UNSEALED, COUNT, UNSENT_ENTRIES, MARK_SENT, cuts::FRONTIER, MOVE_ALL, MOVE_MARK, &in_hand]
        {
            let mut statement = daily.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            (1..=statement.parameter_count()).for_each(|at| statement.raw_bind_parameter(at, 1).unwrap());
            let (mut rows, mut plan) = (statement.raw_query(), String::new());
            while let Some(row) = rows.next().unwrap() {
                plan += &(row.get::<_, String>(3).unwrap() + "\n");
            }
            let whole = ["SCAN change", "SCAN frame", "AUTOMATIC"];
            assert!(!whole.iter().any(|step| plan.contains(step)), "{sql}\n{plan}");
        }
    }
}
