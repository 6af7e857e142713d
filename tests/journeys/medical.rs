//! What is written in the clinical tier, by commands: for oneself and for a child, refused while it is closed.

use henro_app::{Code, Context};
use henro_testkit::{Home, PASSWORD, call, refused};
use serde_json::{Value, json};

use crate::family::{add, of};
use crate::keys::with_cards_and_keyring;

fn quantity(number: &str) -> Value {
    json!({ "kind": "quantity", "number": number, "unit": "mg/dL" })
}

fn result(report: &Value, code: &str, number: &str) -> Value {
    let item = json!({ "set": "jlac10", "code": code, "name": "中性脂肪" });
    let body = json!({ "kind": "result", "report": report, "item": item, "value": quantity(number) });
    json!({ "day": "2026-06-01", "body": body })
}

fn sheet() -> Value {
    json!({ "day": "2026-06-01", "body": { "kind": "report", "sheet": "checkup", "institution": "みどり医院" } })
}

fn write(ctx: &Context, entries: Value) -> Vec<Value> {
    let made = call(ctx, "clinical_record", json!({ "entries": entries }));
    made["ids"].as_array().unwrap().clone()
}

#[test]
fn a_checkup_a_dose_and_an_allergy_are_written_found_changed_and_put_back() {
    let name = "medical::a_checkup_a_dose_and_an_allergy_are_written_found_changed_and_put_back";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        assert_eq!(refused(&ctx, "report_list", json!({})).code, Code::ClinicalLocked);
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));

        let report = write(&ctx, json!([sheet()])).remove(0);
        write(&ctx, json!([result(&report, "3F015", "151.00"), result(&report, "3F077", "98")]));
        let list = call(&ctx, "report_list", json!({}));
        assert_eq!((&list["reports"][0]["results"], &list["reports"][0]["id"]), (&json!(2), &report));
        let read = call(&ctx, "report_read", json!({ "id": report }));
        let first = &read["results"][0];
        assert_eq!(first["entry"]["body"]["value"]["number"], "151.00", "the digits of the paper stay");
        let of_item = json!({ "item": { "set": "jlac10", "code": "3F077" }, "from": "2026-01-01" });
        let found = call(&ctx, "clinical_list", of_item);
        assert_eq!(found["entries"].as_array().unwrap().len(), 1);

        let dose = json!({ "vaccine": "a code nobody knows", "lot": "A12" });
        let id = call(&ctx, "dose_record", json!({ "day": "2026-05-02", "dose": dose }))["ids"][0].clone();
        let dose = json!({ "vaccine": "BCG", "lot": "A12" });
        call(&ctx, "dose_edit", json!({ "id": id, "day": "2026-05-03", "dose": dose }));
        let doses = call(&ctx, "dose_list", json!({}));
        assert_eq!(
            (&doses["doses"][0]["dose"]["vaccine"], &doses["doses"][0]["day"]),
            (&json!("BCG"), &json!("2026-05-03"))
        );
        let steps = call(&ctx, "clinical_history", json!({ "id": id }));
        assert_eq!(steps["steps"][0]["entry"]["body"]["vaccine"], "a code nobody knows");
        call(&ctx, "clinical_delete", json!({ "ids": [id] }));
        assert_eq!(call(&ctx, "dose_list", json!({}))["doses"], json!([]));
        let gone = call(&ctx, "clinical_deleted", json!({}));
        assert_eq!((&gone["entries"][0]["id"], &gone["entries"][0]["deleted"]), (&id, &json!(true)));
        call(&ctx, "clinical_restore", json!({ "ids": [id] }));

        let allergy = json!({ "problem": "allergy", "words": "そば", "severity": "severe" });
        call(&ctx, "problem_record", json!({ "problem": allergy }));
        let card = json!({ "problem": "insurance", "words": "乳幼児医療証", "until": "2026-03-31" });
        call(&ctx, "problem_record", json!({ "problem": card }));
        let all = call(&ctx, "problem_list", json!({}))["problems"].clone();
        assert_eq!((&all[0]["past"], &all[1]["past"]), (&json!(false), &json!(true)));
        let counts = call(&ctx, "clinical_counts", json!({}))["kinds"].clone();
        let counts: Vec<u64> =
            counts.as_array().unwrap().iter().map(|of| of["count"].as_u64().unwrap()).collect();
        assert_eq!(counts, [1, 2, 0, 1, 1, 1, 0, 0]);

        // A report goes with what stands in it. Everything is there after the record was locked.
        assert_eq!(call(&ctx, "clinical_delete", json!({ "ids": [report] }))["entries"], 3);
        assert_eq!(call(&ctx, "clinical_restore", json!({ "ids": [report] }))["entries"], 3);
        call(&ctx, "record_lock", json!({}));
        call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
        assert_eq!(refused(&ctx, "dose_list", json!({})).code, Code::ClinicalLocked);
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        assert_eq!(
            call(&ctx, "report_read", json!({ "id": report }))["results"].as_array().unwrap().len(),
            2
        );
        assert_eq!(call(&ctx, "record_verify", json!({}))["sound"], true);
    });
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_of_it_is_written() {
    let name = "medical::what_does_not_fit_is_refused_and_nothing_of_it_is_written";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let good = || json!({ "day": Home::TODAY, "body": { "kind": "dose", "vaccine": "BCG" } });
        let with = |day: &str, body: Value| json!({ "entries": [good(), { "day": day, "body": body }] });
        let dose = |vaccine: &str| json!({ "kind": "dose", "vaccine": vaccine });
        let loose = |report: Value, number: &str| result(&report, "x", number)["body"].clone();
        let allergy = json!({ "kind": "problem", "problem": "allergy", "words": "x", "since": "2026-12-01" });
        for (ask, code) in [
            (with("2026-11-23", dose("BCG")), Code::DayFuture),
            (with(Home::TODAY, dose(" ")), Code::RequestInvalid),
            (with(Home::TODAY, dose(&"あ".repeat(201))), Code::TextLong),
            (with(Home::TODAY, loose(json!(null), "5,5")), Code::ValueImpossible),
            (with(Home::TODAY, loose(json!(null), "1e400")), Code::ValueImpossible),
            (with(Home::TODAY, loose(json!("1099511627999"), "5.5")), Code::EntryMissing),
            (with(Home::TODAY, allergy), Code::DayFuture),
        ] {
            assert_eq!(refused(&ctx, "clinical_record", ask).code, code);
        }
        // Another kind in its place.
        let id = write(&ctx, json!([good()])).remove(0);
        let other = json!({ "id": id, "entry": { "day": Home::TODAY, "body": loose(json!(null), "5.5") } });
        assert_eq!(refused(&ctx, "clinical_edit", other).code, Code::RequestInvalid);
        let half = json!({ "ids": [id, "1099511627999"] });
        assert_eq!(refused(&ctx, "clinical_delete", half).code, Code::EntryMissing);
        assert_eq!(call(&ctx, "dose_list", json!({}))["doses"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn what_is_written_for_a_child_stays_in_the_childs_record() {
    let name = "medical::what_is_written_for_a_child_stays_in_the_childs_record";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        let child = add(&ctx, "陽太");
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        // The parent's is open, the child's is not.
        assert_eq!(refused(&ctx, "dose_list", of(&child, json!({}))).code, Code::ClinicalLocked);
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        let height = json!({
            "kind": "growth", "item": { "set": "own", "code": "height" },
            "value": { "kind": "quantity", "number": "51.0", "unit": "cm" }
        });
        let draft = json!({ "entries": [{ "day": Home::TODAY, "body": height }] });
        call(&ctx, "clinical_record", of(&child, draft));
        let growth = json!({ "kinds": ["growth"] });
        let found = call(&ctx, "clinical_list", of(&child, growth.clone()));
        assert_eq!(found["entries"][0]["body"]["value"]["number"], "51.0");
        assert_eq!(call(&ctx, "clinical_list", growth)["entries"], json!([]));
        assert_eq!(call(&ctx, "record_verify", of(&child, json!({})))["sound"], true);
    });
}
