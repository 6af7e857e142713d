//! The engine's log is written back into the file while nobody waits: when it is full, the next write would do it.

use crate::daily::Daily;
use crate::{Error, Vault};

impl Vault {
    /// To be called every few seconds. Writes back what was written since the last time, where that is worth it.
    pub fn tidy(&mut self) -> Result<(), Error> {
        let Some(open) = self.open.as_mut() else { return Ok(()) };
        let clinical = open.clinical.as_mut();
        let clinical = clinical.map(|open| std::iter::once(&mut open.file).chain(open.shared.values_mut()));
        let daily = std::iter::once(&mut open.daily).chain(open.shared.values_mut());
        daily.chain(clinical.into_iter().flatten().map(|file| &mut file.log)).try_for_each(Daily::tidy)
    }
}

impl Daily {
    fn tidy(&mut self) -> Result<(), Error> {
        let written = self.db.total_changes();
        if written.saturating_sub(self.tidied) < WORTH {
            return Ok(());
        }
        self.tidied = written;
        Ok(self.db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }
}

/// Rows written. The engine itself writes back after 1,000 pages of its log.
const WORTH: u64 = 500;
