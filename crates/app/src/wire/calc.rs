use henro_domain::{Day, Occasion, PhysicalActivityLevel, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Body mass index.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcBmi {
    /// kg.
    pub weight_kg: f64,
    /// cm.
    pub height_cm: f64,
}

/// BMI and what follows from it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcBmiReply {
    /// kg/m², one decimal.
    pub bmi: f64,
    /// `underweight`, `normal`, `obese_1` … `obese_4` of 日本肥満学会.
    pub class: String,
    /// Weight at BMI 22, kg.
    pub weight_at_22: f64,
    /// 1 thin … 5 round.
    pub figure: u8,
    /// Source of the classes.
    pub source: String,
}

/// One home reading.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcReading {
    /// Day.
    pub day: Day,
    /// Minutes since midnight.
    pub minute: Option<u16>,
    /// Morning, evening, other.
    pub occasion: Occasion,
    /// 最高血圧.
    pub systolic: u16,
    /// 最低血圧.
    pub diastolic: u16,
}

/// Home blood pressure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcHomePressure {
    /// At most 10,000.
    pub readings: Vec<CalcReading>,
}

/// Means by the rules of the guideline.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcHomePressureReply {
    /// Mean of the mornings, at least five days.
    pub morning: Option<[f64; 2]>,
    /// Mean of the evenings, at least five days.
    pub evening: Option<[f64; 2]>,
    /// Days with a morning value.
    pub morning_days: u32,
    /// Days with an evening value.
    pub evening_days: u32,
    /// Either mean at or above 135/85.
    pub high: Option<bool>,
    /// `normal`, `high_normal`, `elevated`, `grade1` … `grade3`: the worse of the two means.
    pub class: Option<String>,
    /// Either mean 135 or more over less than 85 (孤立性収縮期高血圧).
    pub isolated_systolic: Option<bool>,
    /// All mornings given, not the last seven.
    pub period_morning: Option<CalcPressureMean>,
    /// All evenings given.
    pub period_evening: Option<CalcPressureMean>,
    /// Both together.
    pub period: Option<CalcPressureMean>,
    /// Days with a morning or evening value.
    pub days_measured: u32,
    /// Those of them at or above 135/85, each value taken in whole mmHg.
    pub days_high: u32,
    /// Whether they are a third of the measured days or more.
    pub third_high: bool,
    /// Source.
    pub source: String,
}

/// Mean of a period.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcPressureMean {
    /// Values in it.
    pub values: u32,
    /// Systolic and diastolic in whole mmHg.
    pub mean: [f64; 2],
    /// Class, from five values on.
    pub class: Option<String>,
}

/// Energy of an activity.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcExercise {
    /// METs.
    pub mets: f64,
    /// Minutes.
    pub minutes: f64,
    /// kg.
    pub weight_kg: f64,
    /// Day whose rule holds; today when left out.
    pub day: Option<Day>,
}

/// kcal and METs-hours.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcExerciseReply {
    /// kcal.
    pub kcal: f64,
    /// Without the metabolism of rest.
    pub kcal_net: f64,
    /// METs x hours.
    pub mets_hours: f64,
    /// The rule used.
    pub source: String,
}

/// Steps.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcSteps {
    /// Steps.
    pub steps: u32,
    /// cm.
    pub height_cm: f64,
    /// kg.
    pub weight_kg: f64,
    /// Own stride in metres.
    pub stride_m: Option<f64>,
    /// Day whose rule holds; today when left out.
    pub day: Option<Day>,
}

/// Distance, time, energy.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcStepsReply {
    /// Stride.
    pub stride_m: f64,
    /// Distance.
    pub metres: f64,
    /// Minutes.
    pub minutes: f64,
    /// METs used.
    pub mets: f64,
    /// kcal.
    pub kcal: f64,
    /// Source.
    pub source: String,
}

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
    pub nutrients: Vec<super::NutrientAmount>,
    /// Source.
    pub source: String,
}

/// Energy of a day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcBasal {
    /// kg.
    pub weight_kg: f64,
    /// cm.
    pub height_cm: f64,
    /// Years.
    pub age: u32,
    /// Sex.
    pub sex: Sex,
}

/// Basal metabolism.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcBasalReply {
    /// kcal a day.
    pub kcal: f64,
    /// Source.
    pub source: String,
}

/// A walk along the 88 temples.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWalk {
    /// Metres a day, in any order; at most 40,000 days.
    pub days: Vec<CalcWalkDay>,
    /// How the person walks.
    pub settings: super::WalkSettings,
}

/// Metres of one day.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWalkDay {
    /// The day.
    pub day: Day,
    /// Metres.
    pub metres: u32,
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

/// Activities of a week against the goal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWeeklyActivity {
    /// At most 1,000.
    pub activities: Vec<CalcActivity>,
    /// Years; an adult below 65 when left out.
    pub age: Option<u32>,
}

/// One activity.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcActivity {
    /// METs.
    pub mets: f64,
    /// Minutes.
    pub minutes: f64,
}

/// METs-hours of a week.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcWeeklyActivityReply {
    /// Of activities of 3 METs and more.
    pub mets_hours: f64,
    /// The goal; none below 18.
    pub goal: Option<f64>,
    /// Whether it is reached.
    pub reached: Option<bool>,
    /// Source.
    pub source: String,
}

/// Walking, by speed, by cadence or by both.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWalkingMets {
    /// Metres a minute.
    pub metres_per_minute: Option<f64>,
    /// Steps a minute.
    pub steps_per_minute: Option<f64>,
}

/// METs of walking.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcWalkingMetsReply {
    /// By speed.
    pub by_speed: Option<f64>,
    /// By cadence.
    pub by_cadence: Option<f64>,
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
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct CalcEnergyRatioReply {
    /// Protein.
    pub protein_pct: f64,
    /// Fat.
    pub fat_pct: f64,
    /// Carbohydrate with alcohol: the rest.
    pub carbohydrate_pct: f64,
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
    pub nutrients: Vec<super::NutrientAmount>,
    /// Nutrients of which a dish has no value: their sum is a lower limit.
    pub partial: Vec<henro_domain::Nutrient>,
}
