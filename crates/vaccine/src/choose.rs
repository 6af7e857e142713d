//! Which series of a vaccine somebody is on.

use henro_domain::Day;
use henro_reference::{Condition, Season, Series, Vaccine};

use crate::Person;
use crate::days::{after, day, day_of, reached};
use crate::table::{series, series_of};
use crate::track::Track;

/// The series in play, in order, for a dose on `on`.
pub(crate) fn in_play(person: &Person, vaccine: &Vaccine, so_far: &Track, on: Day) -> Vec<&'static Series> {
    if vaccine.group == "HPV" && vaccine.code != "HPV9M" {
        return hpv(person, vaccine.code, so_far, on).into_iter().collect();
    }
    let first = so_far.counted.first().map_or(on, |counted| counted.day);
    let by_start: Vec<_> = series_of(vaccine.code).filter(|series| series.start.is_some()).collect();
    if let Some(found) = started(person, &by_start, first) {
        return vec![found];
    }
    let in_season = season_of(on).and_then(|(from, to)| {
        so_far.counted.iter().map(|counted| counted.day).find(|day| (from..=to).contains(day))
    });
    let asked = in_season.unwrap_or(on);
    let all = series_of(vaccine.code);
    let fits = |series: &&Series| match series.condition {
        Some(Condition::MotherHbsAg) => person.mother_hbsag,
        Some(Condition::YoungerThan(years)) => asked < reached(person.birth, years.saturating_mul(12)),
        Some(Condition::AtLeast(years)) => asked >= reached(person.birth, years.saturating_mul(12)),
        Some(Condition::FirstBy(_)) => true,
        None => !(vaccine.code == "HEPB" && person.mother_hbsag),
    };
    all.filter(fits).collect()
}

/// The series whose days of beginning hold this one; the first before them, the last after them.
fn started(person: &Person, all: &[&'static Series], first: Day) -> Option<&'static Series> {
    let by_end = all
        .iter()
        .find(|series| series.start.and_then(|(_, to)| day_of(person, to)).is_some_and(|to| first <= to));
    by_end.or(all.last()).copied()
}

/// The series of HPV: of its own product while only that one was given, of the nine-valent one otherwise.
fn hpv(person: &Person, code: &str, so_far: &Track, on: Day) -> Option<&'static Series> {
    let mut codes: Vec<&str> = so_far.counted.iter().map(|counted| counted.vaccine).collect();
    codes.push(code);
    let only = |code: &str| codes.iter().all(|one| *one == code);
    if only("HPV2") {
        return series("HPV2-3D");
    }
    if only("HPV4") {
        return series("HPV4-3D");
    }
    let two = series("HPV9-2D")?;
    let Some(Condition::FirstBy(age)) = two.condition else { return series("HPV9-3D") };
    let first = so_far.counted.first().map_or(on, |counted| counted.day);
    let early = only("HPV9") && day_of(person, age).is_some_and(|by| first <= by);
    // The second dose sooner than the interval of two doses: three it is.
    let apart = crate::table::dose("HPV9-2D", 2)?.intervals.first().map(|it| after(first, it.least));
    let second = so_far.counted.get(1).map(|counted| counted.day);
    let soon = second.zip(apart).is_some_and(|(second, apart)| second < apart);
    if early && !soon { Some(two) } else { series("HPV9-3D") }
}

/// The season a day lies in, 1 October to 31 March.
pub(crate) fn season_of(on: Day) -> Option<(Day, Day)> {
    let year = match on.month() {
        10..=12 => on.year(),
        1..=3 => on.year() - 1,
        _ => return None,
    };
    Some((day(year, 10, 1), day(year + 1, 3, 31)))
}

/// The season a day lies in, or the next one, as a series has it.
pub(crate) fn season_from(series: &Series, on: Day) -> Option<(Day, Day)> {
    let Some(Season::Months((month, first), (end_month, end))) = series.season else { return None };
    let of = |year: i32| (day(year, month, first), day(year + 1, end_month, end));
    [on.year() - 1, on.year()].into_iter().map(of).find(|(_, to)| on <= *to)
}
