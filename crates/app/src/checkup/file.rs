//! What kind of file it is, and its checkups in one form.

use std::io::Cursor;

use henro_checkup::csv::{CsvError, CsvExam, Profile, guess_profile, stream_csv};
use henro_checkup::{
    Error, Finding, FindingKind, Named, Phase, Row, Whose, check, open_package, read_bundle, read_document,
};
use henro_domain::{Day, Person};

use super::columns;
use super::form;
use crate::wire::CheckupFile;
use crate::{Code, WireError};

/// One person's checkup, whatever the file is.
pub(super) struct Sheet {
    pub person: Named,
    pub day: Option<Day>,
    pub institution: Option<String>,
    pub phase: Option<Phase>,
    /// Line of a table.
    pub line: u32,
    pub rows: Vec<Row>,
    pub findings: Vec<Finding>,
    /// What no item is known for, by place.
    pub kept: Vec<(String, String)>,
    /// The form of a 特定健診 file.
    pub form: Option<String>,
}

impl Sheet {
    /// Whether it cannot be taken in as a whole.
    pub(super) fn is_rejected(&self) -> bool {
        self.day.is_none() || self.findings.iter().any(|finding| finding.kind.rejects())
    }
}

/// A file that was read.
pub(super) struct Sheets {
    pub file: CheckupFile,
    pub sheets: Vec<Sheet>,
    /// Rows of others, read past.
    pub others: usize,
    /// What concerns the file.
    pub findings: Vec<Finding>,
}

/// By its first bytes.
pub(super) fn kind_of(bytes: &[u8]) -> CheckupFile {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    match (bytes.starts_with(b"PK\x03\x04"), first) {
        (true, _) => CheckupFile::Package,
        (_, Some(b'<')) => CheckupFile::Xml,
        (_, Some(b'{')) => CheckupFile::Bundle,
        _ => CheckupFile::Csv,
    }
}

/// Reads one document.
pub(super) fn xml(bytes: &[u8], today: Day) -> Result<Sheets, WireError> {
    let report = read_document(bytes).map_err(refused)?;
    let sheets = vec![formed(&report, today)];
    Ok(Sheets { file: CheckupFile::Xml, sheets, others: 0, findings: Vec::new() })
}

/// Reads an eCheckup bundle.
pub(super) fn bundle(bytes: &[u8], today: Day) -> Result<Sheets, WireError> {
    let report = read_bundle(bytes).map_err(refused)?;
    let sheets = vec![sheet(&report, today)];
    Ok(Sheets { file: CheckupFile::Bundle, sheets, others: 0, findings: Vec::new() })
}

/// Reads a package, one document after the other. One broken document is said and does not stop the others.
pub(super) fn package(bytes: &[u8], today: Day) -> Result<Sheets, WireError> {
    let mut package = open_package(bytes).map_err(refused)?;
    if package.len() > MOST_DOCUMENTS {
        return Err(WireError::limit(Code::ImportLarge, MOST_DOCUMENTS as u32));
    }
    let mut findings = Vec::new();
    if package.count_differs() {
        findings.push(whole(FindingKind::CountMismatch, String::new()));
    }
    let (mut sheets, mut last) = (Vec::new(), None);
    for document in package.documents() {
        match document.report {
            Ok(report) => sheets.push(formed(&report, today)),
            Err(error) => {
                // Its own name is digits; a folder of the package may be named after anybody.
                let name = document.name.rsplit(['/', '\\']).next().unwrap_or_default();
                findings.push(whole(FindingKind::RowShape, name.to_owned()));
                last = Some(error);
            }
        }
    }
    match (sheets.is_empty(), last) {
        (true, Some(error)) => Err(refused(error)),
        (true, None) => Err(Code::ImportEmpty.into()),
        _ => Ok(Sheets { file: CheckupFile::Package, sheets, others: 0, findings }),
    }
}

/// Reads a table by a profile, row after row: only what might be of this person stays in memory.
pub(super) fn table(
    bytes: &[u8],
    profile: &Profile,
    person: &Person,
    today: Day,
) -> Result<Sheets, WireError> {
    let (mut sheets, mut others, mut full) = (Vec::new(), 0, false);
    rows(bytes, profile, today, |sheet| match sheet.person.whose(person) {
        Whose::Other => others += 1,
        _ if sheets.len() >= MOST_ROWS => full = true,
        _ => sheets.push(sheet),
    })?;
    if full {
        return Err(WireError::limit(Code::ImportLarge, MOST_ROWS as u32));
    }
    sheets.sort_by_key(|sheet: &Sheet| sheet.line);
    Ok(Sheets { file: CheckupFile::Csv, sheets, others, findings: Vec::new() })
}

/// The first checkups of a table, whosever they are.
pub(super) fn first_rows(bytes: &[u8], profile: &Profile, today: Day) -> Result<Vec<Sheet>, WireError> {
    let mut sheets = Vec::new();
    rows(bytes, profile, today, |sheet| {
        if sheets.len() < columns::SAMPLES {
            sheets.push(sheet);
        }
    })?;
    Ok(sheets)
}

fn rows(bytes: &[u8], profile: &Profile, today: Day, mut each: impl FnMut(Sheet)) -> Result<(), WireError> {
    let read = stream_csv(&mut Cursor::new(bytes), profile, today, &mut |exam| each(row_sheet(exam)));
    read.map(drop).map_err(|error| match error {
        CsvError::Limit => WireError::limit(Code::ImportLarge, MOST_ROWS as u32),
        CsvError::Encoding => Code::CheckupBroken.into(),
        _ => Code::CheckupColumns.into(),
    })
}

/// The profile a table suggests by itself.
pub(super) fn guessed(bytes: &[u8]) -> Result<henro_checkup::csv::Guess, WireError> {
    guess_profile(bytes).ok_or(Code::CheckupColumns.into())
}

/// With its form: a bundle has another.
fn formed(report: &henro_checkup::Report, today: Day) -> Sheet {
    let sheet = sheet(report, today);
    Sheet { form: form::of(report, &sheet.rows), ..sheet }
}

fn sheet(report: &henro_checkup::Report, today: Day) -> Sheet {
    let checked = check(report);
    let mut findings = checked.findings;
    if report.exam > today || report.patient.birth.is_some_and(|birth| birth > report.exam) {
        findings.push(whole(FindingKind::DateOrder, report.exam.to_string()));
    }
    Sheet {
        person: Named::of_patient(&report.patient),
        day: Some(report.exam),
        institution: report.performer.name.clone().or_else(|| report.author.name.clone()),
        phase: Some(checked.phase),
        line: 0,
        rows: checked.rows,
        findings,
        kept: report.kept.iter().map(|leaf| (leaf.path.clone(), leaf.value.clone())).collect(),
        form: None,
    }
}

fn row_sheet(exam: CsvExam) -> Sheet {
    Sheet {
        person: Named::of_row(&exam.person),
        day: exam.day,
        institution: exam.facility,
        phase: None,
        line: exam.line,
        rows: exam.rows,
        findings: exam.findings,
        kept: exam.extras,
        form: None,
    }
}

fn whole(kind: FindingKind, raw: String) -> Finding {
    Finding { kind, line: 0, item: String::new(), raw }
}

fn refused(error: Error) -> WireError {
    match error {
        Error::TooLarge => WireError::limit(Code::ImportLarge, 5),
        Error::Kind => Code::CheckupKind.into(),
        Error::Municipal => Code::CheckupMunicipal.into(),
        Error::TwoPeople => Code::CheckupTwoPeople.into(),
        Error::Encrypted => Code::CheckupSealed.into(),
        _ => Code::CheckupBroken.into(),
    }
}

/// Rows that might be of one person. Where nothing in a table says whose they are, these are all of it.
const MOST_ROWS: usize = 5_000;
/// Documents of a package: three times a lifetime of yearly checkups.
const MOST_DOCUMENTS: usize = 300;
