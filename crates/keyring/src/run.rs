use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use henro_seal::Sensitive;

/// Secrets by record, in memory. They are wiped when dropped.
#[derive(Default)]
pub(crate) struct Run(Mutex<BTreeMap<String, Sensitive<[u8; 32]>>>);

impl Run {
    pub(crate) fn secret(&self, record: &str) -> Option<Sensitive<[u8; 32]>> {
        self.kept().get(record).map(|secret| Sensitive::new(*secret.expose()))
    }

    pub(crate) fn keep(&self, record: String, secret: &[u8; 32]) {
        self.kept().insert(record, Sensitive::new(*secret));
    }

    pub(crate) fn forget(&self, record: &str) {
        self.kept().remove(record);
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, Sensitive<[u8; 32]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
