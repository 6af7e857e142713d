//! Letters, leaving, and a look through everything.

use henro_sync::IdentityId;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{number, optional, signed};
use crate::Error;
use crate::store::{Account, BEGINNING, Put, TOKEN_MAC};

pub(super) fn letter_put(
    db: &Connection,
    id: [u8; 16],
    bytes: &[u8],
    now: u64,
    until: u64,
    most: u64,
) -> Result<Put, Error> {
    db.prepare_cached("DELETE FROM mailbox WHERE until <= ?1")?.execute([signed(now)])?;
    if db.prepare_cached("SELECT 1 FROM mailbox WHERE id = ?1")?.exists([id])? {
        return Ok(Put::Taken);
    }
    if db.prepare_cached("SELECT count(*) FROM mailbox")?.query_row([], |row| number(row, 0))? >= most {
        return Ok(Put::Full);
    }
    db.prepare_cached("INSERT INTO mailbox (id, until, bytes) VALUES (?1, ?2, ?3)")?.execute(params![
        id,
        signed(until),
        bytes
    ])?;
    Ok(Put::Done)
}

pub(super) fn letter(db: &Connection, id: [u8; 16], now: u64) -> Result<Option<Vec<u8>>, Error> {
    let mut find = db.prepare_cached("SELECT bytes FROM mailbox WHERE id = ?1 AND until > ?2")?;
    Ok(find.query_row(params![id, signed(now)], |row| row.get(0)).optional()?.flatten())
}

pub(super) fn letter_take(db: &Connection, id: [u8; 16], now: u64) -> Result<Option<Vec<u8>>, Error> {
    let found = letter(db, id, now)?;
    db.prepare_cached("UPDATE mailbox SET bytes = NULL WHERE id = ?1")?.execute([id])?;
    Ok(found)
}

pub(super) fn anew(db: &Connection, at: u64) -> Result<(), Error> {
    db.execute("DELETE FROM secret WHERE name IN (?1, ?2)", [BEGINNING, TOKEN_MAC])?;
    for table in ["access_entry", "heartbeat", "mailbox", "slip", "ranking"] {
        // A copy of an older server may lack one of them.
        let there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
        if db.prepare_cached(there)?.exists([table])? {
            db.execute(&format!("DELETE FROM {table}"), [])?;
        }
    }
    db.execute("UPDATE record SET access_len = 0, access_head = zeroblob(32), access_at = 0", [])?;
    db.execute("UPDATE identity SET created_at = ?1", [signed(at)])?;
    Ok(())
}

pub(super) fn account(db: &Connection, id: &IdentityId) -> Result<Option<Account>, Error> {
    let mut find = db.prepare_cached("SELECT unified, leaves_at, created_at FROM identity WHERE id = ?1")?;
    let found = find.query_row([id.0], |row| {
        let unified: Option<String> = row.get(0)?;
        let (leaves, since) = (optional(row, 1)?, number(row, 2)?);
        Ok(Account { unified: unified.unwrap_or_default(), leaves, since })
    });
    Ok(found.optional()?)
}

/// What was shown on boards goes at once.
pub(super) fn leave(db: &Connection, id: &IdentityId, at: Option<u64>) -> Result<(), Error> {
    if at.is_some() {
        super::ranking::leave(db, id)?;
    }
    db.prepare_cached("UPDATE identity SET leaves_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, at.map(signed)])?;
    Ok(())
}

pub(super) fn forget(db: &Connection, now: u64) -> Result<bool, Error> {
    // What nobody fetched in time may hold keys: it does not wait for the next letter.
    db.prepare_cached("DELETE FROM mailbox WHERE until <= ?1")?.execute([signed(now)])?;
    let text = "SELECT id FROM identity WHERE leaves_at <= ?1 AND unified IS NOT NULL LIMIT 1";
    let due: Option<[u8; 32]> =
        db.prepare_cached(text)?.query_row([signed(now)], |row| row.get(0)).optional()?;
    let Some(identity) = due else { return Ok(false) };
    let mut alone = db.prepare_cached(
        "SELECT record FROM member AS own WHERE identity = ?1 AND owner
         AND NOT EXISTS (SELECT 1 FROM member WHERE record = own.record AND owner AND identity <> ?1)",
    )?;
    let records: Vec<[u8; 16]> = alone.query_map([identity], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for record in records {
        for text in FORGET {
            db.prepare_cached(text)?.execute([record])?;
        }
    }
    db.prepare_cached("DELETE FROM login WHERE identity = ?1")?.execute([identity])?;
    db.prepare_cached("DELETE FROM slip WHERE identity = ?1")?.execute([identity])?;
    db.prepare_cached("DELETE FROM ranking WHERE identity = ?1")?.execute([identity])?;
    db.prepare_cached("UPDATE identity SET unified = NULL WHERE id = ?1")?.execute([identity])?;
    Ok(true)
}

/// Everything of a record.
const FORGET: [&str; 10] = [
    "DELETE FROM blob_piece WHERE stream IN (SELECT stream FROM blob WHERE record = ?1)",
    "DELETE FROM blob WHERE record = ?1",
    "DELETE FROM frame WHERE stream IN (SELECT num FROM stream WHERE record = ?1)",
    "DELETE FROM stream WHERE record = ?1",
    "DELETE FROM control_entry WHERE record = ?1",
    "DELETE FROM access_entry WHERE record = ?1",
    "DELETE FROM look_nonce WHERE record = ?1",
    "DELETE FROM heartbeat WHERE record = ?1",
    "DELETE FROM member WHERE record = ?1",
    "DELETE FROM record WHERE id = ?1",
];

pub(super) fn check(db: &Connection) -> Result<Vec<String>, Error> {
    let mut pages = db.prepare("PRAGMA integrity_check(20)")?;
    let lines = pages.query_map([], |row| row.get::<_, String>(0))?;
    let mut found: Vec<String> =
        lines.filter(|line| line.as_ref().is_ok_and(|line| line != "ok")).collect::<Result<_, _>>()?;
    for (what, text) in CHECKS {
        let wrong: i64 = db.query_row(text, [], |row| row.get(0))?;
        if wrong > 0 {
            found.push(format!("{what}: {wrong}"));
        }
    }
    Ok(found)
}

/// What has to be nowhere.
const CHECKS: [(&str, &str); 4] = [
    (
        "identities whose chain has another length than said",
        "SELECT count(*) FROM identity WHERE len <> (SELECT count(*) FROM identity_entry WHERE identity = id)",
    ),
    (
        "records whose chain has another length than said",
        "SELECT count(*) FROM record WHERE control_len <> (SELECT count(*) FROM control_entry WHERE record = id)",
    ),
    (
        "streams with another number of frames than said",
        "SELECT count(*) FROM stream WHERE place <> (SELECT count(*) FROM frame WHERE stream = num)",
    ),
    (
        "blobs with other pieces than said",
        "SELECT count(*) FROM blob WHERE (whole AND have <> size) OR have <> (SELECT coalesce(sum(length), 0)
         FROM blob_piece WHERE blob_piece.stream = blob.stream AND blob_piece.id = blob.id)",
    ),
];
