//! The one-line entry: what was understood, ready to be written; nothing is written here.

use henro_domain::{Day, Entry, MealSlot, Milli, MinuteOfDay, Nutrient};
use henro_phrase::{
    self as phrase, FactBody, LexActivity, LexFood, Lexicon, LineContext, QuestionKind, Serving, Span,
};
use henro_reference::{FoodItem, Match, search_activity, search_food};

use crate::context::Now;
use crate::entry::resolve;
use crate::open::Open;
use crate::view::round;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Reads a line.
pub(crate) fn read(ctx: &Context, ask: LineRead) -> Result<LineView, WireError> {
    ctx.with_open(|open, now| {
        let context = LineContext {
            today: now.today,
            day: ask.day,
            minute: (ask.day == now.today).then_some(now.minute),
            slot: slot_at(now),
        };
        let parse = phrase::parse(&ask.text, context, &Tables)
            .map_err(|_| WireError::limit(Code::TextLong, phrase::LONGEST as u32))?;
        let drafts: Vec<EntryDraft> =
            parse.facts.iter().map(|fact| draft(fact.day, fact.minute, &fact.body)).collect();
        let mut reader = Reader { open, now, text: &ask.text, beside: &drafts };
        let facts = parse.facts.iter().zip(&drafts);
        let facts = facts.map(|(fact, draft)| reader.fact(fact.span, draft.clone())).collect();
        let mut questions = Vec::new();
        for question in &parse.questions {
            let choices = question.choices.iter();
            let choices = choices
                .map(|choice| reader.fact(question.span, draft(choice.day, choice.minute, &choice.body)))
                .collect();
            questions.push(LineQuestion {
                span: reader.span(question.span),
                why: why(question.kind),
                choices,
            });
        }
        let leftovers = parse.leftovers.iter().map(|span| reader.span(*span)).collect();
        Ok(LineView { facts, questions, leftovers })
    })
}

/// Turns what the parser found into drafts with names and energy.
struct Reader<'a> {
    open: &'a mut Open,
    now: Now,
    text: &'a str,
    /// What the line says for sure, to be written together.
    beside: &'a [EntryDraft],
}

impl Reader<'_> {
    fn fact(&mut self, span: Span, entry: EntryDraft) -> LineFact {
        // A rare or impossible value was asked about by the parser already; here only names and energy count.
        let resolved = resolve(self.open.daily(), self.now, &entry, self.beside, true, 0).ok();
        let (name, kcal) = match resolved.map(|new| new.entry) {
            Some(Entry::Intake(intake)) => {
                let kcal = intake.nutrients.value(Nutrient::EnergyKcal).map(round);
                (Some(intake.name), kcal)
            }
            Some(Entry::Exercise { name, kcal, .. }) => (Some(name), kcal.map(|kcal| kcal.as_f64())),
            _ => (None, None),
        };
        LineFact { span: self.span(span), entry, name, kcal }
    }

    fn span(&self, span: Span) -> LineSpan {
        LineSpan { start: utf16(self.text, span.start), end: utf16(self.text, span.end) }
    }
}

fn utf16(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn draft(day: Day, minute: Option<MinuteOfDay>, body: &FactBody) -> EntryDraft {
    let body = match body {
        FactBody::BloodPressure { systolic, diastolic, pulse, occasion } => EntryBody::BloodPressure {
            systolic: systolic.0,
            diastolic: diastolic.0,
            pulse: pulse.map(|pulse| pulse.0),
            occasion: Some(*occasion),
        },
        FactBody::Measurement { item, value } => {
            EntryBody::Measurement { item: *item, value: value.as_f64() }
        }
        FactBody::Steps { count } => EntryBody::Steps { count: count.0, source: None },
        FactBody::Exercise { activity, minutes, .. } => {
            EntryBody::Exercise { activity: activity.clone(), minutes: minutes.0 }
        }
        FactBody::Intake { food, portion, slot, .. } => {
            EntryBody::Intake { slot: *slot, food: food.to_string(), portion: portion.as_f64() }
        }
        FactBody::Condition { level } => EntryBody::Condition { level: *level },
        FactBody::Diary { text } => EntryBody::Diary { text: text.clone() },
    };
    EntryDraft { day, minute: minute.map(|minute| minute.get()), body }
}

fn why(kind: QuestionKind) -> LineWhy {
    match kind {
        QuestionKind::WhatIsIt => LineWhy::WhatNumber,
        QuestionKind::Swapped => LineWhy::Swapped,
        QuestionKind::Rare => LineWhy::Rare,
        QuestionKind::Impossible => LineWhy::Impossible,
        QuestionKind::WhichFood | QuestionKind::WhichActivity => LineWhy::WhichOne,
        QuestionKind::WhichMeal => LineWhy::WhichMeal,
        QuestionKind::HowMuch | QuestionKind::HowLong => LineWhy::HowMuch,
        QuestionKind::Feeling => LineWhy::Feeling,
        QuestionKind::Future => LineWhy::Future,
        QuestionKind::WhatTime | QuestionKind::WhichDay => LineWhy::When,
        QuestionKind::Negated => LineWhy::Negated,
        QuestionKind::SomeoneElse => LineWhy::SomeoneElse,
        QuestionKind::PulseAlone => LineWhy::PulseAlone,
        _ => LineWhy::Unsure,
    }
}

/// The meal usual at an hour, by the clock alone.
fn slot_at(now: Now) -> MealSlot {
    match now.minute.get() / 60 {
        4..=10 => MealSlot::Breakfast,
        11..=14 => MealSlot::Lunch,
        17..=22 => MealSlot::Dinner,
        _ => MealSlot::Other,
    }
}

/// The reference tables as the parser's word list.
struct Tables;

impl Lexicon for Tables {
    fn foods(&self, text: &str) -> Vec<LexFood> {
        let hits = search_food(text, 8);
        hits.into_iter().enumerate().map(|(rank, hit)| lex_food(hit.item, hit.meets, rank)).collect()
    }

    fn activities(&self, text: &str) -> Vec<LexActivity> {
        let hits = search_activity(text, 8);
        let hits = hits.into_iter().enumerate().map(|(rank, hit)| LexActivity {
            code: hit.activity.code.to_owned(),
            name: hit.activity.name.to_owned(),
            exact: hit.meets == Match::Exact,
            score: score(hit.meets, rank),
        });
        hits.collect()
    }
}

fn lex_food(item: FoodItem, meets: Match, rank: usize) -> LexFood {
    let serving = match item {
        FoodItem::Dish(dish) => {
            let grams = Milli::from_f64(f64::from(dish.total_g)).ok();
            Serving::read(dish.name, dish.serving, grams)
        }
        FoodItem::Food(_) => Serving { grams: Some(Milli::from_milli(100_000)), ..Serving::default() },
    };
    LexFood {
        food: item.reference(),
        name: item.name().to_owned(),
        exact: meets == Match::Exact,
        score: score(meets, rank),
        serving,
    }
}

/// Rank within one kind of match: the tables put the common dish first, raw foods after dishes.
fn score(meets: Match, rank: usize) -> f32 {
    let base = match meets {
        Match::Exact => 1.0,
        Match::Prefix => 0.8,
        Match::Word => 0.7,
        Match::Inside => 0.5,
        Match::Fuzzy => 0.3,
    };
    base - 0.01 * rank.min(9) as f32
}
