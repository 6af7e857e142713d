//! The few words that stand inside a chart. All others are the UI's.

use crate::wire::{Language, RhythmItem};

/// Name of the item, for the title of the picture.
pub(super) fn title(item: RhythmItem, language: Language) -> &'static str {
    let (ja, en) = match item {
        RhythmItem::PressureMorning => ("朝の血圧", "Morning blood pressure"),
        RhythmItem::PressureEvening => ("夜の血圧", "Evening blood pressure"),
        RhythmItem::Weight => ("体重", "Weight"),
        RhythmItem::Bmi => ("BMI", "BMI"),
        RhythmItem::Waist => ("腹囲", "Waist"),
        RhythmItem::BodyFat => ("体脂肪率", "Body fat"),
        RhythmItem::Temperature => ("体温", "Temperature"),
        RhythmItem::Spo2 => ("SpO2", "SpO2"),
        RhythmItem::Glucose => ("血糖", "Glucose"),
        RhythmItem::Steps => ("歩数", "Steps"),
        RhythmItem::Intake => ("食べた量", "Energy eaten"),
        RhythmItem::Salt => ("塩分", "Salt"),
        RhythmItem::Burn => ("使った量", "Energy burnt"),
    };
    pick(language, ja, en)
}

/// Labels at the ends of the lines.
pub(super) fn line_labels(item: RhythmItem, language: Language) -> [&'static str; 2] {
    match item {
        RhythmItem::PressureMorning | RhythmItem::PressureEvening => {
            [pick(language, "上", "Sys"), pick(language, "下", "Dia")]
        }
        _ => ["", ""],
    }
}

fn pick(language: Language, ja: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}
