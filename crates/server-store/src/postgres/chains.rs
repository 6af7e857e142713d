//! Secrets and identity chains.

use deadpool_postgres::{GenericClient, Object};
use henro_sync::IdentityId;

use super::rows::{fixed, number, signed, until_full};
use crate::store::Swap;
use crate::{Error, Guard};

pub(super) async fn secret(db: &Object, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
    db.execute(
        "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&name, &&fresh[..]],
    )
    .await?;
    fixed(&db.query_one("SELECT value FROM secret WHERE name = $1", &[&name]).await?, 0)
}

pub(super) async fn kept_secret(db: &Object, name: &str) -> Result<Option<[u8; 32]>, Error> {
    let row = db.query_opt("SELECT value FROM secret WHERE name = $1", &[&name]).await?;
    row.map(|row| fixed(&row, 0)).transpose()
}

pub(super) async fn identity_begin(
    db: &mut Object,
    id: &IdentityId,
    entry: &[u8],
    unified: &str,
    now: u64,
) -> Result<(bool, String), Error> {
    let step = db.transaction().await?;
    let text = "INSERT INTO identity (id, unified, len, created_at) VALUES ($1, $2, 1, $3) ON CONFLICT (id) DO NOTHING";
    let new = step.execute(text, &[&&id.0[..], &unified, &signed(now)]).await? == 1;
    if new {
        let text = "INSERT INTO identity_entry (identity, n, bytes) VALUES ($1, 0, $2)";
        step.execute(text, &[&&id.0[..], &entry]).await?;
    }
    let text = "SELECT coalesce(unified, '') FROM identity WHERE id = $1";
    let unified = step.query_one(text, &[&&id.0[..]]).await?.try_get(0)?;
    step.commit().await?;
    Ok((new, unified))
}

pub(super) async fn identity_len(db: &Object, id: &IdentityId) -> Result<Option<u64>, Error> {
    let find = db.prepare_cached("SELECT len FROM identity WHERE id = $1").await?;
    db.query_opt(&find, &[&&id.0[..]]).await?.map(|row| number(&row, 0)).transpose()
}

pub(super) async fn identity_entries(
    db: &Object,
    id: &IdentityId,
    from: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let text = "SELECT bytes FROM identity_entry WHERE identity = $1 AND n >= $2 ORDER BY n LIMIT 4096";
    let find = db.prepare_cached(text).await?;
    until_full(&db.query(&find, &[&&id.0[..], &signed(from)]).await?, bytes)
}

pub(super) async fn identity_append(
    db: &mut Object,
    id: &IdentityId,
    n: u64,
    entry: &[u8],
    at: u64,
) -> Result<Swap, Error> {
    let step = db.transaction().await?;
    let text = "SELECT len, acted_at FROM identity WHERE id = $1 FOR UPDATE";
    let row = step.query_one(text, &[&&id.0[..]]).await?;
    let (len, acted) = (number(&row, 0)?, number(&row, 1)?);
    if len != n {
        return Ok(Swap::Behind(len));
    }
    if at <= acted {
        return Ok(Swap::Acted(acted));
    }
    let text = "INSERT INTO identity_entry (identity, n, bytes) VALUES ($1, $2, $3)";
    step.execute(text, &[&&id.0[..], &signed(n), &entry]).await?;
    step.execute("UPDATE identity SET len = $2 WHERE id = $1", &[&&id.0[..], &signed(n + 1)]).await?;
    step.commit().await?;
    Ok(Swap::Done)
}

/// How identities of a guard are held until the end of the transaction.
#[derive(Clone, Copy)]
pub(super) enum Hold {
    /// They must not change.
    Share,
    /// They are changed by it.
    Own,
}

/// Whether identities are as they were, in the order of their ids.
pub(super) async fn holds(db: &impl GenericClient, guard: &Guard, hold: Hold) -> Result<bool, Error> {
    let mut identities = guard.identities.clone();
    identities.sort();
    let text = match hold {
        Hold::Share => "SELECT len FROM identity WHERE id = $1 FOR SHARE",
        Hold::Own => "SELECT len FROM identity WHERE id = $1 FOR UPDATE",
    };
    let find = db.prepare_cached(text).await?;
    for (id, len) in identities {
        let row = db.query_opt(&find, &[&&id.0[..]]).await?;
        if row.map(|row| number(&row, 0)).transpose()? != Some(len) {
            return Ok(false);
        }
    }
    Ok(true)
}
