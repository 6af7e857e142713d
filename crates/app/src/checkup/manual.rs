//! A checkup typed from its paper.

use std::collections::BTreeSet;

use henro_domain::{
    ClinicalValue, CodeSet, CodedValue, Coding, Day, Decimal, Finding, Quantity, Report, ReportKind, When,
};
use henro_reference::{CheckupItem, ItemKind, checkup_item, checkup_list};
use henro_vault::NewReport;

use super::{question, show, store};
use crate::context::Now;
use crate::open::Open;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes it as one batch, named by its day. A value that cannot be is refused by its place; each rare one has to be said to be right.
pub(crate) fn write(ctx: &Context, ask: CheckupWrite) -> Result<CheckupDone, WireError> {
    let values = checked(&ask, |typed| ask.sure.contains(&typed.code))?;
    store::with(ctx, |open, now| {
        on_a_day(open, now, ask.day)?;
        let institution = place(&ask);
        if store::is_there(open, (ask.day, &institution), &values, None)? {
            return Err(Code::CheckupKnown.into());
        }
        let when = When { day: ask.day, minute: None, offset: now.offset() };
        let results = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let label = [Some(ask.day.to_string()), institution.clone()].into_iter().flatten();
        let label = label.collect::<Vec<_>>().join(" ");
        let report = Report {
            kind: ReportKind::Checkup,
            institution,
            physician: None,
            document: None,
            profile: None,
            note: None,
        };
        let results_of = values.into_iter().map(|finding| (when, finding)).collect();
        let new = NewReport { when, report, form: None, results: results_of };
        let batch = store::import(open, now, vec![new], &label)?;
        Ok(CheckupDone { batch: batch.id.0.to_string(), reports: 1, results })
    })
}

/// The values of a paper, one finding each, if they can be written: rare ones only where a person is sure of them.
pub(super) fn checked(
    ask: &CheckupWrite,
    is_sure: impl Fn(&CheckupTyped) -> bool,
) -> Result<Vec<Finding>, WireError> {
    if ask.values.len() > MOST_VALUES || ask.sure.len() > MOST_VALUES {
        return Err(WireError::limit(Code::RequestInvalid, MOST_VALUES as u32));
    }
    if ask.institution.as_ref().is_some_and(|name| name.chars().count() > LONGEST) {
        return Err(WireError::limit(Code::TextLong, LONGEST as u32));
    }
    let mut codes = BTreeSet::new();
    if let Some(again) = ask.values.iter().position(|typed| !codes.insert(&typed.code)) {
        return Err(WireError::at(Code::ValueTwice, again));
    }
    let numbered = ask.values.iter().enumerate();
    let values: Vec<Finding> =
        numbered.map(|(at, typed)| finding(at, typed, is_sure(typed))).collect::<Result<_, _>>()?;
    if values.is_empty() {
        return Err(Code::ImportEmpty.into());
    }
    pressures(&values)?;
    scale(ask, is_sure)?;
    Ok(values)
}

/// A day on which the person lived, and that has come.
pub(super) fn on_a_day(open: &Open, now: Now, day: Day) -> Result<(), WireError> {
    if day > now.today {
        return Err(Code::DayFuture.into());
    }
    if open.person().birth.is_some_and(|birth| day < birth) {
        return Err(Code::DayUnborn.into());
    }
    Ok(())
}

/// The institution, where one is named.
pub(super) fn place(ask: &CheckupWrite) -> Option<String> {
    ask.institution.as_ref().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// A result as it was typed, where the form has a way to write it so.
pub(super) fn typed(finding: &Finding) -> Option<CheckupTyped> {
    let item = checkup_item(&finding.item.code)?;
    let text = match &finding.value {
        ClinicalValue::Coded(coded) => coded.code.clone(),
        ClinicalValue::Text(text) => text.clone(),
        number => show::plain(Some(item), number),
    };
    let again = Finding { report: finding.report, ..Finding::new(of(item), value(item, &text)?) };
    (again == *finding).then(|| CheckupTyped { code: item.code.to_owned(), value: text })
}

fn finding(at: usize, typed: &CheckupTyped, sure: bool) -> Result<Finding, WireError> {
    let item = checkup_item(&typed.code).ok_or(WireError::at(Code::RequestInvalid, at))?;
    let value = value(item, &typed.value).ok_or(WireError::at(Code::ValueImpossible, at))?;
    if let ClinicalValue::Quantity(quantity) = &value
        && !item.is_plausible(quantity.number)
        && !sure
    {
        return Err(WireError::at(Code::ValueRare, at));
    }
    Ok(Finding::new(of(item), value))
}

fn of(item: &CheckupItem) -> Coding {
    Coding { set: CodeSet::Jlac10, code: item.code.to_owned(), name: None }
}

fn value(item: &CheckupItem, text: &str) -> Option<ClinicalValue> {
    let text = text.trim();
    match item.kind {
        ItemKind::Number => {
            let read = henro_checkup::csv::read_number(text, &[]).filter(|_| text.len() <= 20)?;
            let number = question::typed(text).unwrap_or(read.value);
            if number < Decimal::ZERO {
                return None;
            }
            let unit = Some(item.unit.to_owned()).filter(|unit| !unit.is_empty());
            let comparator = read.comparator;
            Some(ClinicalValue::Quantity(Quantity { number, comparator, unit, unit_as_written: None }))
        }
        ItemKind::Code | ItemKind::OrderedCode => {
            checkup_list(item.list)?.words(text)?;
            Some(ClinicalValue::Coded(CodedValue {
                list: CodeSet::Oid(item.list.to_owned()),
                code: text.to_owned(),
                words: None,
                ordered: item.kind == ItemKind::OrderedCode,
            }))
        }
        ItemKind::Text if text.is_empty() || text.chars().count() > LONGEST_TEXT => None,
        ItemKind::Text => Some(ClinicalValue::Text(text.to_owned())),
    }
}

/// HbA1c was JDS on every paper before April 2012, 0.4 less than NGSP: a value of NGSP of such a day has to be said to be right.
///
/// # Source
/// 日本糖尿病学会「日常臨床及び特定健診・保健指導におけるHbA1c国際標準化の基本方針」: NGSP in practice from 2012-04-01.
fn scale(ask: &CheckupWrite, is_sure: impl Fn(&CheckupTyped) -> bool) -> Result<(), WireError> {
    let ngsp = |typed: &CheckupTyped| typed.code.starts_with("3D046") && !is_sure(typed);
    let early = Day::new(2012, 4, 1).is_ok_and(|first| ask.day < first);
    match ask.values.iter().position(ngsp).filter(|_| early) {
        Some(at) => Err(WireError::at(Code::ValueRare, at)),
        None => Ok(()),
    }
}

/// Two pressures the wrong way round are a slip of the eye, as in the daily half: nobody has them so.
fn pressures(values: &[Finding]) -> Result<(), WireError> {
    let number = |start: &str| {
        values.iter().enumerate().find_map(|(at, finding)| match &finding.value {
            ClinicalValue::Quantity(value) if finding.item.code.starts_with(start) => {
                Some((at, value.number))
            }
            _ => None,
        })
    };
    for (high, low) in [("9A755", "9A765"), ("9A752", "9A762"), ("9A751", "9A761")] {
        if let (Some((at, high)), Some((_, low))) = (number(high), number(low))
            && low > high
        {
            return Err(WireError::at(Code::ValueSwapped, at));
        }
    }
    Ok(())
}

const MOST_VALUES: usize = 500;
const LONGEST: usize = 200;
const LONGEST_TEXT: usize = 1_000;
