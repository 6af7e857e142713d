//! `docs/formulas.md` is whole and true: every formula that can be asked has a section, its source and an example, and the example is so.

use std::collections::BTreeMap;

use henro_app::command_table;
use henro_testkit::{Home, call};
use serde_json::Value;

const LISTED: &str = include_str!("../../docs/formulas.md");

/// A section: its source, how it was worked out, what is asked and what is answered.
struct Section {
    source: String,
    by_hand: String,
    ask: Value,
    answer: Value,
}

fn sections() -> BTreeMap<String, Section> {
    let parts = LISTED.split("\n## ").skip(1);
    parts.map(|part| (part.lines().next().unwrap().to_owned(), section(part))).collect()
}

fn section(part: &str) -> Section {
    let line = |name: &str| {
        let line = part.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name} in {part}")).trim().to_owned()
    };
    let block = |name: &str| {
        let text =
            part.split(&format!("```json {name}\n")).nth(1).and_then(|rest| rest.split("\n```").next());
        serde_json::from_str(text.unwrap_or_else(|| panic!("{name} in {part}"))).unwrap()
    };
    Section { source: line("Source:"), by_hand: line("By hand:"), ask: block("ask"), answer: block("answer") }
}

/// What is said in the example stands in the reply; of a list its first ones.
fn within(example: &Value, reply: &Value) -> bool {
    match (example, reply) {
        (Value::Object(example), Value::Object(reply)) => {
            example.iter().all(|(name, part)| reply.get(name).is_some_and(|found| within(part, found)))
        }
        (Value::Array(example), Value::Array(reply)) => {
            example.len() <= reply.len() && example.iter().zip(reply).all(|(one, other)| within(one, other))
        }
        (example, reply) => example == reply,
    }
}

#[test]
fn every_formula_has_its_source_and_an_example_that_is_so() {
    let listed = sections();
    let home = Home::empty();
    let ctx = home.locked();
    let commands = command_table().commands.into_iter().map(|command| command.name.to_string());
    let rules = ["growth_score", "vaccine_plan"];
    let formulas: Vec<String> =
        commands.filter(|name| name.starts_with("calc_") || rules.contains(&name.as_str())).collect();
    assert!(formulas.len() >= 25, "{formulas:?}");
    for name in &formulas {
        let section = listed.get(name).unwrap_or_else(|| panic!("docs/formulas.md has no section {name}"));
        assert!(section.source.chars().count() > 10, "{name} has no source");
        assert!(section.by_hand.chars().any(|letter| letter.is_ascii_digit()), "{name} is not worked out");
        let reply = call(&ctx, name, section.ask.clone());
        assert!(within(&section.answer, &reply), "{name}: {reply}");
        // The reply says it too, by itself or by its rule; a walk has no source but its own legs.
        let said = reply["source"].as_str().or(reply["rule"]["source"].as_str());
        let said = said.or(reply["sources"][0]["title"].as_str());
        assert!(name == "calc_walk" || said.is_some_and(|said| !said.is_empty()), "{name}: {reply}");
    }
    let gone: Vec<&String> = listed.keys().filter(|name| !formulas.contains(name)).collect();
    assert!(gone.is_empty(), "{gone:?} are commands no more");
}

#[test]
fn an_example_that_is_not_so_is_found() {
    let reply = serde_json::json!({ "a": 1.0, "b": [{ "c": "x", "d": 2 }] });
    let so = |text: &str| within(&serde_json::from_str(text).unwrap(), &reply);
    assert!(so(r#"{"b": [{"c": "x"}]}"#));
    assert!(!so(r#"{"a": 1.1}"#) && !so(r#"{"e": 1}"#) && !so(r#"{"b": [{"c": "x"}, {}]}"#));
}
