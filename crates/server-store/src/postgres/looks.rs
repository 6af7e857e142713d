//! Looks, the access log, heartbeats.

use deadpool_postgres::Object;
use henro_sync::RecordId;

use super::chains::{Hold, holds};
use super::rows::{number, signed, until_full};
use crate::Error;
use crate::store::{Logged, NewLook};

pub(super) async fn look(db: &mut Object, look: &NewLook) -> Result<Logged, Error> {
    let step = db.transaction().await?;
    let (record, now) = (&look.record.0[..], signed(look.now));
    let fresh = holds(&step, &look.guard, Hold::Share).await?;
    let find =
        step.prepare_cached("SELECT control_len, access_len FROM record WHERE id = $1 FOR UPDATE").await?;
    let row = step.query_one(&find, &[&record]).await?;
    let text = "INSERT INTO look_nonce (record, nonce, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    if step.execute(text, &[&record, &&look.nonce[..], &now]).await? == 0 {
        return Ok(Logged::Replayed);
    }
    let (control, access) = (number(&row, 0)?, number(&row, 1)?);
    if !fresh || look.guard.record.is_some_and(|(_, len)| len != control) {
        return Ok(Logged::Stale);
    }
    if let Some((n, head, line)) = &look.line {
        if *n != access {
            return Ok(Logged::Stale);
        }
        let text = "WITH line AS (INSERT INTO access_entry (record, n, bytes) VALUES ($1, $2, $3))
            UPDATE record SET access_len = $2 + 1, access_head = $4, access_at = $5 WHERE id = $1";
        let write = step.prepare_cached(text).await?;
        step.execute(&write, &[&record, &signed(*n), &&line[..], &&head.0[..], &now]).await?;
    }
    let forget = step.prepare_cached("DELETE FROM look_nonce WHERE record = $1 AND at < $2").await?;
    step.execute(&forget, &[&record, &signed(look.forget)]).await?;
    step.commit().await?;
    Ok(Logged::Done)
}

pub(super) async fn entries(
    db: &Object,
    record: &RecordId,
    from: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let text = "SELECT bytes FROM access_entry WHERE record = $1 AND n >= $2 ORDER BY n LIMIT 4096";
    let find = db.prepare_cached(text).await?;
    until_full(&db.query(&find, &[&&record.0[..], &signed(from)]).await?, bytes)
}

pub(super) async fn beat(
    db: &Object,
    record: &RecordId,
    device: u32,
    at: u64,
    bytes: &[u8],
) -> Result<(), Error> {
    let text = "INSERT INTO heartbeat (record, device, at, bytes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (record, device) DO UPDATE SET at = excluded.at, bytes = excluded.bytes
        WHERE excluded.at >= heartbeat.at";
    db.execute(text, &[&&record.0[..], &i64::from(device), &signed(at), &bytes]).await?;
    Ok(())
}

pub(super) async fn beats(db: &Object, record: &RecordId) -> Result<Vec<Vec<u8>>, Error> {
    let text = "SELECT bytes FROM heartbeat WHERE record = $1 ORDER BY device";
    until_full(&db.query(text, &[&&record.0[..]]).await?, usize::MAX)
}
