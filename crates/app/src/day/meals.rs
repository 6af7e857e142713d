use henro_calc as calc;
use henro_domain::{Day, Entry, FoodRef, Intake, MealSlot, Nutrient};
use henro_vault::StoredEntry;

use super::reference::reference_lines;
use crate::open::Open;
use crate::reading::kept_id;
use crate::view::{amounts, body, round};
use crate::wire::{EntryDraft, MealView, NutrientLine};

/// The four meals of a day with what was eaten at each the day before.
pub(super) fn meals(day: Day, entries: &[StoredEntry], week: &[StoredEntry]) -> Vec<MealView> {
    MealSlot::ALL.into_iter().map(|slot| meal(day, slot, entries, week)).collect()
}

fn meal(day: Day, slot: MealSlot, entries: &[StoredEntry], week: &[StoredEntry]) -> MealView {
    // A dish of somebody's own in the other record is another dish in this one.
    let foreign = |stored: &StoredEntry| {
        kept_id(stored.id).is_some() && intake(stored).is_some_and(|i| matches!(i.food, FoodRef::Own(_)))
    };
    let yesterday =
        week.iter().filter(|stored| stored.when.day == day.plus(-1)).filter(|stored| !foreign(stored));
    let here: Vec<_> =
        entries.iter().filter(|stored| intake(stored).is_some_and(|i| i.slot == slot)).collect();
    let totals = calc::totals(here.iter().filter_map(|stored| intake(stored)));
    let before = yesterday.filter(|stored| intake(stored).is_some_and(|i| i.slot == slot));
    MealView {
        slot,
        ids: here.iter().map(|stored| stored.id.as_i64().to_string()).collect(),
        names: here.iter().filter_map(|stored| Some(intake(stored)?.name.clone())).collect(),
        kcal: totals.nutrients.value(Nutrient::EnergyKcal).map_or(0.0, round),
        nutrients: amounts(&totals.nutrients),
        yesterday: before.clone().map(|stored| again(day, stored)).collect(),
        yesterday_names: before.filter_map(|stored| Some(intake(stored)?.name.clone())).collect(),
    }
}

fn again(day: Day, stored: &StoredEntry) -> EntryDraft {
    EntryDraft { day, minute: stored.when.minute.map(|minute| minute.get()), body: body(&stored.entry) }
}

fn intake(stored: &StoredEntry) -> Option<&Intake> {
    match &stored.entry {
        Entry::Intake(intake) => Some(intake),
        _ => None,
    }
}

/// Sums of the day against the reference intakes of the person.
pub(super) fn nutrition(open: &mut Open, day: Day, entries: &[StoredEntry]) -> Vec<NutrientLine> {
    let totals = calc::totals(entries.iter().filter_map(intake));
    let person = open.person();
    let reference = match (person.sex, person.birth) {
        (Some(sex), Some(birth)) => reference_lines(sex, birth.age_on(day), person.activity, day),
        _ => vec![],
    };
    let lines = Nutrient::ALL.into_iter().map(|nutrient| {
        let found = reference.iter().find(|(of, _, _)| *of == nutrient);
        NutrientLine {
            nutrient,
            amount: totals.nutrients.value(nutrient).map_or(0.0, round),
            partial: totals.unknown_of(nutrient) > 0,
            at_least: found.and_then(|(_, at_least, _)| *at_least),
            at_most: found.and_then(|(_, _, at_most)| *at_most),
        }
    });
    lines.collect()
}

/// Whether the day is free of alcohol, and how many of the last seven days were.
pub(super) fn alcohol(week: &[StoredEntry], day: Day) -> (Option<bool>, u8) {
    let days: Vec<(Day, calc::AlcoholDay)> = (0..7)
        .map(|back| {
            let on = day.plus(-back);
            let eaten = week.iter().filter(|stored| stored.when.day == on).filter_map(intake).cloned();
            (on, calc::alcohol_day(&eaten.collect::<Vec<_>>()))
        })
        .collect();
    let free = match days.first().map(|(_, state)| *state) {
        Some(calc::AlcoholDay::Free) => Some(true),
        Some(calc::AlcoholDay::Drank) => Some(false),
        _ => None,
    };
    (free, calc::alcohol_week(&days, day).free)
}
