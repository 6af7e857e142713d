use std::collections::BTreeMap;

use henro_calc as calc;
use henro_domain::{Day, Entry, EntryKind, MeasureItem, Occasion};
use henro_vault::SeriesKind;

use super::source::Source;
use crate::day::Moved;
use crate::open::failed;
use crate::wire::RhythmItem;
use crate::{Code, WireError};

/// One value a day.
#[derive(Clone, Copy)]
pub(super) struct DayPoint {
    pub(super) day: Day,
    pub(super) value: f64,
    /// 最低血圧.
    pub(super) second: Option<f64>,
}

/// The values of an item from one day to another.
pub(super) fn values(
    of: &mut Source,
    item: RhythmItem,
    from: Day,
    to: Day,
) -> Result<Vec<DayPoint>, WireError> {
    match item {
        RhythmItem::PressureMorning => pressure(of, Occasion::Morning, from, to),
        RhythmItem::PressureEvening => pressure(of, Occasion::Evening, from, to),
        RhythmItem::Weight => measured(of, MeasureItem::WeightKg, from, to),
        RhythmItem::Bmi => bmi(of, from, to),
        RhythmItem::Waist => measured(of, MeasureItem::WaistCm, from, to),
        RhythmItem::BodyFat => measured(of, MeasureItem::BodyFatPct, from, to),
        RhythmItem::Temperature => measured(of, MeasureItem::TemperatureC, from, to),
        RhythmItem::Spo2 => measured(of, MeasureItem::Spo2Pct, from, to),
        RhythmItem::Glucose => measured(of, MeasureItem::GlucoseMgdl, from, to),
        RhythmItem::Steps => summed(of, SeriesKind::Steps, from, to),
        RhythmItem::Intake => summed(of, SeriesKind::IntakeKcal, from, to),
        RhythmItem::Salt => summed(of, SeriesKind::SaltG, from, to),
        RhythmItem::Burn => burn(of, from, to),
    }
}

fn pressure(of: &mut Source, occasion: Occasion, from: Day, to: Day) -> Result<Vec<DayPoint>, WireError> {
    let rows = of.daily.bp_series(from, to, Some(occasion)).map_err(failed)?;
    let readings: Vec<calc::Reading> = rows
        .iter()
        .map(|row| calc::Reading {
            day: row.day,
            minute: row.minute,
            occasion: row.occasion,
            systolic: row.systolic,
            diastolic: row.diastolic,
            pulse: row.pulse,
        })
        .collect();
    let occasions = calc::occasions(&readings).map_err(|_| Code::Internal)?;
    let point = |one: calc::Occasioned| DayPoint {
        day: one.day,
        value: one.value.systolic,
        second: Some(one.value.diastolic),
    };
    Ok(occasions.into_iter().map(point).collect())
}

fn measured(of: &mut Source, item: MeasureItem, from: Day, to: Day) -> Result<Vec<DayPoint>, WireError> {
    let days = of.daily.daily_series(SeriesKind::Measurement(item), from, to).map_err(failed)?;
    Ok(days.into_iter().map(|one| DayPoint { day: one.day, value: one.mean, second: None }).collect())
}

fn summed(of: &mut Source, kind: SeriesKind, from: Day, to: Day) -> Result<Vec<DayPoint>, WireError> {
    let days = of.daily.daily_series(kind, from, to).map_err(failed)?;
    Ok(days.into_iter().map(|one| DayPoint { day: one.day, value: one.sum, second: None }).collect())
}

/// Weight of each day over the height that was newest then.
fn bmi(of: &mut Source, from: Day, to: Day) -> Result<Vec<DayPoint>, WireError> {
    let heights = measured(of, MeasureItem::HeightCm, Day::from_number(Day::MIN_NUMBER).unwrap_or(from), to)?;
    let weights = measured(of, MeasureItem::WeightKg, from, to)?;
    let points = weights.into_iter().filter_map(|weight| {
        let upto = heights.partition_point(|height| height.day <= weight.day);
        let height = heights.get(upto.checked_sub(1)?)?.value;
        let value = calc::bmi(height, weight.value).ok()?;
        Some(DayPoint { day: weight.day, value, second: None })
    });
    Ok(points.collect())
}

/// kcal of exercise and of steps outside logged walks, day by day as the day page has it.
fn burn(of: &mut Source, from: Day, to: Day) -> Result<Vec<DayPoint>, WireError> {
    let steps = of.daily.steps_by_day(from, to).map_err(failed)?;
    let exercise = of.daily.range(&[EntryKind::Exercise], from, to).map_err(failed)?;
    let weights = measured(of, MeasureItem::WeightKg, Day::from_number(Day::MIN_NUMBER).unwrap_or(from), to)?;
    let mut days: BTreeMap<Day, Moved> = BTreeMap::new();
    for (day, count) in steps {
        days.entry(day).or_default().add_steps(u32::try_from(count).unwrap_or(u32::MAX));
    }
    for stored in exercise {
        if matches!(stored.entry, Entry::Exercise { .. }) {
            days.entry(stored.when.day).or_default().add(&stored.entry);
        }
    }
    let stride = of.stride;
    let points = days.into_iter().map(|(day, moved)| {
        let upto = weights.partition_point(|weight| weight.day <= day);
        let weight = upto.checked_sub(1).and_then(|at| weights.get(at)).map(|weight| weight.value);
        let walked = moved.walk(day, weight, stride).map_or(0.0, |walk| walk.kcal);
        DayPoint { day, value: moved.kcal() + walked, second: None }
    });
    Ok(points.collect())
}
