use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI16, AtomicI64, Ordering};

use henro_app::Config;
use henro_domain::{OffsetMinutes, Stamp};

/// A clock that stands still until a test moves it. Clones are the same clock.
#[derive(Clone)]
pub struct Clock(Arc<Hands>);

struct Hands {
    utc_ms: AtomicI64,
    offset: AtomicI16,
}

impl Clock {
    /// Standing at UTC milliseconds, `offset` minutes east.
    pub fn at(utc_ms: i64, offset: i16) -> Self {
        Self(Arc::new(Hands { utc_ms: AtomicI64::new(utc_ms), offset: AtomicI16::new(offset) }))
    }

    /// Moves on, or back when negative.
    pub fn pass(&self, ms: i64) {
        self.0.utc_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// Travels to another zone.
    pub fn travel(&self, offset: i16) {
        self.0.offset.store(offset, Ordering::Relaxed);
    }

    /// A configuration with everything in one folder and this clock.
    pub fn config(&self, folder: PathBuf) -> Config {
        let clock = self.clone();
        Config { clock: Arc::new(move || clock.stamp()), ..Config::system(folder) }
    }

    /// The time it shows.
    pub fn stamp(&self) -> Stamp {
        let offset = OffsetMinutes::new(self.0.offset.load(Ordering::Relaxed));
        Stamp {
            utc_ms: self.0.utc_ms.load(Ordering::Relaxed),
            offset: offset.expect("a test names a real zone"),
        }
    }
}
