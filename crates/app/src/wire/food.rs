use henro_domain::{Day, MealSlot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EntryView, NutrientAmount};

/// Looks for dishes and foods.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoodSearch {
    /// Kanji, kana or romaji.
    pub query: String,
    /// At most 50; 20 when left out.
    pub limit: Option<u32>,
}

/// Lists the dishes of one category, or foods of a food group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoodBrowse {
    /// Id of a category; the list of categories alone when left out.
    pub category: Option<String>,
}

/// What is often eaten at a meal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoodFavourites {
    /// The meal.
    pub slot: MealSlot,
    /// The day on the screen.
    pub day: Day,
}

/// A dish or food to choose.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct FoodView {
    /// `R002`, `01088` or `own:ID`.
    pub food: String,
    /// Its name.
    pub name: String,
    /// English name, where there is one.
    pub name_en: Option<String>,
    /// What one portion is: 茶碗1杯 150g, or 100 g of a food.
    pub serving: String,
    /// kcal of one portion.
    pub kcal: Option<f64>,
    /// Nutrients of one portion.
    pub nutrients: Vec<NutrientAmount>,
    /// Portion to begin with (the usual one of this person, or 1).
    pub portion: f64,
    /// Id of its category or food group; `own` for an own dish.
    pub category: String,
    /// A raw food, not a dish.
    pub raw: bool,
    /// What the value leaves out or estimates.
    pub note: String,
}

/// Dishes and foods.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct FoodViews {
    /// Best first.
    pub foods: Vec<FoodView>,
    /// Categories of dishes.
    pub categories: Vec<CategoryView>,
}

/// A category of dishes or a food group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CategoryView {
    /// Its id.
    pub id: String,
    /// Japanese name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// Own dishes as entries.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct OwnDishList {
    /// By name.
    pub dishes: Vec<EntryView>,
}

/// Looks for activities.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivitySearch {
    /// Kanji, kana or romaji; the person's usual ones when empty.
    pub query: String,
    /// At most 50; 20 when left out.
    pub limit: Option<u32>,
}

/// An activity to choose.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ActivityView {
    /// Its code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Category.
    pub category: String,
    /// METs.
    pub mets: f64,
    /// The METs are those of the nearest activity: 推定.
    pub estimated: bool,
    /// kcal of 10 minutes at the newest weight.
    pub kcal_10min: Option<f64>,
    /// Minutes this person usually writes.
    pub usual_minutes: Option<u16>,
}

/// Activities.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ActivityViews {
    /// Best first.
    pub activities: Vec<ActivityView>,
}
