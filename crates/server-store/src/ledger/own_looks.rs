//! Looks of owners that were answered lately, so that none is answered twice. Nothing is written down for an owner, so a look that
//! is answered twice tells nobody anything: where there are very many, the older ones are forgotten early.

use std::collections::HashSet;

use henro_sync::RecordId;

type Seen = HashSet<(RecordId, [u8; 16])>;

/// Two generations; the older one goes as a whole.
#[derive(Default)]
pub(super) struct OwnLooks {
    begun: u64,
    new: Seen,
    old: Seen,
}

impl OwnLooks {
    /// Whether a look comes for the first time in `span` milliseconds, as far as it is remembered.
    pub(super) fn first(&mut self, look: (RecordId, [u8; 16]), now: u64, span: u64) -> bool {
        let over = |spans: u64| now >= self.begun.saturating_add(spans * span);
        if over(1) || self.new.len() >= MOST {
            let gone = over(2);
            self.old = std::mem::take(&mut self.new);
            if gone {
                self.old.clear();
            }
            self.begun = now;
        }
        !self.old.contains(&look) && self.new.insert(look)
    }
}

/// Of one generation.
const MOST: usize = 200_000;

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: RecordId = RecordId([1; 16]);

    fn look(n: u32) -> (RecordId, [u8; 16]) {
        (RECORD, u128::from(n).to_be_bytes())
    }

    #[test]
    fn a_look_is_answered_once_in_its_time() {
        let mut seen = OwnLooks::default();
        assert!(seen.first(look(1), 1000, 100) && !seen.first(look(1), 1099, 100));
        assert!(!seen.first(look(1), 1150, 100), "at least a whole span");
        assert!(seen.first(look(1), 1400, 100));
    }

    #[test]
    fn very_many_looks_shut_nobody_out_and_fill_no_memory() {
        let mut seen = OwnLooks::default();
        let most = u32::try_from(MOST).expect("it is small");
        assert!((0..5 * most / 2).all(|n| seen.first(look(n), 1000, 100)));
        assert!(seen.new.len() + seen.old.len() <= 2 * MOST);
        assert!(!seen.first(look(5 * most / 2 - 1), 1000, 100), "the newest are known");
    }
}
