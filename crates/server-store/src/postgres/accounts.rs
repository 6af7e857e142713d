//! Letters, leaving, and a look through everything.

use deadpool_postgres::Object;
use henro_sync::IdentityId;

use super::rows::{number, optional, signed};
use crate::Error;
use crate::store::{Account, BEGINNING, Put, TOKEN_MAC};

pub(super) async fn letter_put(
    db: &Object,
    id: [u8; 16],
    bytes: &[u8],
    (now, until): (u64, u64),
    most: u64,
) -> Result<Put, Error> {
    db.execute("DELETE FROM mailbox WHERE until <= $1", &[&signed(now)]).await?;
    if number(&db.query_one("SELECT count(*) FROM mailbox", &[]).await?, 0)? >= most {
        return Ok(Put::Full);
    }
    let text = "INSERT INTO mailbox (id, until, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let new = db.execute(text, &[&&id[..], &signed(until), &bytes]).await? == 1;
    Ok(if new { Put::Done } else { Put::Taken })
}

pub(super) async fn letter(
    db: &Object,
    id: [u8; 16],
    now: u64,
    take: bool,
) -> Result<Option<Vec<u8>>, Error> {
    // Two who take at once: the row is locked, and the second finds nothing.
    let text = if take {
        "UPDATE mailbox SET bytes = NULL FROM
            (SELECT id, bytes FROM mailbox WHERE id = $1 AND until > $2 AND bytes IS NOT NULL FOR UPDATE) AS old
        WHERE mailbox.id = old.id RETURNING old.bytes"
    } else {
        "SELECT bytes FROM mailbox WHERE id = $1 AND until > $2"
    };
    let row = db.query_opt(text, &[&&id[..], &signed(now)]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

pub(super) async fn anew(db: &mut Object, at: u64) -> Result<(), Error> {
    let step = db.transaction().await?;
    step.execute("DELETE FROM secret WHERE name IN ($1, $2)", &[&BEGINNING, &TOKEN_MAC]).await?;
    for table in ["access_entry", "heartbeat", "mailbox", "slip", "ranking"] {
        step.execute(&format!("DELETE FROM {table}"), &[]).await?;
    }
    let text = "UPDATE record SET access_len = 0, access_head = $1, access_at = 0";
    step.execute(text, &[&&[0u8; 32][..]]).await?;
    step.execute("UPDATE identity SET created_at = $1", &[&signed(at)]).await?;
    Ok(step.commit().await?)
}

pub(super) async fn account(db: &Object, id: &IdentityId) -> Result<Option<Account>, Error> {
    let text = "SELECT coalesce(unified, ''), leaves_at, created_at FROM identity WHERE id = $1";
    let Some(row) = db.query_opt(text, &[&&id.0[..]]).await? else { return Ok(None) };
    Ok(Some(Account { unified: row.try_get(0)?, leaves: optional(&row, 1)?, since: number(&row, 2)? }))
}

/// What was shown on boards goes at once.
pub(super) async fn leave(db: &Object, id: &IdentityId, at: Option<u64>) -> Result<(), Error> {
    if at.is_some() {
        super::ranking::leave(db, id).await?;
    }
    db.execute("UPDATE identity SET leaves_at = $2 WHERE id = $1", &[&&id.0[..], &at.map(signed)]).await?;
    Ok(())
}

pub(super) async fn forget(db: &mut Object, now: u64) -> Result<bool, Error> {
    // What nobody fetched in time may hold keys: it does not wait for the next letter.
    db.execute("DELETE FROM mailbox WHERE until <= $1", &[&signed(now)]).await?;
    let step = db.transaction().await?;
    let text = "SELECT id FROM identity WHERE leaves_at <= $1 AND unified IS NOT NULL LIMIT 1 FOR UPDATE";
    let Some(row) = step.query_opt(text, &[&signed(now)]).await? else { return Ok(false) };
    let identity: &[u8] = row.try_get(0)?;
    let text = "SELECT record FROM member AS own WHERE identity = $1 AND owner
        AND NOT EXISTS (SELECT 1 FROM member WHERE record = own.record AND owner AND identity <> $1)";
    for row in step.query(text, &[&identity]).await? {
        let record: &[u8] = row.try_get(0)?;
        for table in FORGET {
            step.execute(&format!("DELETE FROM {table} WHERE record = $1"), &[&record]).await?;
        }
        step.execute("DELETE FROM record WHERE id = $1", &[&record]).await?;
    }
    step.execute("DELETE FROM login WHERE identity = $1", &[&identity]).await?;
    step.execute("DELETE FROM slip WHERE identity = $1", &[&identity]).await?;
    step.execute("DELETE FROM ranking WHERE identity = $1", &[&identity]).await?;
    step.execute("UPDATE identity SET unified = NULL WHERE id = $1", &[&identity]).await?;
    step.commit().await?;
    Ok(true)
}

/// Everything of a record.
const FORGET: [&str; 10] = [
    "frame",
    "stream",
    "stream_name",
    "control_entry",
    "access_entry",
    "look_nonce",
    "heartbeat",
    "member",
    "blob_piece",
    "blob",
];

pub(super) async fn check(db: &Object) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for (what, text) in CHECKS {
        let wrong = number(&db.query_one(text, &[]).await?, 0)?;
        if wrong > 0 {
            found.push(format!("{what}: {wrong}"));
        }
    }
    Ok(found)
}

/// What has to be nowhere.
const CHECKS: [(&str, &str); 4] = [
    (
        "identities whose chain has another length than said",
        "SELECT count(*) FROM identity WHERE len <> (SELECT count(*) FROM identity_entry WHERE identity = id)",
    ),
    (
        "records whose chain has another length than said",
        "SELECT count(*) FROM record WHERE control_len <> (SELECT count(*) FROM control_entry WHERE record = id)",
    ),
    (
        "streams with another number of frames than said",
        "SELECT count(*) FROM stream WHERE place <> (SELECT count(*) FROM frame
            WHERE frame.record = stream.record AND frame.stream = stream.id)",
    ),
    (
        "blobs with other pieces than said",
        "SELECT count(*) FROM blob WHERE (whole AND have <> size) OR have <> (SELECT coalesce(sum(length), 0)
            FROM blob_piece AS piece
            WHERE (piece.record, piece.stream, piece.id) = (blob.record, blob.stream, blob.id))",
    ),
];
