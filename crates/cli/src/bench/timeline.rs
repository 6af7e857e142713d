//! Figures of the line of a life and of searching it, with documents in the clinical half.

use serde_json::{Value, json};

use super::figure::{Figure, Figures, ms, rank, timed};
use super::life::Lifelong;
use super::read::{told, turns};
use crate::output::Failure;

/// The first screen of the line, then the same by year, and in the middle of the life.
pub(super) fn line(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    documents(life, figures)?;
    let first = json!({ "zoom": "month" });
    let middle = life.days(8).nth(5).unwrap_or(Value::Null);
    let asks = [(FIRST, first, Some(100.0)), (YEARS, json!({ "zoom": "year" }), None)];
    let asks = asks.into_iter().chain([(MIDDLE, json!({ "zoom": "month", "from": middle }), None)]);
    for (name, ask, target) in asks {
        let mut took = Vec::new();
        for _ in 0..SCREENS {
            took.push(ms(timed(|| life.ask("timeline_read", ask.clone()))?.1));
        }
        // The slowest: the screen is asked for once, not thirty times.
        figures.say(Figure { name, value: rank(&mut took, 1.0), unit: "ms", target })?;
    }
    Ok(())
}

/// Words of one, two and more letters, all over the life and its documents, with pages behind the first.
pub(super) fn words(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    documents(life, figures)?;
    let queries: Vec<Value> = QUERIES.iter().map(|query| json!({ "query": query })).collect();
    let mut hits = 0;
    for query in &queries {
        let found = life.ask("timeline_search", query.clone())?;
        hits += found["hits"].as_array().map_or(0, Vec::len) + found["names"].as_array().map_or(0, Vec::len);
    }
    figures.say(Figure { name: HITS, value: hits as f64, unit: "hits", target: None })?;
    let took = turns(life, "timeline_search", &queries)?;
    told(figures, took, [SEARCH_MEDIAN, SEARCH_P99, SEARCH_UNDISTURBED], 50.0)
}

/// The documents lie there, whichever figure is asked for first.
fn documents(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    open_clinical(life)?;
    let first = life.ask("document_list", json!({ "most": 1 }))?;
    if first["documents"].as_array().is_some_and(|documents| !documents.is_empty()) {
        return Ok(());
    }
    let (documents, took) = timed(|| write_documents(life))?;
    let rate = documents as f64 / took.as_secs_f64();
    figures.say(Figure { name: DOCUMENTS, value: documents as f64, unit: "documents", target: None })?;
    figures.say(Figure { name: DOCUMENTS_RATE, value: rate, unit: "documents/s", target: None })
}

/// Opens the clinical half with this device as its key, where it is not open.
fn open_clinical(life: &Lifelong) -> Result<(), Failure> {
    let status = life.ask("record_status", json!({}))?;
    match status["clinical"].as_str() {
        Some("none") => life.ask("device_enrol", json!({ "name": "bench" })).map(drop),
        Some("open") => Ok(()),
        _ => {
            let list = life.ask("factor_list", json!({}))?;
            let id = list["factors"][0]["id"].clone();
            life.ask("clinical_open", json!({ "factor": id })).map(drop)
        }
    }
}

/// Writes 5,000 papers of about 1,500 letters each, all over the life.
fn write_documents(life: &Lifelong) -> Result<usize, Failure> {
    let days: Vec<Value> = life.days(DOCUMENTS_MADE as i32).collect();
    for (nth, some) in days.chunks(100).enumerate() {
        let entries: Vec<Value> = some.iter().enumerate().map(|(n, day)| paper(nth * 100 + n, day)).collect();
        life.ask("clinical_record", json!({ "entries": entries }))?;
    }
    Ok(days.len())
}

fn paper(nth: usize, day: &Value) -> Value {
    let mut turn = nth as u64 + 1;
    let mut note = String::new();
    while note.chars().count() < LETTERS {
        turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (turn >> 33) as usize % SENTENCES.len();
        note.push_str(SENTENCES.get(place).copied().unwrap_or_default());
    }
    let institution = format!("{}医院{}", ["みどり", "さくら", "屋島", "大窪"][nth % 4], nth % 97);
    json!({ "day": day, "body": { "kind": "document", "paper": "referral", "title": "紹介状", "issuer": institution, "words": note } })
}

pub(super) const FIRST: &str = "app_timeline_first";
pub(super) const YEARS: &str = "app_timeline_years";
pub(super) const MIDDLE: &str = "app_timeline_middle";
pub(super) const DOCUMENTS: &str = "app_search_documents";
pub(super) const DOCUMENTS_RATE: &str = "app_search_documents_rate";
pub(super) const HITS: &str = "app_search_hits";
pub(super) const SEARCH_MEDIAN: &str = "app_search_median";
pub(super) const SEARCH_P99: &str = "app_search_p99";
pub(super) const SEARCH_UNDISTURBED: &str = "app_search_p99_undisturbed";

const SCREENS: usize = 15;
const DOCUMENTS_MADE: usize = 5_000;
const LETTERS: usize = 1_500;
/// One letter and many, common and rare, in texts, dishes and vaccines, two words at once, Latin letters, nothing that is there.
const QUERIES: [&str; 24] = [
    "の",
    "雨",
    "散歩",
    "さんぽ",
    "うどん",
    "ウドン",
    "味噌汁",
    "みどり医院",
    "屋島医院7",
    "医院",
    "胃カメラ",
    "ポリープ",
    "経過を見る",
    "肝臓 脂肪",
    "しびれ",
    "HbA1c",
    "covid",
    "血圧が",
    "孫",
    "膝 雨",
    "心電図に異常はありません",
    "はしか",
    "zzzz",
    "た",
];
const SENTENCES: [&str; 14] = [
    "胃カメラで小さなポリープを認めた。",
    "半年後に経過を見る。",
    "肝臓に軽い脂肪がついている。",
    "心電図に異常はありません。",
    "右の手に軽いしびれがあるとのこと。",
    "HbA1cは前回より下がった。",
    "塩分をひかえるように話した。",
    "血圧が朝に高めである。",
    "胸のX線に新しい影はない。",
    "膝の痛みは歩くと強くなる。",
    "薬は今までと同じ量で続ける。",
    "次の受診は三か月後とする。",
    "眼底に出血は見られない。",
    "COVID-19の抗原検査は陰性であった。",
];
