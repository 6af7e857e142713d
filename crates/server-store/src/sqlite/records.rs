//! Control chains and who is in them.

use std::ops::Range;

use henro_sync::{IdentityId, RecordId, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use super::chains::holds;
use super::rows::{hash, number, optional, signed, until_full};
use crate::Error;
use crate::store::{Begun, ControlSwap, Member, NewRecord, RecordHeads};

pub(super) fn begin(db: &Connection, new: &NewRecord) -> Result<Begun, Error> {
    if heads(db, &new.record)?.is_some() {
        return Ok(Begun::Exists);
    }
    if !holds(db, &new.guard)? {
        return Ok(Begun::Stale);
    }
    let author = new.acted.first().map(|id| id.0).unwrap_or_default();
    let mut count = db.prepare_cached("SELECT count(*) FROM record WHERE author = ?1")?;
    if count.query_row([author], |row| number(row, 0))? >= new.limit {
        return Ok(Begun::TooMany);
    }
    if taken(db, &new.streams)? {
        return Ok(Begun::Taken);
    }
    db.prepare_cached("INSERT INTO record (id, author, control_len) VALUES (?1, ?2, 0)")?
        .execute(params![new.record.0, author])?;
    store(db, new)?;
    Ok(Begun::Done)
}

pub(super) fn append(db: &Connection, new: &NewRecord) -> Result<ControlSwap, Error> {
    let mut find = db.prepare_cached("SELECT control_len, used, quota FROM record WHERE id = ?1")?;
    let (len, used, quota) =
        find.query_row([new.record.0], |row| Ok((number(row, 0)?, number(row, 1)?, optional(row, 2)?)))?;
    if len != new.n {
        return Ok(ControlSwap::Behind(len));
    }
    if !holds(db, &new.guard)? {
        return Ok(ControlSwap::Stale);
    }
    if !read_to_the_end(db, &new.seen)? {
        return Ok(ControlSwap::Unread);
    }
    if used + new.entry.len() as u64 > quota.unwrap_or(new.limit) {
        return Ok(ControlSwap::Full);
    }
    if taken(db, &new.streams)? {
        return Ok(ControlSwap::Taken);
    }
    store(db, new)?;
    Ok(ControlSwap::Done)
}

fn read_to_the_end(db: &Connection, seen: &[(StreamId, u64)]) -> Result<bool, Error> {
    for (stream, seen) in seen {
        if super::frames::stream(db, stream)?.is_none_or(|(_, heads)| heads.place != *seen) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn taken(db: &Connection, streams: &[StreamId]) -> Result<bool, Error> {
    let mut find = db.prepare_cached("SELECT 1 FROM stream WHERE id = ?1")?;
    for stream in streams {
        if find.exists([stream.0])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn store(db: &Connection, new: &NewRecord) -> Result<(), Error> {
    let (n, at) = (signed(new.n), signed(new.at));
    db.prepare_cached("INSERT INTO control_entry (record, n, at, bytes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![new.record.0, n, at, &new.entry[..]])?;
    db.prepare_cached("UPDATE record SET control_len = ?2, used = used + ?3 WHERE id = ?1")?
        .execute(params![new.record.0, n + 1, signed(new.entry.len() as u64)])?;
    let mut acted = db.prepare_cached("UPDATE identity SET acted_at = max(acted_at, ?2) WHERE id = ?1")?;
    for identity in &new.acted {
        acted.execute(params![identity.0, at])?;
    }
    let mut member = db.prepare_cached(
        "INSERT INTO member (identity, record, left_n, until, owner) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET left_n = excluded.left_n, until = excluded.until, owner = excluded.owner",
    )?;
    for it in &new.members {
        let (left, until) = (it.left.map(signed), it.until.map(signed));
        member.execute(params![it.identity.0, new.record.0, left, until, it.owner])?;
    }
    let mut stream = db.prepare_cached(
        "INSERT INTO stream (id, num, record) SELECT ?1, coalesce(max(num), 0) + 1, ?2 FROM stream",
    )?;
    for id in &new.streams {
        stream.execute(params![id.0, new.record.0])?;
    }
    Ok(())
}

pub(super) fn heads(db: &Connection, id: &RecordId) -> Result<Option<RecordHeads>, Error> {
    let mut find = db.prepare_cached(
        "SELECT control_len, access_len, access_head, access_at, used FROM record WHERE id = ?1",
    )?;
    let found = find.query_row([id.0], |row| {
        Ok(RecordHeads {
            control: number(row, 0)?,
            access: number(row, 1)?,
            access_head: hash(row, 2)?,
            access_at: number(row, 3)?,
            used: number(row, 4)?,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn entries(
    db: &Connection,
    id: &RecordId,
    places: Range<u64>,
    before: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut find = db.prepare_cached(
        "SELECT bytes FROM control_entry WHERE record = ?1 AND n >= ?2 AND n < ?3 AND at < ?4 ORDER BY n",
    )?;
    let (from, to) = (signed(places.start), signed(places.end));
    until_full(find.query_map(params![id.0, from, to, signed(before)], |row| row.get(0))?, bytes)
}

pub(super) fn member(
    db: &Connection,
    record: &RecordId,
    identity: &IdentityId,
) -> Result<Option<Member>, Error> {
    let mut find =
        db.prepare_cached("SELECT left_n, until, owner FROM member WHERE identity = ?1 AND record = ?2")?;
    let found = find.query_row([&identity.0[..], &record.0[..]], |row| {
        Ok(Member {
            identity: *identity,
            left: optional(row, 0)?,
            until: optional(row, 1)?,
            owner: row.get(2)?,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn records_of(
    db: &Connection,
    identity: &IdentityId,
    now: u64,
) -> Result<Vec<(RecordId, u64)>, Error> {
    let mut find = db.prepare_cached(
        "SELECT record.id, record.control_len FROM member JOIN record ON record.id = member.record
         WHERE member.identity = ?1 AND member.left_n IS NULL AND (member.until IS NULL OR member.until > ?2)
         ORDER BY record.id",
    )?;
    let rows =
        find.query_map(params![identity.0, signed(now)], |row| Ok((RecordId(row.get(0)?), number(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
