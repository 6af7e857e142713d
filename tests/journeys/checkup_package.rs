//! Packages of a whole roster and eCheckup bundles through the core: only one's own is taken, and nothing of the others is told.

use std::io::{Cursor, Write as _};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context};
use henro_checkup::read_document;
use henro_testkit::{call, refused};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::keys::with_cards_and_keyring;

pub(crate) const HANAKO: &str = include_str!("../../crates/checkup/tests/fixtures/phase4.xml");
const TARO: &str = include_str!("../../crates/checkup/tests/fixtures/phase3.xml");
const BUNDLE: &str = include_str!("../../crates/checkup/tests/fixtures/echeckup.json");
const FOLDER: &str = "3799999991_00379991_202407100_1";

fn begin(ctx: &Context, name: &str) {
    let person = json!({ "name": name, "birth": "1978-05-12", "sex": "female", "activity": "normal", "stride_m": null });
    call(ctx, "profile_write", person);
    call(ctx, "device_enrol", json!({ "name": "この機械" }));
    call(ctx, "clinical_open", json!({ "way": "device" }));
}

pub(crate) fn ask(bytes: &[u8]) -> Value {
    json!({ "base64": STANDARD.encode(bytes), "path": null, "label": "健診.zip" })
}

fn packed(documents: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (nth, text) in documents.iter().enumerate() {
        let name = format!("{FOLDER}/DATA/h37999999912024071000000000{nth}.xml");
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A sister born the same day.
fn sister() -> String {
    HANAKO.replace("カクウハナコ", "カクウサクラ").replace("１２３４", "５６７８")
}

pub(crate) fn years(ctx: &Context) -> Vec<Value> {
    call(ctx, "checkup_years", json!({}))["reports"].as_array().unwrap().clone()
}

#[test]
fn of_a_package_of_many_people_only_ones_own_documents_are_taken() {
    let name = "checkup_package::of_a_package_of_many_people_only_ones_own_documents_are_taken";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx, "かくう はなこ");
        let next =
            HANAKO.replace("<effectiveTime value=\"20240701\"/>", "<effectiveTime value=\"20250702\"/>");
        let bytes = packed(&[TARO, HANAKO, &sister(), &next]);
        let plan = call(&ctx, "checkup_preview", ask(&bytes));
        assert_eq!(
            (&plan["file"], &plan["confirm"], &plan["others"], &plan["rejected"]),
            (&json!("package"), &json!(false), &json!(2), &json!(false))
        );
        assert_eq!(plan["reports"].as_array().unwrap().len(), 2);
        let told = plan.to_string();
        for of_others in ["タロウ", "サクラ", "５６７８", FOLDER] {
            assert!(!told.contains(of_others), "{of_others} is told");
        }
        let done = call(&ctx, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": false }));
        // 18 results of each, as crates/checkup reads them.
        assert_eq!((&done["reports"], &done["results"]), (&json!(2), &json!(36)));
        let days: Vec<Value> = years(&ctx).iter().map(|report| report["day"].clone()).collect();
        assert_eq!(days, ["2024-07-01", "2025-07-02"]);
        // It goes out as it came: insurer, ticket, panels and all.
        let file = call(&ctx, "checkup_export", json!({ "id": years(&ctx)[0]["id"] }));
        let out = read_document(&std::fs::read(file["path"].as_str().unwrap()).unwrap()).unwrap();
        assert!(out.same_content(&read_document(HANAKO.as_bytes()).unwrap()));
        let sheet = call(&ctx, "report_read", json!({ "id": years(&ctx)[0]["id"] }));
        assert_eq!(sheet["report"]["report"]["profile"], "tokutei-4", "its form is no part of what is shown");
        let again = call(&ctx, "checkup_preview", ask(&bytes));
        assert!(again["reports"].as_array().unwrap().iter().all(|one| one["duplicate"] == true));

        // One that does not open is told by its number alone, and is left out with a word of the person.
        let broken = call(&ctx, "checkup_preview", ask(&packed(&[HANAKO, "<a>"])));
        assert_eq!(broken["rejected"], true);
        assert_eq!(broken["faults"][0]["raw"], "h379999999120240710000000001.xml");
    });
}

#[test]
fn a_package_of_others_or_of_two_who_might_be_meant_is_stopped() {
    let name = "checkup_package::a_package_of_others_or_of_two_who_might_be_meant_is_stopped";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx, "架空 花子");
        let code = |documents: &[&str]| refused(&ctx, "checkup_preview", ask(&packed(documents))).code;
        assert_eq!(code(&[TARO]), Code::CheckupOtherPerson);
        // Kana beside characters: either sister might be meant.
        assert_eq!(code(&[TARO, HANAKO, &sister()]), Code::CheckupTwoPeople);
        let plan = call(&ctx, "checkup_preview", ask(&packed(&[TARO, HANAKO])));
        assert_eq!((&plan["confirm"], &plan["others"]), (&json!(true), &json!(1)));
        // Two people in one document.
        let (start, end) = (HANAKO.find("<recordTarget>").unwrap(), HANAKO.find("<author>").unwrap());
        let target = &HANAKO[start..end];
        let two = HANAKO.replacen(target, &format!("{target}{}", target.replace("ハナコ", "サクラ")), 1);
        assert_eq!(refused(&ctx, "checkup_preview", ask(two.as_bytes())).code, Code::CheckupTwoPeople);
        assert!(years(&ctx).is_empty());
    });
}

#[test]
fn an_echeckup_bundle_is_taken_and_is_known_the_second_time() {
    let name = "checkup_package::an_echeckup_bundle_is_taken_and_is_known_the_second_time";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx, "架空 花子");
        let plan = call(&ctx, "checkup_preview", ask(BUNDLE.as_bytes()));
        assert_eq!((&plan["file"], &plan["confirm"]), (&json!("bundle"), &json!(false)));
        // Its blood sugar names two units, and the person says which: 5.5 mmol/L x 18.016 = 99 mg/dL.
        let question = &plan["questions"][0];
        assert_eq!((&plan["open"], &question["units"][0]["value"]), (&json!(1), &json!("99")), "{plan}");
        let answer = json!({ "how": "unit", "unit": question["units"][0]["unit"] });
        let one = json!({ "plan": plan["plan"], "report": 0, "row": question["row"], "answer": answer });
        call(&ctx, "checkup_answer", one);
        let done = call(&ctx, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": false }));
        assert_eq!(
            (&done["reports"], &done["results"]),
            (&json!(1), &json!(14)),
            "10 and what is kept as text"
        );
        assert_eq!(years(&ctx)[0]["institution"], "架空健診センター");
        let again = call(&ctx, "checkup_preview", ask(BUNDLE.as_bytes()));
        assert_eq!(again["reports"][0]["duplicate"], true);
    });
}
