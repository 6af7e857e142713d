//! One entry to the fourteen cells of our own form and back.

use henro_domain::{
    Bpm, Day, Entry, EntryKind, FoodRef, Intake, MealSlot, MeasureItem, Milli, MinuteOfDay, Minutes, MmHg,
    Nutrient, Nutrients, Occasion, OffsetMinutes, OwnDish, OwnDishPart, StepCount, StepSource, When,
};

use super::cell::{guarded, milli, milli_text, unguarded};
use super::dates::{read_zone, time_text, zone_text};
use super::model::{Dated, DishNumber, Reason};

/// The columns, in the order they are written.
pub(super) const COLUMNS: [&str; 14] = [
    "date", "time", "zone", "kind", "item", "value1", "value2", "value3", "unit", "name", "code", "slot",
    "portion", "note",
];

/// One row, a cell a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cells {
    pub(super) date: String,
    pub(super) time: String,
    pub(super) zone: String,
    pub(super) kind: String,
    pub(super) item: String,
    pub(super) values: [String; 3],
    pub(super) unit: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) slot: String,
    pub(super) portion: String,
    pub(super) note: String,
}

impl Cells {
    pub(super) fn in_order(&self) -> [&str; 14] {
        let [one, two, three] = &self.values;
        [
            &self.date,
            &self.time,
            &self.zone,
            &self.kind,
            &self.item,
            one,
            two,
            three,
            &self.unit,
            &self.name,
            &self.code,
            &self.slot,
            &self.portion,
            &self.note,
        ]
    }

    /// From the cells of a row, `cell(n)` being the one of column n of [`COLUMNS`].
    pub(super) fn from_row<'a>(cell: impl Fn(usize) -> &'a str) -> Self {
        let own = |column: usize| cell(column).to_owned();
        Self {
            date: own(0),
            time: own(1),
            zone: own(2),
            kind: own(3),
            item: own(4),
            values: [own(5), own(6), own(7)],
            unit: own(8),
            name: own(9),
            code: own(10),
            slot: own(11),
            portion: own(12),
            note: own(13),
        }
    }
}

/// The cells of an entry.
pub(super) fn cells(dated: &Dated) -> Cells {
    let mut cells = Cells {
        date: dated.when.day.to_string(),
        time: dated.when.minute.map_or(String::new(), time_text),
        zone: zone_text(dated.when.offset),
        kind: EntryKind::of(&dated.entry).word().to_owned(),
        ..Cells::default()
    };
    match &dated.entry {
        Entry::BloodPressure { systolic, diastolic, pulse, occasion } => {
            let pulse = pulse.map_or(String::new(), |pulse| pulse.0.to_string());
            cells.values = [systolic.0.to_string(), diastolic.0.to_string(), pulse];
            cells.item = word_of(OCCASIONS, occasion).to_owned();
            cells.unit = "mmHg".to_owned();
        }
        Entry::Measurement { item, value } => {
            cells.item = word_of(ITEMS, item).to_owned();
            cells.unit = unit_of(*item).to_owned();
            cells.values = [milli_text(*value), String::new(), String::new()];
        }
        Entry::Condition { level } => cells.values = [level.to_string(), String::new(), String::new()],
        Entry::Diary { text } => cells.note = guarded(text),
        Entry::Exercise { activity, name, minutes, mets, kcal } => {
            cells.values = [minutes.0.to_string(), milli_text(*mets), kcal.map_or(String::new(), milli_text)];
            cells.unit = "min".to_owned();
            (cells.name, cells.code) = (guarded(name), guarded(activity));
        }
        Entry::Steps { count, source } => {
            cells.values = [count.0.to_string(), String::new(), String::new()];
            cells.item = word_of(SOURCES, source).to_owned();
            cells.unit = "steps".to_owned();
        }
        Entry::Intake(intake) => {
            (cells.name, cells.code) = (guarded(&intake.name), intake.food.to_string());
            cells.slot = word_of(SLOTS, &intake.slot).to_owned();
            cells.portion = milli_text(intake.portion);
            cells.note = nutrients_text(&intake.nutrients);
        }
        Entry::OwnDish(dish) => {
            cells.name = guarded(&dish.name);
            if let Some(number) = dated.dish {
                cells.code = FoodRef::Own(number.id).to_string();
                cells.item = if number.deleted { DELETED.to_owned() } else { String::new() };
            }
            let lines = dish.parts.iter().map(|part| {
                format!(
                    "\n{} {} {}",
                    part.food,
                    milli_text(part.portion),
                    part.name.replace('\\', "\\\\").replace('\n', "\\n")
                )
            });
            cells.note =
                guarded(&std::iter::once(nutrients_text(&dish.nutrients)).chain(lines).collect::<String>());
        }
    }
    cells
}

/// The entry of a row, and the column (of [`COLUMNS`]) and reason where there is none.
pub(super) fn entry(cells: &Cells, zone: OffsetMinutes) -> Result<Dated, (usize, Reason)> {
    let day = super::dates::read_day(&cells.date).ok_or((0, Reason::Date))?;
    let minute = minute(&cells.time).ok_or((1, Reason::Time))?;
    let offset = match cells.zone.trim() {
        "" => zone,
        text => read_zone(text).ok_or((2, Reason::Zone))?,
    };
    let entry = body(cells)?;
    let dish = match &entry {
        Entry::OwnDish(_) => dish_number(cells)?,
        _ => None,
    };
    Ok(Dated { when: when(day, minute, offset), entry, dish })
}

fn dish_number(cells: &Cells) -> Result<Option<DishNumber>, (usize, Reason)> {
    let deleted = match cells.item.trim() {
        "" => false,
        DELETED => true,
        _ => return Err((4, Reason::Word)),
    };
    match cells.code.trim() {
        "" => Ok(None),
        code => match FoodRef::parse(code) {
            Ok(FoodRef::Own(id)) => Ok(Some(DishNumber { id, deleted })),
            _ => Err((10, Reason::Word)),
        },
    }
}

fn when(day: Day, minute: Option<MinuteOfDay>, offset: OffsetMinutes) -> When {
    When { day, minute, offset }
}

fn minute(text: &str) -> Option<Option<MinuteOfDay>> {
    match text.trim() {
        "" => Some(None),
        text => super::dates::read_time(text).map(Some),
    }
}

fn body(cells: &Cells) -> Result<Entry, (usize, Reason)> {
    let kind =
        EntryKind::ALL.into_iter().find(|kind| kind.word() == cells.kind.trim()).ok_or((3, Reason::Word))?;
    let [one, two, three] = &cells.values;
    Ok(match kind {
        EntryKind::BloodPressure => Entry::BloodPressure {
            systolic: MmHg(whole(one, 5)?),
            diastolic: MmHg(whole(two, 6)?),
            pulse: optional(three, 7, |text, column| whole(text, column).map(Bpm))?,
            occasion: word(OCCASIONS, &cells.item, 4)?,
        },
        EntryKind::Measurement => {
            Entry::Measurement { item: word(ITEMS, &cells.item, 4)?, value: thousandths(one, 5)? }
        }
        EntryKind::Condition => Entry::Condition { level: whole(one, 5)? },
        EntryKind::Diary => Entry::Diary { text: unguarded(&cells.note).to_owned() },
        EntryKind::Exercise => Entry::Exercise {
            activity: unguarded(&cells.code).to_owned(),
            name: unguarded(&cells.name).to_owned(),
            minutes: Minutes(whole(one, 5)?),
            mets: thousandths(two, 6)?,
            kcal: optional(three, 7, thousandths)?,
        },
        EntryKind::Steps => {
            Entry::Steps { count: StepCount(whole(one, 5)?), source: word(SOURCES, &cells.item, 4)? }
        }
        EntryKind::Intake => Entry::Intake(Intake {
            slot: word(SLOTS, &cells.slot, 11)?,
            food: FoodRef::parse(cells.code.trim()).map_err(|_| (10, Reason::Word))?,
            name: unguarded(&cells.name).to_owned(),
            portion: thousandths(&cells.portion, 12)?,
            nutrients: nutrients(&cells.note)?,
        }),
        EntryKind::OwnDish => own_dish(cells)?,
    })
}

fn own_dish(cells: &Cells) -> Result<Entry, (usize, Reason)> {
    let mut lines = unguarded(&cells.note).split('\n');
    let nutrients = nutrients(lines.next().unwrap_or(""))?;
    let part = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let food = words.next().and_then(|code| FoodRef::parse(code).ok());
        // An own dish is made of the tables alone.
        let food = food.filter(|food| !matches!(food, FoodRef::Own(_))).ok_or((13, Reason::Word))?;
        let portion = thousandths(words.next().unwrap_or(""), 13)?;
        Ok(OwnDishPart { food, name: unescaped(words.next().unwrap_or("")), portion })
    };
    let parts = lines.map(part).collect::<Result<Vec<_>, (usize, Reason)>>()?;
    Ok(Entry::OwnDish(OwnDish { name: unguarded(&cells.name).to_owned(), parts, nutrients }))
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}

fn nutrients_text(nutrients: &Nutrients) -> String {
    let known = NUTRIENTS
        .iter()
        .filter_map(|(word, nutrient)| Some(format!("{word}={}", nutrients.value(*nutrient)?)));
    known.collect::<Vec<_>>().join(" ")
}

fn nutrients(text: &str) -> Result<Nutrients, (usize, Reason)> {
    let mut nutrients = Nutrients::default();
    for part in text.split(' ').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or((13, Reason::Word))?;
        let (_, nutrient) = NUTRIENTS.iter().find(|(word, _)| *word == name).ok_or((13, Reason::Word))?;
        let value: f32 = value.parse().map_err(|_| (13, Reason::Number))?;
        if !value.is_finite() {
            return Err((13, Reason::Number));
        }
        nutrients.set(*nutrient, Some(value));
    }
    Ok(nutrients)
}

fn whole<T: std::str::FromStr>(text: &str, column: usize) -> Result<T, (usize, Reason)> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if plain { text.parse().ok() } else { None };
    value.ok_or((column, Reason::Number))
}

fn thousandths(text: &str, column: usize) -> Result<Milli, (usize, Reason)> {
    milli(text.trim()).ok_or((column, Reason::Number))
}

fn optional<T>(
    text: &str,
    column: usize,
    read: impl Fn(&str, usize) -> Result<T, (usize, Reason)>,
) -> Result<Option<T>, (usize, Reason)> {
    if text.trim().is_empty() { Ok(None) } else { read(text, column).map(Some) }
}

fn word<T: Copy>(words: &[(&'static str, T)], text: &str, column: usize) -> Result<T, (usize, Reason)> {
    words.iter().find(|(word, _)| *word == text.trim()).map(|(_, value)| *value).ok_or((column, Reason::Word))
}

fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, other)| other == value).map_or("", |(word, _)| word)
}

fn unit_of(item: MeasureItem) -> &'static str {
    match item {
        MeasureItem::WeightKg => "kg",
        MeasureItem::HeightCm | MeasureItem::WaistCm => "cm",
        MeasureItem::BodyFatPct | MeasureItem::Spo2Pct => "%",
        MeasureItem::TemperatureC => "°C",
        MeasureItem::GlucoseMgdl => "mg/dL",
    }
}

/// In `item` of an own dish: it is no longer among the person's dishes.
const DELETED: &str = "deleted";

const OCCASIONS: &[(&str, Occasion)] =
    &[("morning", Occasion::Morning), ("evening", Occasion::Evening), ("other", Occasion::Other)];

const SOURCES: &[(&str, StepSource)] = &[("typed", StepSource::Typed), ("imported", StepSource::Imported)];

const SLOTS: &[(&str, MealSlot)] = &[
    ("breakfast", MealSlot::Breakfast),
    ("lunch", MealSlot::Lunch),
    ("dinner", MealSlot::Dinner),
    ("other", MealSlot::Other),
];

const ITEMS: &[(&str, MeasureItem)] = &[
    ("weight", MeasureItem::WeightKg),
    ("height", MeasureItem::HeightCm),
    ("waist", MeasureItem::WaistCm),
    ("body_fat", MeasureItem::BodyFatPct),
    ("temperature", MeasureItem::TemperatureC),
    ("spo2", MeasureItem::Spo2Pct),
    ("glucose", MeasureItem::GlucoseMgdl),
];

const NUTRIENTS: &[(&str, Nutrient)] = &[
    ("energy_kcal", Nutrient::EnergyKcal),
    ("protein_g", Nutrient::ProteinG),
    ("fat_g", Nutrient::FatG),
    ("carbohydrate_g", Nutrient::CarbohydrateG),
    ("fibre_g", Nutrient::FibreG),
    ("salt_g", Nutrient::SaltG),
    ("potassium_mg", Nutrient::PotassiumMg),
    ("calcium_mg", Nutrient::CalciumMg),
    ("iron_mg", Nutrient::IronMg),
    ("vitamin_a_ug", Nutrient::VitaminAUg),
    ("vitamin_b1_mg", Nutrient::VitaminB1Mg),
    ("vitamin_b2_mg", Nutrient::VitaminB2Mg),
    ("vitamin_c_mg", Nutrient::VitaminCMg),
    ("alcohol_g", Nutrient::AlcoholG),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_domain_has_a_word_in_the_file() {
        assert!(MeasureItem::ALL.iter().all(|item| !word_of(ITEMS, item).is_empty()));
        assert!(MealSlot::ALL.iter().all(|slot| !word_of(SLOTS, slot).is_empty()));
        assert!(Nutrient::ALL.iter().all(|nutrient| NUTRIENTS.iter().any(|(_, other)| other == nutrient)));
    }
}
