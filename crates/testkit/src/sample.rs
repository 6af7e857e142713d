use serde_json::{Value, json};

/// A request that writes one entry.
pub fn one(day: &str, minute: Option<u16>, body: Value) -> Value {
    json!({ "entries": [{ "day": day, "minute": minute, "body": body }] })
}

/// A request that writes one entry of every kind on a day: height 160 cm, weight 60 kg, one bowl of rice (`R002`),
/// 30 minutes of ordinary walking (`17170`), 5,000 steps.
pub fn every_kind(day: &str) -> Value {
    let at = |minute: u16, body: Value| json!({ "day": day, "minute": minute, "body": body });
    json!({ "entries": [
        at(400, json!({ "kind": "blood_pressure", "systolic": 128, "diastolic": 82, "pulse": 66 })),
        at(401, json!({ "kind": "measurement", "item": "height_cm", "value": 160 })),
        at(402, json!({ "kind": "measurement", "item": "weight_kg", "value": 60 })),
        at(403, json!({ "kind": "condition", "level": 2 })),
        at(404, json!({ "kind": "diary", "text": "朝の散歩" })),
        at(405, json!({ "kind": "exercise", "activity": "17170", "minutes": 30 })),
        at(406, json!({ "kind": "steps", "count": 5000 })),
        at(407, json!({ "kind": "intake", "slot": "breakfast", "food": "R002", "portion": 1 })),
        at(408, json!({ "kind": "own_dish", "name": "わが家の朝", "parts": [{ "food": "R002", "portion": 1.5 }] })),
    ] })
}
