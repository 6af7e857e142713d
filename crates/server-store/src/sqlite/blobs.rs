//! Blobs: what is known of them. Their bytes are elsewhere.

use henro_sync::{BlobId, RecordId, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use super::chains::holds;
use super::rows::{number, optional, signed};
use crate::Error;
use crate::blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};

pub(super) fn stand(db: &Connection, of: &BlobAt) -> Result<Option<BlobStand>, Error> {
    let text = "SELECT size, have, whole FROM blob WHERE stream = ?1 AND id = ?2";
    let found = db.prepare_cached(text)?.query_row(params![of.stream.0, of.id.0], |row| {
        Ok(BlobStand { size: number(row, 0)?, have: number(row, 1)?, whole: row.get(2)? })
    });
    Ok(found.optional()?)
}

pub(super) fn begin(db: &Connection, new: &NewBlob) -> Result<BlobBegun, Error> {
    if !holds(db, &new.guard)? {
        return Ok(BlobBegun::Stale);
    }
    if let Some(stand) = stand(db, &new.of)? {
        return Ok(BlobBegun::Done(stand));
    }
    let mut find = db.prepare_cached("SELECT used, quota FROM record WHERE id = ?1")?;
    let room =
        find.query_row([new.of.record.0], |row| Ok((number(row, 0)?, optional(row, 1)?))).optional()?;
    let Some((used, quota)) = room else { return Ok(BlobBegun::Stale) };
    if used.saturating_add(new.size) > quota.unwrap_or(new.limit) {
        return Ok(BlobBegun::Full);
    }
    let text = "INSERT INTO blob (stream, id, record, size, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let of = &new.of;
    let bound = params![of.stream.0, of.id.0, of.record.0, signed(new.size), signed(new.now)];
    db.prepare_cached(text)?.execute(bound)?;
    use_room(db, of, signed(new.size))?;
    Ok(BlobBegun::Done(BlobStand { size: new.size, have: 0, whole: false }))
}

pub(super) fn add(db: &Connection, of: &BlobAt, piece: &BlobPiece) -> Result<bool, Error> {
    let text = "UPDATE blob SET have = have + ?4
         WHERE stream = ?1 AND id = ?2 AND have = ?3 AND whole = 0 AND have + ?4 <= size";
    let (first, length) = (signed(piece.first), signed(piece.length));
    if db.prepare_cached(text)?.execute(params![of.stream.0, of.id.0, first, length])? == 0 {
        return Ok(false);
    }
    let text = "INSERT INTO blob_piece (stream, id, first, length, name) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.prepare_cached(text)?.execute(params![of.stream.0, of.id.0, first, length, piece.name])?;
    Ok(true)
}

pub(super) fn settle(db: &Connection, of: &BlobAt, good: bool, now: u64) -> Result<(), Error> {
    let open = "stream = ?1 AND id = ?2 AND whole = 0 AND have = size";
    if good {
        let text = format!("UPDATE blob SET whole = 1, at = ?3 WHERE {open}");
        db.prepare_cached(&text)?.execute(params![of.stream.0, of.id.0, signed(now)])?;
        return Ok(());
    }
    let text = format!("UPDATE blob SET have = 0 WHERE {open}");
    if db.prepare_cached(&text)?.execute(params![of.stream.0, of.id.0])? > 0 {
        let text = "DELETE FROM blob_piece WHERE stream = ?1 AND id = ?2";
        db.prepare_cached(text)?.execute(params![of.stream.0, of.id.0])?;
    }
    Ok(())
}

pub(super) fn pieces(db: &Connection, of: &BlobAt) -> Result<Vec<BlobPiece>, Error> {
    let text = "SELECT first, length, name FROM blob_piece WHERE stream = ?1 AND id = ?2 ORDER BY first";
    let mut find = db.prepare_cached(text)?;
    let rows = find.query_map(params![of.stream.0, of.id.0], |row| {
        Ok(BlobPiece { first: number(row, 0)?, length: number(row, 1)?, name: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn whole(db: &Connection, of: &BlobAt, before: u64) -> Result<Vec<BlobId>, Error> {
    let text = "SELECT id FROM blob WHERE stream = ?1 AND whole = 1 AND at < ?2 ORDER BY id";
    let mut find = db.prepare_cached(text)?;
    let rows = find.query_map(params![of.stream.0, signed(before)], |row| Ok(BlobId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn drop(db: &Connection, of: &BlobAt) -> Result<bool, Error> {
    let Some(stand) = stand(db, of)? else { return Ok(false) };
    for text in [
        "DELETE FROM blob_piece WHERE stream = ?1 AND id = ?2",
        "DELETE FROM blob WHERE stream = ?1 AND id = ?2",
    ] {
        db.prepare_cached(text)?.execute(params![of.stream.0, of.id.0])?;
    }
    use_room(db, of, -signed(stand.size))?;
    Ok(true)
}

pub(super) fn open_since(db: &Connection, before: u64) -> Result<Vec<BlobAt>, Error> {
    let text = "SELECT record, stream, id FROM blob WHERE whole = 0 AND at < ?1 LIMIT 100";
    let mut find = db.prepare_cached(text)?;
    let rows = find.query_map([signed(before)], |row| {
        let (record, stream, id) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(BlobAt { record: RecordId(record), stream: StreamId(stream), id: BlobId(id) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn unknown(db: &Connection, names: &[PieceName]) -> Result<Vec<PieceName>, Error> {
    let mut find = db.prepare_cached("SELECT 1 FROM blob_piece WHERE name = ?1")?;
    let mut out = Vec::new();
    for name in names {
        if !find.exists([name])? {
            out.push(*name);
        }
    }
    Ok(out)
}

pub(super) fn after(
    db: &Connection,
    name: Option<PieceName>,
    count: usize,
) -> Result<Vec<(PieceName, u64)>, Error> {
    let text = "SELECT name, length FROM blob_piece WHERE ?1 IS NULL OR name > ?1 ORDER BY name LIMIT ?2";
    let mut find = db.prepare_cached(text)?;
    let rows =
        find.query_map(params![name, signed(count as u64)], |row| Ok((row.get(0)?, number(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn use_room(db: &Connection, of: &BlobAt, bytes: i64) -> Result<(), Error> {
    db.prepare_cached("UPDATE record SET used = max(0, used + ?2) WHERE id = ?1")?
        .execute(params![of.record.0, bytes])?;
    Ok(())
}
