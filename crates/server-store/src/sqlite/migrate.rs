use rusqlite::Connection;

use crate::Error;

/// Numbered, forward only; each runs in one transaction with the number it leads to.
const MIGRATIONS: [&str; 5] = [
    include_str!("migrations/001_create_chains.sql"),
    include_str!("migrations/002_add_logins.sql"),
    include_str!("migrations/003_add_ranking.sql"),
    include_str!("migrations/004_add_slips.sql"),
    include_str!("migrations/005_add_blobs.sql"),
];

/// Newest version this program knows.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

pub(super) fn migrate(db: &mut Connection) -> Result<(), Error> {
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > VERSION {
        return Err(Error::Newer { found, known: VERSION });
    }
    for (version, text) in (1i64..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or_default()) {
        let step = db.transaction()?;
        step.execute_batch(text)?;
        step.pragma_update(None, "user_version", version)?;
        step.commit()?;
    }
    Ok(())
}
