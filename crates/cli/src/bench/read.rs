//! Figures of what is only looked at.

use serde_json::{Value, json};

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

/// Pages of days all over the life. No page is still in the engine's cache when its turn comes again.
pub(super) fn days(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let days: Vec<Value> = life.days(DAYS).map(|day| json!({ "day": day })).collect();
    let took = turns(life, "day_read", &days)?;
    told(figures, took, [DAY_MEDIAN, DAY_P99, DAY_UNDISTURBED], 5.0)
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
    let queries: Vec<Value> = QUERIES.iter().map(|query| json!({ "query": query })).collect();
    let took = turns(life, "food_search", &queries)?;
    told(figures, took, [FOOD_MEDIAN, FOOD_P99, FOOD_UNDISTURBED], 30.0)
}

/// Asks all of a list, then all of it again; the times of each request, ms.
pub(super) fn turns(life: &Lifelong, command: &str, requests: &[Value]) -> Result<Vec<Vec<f64>>, Failure> {
    let mut took = vec![Vec::new(); requests.len()];
    for _ in 0..TURNS {
        for (request, took) in requests.iter().zip(&mut took) {
            took.push(ms(timed(|| life.ask(command, request.clone()))?.1));
        }
    }
    Ok(took)
}

/// Median and p99 of all times, and the p99 of the shortest time of each request: what is slow by itself stays
/// in it, a moment in which the machine did something else does not. The target is that of the plain p99.
pub(super) fn told(
    figures: &mut Figures,
    took: Vec<Vec<f64>>,
    names: [&str; 3],
    target: f64,
) -> Result<(), Failure> {
    let mut least: Vec<f64> =
        took.iter().filter_map(|times| times.iter().copied().reduce(f64::min)).collect();
    let mut all = took.concat();
    let [median, p99, undisturbed] = names;
    figures.say(Figure { name: median, value: rank(&mut all, 0.5), unit: "ms", target: None })?;
    figures.say(Figure { name: p99, value: rank(&mut all, 0.99), unit: "ms", target: Some(target) })?;
    figures.say(Figure { name: undisturbed, value: rank(&mut least, 0.99), unit: "ms", target: None })
}

pub(super) const UNLOCK: &str = "app_unlock_to_today";
pub(super) const DAY_MEDIAN: &str = "app_day_median";
pub(super) const DAY_P99: &str = "app_day_p99";
pub(super) const DAY_UNDISTURBED: &str = "app_day_p99_undisturbed";
const CHART: &str = "app_ten_years_";
pub(super) const CHART_SLOWEST: &str = "app_ten_years_slowest";
pub(super) const FOOD_MEDIAN: &str = "app_food_search_median";
pub(super) const FOOD_P99: &str = "app_food_search_p99";
pub(super) const FOOD_UNDISTURBED: &str = "app_food_search_p99_undisturbed";

const UNLOCKS: usize = 9;
const DAYS: i32 = 2_000;
const DRAWINGS: usize = 5;
const TURNS: usize = 5;
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
