use std::sync::{Arc, Mutex, PoisonError};

use henro_sync::RecordId;
use henro_sync_client::Fault;
use henro_vault::Daily;

use super::line::Line;
use crate::context::State;
use crate::open::Open;
use crate::{Config, Context};

/// What a round can reach: the record by short locks, the clock, the line.
#[derive(Clone)]
pub(crate) struct Reach {
    pub(crate) state: Arc<Mutex<State>>,
    pub(crate) config: Config,
    pub(crate) line: Arc<Line>,
}

impl Context {
    /// For a round.
    pub(crate) fn reach(&self) -> Reach {
        Reach { state: self.state.clone(), config: self.config.clone(), line: self.line.clone() }
    }
}

impl Reach {
    /// Runs work on the open record.
    pub(super) fn open<T>(
        &self,
        work: impl FnOnce(&mut Open) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let open = state.open.as_mut().ok_or(Fault::Store("locked"))?;
        work(open).map_err(stored)
    }

    /// Whether this device is to save on traffic.
    pub(super) fn metered(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).settings.metered
    }

    /// Runs work on the file of a record: our own, one kept for somebody, or one that somebody lets us see.
    pub(super) fn daily<T>(
        &self,
        shared: Option<RecordId>,
        work: impl FnOnce(&mut Daily) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        let Some(record) = shared else { return self.open(|open| work(open.daily())) };
        let mut work = Some(work);
        let done = self.ward_vault(&record, |vault| match work.take() {
            Some(work) => work(vault.daily()?),
            None => Err(henro_vault::Error::Locked),
        });
        match (done, work) {
            (Err(_), Some(work)) => self.open(|open| work(open.vault().shared(&record)?)),
            (Ok(done), _) => done,
            (Err(_), None) => Err(Fault::Store("file")),
        }
    }
}

/// A fault of the file.
pub(super) fn stored(error: henro_vault::Error) -> Fault {
    match error {
        henro_vault::Error::Locked => Fault::Store("locked"),
        henro_vault::Error::Factor(henro_vault::FactorFault::Closed) => super::clinical::CLOSED,
        henro_vault::Error::Full => Fault::Store("disk full"),
        henro_vault::Error::ReadOnly => Fault::Store("read only"),
        henro_vault::Error::Sync(_) => Fault::Damaged("frames"),
        _ => Fault::Store("file"),
    }
}
