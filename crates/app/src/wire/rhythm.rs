use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Language;

/// What マイライフリズム can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RhythmItem {
    /// Blood pressure in the morning.
    PressureMorning,
    /// Blood pressure in the evening.
    PressureEvening,
    /// Weight.
    Weight,
    /// BMI.
    Bmi,
    /// Waist.
    Waist,
    /// Body fat.
    BodyFat,
    /// Temperature.
    Temperature,
    /// SpO2.
    Spo2,
    /// Glucose.
    Glucose,
    /// Steps.
    Steps,
    /// kcal eaten.
    Intake,
    /// Salt eaten.
    Salt,
    /// kcal burnt by exercise and steps.
    Burn,
}

/// How far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RhythmPeriod {
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
    /// 365 days.
    Year,
    /// 10 years.
    TenYears,
    /// From the first entry.
    All,
}

/// Asks for charts at their real size.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RhythmAsk {
    /// At most 4.
    pub items: Vec<RhythmItem>,
    /// How far back.
    pub period: RhythmPeriod,
    /// Last day; today when left out.
    pub to: Option<Day>,
    /// Width in px, 240..=2400.
    pub width: u32,
    /// Height of one chart in px, 160..=1200.
    pub height: u32,
    /// Size of axis text in px, 15..=48.
    pub text_px: u32,
    /// Language of the axis.
    pub language: Language,
}

/// The charts, the table and the body.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RhythmView {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// One an item.
    pub charts: Vec<RhythmChart>,
    /// The same values as rows, newest first, at most 400; by day, month or year as the charts.
    pub rows: Vec<RhythmRow>,
    /// BMI and its change.
    pub body: BodyView,
}

/// One chart with the numbers of its sentence.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RhythmChart {
    /// Which item.
    pub item: RhythmItem,
    /// The drawing; `null` with nothing to draw.
    pub svg: Option<String>,
    /// What the sentence says.
    pub summary: RhythmSummary,
    /// Points for the arrow keys, oldest first.
    pub points: Vec<RhythmPoint>,
    /// Days of each record, where guardians keep one of the person too and both are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<RhythmApart>,
}

/// How many days with a value each of two records has.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct RhythmApart {
    /// The person's own.
    pub own: u32,
    /// The one that guardians keep.
    pub kept: u32,
}

/// Where the values of a row come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RhythmFrom {
    /// The person's own record.
    Own,
    /// The one that guardians keep.
    Kept,
    /// Both.
    Both,
}

/// Numbers of the one-sentence summary.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct RhythmSummary {
    /// Days with a value.
    pub days: u32,
    /// Mean of the period (最高血圧 for blood pressure).
    pub mean: Option<f64>,
    /// Mean 最低血圧.
    pub mean_2: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Last value minus first.
    pub change: Option<f64>,
    /// The upper limit the item is held against.
    pub limit: Option<f64>,
    /// The limit of 最低血圧.
    pub limit_2: Option<f64>,
    /// The lower limit.
    pub limit_low: Option<f64>,
    /// Days out of the limits.
    pub days_out: Option<u32>,
    /// Mean of the last five days measured, for blood pressure.
    pub mean_5: Option<f64>,
    /// The same for 最低血圧.
    pub mean_5_2: Option<f64>,
}

/// A point of a chart.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RhythmPoint {
    /// Its day (first day of the month or year for boxes).
    pub day: Day,
    /// Value.
    pub value: f64,
    /// 最低血圧.
    pub value_2: Option<f64>,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RhythmRow {
    /// First day of the row.
    pub day: Day,
    /// One cell an item, in the order asked.
    pub cells: Vec<RhythmCell>,
    /// Where they come from, where guardians keep a record of the person too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<RhythmFrom>,
}

/// A cell of the table.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct RhythmCell {
    /// Value or mean.
    pub value: Option<f64>,
    /// 最低血圧.
    pub value_2: Option<f64>,
}

/// The figure that follows BMI.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BodyView {
    /// BMI now.
    pub bmi: Option<f64>,
    /// BMI about a month before.
    pub bmi_before: Option<f64>,
    /// 1 thin … 5 round.
    pub figure: Option<u8>,
    /// Weight at BMI 22.
    pub weight_at_22: Option<f64>,
}
