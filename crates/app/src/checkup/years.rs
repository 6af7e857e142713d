//! Results over the years: one row an item, one column a checkup, held against the limits of their days.

use std::collections::BTreeMap;

use henro_domain::{ClinicalEntry, ClinicalValue, CodeSet, Day, Interpretation, Sex};
use henro_reference::{CheckupItem, checkup_item, checkup_items};

use super::store::{self, Stored};
use super::{ahead, judge, scale, show};
use crate::wire::*;
use crate::{Context, WireError};

/// The table of the years with judgements and what comes next.
pub(crate) fn years(ctx: &Context, _: Empty) -> Result<CheckupYears, WireError> {
    store::with(ctx, |open, now| {
        let all = store::all(open, store::MOST_REPORTS)?;
        let person = open.person().clone();
        let judged = all.iter().map(|one| judge::judged(one, &person)).collect();
        let ahead = ahead::ahead(open, now.today, &all)?;
        Ok(CheckupYears {
            reports: all.iter().map(head).collect(),
            groups: groups(&all, person.sex),
            judged,
            ahead,
        })
    })
}

fn head(one: &Stored) -> CheckupHead {
    CheckupHead {
        id: one.id.clone(),
        day: one.day,
        institution: one.institution.clone(),
        results: u32::try_from(one.entries.len()).unwrap_or(u32::MAX),
    }
}

/// What stands in one row: the same analyte, whatever the method of the laboratory was.
///
/// JLAC10: 5 characters what, 4 of which kind, 3 the material, 3 the method, 2 the kind of result. The way a waist was measured is
/// part of the kind, and still the same waist.
pub(super) fn key_of(entry: &ClinicalEntry) -> String {
    let code = &entry.item.code;
    match (&entry.item.set, checkup_item(code)) {
        (CodeSet::Jlac10, Some(item)) => key_of_item(item),
        _ => format!("?{code}"),
    }
}

pub(super) fn key_of_item(item: &CheckupItem) -> String {
    let part = |from, to| item.code.get(from..to).unwrap_or_default();
    let kind = if part(0, 5) == "9N016" { "" } else { part(5, 9) };
    // Whole blood, plasma and serum.
    let material =
        if matches!(part(9, 12), "018" | "019" | "020" | "021" | "022" | "023") { "b" } else { part(9, 12) };
    format!("{}{}.{}.{}", part(0, 5), kind, material, part(15, 17))
}

fn groups(all: &[Stored], sex: Option<Sex>) -> Vec<CheckupGroup> {
    let mut rows: BTreeMap<String, CheckupLine> = BTreeMap::new();
    for (nth, stored) in all.iter().enumerate() {
        for entry in &stored.entries {
            let key = key_of(entry);
            let line = rows.entry(key.clone()).or_insert_with(|| line(key, entry, all.len()));
            // Twice the same item in one checkup: the first of the file stands in the table, both on the item's own page.
            if let Some(slot) = line.cells.get_mut(nth).filter(|slot| slot.is_none()) {
                let one = cell(entry, stored.day, sex);
                // The row has those of the newest value that has one, and never the range of one unit with another.
                let unit = one.unit.as_ref().filter(|unit| !unit.is_empty());
                if let Some(unit) = unit.filter(|unit| **unit != line.unit) {
                    line.range = None;
                    line.unit.clone_from(unit);
                }
                if one.range.is_some() && one.unit.as_ref().is_none_or(|unit| *unit == line.unit) {
                    line.range.clone_from(&one.range);
                }
                *slot = Some(one);
            }
        }
    }
    for (nth, (stored, entry)) in all.iter().zip(scale::reckoned(all)).enumerate() {
        let Some(entry) = entry else { continue };
        let slot = rows.get_mut(&key_of(&entry)).and_then(|line| line.cells.get_mut(nth));
        if let Some(slot) = slot.filter(|slot| slot.is_none()) {
            *slot = Some(CheckupCell { reckoned: true, ..cell(&entry, stored.day, sex) });
        }
    }
    for line in rows.values_mut() {
        for cell in line.cells.iter_mut().flatten() {
            cell.unit = cell.unit.take().filter(|unit| *unit != line.unit);
        }
    }
    in_order(rows)
}

/// Groups and rows in the order of the national form; what nobody here knows comes last.
fn in_order(mut rows: BTreeMap<String, CheckupLine>) -> Vec<CheckupGroup> {
    let mut groups: Vec<CheckupGroup> = Vec::new();
    for item in checkup_items() {
        let Some(line) = rows.remove(&key_of_item(item)) else { continue };
        match groups.iter_mut().find(|group| group.name == item.group) {
            Some(group) => group.rows.push(line),
            None => groups.push(CheckupGroup { name: item.group.to_owned(), rows: vec![line] }),
        }
    }
    if !rows.is_empty() {
        groups.push(CheckupGroup { name: String::new(), rows: rows.into_values().collect() });
    }
    groups
}

fn line(key: String, entry: &ClinicalEntry, checkups: usize) -> CheckupLine {
    let item = known(entry);
    CheckupLine {
        key,
        name: title(item, entry),
        name_en: item.map_or_else(|| show::name(item, entry), |item| short(item.name_en)),
        unit: String::new(),
        range: None,
        cells: vec![None; checkups],
    }
}

/// The name without its method.
pub(super) fn title(item: Option<&CheckupItem>, entry: &ClinicalEntry) -> String {
    match item {
        Some(item) if item.code.starts_with("9N016") => short(item.name),
        item => show::name(item, entry),
    }
}

fn short(name: &str) -> String {
    if name.starts_with("腹囲") || name.starts_with("Waist") {
        return name.split('(').next().unwrap_or(name).trim().to_owned();
    }
    name.to_owned()
}

pub(super) fn known(entry: &ClinicalEntry) -> Option<&'static CheckupItem> {
    checkup_item(&entry.item.code).filter(|_| entry.item.set == CodeSet::Jlac10)
}

fn cell(entry: &ClinicalEntry, day: Day, sex: Option<Sex>) -> CheckupCell {
    let item = known(entry);
    CheckupCell {
        text: show::plain(item, &entry.value),
        absent: show::absent(&entry.value),
        unit: match entry.value {
            ClinicalValue::Absent(_) => None,
            _ => Some(show::unit(item, &entry.value).to_owned()),
        },
        range: range(entry, day, sex),
        judged: judged(entry, day, sex),
        referral: item.is_some_and(|item| reached(item, entry, day, sex, true) == Some(true)),
        reckoned: false,
    }
}

/// What the source says, else what the limit of the day says; nothing where neither is sure.
pub(super) fn judged(entry: &ClinicalEntry, day: Day, sex: Option<Sex>) -> Option<String> {
    let own = entry.interpretation.map(|word| match word {
        Interpretation::Low => "low",
        Interpretation::Normal => "normal",
        Interpretation::High => "high",
        Interpretation::Abnormal => "abnormal",
    });
    let by_range = || by_range(entry);
    let by_limit = || {
        let item = known(entry)?;
        let side = item.guidance.of(sex?)?.side;
        let out = reached(item, entry, day, sex, false)?;
        Some(match (out, side) {
            (false, _) => "normal",
            (true, henro_reference::Side::AtLeast) => "high",
            (true, _) => "low",
        })
    };
    own.or_else(by_range).or_else(by_limit).map(str::to_owned)
}

/// Against the range printed beside it.
fn by_range(entry: &ClinicalEntry) -> Option<&'static str> {
    let (ClinicalValue::Quantity(value), Some(range)) = (&entry.value, &entry.reference) else { return None };
    // Half of a range that could not be read is none.
    if value.comparator.is_some() || range.text.is_some() || (range.low.is_none() && range.high.is_none()) {
        return None;
    }
    Some(match (range.low, range.high) {
        (Some(low), _) if value.number < low => "low",
        (_, Some(high)) if value.number > high => "high",
        _ => "normal",
    })
}

/// Whether a limit of the catalogue is surely reached. Limits before their day say nothing.
fn reached(
    item: &CheckupItem,
    entry: &ClinicalEntry,
    day: Day,
    sex: Option<Sex>,
    referral: bool,
) -> Option<bool> {
    if !item.limit_source.as_ref()?.holds_on(day) {
        return None;
    }
    let limit = if referral { item.referral } else { item.guidance }.of(sex?)?;
    match &entry.value {
        ClinicalValue::Quantity(value) if value.comparator.is_none() => Some(limit.reached(value.number)),
        ClinicalValue::Coded(value) if value.ordered => Some(limit.reached(value.code.parse().ok()?)),
        _ => None,
    }
}

/// The range printed beside it, else the limit of the day.
fn range(entry: &ClinicalEntry, day: Day, sex: Option<Sex>) -> Option<String> {
    let printed = entry.reference.as_ref().and_then(show::range);
    printed.or_else(|| {
        let item = known(entry)?;
        let limit = item
            .guidance
            .of(sex?)
            .filter(|_| item.limit_source.as_ref().is_some_and(|of| of.holds_on(day)))?;
        Some(within(item, limit))
    })
}

/// What is still within a limit: the other side of it.
pub(super) fn within(item: &CheckupItem, limit: henro_reference::Limit) -> String {
    let number = match item.kind {
        henro_reference::ItemKind::Number => limit.number.to_string(),
        _ => item.answer(&limit.number.to_string()).unwrap_or_default().to_owned(),
    };
    match limit.side {
        henro_reference::Side::AtLeast => format!("< {number}"),
        henro_reference::Side::AtMost => format!("> {number}"),
        henro_reference::Side::Below => format!("≥ {number}"),
    }
}

#[cfg(test)]
mod tests {
    use henro_domain::{Coding, Finding, OffsetMinutes, Quantity, ReferenceRange, When};

    use super::*;

    /// A checkup with one value of mg/dL or another unit and the range that was printed beside it.
    fn checkup(year: i32, number: &str, unit: &str, range: Option<(i64, i64)>) -> Stored {
        let day = Day::new(year, 6, 1).unwrap();
        let number = number.parse().unwrap();
        let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
        let quantity = Quantity { number, comparator: None, unit, unit_as_written: None };
        let item = Coding { set: CodeSet::Own, code: "glucose".to_owned(), name: None };
        let mut finding = Finding::new(item, ClinicalValue::Quantity(quantity));
        finding.reference = range.map(|(low, high)| ReferenceRange {
            low: Some(low.into()),
            high: Some(high.into()),
            text: None,
        });
        let when = When { day, minute: None, offset: OffsetMinutes::JAPAN };
        Stored {
            id: year.to_string(),
            day,
            institution: None,
            entries: vec![finding.to_entry(when)],
            form: None,
        }
    }

    #[test]
    fn an_old_value_keeps_its_own_range_and_unit() {
        let all = [
            checkup(2010, "105", "mg/dL", Some((60, 100))),
            checkup(2018, "5.8", "mmol/L", None),
            checkup(2024, "104", "mg/dL", Some((70, 109))),
        ];
        let groups = groups(&all, None);
        let line = &groups[0].rows[0];
        assert_eq!((line.unit.as_str(), line.range.as_deref()), ("mg/dL", Some("70–109")));
        let cells = line.cells.iter().flatten();
        let of: Vec<_> = cells.map(|cell| (cell.range.as_deref(), cell.unit.as_deref())).collect();
        assert_eq!(of, [(Some("60–100"), None), (None, Some("mmol/L")), (Some("70–109"), None)]);
    }

    #[test]
    fn the_head_of_a_row_has_no_range_of_another_unit() {
        let head = |last: Stored| {
            let groups = groups(&[checkup(2010, "105", "mg/dL", Some((60, 100))), last], None);
            (groups[0].rows[0].unit.clone(), groups[0].rows[0].range.clone())
        };
        assert_eq!(head(checkup(2018, "5.8", "mmol/L", None)), ("mmol/L".to_owned(), None));
        let range = Some("60–100".to_owned());
        assert_eq!(head(checkup(2018, "5.8", "", Some((4, 6)))), ("mg/dL".to_owned(), range.clone()));
        assert_eq!(head(checkup(2018, "104", "mg/dL", None)), ("mg/dL".to_owned(), range));
    }

    #[test]
    fn an_old_hba1c_stands_on_the_row_of_today_and_says_that_it_is_reckoned() {
        let hba1c = |year: i32, values: &[(&str, &str)]| {
            let mut one = checkup(year, "1", "mg/dL", None);
            let entries = values.iter().map(|(start, number)| {
                let mut entry = checkup(year, number, "%", Some((4, 5))).entries.remove(0);
                entry.item.set = CodeSet::Jlac10;
                entry.item.code = format!("{start}000001920402");
                entry
            });
            one.entries = entries.collect();
            one
        };
        let row = |all: &[Stored], start: &str| {
            let rows = groups(all, Some(Sex::Female)).into_iter().flat_map(|group| group.rows);
            let line = rows.into_iter().find(|line| line.key.starts_with(start))?;
            let of = |cell: CheckupCell| (cell.text, cell.reckoned, cell.range);
            Some(line.cells.into_iter().map(|cell| cell.map(of)).collect::<Vec<_>>())
        };
        // JDS 5.2 is 5.6 (1.02 × 5.2 + 0.25 = 5.554), 4.9 is 5.2 (5.248), 10.0 is 10.5 (10.45); both in one year: what was measured.
        let all = [
            hba1c(2009, &[("3D045", "5.2")]),
            hba1c(2010, &[("3D045", "4.9")]),
            hba1c(2011, &[("3D045", "10.0")]),
            hba1c(2012, &[("3D045", "5.5"), ("3D046", "6.0")]),
            hba1c(2013, &[("3D046", "5.9")]),
        ];
        let at = |text: &str, reckoned: bool| {
            let range = (!reckoned).then(|| "4–5".to_owned());
            Some((text.to_owned(), reckoned, range))
        };
        let shown = [at("5.6", true), at("5.2", true), at("10.5", true), at("6.0", false), at("5.9", false)];
        assert_eq!(row(&all, "3D046").unwrap(), shown);
        let old = [at("5.2", false), at("4.9", false), at("10.0", false), at("5.5", false), None];
        assert_eq!(row(&all, "3D045").unwrap(), old);
        // The line of the chart and the forecast are of one scale.
        let series = ahead::series(&all);
        let of =
            |start: &str| series.iter().find(|(key, _)| key.starts_with(start)).map(|(_, one)| &one.numbers);
        let numbers: Vec<String> =
            of("3D046").unwrap().iter().map(|(_, number)| number.to_string()).collect();
        assert_eq!(numbers, ["5.6", "5.2", "10.5", "6.0", "5.9"]);
        assert_eq!(of("3D045").unwrap().len(), 4);
        // Never measured on the scale of today: no row of it.
        assert_eq!((row(&all[..2], "3D046"), ahead::series(&all[..2]).len()), (None, 1));
    }

    #[test]
    fn methods_share_a_row_and_fasting_does_not() {
        let key = |code| key_of_item(checkup_item(code).unwrap());
        assert_eq!(key("3F077000002327101"), key("3F077000002391901"), "LDL, direct and by formula");
        assert_ne!(key("3F015000002327101"), key("3F015129902327101"), "triglycerides, fasting and casual");
        assert_ne!(key("3D010000001926101"), key("3D010129901926101"), "glucose");
        assert_eq!(key("9N016160100000001"), key("9N016160300000001"), "waist");
        assert_ne!(key("9A755000000000001"), key("9A751000000000001"), "blood pressure, other and first");
        assert_ne!(key("9A110160700000011"), key("9A110160800000049"), "a finding and its words");
        assert_eq!(key("1A010000000191111"), key("1A010000000190111"), "urine by machine and by eye");
    }

    #[test]
    fn a_row_never_joins_items_of_other_units_or_kinds() {
        let mut seen: BTreeMap<String, &CheckupItem> = BTreeMap::new();
        for item in checkup_items().iter().filter(|item| item.current) {
            if let Some(first) = seen.insert(key_of_item(item), item) {
                assert_eq!((first.unit, first.kind), (item.unit, item.kind), "{} {}", first.code, item.code);
            }
        }
    }
}
