use henro_calc as calc;
use henro_domain::{Day, Entry, MeasureItem, Occasion};
use henro_vault::{Kind, StoredEntry};

use super::{energy, meals, pressure};
use crate::context::Now;
use crate::open::{Open, failed};
use crate::view::entry_view;
use crate::wire::{DayAsk, DayView, LatestMeasure};
use crate::{Context, WireError, walk};

/// The whole day on one screen.
pub(crate) fn read(ctx: &Context, ask: DayAsk) -> Result<DayView, WireError> {
    ctx.with_open(|open, now| page(open, now, ask.day))
}

fn page(open: &mut Open, now: Now, day: Day) -> Result<DayView, WireError> {
    let entries = open.daily().day(day).map_err(failed)?;
    let entries: Vec<StoredEntry> =
        entries.into_iter().filter(|stored| Kind::of(&stored.entry) != Kind::OwnDish).collect();
    let yesterday = open.daily().range(&[Kind::Intake], day.plus(-1), day.plus(-1)).map_err(failed)?;
    let pressure = pressure::occasions(&entries)?;
    let latest = latest(open, day)?;
    let (steps, burn) = energy::energy_of(open, day, &entries)?;
    let (alcohol_free, alcohol_free_week) = meals::alcohol(open, day)?;
    let value = |item| latest.iter().find(|one| one.item == item).map(|one| one.value);
    let bmi = match (value(MeasureItem::HeightCm), value(MeasureItem::WeightKg)) {
        (Some(height), Some(weight)) => calc::bmi(height, weight).ok(),
        _ => None,
    };
    Ok(DayView {
        day,
        today: now.today,
        pressure_expected: pressure::expected(open, now, day, &pressure)?,
        pressure,
        occasion_now: Occasion::at(now.minute),
        bmi,
        latest,
        steps,
        burn,
        meals: meals::meals(day, &entries, &yesterday),
        nutrition: meals::nutrition(open, day, &entries),
        alcohol_free,
        alcohol_free_week,
        condition: entries.iter().rev().find_map(|stored| match stored.entry {
            Entry::Condition { level } => Some(level),
            _ => None,
        }),
        walk: walk::scene(&open.walk(now.today)?),
        entries: entries.iter().map(entry_view).collect(),
    })
}

fn latest(open: &mut Open, day: Day) -> Result<Vec<LatestMeasure>, WireError> {
    let mut found = Vec::new();
    for item in MeasureItem::ALL {
        if let Some(stored) = open.daily().latest_measurement(item, day).map_err(failed)?
            && let Entry::Measurement { value, .. } = stored.entry
        {
            let id = stored.id.as_i64().to_string();
            found.push(LatestMeasure { item, value: value.as_f64(), day: stored.when.day, id });
        }
    }
    Ok(found)
}
