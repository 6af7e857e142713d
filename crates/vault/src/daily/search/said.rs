//! Which words of a row can be searched. Numbers are not: they are looked up by day.

use henro_domain::{ClinicalValue, Document, Dose, Finding, Medical, Paper, Problem, Report};
use rusqlite::types::Value;

use crate::daily::noun::{Noun, Row, medical_kind, medical_of};

/// What a row says.
pub(crate) enum Said<'a> {
    /// Nothing that can be searched.
    Nothing,
    /// A text of its own.
    Text(String, Vec<String>),
    /// A name it shares with many others.
    Name(&'a str),
}

/// How the rows of a noun are searched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Not,
    ByText,
    ByName,
}

pub(crate) fn manner(noun: &Noun) -> Manner {
    match noun.table {
        "diary" => Manner::ByText,
        "intake" | "exercise" => Manner::ByName,
        _ if medical_kind(noun.number).is_some() => Manner::ByText,
        _ => Manner::Not,
    }
}

/// The words of a row.
pub(crate) fn said<'a>(noun: &Noun, row: &'a Row) -> Said<'a> {
    match (noun.table, row.columns.as_slice()) {
        ("diary", [Value::Text(text), ..]) => Said::Text(text.clone(), Vec::new()),
        ("intake", [_, _, Value::Text(name), ..]) | ("exercise", [_, Value::Text(name), ..]) => {
            Said::Name(name)
        }
        ("result" | "growth", columns) if is_bare_number(columns) => Said::Nothing,
        (_, columns) => {
            let medical = medical_kind(noun.number).map(|kind| medical_of(kind, columns.to_vec()));
            medical.and_then(Result::ok).map_or(Said::Nothing, |medical| text_of(&medical))
        }
    }
}

/// A number with nothing said about it: most results. Institution, physician and note are the columns 12, 13 and 15.
fn is_bare_number(columns: &[Value]) -> bool {
    let empty = |place: usize| matches!(columns.get(place), Some(Value::Null));
    matches!(columns.get(5), Some(Value::Real(_))) && [12, 13, 15].into_iter().all(empty)
}

fn text_of(medical: &Medical) -> Said<'static> {
    let (parts, tags) = match medical {
        Medical::Report(report) => report_words(report),
        Medical::Result(finding) | Medical::Growth(finding) => finding_words(finding),
        Medical::Dose(dose) => dose_words(dose),
        Medical::Problem(problem) => problem_words(problem),
        Medical::Paper(paper) => paper_words(paper),
        Medical::Document(document) => document_words(document),
    };
    let text = parts.into_iter().flatten().collect::<Vec<&str>>().join("\n");
    if text.is_empty() && tags.is_empty() { Said::Nothing } else { Said::Text(text, tags) }
}

/// The words of something medical that can be searched, one part a line.
pub fn medical_text(medical: &Medical) -> String {
    match text_of(medical) {
        Said::Text(text, _) => text,
        _ => String::new(),
    }
}

type Words<'a> = (Vec<Option<&'a str>>, Vec<String>);

fn report_words(report: &Report) -> Words<'_> {
    let Report { institution, physician, note, .. } = report;
    let kind = format!("{:?}", report.kind);
    (vec![institution.as_deref(), physician.as_deref(), note.as_deref()], vec![kind])
}

fn finding_words(finding: &Finding) -> Words<'_> {
    let found = match &finding.value {
        ClinicalValue::Text(text) => Some(text.as_str()),
        ClinicalValue::Coded(coded) => coded.words.as_deref(),
        ClinicalValue::Quantity(_) | ClinicalValue::Absent(_) => None,
    };
    let Finding { institution, physician, note, .. } = finding;
    // A name that comes with the file stands beside what was found under it.
    let item = found.and(finding.item.name.as_deref());
    (vec![item, found, institution.as_deref(), physician.as_deref(), note.as_deref()], Vec::new())
}

fn dose_words(dose: &Dose) -> Words<'_> {
    let Dose { product, lot, clinic, note, site, .. } = dose;
    let parts = [product, lot, clinic, site, note].map(|part| part.as_deref()).to_vec();
    // Its name in any language is looked up by whoever asks: tables of vaccines change.
    (parts, vec![format!("Vaccine{}", dose.vaccine), "Dose".into()])
}

fn problem_words(problem: &Problem) -> Words<'_> {
    let Problem { words, reaction, number, place, relation, note, code, .. } = problem;
    let code = code.as_ref().and_then(|code| code.name.as_deref());
    let mut parts = vec![Some(words.as_str()), code];
    parts.extend([reaction, number, place, relation, note].map(|part| part.as_deref()));
    (parts, vec![format!("{:?}", problem.kind)])
}

/// What was written on it; the questions are in tables. A note about a plan has no edition and is no paper.
fn paper_words(paper: &Paper) -> Words<'_> {
    if paper.edition.is_empty() {
        return (Vec::new(), Vec::new());
    }
    (paper.answers.iter().map(|answer| answer.words.as_deref()).collect(), vec!["Paper".into()])
}

fn document_words(document: &Document) -> Words<'_> {
    let Document { title, issuer, words, .. } = document;
    let parts = [title, issuer, words].map(|part| part.as_deref()).to_vec();
    // Kinds of papers are called like kinds of other things.
    (parts, vec!["Document".into(), format!("Document{:?}", document.kind)])
}
