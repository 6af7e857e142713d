//! Values as words.

use henro_checkup::Row;
use henro_domain::{AbsentReason, ClinicalEntry, ClinicalValue, Comparator, ReferenceRange};
use henro_reference::{CheckupItem, checkup_list};

/// Name to show.
pub(super) fn name_of(row: &Row) -> String {
    name(row.item, &row.entry)
}

/// English name, where the catalogue has one.
pub(super) fn english_of(row: &Row) -> String {
    row.item.map_or_else(|| name_of(row), |item| item.name_en.to_owned())
}

/// The catalogue's name, else the source's, else the code.
pub(super) fn name(item: Option<&CheckupItem>, entry: &ClinicalEntry) -> String {
    let own = item.map(|item| item.name.to_owned()).or_else(|| entry.item.name.clone());
    own.filter(|name| !name.is_empty()).unwrap_or_else(|| entry.item.code.clone())
}

/// Value with its unit.
pub(super) fn value(row: &Row) -> String {
    with_unit(row.item, &row.entry.value)
}

/// Value with its unit.
pub(super) fn with_unit(item: Option<&CheckupItem>, value: &ClinicalValue) -> String {
    let text = plain(item, value);
    match unit(item, value) {
        "" => text,
        unit => format!("{text} {unit}"),
    }
}

/// Unit to show.
pub(crate) fn unit<'a>(item: Option<&'a CheckupItem>, value: &'a ClinicalValue) -> &'a str {
    let ClinicalValue::Quantity(quantity) = value else { return "" };
    let ucum = quantity.unit.as_deref().unwrap_or_default();
    match item {
        Some(item) if item.unit == ucum => item.unit_shown,
        _ => quantity.unit_as_written.as_deref().unwrap_or(match ucum {
            "mm[Hg]" => "mmHg",
            ucum => ucum,
        }),
    }
}

/// Value without its unit; empty for what is absent.
pub(crate) fn plain(item: Option<&CheckupItem>, value: &ClinicalValue) -> String {
    match value {
        ClinicalValue::Quantity(quantity) => match quantity.comparator {
            Some(comparator) => format!("{}{}", mark(comparator), quantity.number),
            None => quantity.number.to_string(),
        },
        ClinicalValue::Coded(coded) => {
            let henro_domain::CodeSet::Oid(oid) = &coded.list else {
                return coded.words.clone().unwrap_or_else(|| coded.code.clone());
            };
            let own = item.filter(|item| item.list == oid).and_then(|item| item.answer(&coded.code));
            let list = || checkup_list(oid).and_then(|list| list.words(&coded.code));
            let known = own.or_else(list).map(str::to_owned);
            known.or_else(|| coded.words.clone()).unwrap_or_else(|| coded.code.clone())
        }
        ClinicalValue::Text(text) => text.clone(),
        ClinicalValue::Absent(_) => String::new(),
    }
}

/// Why there is no value, for words to be looked up by.
pub(super) fn absent(value: &ClinicalValue) -> Option<String> {
    let ClinicalValue::Absent(reason) = value else { return None };
    let key = match reason {
        AbsentReason::NotDone => "not_done",
        AbsentReason::NotMeasurable => "not_measurable",
        AbsentReason::Unread => "unread",
    };
    Some(key.to_owned())
}

fn mark(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Less => "<",
        Comparator::AtMost => "≤",
        Comparator::AtLeast => "≥",
        Comparator::Greater => ">",
    }
}

/// A range as words: `60–129`, `≤ 129`, `≥ 40`.
pub(super) fn range(range: &ReferenceRange) -> Option<String> {
    match (&range.text, range.low, range.high) {
        (Some(text), ..) => Some(text.clone()),
        (None, Some(low), Some(high)) => Some(format!("{low}–{high}")),
        (None, Some(low), None) => Some(format!("≥ {low}")),
        (None, None, Some(high)) => Some(format!("≤ {high}")),
        (None, None, None) => None,
    }
}
