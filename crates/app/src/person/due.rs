//! What somebody usually writes and has not written today.

use std::collections::{BTreeMap, BTreeSet};

use henro_domain::{Day, Entry, EntryKind, MeasureItem};
use henro_vault::{Daily, StoredEntry};

use crate::WireError;
use crate::context::Now;
use crate::open::failed;
use crate::view::entry_view;
use crate::wire::{DueView, EntryView, PersonDay};

/// What the family page says of a record.
pub(crate) struct Written {
    pub(crate) due: Vec<DueView>,
    pub(crate) last: Option<EntryView>,
    pub(crate) week: Vec<PersonDay>,
}

/// Reads the last two weeks.
pub(crate) fn read(daily: &mut Daily, now: Now) -> Result<Written, WireError> {
    let today = now.today;
    let entries = daily.range(&EntryKind::OF_A_DAY, today.plus(1 - DAYS), today).map_err(failed)?;
    let first = Day::from_number(Day::MIN_NUMBER).unwrap_or(today);
    let newest = daily.newest_in(&EntryKind::OF_A_DAY, first, today, 1).map_err(failed)?;
    let days: BTreeSet<Day> = entries.iter().map(|stored| stored.when.day).collect();
    let week = (0..7).rev().map(|back| today.plus(-back));
    Ok(Written {
        due: due(&entries, today),
        last: newest.first().map(entry_view),
        week: week.map(|day| PersonDay { day, written: days.contains(&day) }).collect(),
    })
}

/// What was written on three of the days before and not today; the most usual first.
fn due(entries: &[StoredEntry], today: Day) -> Vec<DueView> {
    let mut seen: BTreeMap<(EntryKind, Option<MeasureItem>), BTreeMap<Day, &StoredEntry>> = BTreeMap::new();
    for stored in entries {
        let item = match stored.entry {
            Entry::Measurement { item, .. } => Some(item),
            _ => None,
        };
        seen.entry((EntryKind::of(&stored.entry), item)).or_default().insert(stored.when.day, stored);
    }
    let usual = |days: &BTreeMap<Day, &StoredEntry>| days.len() >= USUAL && !days.contains_key(&today);
    let mut due: Vec<(usize, DueView)> = seen
        .into_iter()
        .filter(|(_, days)| usual(days))
        .filter_map(|((kind, item), days)| {
            let last = days.values().next_back()?;
            Some((days.len(), DueView { kind, item, last: entry_view(last) }))
        })
        .collect();
    due.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    due.into_iter().map(|(_, due)| due).take(MOST).collect()
}

const DAYS: i32 = 14;
/// On how many of the days.
const USUAL: usize = 3;
const MOST: usize = 4;
