//! One JSON Schema (draft 2020-12, as schemars writes it) to one TypeScript type.
//!
//! A keyword that would change the type and is not known here is an error, never a silent `any`.

use crate::error::Error;
use serde_json::{Map, Value};

/// Longest array of fixed length that is written out as a tuple.
const LONGEST_TUPLE: u64 = 8;

/// Keywords that limit or explain a value and have no counterpart in TypeScript.
const SILENT: [&str; 19] = [
    "$schema",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "deprecated",
    "multipleOf",
];

/// Keywords that say the type.
const SPEAKING: [&str; 13] = [
    "$ref",
    "type",
    "const",
    "enum",
    "oneOf",
    "anyOf",
    "allOf",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "unevaluatedProperties",
];

/// The TypeScript of a schema; `indent` is that of the line it stands on.
pub fn type_of(schema: &Value, indent: &str) -> Result<String, Error> {
    match schema {
        Value::Bool(true) => Ok("unknown".into()),
        Value::Bool(false) => Ok("never".into()),
        Value::Object(keywords) => object_type(keywords, indent),
        other => Err(Error::Schema(format!("the schema `{other}`"))),
    }
}

/// The description of a schema as a comment on a line of its own, or nothing.
pub fn comment(schema: &Value, indent: &str) -> String {
    let Some(text) = schema["description"].as_str() else { return String::new() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("*/", "* /");
    format!("{indent}/** {text} */\n")
}

fn object_type(keywords: &Map<String, Value>, indent: &str) -> Result<String, Error> {
    if let Some(stranger) =
        keywords.keys().find(|it| !SILENT.contains(&it.as_str()) && !SPEAKING.contains(&it.as_str()))
    {
        return Err(Error::Schema(format!("the keyword `{stranger}`")));
    }
    // Several keywords side by side must all hold: their types are joined with `&`.
    let mut parts = Vec::new();
    if let Some(path) = keywords.get("$ref") {
        parts.push(reference(path)?);
    }
    for union in ["oneOf", "anyOf"] {
        if let Some(choices) = keywords.get(union) {
            parts.push(joined(choices, " | ", indent)?);
        }
    }
    if let Some(all) = keywords.get("allOf") {
        parts.push(joined(all, " & ", indent)?);
    }
    if let Some(literal) = keywords.get("const") {
        parts.push(literal.to_string());
    } else if let Some(literals) = keywords.get("enum").and_then(Value::as_array) {
        parts.push(union(literals.iter().map(Value::to_string).collect()));
    } else if let Some(own) = own_type(keywords, !parts.is_empty(), indent)? {
        parts.push(own);
    }
    match parts.len() {
        0 => Ok("unknown".into()),
        1 => Ok(parts.remove(0)),
        _ => Ok(parts.iter().map(|part| bracketed(part, " | ")).collect::<Vec<_>>().join(" & ")),
    }
}

/// The type of the keyword `type`; none beside other parts when it only repeats that the value is an object.
fn own_type(keywords: &Map<String, Value>, beside: bool, indent: &str) -> Result<Option<String>, Error> {
    let names: Vec<&str> = match keywords.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ if keywords.contains_key("properties") => vec!["object"],
        _ => return Ok(None),
    };
    let bare = !keywords.contains_key("properties") && !keywords.contains_key("additionalProperties");
    if beside && bare && names == ["object"] {
        return Ok(None);
    }
    let types: Result<Vec<String>, Error> =
        names.iter().map(|name| named_type(name, keywords, indent)).collect();
    types.map(union).map(Some)
}

fn named_type(name: &str, keywords: &Map<String, Value>, indent: &str) -> Result<String, Error> {
    match name {
        "string" | "boolean" | "null" => Ok(name.into()),
        "integer" | "number" => Ok("number".into()),
        "array" => array(keywords, indent),
        "object" => record(keywords, indent),
        other => Err(Error::Schema(format!("the type `{other}`"))),
    }
}

fn array(keywords: &Map<String, Value>, indent: &str) -> Result<String, Error> {
    if let Some(items) = keywords.get("prefixItems").and_then(Value::as_array) {
        let types: Result<Vec<String>, Error> = items.iter().map(|item| type_of(item, indent)).collect();
        return Ok(format!("[{}]", types?.join(", ")));
    }
    let item = keywords.get("items").map_or(Ok("unknown".into()), |item| type_of(item, indent))?;
    let limits =
        (keywords.get("minItems").and_then(Value::as_u64), keywords.get("maxItems").and_then(Value::as_u64));
    match limits {
        (Some(least), Some(most)) if least == most && most <= LONGEST_TUPLE => {
            let length = usize::try_from(most).unwrap_or_default();
            Ok(format!("[{}]", vec![item; length].join(", ")))
        }
        _ => Ok(format!("{}[]", bracketed(&bracketed(&item, " | "), " & "))),
    }
}

fn record(keywords: &Map<String, Value>, indent: &str) -> Result<String, Error> {
    let Some(properties) = keywords.get("properties").and_then(Value::as_object) else {
        return match keywords.get("additionalProperties") {
            Some(Value::Bool(false)) => Ok("Record<string, never>".into()),
            Some(value) => Ok(format!("Record<string, {}>", type_of(value, indent)?)),
            None => Ok("Record<string, unknown>".into()),
        };
    };
    let required: Vec<&str> = keywords
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let inner = format!("{indent}  ");
    let mut out = String::from("{\n");
    for (name, schema) in properties {
        let mark = if required.contains(&name.as_str()) { "" } else { "?" };
        out.push_str(&comment(schema, &inner));
        out.push_str(&format!("{inner}{}{mark}: {};\n", key(name), type_of(schema, &inner)?));
    }
    out.push_str(&format!("{indent}}}"));
    Ok(out)
}

fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.into() } else { Value::from(name).to_string() }
}

fn reference(path: &Value) -> Result<String, Error> {
    let name = path.as_str().and_then(|path| path.strip_prefix("#/$defs/"));
    name.map(str::to_owned).ok_or_else(|| Error::Schema(format!("the reference {path}")))
}

fn joined(choices: &Value, sign: &str, indent: &str) -> Result<String, Error> {
    let choices = choices.as_array().ok_or_else(|| Error::Schema("a union that is no list".into()))?;
    let types: Result<Vec<String>, Error> = choices.iter().map(|choice| type_of(choice, indent)).collect();
    let types = types?;
    if sign == " | " {
        return Ok(union(types));
    }
    Ok(types.iter().map(|part| bracketed(part, " | ")).collect::<Vec<_>>().join(sign))
}

/// A union without repetitions.
fn union(types: Vec<String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for it in types {
        if !seen.contains(&it) {
            seen.push(it);
        }
    }
    seen.join(" | ")
}

/// Brackets around a type that holds `sign` outside of its braces.
fn bracketed(part: &str, sign: &str) -> String {
    let mut depth = 0_i32;
    let open = part.char_indices().any(|(at, c)| {
        match c {
            '{' | '[' | '(' | '<' => depth += 1,
            '}' | ']' | ')' | '>' => depth -= 1,
            _ => {}
        }
        depth == 0 && part.get(at..).is_some_and(|rest| rest.starts_with(sign))
    });
    if open { format!("({part})") } else { part.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ts(schema: Value) -> String {
        type_of(&schema, "").expect("a shape that is known")
    }

    #[test]
    fn plain_values() {
        assert_eq!(ts(json!({ "type": "string", "format": "date" })), "string");
        assert_eq!(ts(json!({ "type": "integer", "format": "uint32", "minimum": 0 })), "number");
        assert_eq!(ts(json!({ "type": ["number", "null"], "format": "double" })), "number | null");
        assert_eq!(ts(json!(true)), "unknown");
        assert_eq!(ts(json!({ "type": "null" })), "null");
    }

    #[test]
    fn objects_keep_their_comments_and_say_what_may_be_left_out() {
        let schema = json!({
            "type": "object",
            "properties": { "kcal": { "description": "Energy.", "type": "number" }, "note": { "type": ["string", "null"] } },
            "required": ["kcal"],
        });
        assert_eq!(ts(schema), "{\n  /** Energy. */\n  kcal: number;\n  note?: string | null;\n}");
        assert_eq!(ts(json!({ "type": "object" })), "Record<string, unknown>");
        assert_eq!(
            ts(json!({ "type": "object", "additionalProperties": { "type": "number" } })),
            "Record<string, number>"
        );
        assert_eq!(
            ts(json!({ "type": "object", "properties": { "a-b": true } })),
            "{\n  \"a-b\"?: unknown;\n}"
        );
    }

    #[test]
    fn lists_and_tuples() {
        assert_eq!(ts(json!({ "type": "array", "items": { "$ref": "#/$defs/Meal" } })), "Meal[]");
        assert_eq!(
            ts(json!({ "type": "array", "items": { "type": ["number", "null"] } })),
            "(number | null)[]"
        );
        let pair = json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "number" }], "minItems": 2, "maxItems": 2 });
        assert_eq!(ts(pair), "[string, number]");
        assert_eq!(
            ts(json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })),
            "[number, number]"
        );
    }

    #[test]
    fn enums_with_and_without_comments() {
        assert_eq!(ts(json!({ "type": "string", "enum": ["a", "b"] })), "\"a\" | \"b\"");
        let told = json!({ "oneOf": [{ "const": "a", "description": "A." , "type": "string" }, { "const": "b", "type": "string" }] });
        assert_eq!(ts(told), "\"a\" | \"b\"");
        let mixed =
            json!({ "oneOf": [{ "type": "string", "enum": ["a"] }, { "type": "string", "const": "b" }] });
        assert_eq!(ts(mixed), "\"a\" | \"b\"");
    }

    #[test]
    fn a_tagged_union_joins_the_tag_with_what_it_holds() {
        let schema = json!({ "oneOf": [
            { "type": "object", "$ref": "#/$defs/Steps", "properties": { "kind": { "const": "steps", "type": "string" } }, "required": ["kind"] },
            { "type": "object", "properties": { "kind": { "const": "none", "type": "string" } }, "required": ["kind"] },
        ] });
        assert_eq!(ts(schema), "Steps & {\n  kind: \"steps\";\n} | {\n  kind: \"none\";\n}");
    }

    #[test]
    fn an_optional_reference_and_a_flattened_union() {
        assert_eq!(ts(json!({ "anyOf": [{ "$ref": "#/$defs/Day" }, { "type": "null" }] })), "Day | null");
        let flat = json!({
            "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"],
            "oneOf": [{ "$ref": "#/$defs/A" }, { "$ref": "#/$defs/B" }],
        });
        assert_eq!(ts(flat), "(A | B) & {\n  id: string;\n}");
        assert_eq!(
            ts(json!({ "type": "object", "allOf": [{ "$ref": "#/$defs/A" }, { "$ref": "#/$defs/B" }] })),
            "A & B"
        );
    }

    #[test]
    fn an_unknown_keyword_or_reference_is_an_error() {
        assert!(type_of(&json!({ "if": true }), "").is_err());
        assert!(type_of(&json!({ "$ref": "https://example.org/a" }), "").is_err());
        assert!(type_of(&json!({ "type": "tea" }), "").is_err());
        assert!(type_of(&json!(3), "").is_err());
    }
}
