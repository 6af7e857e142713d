use std::cmp::Reverse;

use henro_domain::{Day, Medical, MedicalKind, Problem};
use henro_vault::{Clinical, MedicalAsk};

use super::show::problem_body;
use crate::open::failed;
use crate::wire::*;
use crate::{Context, WireError};

/// Problems: what is so before what is over, what matters in an emergency first.
pub(crate) fn problem_list(ctx: &Context, ask: ProblemAsk) -> Result<ProblemList, WireError> {
    ctx.with_clinical(|clinical, _, now| {
        let all = kept(clinical)?;
        let wanted = all.iter().filter(|one| ask.kinds.is_empty() || ask.kinds.contains(&one.problem.kind));
        let mut problems: Vec<ProblemLine> = wanted.map(|one| line(one, &all, now.today)).collect();
        problems.sort_by_key(|line| line.past);
        Ok(ProblemList { problems })
    })
}

/// Papers whose end is to be told.
pub(crate) fn ending(clinical: &Clinical, today: Day) -> Result<Vec<ProblemLine>, WireError> {
    let all = kept(clinical)?;
    let lines = all.iter().filter(|one| one.problem.is_told(today)).map(|one| line(one, &all, today));
    Ok(lines.filter(|line| line.told).collect())
}

/// A problem as it was written down.
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) day: Day,
    pub(super) problem: Problem,
}

/// All of them, in the order of what matters.
pub(super) fn kept(clinical: &Clinical) -> Result<Vec<Kept>, WireError> {
    let kinds = [MedicalKind::Problem, MedicalKind::Contact];
    let ask = MedicalAsk { most: MOST, ..MedicalAsk::default() };
    let page = clinical.list_kinds(&kinds, &ask).map_err(failed)?;
    let problems = page.entries.into_iter().filter_map(|stored| match stored.medical {
        Medical::Problem(problem) => {
            Some(Kept { id: stored.id.as_i64().to_string(), day: stored.when.day, problem })
        }
        _ => None,
    });
    let mut problems: Vec<Kept> = problems.collect();
    problems.sort_by_key(|one| (one.problem.rank(), Reverse(one.day)));
    Ok(problems)
}

/// One of them as it stands on a day.
pub(super) fn line(one: &Kept, all: &[Kept], today: Day) -> ProblemLine {
    ProblemLine {
        id: one.id.clone(),
        day: one.day,
        problem: problem_body(&one.problem),
        past: one.problem.is_past(today),
        days_left: one.problem.days_left(today),
        told: one.problem.is_told(today) && !all.iter().any(|other| follows(&other.problem, &one.problem)),
    }
}

/// A paper of the same kind and words that holds longer: the next year's card was written down beside this one.
fn follows(other: &Problem, one: &Problem) -> bool {
    let longer = other.until.is_none() || other.until > one.until;
    other.kind == one.kind && other.words.trim() == one.words.trim() && longer
}

const MOST: u32 = 2_000;
