//! A report as clinical entries, and what is odd about it.

use std::collections::HashSet;

use henro_domain::{
    AbsentReason, ClinicalEntry, ClinicalTime, ClinicalValue, CodeSet, CodedValue, Coding, Comparator,
    Decimal, Interpretation, Provenance, Quantity, ReferenceRange, Sex,
};
use henro_reference::{CheckupItem, ItemKind, checkup_item, checkup_list};

use crate::closed::closed_debug;
use crate::fhir::COMPARATORS;
use crate::finding::{Finding, FindingKind};
use crate::tokutei::{Coded, Observation, Phase, Pq, Report, Value, phase_of};

/// What a report comes to.
pub struct Checked {
    /// One row for each result, in the order of the file.
    pub rows: Vec<Row>,
    /// What concerns the whole file.
    pub findings: Vec<Finding>,
    /// Phase of the exam's day.
    pub phase: Phase,
}

/// A result and what is odd about it.
pub struct Row {
    /// The entry. Where the value could not be read, it says so and the finding has what stands there.
    pub entry: ClinicalEntry,
    /// The item of the catalogue; `None` for an unknown one, which is kept.
    pub item: Option<&'static CheckupItem>,
    /// What is odd.
    pub findings: Vec<Finding>,
}

impl Row {
    /// Whether a person has to look before the value is taken.
    pub fn is_held(&self) -> bool {
        self.findings.iter().any(|finding| finding.kind.holds())
    }
}

closed_debug!(Checked, Row);

/// Turns every result of a report into a row. Panels are no rows: their parts are.
pub fn check(report: &Report) -> Checked {
    let sex = match report.patient.sex.as_ref().and_then(|sex| sex.code.as_deref()) {
        Some("1") => Some(Sex::Male),
        Some("2") => Some(Sex::Female),
        _ => None,
    };
    let (phase, fits) = phase_of(report);
    let mut findings = Vec::new();
    if !fits {
        let kind = FindingKind::PhaseMismatch;
        findings.push(Finding { kind, line: 0, item: String::new(), raw: String::new() });
    }
    let observed = report.observations().into_iter().filter(|observation| observation.item.code.is_some());
    let mut rows: Vec<Row> = observed.map(|observation| row(report, observation, sex)).collect();
    mark_duplicates(&mut rows);
    mark_pairs(&mut rows);
    Checked { rows, findings, phase }
}

fn row(report: &Report, observation: &Observation, sex: Option<Sex>) -> Row {
    let code = observation.item.code.clone().unwrap_or_default();
    let item = checkup_item(&code).filter(|_| set(observation.item.system.as_deref()) == CodeSet::Jlac10);
    let mut look = Look { code: code.clone(), line: observation.line, findings: Vec::new() };
    if item.is_none() {
        look.found(FindingKind::UnknownItem, observation.item.words.as_deref().unwrap_or_default());
    }
    if item.and_then(|item| item.sex).is_some_and(|only| sex.is_some_and(|sex| sex != only)) {
        look.found(FindingKind::OtherSex, "");
    }
    let entry = ClinicalEntry {
        item: Coding {
            set: set(observation.item.system.as_deref()),
            code,
            name: observation.item.words.clone(),
        },
        when: ClinicalTime { day: report.exam, minute: None, zone: None },
        value: look.value(observation, item),
        interpretation: observation.interpretation.as_ref().and_then(interpretation),
        reference: observation.range.as_ref().map(reference),
        method: observation.method.as_ref().and_then(coding),
        provenance: Provenance {
            line: Some(observation.line),
            institution: report.performer.name.clone(),
            physician: observation.author.clone(),
            ..Provenance::default()
        },
    };
    Row { entry, item, findings: look.findings }
}

/// One value being looked at.
struct Look {
    code: String,
    line: u32,
    findings: Vec<Finding>,
}

impl Look {
    fn found(&mut self, kind: FindingKind, raw: &str) {
        let finding = Finding { kind, line: self.line, item: self.code.clone(), raw: raw.to_owned() };
        self.findings.push(finding);
    }

    fn value(&mut self, observation: &Observation, item: Option<&CheckupItem>) -> ClinicalValue {
        if observation.negated {
            return ClinicalValue::Absent(AbsentReason::NotDone);
        }
        let bound = observation.values.iter().skip(1).find_map(bound);
        match observation.values.first() {
            None => ClinicalValue::Absent(AbsentReason::NotDone),
            Some(Value::Null(..)) => ClinicalValue::Absent(AbsentReason::NotMeasurable),
            Some(Value::Number(pq)) => self.number(pq, bound, item),
            Some(Value::Code(coded, ordered)) => self.coded(coded, *ordered, item),
            Some(Value::Text(text)) => self.text(text, item),
            Some(Value::Other(_, value, text)) => {
                let raw = value.as_deref().or(text.as_deref()).unwrap_or_default();
                if item.is_some() {
                    self.found(FindingKind::KindMismatch, raw);
                }
                ClinicalValue::Text(raw.to_owned())
            }
        }
    }

    fn number(
        &mut self,
        pq: &Pq,
        comparator: Option<Comparator>,
        item: Option<&CheckupItem>,
    ) -> ClinicalValue {
        let raw = pq.value.as_deref().unwrap_or_default();
        let Some(number) = decimal(raw) else {
            self.found(FindingKind::Unparsed, raw);
            return ClinicalValue::Absent(AbsentReason::Unread);
        };
        let written = pq.unit.clone().filter(|unit| !unit.is_empty());
        let mut unit = written.clone();
        if let Some(item) = item {
            if item.kind != ItemKind::Number {
                self.found(FindingKind::KindMismatch, raw);
            } else if !same_unit(written.as_deref().unwrap_or_default(), item) {
                self.found(FindingKind::UnitMismatch, written.as_deref().unwrap_or_default());
            } else {
                unit = Some(item.unit.to_owned()).filter(|unit| !unit.is_empty());
                // A number with L or H beside it is the end of what could be measured.
                if comparator.is_none() && !item.is_plausible(number) {
                    self.found(FindingKind::OutOfRange, raw);
                }
            }
        }
        let unit_as_written = written.filter(|written| Some(written) != unit.as_ref());
        ClinicalValue::Quantity(Quantity { number, comparator, unit, unit_as_written })
    }

    fn coded(&mut self, coded: &Coded, ordered: bool, item: Option<&CheckupItem>) -> ClinicalValue {
        let code = coded.code.clone().unwrap_or_default();
        let system = coded.system.as_deref().unwrap_or_default();
        // A number beyond what could be measured may be replaced by L or H alone.
        let bounded = system == OBSERVED && matches!(&*code, "L" | "H");
        if item.is_some_and(|item| !matches!(item.kind, ItemKind::Code | ItemKind::OrderedCode)) && !bounded {
            self.found(FindingKind::KindMismatch, &code);
        }
        if checkup_list(system).is_some_and(|list| list.words(&code).is_none()) {
            self.found(FindingKind::UnknownCode, &code);
        }
        let list = CodeSet::Oid(system.to_owned());
        ClinicalValue::Coded(CodedValue { list, code, words: coded.words.clone(), ordered })
    }

    fn text(&mut self, text: &str, item: Option<&CheckupItem>) -> ClinicalValue {
        if item.is_some_and(|item| item.kind != ItemKind::Text) {
            self.found(FindingKind::KindMismatch, text);
        }
        ClinicalValue::Text(text.to_owned())
    }
}

/// 以下 and 以上 beside a number; 未満 and 超, which have no code of their own in the form, by their words.
fn bound(value: &Value) -> Option<Comparator> {
    match value {
        Value::Code(Coded { code: Some(code), system: Some(system), words, .. }, _) if system == OBSERVED => {
            match (&**code, words.as_deref()) {
                ("L", Some("未満")) => Some(Comparator::Less),
                ("L", _) => Some(Comparator::AtMost),
                ("H", Some("超")) => Some(Comparator::Greater),
                ("H", _) => Some(Comparator::AtLeast),
                _ => None,
            }
        }
        Value::Code(Coded { code: Some(code), system: Some(system), .. }, _) if system == COMPARATORS => {
            match &**code {
                "<" => Some(Comparator::Less),
                "<=" => Some(Comparator::AtMost),
                ">=" => Some(Comparator::AtLeast),
                ">" => Some(Comparator::Greater),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A plain decimal: at most 20 characters, no exponent.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if !plain || text.len() > 20 {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// The unit of the form, or UCUM's, in any case of letters: files write both mg/dl and mg/dL.
fn same_unit(written: &str, item: &CheckupItem) -> bool {
    [item.unit_in_files, item.unit].iter().any(|unit| unit.eq_ignore_ascii_case(written))
}

fn interpretation(coded: &Coded) -> Option<Interpretation> {
    match coded.code.as_deref()? {
        "L" => Some(Interpretation::Low),
        "N" => Some(Interpretation::Normal),
        "H" => Some(Interpretation::High),
        _ => Some(Interpretation::Abnormal),
    }
}

fn reference((low, high): &(Option<Pq>, Option<Pq>)) -> ReferenceRange {
    let number = |pq: &Option<Pq>| pq.as_ref().and_then(|pq| decimal(pq.value.as_deref()?));
    let text = |pq: &Option<Pq>| pq.as_ref().and_then(|pq| pq.value.clone()).unwrap_or_default();
    let (low_read, high_read) = (number(low), number(high));
    let unread = (low.is_some() && low_read.is_none()) || (high.is_some() && high_read.is_none());
    let text = unread.then(|| format!("{} - {}", text(low), text(high)));
    ReferenceRange { low: low_read, high: high_read, text }
}

fn coding(coded: &Coded) -> Option<Coding> {
    Some(Coding {
        set: CodeSet::Oid(coded.system.clone().unwrap_or_default()),
        code: coded.code.clone()?,
        name: coded.words.clone(),
    })
}

fn set(system: Option<&str>) -> CodeSet {
    match system {
        Some("1.2.392.200119.6.1005" | "1.2.392.200119.6.1006") => CodeSet::Jlac10,
        system => CodeSet::Oid(system.unwrap_or_default().to_owned()),
    }
}

pub(crate) fn mark_duplicates(rows: &mut [Row]) {
    let mut seen = HashSet::new();
    for row in rows {
        if !seen.insert(row.entry.item.code.clone()) {
            let (line, item) = (row.entry.provenance.line.unwrap_or_default(), row.entry.item.code.clone());
            row.findings.push(Finding { kind: FindingKind::Duplicate, line, item, raw: String::new() });
        }
    }
}

/// Diastolic above systolic of the same reading.
pub(crate) fn mark_pairs(rows: &mut [Row]) {
    for (systolic, diastolic) in PAIRS {
        let number = |code: &str| {
            let row = rows.iter().find(|row| row.entry.item.code == code)?;
            match &row.entry.value {
                ClinicalValue::Quantity(quantity) => Some(quantity.number),
                _ => None,
            }
        };
        let (Some(high), Some(low)) = (number(systolic), number(diastolic)) else { continue };
        if low <= high {
            continue;
        }
        for row in rows.iter_mut().filter(|row| [systolic, diastolic].contains(&&*row.entry.item.code)) {
            let (line, item) = (row.entry.provenance.line.unwrap_or_default(), row.entry.item.code.clone());
            row.findings.push(Finding { kind: FindingKind::PairOrder, line, item, raw: String::new() });
        }
    }
}

/// Systolic and diastolic of each reading.
pub(crate) const PAIRS: [(&str, &str); 3] = [
    ("9A755000000000001", "9A765000000000001"),
    ("9A752000000000001", "9A762000000000001"),
    ("9A751000000000001", "9A761000000000001"),
];

/// HL7 ObservationInterpretation.
const OBSERVED: &str = "2.16.840.1.113883.5.83";
