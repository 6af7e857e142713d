//! What two devices wrote differently: asked, and decided by a person.

use henro_domain::{Medical, When};
use henro_vault::{Question, Side, Undecided};

use super::resolve::{lived, named, words};
use super::show::body;
use crate::entry::parse_id;
use crate::open::failed;
use crate::person::Authors;
use crate::share::signers;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// All questions nobody has decided.
pub(crate) fn conflict_list(ctx: &Context, _: Empty) -> Result<ConflictList, WireError> {
    let (undecided, drawn) = ctx.with_clinical(|clinical, _, _| {
        Ok((clinical.undecided().map_err(failed)?, clinical.drawn().map_err(failed)?))
    })?;
    if undecided.is_empty() {
        return Ok(ConflictList { conflicts: vec![], drawn });
    }
    let signed = signers(ctx)?;
    let authors = ctx.with_open(|open, _| Authors::of(open, signed))?;
    let view = |of: &Undecided| ConflictView {
        id: of.id.as_i64().to_string(),
        question: name(of.question),
        sides: of.sides.iter().map(|one| side(one, &authors)).collect(),
    };
    Ok(ConflictList { conflicts: undecided.iter().map(view).collect(), drawn })
}

/// Decides one of them and answers what is left. One that is decided by now stays as it is.
pub(crate) fn conflict_settle(ctx: &Context, ask: ConflictSettle) -> Result<ConflictList, WireError> {
    let (id, question) = (parse_id(&ask.id)?, question(ask.question));
    ctx.with_clinical(|clinical, meta, now| {
        let open = clinical.undecided().map_err(failed)?;
        let Some(open) = open.into_iter().find(|one| one.id == id && one.question == question) else {
            return Ok(());
        };
        let side = match (ask.change, &ask.other) {
            (Some(change), None) => open.sides.iter().find(|side| side.change == change),
            (None, Some(_)) => open.sides.first(),
            _ => return Err(Code::RequestInvalid.into()),
        };
        let side = side.ok_or(Code::RequestInvalid)?;
        let (mut when, mut medical) = (side.when, side.medical.clone());
        if let Some(other) = &ask.other {
            answer(question, other, (&mut when, &mut medical))?;
        }
        if question == Question::Day {
            lived(now, when.day)?;
        }
        clinical.decide((id, question), (when, &medical), ask.drawn, meta).map_err(failed)?;
        Ok(())
    })?;
    conflict_list(ctx, Empty {})
}

/// Puts another answer into what a side says.
fn answer(
    question: Question,
    other: &ConflictOther,
    (when, medical): (&mut When, &mut Medical),
) -> Result<(), WireError> {
    let said = other.words.as_deref();
    match (question, medical) {
        (Question::What, Medical::Problem(problem)) => {
            problem.words = named(said.unwrap_or_default())?;
            problem.code = None;
        }
        (Question::Severity, Medical::Problem(problem)) => problem.severity = other.severity,
        (Question::Reaction, Medical::Problem(problem)) => problem.reaction = words(&other.words)?,
        (Question::Until, Medical::Problem(problem)) => {
            if other.day.zip(problem.since).is_some_and(|(until, since)| until < since.first()) {
                return Err(Code::DayInvalid.into());
            }
            problem.until = other.day;
        }
        (Question::Day, Medical::Dose(_)) => when.day = other.day.ok_or(Code::RequestInvalid)?,
        (Question::Vaccine, Medical::Dose(dose)) => dose.vaccine = named(said.unwrap_or_default())?,
        _ => return Err(Code::RequestInvalid.into()),
    }
    Ok(())
}

fn side(of: &Side, authors: &Authors) -> ConflictSide {
    let names = match &of.medical {
        Medical::Dose(dose) => Some(crate::child::code_names(&dose.vaccine)),
        _ => None,
    };
    let (device, here) = authors.device(of.device);
    ConflictSide {
        change: of.change,
        day: of.when.day,
        body: body(&of.medical),
        name: names.map(|(name, _)| name.to_owned()),
        name_en: names.map(|(_, name)| name.to_owned()),
        at_ms: of.at,
        by: authors.by_numbers(of.actor, of.device),
        device,
        here,
    }
}

/// As a screen names it.
pub(crate) fn name(question: Question) -> ConflictQuestion {
    match question {
        Question::What => ConflictQuestion::What,
        Question::Severity => ConflictQuestion::Severity,
        Question::Reaction => ConflictQuestion::Reaction,
        Question::Until => ConflictQuestion::Until,
        Question::Day => ConflictQuestion::Day,
        Question::Vaccine => ConflictQuestion::Vaccine,
    }
}

fn question(named: ConflictQuestion) -> Question {
    match named {
        ConflictQuestion::What => Question::What,
        ConflictQuestion::Severity => Question::Severity,
        ConflictQuestion::Reaction => Question::Reaction,
        ConflictQuestion::Until => Question::Until,
        ConflictQuestion::Day => Question::Day,
        ConflictQuestion::Vaccine => Question::Vaccine,
    }
}
