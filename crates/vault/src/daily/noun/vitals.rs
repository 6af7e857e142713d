use henro_domain::{Bpm, Entry, MeasureItem, Milli, MmHg, Occasion};
use rusqlite::types::Value;

use super::{Cells, optional, place};
use crate::Error;

pub(super) fn pressure_columns(
    systolic: MmHg,
    diastolic: MmHg,
    pulse: Option<Bpm>,
    occasion: Occasion,
) -> Vec<Value> {
    vec![
        Value::Integer(i64::from(systolic.0)),
        Value::Integer(i64::from(diastolic.0)),
        optional(pulse.map(|p| p.0)),
        place(&OCCASIONS, &occasion),
    ]
}

pub(super) fn pressure_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::BloodPressure {
        systolic: MmHg(cells.number()?),
        diastolic: MmHg(cells.number()?),
        pulse: cells.optional_number()?.map(Bpm),
        occasion: cells.word(&OCCASIONS)?,
    })
}

pub(super) fn measurement_columns(item: MeasureItem, value: Milli) -> Vec<Value> {
    vec![place(&MeasureItem::ALL, &item), Value::Integer(value.milli())]
}

pub(super) fn measurement_of(cells: &mut Cells) -> Result<Entry, Error> {
    let item = cells.word(&MeasureItem::ALL)?;
    Ok(Entry::Measurement { item, value: Milli::from_milli(cells.integer()?) })
}

pub(crate) const OCCASIONS: [Occasion; 3] = [Occasion::Morning, Occasion::Evening, Occasion::Other];
