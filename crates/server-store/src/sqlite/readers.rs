use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use crate::Error;

/// Connections that only read.
pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    back: Condvar,
}

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        Self { idle: Mutex::new(connections), back: Condvar::new() }
    }

    /// Runs `work` on one snapshot. Called on threads that may block.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let lent = self.take();
        let Some(db) = &lent.db else { return Err(Error::Closed) };
        let snapshot = db.unchecked_transaction()?;
        let done = work(&snapshot);
        snapshot.finish()?;
        done
    }

    fn take(&self) -> Lent<'_> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(db) = idle.pop() {
                return Lent { of: self, db: Some(db) };
            }
            idle = self.back.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Given back also when the work panics.
struct Lent<'a> {
    of: &'a Readers,
    db: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            self.of.idle.lock().unwrap_or_else(PoisonError::into_inner).push(db);
            self.of.back.notify_one();
        }
    }
}
