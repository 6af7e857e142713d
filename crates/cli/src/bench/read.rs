//! Figures of what is only looked at.

use serde_json::json;

use super::figure::{Figure, Figures, ms, rank, timed};
use super::life::{Lifelong, password};
use crate::output::Failure;

/// From the right password to the page of today. This record derives its key at next to no cost; a real one takes
/// half a second for that, on purpose and whatever its size.
pub(super) fn unlock(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let mut shown = Vec::new();
    for _ in 0..UNLOCKS {
        life.ctx.lock();
        let (_, took) = timed(|| {
            life.ask("record_unlock", password())?;
            life.ask("day_read", json!({ "day": life.today() }))
        })?;
        shown.push(ms(took));
    }
    figures.say(Figure { name: UNLOCK, value: rank(&mut shown, 0.5), unit: "ms", target: Some(1_000.0) })
}

/// Pages of days all over the life.
pub(super) fn days(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let mut took = Vec::new();
    for day in life.days(DAYS) {
        took.push(ms(timed(|| life.ask("day_read", json!({ "day": day })))?.1));
    }
    let (median, p99) = (rank(&mut took, 0.5), rank(&mut took, 0.99));
    figures.say(Figure { name: DAY_MEDIAN, value: median, unit: "ms", target: None })?;
    figures.say(Figure { name: DAY_P99, value: p99, unit: "ms", target: Some(5.0) })
}

/// The chart of ten years of every item, drawn.
pub(super) fn ten_years(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let mut slowest: f64 = 0.0;
    for name in CHARTS {
        let Some(item) = name.strip_prefix(CHART).filter(|_| name != CHART_SLOWEST) else { continue };
        let mut ask = json!({ "items": [item], "period": "ten_years", "language": "ja" });
        ask["width"] = 1_000.into();
        ask["height"] = 360.into();
        ask["text_px"] = 18.into();
        let mut took = Vec::new();
        for _ in 0..DRAWINGS {
            took.push(ms(timed(|| life.ask("rhythm_read", ask.clone()))?.1));
        }
        let value = rank(&mut took, 0.5);
        slowest = slowest.max(value);
        figures.say(Figure { name, value, unit: "ms", target: None })?;
    }
    figures.say(Figure { name: CHART_SLOWEST, value: slowest, unit: "ms", target: Some(100.0) })
}

/// What people type into the field for food.
pub(super) fn foods(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let mut took = Vec::new();
    for _ in 0..SEARCHES {
        for query in QUERIES {
            took.push(ms(timed(|| life.ask("food_search", json!({ "query": query })))?.1));
        }
    }
    let (median, p99) = (rank(&mut took, 0.5), rank(&mut took, 0.99));
    figures.say(Figure { name: FOOD_MEDIAN, value: median, unit: "ms", target: None })?;
    figures.say(Figure { name: FOOD_P99, value: p99, unit: "ms", target: Some(30.0) })
}

pub(super) const UNLOCK: &str = "app_unlock_to_today";
pub(super) const DAY_MEDIAN: &str = "app_day_median";
pub(super) const DAY_P99: &str = "app_day_p99";
const CHART: &str = "app_ten_years_";
pub(super) const CHART_SLOWEST: &str = "app_ten_years_slowest";
pub(super) const FOOD_MEDIAN: &str = "app_food_search_median";
pub(super) const FOOD_P99: &str = "app_food_search_p99";

const UNLOCKS: usize = 9;
const DAYS: i32 = 2_000;
const DRAWINGS: usize = 5;
const SEARCHES: usize = 20;
/// Every `RhythmItem`.
pub(super) const CHARTS: [&str; 15] = [
    CHART_SLOWEST,
    super::memory::PEAK,
    "app_ten_years_pressure_morning",
    "app_ten_years_pressure_evening",
    "app_ten_years_weight",
    "app_ten_years_bmi",
    "app_ten_years_waist",
    "app_ten_years_body_fat",
    "app_ten_years_temperature",
    "app_ten_years_spo2",
    "app_ten_years_glucose",
    "app_ten_years_steps",
    "app_ten_years_intake",
    "app_ten_years_salt",
    "app_ten_years_burn",
];
/// Kana, kanji, English, half a word, a wrong letter, nothing that is there.
const QUERIES: [&str; 25] = [
    "う",
    "うど",
    "うどん",
    "かけうどん",
    "ぶっかけ",
    "ごはん",
    "ご飯",
    "gohan",
    "rice",
    "みそ",
    "みそしる",
    "味噌汁",
    "みそしろ",
    "さば",
    "鯖の味噌煮",
    "ほうれんそう",
    "ヨーグルト",
    "yogurt",
    "パン",
    "たまご",
    "卵焼き",
    "牛乳",
    "とうふ",
    "しょうゆ",
    "zzzzzz",
];
