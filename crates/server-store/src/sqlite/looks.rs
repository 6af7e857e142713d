//! Looks and the access log.

use henro_sync::RecordId;
use rusqlite::{Connection, params};

use super::chains::holds;
use super::records;
use super::rows::{signed, until_full};
use crate::Error;
use crate::store::{Logged, NewLook};

pub(super) fn look(db: &Connection, look: &NewLook) -> Result<Logged, Error> {
    db.prepare_cached("DELETE FROM look_nonce WHERE at < ?1")?.execute([signed(look.forget)])?;
    let mut known = db.prepare_cached("SELECT 1 FROM look_nonce WHERE record = ?1 AND nonce = ?2")?;
    if known.exists([look.record.0, look.nonce])? {
        return Ok(Logged::Replayed);
    }
    if !holds(db, &look.guard)? {
        return Ok(Logged::Stale);
    }
    if let Some((n, head, line)) = &look.line {
        if records::heads(db, &look.record)?.is_none_or(|heads| heads.access != *n) {
            return Ok(Logged::Stale);
        }
        db.prepare_cached("INSERT INTO access_entry (record, n, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![look.record.0, signed(*n), &line[..]])?;
        db.prepare_cached(
            "UPDATE record SET access_len = ?2, access_head = ?3, access_at = ?4 WHERE id = ?1",
        )?
        .execute(params![look.record.0, signed(n + 1), head.0, signed(look.now)])?;
    }
    db.prepare_cached("INSERT INTO look_nonce (record, nonce, at) VALUES (?1, ?2, ?3)")?.execute(params![
        look.record.0,
        look.nonce,
        signed(look.now)
    ])?;
    Ok(Logged::Done)
}

pub(super) fn entries(
    db: &Connection,
    record: &RecordId,
    from: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let text = "SELECT bytes FROM access_entry WHERE record = ?1 AND n >= ?2 ORDER BY n";
    let mut find = db.prepare_cached(text)?;
    until_full(find.query_map(params![record.0, signed(from)], |row| row.get(0))?, bytes)
}

pub(super) fn beat(
    db: &Connection,
    record: &RecordId,
    device: u32,
    at: u64,
    bytes: &[u8],
) -> Result<(), Error> {
    let text = "INSERT INTO heartbeat (record, device, at, bytes) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET at = excluded.at, bytes = excluded.bytes WHERE excluded.at >= at";
    db.prepare_cached(text)?.execute(params![record.0, device, signed(at), bytes])?;
    Ok(())
}

pub(super) fn beats(db: &Connection, record: &RecordId) -> Result<Vec<Vec<u8>>, Error> {
    let mut find = db.prepare_cached("SELECT bytes FROM heartbeat WHERE record = ?1 ORDER BY device")?;
    until_full(find.query_map([record.0], |row| row.get(0))?, usize::MAX)
}
