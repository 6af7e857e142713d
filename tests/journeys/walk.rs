//! Steps lay the way round Shikoku.

use henro_testkit::{Home, call, one};
use serde_json::{Value, json};

fn steps(count: u32) -> Value {
    json!({ "kind": "steps", "count": count })
}

#[test]
fn a_changed_past_moves_the_pilgrim_truthfully() {
    let home = Home::new();
    let ctx = home.open();
    let read = || call(&ctx, "walk_read", json!({}));
    let place = |view: &Value| {
        let number = |name: &str| view[name].as_u64().unwrap();
        (number("from_temple"), number("next_temple"), number("metres_left"))
    };
    assert_eq!(place(&read()), (0, 1, 0));
    let height = json!({ "kind": "measurement", "item": "height_cm", "value": 160 });
    call(&ctx, "entry_record", one("2026-11-01", None, height));
    let id = call(&ctx, "entry_record", one("2026-11-10", None, steps(5000)))["ids"][0].clone();
    // 5,000 x 0.72 m = 3,600 m; legs.tsv: 1.3 km to temple 2, 2.6 km to temple 3.
    assert_eq!(place(&read()), (2, 3, 300));
    let stamps: Vec<u64> =
        read()["stamps"].as_array().unwrap().iter().map(|stamp| stamp["temple"].as_u64().unwrap()).collect();
    assert_eq!(stamps, [1, 2]);
    call(&ctx, "entry_edit", json!({ "id": id, "entry": { "day": "2026-11-10", "body": steps(1000) } }));
    assert_eq!(place(&read()), (1, 2, 580)); // 720 m walked of 1,300
    call(&ctx, "entry_delete", json!({ "ids": [id] }));
    assert_eq!(place(&read()), (0, 1, 0));
    call(&ctx, "entry_restore", json!({ "ids": [id] }));
    assert_eq!(place(&read()), (1, 2, 580));
    // A longer stride lays the same steps further: 1,000 x 1.5 m = 1,500 m, 200 m past temple 2.
    let person = json!({ "name": "花子", "birth": null, "sex": null, "activity": "normal", "stride_m": 1.5 });
    call(&ctx, "profile_write", person);
    assert_eq!(place(&read()), (2, 3, 2400));
    let back = call(&ctx, "walk_write", json!({ "direction": "backward" }));
    assert_eq!((&back["from_temple"], &back["next_temple"]), (&json!(88), &json!(87)));
    let later = call(&ctx, "walk_write", json!({ "direction": "forward", "start": "2026-11-11" }));
    assert_eq!(place(&later), (0, 1, 0));
    let again = call(&ctx, "walk_write", json!({ "direction": "forward" }));
    assert_eq!(place(&again), (2, 3, 2400), "nothing was lost");
    drop(ctx);
    let ctx = home.open();
    assert_eq!(place(&call(&ctx, "walk_read", json!({}))), (2, 3, 2400));
    let temple = call(&ctx, "temple_read", json!({ "number": 2 }));
    assert_eq!((&temple["name"], &temple["stamps"][0]["day"]), (&json!("極楽寺"), &json!("2026-11-10")));
}

#[test]
fn a_year_of_walking_comes_home() {
    let home = Home::new();
    let ctx = home.open();
    let person = json!({ "name": "花子", "birth": null, "sex": null, "activity": "normal", "stride_m": 1.0 });
    call(&ctx, "profile_write", person);
    // 1,141,000 m: the round of legs.tsv is 1,140.5 km.
    let days = (1..=24).map(|day| json!({ "day": format!("2026-10-{day:02}"), "body": steps(47_500) }));
    let mut entries: Vec<Value> = days.collect();
    entries.push(json!({ "day": "2026-10-25", "body": steps(1000) }));
    call(&ctx, "entry_record", json!({ "entries": entries }));
    let view = call(&ctx, "walk_read", json!({}));
    assert_eq!((&view["round"], &view["metres"]), (&json!(2), &json!(500)));
    assert_eq!(view["completed"].as_array().unwrap().len(), 1);
    assert_eq!(view["stamps"].as_array().unwrap().len(), 89, "88 temples, and the first again");
}
