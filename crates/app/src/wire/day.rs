use henro_domain::{Day, EntryKind, MealSlot, MeasureItem, Nutrient, Occasion};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EntryDraft, EntryView, NutrientAmount};

/// Asks for one day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayAsk {
    /// Which day.
    pub day: Day,
}

/// The whole day on one screen.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DayView {
    /// The day.
    pub day: Day,
    /// Today where the person is.
    pub today: Day,
    /// Every entry of the day that stands, by time.
    pub entries: Vec<EntryView>,
    /// Blood pressure by occasion, readings averaged.
    pub pressure: Vec<PressureOccasion>,
    /// A reading is usually written about now and is not there yet.
    pub pressure_expected: bool,
    /// Occasion by the clock.
    pub occasion_now: Occasion,
    /// Newest height, weight and so on up to this day.
    pub latest: Vec<LatestMeasure>,
    /// BMI from the newest height and weight.
    pub bmi: Option<f64>,
    /// Steps of the day.
    pub steps: StepsView,
    /// kcal burnt on the day.
    pub burn: BurnView,
    /// The four meals.
    pub meals: Vec<MealView>,
    /// Sums of the day against the reference intakes.
    pub nutrition: Vec<NutrientLine>,
    /// Alcohol-free day: `null` while nothing is known of the meals.
    pub alcohol_free: Option<bool>,
    /// Alcohol-free days among the last seven.
    pub alcohol_free_week: u8,
    /// 体調 of the day.
    pub condition: Option<u8>,
    /// The walk, for the small scene.
    pub walk: WalkScene,
}

/// Blood pressure of one occasion.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PressureOccasion {
    /// Morning, evening or other.
    pub occasion: Occasion,
    /// Mean 最高血圧, rounded.
    pub systolic: u16,
    /// Mean 最低血圧, rounded.
    pub diastolic: u16,
    /// Mean pulse, rounded.
    pub pulse: Option<u16>,
    /// How many readings were averaged.
    pub readings: u8,
    /// At or above 135/85.
    pub high: bool,
    /// Time of the first reading.
    pub minute: Option<u16>,
    /// The readings.
    pub ids: Vec<String>,
}

/// The newest value of an item.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LatestMeasure {
    /// Which.
    pub item: MeasureItem,
    /// The number.
    pub value: f64,
    /// Its day.
    pub day: Day,
    /// Its id.
    pub id: String,
}

/// Steps and what they come to. `null` while no height or weight is known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StepsView {
    /// Steps.
    pub count: u32,
    /// Distance.
    pub metres: Option<u32>,
    /// Minutes at 100 steps a minute.
    pub minutes: u32,
    /// kcal.
    pub kcal: Option<f64>,
}

/// Energy burnt.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BurnView {
    /// By exercise entries, kcal.
    pub exercise_kcal: f64,
    /// By steps not within a logged walk, kcal.
    pub steps_kcal: f64,
    /// Both.
    pub activity_kcal: f64,
    /// Basal metabolism of a whole day, where sex, birth, height and weight are known.
    pub basal_kcal: Option<f64>,
    /// METs x hours at 3 METs or more.
    pub mets_hours: f64,
}

/// One meal of the day.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct MealView {
    /// Which.
    pub slot: MealSlot,
    /// Ids of its entries.
    pub ids: Vec<String>,
    /// Names, in order.
    pub names: Vec<String>,
    /// kcal.
    pub kcal: f64,
    /// Sums.
    pub nutrients: Vec<NutrientAmount>,
    /// What was eaten at this meal the day before, ready to be written for this day.
    pub yesterday: Vec<EntryDraft>,
    /// Names of those.
    pub yesterday_names: Vec<String>,
}

/// A nutrient of the day against its reference.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NutrientLine {
    /// Which.
    pub nutrient: Nutrient,
    /// Sum of the day.
    pub amount: f64,
    /// Some dish has no value: the true sum is higher.
    pub partial: bool,
    /// At least this much, where a reference is known.
    pub at_least: Option<f64>,
    /// Less than this much.
    pub at_most: Option<f64>,
}

/// Where the pilgrim is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WalkScene {
    /// Temple last reached, 1..=88; 0 before the first.
    pub from_temple: u8,
    /// Name of it.
    pub from_name: String,
    /// Next temple.
    pub next_temple: u8,
    /// Name of it.
    pub next_name: String,
    /// Metres to it.
    pub metres_left: u32,
    /// 0..=1 of the way between the two.
    pub fraction: f64,
}

/// Asks for a month.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarAsk {
    /// 1900..=2199.
    pub year: i32,
    /// 1..=12.
    pub month: u32,
}

/// A month of cells.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalendarView {
    /// Today where the person is.
    pub today: Day,
    /// One cell a day of the month.
    pub days: Vec<CalendarDay>,
}

/// What a day of the month holds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// Kinds written on it.
    pub kinds: Vec<EntryKind>,
    /// How many entries.
    pub count: u32,
}

/// Keeps a half-typed entry. An empty text forgets it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftWrite {
    /// The day it is for.
    pub day: Day,
    /// Which field, for instance `pressure` or `line`.
    pub field: String,
    /// What stands there, up to 4,000 characters.
    pub text: String,
}

/// Half-typed entries of a day.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DraftList {
    /// All of them.
    pub drafts: Vec<DraftWrite>,
}

/// Reads a line. Nothing is written.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineRead {
    /// Up to 2,000 characters.
    pub text: String,
    /// The day on the screen.
    pub day: Day,
}

/// What was understood.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LineView {
    /// One row a fact.
    pub facts: Vec<LineFact>,
    /// What was unsure.
    pub questions: Vec<LineQuestion>,
    /// Words nothing was made of.
    pub leftovers: Vec<LineSpan>,
}

/// A stretch of the line, in UTF-16 units as JavaScript counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineSpan {
    /// First.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A fact that was read.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LineFact {
    /// The words it came from.
    pub span: LineSpan,
    /// Ready to be written.
    pub entry: EntryDraft,
    /// Name of the dish or activity.
    pub name: Option<String>,
    /// kcal, where it has any.
    pub kcal: Option<f64>,
}

/// Something to ask, with at most three answers.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LineQuestion {
    /// The words it is about.
    pub span: LineSpan,
    /// Why it is asked.
    pub why: LineWhy,
    /// The answers; none means that it cannot be written.
    pub choices: Vec<LineFact>,
}

/// Why something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineWhy {
    /// Several dishes or activities fit.
    WhichOne,
    /// A number without a word.
    WhatNumber,
    /// The two pressures look swapped.
    Swapped,
    /// Possible but rare.
    Rare,
    /// Cannot be.
    Impossible,
    /// The amount is not clear.
    HowMuch,
    /// It lies in the future.
    Future,
    /// It says that something was not done.
    Negated,
    /// The meal is not clear.
    WhichMeal,
    /// A word of feeling without 体調 before it.
    Feeling,
    /// A day or time that does not exist or could be two.
    When,
    /// It names another person.
    SomeoneElse,
    /// A pulse without a blood pressure.
    PulseAlone,
    /// Other words may change what it means.
    Unsure,
}
