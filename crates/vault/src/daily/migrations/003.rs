//! The data step of schema 3: the settings get ids made from their keys, the same on every device.

use ring::digest::{SHA256, digest};
use rusqlite::Connection;

/// Moves each setting and its changes to the id of its key.
pub(crate) fn step(db: &Connection) -> Result<(), rusqlite::Error> {
    let mut statement = db.prepare("SELECT id, key, change FROM setting")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let settings: Vec<(i64, String, i64)> = rows.collect::<Result<_, _>>()?;
    for (old, key, newest) in settings {
        let new = id(&key);
        db.execute("UPDATE setting SET id = ?2 WHERE id = ?1", [old, new])?;
        let mut seq = newest;
        while seq != 0 {
            db.execute("UPDATE change SET entity = ?2 WHERE seq = ?1", [seq, new])?;
            let prev: i64 =
                db.query_row("SELECT prev FROM change WHERE seq = ?1", [seq], |row| row.get(0))?;
            // A chain of schema 2 only goes back.
            seq = if prev < seq { prev } else { 0 };
        }
    }
    Ok(())
}

/// As `noun::setting_id` was when this step was written.
fn id(key: &str) -> i64 {
    let hash = digest(&SHA256, key.as_bytes());
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().skip(3).zip(hash.as_ref()) {
        *to = *from;
    }
    i64::from_be_bytes(word).max(1)
}
