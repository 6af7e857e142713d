use henro_domain::{Day, EntryKind, MealSlot, MeasureItem, Nutrient, Occasion, StepSource};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entry of the record that guardians keep of the person whose app this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeptEntry {
    /// The person wrote it and can change it.
    Open,
    /// A guardian wrote it, or nothing is written there any more: it is only read here.
    Closed,
}

/// What a person writes. The core adds names, METs and nutrients.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryBody {
    /// One reading of a cuff, mmHg and beats a minute.
    BloodPressure {
        /// 最高血圧.
        systolic: u16,
        /// 最低血圧.
        diastolic: u16,
        /// 脈拍.
        pulse: Option<u16>,
        /// By the clock when left out.
        occasion: Option<Occasion>,
    },
    /// One number in its item's unit.
    Measurement {
        /// What was measured.
        item: MeasureItem,
        /// The number.
        value: f64,
    },
    /// 体調, 1 very good … 5 very bad.
    Condition {
        /// 1..=5.
        level: u8,
    },
    /// A line of diary, up to 2,000 characters.
    Diary {
        /// The words.
        text: String,
    },
    /// An activity of the table.
    Exercise {
        /// Its code.
        activity: String,
        /// 1..=1440.
        minutes: u16,
    },
    /// A walk or a count.
    Steps {
        /// 1..=200,000.
        count: u32,
        /// Typed when left out.
        source: Option<StepSource>,
    },
    /// One dish at one meal.
    Intake {
        /// The meal.
        slot: MealSlot,
        /// `R002`, `01088` or `own:ID`.
        food: String,
        /// Portions of a dish or hundreds of grams of a food.
        portion: f64,
    },
    /// A dish of one's own.
    OwnDish {
        /// Its name.
        name: String,
        /// What is in one portion.
        parts: Vec<OwnDishPartBody>,
    },
}

/// An ingredient of an own dish.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnDishPartBody {
    /// `R002` or `01088`.
    pub food: String,
    /// Portions of a dish or hundreds of grams of a food.
    pub portion: f64,
}

/// An entry to write.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryDraft {
    /// The day it belongs to.
    pub day: Day,
    /// Minutes since midnight; left out where only the day is known.
    pub minute: Option<u16>,
    /// What it says.
    pub body: EntryBody,
}

/// Writes entries, all or none.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryRecord {
    /// At most 200.
    pub entries: Vec<EntryDraft>,
    /// Rare values have been confirmed by the person.
    #[serde(default)]
    pub confirmed: bool,
}

/// Ids of what was written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EntryRecorded {
    /// One id an entry, in order.
    pub ids: Vec<String>,
}

/// Changes an entry; the old state stays in its history.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryEdit {
    /// Which.
    pub id: String,
    /// What it says now.
    pub entry: EntryDraft,
    /// A rare value has been confirmed.
    #[serde(default)]
    pub confirmed: bool,
}

/// Ids to delete or put back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryIds {
    /// At most 200.
    pub ids: Vec<String>,
}

/// One id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryOne {
    /// The id.
    pub id: String,
}

/// An amount of one nutrient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NutrientAmount {
    /// Which.
    pub nutrient: Nutrient,
    /// How much, in the nutrient's unit; `null` where no value is known.
    pub amount: Option<f64>,
}

/// A written entry as shown.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EntryView {
    /// Its id.
    pub id: String,
    /// The day it belongs to.
    pub day: Day,
    /// Minutes since midnight.
    pub minute: Option<u16>,
    /// What it says, ready to be edited.
    pub body: EntryBody,
    /// Name of the dish or activity as it was when written.
    pub name: Option<String>,
    /// kcal eaten or burnt, where the entry has any.
    pub kcal: Option<f64>,
    /// Nutrients, for an intake or own dish.
    pub nutrients: Vec<NutrientAmount>,
    /// When it was written, UTC milliseconds.
    pub recorded_ms: i64,
    /// It has been changed since.
    pub edited: bool,
    /// It has been deleted.
    pub deleted: bool,
    /// Who wrote it, where that was somebody the record is only shown to; empty where their name is not known.
    pub by: Option<String>,
    /// It lies in the record that guardians keep of the person, and what can be done to it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<KeptEntry>,
}

/// One step in the life of an entry.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct HistoryStep {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// What happened.
    pub what: HistoryWhat,
    /// Who did it.
    pub by: Author,
    /// The entry after this step; `null` after a deletion.
    pub entry: Option<EntryView>,
}

/// Who wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Author {
    /// In relation to who reads.
    pub who: AuthorWho,
    /// Their name, where the record knows it.
    pub name: Option<String>,
}

/// Who wrote, in relation to who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorWho {
    /// The one who reads.
    Reader,
    /// The person whose record it is.
    Person,
    /// Somebody else who keeps the record.
    Other,
}

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HistoryWhat {
    /// Written.
    Recorded,
    /// Changed.
    Edited,
    /// Deleted.
    Deleted,
    /// Put back.
    Restored,
}

/// The life of an entry, oldest first.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EntryHistory {
    /// The steps.
    pub steps: Vec<HistoryStep>,
}

/// Asks for entries of some kinds in a period.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryList {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Kinds wanted (`blood_pressure`, `measurement`, …); all when empty.
    #[serde(default)]
    pub kinds: Vec<EntryKind>,
}

/// Entries, newest first.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EntryViews {
    /// At most 2,000.
    pub entries: Vec<EntryView>,
    /// There are more.
    pub more: bool,
}
