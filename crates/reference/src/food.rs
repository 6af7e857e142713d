use std::sync::OnceLock;

use henro_domain::Nutrients;

use crate::category::{Category, FOOD_GROUPS};
use crate::table::{NutrientSet, Words, rows};

/// One food of the Standard Tables of Food Composition. Values are per 100 g of edible portion.
#[derive(Debug, PartialEq)]
pub struct Food {
    /// 食品番号: five digits, leading zero kept; the first two are the food group.
    pub code: &'static str,
    /// 食品名 as published, brackets and all. The tables have no reading and no English name.
    pub name: &'static str,
    /// Per 100 g of edible portion.
    pub nutrients: Nutrients,
    /// 廃棄率: per cent of the weight as bought that is thrown away.
    pub refuse_pct: u8,
    /// Grams in 100 mL, where the tables' remarks give it.
    pub grams_per_100ml: Option<f32>,
    /// 別名 of the remarks.
    pub aliases: Words,
    /// Nutrients whose value the tables call estimated.
    pub estimated: NutrientSet,
    /// Nutrients of which there is a trace, stored as zero.
    pub trace: NutrientSet,
    /// What is odd about the published row, in Japanese; empty for nearly all.
    pub note: &'static str,
}

impl Food {
    /// The food group.
    pub fn group(&self) -> Option<&'static Category> {
        FOOD_GROUPS.iter().find(|group| self.code.starts_with(group.id))
    }
}

/// All 2,538 foods, by food group as published.
pub fn foods() -> &'static [Food] {
    static FOODS: OnceLock<Vec<Food>> = OnceLock::new();
    FOODS.get_or_init(|| {
        rows(TABLE, |cells| {
            Some(Food {
                code: cells.text()?,
                name: cells.text()?,
                nutrients: cells.nutrients()?,
                refuse_pct: cells.value()?,
                grams_per_100ml: cells.maybe()?,
                aliases: cells.words()?,
                estimated: cells.nutrient_set()?,
                trace: cells.nutrient_set()?,
                note: cells.text()?,
            })
        })
    })
}

/// The food with this code.
pub fn food(code: &str) -> Option<&'static Food> {
    static BY_CODE: OnceLock<Vec<&'static Food>> = OnceLock::new();
    let by_code = BY_CODE.get_or_init(|| {
        let mut list: Vec<_> = foods().iter().collect();
        list.sort_by_key(|food| food.code);
        list
    });
    let place = by_code.binary_search_by_key(&code, |food| food.code).ok()?;
    by_code.get(place).copied()
}

/// The foods of one group, by its id.
pub fn foods_in(group: &str) -> impl Iterator<Item = &'static Food> {
    let known = FOOD_GROUPS.iter().find(|known| known.id == group);
    foods().iter().filter(move |food| known.is_some_and(|group| food.code.starts_with(group.id)))
}

const TABLE: &str = include_str!("../data/foods.tsv");

#[cfg(test)]
mod tests {
    use henro_domain::Nutrient;

    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(foods().len(), TABLE.lines().count() - 1);
        assert_eq!(foods().len(), 2538, "the published number of foods, 2023 supplement");
    }

    #[test]
    fn every_group_has_its_published_number_of_foods() {
        // 八訂増補2023年, list of the 18 groups.
        let published = [208, 70, 31, 113, 46, 413, 185, 56, 58, 471, 317, 23, 59, 34, 187, 64, 148, 55];
        for (group, published) in FOOD_GROUPS.iter().zip(published) {
            assert_eq!(foods_in(group.id).count(), published, "{}", group.ja);
        }
        assert_eq!(foods_in("0").count(), 0);
    }

    #[test]
    fn cooked_rice_has_the_published_values() {
        // 01088 水稲めし 精白米 うるち米: 156 kcal, たんぱく質 2.5 g, 炭水化物 37.1 g.
        let rice = food("01088").unwrap();
        assert_eq!(rice.nutrients.value(Nutrient::EnergyKcal), Some(156.0));
        assert_eq!(rice.nutrients.value(Nutrient::ProteinG), Some(2.5));
        assert_eq!(rice.nutrients.value(Nutrient::CarbohydrateG), Some(37.1));
        assert_eq!(rice.group().unwrap().ja, "穀類");
    }

    #[test]
    fn not_measured_is_not_zero() {
        // Alcohol is measured only where there may be some: "-" in the table for amaranth.
        assert_eq!(food("01001").unwrap().nutrients.value(Nutrient::AlcoholG), None);
        assert!(food("01001").unwrap().trace.contains(Nutrient::VitaminAUg));
        assert!(food("01001").unwrap().estimated.contains(Nutrient::VitaminCMg));
    }

    #[test]
    fn the_odd_rows_say_so() {
        let odd: Vec<_> = foods().iter().filter(|food| !food.note.is_empty()).map(|f| f.code).collect();
        assert_eq!(odd, ["03031", "09017", "11310", "18056"]);
    }

    #[test]
    fn an_unknown_code_is_no_food() {
        for code in ["", "0", "99999", "01088 ", "ごはん"] {
            assert!(food(code).is_none(), "{code}");
        }
    }
}
