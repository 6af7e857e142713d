//! Secrets and identity chains.

use henro_sync::IdentityId;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{number, signed, until_full};
use crate::store::Swap;
use crate::{Error, Guard};

pub(super) fn secret(db: &Connection, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
    db.prepare_cached("INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![name, fresh])?;
    Ok(db.query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0))?)
}

pub(super) fn kept_secret(db: &Connection, name: &str) -> Result<Option<[u8; 32]>, Error> {
    let mut find = db.prepare_cached("SELECT value FROM secret WHERE name = ?1")?;
    Ok(find.query_row([name], |row| row.get(0)).optional()?)
}

pub(super) fn identity_begin(
    db: &Connection,
    id: &IdentityId,
    entry: &[u8],
    unified: &str,
    now: u64,
) -> Result<(bool, String), Error> {
    let known = db.prepare_cached("SELECT coalesce(unified, '') FROM identity WHERE id = ?1")?;
    if let Some(unified) = { known }.query_row([id.0], |row| row.get(0)).optional()? {
        return Ok((false, unified));
    }
    db.prepare_cached("INSERT INTO identity (id, unified, len, created_at) VALUES (?1, ?2, 1, ?3)")?
        .execute(params![id.0, unified, signed(now)])?;
    insert_entry(db, id, 0, entry)?;
    Ok((true, unified.to_owned()))
}

pub(super) fn identity_len(db: &Connection, id: &IdentityId) -> Result<Option<u64>, Error> {
    let mut find = db.prepare_cached("SELECT len FROM identity WHERE id = ?1")?;
    Ok(find.query_row([id.0], |row| number(row, 0)).optional()?)
}

pub(super) fn identity_entries(
    db: &Connection,
    id: &IdentityId,
    from: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let text = "SELECT bytes FROM identity_entry WHERE identity = ?1 AND n >= ?2 ORDER BY n";
    let mut find = db.prepare_cached(text)?;
    until_full(find.query_map(params![id.0, signed(from)], |row| row.get(0))?, bytes)
}

pub(super) fn identity_append(
    db: &Connection,
    id: &IdentityId,
    n: u64,
    entry: &[u8],
    at: u64,
) -> Result<Swap, Error> {
    let mut find = db.prepare_cached("SELECT len, acted_at FROM identity WHERE id = ?1")?;
    let (len, acted) = find.query_row([id.0], |row| Ok((number(row, 0)?, number(row, 1)?)))?;
    if len != n {
        return Ok(Swap::Behind(len));
    }
    if at <= acted {
        return Ok(Swap::Acted(acted));
    }
    insert_entry(db, id, n, entry)?;
    db.prepare_cached("UPDATE identity SET len = ?2 WHERE id = ?1")?.execute(params![id.0, signed(n + 1)])?;
    Ok(Swap::Done)
}

fn insert_entry(db: &Connection, id: &IdentityId, n: u64, entry: &[u8]) -> Result<(), Error> {
    db.prepare_cached("INSERT INTO identity_entry (identity, n, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, signed(n), entry])?;
    Ok(())
}

/// Whether what was decided on is still so.
pub(super) fn holds(db: &Connection, guard: &Guard) -> Result<bool, Error> {
    for (id, len) in &guard.identities {
        if identity_len(db, id)? != Some(*len) {
            return Ok(false);
        }
    }
    let Some((record, len)) = &guard.record else { return Ok(true) };
    let mut find = db.prepare_cached("SELECT control_len FROM record WHERE id = ?1")?;
    Ok(find.query_row([record.0], |row| number(row, 0)).optional()? == Some(*len))
}
