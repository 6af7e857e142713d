//! Dishes of one's own, favourites, the same as yesterday.

use henro_app::{Code, Context};
use henro_testkit::{Home, call, one, refused};
use serde_json::{Value, json};

fn eat(ctx: &Context, day: &str, slot: &str, food: &str, portion: f64) -> Value {
    let body = json!({ "kind": "intake", "slot": slot, "food": food, "portion": portion });
    call(ctx, "entry_record", one(day, None, body))["ids"][0].clone()
}

fn meal(ctx: &Context, day: &str, slot: usize) -> Value {
    call(ctx, "day_read", json!({ "day": day }))["meals"][slot].clone()
}

#[test]
fn a_dish_of_ones_own_is_eaten_and_outlives_its_recipe() {
    let home = Home::new();
    let ctx = home.open();
    let body =
        json!({ "kind": "own_dish", "name": "わが家の丼", "parts": [{ "food": "R002", "portion": 1.5 }] });
    let id = call(&ctx, "entry_record", one(Home::TODAY, None, body))["ids"][0].clone();
    let dishes = call(&ctx, "own_dish_list", json!({}))["dishes"].clone();
    assert_eq!((&dishes[0]["name"], &dishes[0]["kcal"]), (&json!("わが家の丼"), &json!(351.0))); // 234 x 1.5
    let food = format!("own:{}", id.as_str().unwrap());
    assert_eq!(call(&ctx, "food_search", json!({ "query": "わが家" }))["foods"][0]["food"], food.as_str());
    let eaten = eat(&ctx, Home::TODAY, "dinner", &food, 2.0);
    assert_eq!(meal(&ctx, Home::TODAY, 2)["kcal"], 702.0); // 351 x 2
    let nested = json!({ "kind": "own_dish", "name": "二重", "parts": [{ "food": food, "portion": 1 }] });
    assert_eq!(refused(&ctx, "entry_record", one(Home::TODAY, None, nested)).code, Code::FoodUnknown);

    call(&ctx, "entry_delete", json!({ "ids": [id] }));
    assert_eq!(call(&ctx, "own_dish_list", json!({}))["dishes"], json!([]));
    assert_eq!(meal(&ctx, Home::TODAY, 2)["kcal"], 702.0);
    let half = json!({ "kind": "intake", "slot": "dinner", "food": food, "portion": 1 });
    call(&ctx, "entry_edit", json!({ "id": eaten, "entry": { "day": Home::TODAY, "body": half } }));
    assert_eq!(meal(&ctx, Home::TODAY, 2)["kcal"], 351.0);
}

#[test]
fn a_dish_of_ones_own_is_found_by_kana_romaji_and_with_a_slip() {
    let home = Home::new();
    let ctx = home.open();
    for name in ["わが家の丼", "豆ごはん茶わん軽く", "Sunday curry"] {
        let body = json!({ "kind": "own_dish", "name": name, "parts": [{ "food": "R002", "portion": 1 }] });
        call(&ctx, "entry_record", one(Home::TODAY, None, body));
    }
    let first = |query: &str| {
        call(&ctx, "food_search", json!({ "query": query, "limit": 5 }))["foods"][0]["name"].clone()
    };
    for query in ["わがや", "wagaya", "ワガヤノ", "wagayano don", "わか家の丼"] {
        assert_eq!(first(query), "わが家の丼", "{query}");
    }
    for query in ["豆ごはん茶", "mamegohan chawan", "まめごはんちゃわん"] {
        assert_eq!(first(query), "豆ごはん茶わん軽く", "{query}");
    }
    for query in ["sunday", "CURRY", "sunday cury"] {
        assert_eq!(first(query), "Sunday curry", "{query}");
    }
    // A near miss of an own dish does not stand before what was meant.
    assert_ne!(first("カレーライス"), "Sunday curry");
    assert!(call(&ctx, "food_search", json!({ "query": "" }))["foods"].as_array().unwrap().is_empty());
}

#[test]
fn the_same_as_yesterday_is_one_request() {
    let home = Home::new();
    let ctx = home.open();
    eat(&ctx, "2026-11-21", "breakfast", "R002", 1.0);
    eat(&ctx, "2026-11-21", "breakfast", "R005", 0.5);
    let before = meal(&ctx, Home::TODAY, 0);
    assert_eq!((&before["kcal"], before["yesterday"].as_array().unwrap().len()), (&json!(0.0), 2));
    call(&ctx, "entry_record", json!({ "entries": before["yesterday"] }));
    assert_eq!(meal(&ctx, Home::TODAY, 0)["kcal"], 348.0); // 234 + 228 / 2, dishes.tsv
    assert_eq!(meal(&ctx, "2026-11-21", 0)["kcal"], 348.0);
}

#[test]
fn what_is_eaten_often_stands_first_with_its_usual_portion() {
    let home = Home::new();
    let ctx = home.open();
    for day in ["2026-11-18", "2026-11-19", "2026-11-20"] {
        eat(&ctx, day, "breakfast", "R002", 1.5);
    }
    eat(&ctx, "2026-11-20", "breakfast", "R005", 1.0);
    eat(&ctx, "2026-11-20", "dinner", "A001", 1.0);
    let foods =
        call(&ctx, "food_favourites", json!({ "slot": "breakfast", "day": Home::TODAY }))["foods"].clone();
    let found: Vec<_> =
        foods.as_array().unwrap().iter().map(|food| (&food["food"], &food["portion"])).collect();
    assert_eq!(found, [(&json!("R002"), &json!(1.5)), (&json!("R005"), &json!(1.0))]);
}

#[test]
fn a_beer_ends_the_alcohol_free_day_and_nothing_known_is_not_free() {
    let home = Home::new();
    let ctx = home.open();
    let free = |day: &str| call(&ctx, "day_read", json!({ "day": day }))["alcohol_free"].clone();
    assert_eq!(free(Home::TODAY), Value::Null);
    eat(&ctx, Home::TODAY, "dinner", "A001", 1.0);
    assert_eq!(free(Home::TODAY), false);
}
