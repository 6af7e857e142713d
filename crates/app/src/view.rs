//! Stored entries as they are shown.

use henro_domain::{Entry, EntryId, Milli, Nutrient, Nutrients, When};
use henro_vault::{StoredEntry, Version};

use crate::wire::*;

/// A stored entry.
pub(crate) fn entry_view(stored: &StoredEntry) -> EntryView {
    let mut view = view(stored.id, stored.when, &stored.entry);
    view.recorded_ms = stored.recorded_at;
    view.edited = stored.edited;
    view.deleted = stored.deleted.is_some();
    view
}

/// A former version of an entry.
pub(crate) fn version_view(id: EntryId, version: &Version) -> EntryView {
    let mut view = view(id, version.when, &version.entry);
    view.recorded_ms = version.at;
    view
}

fn view(id: EntryId, when: When, entry: &Entry) -> EntryView {
    let (name, kcal, nutrients) = match entry {
        Entry::Exercise { name, kcal, .. } => (Some(name.clone()), kcal.map(|kcal| kcal.as_f64()), vec![]),
        Entry::Intake(intake) => {
            let kcal = intake.nutrients.value(Nutrient::EnergyKcal).map(round);
            (Some(intake.name.clone()), kcal, amounts(&intake.nutrients))
        }
        Entry::OwnDish(dish) => {
            let kcal = dish.nutrients.value(Nutrient::EnergyKcal).map(round);
            (Some(dish.name.clone()), kcal, amounts(&dish.nutrients))
        }
        _ => (None, None, vec![]),
    };
    EntryView {
        id: id.as_i64().to_string(),
        day: when.day,
        minute: when.minute.map(|minute| minute.get()),
        body: body(entry),
        name,
        kcal,
        nutrients,
        recorded_ms: 0,
        edited: false,
        deleted: false,
        by: None,
        kept: None,
    }
}

/// An entry as the person would write it.
pub(crate) fn body(entry: &Entry) -> EntryBody {
    match entry {
        Entry::BloodPressure { systolic, diastolic, pulse, occasion } => EntryBody::BloodPressure {
            systolic: systolic.0,
            diastolic: diastolic.0,
            pulse: pulse.map(|pulse| pulse.0),
            occasion: Some(*occasion),
        },
        Entry::Measurement { item, value } => EntryBody::Measurement { item: *item, value: value.as_f64() },
        Entry::Condition { level } => EntryBody::Condition { level: *level },
        Entry::Diary { text } => EntryBody::Diary { text: text.clone() },
        Entry::Exercise { activity, minutes, .. } => {
            EntryBody::Exercise { activity: activity.clone(), minutes: minutes.0 }
        }
        Entry::Steps { count, source } => EntryBody::Steps { count: count.0, source: Some(*source) },
        Entry::Intake(intake) => EntryBody::Intake {
            slot: intake.slot,
            food: intake.food.to_string(),
            portion: intake.portion.as_f64(),
        },
        Entry::OwnDish(dish) => EntryBody::OwnDish {
            name: dish.name.clone(),
            parts: dish.parts.iter().map(|part| part_body(&part.food.to_string(), part.portion)).collect(),
        },
    }
}

fn part_body(food: &str, portion: Milli) -> OwnDishPartBody {
    OwnDishPartBody { food: food.to_owned(), portion: portion.as_f64() }
}

/// All nutrients in stored order.
pub(crate) fn amounts(nutrients: &Nutrients) -> Vec<NutrientAmount> {
    let amount = |nutrient: &Nutrient| NutrientAmount {
        nutrient: *nutrient,
        amount: nutrients.value(*nutrient).map(round),
    };
    Nutrient::ALL.iter().map(amount).collect()
}

/// A stored amount to three decimals: more than any table has, without the noise of single precision.
pub(crate) fn round(amount: f32) -> f64 {
    (f64::from(amount) * 1000.0).round() / 1000.0
}
