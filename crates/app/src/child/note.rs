//! Small things a record keeps about its plans: one paper a kind and name, so that two devices that note different things both keep
//! theirs. They go along with the papers.

use henro_domain::{Answer, EntryId, Medical, MedicalKind, Paper, When};
use henro_vault::{Clinical, Correction, MedicalAsk, Meta, NewMedical};

use crate::context::Now;
use crate::open::failed;
use crate::{Code, WireError};

/// What was noted, each name once.
pub(crate) fn read(clinical: &Clinical, kind: &str) -> Result<Vec<Answer>, WireError> {
    let papers = papers(clinical)?;
    let mut noted: Vec<(String, Option<Answer>)> = Vec::new();
    let mut note = |name: &str, answer: Option<Answer>| {
        if noted.iter().all(|(other, _)| other != name) {
            noted.push((name.to_owned(), answer));
        }
    };
    for (_, paper) in &papers {
        if let Some(name) = paper.form.strip_prefix(kind).and_then(|rest| rest.strip_prefix(' ')) {
            note(name, paper.answers.first().cloned());
        }
    }
    // Of before: all names of a kind in one paper.
    if let Some((_, paper)) = papers.iter().find(|(_, paper)| paper.form == kind) {
        paper.answers.iter().for_each(|answer| note(&answer.question, Some(answer.clone())));
    }
    Ok(noted.into_iter().filter_map(|(_, answer)| answer).collect())
}

/// Notes something under a name, or takes it back.
pub(crate) fn put(
    clinical: &mut Clinical,
    (meta, now): (&Meta, Now),
    kind: &str,
    name: &str,
    words: Option<String>,
) -> Result<String, WireError> {
    let mut all = Correction::default();
    let last = lay(&mut all, (clinical, now), kind, name, words)?;
    write(clinical, (&all, last), meta)
}

/// Writes what was gathered as one; answers the id of what was laid last.
pub(crate) fn write(
    clinical: &mut Clinical,
    (all, last): (&Correction, Option<EntryId>),
    meta: &Meta,
) -> Result<String, WireError> {
    let new = clinical.correct(all, meta).map_err(failed)?.ok_or(Code::EntryMissing)?;
    let id = last.or(new.last().copied()).ok_or(Code::Internal)?;
    Ok(id.as_i64().to_string())
}

/// Lays a note to what is written as one, and answers its id where there is one of its name.
pub(crate) fn lay(
    all: &mut Correction,
    (clinical, now): (&Clinical, Now),
    kind: &str,
    name: &str,
    words: Option<String>,
) -> Result<Option<EntryId>, WireError> {
    let form = format!("{kind} {name}");
    let old = papers(clinical)?.into_iter().find(|(_, paper)| paper.form == form);
    let question = name.to_owned();
    let answers = words.map(|words| Answer { question, choice: None, words: Some(words) });
    let answers = answers.into_iter().collect();
    let paper = Medical::Paper(Paper { form, edition: String::new(), about: vec![], answers });
    let when = When { day: now.today, minute: None, offset: now.offset() };
    let new = NewMedical { when, medical: paper };
    let id = old.map(|(id, _)| id);
    match id {
        Some(id) => all.changed.push((id, new)),
        None => all.new.push(new),
    }
    Ok(id)
}

/// The newest first: two devices may each have begun one of a name.
fn papers(clinical: &Clinical) -> Result<Vec<(EntryId, Paper)>, WireError> {
    let ask = MedicalAsk { most: MOST, ..MedicalAsk::default() };
    let entries = clinical.list(MedicalKind::Paper, &ask).map_err(failed)?.entries;
    let paper = entries.into_iter().filter_map(|stored| match stored.medical {
        Medical::Paper(paper) => Some((stored.id, paper)),
        _ => None,
    });
    Ok(paper.collect())
}

const MOST: u32 = 500;
