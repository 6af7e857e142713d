use henro_domain::{Day, EntryKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClinicalView, EntryView};

/// How much of a life one line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineZoom {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A week, from Monday.
    Week,
    /// A day.
    Day,
}

/// Which way the pages go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineDirection {
    /// Back in time.
    #[default]
    Older,
    /// On in time.
    Newer,
}

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// Blood pressure, measurements, 体調.
    Body,
    /// Exercise and steps.
    Activity,
    /// Meals.
    Meals,
    /// The diary.
    Diary,
    /// Checkups and other sheets, with what was found. Behind the card, as all that follows.
    Checkups,
    /// Doses of vaccines.
    Vaccines,
    /// Growth of a child.
    Growth,
    /// Diseases, allergies, operations.
    Problems,
    /// Papers that were filled in: 予診票, 問診票.
    Papers,
    /// Papers kept as they are.
    Documents,
    /// Doctors, pharmacies, people to call, insurance. They are found by words and stand on no line: they have no day.
    Contacts,
}

/// Asks for a page of a life.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineAsk {
    /// What a line holds.
    pub zoom: TimelineZoom,
    /// Which way.
    #[serde(default)]
    pub direction: TimelineDirection,
    /// The first day on the way; the last or first of all where left out.
    #[serde(default)]
    pub from: Option<Day>,
    /// What; everything where left out.
    #[serde(default)]
    pub kinds: Vec<TimelineKind>,
    /// Whose records; that of the call where left out.
    #[serde(default)]
    pub people: Vec<String>,
    /// How many lines, up to 60.
    #[serde(default)]
    pub most: Option<u32>,
}

/// A page of a life.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelinePage {
    /// In the direction that was asked. Stretches in which nothing is are left out.
    pub periods: Vec<TimelinePeriod>,
    /// Where the next page begins; `null` at the end.
    pub next: Option<Day>,
    /// Years in which something is, the newest first; only with the first page.
    pub years: Vec<i32>,
    /// People whose medical half is closed: nothing of it is in the lines.
    pub closed: Vec<String>,
}

/// A stretch of days.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelinePeriod {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// What each person's record has of it.
    pub shares: Vec<TimelineShare>,
}

/// What one record has of a stretch of days.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineShare {
    /// Whose.
    pub person: String,
    /// Daily entries of each kind, counted.
    pub counts: Vec<TimelineCount>,
    /// Mean 最高血圧 and 最低血圧, rounded.
    pub pressure: Option<TimelinePressure>,
    /// Mean weight, kg.
    pub weight: Option<f64>,
    /// All steps.
    pub steps: u64,
    /// Results that stand in no report.
    pub results: u64,
    /// What stands by itself, in the direction of the page.
    pub events: Vec<TimelineEvent>,
    /// More of those that are not shown: a finer zoom shows them.
    pub more: bool,
}

/// How many entries of a kind.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineCount {
    /// Which.
    pub kind: EntryKind,
    /// How many.
    pub count: u64,
}

/// A mean of blood pressure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelinePressure {
    /// Mean 最高血圧.
    pub systolic: u16,
    /// Mean 最低血圧.
    pub diastolic: u16,
}

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineWhat {
    /// A line of the diary.
    Diary,
    /// A sheet with its results.
    Report,
    /// A dose of a vaccine.
    Dose,
    /// Growth of one day.
    Growth,
    /// A problem began, or was written down where nobody knows since when.
    Began,
    /// A problem ended.
    Ended,
    /// A paper that was filled in, on the day it was for.
    Paper,
    /// A paper kept as it is, without its words.
    Document,
}

/// Something that stands by itself.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEvent {
    /// What.
    pub what: TimelineWhat,
    /// Its day.
    pub day: Day,
    /// The line of the diary.
    pub entry: Option<EntryView>,
    /// What is medical; several measurements of one day are one event.
    pub medical: Vec<ClinicalView>,
    /// Results of a sheet.
    pub results: u64,
    /// Name of a vaccine.
    pub name: Option<TimelineName>,
}

/// A name in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineName {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// Searches words.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineSearch {
    /// Words that all have to be there, parted by spaces; up to 64 letters count.
    pub query: String,
    /// In what; everything where left out.
    #[serde(default)]
    pub kinds: Vec<TimelineKind>,
    /// In whose records; that of the call where left out.
    #[serde(default)]
    pub people: Vec<String>,
    /// All days of one dish or activity, by the name that was found, instead of words.
    #[serde(default)]
    pub named: Option<TimelineNamedAsk>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// How many, up to 100.
    #[serde(default)]
    pub most: Option<u32>,
}

/// One name of what was eaten or done.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineNamedAsk {
    /// Whose.
    pub person: String,
    /// A meal or an exercise.
    pub kind: EntryKind,
    /// The name, letter by letter.
    pub name: String,
}

/// What was found.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineFound {
    /// Newest first.
    pub hits: Vec<TimelineHit>,
    /// Dishes and activities whose name has the words; only with the first page.
    pub names: Vec<TimelineNamed>,
    /// Where the next page begins; `null` at the end.
    pub next: Option<String>,
    /// People whose medical half is closed: nothing of it was searched.
    pub closed: Vec<String>,
}

/// One that was found.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineHit {
    /// Whose.
    pub person: String,
    /// Of which kind.
    pub kind: TimelineKind,
    /// Its day.
    pub day: Day,
    /// Text before what was found.
    pub before: String,
    /// What was found, as it was written; empty where a name or a kind was found.
    pub hit: String,
    /// Text behind it.
    pub after: String,
    /// The daily entry.
    pub entry: Option<EntryView>,
    /// The medical one.
    pub medical: Option<ClinicalView>,
    /// Name of a vaccine.
    pub name: Option<TimelineName>,
}

/// A dish or an activity, written on many days.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineNamed {
    /// Whose.
    pub person: String,
    /// A meal or an exercise.
    pub kind: EntryKind,
    /// The name.
    pub name: String,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}
