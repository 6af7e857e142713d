//! Blobs: what is known of them. Their bytes are elsewhere.

use deadpool_postgres::{GenericClient, Object};
use henro_sync::{BlobId, RecordId, StreamId};

use super::chains::{Hold, holds};
use super::rows::{fixed, number, optional, signed};
use crate::Error;
use crate::blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};

pub(super) async fn stand(db: &impl GenericClient, of: &BlobAt) -> Result<Option<BlobStand>, Error> {
    let text = "SELECT size, have, whole FROM blob WHERE record = $1 AND stream = $2 AND id = $3";
    let find = db.prepare_cached(text).await?;
    let row = db.query_opt(&find, &[&&of.record.0[..], &&of.stream.0[..], &&of.id.0[..]]).await?;
    let stand =
        |row| Ok(BlobStand { size: number(&row, 0)?, have: number(&row, 1)?, whole: row.try_get(2)? });
    row.map(stand).transpose()
}

pub(super) async fn begin(db: &mut Object, new: &NewBlob) -> Result<BlobBegun, Error> {
    let step = db.transaction().await?;
    if !holds(&step, &new.guard, Hold::Share).await? {
        return Ok(BlobBegun::Stale);
    }
    let of = &new.of;
    let find =
        step.prepare_cached("SELECT control_len, used, quota FROM record WHERE id = $1 FOR UPDATE").await?;
    let Some(row) = step.query_opt(&find, &[&&of.record.0[..]]).await? else { return Ok(BlobBegun::Stale) };
    let (len, used, quota) = (number(&row, 0)?, number(&row, 1)?, optional(&row, 2)?);
    if new.guard.record.is_some_and(|(_, expected)| expected != len) {
        return Ok(BlobBegun::Stale);
    }
    // After the lock, so that it sees what the one before wrote.
    if let Some(stand) = stand(&step, of).await? {
        return Ok(BlobBegun::Done(stand));
    }
    if used.saturating_add(new.size) > quota.unwrap_or(new.limit) {
        return Ok(BlobBegun::Full);
    }
    let text = "INSERT INTO blob (record, stream, id, size, at) VALUES ($1, $2, $3, $4, $5)";
    let write = step.prepare_cached(text).await?;
    let (size, now) = (signed(new.size), signed(new.now));
    step.execute(&write, &[&&of.record.0[..], &&of.stream.0[..], &&of.id.0[..], &size, &now]).await?;
    use_room(&step, of, size).await?;
    step.commit().await?;
    Ok(BlobBegun::Done(BlobStand { size: new.size, have: 0, whole: false }))
}

pub(super) async fn add(db: &mut Object, of: &BlobAt, piece: &BlobPiece) -> Result<bool, Error> {
    let step = db.transaction().await?;
    let (record, stream, id) = (&of.record.0[..], &of.stream.0[..], &of.id.0[..]);
    let (first, length) = (signed(piece.first), signed(piece.length));
    let text = "UPDATE blob SET have = have + $5 WHERE record = $1 AND stream = $2 AND id = $3
        AND have = $4 AND NOT whole AND have + $5 <= size";
    let write = step.prepare_cached(text).await?;
    if step.execute(&write, &[&record, &stream, &id, &first, &length]).await? == 0 {
        return Ok(false);
    }
    let text =
        "INSERT INTO blob_piece (record, stream, id, first, length, name) VALUES ($1, $2, $3, $4, $5, $6)";
    let write = step.prepare_cached(text).await?;
    step.execute(&write, &[&record, &stream, &id, &first, &length, &&piece.name[..]]).await?;
    step.commit().await?;
    Ok(true)
}

pub(super) async fn settle(db: &mut Object, of: &BlobAt, good: bool, now: u64) -> Result<(), Error> {
    let step = db.transaction().await?;
    let (record, stream, id) = (&of.record.0[..], &of.stream.0[..], &of.id.0[..]);
    let open = "record = $1 AND stream = $2 AND id = $3 AND NOT whole AND have = size";
    if good {
        let write =
            step.prepare_cached(&format!("UPDATE blob SET whole = true, at = $4 WHERE {open}")).await?;
        step.execute(&write, &[&record, &stream, &id, &signed(now)]).await?;
    } else {
        let write = step.prepare_cached(&format!("UPDATE blob SET have = 0 WHERE {open}")).await?;
        if step.execute(&write, &[&record, &stream, &id]).await? > 0 {
            let text = "DELETE FROM blob_piece WHERE record = $1 AND stream = $2 AND id = $3";
            let write = step.prepare_cached(text).await?;
            step.execute(&write, &[&record, &stream, &id]).await?;
        }
    }
    Ok(step.commit().await?)
}

pub(super) async fn pieces(db: &Object, of: &BlobAt) -> Result<Vec<BlobPiece>, Error> {
    let text = "SELECT first, length, name FROM blob_piece WHERE record = $1 AND stream = $2 AND id = $3
        ORDER BY first";
    let find = db.prepare_cached(text).await?;
    let rows = db.query(&find, &[&&of.record.0[..], &&of.stream.0[..], &&of.id.0[..]]).await?;
    rows.iter()
        .map(|row| Ok(BlobPiece { first: number(row, 0)?, length: number(row, 1)?, name: fixed(row, 2)? }))
        .collect()
}

pub(super) async fn whole(db: &Object, of: &BlobAt, before: u64) -> Result<Vec<BlobId>, Error> {
    let text = "SELECT id FROM blob WHERE record = $1 AND stream = $2 AND whole AND at < $3 ORDER BY id";
    let find = db.prepare_cached(text).await?;
    let rows = db.query(&find, &[&&of.record.0[..], &&of.stream.0[..], &signed(before)]).await?;
    rows.iter().map(|row| fixed(row, 0).map(BlobId)).collect()
}

pub(super) async fn drop(db: &mut Object, of: &BlobAt) -> Result<bool, Error> {
    let step = db.transaction().await?;
    let (record, stream, id) = (&of.record.0[..], &of.stream.0[..], &of.id.0[..]);
    let text = "DELETE FROM blob WHERE record = $1 AND stream = $2 AND id = $3 RETURNING size";
    let write = step.prepare_cached(text).await?;
    let Some(row) = step.query_opt(&write, &[&record, &stream, &id]).await? else { return Ok(false) };
    let text = "DELETE FROM blob_piece WHERE record = $1 AND stream = $2 AND id = $3";
    let write = step.prepare_cached(text).await?;
    step.execute(&write, &[&record, &stream, &id]).await?;
    use_room(&step, of, -signed(number(&row, 0)?)).await?;
    step.commit().await?;
    Ok(true)
}

pub(super) async fn open_since(db: &Object, before: u64) -> Result<Vec<BlobAt>, Error> {
    let text = "SELECT record, stream, id FROM blob WHERE NOT whole AND at < $1 LIMIT 100";
    let find = db.prepare_cached(text).await?;
    let rows = db.query(&find, &[&signed(before)]).await?;
    let of = |row| {
        let (record, stream, id) = (fixed(row, 0)?, fixed(row, 1)?, fixed(row, 2)?);
        Ok(BlobAt { record: RecordId(record), stream: StreamId(stream), id: BlobId(id) })
    };
    rows.iter().map(of).collect()
}

pub(super) async fn unknown(db: &Object, names: &[PieceName]) -> Result<Vec<PieceName>, Error> {
    let text = "SELECT name FROM unnest($1::bytea[]) AS asked (name)
        WHERE NOT EXISTS (SELECT 1 FROM blob_piece WHERE blob_piece.name = asked.name)";
    let find = db.prepare_cached(text).await?;
    let names: Vec<&[u8]> = names.iter().map(|name| &name[..]).collect();
    let rows = db.query(&find, &[&names]).await?;
    rows.iter().map(|row| fixed(row, 0)).collect()
}

pub(super) async fn after(
    db: &Object,
    name: Option<PieceName>,
    count: usize,
) -> Result<Vec<(PieceName, u64)>, Error> {
    let text =
        "SELECT name, length FROM blob_piece WHERE $1::bytea IS NULL OR name > $1 ORDER BY name LIMIT $2";
    let find = db.prepare_cached(text).await?;
    let name = name.as_ref().map(|name| &name[..]);
    let rows = db.query(&find, &[&name, &signed(count as u64)]).await?;
    rows.iter().map(|row| Ok((fixed(row, 0)?, number(row, 1)?))).collect()
}

async fn use_room(db: &impl GenericClient, of: &BlobAt, bytes: i64) -> Result<(), Error> {
    let write = db.prepare_cached("UPDATE record SET used = greatest(0, used + $2) WHERE id = $1").await?;
    db.execute(&write, &[&&of.record.0[..], &bytes]).await?;
    Ok(())
}
