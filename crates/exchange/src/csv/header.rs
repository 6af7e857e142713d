//! Which column is which.

use henro_domain::{MeasureItem, Occasion};
use unicode_normalization::UnicodeNormalization;

use super::own::COLUMNS;

/// The shape of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Our own form: one row an entry.
    Own,
    /// A foreign table: one row a day or a reading.
    Wide,
}

/// What each column of the file means.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    /// Where each of [`COLUMNS`] stands.
    Own(Box<[Option<usize>; 14]>),
    /// What each column holds.
    Wide(Vec<Option<Meaning>>),
}

/// What a foreign column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Date,
    Time,
    Moment,
    Systolic(Option<Occasion>),
    Diastolic(Option<Occasion>),
    Pulse(Option<Occasion>),
    Item(MeasureItem),
    WeightPounds,
    Steps,
    Diary,
}

/// Reads the first row: the plan, and the columns nothing is known of. `None` without a date and a value.
pub(super) fn plan(names: &[&str]) -> Option<(Plan, Vec<String>)> {
    own_plan(names).or_else(|| wide_plan(names))
}

fn own_plan(names: &[&str]) -> Option<(Plan, Vec<String>)> {
    let mut places = [None; 14];
    let mut unknown = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let name = name.trim().to_lowercase();
        match COLUMNS.iter().position(|column| *column == name) {
            Some(column) => {
                if let Some(slot) = places.get_mut(column) {
                    *slot = slot.or(Some(place));
                }
            }
            None => unknown.push(name),
        }
    }
    let known = |column: usize| places.get(column).copied().flatten().is_some();
    (known(0) && known(3) && known(5)).then_some((Plan::Own(Box::new(places)), unknown))
}

fn wide_plan(names: &[&str]) -> Option<(Plan, Vec<String>)> {
    let mut columns: Vec<Option<Meaning>> = Vec::with_capacity(names.len());
    let mut unknown = Vec::new();
    for name in names {
        // A second column of the same meaning is not taken for the first.
        let meaning = meaning(name).filter(|meaning| !columns.contains(&Some(*meaning)));
        if meaning.is_none() && !name.trim().is_empty() {
            unknown.push((*name).to_owned());
        }
        columns.push(meaning);
    }
    let has = |wanted: &dyn Fn(&Meaning) -> bool| columns.iter().flatten().any(wanted);
    let dated = has(&|meaning| matches!(meaning, Meaning::Date | Meaning::Moment));
    let valued = has(&|meaning| !matches!(meaning, Meaning::Date | Meaning::Time | Meaning::Moment));
    (dated && valued).then_some((Plan::Wide(columns), unknown))
}

fn meaning(name: &str) -> Option<Meaning> {
    let folded: String = name.nfkc().collect::<String>().to_lowercase();
    let (outside, unit) = split_unit(&folded);
    let plain: String =
        outside.chars().filter(|letter| !letter.is_whitespace() && !"_-.・:'\"".contains(*letter)).collect();
    let (occasion, rest) = PARTS
        .iter()
        .find_map(|(words, occasion)| {
            words.iter().find_map(|word| Some((Some(*occasion), plain.strip_prefix(word)?)))
        })
        .filter(|(_, rest)| !rest.is_empty())
        .unwrap_or((None, &plain));
    let pressure = |words: &[&str]| words.contains(&rest);
    if pressure(SYSTOLIC) {
        return Some(Meaning::Systolic(occasion));
    }
    if pressure(DIASTOLIC) {
        return Some(Meaning::Diastolic(occasion));
    }
    if pressure(PULSE) {
        return Some(Meaning::Pulse(occasion));
    }
    let meaning =
        WORDS.iter().find(|(words, _)| words.contains(&plain.as_str())).map(|(_, meaning)| *meaning)?;
    match (meaning, unit.trim()) {
        (Meaning::Item(MeasureItem::WeightKg), "lb" | "lbs" | "ポンド") => Some(Meaning::WeightPounds),
        // Another unit than ours would be misread.
        (Meaning::Item(MeasureItem::GlucoseMgdl), "mmol/l") => None,
        (Meaning::Item(MeasureItem::TemperatureC), "°f" | "f") => None,
        (Meaning::Item(MeasureItem::HeightCm | MeasureItem::WaistCm), "in" | "inch" | "ft" | "m") => None,
        (meaning, _) => Some(meaning),
    }
}

/// `体重(kg)`, `weight [kg]` and `体重/kg` to name and unit.
fn split_unit(name: &str) -> (String, String) {
    match name.split_once(['(', '[', '【', '〔', '/']) {
        Some((outside, unit)) if !outside.trim().is_empty() => {
            (outside.to_owned(), unit.trim_end_matches([')', ']', '】', '〕']).to_owned())
        }
        _ => (name.to_owned(), String::new()),
    }
}

const PARTS: &[(&[&str], Occasion)] = &[
    (&["朝の", "朝", "morning", "am"], Occasion::Morning),
    (&["夜の", "夜", "晩", "就寝前", "evening", "pm"], Occasion::Evening),
];

const SYSTOLIC: &[&str] = &[
    "最高血圧",
    "最高血圧値",
    "収縮期血圧",
    "収縮期",
    "上の血圧",
    "血圧上",
    "血圧最高",
    "systolic",
    "sys",
    "systolicbp",
    "sbp",
    "systolicbloodpressure",
    "bloodpressuresystolic",
    "上",
];
const DIASTOLIC: &[&str] = &[
    "最低血圧",
    "最低血圧値",
    "拡張期血圧",
    "拡張期",
    "下の血圧",
    "血圧下",
    "血圧最低",
    "diastolic",
    "dia",
    "diastolicbp",
    "dbp",
    "diastolicbloodpressure",
    "bloodpressurediastolic",
    "下",
];
const PULSE: &[&str] =
    &["脈拍", "脈拍数", "脈", "心拍", "心拍数", "pulse", "pulserate", "heartrate", "hr", "bpm"];

const WORDS: &[(&[&str], Meaning)] = &[
    (&["日付", "年月日", "測定日", "記録日", "日", "date", "day", "measurementdate"], Meaning::Date),
    (&["時刻", "時間", "測定時刻", "測定時間", "time", "measurementtime"], Meaning::Time),
    (&["日時", "測定日時", "記録日時", "datetime", "timestamp", "dateandtime"], Meaning::Moment),
    (&["体重", "weight", "bodyweight"], Meaning::Item(MeasureItem::WeightKg)),
    (&["身長", "height"], Meaning::Item(MeasureItem::HeightCm)),
    (&["腹囲", "ウエスト", "胴囲", "waist", "waistcircumference"], Meaning::Item(MeasureItem::WaistCm)),
    (
        &["体脂肪率", "体脂肪", "bodyfat", "bodyfatpercentage", "fat", "fat%"],
        Meaning::Item(MeasureItem::BodyFatPct),
    ),
    (&["体温", "temperature", "bodytemperature", "temp"], Meaning::Item(MeasureItem::TemperatureC)),
    (
        &["spo2", "酸素飽和度", "血中酸素", "oxygensaturation", "bloodoxygen"],
        Meaning::Item(MeasureItem::Spo2Pct),
    ),
    (&["血糖", "血糖値", "glucose", "bloodglucose", "bloodsugar"], Meaning::Item(MeasureItem::GlucoseMgdl)),
    (&["歩数", "steps", "stepcount"], Meaning::Steps),
    (&["日記", "メモ", "備考", "コメント", "note", "notes", "memo", "diary", "comment"], Meaning::Diary),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_words_in_both_languages() {
        for (name, expected) in [
            ("日付", Meaning::Date),
            ("測定日時", Meaning::Moment),
            ("最高血圧(mmHg)", Meaning::Systolic(None)),
            ("朝最高血圧", Meaning::Systolic(Some(Occasion::Morning))),
            ("夜 最低血圧", Meaning::Diastolic(Some(Occasion::Evening))),
            ("Weight [kg]", Meaning::Item(MeasureItem::WeightKg)),
            ("Weight (lb)", Meaning::WeightPounds),
            ("体重／ｋｇ", Meaning::Item(MeasureItem::WeightKg)),
            ("Heart Rate", Meaning::Pulse(None)),
            ("歩数", Meaning::Steps),
        ] {
            assert_eq!(meaning(name), Some(expected), "{name}");
        }
        for name in ["", "血糖(mmol/L)", "Temperature (°F)", "知らない列", "(kg)"] {
            assert_eq!(meaning(name), None, "{name}");
        }
    }
}
