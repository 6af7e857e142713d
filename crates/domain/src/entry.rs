use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::closed::closed_debug;
use crate::{Bpm, EntryId, Error, Milli, MinuteOfDay, Minutes, MmHg, Nutrients, StepCount};

/// Occasion of a blood pressure reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// 朝: within an hour of getting up.
    Morning,
    /// 夜: before going to bed.
    Evening,
    /// At any other time.
    Other,
}

impl Occasion {
    /// The occasion a clock time suggests: morning 4:00-11:59, evening 18:00-3:59, otherwise other. The limits are
    /// ours: the guideline asks for readings within an hour of getting up and before going to bed, which a clock
    /// cannot know. One tap changes it.
    pub fn at(minute: MinuteOfDay) -> Self {
        match minute.get() {
            240..720 => Self::Morning,
            0..240 | 1080.. => Self::Evening,
            _ => Self::Other,
        }
    }
}

/// What a single-number measurement measures. The unit is part of the meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureItem {
    /// 体重, kg.
    WeightKg,
    /// 身長, cm.
    HeightCm,
    /// 腹囲, cm.
    WaistCm,
    /// 体脂肪率, %.
    BodyFatPct,
    /// 体温, °C.
    TemperatureC,
    /// SpO2, %.
    Spo2Pct,
    /// 血糖, mg/dL.
    GlucoseMgdl,
}

impl MeasureItem {
    /// All items, in stored order.
    pub const ALL: [MeasureItem; 7] = [
        MeasureItem::WeightKg,
        MeasureItem::HeightCm,
        MeasureItem::WaistCm,
        MeasureItem::BodyFatPct,
        MeasureItem::TemperatureC,
        MeasureItem::Spo2Pct,
        MeasureItem::GlucoseMgdl,
    ];
}

/// The meal something was eaten at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MealSlot {
    /// 朝食.
    Breakfast,
    /// 昼食.
    Lunch,
    /// 夕食.
    Dinner,
    /// 間食 and drinks between meals.
    Other,
}

impl MealSlot {
    /// All four, in the order of the day.
    pub const ALL: [MealSlot; 4] = [MealSlot::Breakfast, MealSlot::Lunch, MealSlot::Dinner, MealSlot::Other];
}

/// Where a step count comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepSource {
    /// Typed by the person.
    Typed,
    /// Read from a file or device.
    Imported,
}

/// What was eaten: a dish of the tables, a food of the tables, or a dish of one's own.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum FoodRef {
    /// Letter and three digits, `R002`.
    Dish(String),
    /// 食品番号, five digits, `01088`.
    Food(String),
    /// Id of an [`OwnDish`] entry, written `own:123`.
    Own(EntryId),
}

impl FoodRef {
    /// Reads `R002`, `01088` or `own:123`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(id) = text.strip_prefix("own:") {
            let raw = id.parse::<i64>().map_err(|_| Error::Word)?;
            return Ok(Self::Own(EntryId::from_i64(raw)?));
        }
        let mut bytes = text.bytes();
        match (text.len(), bytes.next()) {
            (4, Some(first)) if first.is_ascii_uppercase() && bytes.all(|b| b.is_ascii_digit()) => {
                Ok(Self::Dish(text.to_owned()))
            }
            (5, Some(first)) if first.is_ascii_digit() && bytes.all(|b| b.is_ascii_digit()) => {
                Ok(Self::Food(text.to_owned()))
            }
            _ => Err(Error::Word),
        }
    }
}

impl std::fmt::Display for FoodRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dish(code) | Self::Food(code) => f.write_str(code),
            Self::Own(id) => write!(f, "own:{}", id.as_i64()),
        }
    }
}

impl From<FoodRef> for String {
    fn from(food: FoodRef) -> Self {
        food.to_string()
    }
}

impl TryFrom<String> for FoodRef {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

/// One dish eaten at one meal. Name and nutrients are kept as they were when it was written, so that
/// an old day reads the same after the tables change.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// The meal.
    pub slot: MealSlot,
    /// What was eaten.
    pub food: FoodRef,
    /// Name shown at the time.
    pub name: String,
    /// Portions of a dish, or hundreds of grams of a food, in thousandths.
    pub portion: Milli,
    /// Nutrients of the whole amount.
    pub nutrients: Nutrients,
}

/// One ingredient of an own dish.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnDishPart {
    /// Dish or food of the tables.
    pub food: FoodRef,
    /// Name shown at the time.
    pub name: String,
    /// Portions of a dish, or hundreds of grams of a food, in thousandths.
    pub portion: Milli,
}

/// A dish the person made up: わたしの献立.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnDish {
    /// Name given by the person.
    pub name: String,
    /// What is in one portion.
    pub parts: Vec<OwnDishPart>,
    /// Nutrients of one portion.
    pub nutrients: Nutrients,
}

/// A section of the record: the unit of consent and of sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Who the person is.
    Profile,
    /// Blood pressure, weight and other measurements.
    Vitals,
    /// Exercise and steps.
    Activity,
    /// Meals.
    Meals,
    /// Condition and diary.
    Diary,
    /// The pilgrimage.
    Walk,
    /// Checkups and other results.
    Checkups,
    /// Papers.
    Documents,
    /// Medicines.
    Medication,
    /// Vaccinations.
    Immunization,
    /// Growth of a child.
    Growth,
    /// Conditions, allergies and what else stays with the person.
    Problems,
    /// Guidance by a nurse.
    Guidance,
    /// Insurance, doctors, people to call.
    Emergency,
}

impl Section {
    /// All sections, in stored order.
    pub const ALL: [Section; 14] = [
        Section::Profile,
        Section::Vitals,
        Section::Activity,
        Section::Meals,
        Section::Diary,
        Section::Walk,
        Section::Checkups,
        Section::Documents,
        Section::Medication,
        Section::Immunization,
        Section::Growth,
        Section::Problems,
        Section::Guidance,
        Section::Emergency,
    ];

    /// It lies in the clinical file.
    pub fn is_clinical(self) -> bool {
        self >= Section::Checkups
    }
}

/// Everything a person can write in the daily tier.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// One reading of a cuff.
    BloodPressure {
        /// 最高血圧.
        systolic: MmHg,
        /// 最低血圧.
        diastolic: MmHg,
        /// 脈拍, where the cuff shows it.
        pulse: Option<Bpm>,
        /// Morning, evening or other.
        occasion: Occasion,
    },
    /// One number with its item.
    Measurement {
        /// What was measured.
        item: MeasureItem,
        /// The number in the item's unit.
        value: Milli,
    },
    /// 体調, 1 very good … 5 very bad.
    Condition {
        /// 1..=5.
        level: u8,
    },
    /// A line of diary.
    Diary {
        /// The person's words.
        text: String,
    },
    /// An activity of the METs table.
    Exercise {
        /// Code of the activity table.
        activity: String,
        /// Name shown at the time.
        name: String,
        /// How long.
        minutes: Minutes,
        /// METs at the time, in thousandths.
        mets: Milli,
        /// Energy at the weight of the day, kcal in thousandths; `None` while no weight is known.
        kcal: Option<Milli>,
    },
    /// A walk or a day's count. Several on one day add up.
    Steps {
        /// The count.
        count: StepCount,
        /// Typed or imported.
        source: StepSource,
    },
    /// One dish at one meal.
    Intake(Intake),
    /// A dish of one's own.
    OwnDish(OwnDish),
}

impl Entry {
    /// The section this entry belongs to.
    pub fn section(&self) -> Section {
        EntryKind::of(self).section()
    }
}

/// The kinds of [`Entry`]: the one list of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Blood pressure.
    BloodPressure,
    /// A single number.
    Measurement,
    /// 体調.
    Condition,
    /// 日記.
    Diary,
    /// 運動.
    Exercise,
    /// 歩数.
    Steps,
    /// 食事.
    Intake,
    /// わたしの献立.
    OwnDish,
}

impl EntryKind {
    /// All kinds, in stored order.
    pub const ALL: [EntryKind; 8] = [
        EntryKind::BloodPressure,
        EntryKind::Measurement,
        EntryKind::Condition,
        EntryKind::Diary,
        EntryKind::Exercise,
        EntryKind::Steps,
        EntryKind::Intake,
        EntryKind::OwnDish,
    ];

    /// The kinds that belong to a day: own dishes do not.
    pub const OF_A_DAY: [EntryKind; 7] = {
        let [of_a_day @ .., Self::OwnDish] = Self::ALL else { panic!("own dishes come last") };
        of_a_day
    };

    /// The section entries of this kind belong to.
    pub fn section(self) -> Section {
        match self {
            Self::BloodPressure | Self::Measurement => Section::Vitals,
            Self::Condition | Self::Diary => Section::Diary,
            Self::Exercise | Self::Steps => Section::Activity,
            Self::Intake | Self::OwnDish => Section::Meals,
        }
    }

    /// The kind of an entry.
    pub fn of(entry: &Entry) -> Self {
        match entry {
            Entry::BloodPressure { .. } => Self::BloodPressure,
            Entry::Measurement { .. } => Self::Measurement,
            Entry::Condition { .. } => Self::Condition,
            Entry::Diary { .. } => Self::Diary,
            Entry::Exercise { .. } => Self::Exercise,
            Entry::Steps { .. } => Self::Steps,
            Entry::Intake(_) => Self::Intake,
            Entry::OwnDish(_) => Self::OwnDish,
        }
    }

    /// Its name in files, as on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::BloodPressure => "blood_pressure",
            Self::Measurement => "measurement",
            Self::Condition => "condition",
            Self::Diary => "diary",
            Self::Exercise => "exercise",
            Self::Steps => "steps",
            Self::Intake => "intake",
            Self::OwnDish => "own_dish",
        }
    }
}

closed_debug!(FoodRef, Intake, OwnDish, OwnDishPart);

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::BloodPressure { .. } => "BloodPressure(..)",
            Self::Measurement { .. } => "Measurement(..)",
            Self::Condition { .. } => "Condition(..)",
            Self::Diary { .. } => "Diary(..)",
            Self::Exercise { .. } => "Exercise(..)",
            Self::Steps { .. } => "Steps(..)",
            Self::Intake(_) => "Intake(..)",
            Self::OwnDish(_) => "OwnDish(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_food_reference_reads_back_as_written() {
        for text in ["R002", "01088", "own:1099511627777"] {
            assert_eq!(FoodRef::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "r002", "R02", "0108", "own:", "own:-1", "own:x", "あ002"] {
            assert!(FoodRef::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_kind_s_word_is_its_name_on_the_wire() {
        for kind in EntryKind::ALL {
            let word = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(kind.word());
            assert_eq!(EntryKind::deserialize(word), Ok(kind));
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let entry = Entry::Diary { text: "secret words".into() };
        assert_eq!(format!("{entry:?}"), "Diary(..)");
        // Numbers nobody would write otherwise, and a name.
        let milli = Milli::from_milli(98_765);
        let part =
            OwnDishPart { food: FoodRef::parse("R987").unwrap(), name: "secret soup".into(), portion: milli };
        let dish = OwnDish {
            name: "secret soup".into(),
            parts: vec![part.clone()],
            nutrients: Nutrients::default(),
        };
        let intake = Intake {
            slot: MealSlot::Lunch,
            food: part.food.clone(),
            name: "secret soup".into(),
            portion: milli,
            nutrients: Nutrients::default(),
        };
        let mut nutrients = Nutrients::default();
        nutrients.set(crate::Nutrient::ALL[0], Some(98_765.0));
        let told = format!(
            "{milli:?} {:?} {:?} {:?} {:?} {part:?} {dish:?} {intake:?} {nutrients:?}",
            MmHg(987),
            Bpm(987),
            Minutes(987),
            StepCount(98_765)
        );
        assert!(!told.contains("987") && !told.contains("secret"), "{told}");
    }
}
