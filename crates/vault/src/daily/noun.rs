//! The tables of state: which columns a noun has, and the way between an [`Entry`] and its columns.
//!
//! To add a noun: its kind in `domain`, a table in a new migration, a file in `noun/`, a line in [`DAILY`] and in both matches; for the clinical file `noun/medical.rs`.

mod activity;
mod answers;
mod diary;
mod document;
mod finding;
mod meal;
mod medical;
mod paper;
mod person;
mod safety;
mod vitals;

use std::collections::HashMap;

use henro_domain::{Day, Entry, EntryId, EntryKind, Medical, MinuteOfDay, OffsetMinutes, Section, When};
use ring::digest::{SHA256, digest};
use rusqlite::types::Value;

use crate::{Error, FileFault};
pub(crate) use document::WORDS;
pub(crate) use medical::{MEDICAL, medical_columns, medical_kind, medical_of, noun_of_medical};
pub(crate) use person::{person_columns, person_of};
pub use safety::{Question, clinical_rules};
pub(crate) use safety::{keeps_both, keeps_both_of, safety_fields};

/// The table of a kind.
pub(crate) fn noun_for(kind: EntryKind) -> &'static Noun {
    match kind {
        EntryKind::BloodPressure => &BLOOD_PRESSURE,
        EntryKind::Measurement => &MEASUREMENT,
        EntryKind::Condition => &CONDITION,
        EntryKind::Diary => &DIARY,
        EntryKind::Exercise => &EXERCISE,
        EntryKind::Steps => &STEPS,
        EntryKind::Intake => &INTAKE,
        EntryKind::OwnDish => &OWN_DISH,
    }
}

/// A table of state. Numbers and the order of columns are in every log: they only ever grow.
#[derive(Debug)]
pub(crate) struct Noun {
    pub(crate) number: i64,
    pub(crate) table: &'static str,
    pub(crate) section: Section,
    pub(crate) columns: &'static [&'static str],
}

/// What a row says: when, and its own columns in order.
#[derive(Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) day: i64,
    pub(crate) minute: Option<i64>,
    pub(crate) offset: i64,
    pub(crate) columns: Vec<Value>,
}

impl Row {
    pub(crate) fn new(when: &When, columns: Vec<Value>) -> Self {
        Self {
            day: i64::from(when.day.number()),
            minute: when.minute.map(|m| i64::from(m.get())),
            offset: i64::from(when.offset.get()),
            columns,
        }
    }

    /// A row of no columns.
    pub(crate) fn empty() -> Self {
        Self { day: 0, minute: None, offset: 0, columns: Vec::new() }
    }

    pub(crate) fn of_entry(when: &When, entry: &Entry) -> Result<Self, Error> {
        Ok(Self::new(when, columns_of(entry)?))
    }

    pub(crate) fn of_medical(when: &When, medical: &Medical) -> Result<Self, Error> {
        Ok(Self::new(when, medical_columns(medical)?))
    }

    pub(crate) fn when(&self) -> Result<When, Error> {
        let minute = match self.minute {
            Some(minute) => Some(MinuteOfDay::new(small(minute)?)?),
            None => None,
        };
        Ok(When {
            day: Day::from_number(small(self.day)?)?,
            minute,
            offset: OffsetMinutes::new(small(self.offset)?)?,
        })
    }
}

/// The nouns of one file.
pub(crate) type Nouns = &'static [&'static Noun];

/// The nouns of the daily file.
pub(crate) static DAILY: [&Noun; 10] = [
    &BLOOD_PRESSURE,
    &MEASUREMENT,
    &CONDITION,
    &DIARY,
    &EXERCISE,
    &STEPS,
    &INTAKE,
    &OWN_DISH,
    &PROFILE,
    &SETTING,
];

static BLOOD_PRESSURE: Noun = Noun {
    number: 1,
    table: "blood_pressure",
    section: Section::Vitals,
    columns: &["systolic", "diastolic", "pulse", "occasion"],
};
static MEASUREMENT: Noun =
    Noun { number: 2, table: "measurement", section: Section::Vitals, columns: &["item", "value"] };
static CONDITION: Noun = Noun { number: 3, table: "condition", section: Section::Diary, columns: &["level"] };
static DIARY: Noun = Noun { number: 4, table: "diary", section: Section::Diary, columns: &["text"] };
static EXERCISE: Noun = Noun {
    number: 5,
    table: "exercise",
    section: Section::Activity,
    columns: &["activity", "name", "minutes", "mets", "kcal"],
};
static STEPS: Noun =
    Noun { number: 6, table: "steps", section: Section::Activity, columns: &["count", "source"] };
static INTAKE: Noun =
    Noun { number: 7, table: "intake", section: Section::Meals, columns: meal::INTAKE_COLUMNS };
static OWN_DISH: Noun =
    Noun { number: 8, table: "own_dish", section: Section::Meals, columns: meal::OWN_DISH_COLUMNS };
pub(crate) static PROFILE: Noun = Noun {
    number: 20,
    table: "profile",
    section: Section::Profile,
    columns: &["name", "birth", "sex", "activity", "stride"],
};
pub(crate) static SETTING: Noun =
    Noun { number: 21, table: "setting", section: Section::Profile, columns: &["key", "value"] };

/// The noun of a stored number.
pub(crate) fn noun_of(number: i64) -> Result<&'static Noun, Error> {
    known_noun(number).ok_or(DAMAGED)
}

/// The noun of a number, of whichever file; `None` for one of a newer version.
pub(crate) fn known_noun(number: i64) -> Option<&'static Noun> {
    every_noun().find(|noun| noun.number == number)
}

/// The nouns of all files.
pub(crate) fn every_noun() -> impl Iterator<Item = &'static Noun> {
    DAILY.into_iter().chain(MEDICAL)
}

/// The row as we would have written it, where it can be read at all: other devices may write what this version
/// does not understand, and what they wrote must not spoil the day it lies on.
pub(crate) fn settled(noun: &Noun, id: i64, row: Row) -> Option<Row> {
    let when = row.when().ok()?;
    if let Some(kind) = medical_kind(noun.number) {
        let medical = medical_of(kind, row.columns).ok().filter(|_| id >= FIRST_ENTRY)?;
        return Row::of_medical(&when, &medical).ok();
    }
    let columns = match (kind_of(noun.number), noun.number) {
        (Some(kind), _) if id >= FIRST_ENTRY => columns_of(&entry_of(kind, row.columns).ok()?).ok()?,
        (None, 20) if id == PROFILE_ID => person_columns(&person_of(row.columns).ok()?),
        (None, 21) => match row.columns.as_slice() {
            [Value::Text(key), Value::Text(_)] if setting_id(key) == id => row.columns,
            _ => return None,
        },
        _ => return None,
    };
    Some(Row::new(&when, columns))
}

/// A field in which ids of other entries are replaced: 5 is the second column, the food of an intake, the parts of a dish; 4
/// the first, the report of a result.
pub(crate) fn renamed(noun: &Noun, number: u32, value: Value, names: &HashMap<i64, EntryId>) -> Value {
    match (noun.number, number, value) {
        (7, 5, Value::Text(food)) => Value::Text(meal::renamed_food(food, names)),
        (8, 5, Value::Text(parts)) => Value::Text(meal::renamed_parts(parts, names)),
        (41 | 42, 4, Value::Integer(report)) => Value::Integer(finding::renamed_report(report, names)),
        (_, _, value) => value,
    }
}

/// A field as it leaves this device. 8 is the fifth column, how a report was read: a form below its first line is for nobody else.
pub(crate) fn outward(noun: i64, number: u32, value: Value) -> Value {
    match (noun, number, value) {
        (40, 8, Value::Text(mut text)) => {
            text.truncate(text.find('\n').unwrap_or(text.len()));
            Value::Text(text)
        }
        (_, _, value) => value,
    }
}

/// The profile of a record is one row, the same on every device: an id no entry has.
pub(crate) const PROFILE_ID: i64 = -1;

/// Settings have ids made from their keys, the same on every device, below those of entries.
pub(crate) fn setting_id(key: &str) -> i64 {
    let hash = digest(&SHA256, key.as_bytes());
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().skip(3).zip(hash.as_ref()) {
        *to = *from;
    }
    i64::from_be_bytes(word).max(1)
}

/// The first id of the first device.
pub(crate) const FIRST_ENTRY: i64 = 1 << 40;

/// The kind of a stored number; `None` for what is no entry.
pub(crate) fn kind_of(number: i64) -> Option<EntryKind> {
    EntryKind::ALL.into_iter().find(|kind| noun_for(*kind).number == number)
}

fn columns_of(entry: &Entry) -> Result<Vec<Value>, Error> {
    Ok(match entry {
        Entry::BloodPressure { systolic, diastolic, pulse, occasion } => {
            vitals::pressure_columns(*systolic, *diastolic, *pulse, *occasion)
        }
        Entry::Measurement { item, value } => vitals::measurement_columns(*item, *value),
        Entry::Condition { level } => vec![Value::Integer(i64::from(*level))],
        Entry::Diary { text } => vec![Value::Text(text.clone())],
        Entry::Exercise { activity, name, minutes, mets, kcal } => {
            activity::exercise_columns(activity, name, *minutes, *mets, *kcal)
        }
        Entry::Steps { count, source } => activity::steps_columns(*count, *source),
        Entry::Intake(intake) => meal::intake_columns(intake),
        Entry::OwnDish(dish) => meal::own_dish_columns(dish)?,
    })
}

/// The entry its columns spell.
pub(crate) fn entry_of(kind: EntryKind, columns: Vec<Value>) -> Result<Entry, Error> {
    let mut cells = Cells(columns.into_iter());
    match kind {
        EntryKind::BloodPressure => vitals::pressure_of(&mut cells),
        EntryKind::Measurement => vitals::measurement_of(&mut cells),
        EntryKind::Condition => diary::condition_of(&mut cells),
        EntryKind::Diary => diary::diary_of(&mut cells),
        EntryKind::Exercise => activity::exercise_of(&mut cells),
        EntryKind::Steps => activity::steps_of(&mut cells),
        EntryKind::Intake => meal::intake_of(&mut cells),
        EntryKind::OwnDish => meal::own_dish_of(&mut cells),
    }
}

/// The columns of a row, taken one after the other.
pub(crate) struct Cells(std::vec::IntoIter<Value>);

impl Cells {
    pub(crate) fn new(columns: Vec<Value>) -> Self {
        Self(columns.into_iter())
    }

    fn integer(&mut self) -> Result<i64, Error> {
        self.optional_integer()?.ok_or(DAMAGED)
    }

    fn optional_integer(&mut self) -> Result<Option<i64>, Error> {
        match self.0.next() {
            Some(Value::Integer(n)) => Ok(Some(n)),
            Some(Value::Null) => Ok(None),
            _ => Err(DAMAGED),
        }
    }

    fn optional_real(&mut self) -> Result<Option<f64>, Error> {
        match self.0.next() {
            Some(Value::Real(x)) => Ok(Some(x)),
            Some(Value::Integer(n)) => Ok(Some(n as f64)),
            Some(Value::Null) => Ok(None),
            _ => Err(DAMAGED),
        }
    }

    fn text(&mut self) -> Result<String, Error> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(DAMAGED),
        }
    }

    fn optional_text(&mut self) -> Result<Option<String>, Error> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(DAMAGED),
        }
    }

    fn optional_hash(&mut self) -> Result<Option<[u8; 32]>, Error> {
        match self.0.next() {
            Some(Value::Blob(bytes)) => Ok(Some(bytes.try_into().map_err(|_| DAMAGED)?)),
            Some(Value::Null) => Ok(None),
            _ => Err(DAMAGED),
        }
    }

    /// Leaves a column out.
    fn skip(&mut self) {
        self.0.next();
    }

    fn number<T: TryFrom<i64>>(&mut self) -> Result<T, Error> {
        small(self.integer()?)
    }

    fn optional_number<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Error> {
        self.optional_integer()?.map(small).transpose()
    }

    /// A word of a closed list, stored as its place in the list.
    fn word<T: Copy>(&mut self, list: &[T]) -> Result<T, Error> {
        list.get(self.number::<usize>()?).copied().ok_or(DAMAGED)
    }
}

/// The place of a word in its closed list.
fn place<T: PartialEq>(list: &[T], word: &T) -> Value {
    let place = list.iter().position(|w| w == word).expect("the list is closed and holds every word");
    Value::Integer(place as i64)
}

fn optional(number: Option<impl Into<i64>>) -> Value {
    number.map_or(Value::Null, |n| Value::Integer(n.into()))
}

fn optional_text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
}

/// The word at a place of a closed list.
fn listed<T: Copy>(list: &[T], place: i64) -> Result<T, Error> {
    list.get(small::<usize>(place)?).copied().ok_or(DAMAGED)
}

fn json<T: serde::Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_string(value).map(Value::Text).map_err(|_| Error::Misfit)
}

fn json_of<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| DAMAGED)
}

fn small<T: TryFrom<i64>>(n: i64) -> Result<T, Error> {
    T::try_from(n).map_err(|_| DAMAGED)
}

pub(crate) const DAMAGED: Error = Error::File(FileFault::Damaged);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_table_of_kinds_and_columns_is_this_one() {
        let documented = include_str!("../../../../docs/protocol-entries.md");
        let told: Vec<&str> = documented
            .lines()
            .filter(|line| line.split('|').nth(1).is_some_and(|cell| cell.trim().parse::<i64>().is_ok()))
            .collect();
        let row = |noun: &Noun| {
            let section = format!("{:?}", noun.section).to_lowercase();
            format!("| {} | {} | {section} | {} |", noun.number, noun.table, noun.columns.join(", "))
        };
        assert_eq!(told, every_noun().map(row).collect::<Vec<_>>());
        let sections = Section::ALL.iter().enumerate();
        let named: Vec<String> =
            sections.map(|(n, of)| format!("{n} {}", format!("{of:?}").to_lowercase())).collect();
        assert!(documented.contains(&named.join(", ")), "{named:?}");
    }
}
