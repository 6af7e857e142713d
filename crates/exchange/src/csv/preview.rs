use std::collections::BTreeMap;

use henro_domain::{Day, EntryKind, Verdict, check_entry};

use super::model::{Dated, Problem, Reason};
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
    /// Entries that are possible but rare; they are among those that would be written.
    pub rare: u64,
    /// The lines of the first of them.
    pub rare_lines: Vec<u64>,
    /// First and last day.
    pub days: Option<(Day, Day)>,
    /// Rows with at least one problem.
    pub faulty: u64,
    /// How often each reason was met.
    pub reasons: BTreeMap<Reason, u64>,
    /// The first problems.
    pub problems: Vec<Problem>,
}

/// What an import does with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// It is written.
    New,
    /// The record holds it already.
    Known,
    /// It only explains other entries.
    Aside,
    /// It cannot be taken.
    Refused(Reason),
}

/// Reads everything once. Keeps `shown` entries and problems; `judge` is asked once an entry, in order (a record that
/// holds it once answers [`Take::Known`] once, so that twins are kept).
pub fn preview(reader: Reader<'_>, shown: usize, mut judge: impl FnMut(&Dated) -> Take) -> Preview {
    let mut preview = Preview::default();
    for row in reader {
        preview.rows += 1;
        let mut problems = row.problems;
        for dated in row.entries {
            match judge(&dated) {
                Take::New => preview.take(row.line, dated, shown),
                Take::Known => preview.duplicates += 1,
                Take::Aside => {}
                Take::Refused(reason) => problems.push(Problem { line: row.line, column: None, reason }),
            }
        }
        preview.faulty += u64::from(!problems.is_empty());
        for problem in problems {
            *preview.reasons.entry(problem.reason).or_default() += 1;
            if preview.problems.len() < shown {
                preview.problems.push(problem);
            }
        }
    }
    preview
}

impl Preview {
    fn take(&mut self, line: u64, dated: Dated, shown: usize) {
        *self.kinds.entry(EntryKind::of(&dated.entry)).or_default() += 1;
        if check_entry(&dated.entry) == Verdict::Rare {
            self.rare += 1;
            if self.rare_lines.len() < shown && self.rare_lines.last() != Some(&line) {
                self.rare_lines.push(line);
            }
        }
        let day = dated.when.day;
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        if self.first.len() < shown {
            self.first.push(dated);
        }
    }
}
