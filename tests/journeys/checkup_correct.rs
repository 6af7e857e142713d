//! A checkup that was typed is put right: what was touched is changed in one step, the rest stays.

use henro_app::{Code, Context};
use henro_testkit::{call, refused};
use serde_json::{Value, json};

use crate::checkup::{HEAD, begin, confirm, preview};
use crate::keys::with_cards_and_keyring;

const WEIGHT: &str = "9N006000000000001";
const HEIGHT: &str = "9N001000000000001";
const GLUCOSE: &str = "3D010000001999901";
const NGSP: &str = "3D046000001999902";
const URINE: &str = "1A010000000190111";
const CRP: &str = "5C070000002306201";

fn sheet(day: &str, place: &str, values: &[(&str, &str)], sure: &[&str]) -> Value {
    let values: Vec<Value> =
        values.iter().map(|(code, value)| json!({ "code": code, "value": value })).collect();
    json!({ "day": day, "institution": place, "values": values, "sure": sure })
}

/// Writes it and answers the id of its report.
fn written(ctx: &Context, sheet: Value) -> Value {
    let day = sheet["day"].clone();
    call(ctx, "checkup_write", sheet);
    let years = call(ctx, "checkup_years", json!({}));
    let mut reports = years["reports"].as_array().unwrap().iter();
    reports.find(|one| one["day"] == day).unwrap()["id"].clone()
}

fn shown(ctx: &Context, id: &Value) -> Value {
    call(ctx, "checkup_typed", json!({ "id": id }))["sheet"].clone()
}

fn edit(id: &Value, shown: &Value, sheet: Value) -> Value {
    json!({ "id": id, "shown": shown, "sheet": sheet })
}

/// Code, value and id of each result of a report.
fn results(ctx: &Context, id: &Value) -> Vec<(String, String, String)> {
    let read = call(ctx, "report_read", json!({ "id": id }));
    let all = read["results"].as_array().unwrap().iter();
    let mut all: Vec<_> = all
        .map(|one| {
            let one = &one["entry"];
            let value = &one["body"]["value"];
            let value = value["number"].as_str().or(value["code"].as_str()).unwrap();
            (
                one["body"]["item"]["code"].as_str().unwrap().to_owned(),
                value.to_owned(),
                one["id"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    all.sort();
    all
}

fn values(ctx: &Context, id: &Value) -> Vec<(String, String)> {
    results(ctx, id).into_iter().map(|(code, value, _)| (code, value)).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all: Vec<_> = all.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect();
    all.sort();
    all
}

#[test]
fn what_was_touched_is_changed_and_the_history_says_what_was() {
    let name = "checkup_correct::what_was_touched_is_changed_and_the_history_says_what_was";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let first = [(WEIGHT, "20.0"), (HEIGHT, "158.0"), (GLUCOSE, "<98"), (URINE, "2")];
        let id = written(&ctx, sheet("2026-06-08", "みどり健診所", &first, &[WEIGHT]));
        let filled = call(&ctx, "checkup_typed", json!({ "id": id }));
        assert_eq!(filled["sheet"], sheet("2026-06-08", "みどり健診所", &first, &[]), "as it was typed");
        let names: Vec<&str> =
            filled["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
        assert_eq!(names, [WEIGHT, HEIGHT, GLUCOSE, URINE]);
        let shown = shown(&ctx, &id);
        let before = results(&ctx, &id);

        // Nothing touched, nothing written: not even what was rare is asked about again.
        let same = call(&ctx, "checkup_edit", edit(&id, &shown, shown.clone()));
        assert_eq!(same["values"], 0);
        let glucose = before.iter().find(|(code, ..)| code == GLUCOSE).unwrap().2.clone();
        let steps = |id: &str| {
            let steps = call(&ctx, "clinical_history", json!({ "id": id }))["steps"].clone();
            steps.as_array().unwrap().iter().map(|step| step["what"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(steps(&glucose), ["recorded"]);

        // One is changed, one taken away, one added; a rare one that is new is asked about by its place.
        let new = [(WEIGHT, "20.0"), (GLUCOSE, "108"), (URINE, "2"), (CRP, "900")];
        let ask = |sure: &[&str]| edit(&id, &shown, sheet("2026-06-08", "みどり健診所", &new, sure));
        let rare = refused(&ctx, "checkup_edit", ask(&[]));
        assert_eq!((rare.code, rare.params.index), (Code::ValueRare, Some(3)));
        assert_eq!(results(&ctx, &id), before, "all or nothing");
        assert_eq!(call(&ctx, "checkup_edit", ask(&[CRP]))["values"], 3);
        assert_eq!(values(&ctx, &id), pairs(&new));
        assert_eq!(steps(&glucose), ["recorded", "edited"]);
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"].as_array().unwrap().len(), 1);

        // Back, by the same way.
        let now = self::shown(&ctx, &id);
        let back = edit(&id, &now, sheet("2026-06-08", "みどり健診所", &first, &[WEIGHT]));
        assert_eq!(call(&ctx, "checkup_edit", back)["values"], 3);
        assert_eq!(
            values(&ctx, &id),
            pairs(&[(WEIGHT, "20.0"), (HEIGHT, "158.0"), (GLUCOSE, "98"), (URINE, "2")])
        );

        // Its batch takes it back whole, with what was written into it later.
        let batch = call(&ctx, "checkup_batches", json!({}))["imports"][0]["batch"].clone();
        call(&ctx, "checkup_undo", json!({ "batch": batch }));
        let counts = call(&ctx, "clinical_counts", json!({}));
        assert!(counts["kinds"].as_array().unwrap().iter().all(|kind| kind["count"] == 0), "{counts}");
        assert_eq!(refused(&ctx, "checkup_typed", json!({ "id": id })).code, Code::CheckupMissing);
    });
}

#[test]
fn day_and_place_move_the_whole_sheet_and_are_looked_at_again() {
    let name = "checkup_correct::day_and_place_move_the_whole_sheet_and_are_looked_at_again";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let all = [(WEIGHT, "62.0"), (NGSP, "6.1")];
        let id = written(&ctx, sheet("2026-06-08", "みどり健診所", &all, &[]));
        written(&ctx, sheet("2025-06-09", "みどり健診所", &[(WEIGHT, "61.0")], &[]));
        let shown = shown(&ctx, &id);
        let to = |day: &str, place: &str, sure: &[&str]| edit(&id, &shown, sheet(day, place, &all, sure));
        let code = |ask: Value| refused(&ctx, "checkup_edit", ask).code;
        assert_eq!(code(to("2027-06-08", "みどり健診所", &[])), Code::DayFuture);
        assert_eq!(code(to("1950-06-08", "みどり健診所", &[NGSP])), Code::DayUnborn);
        assert_eq!(code(to("2025-06-09", "みどり健診所", &[])), Code::CheckupKnown);
        assert_eq!(code(to("2009-05-10", "みどり健診所", &[])), Code::ValueRare, "6.1 of 2009 is JDS");
        assert_eq!(call(&ctx, "checkup_edit", to("2024-06-03", "さくら病院", &[]))["values"], 0);
        let years = call(&ctx, "checkup_years", json!({}));
        let first = &years["reports"][0];
        assert_eq!((&first["day"], &first["institution"]), (&json!("2024-06-03"), &json!("さくら病院")));
        assert_eq!(first["id"], id);
        let read = call(&ctx, "report_read", json!({ "id": id }));
        assert!(
            read["results"].as_array().unwrap().iter().all(|one| one["entry"]["day"] == "2024-06-03"),
            "{read}"
        );
    });
}

#[test]
fn what_came_in_the_meantime_stays_and_a_file_is_not_rewritten() {
    let name = "checkup_correct::what_came_in_the_meantime_stays_and_a_file_is_not_rewritten";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let first = [(WEIGHT, "62.0"), (HEIGHT, "158.0"), (GLUCOSE, "98")];
        let id = written(&ctx, sheet("2026-06-08", "", &first, &[]));
        let shown = shown(&ctx, &id);
        // Elsewhere the weight was changed, the height taken away, and two were added.
        let there = [(WEIGHT, "63.0"), (GLUCOSE, "98"), (URINE, "1")];
        call(&ctx, "checkup_edit", edit(&id, &shown, sheet("2026-06-08", "", &there, &[])));
        let own = json!({ "kind": "result", "report": id, "item": { "set": "own", "code": "zz", "name": "握力" },
            "value": { "kind": "quantity", "number": "30", "unit": "kg" } });
        call(&ctx, "clinical_record", json!({ "entries": [{ "day": "2026-06-08", "body": own }] }));
        // The form that was opened before changes the glucose alone.
        let here = [(WEIGHT, "62.0"), (HEIGHT, "158.0"), (GLUCOSE, "108")];
        assert_eq!(
            call(&ctx, "checkup_edit", edit(&id, &shown, sheet("2026-06-08", "", &here, &[])))["values"],
            1
        );
        assert_eq!(
            values(&ctx, &id),
            pairs(&[(WEIGHT, "63.0"), (GLUCOSE, "108"), (URINE, "1"), ("zz", "30")])
        );
        // What the form has no way to write is not in it, and moves with its sheet.
        let now = self::shown(&ctx, &id);
        assert_eq!(now["values"].as_array().unwrap().len(), 3);
        let mut moved = now.clone();
        moved["day"] = json!("2026-06-09");
        call(&ctx, "checkup_edit", edit(&id, &now, moved));
        let read = call(&ctx, "report_read", json!({ "id": id }));
        assert_eq!(read["results"].as_array().unwrap().len(), 4);
        assert!(
            read["results"].as_array().unwrap().iter().all(|one| one["entry"]["day"] == "2026-06-09"),
            "{read}"
        );

        // From a file: not here. Deleted: gone.
        let table = format!("{HEAD}2,山田 花子,ヤマダ ハナコ,女,1960/4/1,2024/6/3,158.0,62.0,128,80,98\n");
        let plan = confirm(&ctx, preview(&ctx, &table));
        call(&ctx, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": true }));
        let file = call(&ctx, "checkup_years", json!({}))["reports"][0]["id"].clone();
        assert_eq!(refused(&ctx, "checkup_typed", json!({ "id": file })).code, Code::RequestInvalid);
        let ask = edit(&file, &now, now.clone());
        assert_eq!(refused(&ctx, "checkup_edit", ask).code, Code::RequestInvalid);
        call(&ctx, "clinical_delete", json!({ "ids": [id] }));
        assert_eq!(refused(&ctx, "checkup_edit", edit(&id, &now, now.clone())).code, Code::CheckupMissing);
    });
}

#[test]
fn an_item_stands_once_in_a_sheet_also_where_the_form_cannot_show_it() {
    let name = "checkup_correct::an_item_stands_once_in_a_sheet_also_where_the_form_cannot_show_it";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let twice = sheet("2026-06-08", "", &[(WEIGHT, "62.0"), (GLUCOSE, "98"), (WEIGHT, "63.0")], &[]);
        let again = refused(&ctx, "checkup_write", twice);
        assert_eq!((again.code, again.params.index), (Code::ValueTwice, Some(2)));

        // Another version put a range and a note beside the glucose: the form has no words for them and leaves it out.
        let id = written(&ctx, sheet("2026-06-08", "", &[(WEIGHT, "62.0"), (GLUCOSE, "98")], &[]));
        let glucose = results(&ctx, &id).into_iter().find(|(code, ..)| code == GLUCOSE).unwrap().2;
        let body = json!({ "kind": "result", "report": id, "item": { "set": "jlac10", "code": GLUCOSE },
            "value": { "kind": "quantity", "number": "98", "unit": "mg/dL" }, "interpretation": "normal",
            "reference": { "low": "70", "high": "109" }, "note": "空腹" });
        call(&ctx, "clinical_edit", json!({ "id": glucose, "entry": { "day": "2026-06-08", "body": body } }));
        let shown = shown(&ctx, &id);
        assert_eq!(shown["values"], json!([{ "code": WEIGHT, "value": "62.0" }]));
        // Typed there anew it is the same result with another value.
        let twice = sheet("2026-06-08", "", &[(WEIGHT, "62.0"), (GLUCOSE, "118"), (GLUCOSE, "118")], &[]);
        assert_eq!(refused(&ctx, "checkup_edit", edit(&id, &shown, twice)).code, Code::ValueTwice);
        let new = sheet("2026-06-08", "", &[(WEIGHT, "62.0"), (GLUCOSE, "118")], &[]);
        assert_eq!(call(&ctx, "checkup_edit", edit(&id, &shown, new))["values"], 1);
        assert_eq!(values(&ctx, &id), pairs(&[(WEIGHT, "62.0"), (GLUCOSE, "118")]));
        let read = call(&ctx, "report_read", json!({ "id": id }));
        let one =
            read["results"].as_array().unwrap().iter().find(|one| one["entry"]["id"] == glucose).unwrap();
        let body = &one["entry"]["body"];
        assert_eq!((&body["note"], &body["reference"]["high"]), (&json!("空腹"), &json!("109")));
        assert_eq!(body["interpretation"], Value::Null, "it was said of 98");
    });
}

/// A guardian brings a file into a child's record, and another person's file is stopped there too.
#[test]
fn a_file_goes_into_the_childs_record_and_nobody_elses() {
    let name = "checkup_correct::a_file_goes_into_the_childs_record_and_nobody_elses";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let ask = json!({ "name": "山田 葵", "relation": "child", "birth": "2014-05-10", "sex": "female" });
        let child = call(&ctx, "person_add", ask)["persons"][1]["id"].as_str().unwrap().to_owned();
        let of = |ask: Value| crate::family::of(&child, ask);
        let row = |number: u32, name: &str, kana: &str, birth: &str| {
            format!("{number},{name},{kana},女,{birth},2026/6/8,148.0,40.5,98,60,88\n")
        };
        let both = format!(
            "{HEAD}{}{}",
            row(1, "山田 花子", "ヤマダ ハナコ", "1960/4/1"),
            row(2, "山田 葵", "ヤマダ アオイ", "2014/5/10")
        );
        let file = crate::checkup::ask(&both);
        assert_eq!(refused(&ctx, "checkup_preview", of(file.clone())).code, Code::ClinicalLocked);
        call(&ctx, "person_switch", json!({ "id": child }));
        call(&ctx, "clinical_open", of(json!({ "way": "device" })));
        // The mother's own file is another person's here.
        let hers = format!("{HEAD}{}", row(1, "山田 花子", "ヤマダ ハナコ", "1960/4/1"));
        let code = |text: &str| refused(&ctx, "checkup_preview", of(crate::checkup::ask(text))).code;
        assert_eq!(code(&hers), Code::CheckupOtherPerson);
        // So is a sister's of the same day of birth.
        assert_eq!(
            code(&format!("{HEAD}{}", row(3, "山田 桜", "ヤマダ サクラ", "2014/5/10"))),
            Code::CheckupOtherPerson
        );

        let mut plan = call(&ctx, "checkup_preview", of(file));
        assert_eq!((&plan["others"], plan["reports"].as_array().unwrap().len()), (&json!(1), 1));
        assert!(!plan.to_string().contains("花子"), "nothing of the mother is shown");
        while let Some(open) =
            plan["columns"].as_array().unwrap().iter().find(|column| column["certain"] == false)
        {
            let code = if open["field"].is_null() { open["code"].clone() } else { Value::Null };
            let one = json!({ "column": open["column"], "code": code, "unit": null, "words": [] });
            plan = call(&ctx, "checkup_columns", of(json!({ "plan": plan["plan"], "columns": [one] })));
        }
        for question in plan["questions"].as_array().unwrap() {
            let take = json!({ "plan": plan["plan"], "report": question["report"], "row": question["row"], "answer": { "how": "leave" } });
            call(&ctx, "checkup_answer", of(take));
        }
        let commit = json!({ "plan": plan["plan"], "confirmed": true });
        // A plan of the child is none of the mother's own record.
        assert_eq!(refused(&ctx, "checkup_commit", commit.clone()).code, Code::ImportGone);
        assert_eq!(call(&ctx, "checkup_commit", of(commit))["reports"], 1);
        assert_eq!(call(&ctx, "checkup_years", of(json!({})))["reports"].as_array().unwrap().len(), 1);
        call(&ctx, "person_switch", json!({ "id": null }));
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"], json!([]));
    });
}
