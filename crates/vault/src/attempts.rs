//! How often a wrong password was tried, and how long the next try has to wait.
//!
//! This keeps a hand at the keyboard from guessing. Who takes the folder away can delete the count or set the
//! clock on; against that stands the cost of Argon2id alone.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, files};

/// Wrong passwords in a row. Survives a restart; cleared by the right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Attempts {
    failed: u32,
    at_ms: i64,
}

impl Attempts {
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let Some(bytes) = files::read_small(path, 1024)? else { return Ok(Self::default()) };
        // A file that does not read counts as the longest wait, so that spoiling it gains nothing.
        Ok(serde_json::from_slice(&bytes).unwrap_or(Self { failed: u32::MAX, at_ms: i64::MAX }))
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        let bytes = serde_json::to_vec(self).expect("two numbers always make JSON");
        files::write_whole(path, &bytes)
    }

    /// One more try at `now_ms`. Written before the password is tried, so that a kill gives no free try.
    pub(crate) fn one_more(self, now_ms: i64) -> Self {
        Self { failed: self.failed.saturating_add(1), at_ms: now_ms }
    }

    /// Milliseconds to wait, and these attempts as to be kept. With the clock moved back behind the last
    /// try the wait begins anew from now: never longer than one full wait, never forgotten.
    pub(crate) fn wait(self, now_ms: i64) -> (i64, Self) {
        let full = delay_ms(self.failed);
        if full == 0 {
            return (0, self);
        }
        if now_ms < self.at_ms {
            return (full, Self { at_ms: now_ms, ..self });
        }
        ((full - now_ms.saturating_sub(self.at_ms)).max(0), self)
    }
}

/// 0, 0, 0, 5, 15, 30, 60, 120, 240 and then 300 seconds.
fn delay_ms(failed: u32) -> i64 {
    let place = usize::try_from(failed).unwrap_or(usize::MAX);
    SECONDS.get(place).copied().unwrap_or(300) * 1000
}

/// By number of wrong passwords so far.
const SECONDS: [i64; 10] = [0, 0, 0, 0, 5, 15, 30, 60, 120, 240];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_to_five_minutes_and_no_further() {
        let mut attempts = Attempts::default();
        let mut waits = Vec::new();
        for _ in 0..12 {
            attempts = attempts.one_more(1_000_000);
            waits.push(attempts.wait(1_000_000).0 / 1000);
        }
        assert_eq!(waits, [0, 0, 0, 5, 15, 30, 60, 120, 240, 300, 300, 300]);
    }

    #[test]
    fn waiting_is_enough() {
        let attempts = Attempts { failed: 5, at_ms: 1_000 };
        assert_eq!(attempts.wait(1_000 + 14_999).0, 1);
        assert_eq!(attempts.wait(1_000 + 15_000).0, 0);
    }

    #[test]
    fn a_clock_moved_back_neither_resets_nor_lengthens_for_ever() {
        let attempts = Attempts { failed: 5, at_ms: 1_000_000_000 };
        let (wait, kept) = attempts.wait(5_000);
        assert_eq!(wait, 15_000);
        assert_eq!(kept.wait(5_000 + 15_000).0, 0);
        assert_eq!(kept.one_more(30_000).failed, 6);
    }

    #[test]
    fn a_spoilt_file_waits_longest_and_then_lets_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("attempts");
        std::fs::write(&path, b"{").unwrap();
        let planted = Attempts { failed: 9, at_ms: i64::MIN };
        assert_eq!(planted.wait(50).0, 0);
        let (wait, kept) = Attempts::read(&path).unwrap().wait(50);
        assert_eq!(wait, 300_000);
        assert_eq!(kept.wait(50 + 300_000).0, 0);
    }
}
