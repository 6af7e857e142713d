//! One cell as a value of an item.

use std::collections::BTreeMap;

use henro_domain::{AbsentReason, ClinicalValue, CodeSet, CodedValue, Day, Decimal, Quantity};
use henro_reference::{CheckupItem, ItemKind, checkup_list};

use super::number::{Flag, Number, read_number};
use super::words::{fold, fold_unit};
use crate::finding::FindingKind;

/// What a cell came to.
pub(super) struct Taken {
    pub value: ClinicalValue,
    pub flag: Option<Flag>,
    pub odd: Option<FindingKind>,
}

impl Taken {
    pub(super) fn plain(value: ClinicalValue) -> Self {
        Self { value, flag: None, odd: None }
    }

    /// What stands there could not be read: said, and its words kept beside.
    pub(super) fn unread(odd: FindingKind) -> Self {
        Self { value: ClinicalValue::Absent(AbsentReason::Unread), flag: None, odd: Some(odd) }
    }
}

/// A number of an item: `unit` is that of the column or cell, `convert` from units to factors.
pub(super) fn number(
    cell: &str,
    item: &CheckupItem,
    unit: Option<&str>,
    flags: &[String],
    convert: impl Fn(&str) -> Option<Decimal>,
) -> Taken {
    let Some(Number { value, comparator, flag }) = read_number(cell, flags) else {
        return Taken::unread(FindingKind::Unparsed);
    };
    let factor = if is_own(unit, item) { Some(Decimal::ONE) } else { unit.and_then(convert) };
    let Some(number) = factor.and_then(|factor| reckoned(value, factor, item)) else {
        return Taken { flag, ..Taken::unread(FindingKind::UnitMismatch) };
    };
    let odd = (!item.is_plausible(number)).then_some(FindingKind::OutOfRange);
    let unit_as_written = unit.map(str::to_owned).filter(|unit| unit != item.unit && !unit.is_empty());
    let unit = Some(item.unit.to_owned()).filter(|unit| !unit.is_empty());
    Taken {
        value: ClinicalValue::Quantity(Quantity { number, comparator, unit, unit_as_written }),
        flag,
        odd,
    }
}

/// A unit of the item, or none.
pub(super) fn is_own(unit: Option<&str>, item: &CheckupItem) -> bool {
    let own = [item.unit, item.unit_in_files, item.unit_shown];
    let written = unit.map(fold_unit).filter(|unit| !unit.is_empty());
    written.is_none_or(|unit| own.iter().any(|own| fold_unit(own) == unit))
}

/// A number of another unit in the item's own.
pub(super) fn reckoned(value: Decimal, factor: Decimal, item: &CheckupItem) -> Option<Decimal> {
    if factor == Decimal::ONE {
        return Some(value);
    }
    value.checked_mul(factor).map(|n| n.round_dp(item.decimals()).normalize())
}

/// The code of a cell: by the profile's table, else by the words of the item's own list, and for urine and the like by the
/// usual signs. A digit alone is never taken for a code unless the list writes it so.
pub(super) fn code(
    cell: &str,
    item: &CheckupItem,
    day: Day,
    table: Option<&BTreeMap<String, String>>,
    list: Option<&str>,
) -> Option<CodedValue> {
    let list = list.unwrap_or_else(|| list_on(item, day));
    let folded = fold(cell);
    let code = match table {
        Some(table) => mapped(&folded, table)?,
        None => by_words(&folded, item, list).or_else(|| by_signs(&folded, list).map(str::to_owned))?,
    };
    let known = checkup_list(list).is_none_or(|own| own.words(&code).is_some());
    known.then(|| CodedValue {
        list: CodeSet::Oid(list.to_owned()),
        code,
        words: Some(cell.trim().to_owned()),
        ordered: item.kind == ItemKind::OrderedCode,
    })
}

/// The list of answers on a day: three questions kept their item and changed their list in April 2024.
pub(super) fn list_on(item: &CheckupItem, day: Day) -> &'static str {
    let before = Day::new(2024, 4, 1).is_ok_and(|switch| day < switch);
    match item.code {
        "9N736000000000011" if before => "1.2.392.200119.6.2003",
        "9N786000000000011" if before => "1.2.392.200119.6.2005",
        "9N791000000000011" if before => "1.2.392.200119.6.2006",
        _ => item.list,
    }
}

/// The whole cell, else a last word of at least two letters: `0.01未満 陰性`. The end of a word is none: `疑陽性` is not `陽性`.
fn mapped(folded: &str, table: &BTreeMap<String, String>) -> Option<String> {
    let whole = table.iter().find(|(key, _)| fold(key) == folded);
    let end = || {
        table.iter().find(|(key, _)| {
            let key = fold(key);
            let before = folded.strip_suffix(&*key).filter(|_| key.chars().count() >= 2);
            before.is_some_and(|before| before.ends_with(char::is_whitespace))
        })
    };
    whole.or_else(end).map(|(_, code)| code.clone())
}

fn by_words(folded: &str, item: &CheckupItem, list: &str) -> Option<String> {
    let same = |words: &str| fold(words).eq_ignore_ascii_case(folded);
    let list = checkup_list(list)?;
    let mut own = item.own_words.iter().filter_map(|pair| pair.split_once('='));
    let own = own.find(|(code, words)| same(words) && list.words(code).is_some()).map(|(code, _)| code);
    own.or_else(|| list.codes.iter().find(|(_, words)| same(words)).map(|(code, _)| *code)).map(str::to_owned)
}

/// −, ±, ＋ in their many writings.
fn by_signs(folded: &str, list: &str) -> Option<&'static str> {
    let inner = folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(folded);
    let grade = match inner {
        "-" | "陰性" | "(-)" => 1,
        "±" | "+-" | "+/-" | "疑陽性" => 2,
        "+" | "1+" | "+1" => 3,
        "++" | "2+" | "+2" => 4,
        "+++" | "3+" | "+3" | "++++" | "4+" | "+4" => 5,
        "陽性" => 6,
        _ => return None,
    };
    match (list, grade) {
        ("1.2.392.200119.6.2102", 1..=5) => ["1", "2", "3", "4", "5"].get(grade - 1).copied(),
        ("1.2.392.200119.6.2100", 3 | 6) => Some("1"),
        ("1.2.392.200119.6.2100", 1) => Some("2"),
        ("1.2.392.200119.6.2002", _) => None,
        _ => None,
    }
}
