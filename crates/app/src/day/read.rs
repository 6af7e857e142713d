use henro_calc as calc;
use henro_domain::{Day, Entry, EntryKind, MeasureItem, Occasion};
use henro_vault::StoredEntry;

use super::{energy, meals, pressure};
use crate::context::Now;
use crate::open::{Open, failed};
use crate::share::{note_kept, note_writers};
use crate::view::entry_view;
use crate::wire::{DayAsk, DayView, EntryView, LatestMeasure};
use crate::{Context, WireError, walk};

/// The whole day on one screen.
pub(crate) fn read(ctx: &Context, ask: DayAsk) -> Result<DayView, WireError> {
    let mut view = ctx.with_open(|open, now| page(open, now, ask.day))?;
    note_kept(ctx, &mut view.entries)?;
    Ok(view)
}

fn page(open: &mut Open, now: Now, day: Day) -> Result<DayView, WireError> {
    let week = open.reading()?.range(&[EntryKind::Intake], day.plus(-6), day).map_err(failed)?;
    let entries = entries(open, day, &week)?;
    let pressure = pressure::occasions(&entries)?;
    let latest = latest(open, day)?;
    let (alcohol_free, alcohol_free_week) = meals::alcohol(&week, day);
    let value = |item| latest.iter().find(|one| one.item == item).map(|one| one.value);
    let (height, weight) = (value(MeasureItem::HeightCm), value(MeasureItem::WeightKg));
    let mut views: Vec<EntryView> = entries.iter().map(entry_view).collect();
    note_writers(open, &mut views)?;
    let (steps, burn) = energy::energy_of(open, day, &entries, height, weight);
    Ok(DayView {
        day,
        today: now.today,
        pressure_expected: pressure::expected(open, now, day, &pressure)?,
        pressure,
        occasion_now: Occasion::at(now.minute),
        bmi: height.zip(weight).and_then(|(height, weight)| calc::bmi(height, weight).ok()),
        latest,
        steps,
        burn,
        meals: meals::meals(day, &entries, &week),
        nutrition: meals::nutrition(open, day, &entries),
        alcohol_free,
        alcohol_free_week,
        condition: entries.iter().rev().find_map(|stored| match stored.entry {
            Entry::Condition { level } => Some(level),
            _ => None,
        }),
        walk: walk::scene(open.walk(now.today)?),
        entries: views,
    })
}

/// All of a day, by time; what was eaten is in the week already. Own dishes are not of a day.
fn entries(open: &mut Open, day: Day, week: &[StoredEntry]) -> Result<Vec<StoredEntry>, WireError> {
    let mut entries = open.reading()?.range(&OTHERS, day, day).map_err(failed)?;
    entries.extend(week.iter().filter(|stored| stored.when.day == day).cloned());
    entries.sort_by_key(|stored| (stored.when.minute, stored.id));
    Ok(entries)
}

fn latest(open: &mut Open, day: Day) -> Result<Vec<LatestMeasure>, WireError> {
    let mut found = Vec::new();
    for item in MeasureItem::ALL {
        if let Some(stored) = open.reading()?.latest_measurement(item, day).map_err(failed)?
            && let Entry::Measurement { value, .. } = stored.entry
        {
            let id = stored.id.as_i64().to_string();
            found.push(LatestMeasure { item, value: value.as_f64(), day: stored.when.day, id });
        }
    }
    Ok(found)
}

/// Every kind of a day but what was eaten.
const OTHERS: [EntryKind; 6] = [
    EntryKind::BloodPressure,
    EntryKind::Measurement,
    EntryKind::Condition,
    EntryKind::Diary,
    EntryKind::Exercise,
    EntryKind::Steps,
];
