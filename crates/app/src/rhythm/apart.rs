//! Where the values of a chart come from, for a person of whom guardians keep a record too.

use std::collections::{BTreeMap, BTreeSet};

use henro_domain::Day;

use super::series::values;
use super::source::Source;
use crate::WireError;
use crate::wire::{RhythmApart, RhythmFrom, RhythmItem, RhythmRow};

/// Days of each record with a value of an item.
pub(super) struct Apart {
    own: BTreeSet<Day>,
    kept: BTreeSet<Day>,
}

impl Apart {
    /// Reads them; nothing where there is one record only.
    pub(super) fn of(of: &Source, item: RhythmItem, from: Day, to: Day) -> Result<Option<Self>, WireError> {
        let Some([own, kept]) = of.daily.apart() else { return Ok(None) };
        let days = |daily| -> Result<BTreeSet<Day>, WireError> {
            let mut one = Source { daily, person: of.person.clone(), stride: of.stride };
            Ok(values(&mut one, item, from, to)?.into_iter().map(|point| point.day).collect())
        };
        Ok(Some(Self { own: days(own)?, kept: days(kept)? }))
    }

    /// How many days each record has.
    pub(super) fn counts(&self) -> RhythmApart {
        let count = |days: &BTreeSet<Day>| u32::try_from(days.len()).unwrap_or(u32::MAX);
        RhythmApart { own: count(&self.own), kept: count(&self.kept) }
    }
}

/// Says of each row, which begins at its day and reaches to the next, where its values come from.
pub(super) fn mark(rows: &mut [RhythmRow], items: &[Apart]) {
    if items.is_empty() {
        return;
    }
    let mut days: BTreeMap<Day, (bool, bool)> = BTreeMap::new();
    for apart in items {
        apart.own.iter().for_each(|day| days.entry(*day).or_default().0 = true);
        apart.kept.iter().for_each(|day| days.entry(*day).or_default().1 = true);
    }
    // Newest first: each row ends where the one before it began.
    let mut end = None;
    for row in rows {
        let inside = days.range(row.day..).take_while(|(day, _)| end.is_none_or(|end| **day < end));
        let (own, kept) = inside.fold((false, false), |sum, (_, one)| (sum.0 || one.0, sum.1 || one.1));
        row.from = match (own, kept) {
            (true, true) => Some(RhythmFrom::Both),
            (true, false) => Some(RhythmFrom::Own),
            (false, true) => Some(RhythmFrom::Kept),
            (false, false) => None,
        };
        end = Some(row.day);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_from_which_record_its_days_come() {
        let day = |day| Day::new(2026, 11, day).unwrap();
        let row = |on| RhythmRow { day: day(on), cells: vec![], from: None };
        let apart = Apart { own: [day(3), day(9)].into(), kept: [day(4), day(20)].into() };
        assert_eq!((apart.counts().own, apart.counts().kept), (2, 2));
        let mut rows = [row(20), row(8), row(2), row(1)];
        mark(&mut rows, &[apart]);
        // By hand: 20 on; 8 to 19; 2 to 7; 1.
        let from: Vec<_> = rows.iter().map(|row| row.from).collect();
        assert_eq!(from, [Some(RhythmFrom::Kept), Some(RhythmFrom::Own), Some(RhythmFrom::Both), None]);
    }
}
