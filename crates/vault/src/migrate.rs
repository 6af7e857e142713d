//! Bringing a file up to date: forward only, one transaction a step.

use rusqlite::{Connection, TransactionBehavior};

use crate::{Error, FileFault};

/// A step: SQL, then, where SQL cannot say it, a step over the data.
pub(crate) struct Step {
    pub(crate) sql: &'static str,
    pub(crate) data: Option<fn(&Connection) -> rusqlite::Result<()>>,
}

impl Step {
    /// A step of SQL alone.
    pub(crate) const fn sql(sql: &'static str) -> Self {
        Self { sql, data: None }
    }
}

/// Runs the steps a file has not seen. The file's version is how many of them it has seen.
pub(crate) fn run(db: &mut Connection, steps: &[Step]) -> Result<(), Error> {
    let known = steps.len() as i64;
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > known {
        let oldest: i64 = db.query_row("SELECT oldest_reader FROM about", [], |row| row.get(0))?;
        return if oldest > known { Err(Error::File(FileFault::Newer)) } else { Ok(()) };
    }
    for (number, step) in (1..).zip(steps).filter(|(number, _)| *number > version) {
        let transaction = db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        transaction.execute_batch(step.sql)?;
        if let Some(data) = step.data {
            data(&transaction)?;
        }
        transaction.execute_batch(&format!("PRAGMA user_version = {number};"))?;
        transaction.commit()?;
    }
    Ok(())
}
