//! What counts so far of the doses of one vaccine, or of vaccines that are counted together.

use henro_domain::Day;
use henro_reference::{Dose, RuleKind, Series};

use crate::Person;
use crate::days::{after, day_of};
use crate::table::{doses, rules_of, track};

/// A dose that counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) vaccine: &'static str,
    pub(crate) series: &'static str,
    pub(crate) number: u8,
    pub(crate) day: Day,
}

/// The doses of a track so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    /// Those that count, by day.
    pub(crate) counted: Vec<Counted>,
    /// The day of the last one, whether it counts or not: intervals are kept from it too.
    pub(crate) last: Option<Day>,
}

/// How far a dose is held back, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) from: Day,
    /// Id of the rule, where it is not the line of the dose itself.
    pub(crate) rule: Option<&'static str>,
}

impl Track {
    /// Those that count for a series: vaccines of one track go on with each other's numbers.
    pub(crate) fn of(&self, series: &'static Series) -> impl Iterator<Item = &Counted> {
        let together = ["DPTIPVHIB", "HPV9", "FLU65"].contains(&track(series.vaccine));
        self.counted.iter().filter(move |counted| together || counted.series == series.id)
    }

    /// The day of a number.
    pub(crate) fn day(&self, series: &'static Series, number: u8) -> Option<Day> {
        self.of(series).find(|counted| counted.number == number).map(|counted| counted.day)
    }

    /// The dose a series goes on with on a day, after what is left out; `None` when there is none.
    pub(crate) fn next(&self, person: &Person, series: &'static Series, on: Day) -> Option<&'static Dose> {
        let last = self.of(series).map(|counted| counted.number).max();
        doses(series.id)
            .filter(|dose| last.is_none_or(|last| dose.number > last))
            .find(|dose| !self.skipped(person, series, dose.number, on))
    }

    fn skipped(&self, person: &Person, series: &'static Series, number: u8, on: Day) -> bool {
        rules_of(series.vaccine).any(|rule| {
            let RuleKind::Skip { series: id, doses, when, after } = &rule.kind else { return false };
            let asked = match when {
                Some(other) => self.day(series, *other),
                None => Some(on),
            };
            let passed = asked.zip(day_of(person, *after)).is_some_and(|(asked, after)| asked > after);
            *id == series.id && doses.contains(&number) && passed
        })
    }

    /// The first day the intervals leave to a dose that is given on `on` or later.
    pub(crate) fn held(
        &self,
        person: &Person,
        series: &'static Series,
        dose: &Dose,
        on: Day,
    ) -> Option<Held> {
        if let Some(late) = self.late(person, series, dose, on) {
            return Some(late);
        }
        let ends = dose.intervals.iter().filter_map(|interval| {
            let from = match interval.from_dose {
                Some(number) => self.day(series, number),
                None => self.last,
            };
            from.map(|from| after(from, interval.least))
        });
        // Never two on one day, also where the source names no interval.
        let ends = ends.chain(self.last.map(|last| last.plus(1)));
        ends.max().map(|from| Held { from, rule: None })
    }

    /// The shorter interval for those who came late.
    fn late(&self, person: &Person, series: &'static Series, dose: &Dose, on: Day) -> Option<Held> {
        rules_of(series.vaccine).find_map(|rule| {
            let RuleKind::Late { series: id, dose: number, missing, at, least } = &rule.kind else {
                return None;
            };
            let at = day_of(person, *at)?;
            let meant = *id == series.id && *number == dose.number && on > at;
            let short = missing.iter().any(|number| self.day(series, *number).is_none_or(|day| day > at));
            // In force from the day after that age on.
            let from = after(self.last?, *least).max(at.plus(1));
            (meant && short).then_some(Held { from, rule: Some(rule.id) })
        })
    }
}
