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
    /// Source.
    pub source: String,
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
