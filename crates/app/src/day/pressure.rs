use henro_calc as calc;
use henro_domain::{Day, Entry, Occasion};
use henro_vault::StoredEntry;

use crate::context::Now;
use crate::open::{Open, failed};
use crate::wire::PressureOccasion;
use crate::{Code, WireError};

/// Blood pressure of a day by occasion, readings averaged by the guideline's rule.
pub(super) fn occasions(entries: &[StoredEntry]) -> Result<Vec<PressureOccasion>, WireError> {
    let readings: Vec<(String, calc::Reading)> = entries.iter().filter_map(reading).collect();
    let bare: Vec<calc::Reading> = readings.iter().map(|(_, reading)| *reading).collect();
    let mut found = calc::occasions(&bare).map_err(|_| Code::Internal)?;
    // Readings at other times stand for themselves; the guideline's means leave them out.
    let others = calc::sessions(&bare).map_err(|_| Code::Internal)?;
    found.extend(others.into_iter().filter(|one| one.occasion == Occasion::Other));
    let views = found.iter().map(|one| {
        let of = |reading: &calc::Reading| reading.occasion == one.occasion;
        let whole = |value: f64| value.round() as u16;
        PressureOccasion {
            occasion: one.occasion,
            systolic: whole(one.value.systolic),
            diastolic: whole(one.value.diastolic),
            pulse: one.value.pulse.map(whole),
            readings: one.used,
            high: calc::class_of(one.value).is_some_and(calc::HomeBpClass::is_hypertension),
            minute: bare.iter().filter(|r| of(r)).filter_map(|r| r.minute).map(|m| m.get()).min(),
            ids: readings.iter().filter(|(_, r)| of(r)).map(|(id, _)| id.clone()).collect(),
        }
    });
    Ok(views.collect())
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
    if day != now.today || today.iter().any(|one| one.occasion == occasion) {
        return Ok(false);
    }
    let series = open.daily().bp_series(day.plus(-14), day.plus(-1), None).map_err(failed)?;
    let written: Vec<_> = series.iter().filter_map(|one| Some((one.day, one.minute?))).collect();
    Ok(calc::usually_written_at(&written, day, now.minute))
}
