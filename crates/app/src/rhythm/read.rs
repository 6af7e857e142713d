use std::collections::BTreeMap;

use henro_calc as calc;
use henro_charts::{Bucket, Grain, Value, summarise};
use henro_domain::Day;
use henro_sync::RecordId;

use super::apart::{self, Apart};
use super::body::body;
use super::draw::{draw, pressure};
use super::limits::{Limits, limits};
use super::series::{DayPoint, values};
use super::source::Source;
use crate::context::Now;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Charts, table and body.
pub(crate) fn read(ctx: &Context, ask: RhythmAsk) -> Result<RhythmView, WireError> {
    fits(&ask)?;
    ctx.with_open(|open, now| page(&mut Source::own(open)?, now, &ask))
}

/// The same of a record that somebody shows us. Whether it is held is known to the caller.
pub(crate) fn read_shared(ctx: &Context, record: &RecordId, ask: RhythmAsk) -> Result<RhythmView, WireError> {
    fits(&ask)?;
    ctx.with_own(|open, now| {
        let daily = open.vault().shared(record).map_err(failed)?;
        page(&mut Source::shared(daily, now.today)?, now, &ask)
    })
}

fn fits(ask: &RhythmAsk) -> Result<(), WireError> {
    let fits = (1..=4).contains(&ask.items.len())
        && (240..=2400).contains(&ask.width)
        && (160..=1200).contains(&ask.height)
        && (15..=48).contains(&ask.text_px);
    if fits { Ok(()) } else { Err(Code::RequestInvalid.into()) }
}

fn page(of: &mut Source, now: Now, ask: &RhythmAsk) -> Result<RhythmView, WireError> {
    let to = ask.to.unwrap_or(now.today);
    let from = first_day(of, ask.period, to)?;
    let grain = Grain::of(from, to);
    let (mut charts, mut aparts) = (Vec::new(), Vec::new());
    let mut table: BTreeMap<Day, Vec<RhythmCell>> = BTreeMap::new();
    for (nth, item) in ask.items.iter().enumerate() {
        // The six days before feed the mean of seven days.
        let all = values(of, *item, from.plus(-6), to)?;
        let limits = limits(*item, &of.person, to);
        let inside: Vec<DayPoint> = all.iter().filter(|one| one.day >= from).copied().collect();
        let points = points(*item, &inside, from, to, grain);
        for point in &points {
            let cells =
                table.entry(point.day).or_insert_with(|| vec![RhythmCell::default(); ask.items.len()]);
            if let Some(cell) = cells.get_mut(nth) {
                *cell = RhythmCell { value: Some(point.value), value_2: point.value_2 };
            }
        }
        let apart = Apart::of(of, *item, from, to)?;
        charts.push(RhythmChart {
            item: *item,
            apart: apart.as_ref().map(Apart::counts),
            svg: draw(ask, *item, (from, to), &all, limits),
            summary: summary(*item, &inside, limits),
            points,
        });
        aparts.extend(apart);
    }
    let rows =
        table.into_iter().rev().take(MOST_ROWS).map(|(day, cells)| RhythmRow { day, cells, from: None });
    let mut rows: Vec<RhythmRow> = rows.collect();
    apart::mark(&mut rows, &aparts);
    Ok(RhythmView { from, to, charts, rows, body: body(of, to)? })
}

fn first_day(of: &mut Source, period: RhythmPeriod, to: Day) -> Result<Day, WireError> {
    let back = match period {
        RhythmPeriod::Week => 6,
        RhythmPeriod::Month => 29,
        RhythmPeriod::Quarter => 89,
        RhythmPeriod::Year => 364,
        RhythmPeriod::TenYears => 3_652,
        RhythmPeriod::All => {
            let span = of.daily.span().map_err(failed)?;
            return Ok(span.map_or(to.plus(-29), |(first, _)| first.min(to.plus(-6))));
        }
    };
    Ok(to.plus(-back))
}

fn points(item: RhythmItem, values: &[DayPoint], from: Day, to: Day, grain: Grain) -> Vec<RhythmPoint> {
    let of = |pick: fn(&DayPoint) -> Option<f64>| -> Vec<Bucket> {
        let values = values.iter().filter_map(|one| Some(Value { day: one.day, value: pick(one)? }));
        summarise(&values.collect::<Vec<_>>(), from, to, grain)
    };
    let second = of(|one| one.second);
    let points = of(|one| Some(one.value)).into_iter().map(|bucket| RhythmPoint {
        day: bucket.from,
        value: shown(item, bucket.mean),
        value_2: second.iter().find(|other| other.from == bucket.from).map(|other| shown(item, other.mean)),
    });
    points.collect()
}

fn summary(item: RhythmItem, values: &[DayPoint], limits: Limits) -> RhythmSummary {
    let numbers: Vec<f64> = values.iter().map(|one| one.value).collect();
    let seconds: Vec<f64> = values.iter().filter_map(|one| one.second).collect();
    let mean = |values: &[f64]| mean(values).map(|mean| shown(item, mean));
    let shown = |value: f64| shown(item, value);
    let last_days = |from: &[f64]| match from.len().checked_sub(5) {
        Some(start) if pressure(item) => mean(from.get(start..).unwrap_or_default()),
        _ => None,
    };
    RhythmSummary {
        days: u32::try_from(values.len()).unwrap_or(u32::MAX),
        mean: mean(&numbers),
        mean_2: mean(&seconds),
        min: numbers.iter().copied().reduce(f64::min).map(shown),
        max: numbers.iter().copied().reduce(f64::max).map(shown),
        change: numbers.first().zip(numbers.last()).map(|(first, last)| tenth(last - first)),
        limit: limits.high,
        limit_2: limits.high_2,
        limit_low: limits.low,
        days_out: limits
            .any()
            .then(|| values.iter().filter(|one| out(item, one, limits)).count())
            .and_then(|count| u32::try_from(count).ok()),
        mean_5: last_days(&numbers),
        mean_5_2: last_days(&seconds),
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Whether a day is out of the limits. A pressure is judged by the figure shown, as on the day's own page.
fn out(item: RhythmItem, one: &DayPoint, limits: Limits) -> bool {
    match pressure(item) {
        true => limits.out(calc::whole_mmhg(one.value), one.second.map(calc::whole_mmhg)),
        false => limits.out(one.value, one.second),
    }
}

/// A mean as it is shown: pressures in whole mmHg, all else to a tenth.
fn shown(item: RhythmItem, value: f64) -> f64 {
    if pressure(item) { calc::whole_mmhg(value) } else { tenth(value) }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// More rows would make a page nobody reads; the chart shows the rest.
const MOST_ROWS: usize = 400;
