//! What is worked out of moving.

use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// A walk along the 88 temples.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWalk {
    /// Metres a day, in any order; at most 40,000 days.
    pub days: Vec<CalcWalkDay>,
    /// How the person walks.
    pub settings: crate::wire::WalkSettings,
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
