//! One row of a foreign table to entries.

use henro_domain::{
    Bpm, Entry, MeasureItem, Milli, MinuteOfDay, MmHg, Occasion, OffsetMinutes, StepCount, StepSource, When,
};

use super::cell::{loose_milli, unguarded};
use super::dates::{read_day, read_time, split_moment};
use super::header::Meaning;
use super::model::{Dated, Reason};

/// What a row gave: entries, and the columns (from 0) that could not be read.
pub(super) struct Found {
    pub(super) entries: Vec<Dated>,
    pub(super) problems: Vec<(Option<usize>, Reason)>,
}

/// Reads a row. `cells` and `columns` stand side by side.
pub(super) fn entries(columns: &[Option<Meaning>], cells: &[&str], zone: OffsetMinutes) -> Found {
    let mut found = Found { entries: Vec::new(), problems: Vec::new() };
    let when = match when(columns, cells, zone) {
        Ok(when) => when,
        Err(problem) => {
            found.problems.push(problem);
            return found;
        }
    };
    let mut readings: Vec<Reading> = Vec::new();
    for (column, (meaning, cell)) in columns.iter().zip(cells).enumerate() {
        let Some(meaning) = meaning else { continue };
        match value(*meaning, cell) {
            Ok(Value::Nothing) => {}
            Ok(Value::Entry(entry)) => found.entries.push(Dated::new(when, entry)),
            Ok(Value::Pressure(occasion, part, number)) => {
                place(&mut readings, occasion).put(column, part, number);
            }
            Err(reason) => found.problems.push((Some(column), reason)),
        }
    }
    for reading in readings {
        match reading.entry(when.minute) {
            Ok(entry) => found.entries.push(Dated::new(when, entry)),
            Err(reason) => found.problems.push((Some(reading.column), reason)),
        }
    }
    found
}

fn when(
    columns: &[Option<Meaning>],
    cells: &[&str],
    zone: OffsetMinutes,
) -> Result<When, (Option<usize>, Reason)> {
    let cell = |wanted: Meaning| {
        let column = columns.iter().position(|meaning| *meaning == Some(wanted))?;
        Some((column, cells.get(column).copied().unwrap_or("").trim()))
    };
    let (column, text) = cell(Meaning::Moment).or_else(|| cell(Meaning::Date)).ok_or((None, Reason::Date))?;
    let (date, clock, said) = split_moment(text);
    let spaced = read_day(text).map(|day| (day, String::new()));
    let (day, clock) =
        spaced.or_else(|| Some((read_day(&date)?, clock))).ok_or((Some(column), Reason::Date))?;
    let own_time = cell(Meaning::Time).filter(|(_, text)| !text.is_empty());
    let (time_column, clock) = match &own_time {
        Some((column, text)) => (*column, *text),
        None => (column, clock.as_str()),
    };
    let minute = match clock {
        "" => None,
        text => Some(read_time(text).ok_or((Some(time_column), Reason::Time))?),
    };
    Ok(When { day, minute, offset: said.unwrap_or(zone) })
}

enum Value {
    Nothing,
    Entry(Entry),
    Pressure(Option<Occasion>, Part, u16),
}

#[derive(Clone, Copy)]
enum Part {
    Systolic,
    Diastolic,
    Pulse,
}

fn value(meaning: Meaning, cell: &str) -> Result<Value, Reason> {
    let number = || loose_milli(cell).map_err(|()| Reason::Number);
    let whole = |value: Milli| {
        let exact = value.milli() % 1000 == 0;
        exact.then(|| u32::try_from(value.milli() / 1000).ok()).flatten().ok_or(Reason::Number)
    };
    let pressure = |occasion: Option<Occasion>, part: Part| match number()? {
        None => Ok(Value::Nothing),
        Some(value) => Ok(Value::Pressure(occasion, part, u16::try_from(whole(value)?).unwrap_or(u16::MAX))),
    };
    match meaning {
        Meaning::Date | Meaning::Time | Meaning::Moment => Ok(Value::Nothing),
        Meaning::Systolic(occasion) => pressure(occasion, Part::Systolic),
        Meaning::Diastolic(occasion) => pressure(occasion, Part::Diastolic),
        Meaning::Pulse(occasion) => pressure(occasion, Part::Pulse),
        Meaning::Item(item) => Ok(number()?.map_or(Value::Nothing, |value| measured(item, value))),
        Meaning::WeightPounds => match number()? {
            None => Ok(Value::Nothing),
            // 1 lb = 0.45359237 kg exactly (international pound, 1959).
            Some(value) => Milli::from_f64(value.as_f64() * 0.453_592_37)
                .map(|value| measured(MeasureItem::WeightKg, value))
                .map_err(|_| Reason::Number),
        },
        Meaning::Steps => match number()? {
            None => Ok(Value::Nothing),
            Some(value) if value.milli() == 0 => Ok(Value::Nothing),
            Some(value) => Ok(Value::Entry(Entry::Steps {
                count: StepCount(whole(value)?),
                source: StepSource::Imported,
            })),
        },
        Meaning::Diary => match unguarded(cell).trim() {
            "" => Ok(Value::Nothing),
            text => Ok(Value::Entry(Entry::Diary { text: text.to_owned() })),
        },
    }
}

fn measured(item: MeasureItem, value: Milli) -> Value {
    Value::Entry(Entry::Measurement { item, value })
}

/// The cells of one reading in a row that may hold a morning and an evening one.
struct Reading {
    occasion: Option<Occasion>,
    column: usize,
    systolic: Option<u16>,
    diastolic: Option<u16>,
    pulse: Option<u16>,
}

fn place(readings: &mut Vec<Reading>, occasion: Option<Occasion>) -> &mut Reading {
    let at = readings.iter().position(|reading| reading.occasion == occasion).unwrap_or(readings.len());
    if at == readings.len() {
        readings.push(Reading { occasion, column: 0, systolic: None, diastolic: None, pulse: None });
    }
    readings.get_mut(at).expect("pushed above where it was missing")
}

impl Reading {
    fn put(&mut self, column: usize, part: Part, number: u16) {
        self.column = column;
        match part {
            Part::Systolic => self.systolic = Some(number),
            Part::Diastolic => self.diastolic = Some(number),
            Part::Pulse => self.pulse = Some(number),
        }
    }

    fn entry(&self, minute: Option<MinuteOfDay>) -> Result<Entry, Reason> {
        let (Some(systolic), Some(diastolic)) = (self.systolic, self.diastolic) else {
            return Err(Reason::HalfPressure);
        };
        let occasion = self.occasion.or_else(|| minute.map(Occasion::at)).unwrap_or(Occasion::Other);
        Ok(Entry::BloodPressure {
            systolic: MmHg(systolic),
            diastolic: MmHg(diastolic),
            pulse: self.pulse.map(Bpm),
            occasion,
        })
    }
}
