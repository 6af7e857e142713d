//! Which papers there are, and which may be needed now.

use henro_domain::Day;
use henro_growth::{Since, checkup_days};
use henro_reference as reference;

use super::keep::{self, paper_of};
use crate::child::{code_names, vaccine_view};
use crate::pregnancy::Course;
use crate::wire::*;
use crate::{Context, WireError};

/// Kept papers, and what one may be filled in for.
pub(crate) fn paper_list(ctx: &Context, _: Empty) -> Result<PaperList, WireError> {
    let today = ctx.today()?;
    let (kept, due) =
        ctx.with_clinical(|clinical, _, _| Ok((keep::all(clinical)?, Course::read(clinical)?.ahead(today))))?;
    let (birth, sex) = ctx.with_open(|open, _| Ok((open.person().birth, open.person().sex)))?;
    let kept = kept.iter().filter_map(|one| {
        Some(PaperEntry {
            id: one.id.as_i64().to_string(),
            form: paper_of(&one.paper.form)?,
            day: one.day,
            about: one.paper.about.iter().map(|code| about_view(code)).collect(),
        })
    });
    Ok(PaperList {
        birth,
        sex,
        vaccines: vaccines(&vaccine_view(ctx)?),
        checkups: birth.map_or_else(Vec::new, |birth| needs(Since::Birth(birth), today, 4)),
        due,
        visits: due.map_or_else(Vec::new, |due| needs(Since::Due(due), today, usize::MAX)),
        kept: kept.collect(),
    })
}

fn vaccines(view: &VaccineView) -> Vec<PaperNeed> {
    let can = |state: &str| ["overdue", "due", "possible"].contains(&state);
    let rows = view.rows.iter().filter(|row| can(&row.answer.state));
    let mut needs: Vec<PaperNeed> = Vec::new();
    for row in rows {
        let now = row.answer.state != "possible";
        match needs.iter_mut().find(|need| need.about.code == row.answer.vaccine) {
            Some(need) => need.now |= now,
            None => {
                needs.push(PaperNeed { about: about_view(&row.answer.vaccine), now, from: row.answer.from })
            }
        }
    }
    needs.sort_by_key(|need| !need.now);
    needs
}

/// Now and next; newborn tests have no paper.
fn needs(since: Since, today: Day, most: usize) -> Vec<PaperNeed> {
    let days = checkup_days(since).into_iter();
    let days = days.filter(|it| it.to >= today && it.checkup.code != "NB").take(most);
    days.map(|it| PaperNeed {
        about: about_view(it.checkup.code),
        now: it.from <= today,
        from: Some(it.from),
    })
    .collect()
}

/// A code with its names.
pub(crate) fn about_view(code: &str) -> PaperAbout {
    let checkup = reference::checkups().iter().find(|checkup| checkup.code == code);
    let (mut name, name_en) =
        checkup.map_or_else(|| code_names(code), |checkup| (checkup.name, checkup.name_en));
    // As rows of vaccinations call it.
    if let Some(vaccine) = reference::vaccine(code) {
        name = vaccine.short;
    }
    PaperAbout { code: code.to_owned(), name: name.to_owned(), name_en: name_en.to_owned() }
}
