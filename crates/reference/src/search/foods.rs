use std::sync::OnceLock;

use henro_domain::{FoodRef, Nutrient};

use super::index::{Index, Kind, Match, Weight};
use super::words::{Table, base, extra_words, split_classes};
use crate::dish::{Dish, dishes};
use crate::food::{Food, foods};

/// One answer of [`search_food`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoodHit {
    /// What was found.
    pub item: FoodItem,
    /// How it meets the query.
    pub meets: Match,
}

/// A row that can be eaten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FoodItem {
    /// A dish; amounts are portions.
    Dish(&'static Dish),
    /// A food; amounts are hundreds of grams.
    Food(&'static Food),
}

impl FoodItem {
    /// The reference to store.
    pub fn reference(self) -> FoodRef {
        match self {
            Self::Dish(dish) => FoodRef::Dish(dish.id.to_owned()),
            Self::Food(food) => FoodRef::Food(food.code.to_owned()),
        }
    }

    /// Name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dish(dish) => dish.name,
            Self::Food(food) => food.name,
        }
    }

    /// Energy of one portion of a dish or of 100 g of a food, kcal.
    pub fn kcal(self) -> Option<f32> {
        match self {
            Self::Dish(dish) => dish.nutrients.value(Nutrient::EnergyKcal),
            Self::Food(food) => food.nutrients.value(Nutrient::EnergyKcal),
        }
    }
}

/// Dishes and foods that meet the query, best first: whole, beginning, word, inside, slip; dishes
/// before raw foods, short names before long ones.
///
/// Kanji, kana of either kind and width, romaji of either school and English; several words in any
/// order. The first 64 characters count; any text is safe.
pub fn search_food(query: &str, limit: usize) -> Vec<FoodHit> {
    let dishes = dishes();
    let item = |row: usize| match row.checked_sub(dishes.len()) {
        None => dishes.get(row).map(FoodItem::Dish),
        Some(row) => foods().get(row).map(FoodItem::Food),
    };
    let hits = index().search(query, limit);
    hits.into_iter().filter_map(|(row, meets)| Some(FoodHit { item: item(row)?, meets })).collect()
}

/// Builds the indexes now, so that the first search is as quick as the next.
pub fn warm_search() {
    index();
    super::activities::index();
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::default();
        for dish in dishes() {
            let weight = Weight { class: 0, length: length(base(dish.name)) };
            let names = [dish.name, base(dish.name), dish.kana].map(|text| (Kind::Name, text));
            let english = [dish.name_en, base(dish.name_en)].map(|text| (Kind::English, text));
            let aliases = dish.aliases.iter().chain([dish.id]).map(|text| (Kind::Alias, text));
            let said = extra_words(Table::Food, dish.id).map(|text| (Kind::Said, text));
            index.add(weight, names.into_iter().chain(said).chain(aliases).chain(english));
        }
        for food in foods() {
            let (name, classes) = split_classes(food.name);
            // Among raw foods the uncooked one first.
            let class = if name.ends_with(" 生") { 1 } else { 2 };
            let weight = Weight { class, length: length(&name) };
            let keys = [(Kind::Name, name.as_str()), (Kind::Class, classes.as_str())];
            let aliases = food.aliases.iter().chain([food.code]).map(|text| (Kind::Alias, text));
            let said = extra_words(Table::Food, food.code).map(|text| (Kind::Said, text));
            index.add(weight, keys.into_iter().chain(said).chain(aliases));
        }
        index
    })
}

fn length(name: &str) -> u16 {
    u16::try_from(name.chars().count()).unwrap_or(u16::MAX)
}
