//! Control chains and who is in them.

use std::ops::Range;

use deadpool_postgres::{GenericClient, Object, Transaction};
use henro_sync::{IdentityId, RecordId};

use super::chains::{Hold, holds};
use super::rows::{fixed, hash, number, optional, signed, until_full};
use crate::Error;
use crate::store::{Begun, ControlSwap, Member, NewRecord, RecordHeads};

pub(super) async fn begin(db: &mut Object, new: &NewRecord) -> Result<Begun, Error> {
    let step = db.transaction().await?;
    if !holds(&step, &new.guard, Hold::Own).await? {
        return Ok(Begun::Stale);
    }
    if heads(&step, &new.record).await?.is_some() {
        return Ok(Begun::Exists);
    }
    let author = new.acted.first().map(|id| id.0).unwrap_or_default();
    let row = step.query_one("SELECT count(*) FROM record WHERE author = $1", &[&&author[..]]).await?;
    if number(&row, 0)? >= new.limit {
        return Ok(Begun::TooMany);
    }
    if taken(&step, new).await? {
        return Ok(Begun::Taken);
    }
    let text = "INSERT INTO record (id, author, control_len) VALUES ($1, $2, 0)";
    step.execute(text, &[&&new.record.0[..], &&author[..]]).await?;
    store(&step, new).await?;
    step.commit().await?;
    Ok(Begun::Done)
}

pub(super) async fn append(db: &mut Object, new: &NewRecord) -> Result<ControlSwap, Error> {
    let step = db.transaction().await?;
    let fresh = holds(&step, &new.guard, Hold::Own).await?;
    let text = "SELECT control_len, used, quota FROM record WHERE id = $1 FOR UPDATE";
    let row = step.query_one(text, &[&&new.record.0[..]]).await?;
    let (len, used, quota) = (number(&row, 0)?, number(&row, 1)?, optional(&row, 2)?);
    if len != new.n {
        return Ok(ControlSwap::Behind(len));
    }
    if !fresh {
        return Ok(ControlSwap::Stale);
    }
    if !read_to_the_end(&step, new).await? {
        return Ok(ControlSwap::Unread);
    }
    if used + new.entry.len() as u64 > quota.unwrap_or(new.limit) {
        return Ok(ControlSwap::Full);
    }
    if taken(&step, new).await? {
        return Ok(ControlSwap::Taken);
    }
    store(&step, new).await?;
    step.commit().await?;
    Ok(ControlSwap::Done)
}

/// The row of the record is held, so no frames come in between.
async fn read_to_the_end(step: &Transaction<'_>, new: &NewRecord) -> Result<bool, Error> {
    for (stream, seen) in &new.seen {
        let heads = super::frames::stream(step, &new.record, stream).await?;
        if heads.is_none_or(|heads| heads.place != *seen) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn taken(step: &Transaction<'_>, new: &NewRecord) -> Result<bool, Error> {
    let ids: Vec<&[u8]> = new.streams.iter().map(|stream| &stream.0[..]).collect();
    let text = "SELECT EXISTS (SELECT 1 FROM stream_name WHERE id = ANY ($1::bytea[]))";
    Ok(step.query_one(text, &[&ids]).await?.try_get(0)?)
}

async fn store(step: &Transaction<'_>, new: &NewRecord) -> Result<(), Error> {
    let (record, n, at) = (&new.record.0[..], signed(new.n), signed(new.at));
    let text = "INSERT INTO control_entry (record, n, at, bytes) VALUES ($1, $2, $3, $4)";
    step.execute(text, &[&record, &n, &at, &&new.entry[..]]).await?;
    let text = "UPDATE record SET control_len = $2, used = used + $3 WHERE id = $1";
    step.execute(text, &[&record, &(n + 1), &signed(new.entry.len() as u64)]).await?;
    let acted: Vec<&[u8]> = new.acted.iter().map(|id| &id.0[..]).collect();
    let text = "UPDATE identity SET acted_at = greatest(acted_at, $2) WHERE id = ANY ($1::bytea[])";
    step.execute(text, &[&acted, &at]).await?;
    let text = "INSERT INTO member (identity, record, left_n, until, owner) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (identity, record) DO UPDATE
        SET left_n = excluded.left_n, until = excluded.until, owner = excluded.owner";
    for it in &new.members {
        let (left, until) = (it.left.map(signed), it.until.map(signed));
        step.execute(text, &[&&it.identity.0[..], &record, &left, &until, &it.owner]).await?;
    }
    for id in &new.streams {
        step.execute("INSERT INTO stream_name (id, record) VALUES ($1, $2)", &[&&id.0[..], &record]).await?;
        step.execute("INSERT INTO stream (record, id) VALUES ($1, $2)", &[&record, &&id.0[..]]).await?;
    }
    Ok(())
}

pub(super) async fn heads(db: &impl GenericClient, id: &RecordId) -> Result<Option<RecordHeads>, Error> {
    let text = "SELECT control_len, access_len, access_head, access_at, used FROM record WHERE id = $1";
    let find = db.prepare_cached(text).await?;
    let Some(row) = db.query_opt(&find, &[&&id.0[..]]).await? else { return Ok(None) };
    Ok(Some(RecordHeads {
        control: number(&row, 0)?,
        access: number(&row, 1)?,
        access_head: hash(&row, 2)?,
        access_at: number(&row, 3)?,
        used: number(&row, 4)?,
    }))
}

pub(super) async fn entries(
    db: &Object,
    id: &RecordId,
    places: Range<u64>,
    before: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let text = "SELECT bytes FROM control_entry WHERE record = $1 AND n >= $2 AND n < $3 AND at < $4
        ORDER BY n LIMIT 4096";
    let find = db.prepare_cached(text).await?;
    let (from, to) = (signed(places.start), signed(places.end));
    until_full(&db.query(&find, &[&&id.0[..], &from, &to, &signed(before)]).await?, bytes)
}

pub(super) async fn member(
    db: &Object,
    record: &RecordId,
    identity: &IdentityId,
) -> Result<Option<Member>, Error> {
    let text = "SELECT left_n, until, owner FROM member WHERE identity = $1 AND record = $2";
    let find = db.prepare_cached(text).await?;
    let row = db.query_opt(&find, &[&&identity.0[..], &&record.0[..]]).await?;
    let Some(row) = row else { return Ok(None) };
    let (left, until) = (optional(&row, 0)?, optional(&row, 1)?);
    Ok(Some(Member { identity: *identity, left, until, owner: row.try_get(2)? }))
}

pub(super) async fn records_of(
    db: &Object,
    identity: &IdentityId,
    now: u64,
) -> Result<Vec<(RecordId, u64)>, Error> {
    let text = "SELECT record.id, record.control_len FROM member JOIN record ON record.id = member.record
        WHERE member.identity = $1 AND member.left_n IS NULL AND (member.until IS NULL OR member.until > $2)
        ORDER BY record.id";
    let find = db.prepare_cached(text).await?;
    let rows = db.query(&find, &[&&identity.0[..], &signed(now)]).await?;
    rows.iter().map(|row| Ok((RecordId(fixed(row, 0)?), number(row, 1)?))).collect()
}
