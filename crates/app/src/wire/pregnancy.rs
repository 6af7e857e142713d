use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Language;

/// How much of something was found, as the handbook has it: （−）（±）（＋）.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PregnancyMark {
    /// −.
    None,
    /// ±.
    Trace,
    /// ＋.
    Plus1,
    /// ＋＋.
    Plus2,
    /// ＋＋＋.
    Plus3,
    /// ＋＋＋＋.
    Plus4,
}

/// What was found at a visit of a pregnancy; what was not looked at is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PregnancyFound {
    /// 体重, 25..=250 kg.
    pub weight_kg: Option<f64>,
    /// 最高血圧, mmHg; with 最低血圧.
    pub systolic: Option<u16>,
    /// 最低血圧, mmHg.
    pub diastolic: Option<u16>,
    /// 子宮底長, 4..=50 cm.
    pub fundus_cm: Option<f64>,
    /// 腹囲, 40..=180 cm.
    pub girth_cm: Option<f64>,
    /// 尿蛋白.
    pub protein: Option<PregnancyMark>,
    /// 尿糖.
    pub sugar: Option<PregnancyMark>,
    /// 浮腫.
    pub oedema: Option<PregnancyMark>,
    /// 胎児心拍, 50..=250 beats a minute.
    pub fetal_heart: Option<u16>,
}

/// Writes a visit of a pregnancy, or changes one.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyVisit {
    /// The one that is changed; a new one where left out.
    #[serde(default)]
    pub id: Option<String>,
    /// Its day.
    pub day: Day,
    /// Where.
    #[serde(default)]
    pub clinic: Option<String>,
    /// 特記事項: what was said.
    #[serde(default)]
    pub note: Option<String>,
    /// What was found.
    pub found: PregnancyFound,
    /// The day of the next visit, where one was agreed; what was agreed before stays where this is left out.
    #[serde(default)]
    pub next: Option<Day>,
    /// Of a visit that is changed: what the form was filled with. What is as it was shown stays as it is by now.
    #[serde(default)]
    pub shown: Option<PregnancyShown>,
}

/// A visit as a form showed it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyShown {
    /// Its day.
    pub day: Day,
    /// Where.
    #[serde(default)]
    pub clinic: Option<String>,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
    /// What was found.
    pub found: PregnancyFound,
}

/// The day of giving birth, by which a plan of visits ends.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyBorn {
    /// From 22 weeks on; nothing takes it back.
    pub day: Option<Day>,
}

/// The day of the next visit, as it was agreed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyNextDay {
    /// From today on; nothing takes it back.
    pub day: Option<Day>,
}

/// What the chart is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PregnancyOf {
    /// 体重.
    Weight,
    /// 子宮底長.
    Fundus,
    /// 最高血圧.
    Systolic,
    /// 最低血圧.
    Diastolic,
}

/// A chart by weeks of the pregnancy.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyChart {
    /// What about.
    pub of: PregnancyOf,
    /// Width in px, 240..=2400.
    pub width: u32,
    /// Height in px, 160..=1200.
    pub height: u32,
    /// Text size in px, 15..=48.
    pub text_px: u32,
    /// Its language.
    pub language: Language,
}

/// Asks for the pregnancy of the record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyAsk {
    /// With a chart.
    #[serde(default)]
    pub chart: Option<PregnancyChart>,
}

/// A visit that was written down.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PregnancySeen {
    /// Its id.
    pub id: String,
    /// Its day.
    pub day: Day,
    /// Whole weeks of the pregnancy, where its day due is known.
    pub week: Option<i32>,
    /// Days beyond them, 0..=6.
    pub week_day: Option<i32>,
    /// Where.
    pub clinic: Option<String>,
    /// What was said.
    pub note: Option<String>,
    /// What was found.
    pub found: PregnancyFound,
}

/// A visit of the plan.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PregnancyPlanned {
    /// Its code.
    pub code: String,
    /// Name, in Japanese.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// A visit was written down within these days.
    pub done: bool,
}

/// The pregnancy of the record, or the last one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PregnancyView {
    /// The day due.
    pub due: Option<Day>,
    /// The day of giving birth: the plan of visits ended.
    pub born: Option<Day>,
    /// Whole weeks today, while it goes on.
    pub week: Option<i32>,
    /// Days beyond them.
    pub week_day: Option<i32>,
    /// Visits of the plan; after a birth those of the mother.
    pub plan: Vec<PregnancyPlanned>,
    /// The next visit: the day that was agreed, else the first one of the plan that is not over and was not written down.
    pub next: Option<PregnancyNext>,
    /// What was written down, newest first; of earlier pregnancies too.
    pub visits: Vec<PregnancySeen>,
    /// The chart of this pregnancy; nothing without two values of it.
    pub svg: Option<String>,
}

/// The next visit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PregnancyNext {
    /// The day, or the first day of the stretch.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// It was agreed with the clinic.
    pub booked: bool,
    /// It is to be told on Today: within two weeks.
    pub told: bool,
}

/// Makes a calendar file of the visits to come.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyCalendar {
    /// What stands in the calendar, up to 60 letters.
    pub title: String,
    /// Name the visits too.
    #[serde(default)]
    pub names: bool,
    /// Folder; the documents folder when left out.
    #[serde(default)]
    pub folder: Option<String>,
}

/// Makes a page to print.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyPrint {
    /// Folder; the documents folder when left out.
    #[serde(default)]
    pub folder: Option<String>,
}
