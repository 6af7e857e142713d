//! One person's record as a line of time: its days, daily and medical.

use henro_domain::{Day, EntryKind, Medical, MedicalKind, RoughDay};
use henro_sync::RecordId;
use henro_vault::{Folded, MedicalAsk, StoredMedical, Towards};

use crate::open::{Open, failed};
use crate::paper::paper_of;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// What was asked for.
pub(super) struct Wanted {
    pub(super) daily: Vec<EntryKind>,
    pub(super) medical: Vec<MedicalKind>,
}

impl Wanted {
    /// Everything where nothing is named.
    pub(super) fn of(kinds: &[TimelineKind]) -> Self {
        let wanted = |kind: TimelineKind| kinds.is_empty() || kinds.contains(&kind);
        let daily = EntryKind::OF_A_DAY.into_iter().filter(|kind| wanted(kind_of_entry(*kind)));
        let medical = MedicalKind::ALL.into_iter().filter(|kind| wanted(kind_of_medical(*kind)));
        Self { daily: daily.collect(), medical: medical.collect() }
    }

    /// Of these, what stands on the line: an address has no day.
    pub(super) fn on_the_line(mut self) -> Self {
        self.medical.retain(|kind| *kind != MedicalKind::Contact);
        self
    }

    /// It stands on a day of its own, not where its field says or by the form it is on.
    fn by_row(&self) -> Vec<MedicalKind> {
        let dated = [MedicalKind::Problem, MedicalKind::Paper];
        self.medical.iter().copied().filter(|kind| !dated.contains(kind)).collect()
    }
}

pub(super) fn kind_of_entry(kind: EntryKind) -> TimelineKind {
    match kind {
        EntryKind::BloodPressure | EntryKind::Measurement | EntryKind::Condition => TimelineKind::Body,
        EntryKind::Exercise | EntryKind::Steps => TimelineKind::Activity,
        EntryKind::Intake | EntryKind::OwnDish => TimelineKind::Meals,
        EntryKind::Diary => TimelineKind::Diary,
    }
}

pub(super) fn kind_of_medical(kind: MedicalKind) -> TimelineKind {
    match kind {
        MedicalKind::Report | MedicalKind::Result => TimelineKind::Checkups,
        MedicalKind::Growth => TimelineKind::Growth,
        MedicalKind::Dose => TimelineKind::Vaccines,
        MedicalKind::Problem => TimelineKind::Problems,
        MedicalKind::Contact => TimelineKind::Contacts,
        MedicalKind::Paper => TimelineKind::Papers,
        MedicalKind::Document => TimelineKind::Documents,
    }
}

/// One person.
pub(super) struct Source {
    record: Option<RecordId>,
    /// As it stands in answers.
    pub(super) person: String,
    /// The medical half is closed.
    pub(super) closed: bool,
    /// Days on which a problem began or ended, and papers: few, and which day and which form is in their fields.
    dated: Vec<(Day, TimelineWhat, StoredMedical)>,
}

impl Source {
    /// The people that were asked for, or the one the call is about.
    pub(super) fn all(ctx: &Context, people: &[String], wanted: &Wanted) -> Result<Vec<Self>, WireError> {
        if people.len() > MOST_PEOPLE {
            return Err(WireError::limit(Code::RequestInvalid, MOST_PEOPLE as u32));
        }
        let mut records = Vec::new();
        for person in people {
            let record: RecordId = person.parse().map_err(|_| Code::PersonMissing)?;
            if !records.contains(&Some(record)) {
                records.push(Some(record));
            }
        }
        if records.is_empty() {
            records.push(ctx.subject);
        }
        records.into_iter().map(|record| Self::of(ctx, record, wanted)).collect()
    }

    fn of(ctx: &Context, record: Option<RecordId>, wanted: &Wanted) -> Result<Self, WireError> {
        ctx.about(record).with_open(|open, now| {
            let closed = !open.vault().is_clinical_open();
            let mut source = Self { record, person: open.record().to_string(), closed, dated: vec![] };
            for kind in [MedicalKind::Problem, MedicalKind::Paper] {
                if !closed && wanted.medical.contains(&kind) {
                    let ask = MedicalAsk { most: MOST_DATED, ..MedicalAsk::default() };
                    let clinical = open.vault().clinical().map_err(failed)?;
                    let page = clinical.list(kind, &ask).map_err(failed)?;
                    source.dated.extend(page.entries.into_iter().flat_map(|of| dated(of, now.today)));
                }
            }
            Ok(source)
        })
    }

    /// Runs work on the person's record.
    pub(super) fn with<T>(
        &self,
        ctx: &Context,
        work: impl FnOnce(&mut Open) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        ctx.about(self.record).with_open(|open, _| work(open))
    }

    /// The nearest day on the way that has something of what is wanted.
    pub(super) fn nearest(
        &self,
        ctx: &Context,
        wanted: &Wanted,
        from: Day,
        towards: Towards,
    ) -> Result<Option<Day>, WireError> {
        let mut days: Vec<Day> = self.dated_days(from, towards).collect();
        self.with(ctx, |open| {
            days.extend(open.reading()?.nearest_day(&wanted.daily, from, towards).map_err(failed)?);
            if !self.closed {
                let clinical = open.vault().clinical().map_err(failed)?;
                days.extend(clinical.nearest_day(&wanted.by_row(), from, towards).map_err(failed)?);
            }
            Ok(())
        })?;
        Ok(nearer(days.into_iter(), towards))
    }

    /// What the daily entries add up to.
    pub(super) fn folded(
        &self,
        ctx: &Context,
        wanted: &Wanted,
        days: (Day, Day),
    ) -> Result<Folded, WireError> {
        self.with(ctx, |open| open.reading()?.fold_days(&wanted.daily, days.0, days.1).map_err(failed))
    }

    /// Problems that began or ended within these days, and papers that were for one of them.
    pub(super) fn dated_in(
        &self,
        (from, to): (Day, Day),
    ) -> impl Iterator<Item = &(Day, TimelineWhat, StoredMedical)> {
        self.dated.iter().filter(move |(day, ..)| (from..=to).contains(day))
    }

    fn dated_days(&self, from: Day, towards: Towards) -> impl Iterator<Item = Day> {
        self.dated.iter().map(|(day, ..)| *day).filter(move |day| match towards {
            Towards::Older => *day <= from,
            Towards::Newer => *day >= from,
        })
    }
}

/// The one of some days that comes first on the way.
pub(super) fn nearer(days: impl Iterator<Item = Day>, towards: Towards) -> Option<Day> {
    match towards {
        Towards::Older => days.max(),
        Towards::Newer => days.min(),
    }
}

/// When a problem began and, where it is over, when it ended. A problem stands where it began, not where it was written down; what is
/// only a note about a plan is no paper.
fn dated(stored: StoredMedical, today: Day) -> Vec<(Day, TimelineWhat, StoredMedical)> {
    let problem = match &stored.medical {
        Medical::Problem(problem) => problem,
        Medical::Paper(paper) if paper_of(&paper.form).is_some() => {
            return vec![(stored.when.day, TimelineWhat::Paper, stored)];
        }
        _ => return vec![],
    };
    let began = problem.since.map_or(stored.when.day, RoughDay::first);
    let ended = problem.until.filter(|until| *until <= today && *until >= began);
    let mut all: Vec<_> = ended.map(|day| (day, TimelineWhat::Ended, stored.clone())).into_iter().collect();
    all.push((began, TimelineWhat::Began, stored));
    all
}

const MOST_PEOPLE: usize = 20;
const MOST_DATED: u32 = 2_000;
