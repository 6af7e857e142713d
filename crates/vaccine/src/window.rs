//! The days of the programme for a dose.

use henro_domain::Day;
use henro_reference::{Dose, RuleKind, Vaccine};

use crate::Person;
use crate::days::{day_of, school_year};
use crate::table::rules_of;

/// Days on which a dose is within the programme, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Day,
    /// `None` for no end.
    pub(crate) to: Option<Day>,
    /// Id of the rule that opens it, where that is an exception.
    pub(crate) exception: Option<&'static str>,
}

impl Window {
    pub(crate) fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Cut to the days a rule is in force.
    fn within(self, from: Option<Day>, to: Option<Day>) -> Option<Self> {
        let from = from.map_or(self.from, |from| from.max(self.from));
        let to = match (self.to, to) {
            (Some(own), Some(to)) => Some(own.min(to)),
            (own, to) => own.or(to),
        };
        to.is_none_or(|to| from <= to).then_some(Self { from, to, exception: self.exception })
    }
}

/// All windows of a dose for a person, in order. None at all: the person was born too early for it.
pub(crate) fn windows(person: &Person, vaccine: &Vaccine, dose: &Dose) -> Vec<Window> {
    if vaccine.born_from.is_some_and(|from| person.birth < from) {
        return Vec::new();
    }
    let mut found = ordinary(person, vaccine, dose);
    found = found
        .into_iter()
        .filter_map(|window| window.within(vaccine.routine_from, vaccine.routine_until))
        .collect();
    found.extend(exceptions(person, vaccine, dose, &found));
    found.sort_by_key(|window| window.from);
    found
}

fn ordinary(person: &Person, vaccine: &Vaccine, dose: &Dose) -> Vec<Window> {
    let Some(from) = day_of(person, dose.from.unwrap_or(vaccine.from)) else { return Vec::new() };
    // A dose that begins later and has no end of its own ends with the vaccine.
    let to = dose.to.or(vaccine.to).and_then(|to| day_of(person, to));
    let whole = Window { from, to, exception: None };
    let mut cut = Vec::new();
    for rule in rules_of(vaccine.code) {
        match &rule.kind {
            RuleKind::Ages(from, to) => {
                let days = day_of(person, *from).zip(day_of(person, *to));
                let window = days.map(|(from, to)| Window { from, to: Some(to), exception: None });
                cut.extend(window.and_then(|window| window.within(rule.from, rule.to)));
            }
            RuleKind::Window(from, to, years) => {
                let days = day_of(person, *from).zip(day_of(person, *to));
                let open = days.filter(|(from, _)| {
                    years.is_none_or(|(first, last)| (first..=last).contains(&school_year(*from)))
                });
                cut.extend(open.map(|(from, to)| Window { from, to: Some(to), exception: None }));
            }
            _ => {}
        }
    }
    let split =
        rules_of(vaccine.code).any(|rule| matches!(rule.kind, RuleKind::Ages(..) | RuleKind::Window(..)));
    if split { cut } else { vec![whole] }
}

/// More time for those born from one day to another.
fn exceptions(person: &Person, vaccine: &Vaccine, dose: &Dose, found: &[Window]) -> Vec<Window> {
    let Some(last) = found.last().copied() else { return Vec::new() };
    let open = |rule: &'static henro_reference::VaccineRule| {
        let RuleKind::Cohort { series, born_from, born_to, until } = &rule.kind else { return None };
        let meant =
            (*series == "*" || *series == dose.series) && (*born_from..=*born_to).contains(&person.birth);
        let after = last.to?.plus(1);
        let from = rule.from.map_or(after, |from| from.max(after));
        let to = until.and_then(|until| day_of(person, until)).or(rule.to)?;
        (meant && from <= to).then_some(Window { from, to: Some(to), exception: Some(rule.id) })
    };
    rules_of(vaccine.code).filter_map(open).collect()
}

/// The first window that holds this day or a later one.
pub(crate) fn next_open(windows: &[Window], day: Day) -> Option<(Day, Window)> {
    let open = windows.iter().find(|window| window.to.is_none_or(|to| day <= to))?;
    Some((day.max(open.from), *open))
}
