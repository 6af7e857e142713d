//! Steps lay the way round Shikoku.

use henro_testkit::{Home, call, one, refused};
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
fn a_day_of_steps_nobody_can_walk_breaks_no_page() {
    let home = Home::new();
    let ctx = home.open();
    let person = json!({ "name": "花子", "birth": null, "sex": null, "activity": "normal", "stride_m": 2.0 });
    call(&ctx, "profile_write", person);
    // A file may say 200,000 steps six times a day: 2,400 km at 2 m.
    let walks: Vec<Value> =
        (0..6).map(|nth| json!({ "day": "2026-11-20", "minute": nth, "body": steps(200_000) })).collect();
    call(&ctx, "entry_record", json!({ "entries": walks, "confirmed": true }));
    assert_eq!(call(&ctx, "walk_read", json!({}))["total_metres"], 1_000_000); // limit of calc::journey
    assert_eq!(call(&ctx, "day_read", json!({ "day": "2026-11-20" }))["steps"]["count"], 1_200_000);
    let ask = |metres: u32| json!({ "days": [{ "day": "2026-11-20", "metres": metres }], "settings": { "direction": "forward" } });
    assert_eq!(call(&ctx, "calc_walk", ask(1_000_000))["total_metres"], 1_000_000);
    assert_eq!(refused(&ctx, "calc_walk", ask(1_000_001)).code, henro_app::Code::ValueImpossible);
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

#[test]
fn the_next_round_can_go_the_other_way_and_the_last_stays_as_walked() {
    let home = Home::new();
    let ctx = home.open();
    let person = json!({ "name": "花子", "birth": null, "sex": null, "activity": "normal", "stride_m": 1.0 });
    call(&ctx, "profile_write", person);
    // legs.tsv: temple 88 after 1,100.7 km; 1,101.7 km are walked, 1 km of it on the way home.
    let days = (1..=22).map(|day| json!({ "day": format!("2026-10-{day:02}"), "body": steps(50_000) }));
    let mut entries: Vec<Value> = days.collect();
    entries.push(json!({ "day": "2026-10-23", "body": steps(1_700) }));
    call(&ctx, "entry_record", json!({ "entries": entries }));
    let read = || call(&ctx, "walk_read", json!({}));
    let first = read();
    assert_eq!(
        (&first["round"], &first["from_temple"], &first["next_temple"]),
        (&json!(1), &json!(88), &json!(1))
    );
    assert_eq!((&first["direction"], &first["next_direction"]), (&json!("forward"), &json!("forward")));

    let turn = |round: u32| json!({ "round": round, "direction": "backward" });
    let ask = |turns: Value| json!({ "direction": "forward", "start": null, "turns": turns });
    let second = call(&ctx, "walk_write", ask(json!([turn(2)])));
    assert_eq!(
        (&second["round"], &second["from_temple"], &second["next_temple"]),
        (&json!(2), &json!(88), &json!(87))
    );
    assert_eq!((&second["direction"], &second["metres"]), (&json!("backward"), &json!(1000)));
    // No way home is walked, from either side.
    assert_eq!(second["completed"], first["completed"]);
    let of_first = |view: &Value| -> Vec<Value> {
        view["stamps"].as_array().unwrap().iter().filter(|stamp| stamp["round"] == 1).cloned().collect()
    };
    assert_eq!(of_first(&second), of_first(&first), "the round that was walked stays");
    assert_eq!(of_first(&second).len(), 88);
    drop(ctx);
    let ctx = home.open();
    assert_eq!(call(&ctx, "walk_read", json!({})), second, "it is kept in the record");

    // One more day of steps in the past moves the pilgrim on, the turn stays with its round.
    call(&ctx, "entry_record", one("2026-09-30", None, steps(20_000)));
    let moved = call(&ctx, "walk_read", json!({}));
    assert_eq!(
        (&moved["round"], &moved["metres"], &moved["direction"]),
        (&json!(2), &json!(21_000), &json!("backward"))
    );
    // Chosen for a round that has not begun yet it changes only what is ahead.
    let ahead = call(&ctx, "walk_write", ask(json!([turn(2), { "round": 3, "direction": "forward" }])));
    assert_eq!((&ahead["next_direction"], &ahead["metres"]), (&json!("forward"), &json!(21_000)));
    for wrong in [json!([turn(1)]), json!([turn(3), turn(2)]), json!([turn(2), turn(2)])] {
        assert_eq!(refused(&ctx, "walk_write", ask(wrong)).code, henro_app::Code::RequestInvalid);
    }
    assert_eq!(call(&ctx, "walk_read", json!({})), ahead, "a refused choice changes nothing");
}
