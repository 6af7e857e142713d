use std::collections::BTreeMap;

use henro_domain::{Day, EntryKind, Verdict, check_entry};

use super::model::{Dated, DuplicateKey, Problem, Reason};
use super::read::Reader;

/// What an import would do, before it does it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    /// Rows read.
    pub rows: u64,
    /// Entries of each kind that would be written.
    pub kinds: BTreeMap<EntryKind, u64>,
    /// The first entries.
    pub first: Vec<Dated>,
    /// Entries that are already in the record; they would not be written.
    pub duplicates: u64,
    /// Entries that are possible but rare.
    pub rare: u64,
    /// First and last day.
    pub days: Option<(Day, Day)>,
    /// Rows with at least one problem.
    pub faulty: u64,
    /// How often each reason was met.
    pub reasons: BTreeMap<Reason, u64>,
    /// The first problems.
    pub problems: Vec<Problem>,
}

/// Reads everything once. Keeps `shown` entries and problems; `known` is asked once an entry and says whether the
/// record already holds it (a record that holds it once answers yes once, so that twins are kept).
pub fn preview(reader: Reader<'_>, shown: usize, mut known: impl FnMut(&DuplicateKey) -> bool) -> Preview {
    let mut preview = Preview::default();
    for row in reader {
        preview.rows += 1;
        preview.faulty += u64::from(!row.problems.is_empty());
        for problem in row.problems {
            *preview.reasons.entry(problem.reason).or_default() += 1;
            if preview.problems.len() < shown {
                preview.problems.push(problem);
            }
        }
        for dated in row.entries {
            let key = dated.duplicate_key();
            if known(&key) {
                preview.duplicates += 1;
                continue;
            }
            preview.take(dated, shown);
        }
    }
    preview
}

impl Preview {
    fn take(&mut self, dated: Dated, shown: usize) {
        *self.kinds.entry(EntryKind::of(&dated.entry)).or_default() += 1;
        self.rare += u64::from(check_entry(&dated.entry) == Verdict::Rare);
        let day = dated.when.day;
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        if self.first.len() < shown {
            self.first.push(dated);
        }
    }
}
