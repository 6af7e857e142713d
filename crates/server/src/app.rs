use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use henro_server_store::Ledger;

use crate::Log;
use crate::depot::Depot;
use crate::rates::Limiter;

/// What every request sees.
pub(crate) struct App {
    pub(crate) ledger: Ledger,
    pub(crate) depot: Depot,
    pub(crate) limiter: Limiter,
    pub(crate) counts: Counts,
    pub(crate) log: Log,
    /// Whether `/metrics` answers.
    pub(crate) metrics: bool,
}

pub(crate) type Shared = Arc<App>;

/// Counted since the start, without saying of whom.
#[derive(Default)]
pub(crate) struct Counts {
    classes: [AtomicU64; 5],
    pub(crate) connections: AtomicU64,
}

impl Counts {
    pub(crate) fn answered(&self, status: u16) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        if let Some(count) = self.classes.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Answers of each class of status, 1xx to 5xx.
    pub(crate) fn answers(&self) -> [u64; 5] {
        self.classes.each_ref().map(|count| count.load(Ordering::Relaxed))
    }
}
