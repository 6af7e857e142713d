//! Files of logins by password, and tries.

use henro_sync::IdentityId;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{number, signed};
use crate::Error;
use crate::store::{LoginFile, Tries};

pub(super) fn find(db: &Connection, name: [u8; 32]) -> Result<Option<LoginFile>, Error> {
    let text = "SELECT identity, file, escrow, since FROM login WHERE name = ?1";
    let file = db.prepare_cached(text)?.query_row([name], |row| {
        let (file, escrow): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
        let (identity, since) = (IdentityId(row.get(0)?), number(row, 3)?);
        Ok(LoginFile { identity, file: file.into(), escrow: escrow.into(), since })
    });
    Ok(file.optional()?)
}

pub(super) fn since(db: &Connection, identity: &IdentityId) -> Result<Option<u64>, Error> {
    let mut find = db.prepare_cached("SELECT since FROM login WHERE identity = ?1")?;
    Ok(find.query_row([identity.0], |row| number(row, 0)).optional()?)
}

pub(super) fn put(db: &Connection, name: [u8; 32], new: &LoginFile) -> Result<bool, Error> {
    let mut other = db.prepare_cached("SELECT 1 FROM login WHERE name = ?1 AND identity <> ?2")?;
    if other.exists(params![name, new.identity.0])? {
        return Ok(false);
    }
    remove(db, &new.identity)?;
    let text = "INSERT INTO login (name, identity, file, escrow, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    let (file, escrow, since) = (&new.file[..], &new.escrow[..], signed(new.since));
    db.prepare_cached(text)?.execute(params![name, new.identity.0, file, escrow, since])?;
    Ok(true)
}

pub(super) fn escrow(db: &Connection, identity: &IdentityId, escrow: &[u8]) -> Result<bool, Error> {
    let mut change = db.prepare_cached("UPDATE login SET escrow = ?2 WHERE identity = ?1")?;
    Ok(change.execute(params![identity.0, escrow])? == 1)
}

pub(super) fn remove(db: &Connection, identity: &IdentityId) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM login WHERE identity = ?1")?.execute([identity.0])?;
    Ok(())
}

pub(super) fn tries(db: &Connection, name: [u8; 32]) -> Result<Option<Tries>, Error> {
    let mut find = db.prepare_cached("SELECT count, at FROM login_try WHERE name = ?1")?;
    let tries = |row: &rusqlite::Row| Ok(Tries { count: number(row, 0)?, at: number(row, 1)? });
    Ok(find.query_row([name], tries).optional()?)
}

pub(super) fn swap_tries(
    db: &Connection,
    name: [u8; 32],
    old: Option<Tries>,
    new: Option<Tries>,
    forget: u64,
) -> Result<bool, Error> {
    if tries(db, name)? != old {
        return Ok(false);
    }
    db.prepare_cached("DELETE FROM login_try WHERE name = ?1 OR at <= ?2")?
        .execute(params![name, signed(forget)])?;
    if let Some(new) = new {
        db.prepare_cached("INSERT INTO login_try (name, count, at) VALUES (?1, ?2, ?3)")?
            .execute(params![name, signed(new.count), signed(new.at)])?;
    }
    Ok(true)
}
