//! One person's exam as it is gathered.

use henro_domain::{ClinicalEntry, ClinicalTime, CodeSet, Coding, Day, Interpretation, Provenance, Sex};
use henro_reference::CheckupItem;

use super::item::Taken;
use super::number::Flag;
use crate::check::Row;
use crate::closed::closed_debug;
use crate::finding::{Finding, FindingKind};

/// One person's exam.
#[derive(Default)]
pub struct CsvExam {
    /// Line of the file, of its first row.
    pub line: u32,
    /// The person, as the file has them.
    pub person: CsvPerson,
    /// Day of the exam; without one there are no results.
    pub day: Option<Day>,
    /// Institution.
    pub facility: Option<String>,
    /// Results.
    pub rows: Vec<Row>,
    /// What concerns the whole exam.
    pub findings: Vec<Finding>,
    /// Cells of columns or numbers the profile does not know.
    pub extras: Vec<(String, String)>,
}

/// A person as the file has them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CsvPerson {
    /// Number at the institution.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Kana.
    pub kana: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Insurer.
    pub insurer: Option<String>,
    /// 記号.
    pub symbol: Option<String>,
    /// 番号.
    pub number: Option<String>,
    /// 枝番.
    pub branch: Option<String>,
}

closed_debug!(CsvExam, CsvPerson);

impl CsvExam {
    /// Whether the exam as a whole cannot be taken.
    pub fn is_rejected(&self) -> bool {
        self.findings.iter().any(|finding| finding.kind.rejects())
    }

    /// Whether a person has to look at it, or at a value of it, first.
    pub fn is_held(&self) -> bool {
        self.findings.iter().any(|finding| finding.kind.holds()) || self.rows.iter().any(Row::is_held)
    }
}

/// A cell with what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub text: &'a str,
    pub unit: Option<&'a str>,
    pub line: u32,
    pub name: &'a str,
}

impl CsvExam {
    pub(super) fn found(&mut self, kind: FindingKind, item: &str, raw: &str) {
        let (item, raw) = (item.to_owned(), raw.to_owned());
        self.findings.push(Finding { kind, line: self.line, item, raw });
    }

    /// A cell that has no item: kept, and said.
    pub(super) fn unread(&mut self, cell: &Cell, code: &str, kind: FindingKind) {
        let name = if code.is_empty() { cell.name } else { code };
        let finding = Finding { kind, line: cell.line, item: name.to_owned(), raw: cell.text.to_owned() };
        self.findings.push(finding);
        self.extras.push((cell.name.to_owned(), cell.text.to_owned()));
    }

    pub(super) fn push(&mut self, item: &'static CheckupItem, day: Day, cell: &Cell, taken: Taken) {
        // Words nobody is asked about, and marks nobody knows, are kept beside: the value alone does not tell of them.
        if taken.odd == Some(FindingKind::Unmapped) || taken.flag == Some(Flag::Other) {
            self.extras.push((cell.name.to_owned(), cell.text.trim().to_owned()));
        }
        let code = item.code.to_owned();
        let finding = taken.odd.map(|kind| Finding {
            kind,
            line: cell.line,
            item: code.clone(),
            raw: cell.text.to_owned(),
        });
        let entry = ClinicalEntry {
            item: Coding { set: CodeSet::Jlac10, code, name: Some(cell.name.to_owned()) },
            when: ClinicalTime { day, minute: None, zone: None },
            value: taken.value,
            // Another mark may be a judgement or a note: nobody knows.
            interpretation: taken.flag.and_then(|flag| match flag {
                Flag::High => Some(Interpretation::High),
                Flag::Low => Some(Interpretation::Low),
                Flag::Other => None,
            }),
            reference: None,
            method: None,
            provenance: Provenance {
                line: Some(cell.line),
                institution: self.facility.clone(),
                ..Provenance::default()
            },
        };
        self.rows.push(Row { entry, item: Some(item), findings: finding.into_iter().collect() });
    }

    /// The physician of an item that came before.
    pub(super) fn sign(&mut self, item: Option<&str>, name: &str) {
        let row = self.rows.iter_mut().find(|row| Some(&*row.entry.item.code) == item);
        match row {
            Some(row) => row.entry.provenance.physician = Some(name.trim().to_owned()),
            None => self.extras.push((item.unwrap_or_default().to_owned(), name.to_owned())),
        }
    }
}
