use henro_domain::{Entry, Milli, Minutes, StepCount, StepSource};
use rusqlite::types::Value;

use super::{Cells, optional, place};
use crate::Error;

pub(super) fn exercise_columns(
    activity: &str,
    name: &str,
    minutes: Minutes,
    mets: Milli,
    kcal: Option<Milli>,
) -> Vec<Value> {
    vec![
        Value::Text(activity.to_owned()),
        Value::Text(name.to_owned()),
        Value::Integer(i64::from(minutes.0)),
        Value::Integer(mets.milli()),
        optional(kcal.map(Milli::milli)),
    ]
}

pub(super) fn exercise_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::Exercise {
        activity: cells.text()?,
        name: cells.text()?,
        minutes: Minutes(cells.number()?),
        mets: Milli::from_milli(cells.integer()?),
        kcal: cells.optional_integer()?.map(Milli::from_milli),
    })
}

pub(super) fn steps_columns(count: StepCount, source: StepSource) -> Vec<Value> {
    vec![Value::Integer(i64::from(count.0)), place(&SOURCES, &source)]
}

pub(super) fn steps_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::Steps { count: StepCount(cells.number()?), source: cells.word(&SOURCES)? })
}

const SOURCES: [StepSource; 2] = [StepSource::Typed, StepSource::Imported];
