//! Segments: they lie where the last frame they cover lay. The rows of the others stay, without bytes.

use deadpool_postgres::{GenericClient, Object};
use henro_sync::{EPOCH_IN, Left, RecordId, StreamId};

use super::chains::{Hold, holds};
use super::rows::{number, signed};
use crate::Error;
use crate::store::{Packed, SegmentPut, older_of};

pub(super) async fn held(
    db: &impl GenericClient,
    (record, stream): (&RecordId, &StreamId),
    device: u32,
    (first, last): (u64, u64),
) -> Result<Vec<(u64, Vec<u8>)>, Error> {
    let text = "SELECT seq, substring(bytes FROM 1 FOR $6::integer) FROM frame
        WHERE record = $1 AND stream = $2 AND device = $3 AND octet_length(bytes) > 0
        AND (seq BETWEEN $4 AND $5 OR substring(bytes FROM 1 FOR 1) = '\x53'::bytea) ORDER BY seq";
    let find = db.prepare_cached(text).await?;
    let (device, first, last, length) = (i64::from(device), signed(first), signed(last), EPOCH_IN as i32);
    let bound: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&&record.0[..], &&stream.0[..], &device, &first, &last, &length];
    let rows = db.query(&find, &bound).await?;
    rows.iter().map(|row| Ok((number(row, 0)?, row.try_get(1)?))).collect()
}

pub(super) async fn older(
    db: &impl GenericClient,
    (record, stream): (&RecordId, &StreamId),
    epoch: u32,
) -> Result<Vec<Left>, Error> {
    let text = "SELECT device, place, substring(bytes FROM 1 FOR $3::integer) FROM frame
        WHERE record = $1 AND stream = $2 AND octet_length(bytes) > 0 ORDER BY place";
    let find = db.prepare_cached(text).await?;
    let rows = db.query(&find, &[&&record.0[..], &&stream.0[..], &(EPOCH_IN as i32)]).await?;
    let row = |row: &tokio_postgres::Row| {
        let device = u32::try_from(number(row, 0)?).map_err(|_| Error::Damaged)?;
        Ok((device, number(row, 1)?, row.try_get(2)?))
    };
    older_of(rows.iter().map(row), epoch)
}

pub(super) async fn put(db: &mut Object, it: &SegmentPut) -> Result<Packed, Error> {
    let step = db.transaction().await?;
    if !holds(&step, &it.guard, Hold::Share).await? {
        return Ok(Packed::Stale);
    }
    let text = "SELECT control_len FROM record WHERE id = $1 FOR UPDATE";
    let find = step.prepare_cached(text).await?;
    let row = step.query_opt(&find, &[&&it.record.0[..]]).await?;
    let Some(len) = row.map(|row| number(&row, 0)).transpose()? else { return Ok(Packed::Stale) };
    // After the lock, so that it sees what the one before wrote.
    let held = held(&step, (&it.record, &it.stream), it.device, (0, 0)).await?;
    let same = held.iter().map(|(seq, _)| *seq).eq(it.held.iter().copied());
    if !same || it.guard.record.is_some_and(|(_, expected)| expected != len) {
        return Ok(Packed::Stale);
    }
    let (record, stream, device) = (&it.record.0[..], &it.stream.0[..], i64::from(it.device));
    let (first, last) = (signed(it.first), signed(it.last));
    let text = "SELECT count(*), coalesce(sum(octet_length(bytes)), 0)::bigint FROM frame
        WHERE record = $1 AND stream = $2 AND device = $3 AND seq BETWEEN $4 AND $5";
    let find = step.prepare_cached(text).await?;
    let row = step.query_one(&find, &[&record, &stream, &device, &first, &last]).await?;
    let (count, freed): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if count != last - first + 1 {
        return Ok(Packed::Stale);
    }
    let text = "UPDATE frame SET bytes = CASE WHEN seq = $5 THEN $6::bytea ELSE ''::bytea END
        WHERE record = $1 AND stream = $2 AND device = $3 AND seq BETWEEN $4 AND $5
        AND (seq = $5 OR octet_length(bytes) > 0)";
    let write = step.prepare_cached(text).await?;
    step.execute(&write, &[&record, &stream, &device, &first, &last, &&it.bytes[..]]).await?;
    let write = step.prepare_cached("UPDATE record SET used = greatest(0, used + $2) WHERE id = $1").await?;
    step.execute(&write, &[&record, &(it.bytes.len() as i64 - freed)]).await?;
    step.commit().await?;
    Ok(Packed::Done)
}
