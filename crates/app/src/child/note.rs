//! Small things a record keeps about its plans: one paper a kind, its answers by name. They go along with the papers.

use henro_domain::{Answer, EntryId, Medical, MedicalKind, Paper, When};
use henro_vault::{Clinical, MedicalAsk, Meta, NewMedical};

use crate::context::Now;
use crate::open::failed;
use crate::{Code, WireError};

/// What was noted.
pub(crate) fn read(clinical: &Clinical, kind: &str) -> Result<Vec<Answer>, WireError> {
    Ok(find(clinical, kind)?.map(|(_, paper)| paper.answers).unwrap_or_default())
}

/// Notes something under a name, or takes it back.
pub(crate) fn put(
    clinical: &mut Clinical,
    (meta, now): (&Meta, Now),
    kind: &str,
    name: &str,
    words: Option<String>,
) -> Result<String, WireError> {
    let old = find(clinical, kind)?;
    let (id, mut answers) = old.map_or((None, vec![]), |(id, paper)| (Some(id), paper.answers));
    answers.retain(|answer| answer.question != name);
    if words.is_some() {
        answers.push(Answer { question: name.to_owned(), choice: None, words });
    }
    let paper =
        Medical::Paper(Paper { form: kind.to_owned(), edition: String::new(), about: vec![], answers });
    let when = When { day: now.today, minute: None, offset: now.offset() };
    let id = match id {
        Some(id) => {
            clinical.edit(id, when, &paper, meta).map_err(failed)?;
            id
        }
        None => {
            let ids = clinical.record(&[NewMedical { when, medical: paper }], meta).map_err(failed)?;
            *ids.first().ok_or(Code::Internal)?
        }
    };
    Ok(id.as_i64().to_string())
}

/// The newest of a kind: two devices may each have begun one.
fn find(clinical: &Clinical, kind: &str) -> Result<Option<(EntryId, Paper)>, WireError> {
    let ask = MedicalAsk { most: MOST, ..MedicalAsk::default() };
    let entries = clinical.list(MedicalKind::Paper, &ask).map_err(failed)?.entries;
    Ok(entries.into_iter().find_map(|stored| match stored.medical {
        Medical::Paper(paper) if paper.form == kind => Some((stored.id, paper)),
        _ => None,
    }))
}

const MOST: u32 = 500;
