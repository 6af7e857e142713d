use std::collections::HashMap;

use henro_domain::{Day, EntryKind};
use henro_exchange::csv::{Dated, DuplicateKey};

use crate::WireError;
use crate::open::{Open, failed};

/// How often the record holds each entry.
#[derive(Clone)]
pub(super) struct Known(HashMap<DuplicateKey, u32>);

impl Known {
    /// Reads the entries of a period, a year at a time so that a lifelong record stays small in memory.
    pub(super) fn read(open: &mut Open, from: Day, to: Day) -> Result<Self, WireError> {
        // Own dishes are compared by themselves, whatever their day.
        let mut counts = HashMap::new();
        let mut first = from;
        while first <= to {
            let last = first.plus(365).min(to);
            // What stands in the record that guardians keep is no news either.
            for stored in open.reading()?.range(&EntryKind::OF_A_DAY, first, last).map_err(failed)? {
                let key = Dated::new(stored.when, stored.entry).duplicate_key();
                *counts.entry(key).or_default() += 1;
            }
            if last == to {
                break;
            }
            first = last.plus(1);
        }
        Ok(Self(counts))
    }

    /// Whether one more such entry is in the record; each is counted off once.
    pub(super) fn has(&mut self, key: &DuplicateKey) -> bool {
        match self.0.get_mut(key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}
