use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule as it stands beside its answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RuleView {
    /// Stable id.
    pub id: String,
    /// First day of what it judges.
    pub from: Day,
    /// Where it comes from.
    pub source: String,
    /// As `source`, in English.
    pub source_en: String,
    /// Whether the source itself was read.
    pub read: bool,
    /// What to know about it.
    pub note: String,
    /// As `note`, in English.
    pub note_en: String,
}

/// eGFR from creatinine.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcEgfr {
    /// Creatinine, mg/dL, enzymatic.
    pub creatinine_mg_dl: f64,
    /// Full years, 18 and more.
    pub age: u32,
    /// Sex.
    pub sex: Sex,
}

/// eGFR and its stage.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcEgfrReply {
    /// mL/min/1.73 m², one decimal.
    pub egfr: f64,
    /// `g1` … `g5`.
    pub stage: String,
    /// Source.
    pub source: String,
}

/// LDL and non-HDL cholesterol from three others.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcLdl {
    /// Total cholesterol, mg/dL.
    pub total: f64,
    /// HDL, mg/dL.
    pub hdl: f64,
    /// Triglycerides, mg/dL.
    pub triglycerides: f64,
    /// At least 10 hours since food.
    pub fasting: bool,
}

/// LDL and non-HDL cholesterol.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcLdlReply {
    /// mg/dL; none where the formula does not hold.
    pub ldl: Option<f64>,
    /// mg/dL.
    pub non_hdl: f64,
    /// Source.
    pub source: String,
}

/// HbA1c of the old Japanese scale.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcHba1c {
    /// JDS, %.
    pub jds_pct: f64,
}

/// HbA1c of the international scale.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcHba1cReply {
    /// NGSP, %, one decimal.
    pub ngsp_pct: f64,
    /// Source.
    pub source: String,
}

/// One value of a checkup's item.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcDatedValue {
    /// Day of the checkup.
    pub day: Day,
    /// In the item's unit.
    pub value: f64,
}

/// What the next checkup would show.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcForecast {
    /// Oldest first; at most 200. The last three count.
    pub values: Vec<CalcDatedValue>,
}

/// What the next checkup would show if the trend goes on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcForecastReply {
    /// The two moving averages and the forecast; none with fewer than three values.
    pub points: Option<[f64; 3]>,
    /// The day the forecast is for.
    pub day: Option<Day>,
    /// Source.
    pub source: String,
}

/// Values of one checkup; what is not given is not known.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CalcFindings {
    /// 腹囲, cm.
    pub waist_cm: Option<f64>,
    /// 内臓脂肪面積, cm².
    pub visceral_fat_cm2: Option<f64>,
    /// BMI.
    pub bmi: Option<f64>,
    /// mmHg.
    pub systolic: Option<f64>,
    /// mmHg.
    pub diastolic: Option<f64>,
    /// At least 10 hours after food, mg/dL.
    pub triglycerides: Option<f64>,
    /// Earlier after food, mg/dL.
    pub triglycerides_casual: Option<f64>,
    /// mg/dL.
    pub hdl: Option<f64>,
    /// At least 10 hours after food, mg/dL.
    pub glucose: Option<f64>,
    /// 3.5 to 10 hours after food, mg/dL.
    pub glucose_casual: Option<f64>,
    /// HbA1c NGSP, %.
    pub hba1c_ngsp: Option<f64>,
    /// HbA1c JDS, %.
    pub hba1c_jds: Option<f64>,
    /// Takes medicine for blood pressure.
    pub medicine_pressure: Option<bool>,
    /// Takes medicine for glucose.
    pub medicine_glucose: Option<bool>,
    /// Takes medicine for lipids.
    pub medicine_lipids: Option<bool>,
    /// Smokes now.
    pub smoker: Option<bool>,
}

/// メタボリックシンドローム判定.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcMetabolic {
    /// Sex.
    pub sex: Sex,
    /// Day of the exam: its rule judges.
    pub day: Day,
    /// Another rule by its id, such as `mets_trial_2010`.
    pub rule: Option<String>,
    /// Values.
    pub findings: CalcFindings,
}

/// 特定保健指導の階層化.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcGuidanceLevel {
    /// Sex.
    pub sex: Sex,
    /// Years at the end of the fiscal year.
    pub age: u32,
    /// Day of the exam: its rule judges.
    pub day: Day,
    /// Values.
    pub findings: CalcFindings,
}

/// A judgement, what it stands on and its rule. Reference information, no diagnosis.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcJudged {
    /// `met`, `near`, `not_met`, `undecided`; `intensive`, `motivational`, `information`, `undecided`. None where no rule is for
    /// the day or the age.
    pub answer: Option<String>,
    /// Code of the national list.
    pub code: Option<u8>,
    /// Criteria surely met: `waist`, `bmi`, `pressure`, `lipids`, `glucose`, `smoking`, `medicines`.
    pub met: Vec<String>,
    /// Criteria of which too little is known.
    pub unknown: Vec<String>,
    /// The rule.
    pub rule: Option<RuleView>,
}

/// Class of a blood pressure.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcPressureClass {
    /// mmHg.
    pub systolic: u16,
    /// mmHg.
    pub diastolic: u16,
    /// Measured at home; otherwise by a checkup.
    pub home: bool,
    /// Day: its edition judges.
    pub day: Day,
}

/// Class of a blood pressure by the edition of its day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcPressureClassReply {
    /// `optimal`, `normal`, `high_normal`, `elevated`, `grade1` … `grade3`; none before there were classes.
    pub class: Option<String>,
    /// The edition's own word.
    pub name: Option<String>,
    /// The same in English.
    pub name_en: Option<String>,
    /// (孤立性)収縮期高血圧.
    pub isolated_systolic: bool,
    /// The rule.
    pub rule: Option<RuleView>,
}

/// One reading of blood pressure.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcPressure {
    /// Day.
    pub day: Day,
    /// mmHg.
    pub systolic: u16,
    /// mmHg.
    pub diastolic: u16,
}

/// A third of a month's readings.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcPressureWatch {
    /// At most 10,000.
    pub readings: Vec<CalcPressure>,
    /// Last day of the month looked at.
    pub on: Day,
    /// The trial's office limit instead of the home limit.
    pub trial: bool,
}

/// What the readings come to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcPressureWatchReply {
    /// First day of the month.
    pub since: Option<Day>,
    /// Readings in the month.
    pub readings: u32,
    /// Those at or above a limit.
    pub high: u32,
    /// At least a third.
    pub reached: bool,
    /// The rule; none before there was one.
    pub rule: Option<RuleView>,
}

/// One weight.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWeight {
    /// Day.
    pub day: Day,
    /// kg.
    pub weight_kg: f64,
}

/// Change of the weight since the last checkup.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalcWeightWatch {
    /// At most 10,000.
    pub daily: Vec<CalcWeight>,
    /// At most 200.
    pub checkups: Vec<CalcWeight>,
    /// Day: its rule judges.
    pub on: Day,
    /// Another limit than the rule's, kg.
    pub limit_kg: Option<f64>,
}

/// The change, where there is something to compare.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalcWeightWatchReply {
    /// Newest less checkup, kg.
    pub change_kg: Option<f64>,
    /// Day of the newest weight.
    pub newest: Option<Day>,
    /// Day of the checkup.
    pub baseline: Option<Day>,
    /// At least the limit, up or down.
    pub reached: bool,
    /// The rule; none before there was one.
    pub rule: Option<RuleView>,
}
