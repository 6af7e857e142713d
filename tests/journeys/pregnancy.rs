//! 妊婦健診: the plan by the day due, results by hand, the page and the calendar file, and the birth that ends it.

use henro_app::{Code, Context};
use henro_testkit::{call, refused};
use serde_json::{Value, json};

use crate::child::row;
use crate::keys::with_cards_and_keyring;

fn read(ctx: &Context) -> Value {
    call(ctx, "pregnancy_read", json!({}))
}

fn visit(day: &str, found: Value) -> Value {
    json!({ "day": day, "found": found, "clinic": "みどり産院" })
}

fn codes(plan: &Value) -> Vec<String> {
    plan.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

/// Due 2027-03-08: week 0 begins on 2026-06-01, so that today, 22 November, is day 174: 24 weeks and 6 days.
fn expecting(ctx: &Context) {
    call(ctx, "device_enrol", json!({ "name": "この機械" }));
    call(ctx, "pregnancy_due", json!({ "due": "2027-03-08" }));
}

// size: one story, told to its end
#[test]
fn a_pregnancy_is_kept_from_its_plan_to_the_birth() {
    with_cards_and_keyring("pregnancy::a_pregnancy_is_kept_from_its_plan_to_the_birth", |home, _| {
        let ctx = home.open();
        assert_eq!(refused(&ctx, "pregnancy_read", json!({})).code, Code::ClinicalLocked);
        expecting(&ctx);
        let view = read(&ctx);
        assert_eq!((&view["week"], &view["week_day"]), (&json!(24), &json!(6)));
        assert_eq!(codes(&view["plan"]).len(), 14);
        // Week 24 and 25 are the fifth visit: 2026-11-16 to 29.
        let next = &view["next"];
        assert_eq!(
            (&next["from"], &next["to"], &next["booked"], &next["told"]),
            (&json!("2026-11-16"), &json!("2026-11-29"), &json!(false), &json!(true))
        );

        vaccine(&ctx);
        let first = visit(
            "2026-10-20",
            json!({ "weight_kg": 56.2, "systolic": 112, "diastolic": 68, "protein": "none", "sugar": "trace", "fundus_cm": 18.5, "fetal_heart": 150 }),
        );
        let id = call(&ctx, "pregnancy_record", first)["id"].clone();
        let mut second = visit(
            "2026-11-20",
            json!({ "weight_kg": 57.9, "systolic": 118, "diastolic": 72, "oedema": "plus1", "girth_cm": 84.5 }),
        );
        second["next"] = json!("2026-12-04");
        second["note"] = json!("鉄剤がはじまった");
        call(&ctx, "pregnancy_record", second);
        let view = read(&ctx);
        let seen = view["visits"].as_array().unwrap();
        // 2026-10-20 is day 141: 20 weeks and 1 day.
        assert_eq!(
            (&seen[1]["week"], &seen[1]["week_day"], &seen[1]["found"]["sugar"]),
            (&json!(20), &json!(1), &json!("trace"))
        );
        assert_eq!(
            (&seen[0]["note"], &seen[0]["found"]["oedema"], &seen[0]["found"]["protein"]),
            (&json!("鉄剤がはじまった"), &json!("plus1"), &Value::Null)
        );
        let done: Vec<String> = view["plan"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["done"] == true)
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(done, ["PREG04", "PREG05"]);
        // What was agreed stands above the plan: in twelve days.
        assert_eq!(
            (&view["next"]["from"], &view["next"]["booked"], &view["next"]["told"]),
            (&json!("2026-12-04"), &json!(true), &json!(true))
        );

        // A visit is changed: one value is another, one is new, one is gone, and all others stay as they are.
        let mut changed = visit(
            "2026-10-20",
            json!({ "weight_kg": 56.4, "systolic": 112, "diastolic": 68, "protein": "trace", "fundus_cm": 18.5, "girth_cm": 80 }),
        );
        changed["id"] = id.clone();
        call(&ctx, "pregnancy_record", changed);
        let found = read(&ctx)["visits"][1]["found"].clone();
        assert_eq!(
            (&found["weight_kg"], &found["protein"], &found["girth_cm"]),
            (&json!(56.4), &json!("trace"), &json!(80.0))
        );
        assert_eq!(
            (&found["sugar"], &found["fetal_heart"], &found["systolic"]),
            (&Value::Null, &Value::Null, &json!(112))
        );
        // The sheet by itself has words and units as they are read; the screens name what is ours.
        let sheet = call(&ctx, "report_read", json!({ "id": id }))["results"].clone();
        let found: Vec<_> = sheet
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (one["entry"]["body"]["item"]["code"].as_str().unwrap(), &one["entry"]["body"]["value"])
            })
            .collect();
        let of = |code: &str| found.iter().find(|(of, _)| *of == code).unwrap_or_else(|| panic!("{sheet}")).1;
        assert_eq!(of("pregnancy_systolic")["unit_as_written"], "mmHg");
        assert_eq!(of("pregnancy_urine_protein")["words"], "±");
        // It stands on the line of a life, and among no checkups of other kinds.
        let page = call(&ctx, "timeline_read", json!({ "zoom": "month", "kinds": ["checkups"] }));
        let event = &page["periods"][0]["shares"][0]["events"][0];
        assert_eq!(
            (&event["medical"][0]["body"]["sheet"], &event["results"]),
            (&json!("pregnancy_checkup"), &json!(5))
        );
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"], json!([]));

        let chart = json!({ "chart": { "of": "weight", "width": 360, "height": 220, "text_px": 15, "language": "ja" } });
        let svg = call(&ctx, "pregnancy_read", chart)["svg"].as_str().unwrap().to_owned();
        assert!(
            svg.contains("data-day=\"2026-10-20\" data-v=\"56.4\"") && svg.contains("週</text>"),
            "{svg}"
        );
        let heart = json!({ "chart": { "of": "fundus", "width": 360, "height": 220, "text_px": 15, "language": "ja" } });
        assert_eq!(call(&ctx, "pregnancy_read", heart)["svg"], Value::Null, "one value makes no line");

        files(&ctx);
        cancelled(&ctx);
        birth(&ctx);
        // Deleted with its values, and back with them.
        call(&ctx, "clinical_delete", json!({ "ids": [id] }));
        assert_eq!(read(&ctx)["visits"].as_array().unwrap().len(), 1);
        call(&ctx, "clinical_restore", json!({ "ids": [id] }));
        assert_eq!(read(&ctx)["visits"][1]["found"]["weight_kg"], 56.4);
    });
}

/// 28週0日から36週6日まで: due 2027-03-08, that is from 2026-12-14 to 2027-02-14.
fn vaccine(ctx: &Context) {
    let profile = json!({ "name": "宮武 直子", "birth": "1990-06-01", "sex": "female", "activity": "normal", "stride_m": null });
    call(ctx, "profile_write", profile);
    let view = call(ctx, "vaccine_read", json!({}));
    let rsv = row(&view, "RSVM-S");
    let of = &rsv["answer"];
    assert_eq!(
        (&of["state"], &of["possible"], &of["last_free"]),
        (&json!("not_yet"), &json!("2026-12-14"), &json!("2027-02-14"))
    );
    let named = call(ctx, "vaccine_calendar", json!({ "title": "病院", "names": true }));
    let named = std::fs::read_to_string(named["path"].as_str().unwrap()).unwrap();
    assert!(named.contains("DTSTART;VALUE=DATE:20261214"), "{named}");
}

fn files(ctx: &Context) {
    let made = call(ctx, "pregnancy_calendar", json!({ "title": "病院" }));
    let text = std::fs::read_to_string(made["path"].as_str().unwrap()).unwrap();
    // Fourteen, of which five are over or done; weeks 26 and 27 hold the day that was agreed.
    assert_eq!((made["count"].as_u64(), text.matches("BEGIN:VEVENT").count()), (Some(9), 9));
    assert!(
        text.contains("DTSTART;VALUE=DATE:20261204") && text.contains("DTEND;VALUE=DATE:20261205"),
        "{text}"
    );
    assert!(!text.contains("妊") && !text.contains("健診"), "a calendar is seen by others");
    let named = call(ctx, "pregnancy_calendar", json!({ "title": "病院", "names": true }));
    let named = std::fs::read_to_string(named["path"].as_str().unwrap()).unwrap();
    assert!(named.contains("妊婦健診"));
    // The same visit has the same id in every file.
    let ids = |text: &str| {
        text.lines().filter(|line| line.starts_with("UID")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids(&text), ids(&named));
    // Agreed for weeks 24 and 25, which had their visit: it is in the file all the same.
    let extra = call(
        ctx,
        "pregnancy_record",
        json!({ "day": "2026-11-20", "note": "また来週", "found": {}, "next": "2026-11-27" }),
    );
    let made = call(ctx, "pregnancy_calendar", json!({ "title": "病院" }));
    let text = std::fs::read_to_string(made["path"].as_str().unwrap()).unwrap();
    assert!(made["count"] == 10 && text.contains("DTSTART;VALUE=DATE:20261127"), "{text}");
    let page = call(ctx, "pregnancy_print", json!({}));
    assert_eq!(page["count"], 3);
    assert!(std::fs::read(page["path"].as_str().unwrap()).unwrap().starts_with(b"%PDF"));
    call(ctx, "clinical_delete", json!({ "ids": [extra["id"]] }));
}

/// What was agreed is taken back, and put back; a visit written for it alone is changed and put back too.
fn cancelled(ctx: &Context) {
    let next = |ask: Value| call(ctx, "pregnancy_next", json!({ "day": ask }));
    next(Value::Null);
    assert_eq!(read(ctx)["next"]["booked"], false, "the plan says it again");
    for day in ["2026-11-21", "2027-09-20"] {
        assert_eq!(refused(ctx, "pregnancy_next", json!({ "day": day })).code, Code::DayInvalid);
    }
    next(json!("2026-12-04"));
    assert_eq!(read(ctx)["next"]["from"], "2026-12-04");
    let mut alone = visit("2026-11-22", json!({}));
    alone["next"] = json!("2026-12-11");
    let id = call(ctx, "pregnancy_record", alone)["id"].clone();
    for found in [json!({ "weight_kg": 58 }), json!({})] {
        let mut edit = visit("2026-11-22", found.clone());
        edit["id"] = id.clone();
        call(ctx, "pregnancy_record", edit);
        assert_eq!(read(ctx)["visits"][0]["found"]["weight_kg"].is_null(), found == json!({}));
    }
    call(ctx, "clinical_delete", json!({ "ids": [id] }));
}

fn birth(ctx: &Context) {
    let born = |day: Value| refused(ctx, "pregnancy_born", json!({ "day": day })).code;
    assert_eq!(born(json!("2026-11-23")), Code::DayFuture);
    // Before 22 weeks, 2026-11-02, it is no birth.
    assert_eq!(born(json!("2026-11-01")), Code::DayInvalid);
    call(ctx, "pregnancy_born", json!({ "day": "2026-11-21" }));
    let view = read(ctx);
    assert_eq!(codes(&view["plan"]), ["POST2W", "POST1M"]);
    assert_eq!((&view["week"], &view["next"]["from"]), (&Value::Null, &json!("2026-12-05")));
    assert_eq!(call(ctx, "paper_list", json!({}))["visits"], json!([]));
    // Another pregnancy: the old one keeps its weeks.
    call(ctx, "pregnancy_due", json!({ "due": "2027-08-28" }));
    let view = read(ctx);
    assert_eq!(
        (&view["born"], &view["visits"][1]["week"], codes(&view["plan"]).len()),
        (&Value::Null, &json!(20), 14)
    );
}

#[test]
fn what_cannot_be_is_refused_and_nothing_of_it_is_kept() {
    with_cards_and_keyring("pregnancy::what_cannot_be_is_refused_and_nothing_of_it_is_kept", |home, _| {
        let ctx = home.open();
        expecting(&ctx);
        let code = |ask: Value| refused(&ctx, "pregnancy_record", ask).code;
        let day = "2026-11-20";
        for found in [
            json!({ "weight_kg": 579 }),
            json!({ "fundus_cm": 3 }),
            json!({ "girth_cm": 8.4 }),
            json!({ "fetal_heart": 15 }),
            json!({ "systolic": 72, "diastolic": 118 }),
        ] {
            assert_eq!(code(visit(day, found.clone())), Code::ValueImpossible, "{found}");
        }
        assert_eq!(code(visit(day, json!({ "systolic": 118 }))), Code::RequestInvalid);
        assert_eq!(code(visit(day, json!({ "protein": "much" }))), Code::RequestInvalid);
        assert_eq!(code(visit(day, json!({}))), Code::RequestInvalid);
        assert_eq!(code(visit("2026-11-23", json!({ "weight_kg": 57 }))), Code::DayFuture);
        let mut late = visit(day, json!({ "weight_kg": 57 }));
        late["next"] = json!(day);
        assert_eq!(code(late.clone()), Code::DayInvalid);
        late["next"] = Value::Null;
        late["note"] = json!("あ".repeat(4_001));
        assert_eq!(code(late), Code::TextLong);
        // A report of another kind is not changed into a visit.
        let sheet = json!({ "day": day, "body": { "kind": "report", "sheet": "checkup" } });
        let sheet = call(&ctx, "clinical_record", json!({ "entries": [sheet] }))["ids"][0].clone();
        let mut foreign = visit(day, json!({ "weight_kg": 57 }));
        foreign["id"] = sheet;
        assert_eq!(code(foreign), Code::EntryMissing);
        assert_eq!(read(&ctx)["visits"], json!([]));
        assert_eq!(refused(&ctx, "pregnancy_due", json!({ "due": "2028-03-08" })).code, Code::DayInvalid);
        // Taken back: nothing is ahead, and no birth can be written.
        call(&ctx, "pregnancy_due", json!({ "due": null }));
        assert_eq!((&read(&ctx)["due"], &read(&ctx)["plan"]), (&Value::Null, &json!([])));
        assert_eq!(refused(&ctx, "pregnancy_born", json!({ "day": day })).code, Code::DayInvalid);
    });
}

#[test]
fn a_form_of_a_visit_changes_what_was_touched_and_nothing_that_came_meanwhile() {
    let name = "pregnancy::a_form_of_a_visit_changes_what_was_touched_and_nothing_that_came_meanwhile";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        expecting(&ctx);
        let found = json!({ "weight_kg": 56.2, "systolic": 112, "diastolic": 68, "sugar": "trace" });
        let id = call(&ctx, "pregnancy_record", visit("2026-10-20", found.clone()))["id"].clone();
        let shown = visit("2026-10-20", found);
        let edit = |day: &str, found: Value, shown: &Value| {
            let mut ask = visit(day, found);
            (ask["id"], ask["shown"]) = (id.clone(), shown.clone());
            call(&ctx, "pregnancy_record", ask);
        };
        // Elsewhere the weight was put right, the sugar taken out, a girth and a note added.
        let mut there = visit(
            "2026-10-20",
            json!({ "weight_kg": 56.4, "systolic": 112, "diastolic": 68, "girth_cm": 80 }),
        );
        (there["id"], there["note"]) = (id.clone(), json!("鉄剤がはじまった"));
        call(&ctx, "pregnancy_record", there);
        // The form that was open changes the day and the pressure alone.
        let here = json!({ "weight_kg": 56.2, "systolic": 118, "diastolic": 72, "sugar": "trace" });
        edit("2026-10-21", here, &shown);
        let seen = read(&ctx)["visits"][0].clone();
        let found = &seen["found"];
        assert_eq!((&seen["day"], &seen["note"]), (&json!("2026-10-21"), &json!("鉄剤がはじまった")));
        assert_eq!(
            (&found["weight_kg"], &found["systolic"], &found["sugar"], &found["girth_cm"]),
            (&json!(56.4), &json!(118), &Value::Null, &json!(80.0))
        );
        let rows = call(&ctx, "report_read", json!({ "id": id }))["results"].clone();
        assert!(rows.as_array().unwrap().iter().all(|one| one["entry"]["day"] == "2026-10-21"), "{rows}");
        // What it shows and is emptied goes.
        let shown = json!({ "day": seen["day"], "note": seen["note"], "found": found });
        edit("2026-10-21", json!({ "weight_kg": 56.4, "systolic": 118, "diastolic": 72 }), &shown);
        let seen = read(&ctx)["visits"][0].clone();
        assert_eq!((&seen["found"]["girth_cm"], &seen["note"]), (&Value::Null, &Value::Null));
    });
}
