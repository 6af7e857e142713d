// Shared by the fuzz target and `tests/mutations.rs`: whatever the line, parsing ends, every span is words of the
// line, no two overlap, and a fact is never one that `domain` calls impossible, rare or swapped.

use henro_domain::{Day, Entry, FoodRef, MealSlot, Milli, MinuteOfDay, StepSource, Verdict};
use henro_phrase::{
    FactBody, LexActivity, LexFood, Lexicon, LineContext, Parse, Serving, Span, parse,
};

/// Knows うどん, 日本酒 and 散歩; resembles nothing else.
struct TinyLexicon;

impl Lexicon for TinyLexicon {
    fn foods(&self, text: &str) -> Vec<LexFood> {
        let row = match text {
            "うどん" => ("R001", "1杯"),
            "日本酒" => ("A001", "1合 180mL"),
            _ => return Vec::new(),
        };
        let food = FoodRef::parse(row.0).expect("a code of the table");
        let serving = Serving::read(text, row.1, None);
        vec![LexFood { food, name: text.to_owned(), exact: true, score: 1.0, serving }]
    }

    fn activities(&self, text: &str) -> Vec<LexActivity> {
        match text {
            "散歩" => vec![LexActivity { code: "17160".into(), name: text.to_owned(), exact: true, score: 1.0 }],
            _ => Vec::new(),
        }
    }
}

fn parse_any(line: &str) {
    let today = Day::new(2026, 11, 22).expect("a day of the calendar");
    for (day, minute) in [(today, MinuteOfDay::hm(20, 0).ok()), (today.plus(-3), None)] {
        let now = LineContext { today, day, minute, slot: MealSlot::Dinner };
        let Ok(read) = parse(line, now, &TinyLexicon) else {
            assert!(line.chars().count() > henro_phrase::LONGEST);
            return;
        };
        check(line, now, &read);
    }
}

fn check(line: &str, now: LineContext, read: &Parse) {
    let facts = read.facts.iter().map(|fact| fact.span);
    let questions = read.questions.iter().map(|question| question.span);
    let mut spans: Vec<Span> = facts.chain(questions).chain(read.leftovers.iter().copied()).collect();
    spans.sort();
    for span in &spans {
        assert!(span.start < span.end && line.get(span.start..span.end).is_some());
    }
    for pair in spans.windows(2) {
        if let [one, next] = pair {
            assert!(one.end <= next.start);
        }
    }
    for fact in &read.facts {
        assert!(fact.day <= now.today);
        assert!(verdict(&fact.body) == Verdict::Usual);
    }
    for question in &read.questions {
        assert!(question.choices.len() <= 3);
        for choice in &question.choices {
            assert!(choice.day <= now.today);
            assert!(matches!(verdict(&choice.body), Verdict::Usual | Verdict::Rare));
        }
    }
}

fn verdict(body: &FactBody) -> Verdict {
    henro_domain::check_entry(&match body.clone() {
        FactBody::BloodPressure { systolic, diastolic, pulse, occasion } => {
            Entry::BloodPressure { systolic, diastolic, pulse, occasion }
        }
        FactBody::Measurement { item, value } => Entry::Measurement { item, value },
        FactBody::Steps { count } => Entry::Steps { count, source: StepSource::Typed },
        FactBody::Exercise { activity, name, minutes } => {
            Entry::Exercise { activity, name, minutes, mets: Milli::from_milli(3000), kcal: None }
        }
        FactBody::Intake { food, name, portion, slot } => Entry::Intake(henro_domain::Intake {
            slot,
            food,
            name,
            portion,
            nutrients: henro_domain::Nutrients::default(),
        }),
        FactBody::Condition { level } => Entry::Condition { level },
        FactBody::Diary { text } => Entry::Diary { text },
    })
}
