//! The pregnancy of a record as it stands today.

use henro_domain::{Day, Finding, Medical, MedicalKind, ReportKind};
use henro_growth::{CheckupDays, Since, checkup_days};
use henro_vault::{Clinical, MedicalAsk};

use super::course::{Course, weeks};
use super::draw::drawn;
use super::item::found;
use super::write::results;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The plan, what was found, and a chart where one is asked for.
pub(crate) fn pregnancy_read(ctx: &Context, ask: PregnancyAsk) -> Result<PregnancyView, WireError> {
    if ask.chart.is_some_and(|chart| !fits(&chart)) {
        return Err(Code::RequestInvalid.into());
    }
    ctx.with_clinical(|clinical, _, now| {
        let (course, mut view) = view(clinical, now.today)?;
        view.svg = ask.chart.and_then(|chart| drawn(&chart, &course, &view.visits));
        Ok(view)
    })
}

/// Without a chart.
pub(super) fn view(clinical: &Clinical, today: Day) -> Result<(Course, PregnancyView), WireError> {
    let course = Course::read(clinical)?;
    let visits = visits(clinical, &course)?;
    let now = course.ahead(today).map(|due| weeks(due, today));
    let plan = plan(&course, &visits);
    let view = PregnancyView {
        due: course.due,
        born: course.born,
        week: now.map(|(week, _)| week),
        week_day: now.map(|(_, day)| day),
        next: next(&course, &plan, &visits, today),
        plan,
        visits,
        svg: None,
    };
    Ok((course, view))
}

/// All visits that were written down, newest first.
fn visits(clinical: &Clinical, course: &Course) -> Result<Vec<PregnancySeen>, WireError> {
    let ask = MedicalAsk { most: MOST, ..MedicalAsk::default() };
    let mut seen = Vec::new();
    for stored in clinical.list(MedicalKind::Report, &ask).map_err(failed)?.entries {
        let Medical::Report(report) = &stored.medical else { continue };
        if report.kind != ReportKind::PregnancyCheckup {
            continue;
        }
        let results = results(clinical, stored.id)?;
        let findings = results.iter().filter_map(|result| match &result.medical {
            Medical::Result(finding) => Some(finding),
            _ => None,
        });
        let of = course.weeks(stored.when.day);
        seen.push(PregnancySeen {
            id: stored.id.as_i64().to_string(),
            day: stored.when.day,
            week: of.map(|(week, _)| week),
            week_day: of.map(|(_, day)| day),
            clinic: report.institution.clone(),
            note: report.note.clone(),
            found: found(findings.collect::<Vec<&Finding>>().into_iter()),
        });
    }
    Ok(seen)
}

/// Visits before a birth, or those of the mother after it.
fn plan(course: &Course, visits: &[PregnancySeen]) -> Vec<PregnancyPlanned> {
    let since = match (course.born, course.due) {
        (Some(born), _) => Since::Delivery(born),
        (None, Some(due)) => Since::Due(due),
        (None, None) => return vec![],
    };
    let planned = |it: CheckupDays| PregnancyPlanned {
        code: it.checkup.code.to_owned(),
        name: it.checkup.name.to_owned(),
        name_en: it.checkup.name_en.to_owned(),
        from: it.from,
        to: it.to,
        done: visits.iter().any(|visit| (it.from..=it.to).contains(&visit.day)),
    };
    checkup_days(since).into_iter().map(planned).collect()
}

/// What was agreed stands above what the plan says, until a visit was written down on that day or after it.
fn next(
    course: &Course,
    plan: &[PregnancyPlanned],
    visits: &[PregnancySeen],
    today: Day,
) -> Option<PregnancyNext> {
    if course.born.is_none() && course.ahead(today).is_none() {
        return None;
    }
    let told = |from: Day| from.since(today) <= TOLD_DAYS;
    let open = |day: &Day| *day >= today && !visits.iter().any(|visit| visit.day >= *day);
    if let Some(day) = course.next.filter(open) {
        return Some(PregnancyNext { from: day, to: day, booked: true, told: told(day) });
    }
    let first = plan.iter().find(|one| one.to >= today && !one.done)?;
    Some(PregnancyNext { from: first.from, to: first.to, booked: false, told: told(first.from) })
}

fn fits(chart: &PregnancyChart) -> bool {
    (240..=2400).contains(&chart.width)
        && (160..=1200).contains(&chart.height)
        && (15..=48).contains(&chart.text_px)
}

/// Two weeks before.
const TOLD_DAYS: i32 = 14;
/// Reports of a life: those of pregnancies are among them.
const MOST: u32 = 1_000;
