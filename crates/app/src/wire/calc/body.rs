//! What is worked out of body and blood pressure.

use henro_domain::{Day, Occasion, Sex};
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
