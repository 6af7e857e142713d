//! What a person is asked about a value, and what their answer makes of it.

use henro_checkup::{Finding, FindingKind, Row, in_own_unit, other_units};
use henro_domain::{ClinicalValue, Comparator, Decimal, Quantity};
use henro_reference::{CheckupItem, ItemKind};

use super::plan::Report;
use super::show;
use crate::wire::*;
use crate::{Code, WireError};

/// All questions of a checkup, answered or not.
pub(super) fn questions(nth: u32, report: &Report) -> Vec<CheckupQuestion> {
    if !report.is_taken() {
        return Vec::new();
    }
    let whole = report.sheet.findings.iter().find(|finding| finding.kind.holds());
    let whole = whole.map(|finding| of_report(nth, report, finding));
    let rows = report.sheet.rows.iter().zip(0..).filter(|(row, _)| row.is_held());
    whole.into_iter().chain(rows.map(|(row, at)| of_row(nth, report, row, at))).collect()
}

/// Whether every question has its answer.
pub(super) fn open(nth: u32, report: &Report) -> u32 {
    let open = questions(nth, report).iter().filter(|question| question.answer.is_none()).count();
    u32::try_from(open).unwrap_or(u32::MAX)
}

fn of_report(nth: u32, report: &Report, finding: &Finding) -> CheckupQuestion {
    CheckupQuestion {
        report: nth,
        row: None,
        line: finding.line,
        day: report.day,
        name: String::new(),
        name_en: String::new(),
        why: finding.kind.key().to_owned(),
        raw: finding.raw.clone(),
        unit: String::new(),
        may_take: true,
        may_type: false,
        units: Vec::new(),
        answer: report.answers.get(&None).cloned(),
    }
}

fn of_row(nth: u32, report: &Report, row: &Row, at: u32) -> CheckupQuestion {
    let finding = row.findings.iter().find(|finding| finding.kind.holds());
    let kind = finding.map_or(FindingKind::Unparsed, |finding| finding.kind);
    let number = is_number(row.item);
    CheckupQuestion {
        report: nth,
        row: Some(at),
        line: row.entry.provenance.line.unwrap_or_default(),
        day: report.day,
        name: show::name_of(row),
        name_en: show::english_of(row),
        why: kind.key().to_owned(),
        raw: raw_of(row, finding),
        unit: row.item.map_or("", |item| item.unit_shown).to_owned(),
        may_take: may_take(kind),
        may_type: number,
        units: offers(row, finding),
        answer: report.answers.get(&Some(at)).cloned(),
    }
}

/// What cannot be read, or is of another kind or unit, is never taken as it stands.
fn may_take(kind: FindingKind) -> bool {
    matches!(
        kind,
        FindingKind::OutOfRange | FindingKind::PairOrder | FindingKind::ProfilePeriod | FindingKind::EndOpen
    )
}

fn is_number(item: Option<&CheckupItem>) -> bool {
    item.is_some_and(|item| item.kind == ItemKind::Number)
}

fn raw_of(row: &Row, finding: Option<&Finding>) -> String {
    let written = finding.map(|finding| finding.raw.clone()).unwrap_or_default();
    match (&row.entry.value, finding.map(|finding| finding.kind)) {
        // The finding of an XML file names the unit; the number stands in the value.
        (ClinicalValue::Quantity(_), Some(FindingKind::UnitMismatch | FindingKind::PairOrder)) => {
            show::value(row)
        }
        _ if written.is_empty() => show::value(row),
        _ => written,
    }
}

/// The number as it stands in the file, where it is one, with its `<`.
fn number_of(row: &Row, finding: Option<&Finding>) -> Option<(Decimal, Option<Comparator>)> {
    match &row.entry.value {
        ClinicalValue::Quantity(quantity) => Some((quantity.number, quantity.comparator)),
        _ => henro_checkup::csv::read_number(&finding?.raw, &[]).map(|read| (read.value, read.comparator)),
    }
}

/// Units in which the number would make sense.
fn offers(row: &Row, finding: Option<&Finding>) -> Vec<CheckupUnit> {
    let (Some(item), Some((number, _))) = (row.item, number_of(row, finding)) else { return Vec::new() };
    let kinds = [FindingKind::UnitMismatch, FindingKind::OutOfRange];
    if finding.is_none_or(|finding| !kinds.contains(&finding.kind)) {
        return Vec::new();
    }
    let own = (item.unit_shown, item.is_plausible(number).then_some(number));
    let own = Some(own).filter(|_| finding.is_some_and(|finding| finding.kind == FindingKind::UnitMismatch));
    let others = other_units(item)
        .into_iter()
        .map(|unit| (unit, in_own_unit(item, unit, number).filter(|number| item.is_plausible(*number))));
    let offer = |(unit, value): (&str, Option<Decimal>)| {
        Some(CheckupUnit { unit: unit.to_owned(), value: value?.to_string() })
    };
    own.into_iter().chain(others).filter_map(offer).collect()
}

/// Whether an answer is one of those that were offered.
pub(super) fn fits(
    question: &CheckupQuestion,
    item: Option<&CheckupItem>,
    answer: &CheckupAnswer,
) -> Result<(), WireError> {
    let likely = |number: Decimal| item.is_some_and(|item| item.is_plausible(number));
    let fits = match answer {
        CheckupAnswer::Leave => true,
        CheckupAnswer::Take => question.may_take,
        CheckupAnswer::Unit { unit } => question.units.iter().any(|offer| offer.unit == *unit),
        CheckupAnswer::Number { number } => question.may_type && typed(number).is_some_and(likely),
    };
    if fits { Ok(()) } else { Err(Code::ValueImpossible.into()) }
}

/// A decimal as a person types it.
pub(super) fn typed(text: &str) -> Option<Decimal> {
    let number = henro_checkup::csv::read_number(text, &[])?;
    (text.len() <= 20 && number.comparator.is_none()).then_some(number.value)
}

/// Whether what is written after an answer is not in the unit the file has beside it.
pub(super) fn is_other_unit(row: &Row, answer: Option<&CheckupAnswer>) -> bool {
    let odd = || row.findings.iter().any(|finding| finding.kind == FindingKind::UnitMismatch);
    match answer {
        Some(CheckupAnswer::Unit { unit }) => row.item.is_none_or(|item| unit != item.unit_shown),
        Some(CheckupAnswer::Number { .. }) => odd(),
        _ => false,
    }
}

/// The value that is written after an answer; `None` where it is left out.
pub(super) fn answered(row: &Row, answer: Option<&CheckupAnswer>) -> Option<ClinicalValue> {
    let finding = row.findings.iter().find(|finding| finding.kind.holds());
    let quantity = |number, comparator, unit_as_written: Option<String>| {
        let unit = row.item.map(|item| item.unit.to_owned()).filter(|unit| !unit.is_empty());
        Some(ClinicalValue::Quantity(Quantity { number, comparator, unit, unit_as_written }))
    };
    match answer {
        None if row.is_held() => None,
        None | Some(CheckupAnswer::Take) => Some(row.entry.value.clone()),
        Some(CheckupAnswer::Leave) => None,
        Some(CheckupAnswer::Number { number }) => quantity(typed(number)?, None, None),
        Some(CheckupAnswer::Unit { unit }) => {
            let (item, (number, comparator)) = (row.item?, number_of(row, finding)?);
            match unit == item.unit_shown {
                true => quantity(number, comparator, None),
                false => quantity(in_own_unit(item, unit, number)?, comparator, Some(unit.clone())),
            }
        }
    }
}
