//! What comes next, and until when.

use henro_domain::Day;
use henro_reference::{
    Confidence, Dose, Season, Series, Vaccine, VaccineCategory, VaccineKind, vaccine_rule,
};

use crate::choose::{in_play, season_from};
use crate::days::{after, day_of, of_this_pregnancy};
use crate::given::{Given, Judged};
use crate::judge::{History, judge, this_season};
use crate::offer::{answered, asked_of_a_doctor, moved_on};
use crate::spacing::first_free;
use crate::table::{dose, track};
use crate::track::Track;
use crate::window::{Window, next_open, windows};
use crate::{Error, Person};

/// Everything the rules say of one person on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The doses of the history, in its order.
    pub doses: Vec<Judged>,
    /// What is to come, by vaccine and series, in the order of the tables.
    pub answers: Vec<Answer>,
}

impl Plan {
    /// The answer of a series.
    pub fn answer(&self, series: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.series == series)
    }
}

/// What the rules say of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Code of the vaccine the next dose is of.
    pub vaccine: &'static str,
    /// Id of the series: the rule.
    pub series: &'static str,
    /// Who pays.
    pub category: VaccineCategory,
    /// How things stand.
    pub state: State,
    /// Number of the next dose; `None` when all are there.
    pub next: Option<u8>,
    /// First day, from the day asked on, on which the next dose may be given.
    pub possible: Option<Day>,
    /// Recommended from,
    pub from: Option<Day>,
    /// and to.
    pub to: Option<Day>,
    /// Last day of the programme: after it the dose is at one's own cost. `None` has no end.
    pub last_free: Option<Day>,
    /// One of several to choose from; name of the group.
    pub choice: Option<&'static str>,
    /// A doctor or the town is to be asked before this is relied on: a dose was in question, or more time was given.
    pub check: bool,
    /// What holds the next dose back, or lets it be sooner or later.
    pub why: Vec<Reason>,
    /// The least sure of the rules used: low is to be marked.
    pub confidence: Confidence,
}

/// How a series stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The next dose cannot be given yet.
    NotYet,
    /// It may be given, and is not recommended yet or at all.
    Possible,
    /// It is recommended now.
    Due,
    /// The recommended days are over; it is still free.
    Overdue,
    /// All doses are there.
    Done,
    /// The programme is over, or never was for this person; at one's own cost a doctor may still give it.
    Expired,
    /// It is not given any more at this age.
    TooLate,
    /// The rules leave it open: ask a doctor or the town. No days are worked out.
    Ask,
}

impl State {
    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Possible => "possible",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Done => "done",
            Self::Expired => "expired",
            Self::TooLate => "too_late",
            Self::Ask => "ask",
        }
    }
}

/// Why the days of an answer are what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The age from which the dose is given.
    Age(Day),
    /// The least interval from a dose before.
    Interval(Day),
    /// A rule by its id, with the day it leads to.
    Rule(&'static str, Option<Day>),
    /// A season that begins on this day.
    Season(Day),
}

/// What the rules say of a person on a day.
///
/// # Errors
/// [`Error`] for a birth after `today`, an unknown code, more than [`Given::MOST`] doses, a lot number too long.
pub fn plan(person: &Person, given: &[Given], today: Day) -> Result<Plan, Error> {
    if person.birth > today {
        return Err(Error::BornLater);
    }
    if given.len() > Given::MOST {
        return Err(Error::TooMany);
    }
    let history = judge(person, given, today)?;
    let mut answers: Vec<Answer> = Vec::new();
    for vaccine in answered(person, &history, today) {
        for series in of_vaccine(person, vaccine, &history, today) {
            let answer = of_series(person, series, &history, today);
            answers.extend(answer.and_then(|answer| moved_on(answer, &answers)));
        }
    }
    Ok(Plan { doses: history.judged, answers })
}

/// The series of a vaccine that are answered.
fn of_vaccine(
    person: &Person,
    vaccine: &'static Vaccine,
    history: &History,
    today: Day,
) -> Vec<(&'static Vaccine, &'static Series)> {
    let begins = day_of(person, vaccine.from).map_or(today, |from| from.max(today));
    let season = crate::table::series_of(vaccine.code).find_map(|series| season_from(series, begins));
    let on = season.map_or(begins, |(from, _)| from.max(begins));
    let so_far = this_season(&history.track(vaccine.code), on);
    let code = so_far.counted.last().map_or(vaccine.code, |last| last.vaccine);
    let vaccine = henro_reference::vaccine(code).unwrap_or(vaccine);
    in_play(person, vaccine, &so_far, on)
        .into_iter()
        .filter(|series| crate::offer::series_answered(person, series, history, today))
        .filter(|series| series.valid_from.is_none_or(|from| season.is_none_or(|(_, to)| from <= to)))
        .map(|series| (henro_reference::vaccine(series.vaccine).unwrap_or(vaccine), series))
        .collect()
}

/// The next dose of a series, on the first day it can be.
struct Next {
    dose: &'static Dose,
    /// First day by age and interval, which may be past.
    earliest: Day,
    possible: Option<(Day, Window)>,
    /// Last day of the programme.
    last: Option<Day>,
    why: Vec<Reason>,
}

/// Answers for one series.
fn of_series(
    person: &Person,
    of: (&'static Vaccine, &'static Series),
    history: &History,
    today: Day,
) -> Option<Answer> {
    let mut answer = by_rules(person, of, history, today)?;
    answer.check |= history.judged.iter().any(|it| {
        track(it.vaccine) == track(answer.vaccine)
            && matches!(it.verdict, crate::Verdict::Ask | crate::Verdict::DoesNotCount)
    });
    Some(answer)
}

fn by_rules(
    person: &Person,
    (mut vaccine, mut series): (&'static Vaccine, &'static Series),
    history: &History,
    today: Day,
) -> Option<Answer> {
    let mut so_far = history.track(vaccine.code);
    if let Some((from, to)) = season_from(series, today.max(day_of(person, vaccine.from)?)) {
        so_far.counted.retain(|counted| (from..=to).contains(&counted.day));
    }
    if series.season == Some(Season::Pregnancy) {
        so_far.counted.retain(|counted| of_this_pregnancy(person, counted.day));
    }
    let Some(mut next) = next_dose(person, vaccine, series, &so_far, history, today) else {
        return Some(done(vaccine, series));
    };
    if let Some((rule, other)) = gone(vaccine, &next, today) {
        if rule == "SUB-4HIB-5" && history.count_before("DPTIPV", None) != history.count_before("HIB", None) {
            return Some(Answer {
                last_free: next.last,
                ..asked(vaccine, series, &next, Reason::Rule("SUB-UNEVEN", None))
            });
        }
        series = crate::table::series(other)?;
        vaccine = henro_reference::vaccine(series.vaccine)?;
        match next_dose(person, vaccine, series, &so_far, history, today) {
            Some(found) => next = found,
            None => return Some(done(vaccine, series)),
        }
        next.why.push(Reason::Rule(rule, None));
    }
    let answer = stand(person, vaccine, series, &so_far, &next, today);
    let over = matches!(answer.state, State::Expired | State::TooLate);
    match asked_of_a_doctor(person, vaccine, history, &answer).filter(|_| !over) {
        Some(rule) => Some(Answer { last_free: answer.last_free, ..asked(vaccine, series, &next, rule) }),
        None => Some(answer),
    }
}

/// The product somebody began with is not to be had any more: the rule, and the series they go on with.
fn gone(vaccine: &Vaccine, next: &Next, today: Day) -> Option<(&'static str, &'static str)> {
    let on = next.possible.map_or(next.earliest.max(today), |(day, _)| day);
    let until = henro_reference::vaccine_product(vaccine.code)?.to?;
    let over = on > until;
    match vaccine.code {
        "DPTIPV" => over.then_some(("SUB-4HIB-5", "DPTIPVHIB-1")),
        "HPV2" | "HPV4" => over.then_some(("HPV9-3D", "HPV9-3D")),
        _ => None,
    }
}

fn next_dose(
    person: &Person,
    vaccine: &'static Vaccine,
    series: &'static Series,
    so_far: &Track,
    history: &History,
    today: Day,
) -> Option<Next> {
    let season = season_from(series, today.max(day_of(person, vaccine.from)?));
    let mut on = today;
    // Days only move on, and what is left out stays so: a few turns settle it.
    for _ in 0..16 {
        let dose = so_far.next(person, series, on)?;
        let mut all = windows(person, vaccine, dose);
        let end = |all: &[Window]| all.last().and_then(|window| window.to);
        let whole = end(&all);
        if let Some((from, to)) = season {
            all = cut(&all, series.valid_from.map_or(from, |valid| valid.max(from)), to);
        }
        let begins = all.first().map(|window| window.from);
        let begins = begins.or_else(|| day_of(person, dose.from.unwrap_or(vaccine.from)));
        let mut why: Vec<Reason> = begins.map(Reason::Age).into_iter().collect();
        why.extend(season.filter(|(from, _)| *from > today).map(|(from, _)| Reason::Season(from)));
        let held = so_far.held(person, series, dose, on);
        why.extend(held.map(|held| match held.rule {
            Some(rule) => Reason::Rule(rule, Some(held.from)),
            None => Reason::Interval(held.from),
        }));
        let not_before = dose.not_before.and_then(|anchor| day_of(person, anchor));
        why.extend(not_before.map(Reason::Age));
        let earliest = [begins, held.map(|held| held.from), not_before].into_iter().flatten().max()?;
        if earliest > on {
            on = earliest;
            continue;
        }
        let possible = open_and_free(vaccine, history, &all, earliest.max(today), &mut why);
        let moved = possible.map_or(on, |(day, _)| day);
        if moved > on && so_far.next(person, series, moved).map(|it| it.number) != Some(dose.number) {
            on = moved;
            continue;
        }
        let last = end(&all).or(whole);
        return Some(Next { dose, earliest, possible, last, why });
    }
    None
}

/// Windows cut to a season.
fn cut(all: &[Window], from: Day, to: Day) -> Vec<Window> {
    let ends = |window: &Window| window.to.map_or(to, |own| own.min(to));
    let inside = all.iter().map(|window| Window {
        from: window.from.max(from),
        to: Some(ends(window)),
        exception: window.exception,
    });
    inside.filter(|window| window.to.is_some_and(|to| window.from <= to)).collect()
}

/// The first day in a window that other vaccines leave free.
fn open_and_free(
    vaccine: &Vaccine,
    history: &History,
    all: &[Window],
    from: Day,
    why: &mut Vec<Reason>,
) -> Option<(Day, Window)> {
    let mut day = from;
    loop {
        let (free, rule) = first_free(vaccine.code, vaccine.kind, day, &history.others);
        why.extend(rule.map(|rule| Reason::Rule(rule, Some(free))));
        let (open, window) = next_open(all, free)?;
        if open == day {
            why.extend(window.exception.map(|rule| Reason::Rule(rule, window.to)));
            return Some((day, window));
        }
        day = open;
    }
}

fn done(vaccine: &Vaccine, series: &Series) -> Answer {
    Answer {
        vaccine: vaccine.code,
        series: series.id,
        category: series.category,
        state: State::Done,
        next: None,
        possible: None,
        from: None,
        to: None,
        last_free: None,
        choice: None,
        check: false,
        why: Vec::new(),
        confidence: vaccine.confidence,
    }
}

fn asked(vaccine: &Vaccine, series: &Series, next: &Next, rule: Reason) -> Answer {
    let why = vec![rule];
    let confidence = least_sure(vaccine, next.dose, &why);
    let blank = done(vaccine, series);
    Answer { state: State::Ask, next: Some(next.dose.number), check: true, why, confidence, ..blank }
}

fn stand(
    person: &Person,
    vaccine: &'static Vaccine,
    series: &'static Series,
    so_far: &Track,
    next: &Next,
    today: Day,
) -> Answer {
    let (from, to) = recommended(person, series, so_far, next);
    let confidence = least_sure(vaccine, next.dose, &next.why);
    let blank = Answer { why: next.why.clone(), confidence, ..done(vaccine, series) };
    let blank = Answer { next: Some(next.dose.number), choice: choice(vaccine, so_far), ..blank };
    let Some((possible, window)) = next.possible else {
        let too_late = vaccine.kind == VaccineKind::LiveOral || series.category == VaccineCategory::Voluntary;
        let state = if too_late { State::TooLate } else { State::Expired };
        let possible = (!too_late).then(|| next.earliest.max(today));
        return Answer { state, possible, last_free: next.last, ..blank };
    };
    // Nothing is recommended where the source names no days.
    let silent = series.category == VaccineCategory::Voluntary
        && next.dose.standard_from.is_none()
        && next.dose.standard_interval.is_none()
        && next.dose.intervals.is_empty()
        && !matches!(series.season, Some(Season::Months(..)));
    let (from, to) = if silent { (None, None) } else { (from, to) };
    let state = if possible > today {
        State::NotYet
    } else if from.is_none_or(|from| today < from) {
        State::Possible
    } else if to.is_none_or(|to| today <= to) {
        State::Due
    } else {
        State::Overdue
    };
    let check = window.exception.is_some();
    Answer { state, possible: Some(possible), from, to, last_free: window.to, check, ..blank }
}

/// 標準的な接種期間 of the next dose, never before it can be given.
fn recommended(
    person: &Person,
    series: &'static Series,
    so_far: &Track,
    next: &Next,
) -> (Option<Day>, Option<Day>) {
    let dose = next.dose;
    let day = |anchor| day_of(person, anchor);
    let usual = dose.standard_interval.and_then(|usual| {
        let since = match usual.from_dose {
            Some(number) => so_far.day(series, number),
            None => so_far.last,
        }?;
        Some((after(since, usual.from), usual.to.map(|to| after(since, to))))
    });
    // Who came late is told to come as soon as may be.
    let late =
        next.why.iter().any(|reason| matches!(reason, Reason::Rule(rule, _) if rule.ends_with("-LATE")));
    let usual = usual.filter(|_| !late);
    let starts = [Some(next.earliest), dose.standard_from.and_then(day), usual.map(|(from, _)| from)];
    let from = starts.into_iter().flatten().max();
    let ends = [dose.standard_to.and_then(day), usual.and_then(|(_, to)| to)];
    let to = ends.into_iter().flatten().min().map(|to| from.map_or(to, |from| to.max(from)));
    (from, to)
}

/// The group there is still a choice in.
fn choice(vaccine: &Vaccine, so_far: &Track) -> Option<&'static str> {
    Some(vaccine.exclusive).filter(|group| !group.is_empty() && so_far.counted.is_empty())
}

fn least_sure(vaccine: &Vaccine, dose: &Dose, why: &[Reason]) -> Confidence {
    let rules = why.iter().filter_map(|reason| match reason {
        Reason::Rule(rule, _) => vaccine_rule(rule).map(|rule| rule.confidence),
        _ => None,
    });
    rules.fold(vaccine.confidence.min(dose.confidence), Confidence::min)
}

impl Answer {
    /// Ids of all sources this answer stands on, each once.
    pub fn sources(&self) -> Vec<&'static str> {
        let of_dose = self.next.and_then(|number| dose(self.series, number)).map(|dose| dose.sources);
        let of_vaccine = henro_reference::vaccine(self.vaccine).map(|vaccine| vaccine.sources);
        let of_rules = self.why.iter().filter_map(|reason| match reason {
            Reason::Rule(rule, _) => vaccine_rule(rule).map(|rule| rule.sources),
            _ => None,
        });
        let mut found = Vec::new();
        for id in of_dose.into_iter().chain(of_vaccine).chain(of_rules).flat_map(|ids| ids.split(' ')) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }
}
