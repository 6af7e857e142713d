use henro_calc as calc;
use henro_domain::{Day, Entry, MinuteOfDay, Occasion};
use henro_vault::StoredEntry;

use crate::context::Now;
use crate::open::{Open, failed};
use crate::wire::PressureOccasion;
use crate::{Code, WireError};

/// Blood pressure of a day by occasion, readings averaged by the guideline's rule. An evening written after midnight
/// is that of the day before: it is a row of its own beside the evening of this day.
pub(super) fn occasions(entries: &[StoredEntry]) -> Result<Vec<PressureOccasion>, WireError> {
    let readings: Vec<(String, calc::Reading)> = entries.iter().filter_map(reading).collect();
    let bare: Vec<calc::Reading> = readings.iter().map(|(_, reading)| *reading).collect();
    let mut views = Vec::new();
    for one in calc::occasions(&bare).map_err(|_| Code::Internal)? {
        let night = after_midnight(bare.get(one.first).and_then(|first| first.minute));
        let same = |reading: &calc::Reading| {
            let other_night = one.occasion == Occasion::Evening && after_midnight(reading.minute) != night;
            reading.occasion == one.occasion && !other_night
        };
        views.push(view(&one, readings.iter().filter(|(_, reading)| same(reading))));
    }
    // Readings at other times stand for themselves; the guideline's means leave them out.
    let mut others: Vec<&(String, calc::Reading)> =
        readings.iter().filter(|(_, reading)| reading.occasion == Occasion::Other).collect();
    // The order in which `calc::sessions` joins them: by time, those without one last.
    others.sort_by_key(|(_, reading)| (reading.minute.is_none(), reading.minute));
    let mut others = others.into_iter();
    let sessions = calc::sessions(&bare).map_err(|_| Code::Internal)?;
    for one in sessions.iter().filter(|one| one.occasion == Occasion::Other) {
        views.push(view(one, others.by_ref().take(usize::from(one.taken))));
    }
    Ok(views)
}

fn view<'a>(
    one: &calc::Occasioned,
    readings: impl Iterator<Item = &'a (String, calc::Reading)>,
) -> PressureOccasion {
    let whole = |value: f64| calc::whole_mmhg(value) as u16;
    let (ids, minutes): (Vec<String>, Vec<_>) =
        readings.map(|(id, reading)| (id.clone(), reading.minute)).unzip();
    PressureOccasion {
        occasion: one.occasion,
        systolic: whole(one.value.systolic),
        diastolic: whole(one.value.diastolic),
        pulse: one.value.pulse.map(whole),
        readings: one.used,
        high: calc::class_of(one.value).is_some_and(calc::HomeBpClass::is_hypertension),
        minute: minutes.into_iter().flatten().map(MinuteOfDay::get).min(),
        ids,
    }
}

fn after_midnight(minute: Option<MinuteOfDay>) -> bool {
    minute.is_some_and(|minute| minute.get() < NIGHT)
}

fn reading(stored: &StoredEntry) -> Option<(String, calc::Reading)> {
    let Entry::BloodPressure { systolic, diastolic, pulse, occasion } = &stored.entry else { return None };
    let reading = calc::Reading {
        day: stored.when.day,
        minute: stored.when.minute,
        occasion: *occasion,
        systolic: *systolic,
        diastolic: *diastolic,
        pulse: *pulse,
    };
    Some((stored.id.as_i64().to_string(), reading))
}

/// Whether a reading is usually written at this hour and is not there yet.
pub(super) fn expected(
    open: &mut Open,
    now: Now,
    day: Day,
    today: &[PressureOccasion],
) -> Result<bool, WireError> {
    let occasion = Occasion::at(now.minute);
    let night = after_midnight(Some(now.minute));
    let there = |one: &PressureOccasion| {
        let other_night = occasion == Occasion::Evening && one.minute.is_some_and(|m| m < NIGHT) != night;
        one.occasion == occasion && !other_night
    };
    if day != now.today || today.iter().any(there) {
        return Ok(false);
    }
    let series = open.reading()?.bp_series(day.plus(-14), day.plus(-1), None).map_err(failed)?;
    let written: Vec<_> = series.iter().filter_map(|one| Some((one.day, one.minute?))).collect();
    Ok(calc::usually_written_at(&written, day, now.minute))
}

/// Until 4:00 an evening belongs to the day before, as in `calc::occasions`.
const NIGHT: u16 = 240;
