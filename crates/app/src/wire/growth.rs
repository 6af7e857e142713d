use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::child::{GrowthNorm, GrowthOf};
use super::record::Language;

/// Asks for the growth of a record, one measure at a time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthRead {
    /// Height, weight or head.
    pub measure: GrowthOf,
    /// Whose children it is compared with.
    pub norm: GrowthNorm,
    /// How far the chart reaches.
    pub span: GrowthSpan,
    /// Width in px, 240..=2400.
    pub width: u32,
    /// Height in px, 160..=1200.
    pub height: u32,
    /// Text size in px, 15..=48.
    pub text_px: u32,
    /// Language of the ages.
    pub language: Language,
}

/// How far a chart of growth reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrowthSpan {
    /// To 24 months.
    Months,
    /// To 18 years.
    Years,
}

/// How somebody grew.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrowthView {
    /// Day of birth; without it or the sex nothing is compared.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Length of the pregnancy in days, where it was written down.
    pub gestation_days: Option<i32>,
    /// The drawing; nothing where no table reaches.
    pub svg: Option<String>,
    /// All values of the measure, newest first.
    pub points: Vec<GrowthPoint>,
    /// Where the curves come from, in Japanese, each once.
    pub sources: Vec<String>,
}

/// One value and its place among others.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrowthPoint {
    /// Id of the entry.
    pub id: String,
    /// It lies among the daily entries, and is changed there.
    pub daily: bool,
    /// The day.
    pub day: Day,
    /// cm or kg.
    pub value: f64,
    /// Days since birth.
    pub age_days: Option<i32>,
    /// Days since the day due, where that counts.
    pub corrected_days: Option<i32>,
    /// SD score.
    pub z: Option<f64>,
    /// Of a hundred, so many have less.
    pub percentile: Option<f64>,
    /// Before day 14: not to be judged.
    pub too_early: bool,
}

/// What was measured on a day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthRecord {
    /// The day.
    pub day: Day,
    /// Height in cm, 20..=260.
    pub height_cm: Option<f64>,
    /// Weight in kg, 0.3..=400.
    pub weight_kg: Option<f64>,
    /// Head circumference in cm, 15..=80.
    pub head_cm: Option<f64>,
    /// Of these it was said that their value is right, though it is far from those of other children.
    #[serde(default)]
    pub sure: Vec<GrowthOf>,
}

/// How long the pregnancy was.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthBorn {
    /// Days, 154..=314; nothing takes it back.
    pub gestation_days: Option<i32>,
}

/// What was written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrowthWritten {
    /// Ids of the entries.
    pub ids: Vec<String>,
}

/// Days of the checkups of a child.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChildCheckups {
    /// Day of birth; without it there are no days.
    pub birth: Option<Day>,
    /// In order of days.
    pub checkups: Vec<ChildCheckup>,
}

/// One checkup. Texts are Japanese; towns differ.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChildCheckup {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// What was written down of it, newest first; none while the medical half is closed.
    pub seen: Vec<ChildSeen>,
    /// `past`, `now`, `coming`.
    pub state: String,
    /// When, in words.
    pub when: String,
    /// Law or notice.
    pub law: String,
    /// Who must hold it.
    pub duty: String,
    /// What is measured.
    pub measured: String,
    /// What is looked at.
    pub examined: String,
    /// What is asked.
    pub asked: String,
    /// What to bring.
    pub bring: String,
    /// `high`, `medium`, `low`.
    pub confidence: String,
    /// Source.
    pub source: String,
}

/// What was measured at a checkup of a child; what was not is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChildFound {
    /// Height in cm, 20..=260.
    pub height_cm: Option<f64>,
    /// Weight in kg, 0.3..=400.
    pub weight_kg: Option<f64>,
    /// Head circumference in cm, 15..=80.
    pub head_cm: Option<f64>,
    /// 胸囲, 15..=150 cm.
    pub chest_cm: Option<f64>,
}

/// Writes a checkup of a child down, or changes one.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildVisit {
    /// The one that is changed; a new one where left out.
    #[serde(default)]
    pub id: Option<String>,
    /// Code of the checkup it was; by its day where left out. It stays when one is changed.
    #[serde(default)]
    pub visit: Option<String>,
    /// Its day.
    pub day: Day,
    /// Where.
    #[serde(default)]
    pub clinic: Option<String>,
    /// What was said and seen.
    #[serde(default)]
    pub note: Option<String>,
    /// What was measured.
    #[serde(default)]
    pub found: ChildFound,
    /// Of these it was said that their value is right, though it is far from those of other children.
    #[serde(default)]
    pub sure: Vec<GrowthOf>,
    /// Of one that is changed: what the form was filled with. What is as it was shown stays as it is by now.
    #[serde(default)]
    pub shown: Option<ChildShown>,
}

/// A checkup of a child as a form showed it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildShown {
    /// Its day.
    pub day: Day,
    /// Where.
    #[serde(default)]
    pub clinic: Option<String>,
    /// What was said and seen.
    #[serde(default)]
    pub note: Option<String>,
    /// What was measured.
    pub found: ChildFound,
}

/// A checkup of a child that was written down.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChildSeen {
    /// Its id.
    pub id: String,
    /// Its day.
    pub day: Day,
    /// Where.
    pub clinic: Option<String>,
    /// What was said and seen.
    pub note: Option<String>,
    /// What was measured.
    pub found: ChildFound,
}
