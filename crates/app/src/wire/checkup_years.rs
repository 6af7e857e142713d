//! Checkups over the years: the table, one item, what was judged and worked out.

use super::Language;
use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Results over the years.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupYears {
    /// Checkups, oldest first; at most the newest 400.
    pub reports: Vec<CheckupHead>,
    /// Items in groups, in the order of the national form.
    pub groups: Vec<CheckupGroup>,
    /// Judgements, one a checkup, in the same order.
    pub judged: Vec<CheckupJudged>,
    /// What the next one would show.
    pub ahead: CheckupAhead,
}

/// A checkup that is in the record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupHead {
    /// Id.
    pub id: String,
    /// Day of the exam.
    pub day: Day,
    /// Institution.
    pub institution: Option<String>,
    /// Results.
    pub results: u32,
}

/// Items shown together.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupGroup {
    /// Name, Japanese; empty for items nobody here knows.
    pub name: String,
    /// Rows.
    pub rows: Vec<CheckupLine>,
}

/// One item over the years.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupLine {
    /// What `checkup_item_read` takes.
    pub key: String,
    /// Name, Japanese or as the source has it.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Unit, of the newest value that has one.
    pub unit: String,
    /// Range or limit to hold values against, of the newest value that has one.
    pub range: Option<String>,
    /// One cell a checkup, in the order of `reports`.
    pub cells: Vec<Option<CheckupCell>>,
}

/// A value of a checkup.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupCell {
    /// As shown, without the unit; empty where there is no value.
    pub text: String,
    /// `not_done`, `not_measurable`, `unread`.
    pub absent: Option<String>,
    /// Its unit, where it is not that of the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The range printed beside it, else the limit of its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// `low`, `high`, `abnormal`, `normal`: what the source, else the limit of the day, says. None where neither does.
    pub judged: Option<String>,
    /// It has reached the limit from which a doctor is to be seen.
    pub referral: bool,
    /// It was not measured so: an HbA1c of the Japanese scale on the international one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reckoned: bool,
}

/// The judgements of one checkup.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupJudged {
    /// Day.
    pub day: Day,
    /// メタボ判定 by the rule of its day.
    pub metabolic: Option<super::CalcJudged>,
    /// The institution's own, where it gave one.
    pub metabolic_own: Option<String>,
    /// メタボ判定 by the rule of the trial of 2010, for the days of its edition of the national programme.
    pub metabolic_trial: Option<super::CalcJudged>,
    /// 階層化 by the rule of its day.
    pub level: Option<super::CalcJudged>,
    /// The institution's own.
    pub level_own: Option<String>,
    /// The readings of blood pressure came from different measurements.
    pub mixed: bool,
    /// Values worked out from others of the checkup.
    pub worked: Vec<CheckupWorked>,
}

/// A value that was worked out, by whose formula or classes.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupWorked {
    /// `pressure`, `ldl`, `non_hdl`, `hba1c`, `egfr`.
    pub what: String,
    /// The value.
    pub text: String,
    /// Its unit.
    pub unit: String,
    /// Its class or stage, in Japanese.
    pub class: Option<String>,
    /// The same in English.
    pub class_en: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// As `source`, in English.
    pub source_en: String,
}

/// What the values lead to.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct CheckupAhead {
    /// Items whose last three values lead somewhere.
    pub items: Vec<CheckupNext>,
    /// A third of the month's readings at home.
    pub pressure: Option<super::CalcPressureWatchReply>,
    /// The weight since the last checkup.
    pub weight: Option<super::CalcWeightWatchReply>,
}

/// What the next checkup would show of an item if the trend goes on.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupNext {
    /// Key of the item.
    pub key: String,
    /// Name, Japanese.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// The last value.
    pub last: String,
    /// Mean of the two values before the last.
    pub earlier: String,
    /// Mean of the last two.
    pub later: String,
    /// The forecast.
    pub next: String,
    /// The day it is for.
    pub day: Day,
    /// The limit it would reach, which the last value has not.
    pub reaches: Option<CheckupEdge>,
    /// It is at or beyond the limit already.
    pub beyond: bool,
}

/// Asks for one item with its chart at its real size.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupItemAsk {
    /// From `checkup_years`.
    pub key: String,
    /// Width in px, 240..=2400.
    pub width: u32,
    /// Height in px, 160..=1200.
    pub height: u32,
    /// Size of axis text in px, 15..=48.
    pub text_px: u32,
    /// Language of the axis.
    pub language: Language,
}

/// One item: its values, its chart and what it is held against.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupItemPage {
    /// Key.
    pub key: String,
    /// Name, Japanese.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// What it is in plain words, where there are some, Japanese.
    pub explained: Option<String>,
    /// As `explained`, English.
    pub explained_en: Option<String>,
    /// The drawing; none with fewer than two numbers.
    pub svg: Option<String>,
    /// Values, newest first.
    pub values: Vec<CheckupValue>,
    /// Limits of the catalogue for the person's sex.
    pub limits: Vec<CheckupLimit>,
    /// Forecast.
    pub next: Option<CheckupNext>,
}

/// A limit: a value and the side that is out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupEdge {
    /// Which values are out.
    pub side: CheckupSide,
    /// The value, as written; of a list of answers its words.
    pub value: String,
    /// Unit; empty where there is none.
    pub unit: String,
}

/// Which values a limit calls out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckupSide {
    /// The value and all above: 以上.
    AtLeast,
    /// The value and all below: 以下.
    AtMost,
    /// All below, not the value: 未満.
    Below,
}

/// One value of an item.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupValue {
    /// Day.
    pub day: Day,
    /// As shown, with its unit; empty where there is no value.
    pub text: String,
    /// `not_done`, `not_measurable`, `unread`.
    pub absent: Option<String>,
    /// The range printed beside it.
    pub range: Option<String>,
    /// As in a cell.
    pub judged: Option<String>,
    /// Institution.
    pub institution: Option<String>,
    /// Method, where the code names one.
    pub method: Option<String>,
    /// As in a cell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reckoned: bool,
}

/// A limit of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupLimit {
    /// `guidance` 保健指導判定値, `referral` 受診勧奨判定値, `lab` range of a laboratory.
    pub kind: String,
    /// The limit itself.
    pub edge: CheckupEdge,
    /// From which exams on.
    pub from: Option<Day>,
    /// Where it comes from.
    pub source: String,
    /// As `source`, in English.
    pub source_en: String,
    /// Whether the source itself was read.
    pub read: bool,
}

/// Which checkup.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupOne {
    /// From `checkup_years`.
    pub id: String,
}
