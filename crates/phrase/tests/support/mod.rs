//! A small table of dishes and activities, and parses written as one line of text.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use henro_domain::{Day, FoodRef, MealSlot, MeasureItem, Milli, MinuteOfDay, Occasion};
use henro_phrase::{
    Choice, FactBody, LexActivity, LexFood, Lexicon, LineContext, Parse, QuestionKind, Serving, parse,
};

/// name | other names, 、 between | serving
const DISHES: &str = include_str!("dishes.txt");
/// name | other names, 、 between
const ACTIVITIES: &str = include_str!("activities.txt");

/// Exact on name, name before the bracket and other names; similar when one holds the other.
pub struct SmallLexicon {
    foods: Vec<(Vec<String>, LexFood)>,
    activities: Vec<(Vec<String>, LexActivity)>,
}

impl SmallLexicon {
    pub fn new() -> Self {
        let rows =
            |text: &'static str| text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let foods = rows(DISHES).enumerate().map(|(row, line)| dish(row, line)).collect();
        let activities = rows(ACTIVITIES).enumerate().map(|(row, line)| activity(row, line)).collect();
        Self { foods, activities }
    }
}

fn names(name: &str, others: &str) -> Vec<String> {
    let mut names: Vec<String> = others.split('、').filter(|n| !n.is_empty()).map(fold).collect();
    names.push(fold(name));
    names.push(fold(name.split('(').next().unwrap()));
    names
}

fn dish(row: usize, line: &str) -> (Vec<String>, LexFood) {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [name, others, serving] = cells[..] else { panic!("{line}") };
    let food = FoodRef::parse(&format!("R{row:03}")).unwrap();
    let serving = Serving::read(name, serving, None);
    (names(name, others), LexFood { food, name: name.to_owned(), exact: false, score: 0.0, serving })
}

fn activity(row: usize, line: &str) -> (Vec<String>, LexActivity) {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [name, others] = cells[..] else { panic!("{line}") };
    let code = format!("A{row:03}");
    (names(name, others), LexActivity { code, name: name.to_owned(), exact: false, score: 0.0 })
}

fn fold(text: &str) -> String {
    let letters = text.trim().to_lowercase();
    letters
        .chars()
        .map(|c| if ('ァ'..='ヶ').contains(&c) { char::from_u32(c as u32 - 0x60).unwrap() } else { c })
        .collect()
}

impl Lexicon for SmallLexicon {
    fn foods(&self, text: &str) -> Vec<LexFood> {
        let mut hits: Vec<LexFood> = Vec::new();
        for (names, food) in &self.foods {
            if let Some((exact, score)) = score(names, &fold(text)) {
                hits.push(LexFood { exact, score, ..food.clone() });
            }
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits
    }

    fn activities(&self, text: &str) -> Vec<LexActivity> {
        let mut hits: Vec<LexActivity> = Vec::new();
        for (names, activity) in &self.activities {
            if let Some((exact, score)) = score(names, &fold(text)) {
                hits.push(LexActivity { exact, score, ..activity.clone() });
            }
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits
    }
}

fn score(names: &[String], text: &str) -> Option<(bool, f32)> {
    if names.iter().any(|name| name == text) {
        return Some((true, 1.0));
    }
    let long = text.chars().count() >= 2;
    let similar = long && names.iter().any(|name| name.contains(text) || text.contains(name.as_str()));
    similar.then_some((false, 0.5))
}

/// Sunday 2026-11-22, eight in the evening, on today's page.
pub fn evening() -> LineContext {
    let today = Day::new(2026, 11, 22).unwrap();
    LineContext { today, day: today, minute: MinuteOfDay::hm(20, 0).ok(), slot: MealSlot::Dinner }
}

/// The parse as text: facts ; questions ; leftovers.
pub fn shown(line: &str, now: LineContext, lexicon: &dyn Lexicon) -> String {
    match parse(line, now, lexicon) {
        Ok(read) => show(line, now, &read),
        Err(error) => format!("error {error}"),
    }
}

pub fn show(line: &str, now: LineContext, read: &Parse) -> String {
    let mut parts = Vec::new();
    for fact in &read.facts {
        parts.push(format!("{}{}", body(&fact.body), moment(now, fact.day, fact.minute)));
    }
    for question in &read.questions {
        let choices: Vec<String> = question.choices.iter().map(|choice| self::choice(now, choice)).collect();
        parts.push(format!("? {} [{}]", kind(question.kind), choices.join(" | ")));
    }
    for span in &read.leftovers {
        parts.push(format!("~{}", span.words(line)));
    }
    parts.join(" ; ")
}

fn choice(now: LineContext, choice: &Choice) -> String {
    format!("{}{}", body(&choice.body), moment(now, choice.day, choice.minute))
}

fn moment(now: LineContext, day: Day, minute: Option<MinuteOfDay>) -> String {
    let mut text = String::new();
    if day != now.day {
        text.push_str(&format!(" @{day}"));
    }
    if let Some(minute) = minute {
        text.push_str(&format!(" @{:02}:{:02}", minute.get() / 60, minute.get() % 60));
    }
    text
}

fn body(body: &FactBody) -> String {
    match body {
        FactBody::BloodPressure { systolic, diastolic, pulse, occasion } => {
            let pulse = pulse.map_or(String::new(), |pulse| format!("/{}", pulse.0));
            let occasion = match occasion {
                Occasion::Morning => "morning",
                Occasion::Evening => "evening",
                Occasion::Other => "other",
            };
            format!("bp {}/{}{pulse} {occasion}", systolic.0, diastolic.0)
        }
        FactBody::Measurement { item, value } => format!("{} {}", item_name(*item), number(*value)),
        FactBody::Steps { count } => format!("steps {}", count.0),
        FactBody::Exercise { name, minutes, .. } => format!("do {name} {}", minutes.0),
        FactBody::Intake { name, portion, slot, .. } => {
            let slot = match slot {
                MealSlot::Breakfast => "breakfast",
                MealSlot::Lunch => "lunch",
                MealSlot::Dinner => "dinner",
                MealSlot::Other => "other",
            };
            format!("eat {name} x{} {slot}", number(*portion))
        }
        FactBody::Condition { level } => format!("feel {level}"),
        FactBody::Diary { text } => format!("diary {text}"),
    }
}

fn item_name(item: MeasureItem) -> &'static str {
    match item {
        MeasureItem::WeightKg => "weight",
        MeasureItem::HeightCm => "height",
        MeasureItem::WaistCm => "waist",
        MeasureItem::BodyFatPct => "fat",
        MeasureItem::TemperatureC => "temp",
        MeasureItem::Spo2Pct => "spo2",
        MeasureItem::GlucoseMgdl => "glucose",
    }
}

fn number(value: Milli) -> String {
    let text = format!("{}.{:03}", value.milli() / 1000, value.milli() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::WhatIsIt => "what",
        QuestionKind::Swapped => "swapped",
        QuestionKind::Rare => "rare",
        QuestionKind::Impossible => "impossible",
        QuestionKind::WhichFood => "food",
        QuestionKind::WhichMeal => "meal",
        QuestionKind::HowMuch => "much",
        QuestionKind::WhichActivity => "activity",
        QuestionKind::HowLong => "long",
        QuestionKind::Feeling => "feeling",
        QuestionKind::Future => "future",
        QuestionKind::WhatTime => "time",
        QuestionKind::WhichDay => "day",
        QuestionKind::Negated => "negated",
        QuestionKind::SomeoneElse => "someone",
        QuestionKind::Unsure => "unsure",
        QuestionKind::PulseAlone => "pulse",
        _ => "other",
    }
}
