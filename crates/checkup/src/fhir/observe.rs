//! Observations of a bundle as those of the report.

use henro_reference::{CheckupItem, ItemKind, checkup_item};

use super::json::Node;
use super::read::{Bundle, coding, concept, envelope};
use crate::csv::fold_unit;
use crate::tokutei::{Coded, Observation, Pq, Relation, Value};

pub(super) fn observation(
    bundle: &Bundle,
    of: &Node,
    parts: Vec<(Relation, Observation)>,
    is_panel: bool,
) -> Observation {
    let own = of.get("code").and_then(item).unwrap_or_default();
    let known = own.code.as_deref().and_then(checkup_item);
    let absent = of.get("dataAbsentReason").and_then(concept).and_then(|reason| reason.code);
    let values = values(of, known);
    let none = values.is_empty();
    let negated = none && absent.as_deref() == Some("not-performed");
    // The number of a panel is no item: its parts are.
    let item = match is_panel && none {
        true => Coded { null: Some("NA".to_owned()), words: own.words, ..Coded::default() },
        false => own,
    };
    let values = match none && !negated && !is_panel {
        true => vec![Value::Null(String::new(), absent.unwrap_or_else(|| "NI".to_owned()))],
        false => values,
    };
    let range = of.all("referenceRange").first().map(|range| {
        let edge = |name| range.get(name).map(|edge| quantity(edge, known));
        (edge("low"), edge("high"))
    });
    Observation {
        item,
        negated,
        values,
        interpretation: of.all("interpretation").first().and_then(concept),
        method: of.get("method").and_then(concept),
        author: author(bundle, of),
        range: range.filter(|(low, high)| low.is_some() || high.is_some()),
        parts,
        line: 0,
    }
}

/// The national code where there is one, else the first.
pub(super) fn item(code: &Node) -> Option<Coded> {
    let codings = code.all("coding");
    let national = codings.iter().find(|one| one.peek("system") == Some("urn:oid:1.2.392.200119.6.1005"));
    national.or(codings.first()).map(coding)
}

fn values(of: &Node, item: Option<&CheckupItem>) -> Vec<Value> {
    if let Some(number) = of.get("valueQuantity") {
        let bound = number.text("comparator").map(|sign| {
            let system = Some(COMPARATORS.to_owned());
            Value::Code(Coded { code: Some(sign), system, ..Coded::default() }, false)
        });
        return std::iter::once(Value::Number(quantity(number, item))).chain(bound).collect();
    }
    if let Some(coded) = of.get("valueCodeableConcept") {
        let ordered = item.is_some_and(|item| item.kind == ItemKind::OrderedCode);
        let value = match (concept(coded), coded.peek("text")) {
            (Some(code), _) => Some(Value::Code(code, ordered)),
            (None, Some(_)) => coded.text("text").map(Value::Text),
            (None, None) => None,
        };
        return value.into_iter().collect();
    }
    if let Some(text) = of.text("valueString") {
        return vec![Value::Text(text)];
    }
    let others = [("valueInteger", "INT"), ("valueDateTime", "TS"), ("valueTime", "TS")];
    let other = others.iter().find_map(|(name, kind)| Some(((*kind).to_owned(), of.text(name)?)));
    other.map(|(kind, value)| Value::Other(kind, Some(value), None)).into_iter().collect()
}

/// A number with its unit. Where code and words name two units, both stand there, so that somebody is asked.
fn quantity(of: &Node, item: Option<&CheckupItem>) -> Pq {
    let (code, words) = (of.text("code"), of.text("unit"));
    of.pass("system");
    let unit = match (code, words) {
        (Some(code), Some(words)) if !same(&code, &words, item) => Some(format!("{code} / {words}")),
        // The words say it as files do: 10*4/mm3 is the code of 万/mm3.
        (Some(code), _) => Some(code),
        (None, words) => words.map(|words| own_unit(&words, item).unwrap_or(words)),
    };
    // A number without dimension has the code 1.
    Pq { value: of.text("value"), unit: unit.filter(|unit| unit != "1") }
}

fn same(code: &str, words: &str, item: Option<&CheckupItem>) -> bool {
    let is_own = |unit: &str| own_unit(unit, item).is_some();
    fold_unit(code) == fold_unit(words) || (is_own(code) && is_own(words))
}

/// The item's unit, if this is it in any writing.
fn own_unit(unit: &str, item: Option<&CheckupItem>) -> Option<String> {
    let item = item?;
    let own = [item.unit, item.unit_in_files, item.unit_shown];
    own.iter().any(|own| fold_unit(own) == fold_unit(unit)).then(|| item.unit.to_owned())
}

/// The physician of a finding. The institution is that of the whole document.
fn author(bundle: &Bundle, of: &Node) -> Option<String> {
    let mut name = None;
    for reference in of.all("performer") {
        bundle.follow(Some(reference), "Organization");
        let Some(person) = bundle.follow(Some(reference), "Practitioner") else { continue };
        envelope(person);
        name = name.or_else(|| person.all("name").first().and_then(|name| name.text("text")));
    }
    name
}

/// Signs beside a number.
pub(crate) const COMPARATORS: &str = "http://hl7.org/fhir/quantity-comparator";
