//! Results and panels.

use super::model::{Coded, Observation, Pq, Relation, Value};
use super::read::{XSI, no_id};
use crate::xml::Element;

/// An observation with all inside it. The depth is that of the document, which has a limit.
pub(super) fn observation(of: &Element) -> Observation {
    of.fixed("classCode", "OBS");
    of.fixed("moodCode", "EVN");
    let negated = of.peek("negationInd") == Some("true");
    of.fixed("negationInd", if negated { "true" } else { "false" });
    Observation {
        item: of.child("code").map(|code| coded(code, Some(ITEMS))).unwrap_or_default(),
        negated,
        values: of.children("value").map(value).collect(),
        interpretation: of.child("interpretationCode").map(|code| coded(code, None)),
        method: of.child("methodCode").map(|code| coded(code, Some(METHODS))),
        author: of.child("author").and_then(author),
        range: of.child("referenceRange").and_then(range),
        parts: of.children("entryRelationship").filter_map(part).collect(),
        line: of.line,
    }
}

fn part(relation: &Element) -> Option<(Relation, Observation)> {
    let kind = match relation.peek("typeCode")? {
        "COMP" => Relation::Part,
        "RSON" => Relation::Reason,
        _ => return None,
    };
    relation.attribute("typeCode");
    Some((kind, observation(relation.child("observation")?)))
}

fn author(author: &Element) -> Option<String> {
    if let Some(time) = author.child("time") {
        time.fixed("nullFlavor", "NI");
    }
    let assigned = author.child("assignedAuthor")?;
    no_id(assigned);
    assigned.down(&["assignedPerson", "name"])?.text()
}

fn range(range: &Element) -> Option<(Option<Pq>, Option<Pq>)> {
    let inner = range.child("observationRange")?;
    inner.fixed("classCode", "OBS");
    inner.fixed("moodCode", "EVN.CRT");
    let value = inner.child("value")?;
    if kind(value) != Some("IVL_PQ") {
        return None;
    }
    value.attribute_in(XSI, "type");
    Some((value.child("low").map(pq), value.child("high").map(pq)))
}

fn value(of: &Element) -> Value {
    let kind = kind(of).unwrap_or_default().to_owned();
    of.attribute_in(XSI, "type");
    if let Some(null) = of.attribute("nullFlavor") {
        return Value::Null(kind, null.to_owned());
    }
    match &*kind {
        "PQ" => Value::Number(pq(of)),
        "CD" | "CO" => Value::Code(coded(of, None), kind == "CO"),
        "ST" => Value::Text(of.text().unwrap_or_default()),
        _ => Value::Other(kind, of.attribute("value").map(str::to_owned), of.text()),
    }
}

/// `xsi:type` without its prefix: files bind the namespace of types to any.
fn kind(of: &Element) -> Option<&str> {
    let name = of.peek_in(XSI, "type")?;
    Some(name.rsplit_once(':').map_or(name, |(_, local)| local))
}

fn pq(of: &Element) -> Pq {
    let take = |name| of.attribute(name).map(str::to_owned);
    Pq { value: take("value"), unit: take("unit") }
}

/// A code; the form has a set of its own where the file names none.
pub(super) fn coded(of: &Element, default: Option<&str>) -> Coded {
    let take = |name| of.attribute(name).map(str::to_owned);
    let (code, null) = (take("code"), take("nullFlavor"));
    let default = default.filter(|_| code.is_some()).map(str::to_owned);
    Coded { system: take("codeSystem").or(default), words: take("displayName"), code, null }
}

/// Items, where an observation names no set.
pub(super) const ITEMS: &str = "1.2.392.200119.6.1005";
/// Methods, where a method names no set.
const METHODS: &str = "1.2.392.200119.6.1007";
