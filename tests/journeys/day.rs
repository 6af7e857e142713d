//! The day's page, the month, the charts and the person: numbers worked out by hand.

use henro_app::Code;
use henro_testkit::{Home, call, every_kind, one, refused};
use serde_json::{Value, json};

fn measure(item: &str, value: f64) -> Value {
    json!({ "kind": "measurement", "item": item, "value": value })
}

#[test]
fn the_numbers_of_a_day_are_those_worked_out_by_hand() {
    let home = Home::new();
    let ctx = home.open();
    call(&ctx, "entry_record", one("2026-11-21", None, measure("weight_kg", 60.0)));
    call(&ctx, "entry_record", every_kind(Home::TODAY));
    let second = json!({ "kind": "blood_pressure", "systolic": 132, "diastolic": 86, "pulse": 68 });
    call(&ctx, "entry_record", one(Home::TODAY, Some(401), second));
    let day = call(&ctx, "day_read", json!({ "day": Home::TODAY }));

    let pressure = &day["pressure"][0];
    // Mean of 128/82/66 and 132/86/68; below 135/85.
    assert_eq!(
        (
            &pressure["systolic"],
            &pressure["diastolic"],
            &pressure["pulse"],
            &pressure["readings"],
            &pressure["high"]
        ),
        (&json!(130), &json!(84), &json!(67), &json!(2), &json!(false))
    );
    assert_eq!(day["bmi"], 23.4); // 60 / 1.6²
    // 5,000 steps of 160 cm x 0.45 = 0.72 m; at 100 a minute; the walk of 30 minutes holds 3,000 of them, and the
    // other 20 minutes at 3 METs and 60 kg are 60 kcal.
    assert_eq!(day["steps"], json!({ "count": 5000, "metres": 3600, "minutes": 50, "kcal": 60.0 }));
    let burn = &day["burn"];
    assert_eq!(burn["exercise_kcal"], 90.0); // 3 METs x 0.5 h x 60 kg
    assert_eq!(burn["activity_kcal"], 150.0);
    assert_eq!(burn["mets_hours"], 2.5); // 3 x 0.5 + 3 x 1/3
    assert_eq!(burn["basal_kcal"], Value::Null, "nobody knows sex and birth yet");
    assert_eq!(day["meals"][0]["kcal"], 234.0); // ごはん(普通), dishes.tsv
    let energy = day["nutrition"].as_array().unwrap().iter().find(|line| line["nutrient"] == "energy_kcal");
    assert_eq!(energy.unwrap()["amount"], 234.0);
    assert_eq!(day["condition"], 2);
    // 3,600 m: 1.3 km to temple 2, 2.6 km to temple 3 (legs.tsv), 300 m left.
    let walk = &day["walk"];
    assert_eq!(
        (&walk["from_temple"], &walk["next_temple"], &walk["metres_left"]),
        (&json!(2), &json!(3), &json!(300))
    );
    assert!(day["entries"].as_array().unwrap().iter().all(|entry| entry["body"]["kind"] != "own_dish"));

    let month = call(&ctx, "calendar_read", json!({ "year": 2026, "month": 11 }));
    assert_eq!(month["days"].as_array().unwrap().len(), 30);
    assert_eq!((&month["days"][20]["count"], &month["days"][0]["count"]), (&json!(1), &json!(0)));
}

#[test]
fn readings_apart_are_rows_of_their_own_with_their_own_entries() {
    let home = Home::new();
    let ctx = home.open();
    let write = |hour: u16, minute: u16, systolic: u16, occasion: &str| {
        let body =
            json!({ "kind": "blood_pressure", "systolic": systolic, "diastolic": 80, "occasion": occasion });
        call(&ctx, "entry_record", one("2026-11-21", Some(hour * 60 + minute), body))["ids"][0].clone()
    };
    let noon = write(13, 0, 120, "other");
    let tea = [write(15, 0, 130, "other"), write(15, 4, 134, "other")];
    let evening = write(22, 0, 126, "evening");
    // Before 4:00 it is still the evening of the 20th (crates/calc/src/home_bp.rs).
    let night = write(1, 0, 118, "evening");
    let day = call(&ctx, "day_read", json!({ "day": "2026-11-21" }));
    let rows: Vec<Value> = day["pressure"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["occasion"], row["minute"], row["systolic"], row["ids"]]))
        .collect();
    assert_eq!(
        rows,
        [
            json!(["evening", 60, 118, [night]]),
            json!(["evening", 1320, 126, [evening]]),
            json!(["other", 780, 120, [noon]]),
            json!(["other", 900, 132, tea]), // (130 + 134) / 2
        ]
    );
}

#[test]
fn a_reading_after_midnight_is_not_the_coming_evening_s() {
    let home = Home::new();
    let ctx = home.open();
    let evening = |day: &str, minute: u16| {
        let body =
            json!({ "kind": "blood_pressure", "systolic": 124, "diastolic": 78, "occasion": "evening" });
        call(&ctx, "entry_record", one(day, Some(minute), body));
    };
    // Five evenings of two weeks are a habit: crates/calc/src/habit.rs.
    (16..=20).for_each(|day| evening(&format!("2026-11-{day}"), 1320));
    evening("2026-11-22", 60);
    home.clock.pass(14 * 3_600_000 + 30 * 60_000); // 07:30 to 22:00
    let expected = || call(&ctx, "day_read", json!({ "day": Home::TODAY }))["pressure_expected"].clone();
    assert_eq!(expected(), true, "what was written at 1:00 was last night's");
    evening(Home::TODAY, 1319);
    assert_eq!(expected(), false);
}

#[test]
fn several_walks_of_a_day_add_up() {
    let home = Home::new();
    let ctx = home.open();
    for (minute, count) in [(480, 3000), (720, 2000), (1080, 1500)] {
        call(
            &ctx,
            "entry_record",
            one("2026-11-21", Some(minute), json!({ "kind": "steps", "count": count })),
        );
    }
    let steps = call(&ctx, "day_read", json!({ "day": "2026-11-21" }))["steps"].clone();
    // 3,000 + 2,000 + 1,500; no height is known, so no distance is claimed.
    assert_eq!(steps, json!({ "count": 6500, "metres": null, "minutes": 65, "kcal": null }));
}

#[test]
fn every_item_is_drawn_over_every_period() {
    let home = Home::new();
    let ctx = home.open();
    for (day, weight) in
        [("2016-05-01", 64.0), ("2026-08-30", 63.0), ("2026-11-10", 60.0), ("2026-11-21", 62.0)]
    {
        call(&ctx, "entry_record", every_kind(day));
        call(&ctx, "entry_record", one(day, Some(500), measure("weight_kg", weight)));
        for (item, value) in [
            ("waist_cm", 80.0),
            ("body_fat_pct", 22.0),
            ("temperature_c", 36.5),
            ("spo2_pct", 98.0),
            ("glucose_mgdl", 100.0),
        ] {
            call(&ctx, "entry_record", one(day, Some(501), measure(item, value)));
        }
        let evening = json!({ "kind": "blood_pressure", "systolic": 138, "diastolic": 88 });
        call(&ctx, "entry_record", one(day, Some(1200), evening));
    }
    let items = [
        "pressure_morning",
        "pressure_evening",
        "weight",
        "bmi",
        "waist",
        "body_fat",
        "temperature",
        "spo2",
        "glucose",
        "steps",
        "intake",
        "salt",
        "burn",
    ];
    for period in ["week", "month", "quarter", "year", "ten_years", "all"] {
        for few in items.chunks(4) {
            let ask = json!({ "items": few, "period": period, "width": 390, "height": 200, "text_px": 15,
                "language": "ja" });
            let page = call(&ctx, "rhythm_read", ask);
            for chart in page["charts"].as_array().unwrap() {
                let svg = chart["svg"].as_str().unwrap_or_else(|| panic!("{} over {period}", chart["item"]));
                assert!(
                    svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"),
                    "{} {period}",
                    chart["item"]
                );
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{} {period}", chart["item"]);
                assert!(chart["summary"]["mean"].is_number(), "{} over {period}", chart["item"]);
            }
        }
    }
    let ask = json!({ "items": ["weight", "pressure_evening"], "period": "month", "width": 390, "height": 200,
        "text_px": 15, "language": "en" });
    let page = call(&ctx, "rhythm_read", ask);
    let (weight, evening) = (&page["charts"][0]["summary"], &page["charts"][1]["summary"]);
    assert_eq!((&weight["days"], &evening["days"]), (&json!(2), &json!(2)));
    assert_eq!(
        (&evening["mean"], &evening["mean_2"], &evening["days_out"]),
        (&json!(138.0), &json!(88.0), &json!(2))
    );
    let large = json!({ "items": ["weight"], "period": "week", "width": 99_999, "height": 200, "text_px": 15,
        "language": "en" });
    assert_eq!(refused(&ctx, "rhythm_read", large).code, Code::RequestInvalid);
}

#[test]
fn a_mean_of_134_5_is_judged_alike_on_every_page() {
    let home = Home::new();
    let ctx = home.open();
    for (minute, systolic) in [(400, 134), (402, 135)] {
        let body = json!({ "kind": "blood_pressure", "systolic": systolic, "diastolic": 80 });
        call(&ctx, "entry_record", one(Home::TODAY, Some(minute), body));
    }
    let day = call(&ctx, "day_read", json!({ "day": Home::TODAY }))["pressure"][0].clone();
    assert_eq!((&day["systolic"], &day["high"]), (&json!(135), &json!(true)));
    let ask = json!({ "items": ["pressure_morning"], "period": "week", "width": 390, "height": 200,
        "text_px": 15, "language": "ja" });
    let page = call(&ctx, "rhythm_read", ask);
    let summary = &page["charts"][0]["summary"];
    // The screen's sentence holds the mean against the limit: 135 has reached 135.
    assert_eq!((&summary["mean"], &summary["limit"]), (&json!(135.0), &json!(135.0)));
    assert_eq!((&summary["days_out"], &page["rows"][0]["cells"][0]["value"]), (&json!(1), &json!(135.0)));
}

#[test]
fn the_person_and_the_settings_are_kept() {
    let home = Home::new();
    let ctx = home.open();
    let person = json!({ "name": "花子", "birth": "1960-04-01", "sex": "female", "activity": "low", "stride_m": 0.65 });
    assert_eq!(call(&ctx, "profile_write", person.clone()), person);
    let wrong = |field: &str, value: Value| {
        let mut ask = person.clone();
        ask[field] = value;
        refused(&ctx, "profile_write", ask).code
    };
    assert_eq!(wrong("name", json!("  ")), Code::NameInvalid);
    assert_eq!(wrong("name", json!("a\nb")), Code::NameInvalid);
    assert_eq!(wrong("birth", json!("2026-11-23")), Code::DayFuture);
    assert_eq!(wrong("stride_m", json!(3)), Code::ValueImpossible);
    let settings = json!({ "language": "en", "text_size": "largest", "theme": "dark", "lock_idle_minutes": 3,
        "lock_on_blur": true, "japanese_era": true, "metered": true });
    call(&ctx, "settings_write", settings.clone());
    let mut never = settings.clone();
    never["lock_idle_minutes"] = json!(121);
    assert_eq!(refused(&ctx, "settings_write", never).code, Code::RequestInvalid);
    drop(ctx);
    let ctx = home.locked();
    let status = call(&ctx, "record_status", json!({}));
    assert_eq!((&status["settings"], &status["name"]), (&settings, &Value::Null));
    drop(ctx);
    assert_eq!(call(&home.open(), "profile_read", json!({})), person);
}

#[test]
fn half_typed_words_are_kept_until_they_are_done() {
    let home = Home::new();
    let ctx = home.open();
    let draft = |text: &str| json!({ "day": Home::TODAY, "field": "line", "text": text });
    call(&ctx, "draft_write", draft("血圧 12"));
    call(&ctx, "draft_write", draft("血圧 128"));
    drop(ctx);
    let ctx = home.open();
    assert_eq!(call(&ctx, "draft_list", json!({ "day": Home::TODAY }))["drafts"], json!([draft("血圧 128")]));
    assert_eq!(call(&ctx, "draft_list", json!({ "day": "2026-11-21" }))["drafts"], json!([]));
    call(&ctx, "draft_write", draft(""));
    assert_eq!(call(&ctx, "draft_list", json!({ "day": Home::TODAY }))["drafts"], json!([]));
    assert_eq!(refused(&ctx, "draft_write", draft(&"あ".repeat(4001))).code, Code::TextLong);
}
