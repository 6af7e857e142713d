use std::cmp::Reverse;

use henro_domain::{Day, EntryId, Medical, MedicalKind, Problem};
use henro_vault::{Clinical, MedicalAsk, Question, Undecided};

use super::conflict::name;
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
    /// As other devices have it.
    pub(super) beside: Vec<(Question, Problem)>,
    /// How long the log was when it was read.
    pub(super) drawn: i64,
}

impl Kept {
    /// Everything that was written of it.
    pub(super) fn all(&self) -> impl Iterator<Item = &Problem> {
        std::iter::once(&self.problem).chain(self.beside.iter().map(|(_, problem)| problem))
    }
}

/// Everything that was written of problems, with its day, in the order of what matters: where devices disagree, all of it.
pub(crate) fn written(clinical: &Clinical) -> Result<Vec<(Day, Problem)>, WireError> {
    let with_day = |one: Kept| one.all().map(|problem| (one.day, problem.clone())).collect::<Vec<_>>();
    Ok(kept(clinical)?.into_iter().flat_map(with_day).collect())
}

/// All of them, in the order of what matters.
pub(super) fn kept(clinical: &Clinical) -> Result<Vec<Kept>, WireError> {
    let kinds = [MedicalKind::Problem, MedicalKind::Contact];
    let ask = MedicalAsk { most: MOST, ..MedicalAsk::default() };
    let page = clinical.list_kinds(&kinds, &ask).map_err(failed)?;
    let (drawn, undecided) = (clinical.drawn().map_err(failed)?, clinical.undecided().map_err(failed)?);
    let problems = page.entries.into_iter().filter_map(|stored| match stored.medical {
        Medical::Problem(problem) => {
            let beside = beside(&undecided, stored.id);
            let (id, day) = (stored.id.as_i64().to_string(), stored.when.day);
            Some(Kept { id, day, problem, beside, drawn })
        }
        _ => None,
    });
    let mut problems: Vec<Kept> = problems.collect();
    // Where two are written, the worse one says where it stands.
    problems.sort_by_key(|one| (one.all().map(Problem::rank).min(), Reverse(one.day)));
    Ok(problems)
}

fn beside(undecided: &[Undecided], id: EntryId) -> Vec<(Question, Problem)> {
    let of = undecided.iter().filter(|one| one.id == id);
    let sides = of.flat_map(|one| one.beside().iter().map(|side| (one.question, &side.medical)));
    let problem = |(question, medical): (Question, &Medical)| match medical {
        Medical::Problem(problem) => Some((question, problem.clone())),
        _ => None,
    };
    sides.filter_map(problem).collect()
}

/// One of them as it stands on a day.
pub(super) fn line(one: &Kept, all: &[Kept], today: Day) -> ProblemLine {
    ProblemLine {
        id: one.id.clone(),
        day: one.day,
        problem: problem_body(&one.problem),
        past: one.all().all(|problem| problem.is_past(today)),
        days_left: one.problem.days_left(today),
        told: one.problem.is_told(today) && !all.iter().any(|other| follows(&other.problem, &one.problem)),
        beside: one
            .beside
            .iter()
            .map(|(question, problem)| ProblemBeside {
                question: name(*question),
                problem: problem_body(problem),
            })
            .collect(),
        drawn: one.drawn,
    }
}

/// A paper of the same kind and words that holds longer: the next year's card was written down beside this one.
fn follows(other: &Problem, one: &Problem) -> bool {
    let longer = other.until.is_none() || other.until > one.until;
    other.kind == one.kind && other.words.trim() == one.words.trim() && longer
}

const MOST: u32 = 2_000;
