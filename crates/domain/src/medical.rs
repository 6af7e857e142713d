//! What the clinical tier keeps: reports, results, doses, problems, filled-in papers, documents. Each stands on a day of its own, like a daily entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::closed::closed_debug;
use crate::{
    ClinicalEntry, ClinicalTime, ClinicalValue, Coding, Document, EntryId, Interpretation, OffsetMinutes,
    Problem, Provenance, ReferenceRange, Section, When,
};

/// Everything that can be written in the clinical tier.
#[derive(Clone, PartialEq)]
pub enum Medical {
    /// A sheet: a checkup, a laboratory's paper.
    Report(Report),
    /// One result, of a report or alone.
    Result(Finding),
    /// A result about the growth of a child.
    Growth(Finding),
    /// A dose of a vaccine.
    Dose(Dose),
    /// A condition, an allergy, something that stays with the person; or an address that matters, by its kind.
    Problem(Problem),
    /// A paper with questions, filled in: 予診票, 問診票.
    Paper(Paper),
    /// A paper kept as it is.
    Document(Document),
}

/// The kinds of [`Medical`] as they are kept: the one list of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MedicalKind {
    /// A sheet.
    Report,
    /// A result.
    Result,
    /// A result about growth.
    Growth,
    /// A dose of a vaccine.
    Dose,
    /// Conditions, allergies and what else stays with the person.
    Problem,
    /// Insurance, doctors, people to call.
    Contact,
    /// A paper with questions, filled in.
    Paper,
    /// A paper kept as it is.
    Document,
}

impl MedicalKind {
    /// All kinds, in stored order.
    pub const ALL: [Self; 8] = [
        Self::Report,
        Self::Result,
        Self::Growth,
        Self::Dose,
        Self::Problem,
        Self::Contact,
        Self::Paper,
        Self::Document,
    ];

    /// The kind of something.
    pub fn of(medical: &Medical) -> Self {
        match medical {
            Medical::Report(_) => Self::Report,
            Medical::Result(_) => Self::Result,
            Medical::Growth(_) => Self::Growth,
            Medical::Dose(_) => Self::Dose,
            Medical::Problem(problem) if problem.kind.is_contact() => Self::Contact,
            Medical::Problem(_) => Self::Problem,
            Medical::Paper(_) => Self::Paper,
            Medical::Document(_) => Self::Document,
        }
    }

    /// The section it belongs to.
    pub fn section(self) -> Section {
        match self {
            Self::Report | Self::Result => Section::Checkups,
            Self::Growth => Section::Growth,
            Self::Dose => Section::Immunization,
            Self::Problem => Section::Problems,
            Self::Contact => Section::Emergency,
            Self::Paper | Self::Document => Section::Documents,
        }
    }
}

/// A sheet with results. Its day is the day of the examination.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// What kind of sheet.
    pub kind: ReportKind,
    /// Who examined, as the source names it.
    pub institution: Option<String>,
    /// The physician who signed it.
    pub physician: Option<String>,
    /// SHA-256 of the file it was read from.
    pub document: Option<[u8; 32]>,
    /// How the file was read: the phase of a form, the name of a profile. Older versions wrote the form itself below that line.
    pub profile: Option<String>,
    /// What the person says of it.
    pub note: Option<String>,
}

impl Report {
    /// How the file was read.
    pub fn read_by(&self) -> Option<&str> {
        self.profile.as_deref().map(|text| text.split_once('\n').map_or(text, |(name, _)| name))
    }

    /// The form of the file, without its results, as an older version wrote it here.
    pub fn form(&self) -> Option<&str> {
        Some(self.profile.as_deref()?.split_once('\n')?.1)
    }
}

/// Kinds of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// 健診.
    Checkup,
    /// 乳幼児健診.
    ChildCheckup,
    /// 妊婦健診.
    PregnancyCheckup,
    /// 検査結果 of a laboratory or hospital.
    Laboratory,
    /// Anything else.
    Other,
}

impl ReportKind {
    /// All kinds, in stored order.
    pub const ALL: [Self; 5] =
        [Self::Checkup, Self::ChildCheckup, Self::PregnancyCheckup, Self::Laboratory, Self::Other];
}

/// One result, answer or finding: a [`ClinicalEntry`] without what its row and its log say.
#[derive(Clone, PartialEq)]
pub struct Finding {
    /// The report it stands in.
    pub report: Option<EntryId>,
    /// What was looked at.
    pub item: Coding,
    /// What was found.
    pub value: ClinicalValue,
    /// How the source judged it.
    pub interpretation: Option<Interpretation>,
    /// The range the source printed beside it.
    pub reference: Option<ReferenceRange>,
    /// How it was measured.
    pub method: Option<Coding>,
    /// SHA-256 of the file it was read from, where no report says it.
    pub document: Option<[u8; 32]>,
    /// Line of that file.
    pub line: Option<u32>,
    /// The institution that measured, where no report says it.
    pub institution: Option<String>,
    /// The physician who signed it, where no report says it.
    pub physician: Option<String>,
    /// The device that measured.
    pub device: Option<String>,
    /// What the person says of it.
    pub note: Option<String>,
}

impl Finding {
    /// A result of nothing but an item and its value.
    pub fn new(item: Coding, value: ClinicalValue) -> Self {
        Self {
            report: None,
            item,
            value,
            interpretation: None,
            reference: None,
            method: None,
            document: None,
            line: None,
            institution: None,
            physician: None,
            device: None,
            note: None,
        }
    }

    /// A general entry as a finding, with when it was. A time without a zone is taken as of `zone`.
    pub fn of_entry(entry: ClinicalEntry, zone: OffsetMinutes) -> (When, Self) {
        let ClinicalEntry { item, when, value, interpretation, reference, method, provenance } = entry;
        let Provenance { document, line, institution, physician, device, .. } = provenance;
        let when = When { day: when.day, minute: when.minute, offset: when.zone.unwrap_or(zone) };
        let finding = Self {
            report: None,
            item,
            value,
            interpretation,
            reference,
            method,
            document,
            line,
            institution,
            physician,
            device,
            note: None,
        };
        (when, finding)
    }

    /// A general entry again, for rules and exports.
    pub fn to_entry(&self, when: When) -> ClinicalEntry {
        ClinicalEntry {
            item: self.item.clone(),
            when: ClinicalTime { day: when.day, minute: when.minute, zone: when.minute.map(|_| when.offset) },
            value: self.value.clone(),
            interpretation: self.interpretation,
            reference: self.reference.clone(),
            method: self.method.clone(),
            provenance: Provenance {
                document: self.document,
                line: self.line,
                institution: self.institution.clone(),
                physician: self.physician.clone(),
                device: self.device.clone(),
                ..Provenance::default()
            },
        }
    }
}

/// A dose of a vaccine. Its day is the day it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Dose {
    /// Code of the vaccine or product in `reference`; one nobody knows is kept.
    pub vaccine: String,
    /// Product, as on the sticker.
    pub product: Option<String>,
    /// Lot number.
    pub lot: Option<String>,
    /// Where on the body.
    pub site: Option<String>,
    /// Clinic.
    pub clinic: Option<String>,
    /// Country, two letters, where it was not Japan.
    pub country: Option<String>,
    /// The number it was written down with.
    pub number: Option<u8>,
    /// The blob with a photo of the sticker: its name, key and kind in hex digits (decision 48).
    pub photo: Option<String>,
    /// What the person says of it.
    pub note: Option<String>,
}

impl Dose {
    /// A dose of which only the vaccine is known.
    pub fn new(vaccine: String) -> Self {
        Self {
            vaccine,
            product: None,
            lot: None,
            site: None,
            clinic: None,
            country: None,
            number: None,
            photo: None,
            note: None,
        }
    }
}

/// A paper with questions, filled in. Its day is the day it is for. What was answered is one statement of one day: it is kept and merged
/// whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// Which questions: a code of `reference`; one nobody knows is kept.
    pub form: String,
    /// The edition of the questions that was answered.
    pub edition: String,
    /// What it is for: codes of vaccines, or of a checkup.
    pub about: Vec<String>,
    /// The answers, in the order of the paper.
    pub answers: Vec<Answer>,
}

/// An answer on a [`Paper`].
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Id of the question; one nobody knows is kept.
    pub question: String,
    /// `yes`, `no`, or the place of the choice from 1 on.
    pub choice: Option<String>,
    /// What was written.
    pub words: Option<String>,
}

closed_debug!(Report, Finding, Dose, Paper, Answer);

impl std::fmt::Debug for Medical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}(..)", MedicalKind::of(self))
    }
}
