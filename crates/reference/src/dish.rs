use std::sync::OnceLock;

use henro_domain::{FoodRef, Milli, Nutrients};

use crate::category::{Category, DISH_CATEGORIES};
use crate::food::food;
use crate::table::{NutrientSet, Words, rows};

/// One dish or menu item, as a typical portion for one person.
#[derive(Debug, PartialEq)]
pub struct Dish {
    /// Letter and three digits; stable.
    pub id: &'static str,
    /// Id of its category.
    pub category: &'static str,
    /// Name to show.
    pub name: &'static str,
    /// Reading in hiragana.
    pub kana: &'static str,
    /// Other words for it.
    pub aliases: Words,
    /// English name.
    pub name_en: &'static str,
    /// The portion in words, in Japanese.
    pub serving: &'static str,
    /// Sum of the ingredients in grams: the dry weight of instant noodles, the powder of powders.
    pub total_g: f32,
    /// Per portion, computed by us from the food tables. Show 目安 beside it.
    pub nutrients: Nutrients,
    /// Nutrients whose true value is higher than shown, because much of the dish was not measured.
    pub unknown: NutrientSet,
    ingredients: &'static str,
    /// Where a stand-in or an estimate was used, in Japanese; mostly empty.
    pub note: &'static str,
}

impl Dish {
    /// Food code and edible grams of each ingredient.
    pub fn ingredients(&self) -> impl Iterator<Item = (&'static str, f32)> {
        self.ingredients.split(';').filter_map(|part| {
            let (code, grams) = part.split_once(':')?;
            Some((code, grams.parse().ok()?))
        })
    }
}

/// All 811 dishes, by category.
pub fn dishes() -> &'static [Dish] {
    static DISHES: OnceLock<Vec<Dish>> = OnceLock::new();
    DISHES.get_or_init(|| {
        rows(TABLE, |cells| {
            Some(Dish {
                id: cells.text()?,
                category: cells.text()?,
                name: cells.text()?,
                kana: cells.text()?,
                aliases: cells.words()?,
                name_en: cells.text()?,
                serving: cells.text()?,
                total_g: cells.value()?,
                nutrients: cells.nutrients()?,
                unknown: cells.nutrient_set()?,
                ingredients: cells.text()?,
                note: cells.text()?,
            })
        })
    })
}

/// The dish with this id.
pub fn dish(id: &str) -> Option<&'static Dish> {
    static BY_ID: OnceLock<Vec<&'static Dish>> = OnceLock::new();
    let by_id = BY_ID.get_or_init(|| {
        let mut list: Vec<_> = dishes().iter().collect();
        list.sort_by_key(|dish| dish.id);
        list
    });
    let place = by_id.binary_search_by_key(&id, |dish| dish.id).ok()?;
    by_id.get(place).copied()
}

/// The dishes of one category, by its id, in table order.
pub fn dishes_in(category: &str) -> impl Iterator<Item = &'static Dish> {
    let known: Option<&Category> = DISH_CATEGORIES.iter().find(|known| known.id == category);
    dishes().iter().filter(move |dish| known.is_some_and(|known| known.id == dish.category))
}

/// Nutrients of an amount of a dish or food: portions of a dish, hundreds of grams of a food.
///
/// `None` for a dish of the person's own (the vault knows those) and for a code not in the tables.
pub fn nutrients_of(reference: &FoodRef, portion: Milli) -> Option<Nutrients> {
    let one = match reference {
        FoodRef::Dish(id) => dish(id)?.nutrients,
        FoodRef::Food(code) => food(code)?.nutrients,
        FoodRef::Own(_) => return None,
    };
    Some(one.times(portion.as_f64() as f32))
}

const TABLE: &str = include_str!("../data/dishes.tsv");

#[cfg(test)]
mod tests {
    use henro_domain::{EntryId, Nutrient};

    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(dishes().len(), TABLE.lines().count() - 1);
        assert_eq!(dishes().len(), 811, "number of recipes of our dish source");
        let in_categories: usize = DISH_CATEGORIES.iter().map(|known| dishes_in(known.id).count()).sum();
        assert_eq!(in_categories, 811, "every dish is in a known category");
    }

    #[test]
    fn ids_are_unique_and_read_as_dish_references() {
        let mut ids: Vec<_> = dishes().iter().map(|dish| dish.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 811);
        for id in ids {
            assert_eq!(FoodRef::parse(id).unwrap(), FoodRef::Dish(id.to_owned()));
        }
    }

    #[test]
    fn the_energy_of_a_dish_is_the_sum_of_its_ingredients() {
        // Recomputed here from the food table: the two tables must stay of one edition.
        for dish in dishes() {
            let mut kcal = 0.0;
            let mut grams_in_all = 0.0;
            for (code, grams) in dish.ingredients() {
                let food = food(code).unwrap_or_else(|| panic!("{}: {code}", dish.id));
                kcal += food.nutrients.value(Nutrient::EnergyKcal).unwrap_or(0.0) * grams / 100.0;
                grams_in_all += grams;
            }
            let shown = dish.nutrients.value(Nutrient::EnergyKcal).unwrap();
            assert!((shown - kcal).abs() <= 0.51, "{} {shown} {kcal}", dish.id);
            assert!((dish.total_g - grams_in_all).abs() <= 0.051, "{}", dish.id);
        }
    }

    #[test]
    fn a_bowl_of_rice_and_a_half_and_150_g_of_rice_are_computed() {
        // R002 ごはん(普通) 234 kcal: one and a half portions 351; 01088 156 kcal x 1.5.
        let bowls = nutrients_of(&FoodRef::Dish("R002".into()), Milli::from_milli(1500)).unwrap();
        assert_eq!(bowls.value(Nutrient::EnergyKcal), Some(351.0));
        let grams = nutrients_of(&FoodRef::Food("01088".into()), Milli::from_milli(1500)).unwrap();
        assert_eq!(grams.value(Nutrient::EnergyKcal), Some(234.0));
    }

    #[test]
    fn an_own_dish_and_an_unknown_code_have_no_table_nutrients() {
        let one = Milli::from_milli(1000);
        let own = FoodRef::Own(EntryId::from_i64(1_099_511_627_777).unwrap());
        assert!(nutrients_of(&own, one).is_none());
        assert!(nutrients_of(&FoodRef::Dish("Z999".into()), one).is_none());
        assert!(nutrients_of(&FoodRef::Food("99999".into()), one).is_none());
    }

    #[test]
    fn alcohol_is_only_in_drinks() {
        // Rule of the dish table: alcohol of seasonings is taken to boil off.
        for dish in dishes().iter().filter(|dish| dish.category != "alcohol") {
            assert_eq!(dish.nutrients.value(Nutrient::AlcoholG), Some(0.0), "{}", dish.id);
        }
    }

    #[test]
    fn the_name_of_a_category_is_not_its_id() {
        assert_eq!(dishes_in("主食").count(), 0);
        assert_eq!(dishes_in("staple").count(), 111);
    }
}
