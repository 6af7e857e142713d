//! The pregnancies of a record: small notes, so that they go along with the papers and stay in the medical half.

use henro_domain::{Answer, Day, EntryId};
use henro_vault::{Clinical, Correction};

use crate::child::note;
use crate::context::Now;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// What is noted of the pregnancies of a record.
pub(crate) struct Course {
    /// The day due of the newest.
    pub(crate) due: Option<Day>,
    /// When it ended with a birth.
    pub(crate) born: Option<Day>,
    /// The next visit, as it was agreed.
    pub(super) next: Option<Day>,
    /// Earlier ones: day due and day of birth.
    pub(super) past: Vec<(Day, Day)>,
}

impl Course {
    /// Reads it.
    pub(crate) fn read(clinical: &Clinical) -> Result<Self, WireError> {
        let noted = note::read(clinical, NOTE)?;
        let day = |answer: &Answer| answer.words.as_deref().and_then(|words| Day::parse(words).ok());
        let of = |name: &str| noted.iter().find(|answer| answer.question == name).and_then(day);
        let past = noted.iter().filter_map(|answer| {
            let due = answer.question.strip_prefix(PAST)?;
            Some((Day::parse(due).ok()?, day(answer)?))
        });
        Ok(Self { due: of(DUE), born: of(BORN), next: of(NEXT), past: past.collect() })
    }

    /// The day due while the pregnancy goes on.
    pub(crate) fn ahead(&self, today: Day) -> Option<Day> {
        // A pregnancy that is over has no visits to come.
        self.due.filter(|due| self.born.is_none() && today.since(*due) <= OVERDUE_DAYS)
    }

    /// Weeks and days of the pregnancy a day lies in.
    pub(super) fn weeks(&self, day: Day) -> Option<(i32, i32)> {
        let now = self.due.map(|due| (due, self.born.unwrap_or(due.plus(OVERDUE_DAYS))));
        let all = now.into_iter().chain(self.past.iter().copied());
        let mut within = all.filter(|(due, end)| (due.plus(-TERM)..=*end).contains(&day));
        within.next().map(|(due, _)| weeks(due, day))
    }

    /// A day of the newest pregnancy.
    pub(super) fn is_now(&self, day: Day) -> bool {
        self.due
            .is_some_and(|due| (due.plus(-TERM)..=self.born.unwrap_or(due.plus(OVERDUE_DAYS))).contains(&day))
    }
}

/// Whole weeks and the days beyond them.
///
/// # Source
/// 母子健康手帳: the day due is 40 weeks and 0 days, 280 days after the first day of week 0. Due 2026-10-08: 2026-02-26 is 8
/// weeks and 0 days.
pub(super) fn weeks(due: Day, day: Day) -> (i32, i32) {
    let days = day.since(due.plus(-TERM));
    (days.div_euclid(7), days.rem_euclid(7))
}

/// Writes the day due of a pregnancy down, or takes it back. One that ended with a birth is kept beside.
pub(crate) fn pregnancy_due(ctx: &Context, ask: PregnancyDue) -> Result<PaperRecorded, WireError> {
    ctx.with_clinical(|clinical, meta, now| {
        let near = |due: Day| (-OVERDUE_DAYS..=TERM).contains(&due.since(now.today));
        if ask.due.is_some_and(|due| !near(due)) {
            return Err(Code::DayInvalid.into());
        }
        let (course, mut all) = (Course::read(clinical)?, Correction::default());
        let mut put = |name: &str, day| put(&mut all, (clinical, now), name, day);
        if let (Some(due), Some(born)) = (course.due, course.born) {
            put(&format!("{PAST}{due}"), Some(born))?;
        }
        for name in [BORN, NEXT] {
            if course.born.is_some() || (name == NEXT && ask.due.is_none() && course.next.is_some()) {
                put(name, None)?;
            }
        }
        let last = put(DUE, ask.due)?;
        Ok(PaperRecorded { id: note::write(clinical, (&all, last), meta)? })
    })
}

/// Writes the day of giving birth down: the visits of the plan end. Or takes it back.
pub(crate) fn pregnancy_born(ctx: &Context, ask: PregnancyBorn) -> Result<PaperRecorded, WireError> {
    ctx.with_clinical(|clinical, meta, now| {
        let (course, mut all) = (Course::read(clinical)?, Correction::default());
        let due = course.due.ok_or(Code::DayInvalid)?;
        let can_be = |day: Day| (due.plus(-BORN_EARLY)..=due.plus(OVERDUE_DAYS)).contains(&day);
        match ask.day {
            Some(day) if day > now.today => return Err(Code::DayFuture.into()),
            Some(day) if !can_be(day) => return Err(Code::DayInvalid.into()),
            _ => {}
        }
        // What was agreed was for a visit before it.
        if ask.day.is_some() && course.next.is_some() {
            put(&mut all, (clinical, now), NEXT, None)?;
        }
        let last = put(&mut all, (clinical, now), BORN, ask.day)?;
        Ok(PaperRecorded { id: note::write(clinical, (&all, last), meta)? })
    })
}

/// Writes the day of the next visit down, as it was agreed, or takes it back.
pub(crate) fn pregnancy_next(ctx: &Context, ask: PregnancyNextDay) -> Result<PaperRecorded, WireError> {
    ctx.with_clinical(|clinical, meta, now| {
        let near = |day: Day| (0..=TERM + OVERDUE_DAYS).contains(&day.since(now.today));
        if ask.day.is_some_and(|day| !near(day)) {
            return Err(Code::DayInvalid.into());
        }
        let mut all = Correction::default();
        let last = put(&mut all, (clinical, now), NEXT, ask.day)?;
        Ok(PaperRecorded { id: note::write(clinical, (&all, last), meta)? })
    })
}

/// Notes the next visit, as it was agreed, with what else is written.
pub(super) fn put_next(all: &mut Correction, of: (&Clinical, Now), next: Day) -> Result<(), WireError> {
    put(all, of, NEXT, Some(next)).map(drop)
}

fn put(
    all: &mut Correction,
    of: (&Clinical, Now),
    name: &str,
    day: Option<Day>,
) -> Result<Option<EntryId>, WireError> {
    note::lay(all, of, NOTE, name, day.map(|day| day.to_string()))
}

const NOTE: &str = "pregnancy_days";
const DUE: &str = "due";
const BORN: &str = "born";
const NEXT: &str = "next";
const PAST: &str = "past ";
/// Week 42 is the last one.
const OVERDUE_DAYS: i32 = 21;
/// Weeks 0 to 40: no day due is further ahead.
const TERM: i32 = 280;
/// From 22 weeks on it is a birth: 18 weeks before the day due.
const BORN_EARLY: i32 = 126;
