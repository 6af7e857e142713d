//! Reports, doses, problems in their rows.

use henro_domain::{Day, Dose, Problem, ProblemKind, Report, ReportKind, RoughDay, Severity};
use rusqlite::types::Value;

use super::{Cells, finding, listed, optional, optional_text, place};
use crate::Error;

pub(super) fn report_columns(report: &Report) -> Vec<Value> {
    vec![
        place(&ReportKind::ALL, &report.kind),
        optional_text(report.institution.as_deref()),
        optional_text(report.physician.as_deref()),
        report.document.map_or(Value::Null, |hash| Value::Blob(hash.to_vec())),
        optional_text(report.profile.as_deref()),
        optional_text(report.note.as_deref()),
    ]
}

pub(super) fn report_of(cells: &mut Cells) -> Result<Report, Error> {
    Ok(Report {
        kind: cells.word(&ReportKind::ALL)?,
        institution: cells.optional_text()?,
        physician: cells.optional_text()?,
        document: cells.optional_hash()?,
        profile: cells.optional_text()?,
        note: cells.optional_text()?,
    })
}

pub(super) fn dose_columns(dose: &Dose) -> Vec<Value> {
    vec![
        Value::Text(dose.vaccine.clone()),
        optional_text(dose.product.as_deref()),
        optional_text(dose.lot.as_deref()),
        optional_text(dose.site.as_deref()),
        optional_text(dose.clinic.as_deref()),
        optional_text(dose.country.as_deref()),
        optional(dose.number),
        optional_text(dose.photo.as_deref()),
        optional_text(dose.note.as_deref()),
    ]
}

pub(super) fn dose_of(cells: &mut Cells) -> Result<Dose, Error> {
    Ok(Dose {
        vaccine: cells.text()?,
        product: cells.optional_text()?,
        lot: cells.optional_text()?,
        site: cells.optional_text()?,
        clinic: cells.optional_text()?,
        country: cells.optional_text()?,
        number: cells.optional_number()?,
        photo: cells.optional_text()?,
        note: cells.optional_text()?,
    })
}

pub(super) fn problem_columns(problem: &Problem) -> Result<Vec<Value>, Error> {
    Ok(vec![
        place(&ProblemKind::ALL, &problem.kind),
        problem.code.as_ref().map_or(Ok(Value::Null), finding::coding)?,
        Value::Text(problem.words.clone()),
        problem.severity.map_or(Value::Null, |severity| place(&Severity::ALL, &severity)),
        optional_text(problem.reaction.as_deref()),
        optional(problem.since.map(RoughDay::number)),
        optional(problem.until.map(Day::number)),
        optional_text(problem.number.as_deref()),
        optional_text(problem.place.as_deref()),
        optional_text(problem.relation.as_deref()),
        optional_text(problem.note.as_deref()),
    ])
}

pub(super) fn problem_of(cells: &mut Cells) -> Result<Problem, Error> {
    Ok(Problem {
        kind: cells.word(&ProblemKind::ALL)?,
        code: cells.optional_text()?.map(|text| finding::coding_of(&text)).transpose()?,
        words: cells.text()?,
        severity: cells.optional_integer()?.map(|place| listed(&Severity::ALL, place)).transpose()?,
        reaction: cells.optional_text()?,
        since: cells.optional_number()?.map(RoughDay::from_number).transpose()?,
        until: cells.optional_number()?.map(Day::from_number).transpose()?,
        number: cells.optional_text()?,
        place: cells.optional_text()?,
        relation: cells.optional_text()?,
        note: cells.optional_text()?,
    })
}

pub(super) const PROBLEM_COLUMNS: &[&str] = &[
    "kind", "code", "words", "severity", "reaction", "since", "until", "number", "place", "relation", "note",
];
