use henro_domain::{Day, Milli, Person, PhysicalActivityLevel, Sex};
use rusqlite::types::Value;

use super::{Cells, optional, place, small};
use crate::Error;

pub(crate) fn person_columns(person: &Person) -> Vec<Value> {
    vec![
        Value::Text(person.name.clone()),
        optional(person.birth.map(Day::number)),
        person.sex.map_or(Value::Null, |sex| place(&SEXES, &sex)),
        place(&LEVELS, &person.activity),
        optional(person.stride_m.map(Milli::milli)),
    ]
}

pub(crate) fn person_of(columns: Vec<Value>) -> Result<Person, Error> {
    let mut cells = Cells::new(columns);
    let name = cells.text()?;
    let birth = cells.optional_number()?.map(Day::from_number).transpose()?;
    let sex = match cells.optional_integer()? {
        Some(place) => Some(*SEXES.get(small::<usize>(place)?).ok_or(super::DAMAGED)?),
        None => None,
    };
    let activity = cells.word(&LEVELS)?;
    let stride_m = cells.optional_integer()?.map(Milli::from_milli);
    Ok(Person { name, birth, sex, activity, stride_m })
}

const SEXES: [Sex; 2] = [Sex::Female, Sex::Male];
const LEVELS: [PhysicalActivityLevel; 3] =
    [PhysicalActivityLevel::Low, PhysicalActivityLevel::Normal, PhysicalActivityLevel::High];
