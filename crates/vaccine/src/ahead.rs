//! The doses still to come, in order of days.

use henro_domain::Day;
use henro_reference::VaccineCategory;

use crate::answer::{Answer, State, plan};
use crate::{Error, Given, Person};

/// Doses that can be given on one day.
///
/// # Source
/// ワクチンの接種間隔の規定変更（令和2年10月1日）: more than one vaccine on a day, where a doctor finds it necessary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The day.
    pub day: Day,
    /// Code of the vaccine, id of the series, number of the dose.
    pub doses: Vec<(&'static str, &'static str, u8)>,
}

/// The routine doses (A類) from `today` to `until`, each on the first day it is recommended, those of one day together.
///
/// Of vaccines to choose from, the one in `chosen` is taken, or the first of the tables. What the rules leave open is
/// left out, and so is what is over. A suggestion by the rules alone: towns and doctors set the days.
///
/// # Errors
/// As [`plan`].
pub fn ahead(
    person: &Person,
    given: &[Given],
    today: Day,
    until: Day,
    chosen: &[&str],
) -> Result<Vec<Visit>, Error> {
    let mut given = given.to_vec();
    let mut visits: Vec<Visit> = Vec::new();
    let mut now = today;
    // A life has fewer routine doses than this.
    for _ in 0..MOST_DOSES {
        let found = plan(person, &given, now)?;
        let open = found.answers.iter().filter(|answer| taken(answer, &found.answers, chosen));
        let next =
            open.filter_map(|answer| Some((day_for(answer, now)?, answer))).min_by_key(|(day, _)| *day);
        let Some((day, answer)) = next.filter(|(day, _)| *day <= until) else { break };
        let Some(number) = answer.next else { break };
        let dose = (answer.vaccine, answer.series, number);
        match visits.last_mut().filter(|visit| visit.day == day) {
            Some(visit) => visit.doses.push(dose),
            None => visits.push(Visit { day, doses: vec![dose] }),
        }
        given.push(Given::new(answer.vaccine, day));
        if given.len() > Given::MOST {
            break;
        }
        now = day;
    }
    Ok(visits)
}

const MOST_DOSES: usize = 100;

fn taken(answer: &Answer, all: &[Answer], chosen: &[&str]) -> bool {
    let Some(group) = answer.choice else { return answer.category == VaccineCategory::A };
    let mut of_group = all.iter().filter(|other| other.choice == Some(group)).map(|other| other.vaccine);
    let pick = chosen.iter().copied().find(|code| of_group.clone().any(|other| other == *code));
    answer.category == VaccineCategory::A && pick.or_else(|| of_group.next()) == Some(answer.vaccine)
}

/// The first recommended day that is still free and possible.
fn day_for(answer: &Answer, now: Day) -> Option<Day> {
    if !matches!(answer.state, State::NotYet | State::Possible | State::Due | State::Overdue) {
        return None;
    }
    let day = answer.possible?.max(answer.from?).max(now);
    // Where the recommended days lie behind the last free one, the first possible day is taken.
    Some(answer.last_free.filter(|last| day > *last).map_or(day, |_| answer.possible.unwrap_or(day)))
}
