use std::collections::HashMap;

use henro_domain::{
    Entry, EntryId, FoodRef, Intake, MealSlot, Milli, Nutrient, Nutrients, OwnDish, OwnDishPart,
};
use rusqlite::types::Value;

use super::{Cells, DAMAGED, place};
use crate::Error;

pub(super) fn intake_columns(intake: &Intake) -> Vec<Value> {
    let mut columns = Vec::with_capacity(INTAKE_COLUMNS.len());
    columns.push(place(&MealSlot::ALL, &intake.slot));
    columns.push(Value::Text(intake.food.to_string()));
    columns.push(Value::Text(intake.name.clone()));
    columns.push(Value::Integer(intake.portion.milli()));
    push_nutrients(&mut columns, &intake.nutrients);
    columns
}

pub(super) fn intake_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::Intake(Intake {
        slot: cells.word(&MealSlot::ALL)?,
        food: FoodRef::parse(&cells.text()?)?,
        name: cells.text()?,
        portion: Milli::from_milli(cells.integer()?),
        nutrients: nutrients_of(cells)?,
    }))
}

pub(super) fn own_dish_columns(dish: &OwnDish) -> Result<Vec<Value>, Error> {
    let parts = serde_json::to_string(&dish.parts).map_err(|_| Error::Misfit)?;
    let mut columns = vec![Value::Text(dish.name.clone()), Value::Text(parts)];
    push_nutrients(&mut columns, &dish.nutrients);
    Ok(columns)
}

pub(super) fn own_dish_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::OwnDish(OwnDish {
        name: cells.text()?,
        parts: serde_json::from_str(&cells.text()?).map_err(|_| DAMAGED)?,
        nutrients: nutrients_of(cells)?,
    }))
}

/// A food that may be an own dish under another id.
pub(super) fn renamed_food(food: String, names: &HashMap<i64, EntryId>) -> String {
    match FoodRef::parse(&food) {
        Ok(FoodRef::Own(id)) => names.get(&id.as_i64()).map_or(food, |id| FoodRef::Own(*id).to_string()),
        _ => food,
    }
}

/// Parts of which some may be own dishes under other ids.
pub(super) fn renamed_parts(parts: String, names: &HashMap<i64, EntryId>) -> String {
    let Ok(mut read) = serde_json::from_str::<Vec<OwnDishPart>>(&parts) else { return parts };
    for part in &mut read {
        if let FoodRef::Own(id) = &part.food
            && let Some(name) = names.get(&id.as_i64())
        {
            part.food = FoodRef::Own(*name);
        }
    }
    serde_json::to_string(&read).unwrap_or(parts)
}

fn push_nutrients(columns: &mut Vec<Value>, nutrients: &Nutrients) {
    // NaN has no place in a REAL column: SQLite would make it NULL. It says "unknown" here too.
    let real = |x: f32| if x.is_finite() { Value::Real(f64::from(x)) } else { Value::Null };
    columns.extend(nutrients.values().iter().map(|value| value.map_or(Value::Null, real)));
}

fn nutrients_of(cells: &mut Cells) -> Result<Nutrients, Error> {
    let mut nutrients = Nutrients::default();
    for nutrient in Nutrient::ALL {
        nutrients.set(nutrient, cells.optional_real()?.map(|x| x as f32));
    }
    Ok(nutrients)
}

/// Names of columns, those of the nutrients after the others.
macro_rules! columns {
    ($($first:literal),+) => {
        &[
            $($first,)+
            "energy_kcal",
            "protein_g",
            "fat_g",
            "carbohydrate_g",
            "fibre_g",
            "salt_g",
            "potassium_mg",
            "calcium_mg",
            "iron_mg",
            "vitamin_a_ug",
            "vitamin_b1_mg",
            "vitamin_b2_mg",
            "vitamin_c_mg",
            "alcohol_g",
        ]
    };
}

pub(super) const INTAKE_COLUMNS: &[&str] = columns!("slot", "food", "name", "portion");

pub(super) const OWN_DISH_COLUMNS: &[&str] = columns!("name", "parts");
