//! What was read, weighed with the verdicts of `domain`: a fact, a question or a refusal.

use henro_domain::{
    Bpm, Entry, FoodRef, Intake, MealSlot, MeasureItem, Milli, Minutes, MmHg, Nutrients, Occasion, Verdict,
    check_blood_pressure, check_entry,
};

use crate::amount::Portions;
use crate::item::Kind;
use crate::lexicon::{LexActivity, LexFood};
use crate::meal::{self, Served};
use crate::measure::{self, Measured};
use crate::pressure::Pressure;
use crate::{FactBody, QuestionKind};

/// A blood pressure at an occasion.
pub(crate) fn of_pressure(read: &Pressure, occasion: Occasion) -> Kind {
    let body = |systolic: MmHg, diastolic: MmHg, pulse: Option<Bpm>| FactBody::BloodPressure {
        systolic,
        diastolic,
        pulse,
        occasion,
    };
    let written = body(read.systolic, read.diastolic, read.pulse);
    let ask = |kind, bodies| Kind::Ask { kind, bodies };
    match read.verdict {
        Verdict::Usual if !read.loose => {
            Kind::Fact { body: written, labelled: true, bare: read.pulse.is_none() && !read.labelled }
        }
        Verdict::Usual => ask(QuestionKind::WhatIsIt, vec![written]),
        Verdict::Rare => ask(QuestionKind::Rare, vec![written]),
        Verdict::Swapped => {
            let turned = check_blood_pressure(read.diastolic, read.systolic, read.pulse);
            let bodies = match turned {
                Verdict::Usual | Verdict::Rare => vec![body(read.diastolic, read.systolic, read.pulse)],
                _ => Vec::new(),
            };
            ask(QuestionKind::Swapped, bodies)
        }
        Verdict::Impossible => ask(QuestionKind::Impossible, Vec::new()),
    }
}

/// A measurement or steps.
pub(crate) fn of_measured(read: Measured) -> Kind {
    match read.verdict {
        Verdict::Usual if read.unclear => Kind::Ask { kind: QuestionKind::WhatIsIt, bodies: vec![read.body] },
        Verdict::Usual if !read.converted => {
            let labelled = read.labelled || matches!(read.body, FactBody::Steps { .. });
            Kind::Fact { body: read.body, labelled, bare: read.bare }
        }
        Verdict::Usual | Verdict::Rare => {
            let bodies = std::iter::once(read.body.clone()).chain(pounds(&read)).collect();
            Kind::Ask { kind: QuestionKind::Rare, bodies }
        }
        Verdict::Swapped | Verdict::Impossible => {
            Kind::Ask { kind: QuestionKind::Impossible, bodies: pounds(&read).into_iter().collect() }
        }
    }
}

/// An activity: one where it is sure, else up to three to choose from.
pub(crate) fn of_exercise(activities: &[LexActivity], sure: bool, minutes: Option<Minutes>) -> Kind {
    let ask = |kind, bodies| Kind::Ask { kind, bodies };
    let said = minutes.map_or(vec![Minutes(30), Minutes(15), Minutes(60)], |minutes| vec![minutes]);
    let lengths = if sure { said.as_slice() } else { said.get(..1).unwrap_or_default() };
    let body = |hit: &LexActivity, minutes: &Minutes| FactBody::Exercise {
        activity: hit.code.clone(),
        name: hit.name.clone(),
        minutes: *minutes,
    };
    let bodies: Vec<FactBody> =
        activities.iter().flat_map(|hit| lengths.iter().map(move |minutes| body(hit, minutes))).collect();
    match (sure, minutes) {
        (_, Some(Minutes(0 | 1441..))) => ask(QuestionKind::Impossible, Vec::new()),
        (false, _) => ask(QuestionKind::WhichActivity, bodies),
        (true, None) => ask(QuestionKind::HowLong, bodies),
        (true, Some(Minutes(301..=1440))) => ask(QuestionKind::Rare, bodies),
        (true, Some(_)) => bodies.into_iter().next().map_or(Kind::Leftover, Kind::fact),
    }
}

/// A dish. `slot` is the meal said or usual, `usual` the one shown where it must be asked.
pub(crate) fn of_served(served: &Served, slot: Option<MealSlot>, usual: MealSlot) -> Kind {
    let intake = |hit: &LexFood, portion: Milli, slot: MealSlot| FactBody::Intake {
        food: hit.food.clone(),
        name: hit.name.clone(),
        portion,
        slot,
    };
    let ask = |kind, bodies| Kind::Ask { kind, bodies };
    let meal = slot.unwrap_or(usual);
    match (served.sure, served.dishes.first()) {
        (true, Some((hit, Portions::Sure(portion)))) => match (portion_verdict(*portion), slot) {
            (Verdict::Usual, Some(slot)) => Kind::fact(intake(hit, *portion, slot)),
            (Verdict::Usual, None) => {
                let meals = [MealSlot::Dinner, MealSlot::Lunch, MealSlot::Breakfast];
                ask(QuestionKind::WhichMeal, meals.map(|slot| intake(hit, *portion, slot)).to_vec())
            }
            (Verdict::Rare, _) => ask(QuestionKind::Rare, vec![intake(hit, *portion, meal)]),
            _ => ask(QuestionKind::Impossible, Vec::new()),
        },
        (true, Some((hit, Portions::Ask(several)))) => {
            let fit = several.iter().filter(|portion| portion_verdict(**portion) != Verdict::Impossible);
            ask(QuestionKind::HowMuch, fit.take(3).map(|portion| intake(hit, *portion, meal)).collect())
        }
        _ => {
            let fit = served.dishes.iter().map(|(hit, portions)| (hit, meal::likeliest(portions)));
            let fit = fit.filter(|(_, portion)| portion_verdict(*portion) != Verdict::Impossible);
            ask(QuestionKind::WhichFood, fit.map(|(hit, portion)| intake(hit, portion, meal)).collect())
        }
    }
}

/// A weight that is usual once taken for pounds.
fn pounds(read: &Measured) -> Option<FactBody> {
    let FactBody::Measurement { item: item @ MeasureItem::WeightKg, value } = read.body else {
        return None;
    };
    let kilograms = Milli::from_f64(value.as_f64() * 0.453_592_37).ok()?;
    let rounded = Milli::from_milli((kilograms.milli() + 50) / 100 * 100);
    let usual =
        measure::verdict_of(item, rounded) == Verdict::Usual && !read.converted && value.milli() > 100_000;
    usual.then_some(FactBody::Measurement { item, value: rounded })
}

fn portion_verdict(portion: Milli) -> Verdict {
    let name = String::from("x");
    let food = FoodRef::Dish(String::from("X000"));
    let nutrients = Nutrients::default();
    check_entry(&Entry::Intake(Intake { slot: MealSlot::Other, food, name, portion, nutrients }))
}
