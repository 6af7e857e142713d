//! Files of logins by password, and tries.

use deadpool_postgres::{GenericClient, Object};
use henro_sync::IdentityId;

use super::rows::{fixed, number, signed};
use crate::Error;
use crate::store::{LoginFile, Tries};

pub(super) async fn find(db: &Object, name: [u8; 32]) -> Result<Option<LoginFile>, Error> {
    let text = "SELECT identity, file, escrow, since FROM login WHERE name = $1";
    let find = db.prepare_cached(text).await?;
    let Some(row) = db.query_opt(&find, &[&&name[..]]).await? else { return Ok(None) };
    let (file, escrow): (Vec<u8>, Vec<u8>) = (row.try_get(1)?, row.try_get(2)?);
    let (identity, since) = (IdentityId(fixed(&row, 0)?), number(&row, 3)?);
    Ok(Some(LoginFile { identity, file: file.into(), escrow: escrow.into(), since }))
}

pub(super) async fn since(db: &Object, identity: &IdentityId) -> Result<Option<u64>, Error> {
    let text = "SELECT since FROM login WHERE identity = $1";
    db.query_opt(text, &[&&identity.0[..]]).await?.map(|row| number(&row, 0)).transpose()
}

pub(super) async fn put(db: &mut Object, name: [u8; 32], new: &LoginFile) -> Result<bool, Error> {
    let step = db.transaction().await?;
    let identity = &new.identity.0[..];
    step.execute("DELETE FROM login WHERE identity = $1", &[&identity]).await?;
    let text = "INSERT INTO login (name, identity, file, escrow, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO NOTHING";
    let (file, escrow, since) = (&new.file[..], &new.escrow[..], signed(new.since));
    if step.execute(text, &[&&name[..], &identity, &file, &escrow, &since]).await? == 0 {
        // Another's: what this identity had stays.
        step.rollback().await?;
        return Ok(false);
    }
    step.commit().await?;
    Ok(true)
}

pub(super) async fn escrow(db: &Object, identity: &IdentityId, escrow: &[u8]) -> Result<bool, Error> {
    let text = "UPDATE login SET escrow = $2 WHERE identity = $1";
    Ok(db.execute(text, &[&&identity.0[..], &escrow]).await? == 1)
}

pub(super) async fn remove(db: &Object, identity: &IdentityId) -> Result<(), Error> {
    db.execute("DELETE FROM login WHERE identity = $1", &[&&identity.0[..]]).await?;
    Ok(())
}

pub(super) async fn tries(db: &Object, name: [u8; 32]) -> Result<Option<Tries>, Error> {
    let find = db.prepare_cached("SELECT count, at FROM login_try WHERE name = $1").await?;
    let row = db.query_opt(&find, &[&&name[..]]).await?;
    row.map(|row| Ok(Tries { count: number(&row, 0)?, at: number(&row, 1)? })).transpose()
}

pub(super) async fn swap_tries(
    db: &Object,
    name: [u8; 32],
    old: Option<Tries>,
    new: Option<Tries>,
    forget: u64,
) -> Result<bool, Error> {
    let key = &name[..];
    let was = old.unwrap_or(Tries { count: 0, at: 0 });
    let (count, at) = (signed(was.count), signed(was.at));
    let done = match (old, new) {
        (None, None) => tries(db, name).await?.is_none(),
        (None, Some(new)) => {
            let text = "INSERT INTO login_try (name, count, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            db.execute(text, &[&key, &signed(new.count), &signed(new.at)]).await? == 1
        }
        (Some(_), Some(new)) => {
            let text = "UPDATE login_try SET count = $4, at = $5 WHERE name = $1 AND count = $2 AND at = $3";
            db.execute(text, &[&key, &count, &at, &signed(new.count), &signed(new.at)]).await? == 1
        }
        (Some(_), None) => {
            let text = "DELETE FROM login_try WHERE name = $1 AND count = $2 AND at = $3";
            db.execute(text, &[&key, &count, &at]).await? == 1
        }
    };
    db.execute("DELETE FROM login_try WHERE at <= $1", &[&signed(forget)]).await?;
    Ok(done)
}
