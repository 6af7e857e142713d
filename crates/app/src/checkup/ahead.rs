//! What the values lead to: the trial's forecast of the next checkup, and its rules on daily values.

use std::collections::BTreeMap;

use henro_calc as calc;
use henro_domain::{ClinicalValue, Day, Decimal, Entry, EntryKind, MeasureItem, Milli, Sex};
use henro_guidance as guidance;
use henro_reference::{CheckupItem, Limit, Side};

use super::scale;
use super::store::Stored;
use super::years::{key_of, known, title};
use crate::WireError;
use crate::open::{Open, failed};
use crate::rules;
use crate::wire::*;

/// Numbers of one item, one a day, oldest first.
pub(super) struct Series {
    pub item: &'static CheckupItem,
    pub title: String,
    pub numbers: Vec<(Day, Decimal)>,
}

/// Forecasts and the rules on daily values.
pub(super) fn ahead(open: &mut Open, today: Day, all: &[Stored]) -> Result<CheckupAhead, WireError> {
    let sex = open.person().sex;
    let series = series(all);
    let items = series.iter().filter(|(_, one)| MAIN.iter().any(|start| one.item.code.starts_with(start)));
    let items = items.filter_map(|(key, one)| next(key, one, sex)).collect();
    let (pressure, weight) = watch(open, today, &series)?;
    Ok(CheckupAhead { items, pressure, weight })
}

/// The numbers of every known item. A value that is only a bound says nothing of where it will go.
pub(super) fn series(all: &[Stored]) -> BTreeMap<String, Series> {
    let mut found: BTreeMap<String, Series> = BTreeMap::new();
    for (stored, reckoned) in all.iter().zip(scale::reckoned(all)) {
        for entry in stored.entries.iter().chain(&reckoned) {
            let (Some(item), ClinicalValue::Quantity(value)) = (known(entry), &entry.value) else { continue };
            if value.comparator.is_some() || value.unit.as_deref().unwrap_or_default() != item.unit {
                continue;
            }
            let one = found.entry(key_of(entry)).or_insert_with(|| Series {
                item,
                title: title(Some(item), entry),
                numbers: Vec::new(),
            });
            // One a day: the first of the file.
            if one.numbers.last().is_none_or(|(day, _)| *day < stored.day) {
                one.numbers.push((stored.day, value.number));
            }
        }
    }
    found
}

/// The next value, if there are three.
pub(super) fn next(key: &str, one: &Series, sex: Option<Sex>) -> Option<CheckupNext> {
    let values: Vec<(Day, f64)> =
        one.numbers.iter().filter_map(|(day, number)| Some((*day, f64::try_from(*number).ok()?))).collect();
    let found = calc::forecast(&values).ok()??;
    let (last_day, last) = one.numbers.last()?;
    let shown = |value: f64| {
        let decimals = usize::try_from(one.item.decimals()).unwrap_or(0) + 1;
        let text = format!("{value:.decimals$}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let forecast = Decimal::from_str_exact(&shown(found.next)).ok()?;
    let limit = limit_on(one.item, *last_day, sex);
    let beyond = limit.is_some_and(|limit| limit.reached(*last));
    let reaches = limit.filter(|limit| !limit.reached(*last) && limit.reached(forecast));
    Some(CheckupNext {
        key: key.to_owned(),
        name: one.title.clone(),
        name_en: one.item.name_en.to_owned(),
        unit: one.item.unit_shown.to_owned(),
        last: last.to_string(),
        earlier: shown(found.earlier),
        later: shown(found.later),
        next: shown(found.next),
        day: found.day,
        reaches: reaches.map(|limit| edge(one.item, limit)),
        beyond,
    })
}

/// The limit of guidance that holds on a day.
fn limit_on(item: &CheckupItem, day: Day, sex: Option<Sex>) -> Option<Limit> {
    item.limit_source.as_ref().filter(|source| source.holds_on(day))?;
    item.guidance.of(sex?)
}

/// A limit as it travels: the words are the screen's.
pub(super) fn edge(item: &CheckupItem, limit: Limit) -> CheckupEdge {
    let side = match limit.side {
        Side::AtLeast => CheckupSide::AtLeast,
        Side::AtMost => CheckupSide::AtMost,
        Side::Below => CheckupSide::Below,
    };
    let value = match item.kind {
        henro_reference::ItemKind::Number => limit.number.to_string(),
        _ => item.answer(&limit.number.to_string()).unwrap_or_default().to_owned(),
    };
    CheckupEdge { side, value, unit: item.unit_shown.to_owned() }
}

type Watched = (Option<CalcPressureWatchReply>, Option<CalcWeightWatchReply>);

/// The rules of the trial on what is measured at home.
fn watch(open: &mut Open, today: Day, series: &BTreeMap<String, Series>) -> Result<Watched, WireError> {
    let (mut readings, mut weights) = (Vec::new(), Vec::new());
    let kinds = [EntryKind::BloodPressure, EntryKind::Measurement];
    for stored in open.daily().range(&kinds, today.plus(-LOOK_BACK), today).map_err(failed)? {
        match stored.entry {
            Entry::BloodPressure { systolic, diastolic, .. } => {
                readings.push((stored.when.day, systolic, diastolic));
            }
            Entry::Measurement { item: MeasureItem::WeightKg, value } => {
                weights.push((stored.when.day, value))
            }
            _ => {}
        }
    }
    let rule = guidance::pressure_watch_on("home", today).filter(|_| !readings.is_empty());
    let pressure = rule.map(|rule| {
        let seen = rule.judge(&readings, today);
        CalcPressureWatchReply {
            since: Some(seen.since),
            readings: seen.readings,
            high: seen.high,
            reached: seen.reached,
            rule: Some(rules::view(&rule.edition)),
        }
    });
    let checkups = series.values().find(|one| one.item.code.starts_with("9N006"));
    let checkups: Vec<(Day, Milli)> = checkups
        .iter()
        .flat_map(|one| &one.numbers)
        .filter_map(|(day, number)| Some((*day, Milli::from_f64(f64::try_from(*number).ok()?).ok()?)))
        .collect();
    let weight = guidance::weight_watch_on(today).and_then(|rule| {
        let seen = rule.judge(&weights, &checkups, None)?;
        Some(CalcWeightWatchReply {
            change_kg: Some(seen.change_kg.as_f64()),
            newest: Some(seen.newest),
            baseline: Some(seen.baseline),
            reached: seen.reached,
            rule: Some(rules::view(&rule.edition)),
        })
    });
    Ok((pressure, weight))
}

/// Weights of a year: checkups are a year apart.
const LOOK_BACK: i32 = 400;

/// What a forecast is shown of on the first page; every item has its own on its page.
const MAIN: [&str; 15] = [
    "9N006",
    "9N011",
    "9N016",
    "9A755",
    "9A765",
    "9A751",
    "9A761",
    "3F0150000",
    "3F070",
    "3F077",
    "3D0100000",
    "3D046",
    "3B045",
    "3B090",
    "3C020",
];
