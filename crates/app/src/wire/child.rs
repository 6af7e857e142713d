use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A measured value of a child among others of its age.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthScore {
    /// Whose children it is compared with.
    pub norm: GrowthNorm,
    /// What was measured.
    pub measure: GrowthOf,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth: Day,
    /// Day of measuring; today when left out.
    pub day: Option<Day>,
    /// cm, kg or kg/m².
    pub value: f64,
    /// Length of the pregnancy in days, for corrected age: 154 to 314.
    pub gestation_days: Option<i32>,
}

/// Whose children one is compared with.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrowthNorm {
    /// Japan.
    Japan,
    /// WHO.
    Who,
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrowthOf {
    /// Height, cm; length under 24 months.
    Height,
    /// Weight, kg.
    Weight,
    /// Head circumference, cm.
    Head,
    /// Body mass index, kg/m².
    Bmi,
}

/// Where the value lies. A place among others, no diagnosis.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrowthScoreReply {
    /// Days since birth.
    pub age_days: i32,
    /// Days since the day due, where that counts.
    pub corrected_days: Option<i32>,
    /// SD score; none before the day due.
    pub z: Option<f64>,
    /// Of a hundred, so many have less.
    pub percentile: Option<f64>,
    /// Median at this age.
    pub median: Option<f64>,
    /// Before day 14: not to be judged.
    pub too_early: bool,
    /// `high`, `medium`, `low`.
    pub confidence: Option<String>,
    /// Source, in Japanese.
    pub source: Option<String>,
}

/// What the rules of vaccination say of a history.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaccinePlan {
    /// Day of birth.
    pub birth: Day,
    /// Sex; vaccines for one sex are left out without it.
    pub sex: Option<Sex>,
    /// The day asked about; today when left out.
    pub day: Option<Day>,
    /// At most 500.
    #[serde(default)]
    pub given: Vec<VaccineGiven>,
    /// The mother has HBs antigen.
    #[serde(default)]
    pub mother_hbsag: bool,
    /// Day due, while pregnant.
    pub due: Option<Day>,
    /// Lays out the routine doses to come until this day.
    pub until: Option<Day>,
    /// Vaccines taken of those to choose from, for that: `ROTA5`.
    #[serde(default)]
    pub chosen: Vec<String>,
}

/// A dose as it was written down.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaccineGiven {
    /// Code of the vaccine or product.
    pub code: String,
    /// Day.
    pub day: Day,
    /// Number it was written down with.
    pub number: Option<u8>,
    /// Lot number.
    pub lot: Option<String>,
}

/// Doses, answers and what is to come.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccinePlanReply {
    /// As they were given.
    pub doses: Vec<VaccineDoseView>,
    /// By vaccine and series.
    pub answers: Vec<VaccineAnswerView>,
    /// By day, where `until` was asked.
    pub visits: Vec<VaccineVisitView>,
    /// The sources the answers name.
    pub sources: Vec<VaccineSourceView>,
}

/// What a dose comes to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineDoseView {
    /// Code of its vaccine.
    pub vaccine: String,
    /// Day.
    pub day: Day,
    /// `counts`, `ask`, `extra`, `recorded`, `does_not_count`, `mistaken`.
    pub verdict: String,
    /// Series it counts in.
    pub series: Option<String>,
    /// Number it counts as.
    pub number: Option<u8>,
    /// What is to be said: `too_young`, `too_soon`, `twice`, …
    pub findings: Vec<String>,
}

/// How a series stands.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineAnswerView {
    /// Code of the vaccine the next dose is of.
    pub vaccine: String,
    /// Its name, in Japanese.
    pub name: String,
    /// Diseases, in Japanese.
    pub diseases: Vec<String>,
    /// Id of the series: the rule.
    pub series: String,
    /// Its name, in Japanese.
    pub label: String,
    /// `a`, `b` or `voluntary`.
    pub category: String,
    /// `not_yet`, `possible`, `due`, `overdue`, `done`, `expired`, `too_late`, `ask`.
    pub state: String,
    /// Number of the next dose.
    pub next: Option<u8>,
    /// First day it can be given.
    pub possible: Option<Day>,
    /// Recommended from,
    pub from: Option<Day>,
    /// and to.
    pub to: Option<Day>,
    /// Last day of the programme.
    pub last_free: Option<Day>,
    /// One of several to choose from.
    pub choice: Option<String>,
    /// To be asked of a doctor or the town first.
    pub check: bool,
    /// Why.
    pub why: Vec<VaccineReason>,
    /// `high`, `medium`, `low`: low is to be marked.
    pub confidence: String,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// One reason.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineReason {
    /// `age`, `interval`, `season`, or the id of a rule.
    pub rule: String,
    /// The rule in words, in Japanese, where it has any.
    pub text: Option<String>,
    /// The day it leads to.
    pub day: Option<Day>,
}

/// Doses of one day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineVisitView {
    /// Day.
    pub day: Day,
    /// Doses.
    pub doses: Vec<VaccineVisitDose>,
}

/// A dose of a visit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineVisitDose {
    /// Code of the vaccine.
    pub vaccine: String,
    /// Series.
    pub series: String,
    /// Number.
    pub number: u8,
}

/// A law, notice or page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineSourceView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Edition.
    pub edition: String,
}
