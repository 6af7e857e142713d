//! Segments: they lie where the last frame they cover lay. The rows of the others stay, without bytes.

use henro_sync::{EPOCH_IN, Left, StreamId};
use rusqlite::{Connection, params};

use super::chains::holds;
use super::frames;
use super::rows::{number, signed};
use crate::Error;
use crate::store::{Packed, SegmentPut, older_of};

pub(super) fn held(
    db: &Connection,
    id: &StreamId,
    device: u32,
    (first, last): (u64, u64),
) -> Result<Vec<(u64, Vec<u8>)>, Error> {
    let Some((num, _)) = frames::stream(db, id)? else { return Ok(Vec::new()) };
    let mut find = db.prepare_cached(
        "SELECT seq, substr(bytes, 1, ?5) FROM frame WHERE stream = ?1 AND device = ?2 AND length(bytes) > 0
         AND (seq BETWEEN ?3 AND ?4 OR substr(bytes, 1, 1) = x'53') ORDER BY seq",
    )?;
    let bound = params![num, device, signed(first), signed(last), EPOCH_IN as i64];
    let rows = find.query_map(bound, |row| Ok((number(row, 0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn put(db: &Connection, it: &SegmentPut) -> Result<Packed, Error> {
    let Some((num, _)) = frames::stream(db, &it.stream)? else { return Ok(Packed::Stale) };
    if !holds(db, &it.guard)? || ends(db, num, it.device)? != it.held {
        return Ok(Packed::Stale);
    }
    let (first, last) = (signed(it.first), signed(it.last));
    let covered = "stream = ?1 AND device = ?2 AND seq BETWEEN ?3 AND ?4";
    let (count, freed): (i64, i64) = db
        .prepare_cached(&format!("SELECT count(*), total(length(bytes)) FROM frame WHERE {covered}"))?
        .query_row(params![num, it.device, first, last], |row| {
            Ok((row.get(0)?, row.get::<_, f64>(1)? as i64))
        })?;
    if count != last - first + 1 {
        return Ok(Packed::Stale);
    }
    db.prepare_cached(&format!("UPDATE frame SET bytes = x'' WHERE {covered} AND length(bytes) > 0"))?
        .execute(params![num, it.device, first, last])?;
    db.prepare_cached("UPDATE frame SET bytes = ?4 WHERE stream = ?1 AND device = ?2 AND seq = ?3")?
        .execute(params![num, it.device, last, &it.bytes[..]])?;
    db.prepare_cached("UPDATE record SET used = max(0, used + ?2) WHERE id = ?1")?
        .execute(params![it.record.0, it.bytes.len() as i64 - freed])?;
    Ok(Packed::Done)
}

pub(super) fn older(db: &Connection, id: &StreamId, epoch: u32) -> Result<Vec<Left>, Error> {
    let Some((num, _)) = frames::stream(db, id)? else { return Ok(Vec::new()) };
    let mut find = db.prepare_cached(
        "SELECT device, place, substr(bytes, 1, ?2) FROM frame WHERE stream = ?1 AND length(bytes) > 0
         ORDER BY place",
    )?;
    let rows =
        find.query_map(params![num, EPOCH_IN as i64], |row| Ok((row.get(0)?, number(row, 1)?, row.get(2)?)))?;
    older_of(rows.map(|row| Ok(row?)), epoch)
}

/// The last frames of segments that are held.
fn ends(db: &Connection, stream: i64, device: u32) -> Result<Vec<u64>, Error> {
    let mut find = db.prepare_cached(
        "SELECT seq FROM frame WHERE stream = ?1 AND device = ?2 AND substr(bytes, 1, 1) = x'53' ORDER BY seq",
    )?;
    let rows = find.query_map(params![stream, device], |row| number(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
