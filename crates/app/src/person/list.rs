//! Everybody whose record is kept here, with what is due.

use henro_domain::{Day, Person};
use henro_vault::{Clinical, Ward};

use super::{due, photo};
use crate::child;
use crate::clinical::ending;
use crate::context::{Now, State};
use crate::entry::KEPT_MS;
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Context, WireError};

/// The person first, then the others in the order they came; those put away last.
pub(crate) fn person_list(ctx: &Context, _: Empty) -> Result<PersonList, WireError> {
    let now = ctx.now()?;
    let mut state = ctx.state();
    let own = state.of(None, now)?;
    let wards = own.vault().wards().map_err(failed)?;
    let mut persons = vec![PersonView { own: true, ..view(own, None, now)? }];
    for ward in wards.iter().filter(|ward| ward.removed.is_none()) {
        persons.push(kept(&mut state, ward, now));
    }
    persons.extend(wards.iter().filter(|ward| ward.removed.is_some()).map(bare));
    let shown = state.shown.map(|record| record.to_string());
    Ok(PersonList { persons, shown })
}

/// One that cannot be opened is shown as such: the others must not be hidden by it.
fn kept(state: &mut State, ward: &Ward, now: Now) -> PersonView {
    let seen = state.glance(ward.record, now, |open| view(open, Some(ward), now));
    seen.unwrap_or_else(|error| PersonView { closed: Some(error.code), ..bare(ward) })
}

fn view(open: &mut Open, ward: Option<&Ward>, now: Now) -> Result<PersonView, WireError> {
    let person = open.person().clone();
    let age = person.birth.and_then(|birth| age(birth, now.today));
    let written = due::read(open.daily(), now)?;
    let blobs = open.vault().blobs().map_err(failed)?;
    let (ending, next) = match open.vault().is_clinical_open() {
        true => {
            let clinical = open.vault().clinical().map_err(failed)?;
            (ending(clinical, now.today)?, next(clinical, &person, now.today)?)
        }
        false => (vec![], vec![]),
    };
    Ok(PersonView {
        id: open.record().to_string(),
        own: false,
        name: person.name,
        relation: ward.map(|ward| ward.relation),
        mark: ward.map_or(0, |ward| ward.mark),
        photo: photo::shown(open.daily(), &blobs).map_err(failed)?,
        birth: person.birth,
        sex: person.sex,
        years: age.map(|(years, _)| years),
        months: age.map(|(_, months)| months),
        removed_ms: None,
        until_ms: None,
        closed: None,
        due: written.due,
        ending,
        next,
        last: written.last,
        week: written.week,
        looks_new: crate::share::looks_new(open.daily()).map_err(failed)?,
    })
}

/// The vaccination and the checkup of a child to be thought of.
fn next(clinical: &Clinical, person: &Person, today: Day) -> Result<Vec<PersonNext>, WireError> {
    let checkup = child::checkup_next(clinical, person.birth, today)?;
    Ok(child::vaccine_due(clinical, person, today)?.into_iter().chain(checkup).collect())
}

fn bare(ward: &Ward) -> PersonView {
    PersonView {
        id: ward.record.to_string(),
        own: false,
        name: ward.name.clone().unwrap_or_default(),
        relation: Some(ward.relation),
        mark: ward.mark,
        photo: None,
        birth: None,
        sex: None,
        years: None,
        months: None,
        removed_ms: ward.removed,
        until_ms: ward.removed.map(|at| at + KEPT_MS),
        closed: None,
        due: vec![],
        ending: vec![],
        next: vec![],
        last: None,
        week: vec![],
        looks_new: 0,
    }
}

/// Whole years and the months beyond them.
pub(crate) fn age(birth: Day, today: Day) -> Option<(u32, u32)> {
    let month = |day: Day| day.year() * 12 + day.month() as i32;
    let begun = i32::from(today.day_of_month() < birth.day_of_month());
    let months = u32::try_from(month(today) - month(birth) - begun).ok()?;
    Some((months / 12, months % 12))
}

/// How many colours and weaves there are.
pub(super) const MARKS: u8 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn an_age_turns_on_the_day_of_the_month() {
        let today = day(2026, 11, 22);
        // By the calendar: 5 years on 2026-02-20, then 9 months on 2026-11-20.
        assert_eq!(age(day(2021, 2, 20), today), Some((5, 9)));
        assert_eq!(age(day(2021, 2, 23), today), Some((5, 8)));
        assert_eq!(age(day(2026, 11, 22), today), Some((0, 0)));
        assert_eq!(age(day(2026, 11, 23), today), None);
    }
}
