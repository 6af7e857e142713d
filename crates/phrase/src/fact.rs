use henro_domain::{
    Bpm, Day, FoodRef, MealSlot, MeasureItem, Milli, MinuteOfDay, Minutes, MmHg, Occasion, StepCount,
};

/// Where words stand in the line: bytes, always on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The words themselves; empty if `line` is not the line that was parsed.
    pub fn words(self, line: &str) -> &str {
        line.get(self.start..self.end).unwrap_or("")
    }
}

/// What one line was understood as. Facts, questions and leftovers never overlap; each list is in line order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parse {
    /// Understood, to be shown and confirmed.
    pub facts: Vec<Fact>,
    /// Words nothing was understood of. [`Parse::diary_offer`] makes a diary line of them.
    pub leftovers: Vec<Span>,
    /// Understood in part, to be answered by the person.
    pub questions: Vec<Question>,
}

impl Parse {
    /// The leftovers as one diary text, or `None` if there are none with a letter in them.
    pub fn diary_offer(&self, line: &str) -> Option<FactBody> {
        let words: Vec<&str> = self.leftovers.iter().map(|span| span.words(line).trim()).collect();
        let text = words.join(" ");
        text.chars().any(char::is_alphanumeric).then_some(FactBody::Diary { text })
    }
}

/// One thing understood, when it happened and the words it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The words.
    pub span: Span,
    /// The day: the one said, or the day of the page.
    pub day: Day,
    /// The time, only where one was said.
    pub minute: Option<MinuteOfDay>,
    /// What it is.
    pub body: FactBody,
}

/// What a fact says, with the nouns of `domain`.
#[derive(Clone, PartialEq)]
pub enum FactBody {
    /// One reading of a cuff.
    BloodPressure {
        /// 最高血圧.
        systolic: MmHg,
        /// 最低血圧.
        diastolic: MmHg,
        /// 脈拍, if written.
        pulse: Option<Bpm>,
        /// As said, or by the time of day.
        occasion: Occasion,
    },
    /// One number with its item.
    Measurement {
        /// What was measured.
        item: MeasureItem,
        /// In the item's unit.
        value: Milli,
    },
    /// Steps walked.
    Steps {
        /// How many.
        count: StepCount,
    },
    /// An activity of the table.
    Exercise {
        /// Code of the activity.
        activity: String,
        /// Its name in the table.
        name: String,
        /// How long.
        minutes: Minutes,
    },
    /// One dish or food.
    Intake {
        /// Dish, food or own dish.
        food: FoodRef,
        /// Its name in the table.
        name: String,
        /// Portions of a dish, or hundreds of grams of a food.
        portion: Milli,
        /// The meal said, or the usual one at this hour.
        slot: MealSlot,
    },
    /// 体調, 1 very good … 5 very bad.
    Condition {
        /// 1..=5.
        level: u8,
    },
    /// A line of diary.
    Diary {
        /// The words as typed.
        text: String,
    },
}

impl std::fmt::Debug for FactBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::BloodPressure { .. } => "BloodPressure(..)",
            Self::Measurement { .. } => "Measurement(..)",
            Self::Steps { .. } => "Steps(..)",
            Self::Exercise { .. } => "Exercise(..)",
            Self::Intake { .. } => "Intake(..)",
            Self::Condition { .. } => "Condition(..)",
            Self::Diary { .. } => "Diary(..)",
        })
    }
}

/// Something the person must answer. Without a choice it is a refusal: なおす is the only way on.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The words asked about.
    pub span: Span,
    /// What is asked.
    pub kind: QuestionKind,
    /// At most three answers, the likeliest first.
    pub choices: Vec<Choice>,
}

/// One answer: a fact as it would be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The day it would be written on.
    pub day: Day,
    /// The time, only where one was said.
    pub minute: Option<MinuteOfDay>,
    /// What would be written.
    pub body: FactBody,
}

/// Why something is asked. The words for it are the screen's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QuestionKind {
    /// A number without a word saying what it is.
    WhatIsIt,
    /// 上 and 下 look the wrong way round; the choice is the right way.
    Swapped,
    /// Possible but rare; the first choice is the value as written.
    Rare,
    /// Cannot be; no choices.
    Impossible,
    /// Several dishes fit, or only similar ones.
    WhichFood,
    /// The dish is known, the meal is not: another day was said and no meal.
    WhichMeal,
    /// The dish is known, the amount cannot be turned into portions.
    HowMuch,
    /// Several activities fit, or only similar ones.
    WhichActivity,
    /// The activity is known, its length is not; choices of 15, 30 and 60 minutes.
    HowLong,
    /// A word of feeling without 体調 before it.
    Feeling,
    /// A day or a time that is still to come; no choices, or the same without the time.
    Future,
    /// A time that does not exist (24:00) or could be two; choices without the time.
    WhatTime,
    /// A day that does not exist, or could be two.
    WhichDay,
    /// Words around it say that it did not happen.
    Negated,
    /// Words around it name another person.
    SomeoneElse,
    /// Words around it may change what it means.
    Unsure,
    /// A pulse without a blood pressure: there is nowhere to write it.
    PulseAlone,
}
