use deadpool_postgres::Object;

use crate::Error;

/// Numbered, forward only; each runs in one transaction with the number it leads to.
const MIGRATIONS: [&str; 5] = [
    include_str!("migrations/001_create_chains.sql"),
    include_str!("migrations/002_add_logins.sql"),
    include_str!("migrations/003_add_ranking.sql"),
    include_str!("migrations/004_add_slips.sql"),
    include_str!("migrations/005_add_blobs.sql"),
];

const VERSION: i64 = MIGRATIONS.len() as i64;

pub(super) async fn migrate(db: &mut Object) -> Result<(), Error> {
    let step = db.transaction().await?;
    // Processes that start at once wait for each other.
    step.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    step.batch_execute("CREATE TABLE IF NOT EXISTS henro_version (version bigint NOT NULL)").await?;
    let row = step.query_one("SELECT coalesce(max(version), 0) FROM henro_version", &[]).await?;
    let found: i64 = row.get(0);
    if found > VERSION {
        return Err(Error::Newer { found, known: VERSION });
    }
    for (version, text) in (1i64..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or_default()) {
        step.batch_execute(text).await?;
        step.execute("INSERT INTO henro_version (version) VALUES ($1)", &[&version]).await?;
    }
    Ok(step.commit().await?)
}

/// Any number, the same in all processes.
const LOCK: i64 = 0x6865_6e72_6f31;
