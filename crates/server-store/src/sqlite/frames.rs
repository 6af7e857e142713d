//! Streams and their frames.

use henro_sync::{Hash, RecordId, StreamId, gap, running_head};
use rusqlite::{Connection, OptionalExtension, params};

use super::chains::holds;
use super::records;
use super::rows::{hash, number, optional, signed};
use crate::Error;
use crate::store::{Appended, FrameAppend, Heads, Page, PageItem};

pub(super) fn record_of(db: &Connection, stream: &StreamId) -> Result<Option<RecordId>, Error> {
    let mut find = db.prepare_cached("SELECT record FROM stream WHERE id = ?1")?;
    Ok(find.query_row([stream.0], |row| Ok(RecordId(row.get(0)?))).optional()?)
}

/// Short name and state of a stream.
pub(super) fn stream(db: &Connection, stream: &StreamId) -> Result<Option<(i64, Heads)>, Error> {
    let mut find = db.prepare_cached("SELECT num, place, head FROM stream WHERE id = ?1")?;
    let found = find.query_row([stream.0], |row| {
        Ok((row.get(0)?, Heads { place: number(row, 1)?, head: hash(row, 2)? }))
    });
    Ok(found.optional()?)
}

pub(super) fn chain_head(db: &Connection, id: &StreamId, device: u32) -> Result<(u64, Hash), Error> {
    let Some((num, _)) = stream(db, id)? else { return Ok((0, Hash::ZERO)) };
    newest(db, num, device)
}

fn newest(db: &Connection, stream: i64, device: u32) -> Result<(u64, Hash), Error> {
    let mut find = db.prepare_cached(
        "SELECT seq, hash FROM frame WHERE stream = ?1 AND device = ?2 ORDER BY seq DESC LIMIT 1",
    )?;
    let found = find.query_row(params![stream, device], |row| Ok((number(row, 0)?, hash(row, 1)?)));
    Ok(found.optional()?.unwrap_or((0, Hash::ZERO)))
}

pub(super) fn hashes(
    db: &Connection,
    id: &StreamId,
    device: u32,
    from: u64,
    count: usize,
) -> Result<Vec<Hash>, Error> {
    let Some((num, _)) = stream(db, id)? else { return Ok(Vec::new()) };
    let mut find = db.prepare_cached(
        "SELECT hash FROM frame WHERE stream = ?1 AND device = ?2 AND seq >= ?3 ORDER BY seq LIMIT ?4",
    )?;
    let rows =
        find.query_map(params![num, device, signed(from), signed(count as u64)], |row| hash(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn append(db: &Connection, it: &FrameAppend) -> Result<Appended, Error> {
    if !holds(db, &it.guard)? {
        return Ok(Appended::Stale);
    }
    let Some((num, mut heads)) = stream(db, &it.stream)? else { return Ok(Appended::Stale) };
    if newest(db, num, it.device)? != it.after || it.place.is_some_and(|place| place != heads.place) {
        return Ok(Appended::Stale);
    }
    let added = it.bytes();
    let mut find = db.prepare_cached("SELECT used, quota FROM record WHERE id = ?1")?;
    let (used, quota) = find.query_row([it.record.0], |row| Ok((number(row, 0)?, optional(row, 1)?)))?;
    if used + added > quota.unwrap_or(it.limit) {
        return Ok(Appended::Full);
    }
    let mut insert = db.prepare_cached(
        "INSERT INTO frame (stream, place, device, seq, hash, head, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for frame in &it.frames {
        heads = Heads { place: heads.place + 1, head: running_head(&heads.head, &frame.hash) };
        let (place, seq) = (signed(heads.place), signed(frame.seq));
        insert.execute(params![num, place, it.device, seq, frame.hash.0, heads.head.0, &frame.bytes[..]])?;
    }
    db.prepare_cached("UPDATE stream SET place = ?2, head = ?3 WHERE id = ?1")?.execute(params![
        it.stream.0,
        signed(heads.place),
        heads.head.0
    ])?;
    db.prepare_cached("UPDATE record SET used = used + ?2 WHERE id = ?1")?
        .execute(params![it.record.0, signed(added)])?;
    Ok(Appended::Done(heads))
}

pub(super) fn page(
    db: &Connection,
    record: &RecordId,
    wants: &[(StreamId, u64)],
    bytes: usize,
) -> Result<Option<Page>, Error> {
    let Some(heads) = records::heads(db, record)? else { return Ok(None) };
    let mut page = Page { heads, items: Vec::new(), more: false };
    let mut left = bytes;
    for (id, after) in wants {
        let Some((num, newest)) = stream(db, id)? else { continue };
        if newest.place <= *after {
            continue;
        }
        if left == 0 {
            page.more = true;
            break;
        }
        let item = item(db, (*id, num), *after, &mut left, page.items.is_empty())?;
        page.more |= item.as_ref().is_none_or(|item| item.heads.place < newest.place);
        page.items.extend(item);
    }
    Ok(Some(page))
}

/// Frames of one stream while there is room; `first` goes over it rather than answer nothing.
fn item(
    db: &Connection,
    (id, num): (StreamId, i64),
    after: u64,
    left: &mut usize,
    first: bool,
) -> Result<Option<PageItem>, Error> {
    let mut find = db.prepare_cached(
        "SELECT place, head, bytes, device, hash FROM frame WHERE stream = ?1 AND place > ?2 ORDER BY place",
    )?;
    let mut rows = find.query(params![num, signed(after)])?;
    let mut item: Option<PageItem> = None;
    while let Some(row) = rows.next()? {
        let held = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        let gap = gap(row.get(3)?, &hash(row, 4)?);
        let frame = if held.is_empty() { &gap[..] } else { held };
        let nothing_yet = first && item.is_none();
        if frame.len() > *left && !nothing_yet {
            *left = 0;
            break;
        }
        *left = left.saturating_sub(frame.len());
        let heads = Heads { place: number(row, 0)?, head: hash(row, 1)? };
        let item = item.get_or_insert(PageItem { stream: id, first: heads.place, heads, frames: Vec::new() });
        item.heads = heads;
        item.frames.extend_from_slice(frame);
    }
    Ok(item)
}
