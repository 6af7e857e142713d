//! The days of the checkups of a child. They follow from the day of birth alone, so the medical half need not be open; what was
//! written down of them lies in it.

use henro_domain::Day;
use henro_growth::{CheckupDays, Since, checkup_days};
use henro_vault::Clinical;

use super::vaccines::AHEAD_DAYS;
use super::visit::visits;
use crate::open::failed;
use crate::wire::*;
use crate::{Context, WireError};

/// 乳幼児健診 and 就学時健診, by days.
pub(crate) fn child_checkups(ctx: &Context, _: Empty) -> Result<ChildCheckups, WireError> {
    ctx.with_open(|open, now| {
        let birth = open.person().birth;
        let checkups = birth.map(|birth| checkup_days(Since::Birth(birth))).unwrap_or_default();
        let seen = match open.vault().is_clinical_open() {
            true => visits(open.vault().clinical().map_err(failed)?, &checkups)?,
            false => vec![],
        };
        let of =
            |code: &str| seen.iter().filter(|(of, _)| *of == code).map(|(_, seen)| seen.clone()).collect();
        let view = |it: CheckupDays| ChildCheckup {
            code: it.checkup.code.to_owned(),
            name: it.checkup.name.to_owned(),
            name_en: it.checkup.name_en.to_owned(),
            from: it.from,
            to: it.to,
            seen: of(it.checkup.code),
            state: if it.to < now.today {
                "past"
            } else if it.from <= now.today {
                "now"
            } else {
                "coming"
            }
            .to_owned(),
            when: it.checkup.when.to_owned(),
            law: it.checkup.law.to_owned(),
            duty: it.checkup.duty.to_owned(),
            measured: it.checkup.measured.to_owned(),
            examined: it.checkup.examined.to_owned(),
            asked: it.checkup.asked.to_owned(),
            bring: it.checkup.bring.to_owned(),
            confidence: it.checkup.confidence.key().to_owned(),
            source: it.checkup.source.to_owned(),
        };
        Ok(ChildCheckups { birth, checkups: checkups.into_iter().map(view).collect() })
    })
}

/// The checkups of the twelve months to come of which nothing was written down, each on the day to be told of it: its first, or, where
/// its days have begun, a month before they end.
pub(super) fn coming(
    clinical: &Clinical,
    birth: Option<Day>,
    today: Day,
) -> Result<Vec<(Day, CheckupDays)>, WireError> {
    let all = birth.map(|birth| checkup_days(Since::Birth(birth))).unwrap_or_default();
    let seen = visits(clinical, &all)?;
    let near = all.into_iter().filter(|it| {
        let near = it.to >= today && it.from <= today.plus(AHEAD_DAYS);
        near && seen.iter().all(|(of, _)| *of != it.checkup.code)
    });
    let told = |it: &CheckupDays| if it.from >= today { it.from } else { it.to.plus(-30).max(today) };
    Ok(near.map(|it| (told(&it), it)).collect())
}

/// Of the checkups whose days have begun the one that ends first, or the first of the twelve months to come.
pub(crate) fn checkup_next(
    clinical: &Clinical,
    birth: Option<Day>,
    today: Day,
) -> Result<Option<PersonNext>, WireError> {
    let first = coming(clinical, birth, today)?.into_iter().map(|(_, it)| it).min_by_key(|it| {
        match it.from <= today {
            true => (false, it.to),
            false => (true, it.from),
        }
    });
    let Some(first) = first else { return Ok(None) };
    let now = first.from <= today;
    Ok(Some(PersonNext {
        kind: NextKind::Checkup,
        name: first.checkup.name.to_owned(),
        name_en: first.checkup.name_en.to_owned(),
        when: if now { NextWhen::Now } else { NextWhen::Coming },
        day: Some(if now { first.to } else { first.from }),
    }))
}

/// Its name and its last day.
pub(super) fn until(it: &CheckupDays, language: Language) -> String {
    let (name, to) = (it.checkup.name, it.to);
    match language {
        Language::Ja => format!("{name}（{}年{}月{}日まで）", to.year(), to.month(), to.day_of_month()),
        Language::En => format!("{} (until {to})", it.checkup.name_en),
    }
}
