//! Streams and their frames.

use deadpool_postgres::{GenericClient, Object, Transaction};
use henro_sync::{Hash, RecordId, StreamId, gap, running_head};
use tokio_postgres::IsolationLevel;

use super::chains::{Hold, holds};
use super::records;
use super::rows::{fixed, hash, number, optional, signed};
use crate::Error;
use crate::store::{Appended, FrameAppend, Heads, Page, PageItem};

pub(super) async fn record_of(db: &Object, stream: &StreamId) -> Result<Option<RecordId>, Error> {
    let row = db.query_opt("SELECT record FROM stream_name WHERE id = $1", &[&&stream.0[..]]).await?;
    row.map(|row| fixed(&row, 0).map(RecordId)).transpose()
}

pub(super) async fn stream(
    db: &impl GenericClient,
    record: &RecordId,
    stream: &StreamId,
) -> Result<Option<Heads>, Error> {
    let find = db.prepare_cached("SELECT place, head FROM stream WHERE record = $1 AND id = $2").await?;
    let row = db.query_opt(&find, &[&&record.0[..], &&stream.0[..]]).await?;
    row.map(|row| Ok(Heads { place: number(&row, 0)?, head: hash(&row, 1)? })).transpose()
}

pub(super) async fn chain_head(
    db: &Object,
    record: &RecordId,
    stream: &StreamId,
    device: u32,
) -> Result<(u64, Hash), Error> {
    let text = "SELECT seq, hash FROM frame WHERE record = $1 AND stream = $2 AND device = $3
        ORDER BY seq DESC LIMIT 1";
    let find = db.prepare_cached(text).await?;
    let row = db.query_opt(&find, &[&&record.0[..], &&stream.0[..], &i64::from(device)]).await?;
    row.map_or(Ok((0, Hash::ZERO)), |row| Ok((number(&row, 0)?, hash(&row, 1)?)))
}

pub(super) async fn hashes(
    db: &Object,
    (record, stream): (&RecordId, &StreamId),
    device: u32,
    from: u64,
    count: usize,
) -> Result<Vec<Hash>, Error> {
    let text = "SELECT hash FROM frame WHERE record = $1 AND stream = $2 AND device = $3 AND seq >= $4
        ORDER BY seq LIMIT $5";
    let find = db.prepare_cached(text).await?;
    let (device, from, count) = (i64::from(device), signed(from), signed(count as u64));
    let rows = db.query(&find, &[&&record.0[..], &&stream.0[..], &device, &from, &count]).await?;
    rows.iter().map(|row| hash(row, 0)).collect()
}

/// Where an append stands, with its rows locked.
struct Stand {
    control: u64,
    used: u64,
    quota: Option<u64>,
    heads: Heads,
    newest: (u64, Hash),
}

pub(super) async fn append(db: &mut Object, it: &FrameAppend) -> Result<Appended, Error> {
    let step = db.transaction().await?;
    if !holds(&step, &it.guard, Hold::Share).await? {
        return Ok(Appended::Stale);
    }
    let Some(stand) = stand(&step, it).await? else { return Ok(Appended::Stale) };
    let expected = it.guard.record.map(|(_, len)| len);
    let moved = expected.is_some_and(|len| len != stand.control)
        || it.place.is_some_and(|place| place != stand.heads.place);
    if stand.newest != it.after || moved {
        return Ok(Appended::Stale);
    }
    if stand.used + it.bytes() > stand.quota.unwrap_or(it.limit) {
        return Ok(Appended::Full);
    }
    let mut rows = Rows::default();
    let heads = rows.add(it, stand.heads);
    lay(&step, &rows).await?;
    step.commit().await?;
    Ok(Appended::Done(heads))
}

/// Frames that are stored at once, a column each, and what changes with them.
#[derive(Default)]
pub(super) struct Rows<'a> {
    records: Vec<&'a [u8]>,
    streams: Vec<&'a [u8]>,
    devices: Vec<i64>,
    places: Vec<i64>,
    seqs: Vec<i64>,
    hashes: Vec<&'a [u8]>,
    heads: Vec<[u8; 32]>,
    bytes: Vec<&'a [u8]>,
}

impl<'a> Rows<'a> {
    /// Adds what is appended behind `heads`; answers the heads after it.
    pub(super) fn add(&mut self, it: &'a FrameAppend, mut heads: Heads) -> Heads {
        for frame in &it.frames {
            heads = Heads { place: heads.place + 1, head: running_head(&heads.head, &frame.hash) };
            self.records.push(&it.record.0);
            self.streams.push(&it.stream.0);
            self.devices.push(i64::from(it.device));
            self.places.push(signed(heads.place));
            self.seqs.push(signed(frame.seq));
            self.hashes.push(&frame.hash.0);
            self.heads.push(heads.head.0);
            self.bytes.push(&frame.bytes);
        }
        heads
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// Stores frames, how far their streams are now, and what their records hold. The rows of both are held.
pub(super) async fn lay(step: &Transaction<'_>, rows: &Rows<'_>) -> Result<(), Error> {
    let text = "WITH added AS (
            SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[],
                $7::bytea[], $8::bytea[]) AS added (record, stream, device, place, seq, hash, head, bytes)
        ),
        stepped AS (
            UPDATE stream SET place = last.place, head = last.head
            FROM (SELECT DISTINCT ON (record, stream) record, stream, place, head FROM added
                ORDER BY record, stream, place DESC) AS last
            WHERE stream.record = last.record AND stream.id = last.stream
        ),
        counted AS (
            UPDATE record SET used = used + more.bytes
            FROM (SELECT record, sum(octet_length(bytes))::bigint AS bytes FROM added GROUP BY record) AS more
            WHERE record.id = more.record
        )
        INSERT INTO frame (record, stream, device, place, seq, hash, head, bytes) SELECT * FROM added";
    let write = step.prepare_cached(text).await?;
    let heads: Vec<&[u8]> = rows.heads.iter().map(|head| &head[..]).collect();
    let Rows { records, streams, devices, places, seqs, hashes, bytes, .. } = rows;
    step.execute(&write, &[records, streams, devices, places, seqs, hashes, &heads, bytes]).await?;
    Ok(())
}

async fn stand(step: &Transaction<'_>, it: &FrameAppend) -> Result<Option<Stand>, Error> {
    let text = "SELECT record.control_len, record.used, record.quota, stream.place, stream.head
        FROM record JOIN stream ON stream.record = record.id AND stream.id = $2
        WHERE record.id = $1 FOR UPDATE";
    let find = step.prepare_cached(text).await?;
    let row = step.query_opt(&find, &[&&it.record.0[..], &&it.stream.0[..]]).await?;
    let Some(row) = row else { return Ok(None) };
    // After the lock, so that it sees what the one before wrote.
    let text = "SELECT seq, hash FROM frame WHERE record = $1 AND stream = $2 AND device = $3
        ORDER BY seq DESC LIMIT 1";
    let find = step.prepare_cached(text).await?;
    let device = i64::from(it.device);
    let newest = step.query_opt(&find, &[&&it.record.0[..], &&it.stream.0[..], &device]).await?;
    Ok(Some(Stand {
        control: number(&row, 0)?,
        used: number(&row, 1)?,
        quota: optional(&row, 2)?,
        heads: Heads { place: number(&row, 3)?, head: hash(&row, 4)? },
        newest: newest
            .map_or(Ok((0, Hash::ZERO)), |row| Ok::<_, Error>((number(&row, 0)?, hash(&row, 1)?)))?,
    }))
}

pub(super) async fn page(
    db: &mut Object,
    record: &RecordId,
    wants: &[(StreamId, u64)],
    bytes: usize,
) -> Result<Option<Page>, Error> {
    let snapshot = db.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let snapshot = snapshot.start().await?;
    let Some(heads) = records::heads(&snapshot, record).await? else { return Ok(None) };
    let mut page = Page { heads, items: Vec::new(), more: false };
    let mut left = bytes;
    for (id, after) in wants {
        let Some(newest) = stream(&snapshot, record, id).await? else { continue };
        if newest.place <= *after {
            continue;
        }
        if left == 0 {
            page.more = true;
            break;
        }
        let item = item(&snapshot, (record, id), *after, &mut left, page.items.is_empty()).await?;
        page.more |= item.as_ref().is_none_or(|item| item.heads.place < newest.place);
        page.items.extend(item);
    }
    snapshot.commit().await?;
    Ok(Some(page))
}

/// Frames of one stream while there is room; `first` goes over it rather than answer nothing.
async fn item(
    db: &Transaction<'_>,
    (record, id): (&RecordId, &StreamId),
    after: u64,
    left: &mut usize,
    first: bool,
) -> Result<Option<PageItem>, Error> {
    // Only as many as fit are sent over: sizes are summed where they lie.
    let text = "SELECT place, head, bytes, device, hash FROM (
            SELECT place, head, bytes, device, hash,
                sum(greatest(octet_length(bytes), 37)) OVER (ORDER BY place) AS total FROM (
                SELECT place, head, bytes, device, hash FROM frame
                WHERE record = $1 AND stream = $2 AND place > $3 ORDER BY place LIMIT 4096
            ) AS near
        ) AS fitting WHERE total <= $4 OR ($5 AND place = $3 + 1) ORDER BY place";
    let find = db.prepare_cached(text).await?;
    let room = signed(*left as u64);
    let rows = db.query(&find, &[&&record.0[..], &&id.0[..], &signed(after), &room, &first]).await?;
    let mut item: Option<PageItem> = None;
    for row in &rows {
        let held: &[u8] = row.try_get(2)?;
        let device = u32::try_from(row.try_get::<_, i64>(3)?).map_err(|_| Error::Damaged)?;
        let gap = gap(device, &hash(row, 4)?);
        let frame = if held.is_empty() { &gap[..] } else { held };
        *left = left.saturating_sub(frame.len());
        let heads = Heads { place: number(row, 0)?, head: hash(row, 1)? };
        let item =
            item.get_or_insert(PageItem { stream: *id, first: heads.place, heads, frames: Vec::new() });
        item.heads = heads;
        item.frames.extend_from_slice(frame);
    }
    if item.is_none() {
        *left = 0;
    }
    Ok(item)
}
