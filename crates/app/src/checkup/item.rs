//! One item on its own page: chart, values, limits with their sources.

use henro_charts::{Band, ChartKind, ChartRequest, Limit as Edge, Series as Line, Shade, Value, chart};
use henro_domain::{ClinicalEntry, Day, Sex};
use henro_reference::{CheckupItem, LimitSource, Side};

use super::ahead::{self, Series};
use super::scale;
use super::show;
use super::store::{self, Stored};
use super::years::{judged, key_of, known, title};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The page of an item.
pub(crate) fn item(ctx: &Context, ask: CheckupItemAsk) -> Result<CheckupItemPage, WireError> {
    let fits = (240..=2400).contains(&ask.width)
        && (160..=1200).contains(&ask.height)
        && (15..=48).contains(&ask.text_px)
        && ask.key.len() <= 200;
    if !fits {
        return Err(Code::RequestInvalid.into());
    }
    store::with(ctx, |open, _| {
        let all = store::all(open, store::MOST_REPORTS)?;
        page(&all, open.person().sex, &ask)
    })
}

fn page(all: &[Stored], sex: Option<Sex>, ask: &CheckupItemAsk) -> Result<CheckupItemPage, WireError> {
    let mine = |stored: &&Stored| stored.entries.iter().any(|entry| key_of(entry) == ask.key);
    let newest = all.iter().rev().find(mine).ok_or(Code::CheckupMissing)?;
    let entry = newest.entries.iter().find(|entry| key_of(entry) == ask.key).ok_or(Code::CheckupMissing)?;
    let known = known(entry);
    let series = ahead::series(all).remove(&ask.key);
    let name = title(known, entry);
    let words = known.and_then(|item| henro_reference::checkup_explained(item.code));
    Ok(CheckupItemPage {
        key: ask.key.clone(),
        name_en: known.map_or_else(|| name.clone(), |item| item.name_en.to_owned()),
        name,
        unit: show::unit(known, &entry.value).to_owned(),
        explained: words.map(|it| it.words.to_owned()),
        explained_en: words.map(|it| it.words_en.to_owned()),
        svg: series.as_ref().and_then(|series| draw(series, sex, ask)),
        values: values(all, sex, &ask.key),
        limits: known.map(|item| limits(item, sex)).unwrap_or_default(),
        next: series.as_ref().and_then(|series| ahead::next(&ask.key, series, sex)),
    })
}

fn values(all: &[Stored], sex: Option<Sex>, key: &str) -> Vec<CheckupValue> {
    let of = |(stored, reckoned): (&Stored, &Option<ClinicalEntry>)| -> Vec<CheckupValue> {
        let measured = stored.entries.iter().map(|entry| (entry, false));
        let own = measured.chain(reckoned.iter().map(|entry| (entry, true)));
        own.filter(|(entry, _)| key_of(entry) == key)
            .map(|(entry, reckoned)| {
                let item = known(entry);
                CheckupValue {
                    day: stored.day,
                    text: show::with_unit(item, &entry.value),
                    absent: show::absent(&entry.value),
                    range: entry.reference.as_ref().and_then(show::range),
                    judged: judged(entry, stored.day, sex),
                    institution: stored.institution.clone(),
                    method: item
                        .map(|item| item.method_words.to_owned())
                        .filter(|words| !words.is_empty() && !reckoned),
                    reckoned,
                }
            })
            .collect()
    };
    all.iter().zip(&scale::reckoned(all)).rev().flat_map(of).collect()
}

/// The first day on which a limit holds.
fn first_day(source: &LimitSource) -> Option<Day> {
    Day::new(source.from.0, source.from.1, source.from.2).ok()
}

/// Limits of the catalogue with where they come from.
fn limits(item: &CheckupItem, sex: Option<Sex>) -> Vec<CheckupLimit> {
    let source = item.limit_source.as_ref();
    let of = |kind: &str, limit: henro_reference::Limit| CheckupLimit {
        kind: kind.to_owned(),
        edge: ahead::edge(item, limit),
        from: source.and_then(first_day),
        source: source.map_or("", |source| source.title).to_owned(),
        source_en: source.map_or("", |source| source.title_en).to_owned(),
        read: source.is_some_and(|source| source.read),
    };
    let Some(sex) = sex else { return Vec::new() };
    let guidance = item.guidance.of(sex).map(|limit| of("guidance", limit));
    let referral = item.referral.of(sex).map(|limit| of("referral", limit));
    guidance.into_iter().chain(referral).collect()
}

/// The drawing of two numbers or more, with the limit of guidance as a band from the day it holds.
fn draw(series: &Series, sex: Option<Sex>, ask: &CheckupItemAsk) -> Option<String> {
    let numbers = &series.numbers;
    let (first, last) = (numbers.first()?.0, numbers.last()?.0);
    if numbers.len() < 2 {
        return None;
    }
    let value = |(day, number): &(Day, henro_domain::Decimal)| {
        Some(Value { day: *day, value: f64::try_from(*number).ok()? })
    };
    let values: Vec<Value> = numbers.iter().filter_map(value).collect();
    let since = series.item.limit_source.as_ref().and_then(first_day);
    let limit =
        sex.and_then(|sex| series.item.guidance.of(sex)).filter(|_| since.is_none_or(|since| since <= last));
    let band = limit.and_then(|limit| {
        let edge =
            Edge { value: f64::try_from(limit.number).ok()?, label: limit.number.to_string(), dashed: false };
        Some(match limit.side {
            Side::AtLeast => Band { shade: Shade::High, from: Some(edge), to: None, since },
            Side::AtMost | Side::Below => Band { shade: Shade::High, from: None, to: Some(edge), since },
        })
    });
    let request = ChartRequest {
        width: ask.width,
        height: ask.height,
        text_px: ask.text_px,
        lang: ask.language.into(),
        id: "checkup".to_owned(),
        title: format!("{} {first} – {last}", series.title),
        kind: ChartKind::Visits,
        from: first,
        to: last,
        series: vec![Line {
            label: String::new(),
            values,
            decimals: u8::try_from(series.item.decimals().min(3)).unwrap_or(3),
        }],
        bands: band.into_iter().collect(),
    };
    chart(&request).ok().map(|chart| chart.svg)
}
