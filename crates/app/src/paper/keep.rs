//! Writing a paper, and reading all of them back.

use henro_domain::{Answer, Day, EntryId, Medical, MedicalKind, Paper, When};
use henro_reference::{self as reference, PaperAnswer as Kind, PaperForm, PaperQuestion};
use henro_vault::{Clinical, MedicalAsk, NewMedical};

use crate::clinical::fit;
use crate::context::Now;
use crate::entry::parse_id;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// A paper as it was kept.
pub(super) struct Kept {
    pub(super) id: EntryId,
    pub(super) day: Day,
    pub(super) paper: Paper,
}

/// Keeps a paper, or changes one. On disk when it returns.
pub(crate) fn paper_record(ctx: &Context, ask: PaperRecord) -> Result<PaperRecorded, WireError> {
    let id = ask.id.as_deref().map(parse_id).transpose()?;
    let about = checked(ask.form, &ask.about)?;
    let form = form_of(ask.form, ask.day)?;
    let questions = asked(ask.form, &about, ask.day);
    let answers = answers(&questions, &ask.answers)?;
    let edition = form.edition.to_owned();
    let paper = Medical::Paper(Paper { form: form.code.to_owned(), edition, about, answers });
    ctx.with_clinical(|clinical, meta, now| {
        in_reach(now, ask.day)?;
        let when = When { day: ask.day, minute: None, offset: now.offset() };
        let Some(id) = id else {
            let ids = clinical.record(&[NewMedical { when, medical: paper }], meta).map_err(failed)?;
            let id = ids.first().ok_or(Code::Internal)?;
            return Ok(PaperRecorded { id: id.as_i64().to_string() });
        };
        // One that is not here, or is no paper, is not changed into one.
        one(clinical, id)?;
        clinical.edit(id, when, &paper, meta).map_err(failed)?;
        Ok(PaperRecorded { id: id.as_i64().to_string() })
    })
}

/// Papers may be filled in before the day they are for.
pub(super) fn in_reach(now: Now, day: Day) -> Result<(), WireError> {
    if day > now.today.plus(AHEAD_DAYS) { Err(Code::DayFuture.into()) } else { Ok(()) }
}

/// One that stands.
pub(super) fn one(clinical: &Clinical, id: EntryId) -> Result<Kept, WireError> {
    let found = clinical.entry(id).map_err(failed)?.filter(|found| found.deleted.is_none());
    match found.map(|found| (found.when.day, found.medical)) {
        Some((day, Medical::Paper(paper))) if paper_of(&paper.form).is_some() => Ok(Kept { id, day, paper }),
        _ => Err(Code::EntryMissing.into()),
    }
}

/// All of them, newest first.
pub(super) fn all(clinical: &Clinical) -> Result<Vec<Kept>, WireError> {
    let ask = MedicalAsk { most: MOST_KEPT, ..MedicalAsk::default() };
    let entries = clinical.list(MedicalKind::Paper, &ask).map_err(failed)?.entries;
    let kept = entries.into_iter().filter_map(|stored| match stored.medical {
        Medical::Paper(paper) => Some(Kept { id: stored.id, day: stored.when.day, paper }),
        _ => None,
    });
    Ok(kept.collect())
}

/// The codes a paper is about, as the tables have them.
pub(super) fn checked(form: PaperOf, about: &[String]) -> Result<Vec<String>, WireError> {
    let known = |code: &String| match form {
        PaperOf::Vaccine => crate::child::known(code),
        _ => group(form, code),
    };
    let most = if form == PaperOf::Vaccine { MOST_VACCINES } else { 1 };
    let mut about = about.to_vec();
    about.dedup();
    if about.is_empty() || about.len() > most || !about.iter().all(known) {
        return Err(Code::RequestInvalid.into());
    }
    Ok(about)
}

fn group(form: PaperOf, code: &str) -> bool {
    let child = |group: &str| group == "乳幼児健診";
    let mut checkups = reference::checkups().iter();
    checkups.any(|one| one.code == code && child(one.group) == (form == PaperOf::Child))
}

/// The edition of a paper on a day.
pub(super) fn form_of(form: PaperOf, day: Day) -> Result<&'static PaperForm, WireError> {
    reference::paper_form(code_of(form), day).ok_or(Code::RequestInvalid.into())
}

/// The questions of a paper, in order. Before the first edition those of the first are asked.
pub(super) fn asked(form: PaperOf, about: &[String], day: Day) -> Vec<&'static PaperQuestion> {
    let day = form_of(form, day).map_or(day, |form| day.max(form.from));
    let products = reference::vaccine_products();
    let vaccine = |code: &str| products.iter().find(|of| of.code == code).map(|of| of.vaccine);
    let mut codes: Vec<&str> = about.iter().map(String::as_str).collect();
    codes.extend(about.iter().filter_map(|code| vaccine(code)));
    let all = reference::paper_questions().iter();
    all.filter(|question| question.is_asked(code_of(form), &codes, day)).collect()
}

pub(super) fn code_of(form: PaperOf) -> &'static str {
    match form {
        PaperOf::Vaccine => "vaccine",
        PaperOf::Child => "child",
        PaperOf::Pregnancy => "pregnancy",
    }
}

/// The form of a code; nothing for a note about a plan, and for what a newer version keeps.
pub(crate) fn paper_of(code: &str) -> Option<PaperOf> {
    [PaperOf::Vaccine, PaperOf::Child, PaperOf::Pregnancy].into_iter().find(|form| code_of(*form) == code)
}

/// Answers that can be given, in the order of the paper; those that say nothing are left out.
fn answers(questions: &[&PaperQuestion], given: &[PaperAnswer]) -> Result<Vec<Answer>, WireError> {
    let mut found = Vec::new();
    if given.len() > questions.len()
        || given.iter().any(|one| !questions.iter().any(|of| of.id == one.question))
    {
        return Err(Code::RequestInvalid.into());
    }
    for question in questions {
        let Some(index) = given.iter().position(|one| one.question == question.id) else { continue };
        let Some(one) = given.get(index) else { continue };
        let words = one.words.as_deref().map(str::trim).filter(|words| !words.is_empty());
        if words.is_some_and(|words| words.chars().nth(MOST_WORDS).is_some()) {
            return Err(WireError {
                params: crate::ErrorParams {
                    index: u32::try_from(index).ok(),
                    ..WireError::limit(Code::TextLong, MOST_WORDS as u32).params
                },
                ..Code::TextLong.into()
            });
        }
        if !fits(question, one.choice.as_deref(), words) {
            return Err(WireError::at(Code::ValueImpossible, index));
        }
        if one.choice.is_some() || words.is_some() {
            found.push(Answer {
                question: question.id.to_owned(),
                choice: one.choice.clone(),
                words: words.map(str::to_owned),
            });
        }
    }
    fit(&found)?;
    Ok(found)
}

fn fits(question: &PaperQuestion, choice: Option<&str>, words: Option<&str>) -> bool {
    let yes_no = choice.is_none_or(|choice| ["yes", "no"].contains(&choice));
    match question.answer {
        Kind::YesNo => yes_no && words.is_none(),
        Kind::YesNoText => yes_no,
        Kind::YesNoDate => yes_no && words.is_none_or(|words| Day::parse(words).is_ok()),
        Kind::Choice => {
            let count = question.options.iter().count();
            let place = |choice: &str| choice.parse().is_ok_and(|place: usize| (1..=count).contains(&place));
            words.is_none() && choice.is_none_or(place)
        }
        Kind::Text => choice.is_none(),
        Kind::Number => {
            let possible = |number: f64| possible(question, number);
            choice.is_none() && words.is_none_or(|words| words.parse::<f64>().is_ok_and(possible))
        }
        Kind::Date => choice.is_none() && words.is_none_or(|words| Day::parse(words).is_ok()),
    }
}

/// 366 is 36.6 without its point: nobody has had such a temperature.
fn possible(question: &PaperQuestion, number: f64) -> bool {
    match question.unit {
        "℃" => (30.0..=45.0).contains(&number),
        _ => (0.0..=100_000.0).contains(&number),
    }
}

/// How far ahead of its day a paper may be filled in.
const AHEAD_DAYS: i32 = 60;
const MOST_VACCINES: usize = 12;
const MOST_WORDS: usize = 1_000;
/// A childhood has about thirty papers.
const MOST_KEPT: u32 = 200;
