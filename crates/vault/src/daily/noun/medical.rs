//! The nouns of the clinical file.

use henro_domain::{Medical, MedicalKind, Section};
use rusqlite::types::Value;

use super::{Cells, Noun, answers, document, finding, paper};
use crate::Error;

/// The table of a kind.
pub(crate) fn noun_of_medical(kind: MedicalKind) -> &'static Noun {
    match kind {
        MedicalKind::Report => &REPORT,
        MedicalKind::Result => &RESULT,
        MedicalKind::Growth => &GROWTH,
        MedicalKind::Dose => &DOSE,
        MedicalKind::Problem => &PROBLEM,
        MedicalKind::Contact => &CONTACT,
        MedicalKind::Paper => &PAPER,
        MedicalKind::Document => &DOCUMENT,
    }
}

/// The kind of a stored number; `None` for what is none.
pub(crate) fn medical_kind(number: i64) -> Option<MedicalKind> {
    MedicalKind::ALL.into_iter().find(|kind| noun_of_medical(*kind).number == number)
}

/// The columns of something.
pub(crate) fn medical_columns(medical: &Medical) -> Result<Vec<Value>, Error> {
    match medical {
        Medical::Report(report) => Ok(paper::report_columns(report)),
        Medical::Result(finding) | Medical::Growth(finding) => finding::columns(finding),
        Medical::Dose(dose) => Ok(paper::dose_columns(dose)),
        Medical::Problem(problem) => paper::problem_columns(problem),
        Medical::Paper(filled) => answers::columns(filled),
        Medical::Document(kept) => document::columns(kept),
    }
}

/// What its columns spell.
pub(crate) fn medical_of(kind: MedicalKind, columns: Vec<Value>) -> Result<Medical, Error> {
    let mut cells = Cells::new(columns);
    let medical = match kind {
        MedicalKind::Report => Medical::Report(paper::report_of(&mut cells)?),
        MedicalKind::Result => Medical::Result(finding::of(&mut cells)?),
        MedicalKind::Growth => Medical::Growth(finding::of(&mut cells)?),
        MedicalKind::Dose => Medical::Dose(paper::dose_of(&mut cells)?),
        MedicalKind::Problem | MedicalKind::Contact => Medical::Problem(paper::problem_of(&mut cells)?),
        MedicalKind::Paper => Medical::Paper(answers::of(&mut cells)?),
        MedicalKind::Document => Medical::Document(document::of(&mut cells)?),
    };
    // A problem of another section has no place in this table.
    if MedicalKind::of(&medical) == kind { Ok(medical) } else { Err(Error::Misfit) }
}

pub(crate) static MEDICAL: [&Noun; 8] =
    [&REPORT, &RESULT, &GROWTH, &DOSE, &PROBLEM, &CONTACT, &PAPER, &DOCUMENT];

static REPORT: Noun = Noun {
    number: 40,
    table: "report",
    section: Section::Checkups,
    columns: &["kind", "institution", "physician", "document", "profile", "note"],
};
static RESULT: Noun =
    Noun { number: 41, table: "result", section: Section::Checkups, columns: finding::COLUMNS };
static GROWTH: Noun =
    Noun { number: 42, table: "growth", section: Section::Growth, columns: finding::COLUMNS };
static DOSE: Noun = Noun {
    number: 43,
    table: "dose",
    section: Section::Immunization,
    columns: &["vaccine", "product", "lot", "site", "clinic", "country", "number", "photo", "note"],
};
static PROBLEM: Noun =
    Noun { number: 44, table: "problem", section: Section::Problems, columns: paper::PROBLEM_COLUMNS };
static CONTACT: Noun =
    Noun { number: 45, table: "contact", section: Section::Emergency, columns: paper::PROBLEM_COLUMNS };
static PAPER: Noun = Noun {
    number: 46,
    table: "paper",
    section: Section::Documents,
    columns: &["form", "edition", "about", "answers"],
};
static DOCUMENT: Noun =
    Noun { number: 47, table: "document", section: Section::Documents, columns: document::COLUMNS };
