use henro_domain::{Intake, MealSlot, Nutrient, Nutrients};

use crate::valid::round;

/// Nutrients of several dishes together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Sum of what is known, rounded as [`decimals`] says; `None` where no dish has a value.
    pub nutrients: Nutrients,
    /// How many of the dishes have no value, by nutrient in stored order.
    pub unknown: [u16; Nutrient::COUNT],
    /// Number of dishes.
    pub dishes: u16,
}

impl Totals {
    /// How many dishes have no value for a nutrient: with one or more, the sum is a lower limit.
    pub fn unknown_of(&self, nutrient: Nutrient) -> u16 {
        self.unknown.get(nutrient as usize).copied().unwrap_or(0)
    }
}

/// Nutrients of a day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayNutrition {
    /// Each meal, in the order of [`MealSlot::ALL`].
    pub meals: [Totals; 4],
    /// The whole day, summed before rounding.
    pub day: Totals,
}

impl DayNutrition {
    /// One meal.
    pub fn meal(&self, slot: MealSlot) -> Totals {
        self.meals.get(slot as usize).copied().unwrap_or_default()
    }
}

/// Share of the energy that comes from each of the three, in %, one decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnergyRatio {
    /// たんぱく質 (P), 4 kcal/g.
    pub protein_pct: f64,
    /// 脂質 (F), 9 kcal/g.
    pub fat_pct: f64,
    /// 炭水化物 (C) with alcohol: the rest.
    pub carbohydrate_pct: f64,
}

/// Nutrients of several dishes.
///
/// `intakes`: any number; each already holds the nutrients of the whole amount eaten. A value that was not measured is
/// not zero: the sum leaves it out and counts it.
///
/// # Source
/// Addition; decimals as 『日本食品標準成分表(八訂)増補2023年』 prints them ([`decimals`]).
/// 250 kcal and 133 kcal: 383 kcal; iron 1.2 mg and not measured: 1.2 mg, one unknown.
pub fn totals<'a>(intakes: impl IntoIterator<Item = &'a Intake>) -> Totals {
    let mut sums = [None::<f64>; Nutrient::COUNT];
    let mut out = Totals::default();
    for intake in intakes {
        out.dishes = out.dishes.saturating_add(1);
        for ((value, sum), unknown) in intake.nutrients.values().iter().zip(&mut sums).zip(&mut out.unknown) {
            match value.filter(|v| v.is_finite()) {
                Some(value) => *sum = Some(sum.unwrap_or(0.0) + f64::from(value)),
                None => *unknown = unknown.saturating_add(1),
            }
        }
    }
    for (nutrient, sum) in Nutrient::ALL.into_iter().zip(sums) {
        out.nutrients.set(nutrient, sum.map(|sum| round(sum, decimals(nutrient)) as f32));
    }
    out
}

/// Nutrients of a day and of each of its meals. `intakes` of one day, any order.
///
/// # Source
/// As [`totals`].
pub fn sum_day(intakes: &[Intake]) -> DayNutrition {
    let of = |slot| totals(intakes.iter().filter(|intake| intake.slot == slot));
    DayNutrition { meals: MealSlot::ALL.map(of), day: totals(intakes) }
}

/// Decimals a nutrient is shown with.
///
/// # Source
/// 『日本食品標準成分表(八訂)増補2023年』, 数値の表示方法: energy whole kcal; g one decimal; potassium, calcium whole mg; iron one
/// decimal; vitamin A whole µg; vitamins B1, B2 two decimals; vitamin C whole mg.
pub fn decimals(nutrient: Nutrient) -> i32 {
    match nutrient {
        Nutrient::EnergyKcal
        | Nutrient::PotassiumMg
        | Nutrient::CalciumMg
        | Nutrient::VitaminAUg
        | Nutrient::VitaminCMg => 0,
        Nutrient::VitaminB1Mg | Nutrient::VitaminB2Mg => 2,
        _ => 1,
    }
}

/// エネルギー産生栄養素バランス of a sum. `None` when energy, protein or fat is unknown, when the energy is not above 0, or
/// when protein and fat alone give more than the energy (the values do not belong together).
///
/// # Source
/// 『日本人の食事摂取基準（2025年版）』 chapter エネルギー産生栄養素バランス: 4 kcal/g protein, 9 kcal/g fat, carbohydrate (alcohol
/// included) as the rest. 2,000 kcal, 75 g, 56 g: 15.0, 25.2, 59.8 %.
pub fn energy_ratio(nutrients: &Nutrients) -> Option<EnergyRatio> {
    let value = |nutrient| nutrients.value(nutrient).map(f64::from).filter(|v| v.is_finite() && *v >= 0.0);
    let energy = value(Nutrient::EnergyKcal).filter(|kcal| *kcal > 0.0)?;
    let protein_pct = round(value(Nutrient::ProteinG)? * 400.0 / energy, 1);
    let fat_pct = round(value(Nutrient::FatG)? * 900.0 / energy, 1);
    let carbohydrate_pct = round(100.0 - protein_pct - fat_pct, 1);
    (carbohydrate_pct >= 0.0).then_some(EnergyRatio { protein_pct, fat_pct, carbohydrate_pct })
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::{FoodRef, Milli};
    use proptest::prelude::*;

    fn intake(slot: MealSlot, kcal: Option<f32>, iron: Option<f32>) -> Intake {
        let mut nutrients = Nutrients::default();
        nutrients.set(Nutrient::EnergyKcal, kcal);
        nutrients.set(Nutrient::IronMg, iron);
        let food = FoodRef::Dish("R001".to_owned());
        Intake { slot, food, name: "x".to_owned(), portion: Milli::from_milli(1000), nutrients }
    }

    #[test]
    fn unknown_is_left_out_and_counted() {
        let day = sum_day(&[
            intake(MealSlot::Lunch, Some(250.0), Some(1.2)),
            intake(MealSlot::Lunch, Some(133.0), None),
            intake(MealSlot::Dinner, Some(100.4), Some(0.25)),
        ]);
        let lunch = day.meal(MealSlot::Lunch);
        // 250 + 133 = 383; iron 1.2 with one unknown
        assert_eq!(lunch.nutrients.value(Nutrient::EnergyKcal), Some(383.0));
        assert_eq!(
            (lunch.nutrients.value(Nutrient::IronMg), lunch.unknown_of(Nutrient::IronMg)),
            (Some(1.2), 1)
        );
        // 383 + 100.4 = 483.4 -> 483; 1.2 + 0.25 = 1.45 -> 1.5 (f32 1.2 is a little above 1.2)
        assert_eq!(day.day.nutrients.value(Nutrient::EnergyKcal), Some(483.0));
        assert_eq!(day.day.nutrients.value(Nutrient::IronMg), Some(1.5));
        assert_eq!(day.day.nutrients.value(Nutrient::VitaminCMg), None);
        assert_eq!((day.day.dishes, day.meal(MealSlot::Breakfast).dishes), (3, 0));
    }

    #[test]
    fn energy_ratio_of_the_worked_example() {
        let mut n = Nutrients::default();
        n.set(Nutrient::EnergyKcal, Some(2000.0));
        n.set(Nutrient::ProteinG, Some(75.0));
        assert_eq!(energy_ratio(&n), None);
        n.set(Nutrient::FatG, Some(56.0));
        // 75 x 4 / 2000 = 15.0 %, 56 x 9 / 2000 = 25.2 %
        let ratio = energy_ratio(&n).unwrap();
        assert_eq!((ratio.protein_pct, ratio.fat_pct, ratio.carbohydrate_pct), (15.0, 25.2, 59.8));
        n.set(Nutrient::EnergyKcal, Some(0.0));
        assert_eq!(energy_ratio(&n), None);
    }

    proptest! {
        #[test]
        fn meals_add_up_to_the_day(kcals in proptest::collection::vec((0usize..4, 0u16..2000), 0..40)) {
            let list: Vec<Intake> =
                kcals.iter().map(|(s, k)| intake(MealSlot::ALL[*s], Some(f32::from(*k)), None)).collect();
            let day = sum_day(&list);
            let meals: f32 = day.meals.iter().filter_map(|m| m.nutrients.value(Nutrient::EnergyKcal)).sum();
            prop_assert_eq!(meals, day.day.nutrients.value(Nutrient::EnergyKcal).unwrap_or(0.0));
        }

        #[test]
        fn no_value_panics_and_none_becomes_nan(values: Vec<Option<f32>>) {
            let list: Vec<Intake> = values.iter().map(|v| intake(MealSlot::Other, *v, *v)).collect();
            let sum = sum_day(&list).day.nutrients;
            prop_assert!(!sum.value(Nutrient::IronMg).is_some_and(f32::is_nan));
            let _ = energy_ratio(&sum);
        }
    }
}
