//! What is worked out of eating and drinking.

use henro_domain::{Day, PhysicalActivityLevel, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Reference intakes of a person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcIntakeReference {
    /// Years.
    pub age: u32,
    /// Sex.
    pub sex: Sex,
    /// 身体活動レベル.
    pub activity: PhysicalActivityLevel,
    /// Day whose edition holds; today when left out.
    pub day: Option<Day>,
}

/// Reference intakes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcIntakeReferenceReply {
    /// One a nutrient.
    pub lines: Vec<CalcIntakeLine>,
    /// Edition.
    pub source: String,
}

/// Reference of one nutrient.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcIntakeLine {
    /// Which.
    pub nutrient: henro_domain::Nutrient,
    /// At least.
    pub at_least: Option<f64>,
    /// Less than.
    pub at_most: Option<f64>,
}

/// Nutrients of an amount of a dish or food.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcNutrition {
    /// `R002` or `01088`.
    pub food: String,
    /// Portions of a dish or hundreds of grams of a food.
    pub portion: f64,
}

/// Nutrients.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcNutritionReply {
    /// Name.
    pub name: String,
    /// Amounts.
    pub nutrients: Vec<crate::wire::NutrientAmount>,
    /// Source.
    pub source: String,
}

/// Alcohol: of drinks, and of days.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcAlcohol {
    /// At most 200.
    #[serde(default)]
    pub drinks: Vec<CalcDrink>,
    /// In any order; at most 4,000. Of a day named twice the first counts.
    #[serde(default)]
    pub days: Vec<CalcAlcoholDay>,
    /// Day the week and the streak end on; today when left out.
    pub on: Option<Day>,
}

/// A drink.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcDrink {
    /// ml.
    pub millilitres: f64,
    /// % by volume.
    pub strength_pct: f64,
}

/// Alcohol of a day.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcAlcoholDay {
    /// The day.
    pub day: Day,
    /// g of all that was recorded; left out where nothing was.
    pub grams: Option<f64>,
}

/// Pure alcohol and 休肝日.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcAlcoholReply {
    /// g of each drink.
    pub grams: Vec<f64>,
    /// g of all drinks.
    pub total_g: f64,
    /// 休肝日 among the seven days.
    pub free: u8,
    /// Days with alcohol.
    pub drank: u8,
    /// Days of which nothing is known.
    pub unknown: u8,
    /// 休肝日 in a row.
    pub streak: u32,
    /// Source.
    pub source: String,
}

/// Energy of a day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcEnergyDay {
    /// kg.
    pub weight_kg: f64,
    /// cm.
    pub height_cm: f64,
    /// Years, 18 to 120.
    pub age: u32,
    /// Sex.
    pub sex: Sex,
    /// kcal of the steps and of each activity without rest (`kcal_net`); at most 1,000.
    pub net_kcal: Vec<f64>,
}

/// What a day burns.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcEnergyDayReply {
    /// Basal metabolism.
    pub basal_kcal: f64,
    /// On top of it.
    pub activity_kcal: f64,
    /// Both.
    pub total_kcal: f64,
    /// The formula was not checked for this age (80 and above).
    pub beyond_checked_age: bool,
    /// Source.
    pub source: String,
}

/// Energy and what it comes from.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcEnergyRatio {
    /// kcal.
    pub energy_kcal: f64,
    /// g.
    pub protein_g: f64,
    /// g.
    pub fat_g: f64,
}

/// エネルギー産生栄養素バランス in %.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcEnergyRatioReply {
    /// Protein.
    pub protein_pct: f64,
    /// Fat.
    pub fat_pct: f64,
    /// Carbohydrate with alcohol: the rest.
    pub carbohydrate_pct: f64,
    /// Where the rule comes from.
    pub source: String,
}

/// What was eaten in a day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcNutritionDay {
    /// At most 200.
    pub eaten: Vec<CalcEaten>,
}

/// One dish or food eaten.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcEaten {
    /// Meal.
    pub slot: henro_domain::MealSlot,
    /// `R002` or `01088`.
    pub food: String,
    /// Portions of a dish or hundreds of grams of a food.
    pub portion: f64,
}

/// Sums of a day and of its four meals.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcNutritionDayReply {
    /// Breakfast, lunch, dinner, other.
    pub meals: Vec<CalcTotals>,
    /// The whole day, summed before rounding.
    pub day: CalcTotals,
    /// Of the day; none where its values do not belong together.
    pub ratio: Option<CalcEnergyRatioReply>,
    /// Source.
    pub source: String,
}

/// A sum.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcTotals {
    /// How many dishes.
    pub dishes: u16,
    /// Sums of what is known.
    pub nutrients: Vec<crate::wire::NutrientAmount>,
    /// Nutrients of which a dish has no value: their sum is a lower limit.
    pub partial: Vec<henro_domain::Nutrient>,
}
