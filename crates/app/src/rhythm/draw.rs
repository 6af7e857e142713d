use henro_charts::{Band, ChartKind, ChartRequest, Limit, Series, Shade, Value, chart};
use henro_domain::Day;

use super::limits::Limits;
use super::series::DayPoint;
use super::words;
use crate::wire::{RhythmAsk, RhythmItem};

/// The drawing of an item; `None` with nothing to draw.
pub(super) fn draw(
    ask: &RhythmAsk,
    item: RhythmItem,
    (from, to): (Day, Day),
    values: &[DayPoint],
    limits: Limits,
) -> Option<String> {
    let labels = words::line_labels(item, ask.language);
    let [first, second] = labels.map(str::to_owned);
    let decimals = decimals(item);
    let mut series = vec![Series {
        label: first,
        values: values.iter().map(|one| Value { day: one.day, value: one.value }).collect(),
        decimals,
    }];
    if pressure(item) {
        let values = values.iter().filter_map(|one| Some(Value { day: one.day, value: one.second? }));
        series.push(Series { label: second, values: values.collect(), decimals });
    }
    let request = ChartRequest {
        width: ask.width,
        height: ask.height,
        text_px: ask.text_px,
        lang: ask.language.into(),
        id: format!("chart-{}", item as u8),
        title: format!("{} {from} – {to}", words::title(item, ask.language)),
        kind: if bars(item) { ChartKind::Bars } else { ChartKind::Line },
        from,
        to,
        series,
        bands: bands(item, limits),
    };
    // The size was checked and the values come from the record; what is left is a period without values.
    chart(&request).ok().map(|chart| chart.svg)
}

fn bands(item: RhythmItem, limits: Limits) -> Vec<Band> {
    let limit = |value: f64, dashed| Limit { value, label: label(value), dashed };
    match (limits.low, limits.high, limits.high_2) {
        (_, Some(high), Some(high_2)) => vec![
            Band { shade: Shade::High, from: Some(limit(high, false)), to: None, since: None },
            Band { shade: Shade::None, from: Some(limit(high_2, true)), to: None, since: None },
        ],
        (Some(low), Some(high), None) => {
            vec![Band {
                shade: Shade::Goal,
                from: Some(limit(low, false)),
                to: Some(limit(high, false)),
                since: None,
            }]
        }
        (None, Some(high), None) => {
            vec![Band { shade: Shade::High, from: Some(limit(high, false)), to: None, since: None }]
        }
        (Some(low), None, None) if item == RhythmItem::Steps => {
            vec![Band { shade: Shade::Goal, from: Some(limit(low, false)), to: None, since: None }]
        }
        _ => vec![],
    }
}

fn label(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// Decimals shown.
pub(super) fn decimals(item: RhythmItem) -> u8 {
    match item {
        RhythmItem::Weight
        | RhythmItem::Bmi
        | RhythmItem::Waist
        | RhythmItem::BodyFat
        | RhythmItem::Temperature
        | RhythmItem::Salt => 1,
        _ => 0,
    }
}

/// Two lines in one chart.
pub(super) fn pressure(item: RhythmItem) -> bool {
    matches!(item, RhythmItem::PressureMorning | RhythmItem::PressureEvening)
}

/// A zero means something, so it is drawn from zero.
fn bars(item: RhythmItem) -> bool {
    matches!(item, RhythmItem::Steps | RhythmItem::Intake | RhythmItem::Salt | RhythmItem::Burn)
}
