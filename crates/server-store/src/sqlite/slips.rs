//! What devices lay down for others.

use henro_sync::{DeviceKey, Slot};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::signed;
use crate::Error;
use crate::store::NewSlip;

pub(super) fn put(db: &Connection, new: &NewSlip) -> Result<bool, Error> {
    let mut count = db.prepare_cached("SELECT count(*) FROM slip WHERE device = ?1 AND slot <> ?2")?;
    let held: i64 = count.query_row(params![new.device.0, new.slot.0], |row| row.get(0))?;
    if held >= signed(new.most) {
        return Ok(false);
    }
    let text = "INSERT INTO slip (device, slot, identity, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET at = max(excluded.at, at + 1), bytes = excluded.bytes";
    db.prepare_cached(text)?.execute(params![
        new.device.0,
        new.slot.0,
        new.identity.0,
        signed(new.at),
        &new.bytes[..]
    ])?;
    Ok(true)
}

pub(super) fn find(
    db: &Connection,
    device: &DeviceKey,
    slot: &Slot,
    after: u64,
) -> Result<Option<(u64, Vec<u8>)>, Error> {
    let text = "SELECT at, bytes FROM slip WHERE device = ?1 AND slot = ?2 AND at > ?3";
    let found = db.prepare_cached(text)?.query_row(params![device.0, slot.0, signed(after)], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
    });
    Ok(found.optional()?)
}
