//! Illnesses, allergies, papers that run out and people to call, by commands; and the page a helper reads.

use henro_app::{Code, Context};
use henro_testkit::{Home, PASSWORD, call, refused};
use serde_json::{Value, json};

use crate::family::{add, of};
use crate::keys::with_cards_and_keyring;

fn write(ctx: &Context, problem: Value) -> Value {
    call(ctx, "problem_record", json!({ "problem": problem }))["ids"][0].clone()
}

fn words(list: &Value) -> Vec<String> {
    let lines = list.as_array().unwrap().iter();
    lines.map(|line| line["problem"]["words"].as_str().unwrap().to_owned()).collect()
}

fn line(ctx: &Context, words: &str) -> Value {
    let all = call(ctx, "problem_list", json!({}))["problems"].clone();
    all.as_array().unwrap().iter().find(|line| line["problem"]["words"] == words).unwrap().clone()
}

#[test]
fn what_matters_in_an_emergency_comes_first_and_what_is_over_last() {
    let name = "problems::what_matters_in_an_emergency_comes_first_and_what_is_over_last";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        for problem in [
            json!({ "problem": "insurance", "words": "国民健康保険" }),
            json!({ "problem": "emergency_contact", "words": "阿波 太郎", "number": "088-000-0000" }),
            json!({ "problem": "food_allergy", "words": "かに", "severity": "mild" }),
            json!({ "problem": "condition", "words": "高血圧" }),
            json!({ "problem": "condition", "words": "ぜんそく", "until": "2020-04-01" }),
            json!({ "problem": "allergy", "words": "はち" }),
            json!({ "problem": "drug_allergy", "words": "ペニシリン", "severity": "life_threatening" }),
            json!({ "problem": "family_history", "words": "糖尿病", "relation": "父" }),
        ] {
            write(&ctx, problem);
        }
        let all = call(&ctx, "problem_list", json!({}))["problems"].clone();
        let order =
            ["ペニシリン", "はち", "かに", "高血圧", "糖尿病", "阿波 太郎", "国民健康保険", "ぜんそく"];
        assert_eq!(words(&all), order);
        let some = json!({ "kinds": ["condition", "insurance"] });
        let some = call(&ctx, "problem_list", some)["problems"].clone();
        assert_eq!(words(&some), ["高血圧", "国民健康保険", "ぜんそく"]);

        // An illness that ended today is over today.
        let id = line(&ctx, "高血圧")["id"].clone();
        let ended = json!({ "problem": "condition", "words": "高血圧", "until": Home::TODAY });
        call(&ctx, "problem_edit", json!({ "id": id, "problem": ended }));
        assert_eq!(line(&ctx, "高血圧")["past"], true);
        let steps = call(&ctx, "clinical_history", json!({ "id": id }))["steps"].clone();
        assert_eq!((&steps[0]["entry"]["body"]["until"], steps.as_array().unwrap().len()), (&json!(null), 2));
    });
}

#[test]
fn a_paper_that_ends_next_month_is_told_until_a_newer_one_is_there() {
    let name = "problems::a_paper_that_ends_next_month_is_told_until_a_newer_one_is_there";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let paper =
            |words: &str, until: &str| json!({ "problem": "certificate", "words": words, "until": until });
        write(&ctx, paper("子ども医療", "2026-12-31"));
        write(&ctx, paper("難病", "2027-03-31"));
        let insured = json!({ "problem": "insurance", "words": "国保", "until": "2026-11-21" });
        write(&ctx, insured);
        let ends = line(&ctx, "子ども医療");
        // Home::TODAY is 22 November: 8 days of it and 31 of December.
        assert_eq!(
            (&ends["told"], &ends["days_left"], &ends["past"]),
            (&json!(true), &json!(39), &json!(false))
        );
        assert_eq!(line(&ctx, "難病")["told"], false);
        let over = line(&ctx, "国保");
        assert_eq!(
            (&over["told"], &over["days_left"], &over["past"]),
            (&json!(true), &json!(-1), &json!(true))
        );
        // The next one came: it may begin on a day to come, and nothing is told of the old one any more.
        let next =
            json!({ "problem": "insurance", "words": "国保 ", "since": "2026-12-01", "until": "2027-11-30" });
        write(&ctx, next);
        let all = call(&ctx, "problem_list", json!({ "kinds": ["insurance"] }))["problems"].clone();
        assert!(all.as_array().unwrap().iter().all(|line| line["told"] == false), "{all}");
        // Only a paper begins in the future.
        let early = json!({ "problem": "condition", "words": "x", "since": "2026-12-01" });
        assert_eq!(refused(&ctx, "problem_record", json!({ "problem": early })).code, Code::DayFuture);
    });
}

#[test]
fn the_emergency_page_has_every_part_and_only_what_is_so_now() {
    let name = "problems::the_emergency_page_has_every_part_and_only_what_is_so_now";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        assert_eq!(refused(&ctx, "emergency_read", json!({})).code, Code::ClinicalLocked);
        assert_eq!(refused(&ctx, "emergency_print", json!({})).code, Code::ClinicalLocked);
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        for problem in [
            json!({ "problem": "condition", "words": "ぜんそく", "until": "2020-04-01" }),
            json!({ "problem": "food_allergy", "words": "そば", "severity": "severe", "reaction": "息が苦しい" }),
            json!({ "problem": "blood_type", "words": "A型 Rh+" }),
            json!({ "problem": "family_history", "words": "糖尿病" }),
        ] {
            write(&ctx, problem);
        }
        let page = call(&ctx, "emergency_read", json!({}));
        let parts: Vec<(&str, usize)> = page["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| (part["part"].as_str().unwrap(), part["lines"].as_array().unwrap().len()))
            .collect();
        assert_eq!(
            parts,
            [
                ("allergies", 1),
                ("conditions", 0),
                ("implants", 0),
                ("blood", 1),
                ("procedures", 0),
                ("contacts", 0),
                ("doctors", 0),
                ("papers", 0)
            ]
        );
        let codes = page["codes"].as_array().unwrap();
        assert_eq!(codes.len(), 1);
        let code = codes[0].as_str().unwrap();
        assert!(code.contains("アレルギー: そば（食べもの、重い、息が苦しい）\n血液型: A型 Rh+\n"), "{code}");
        assert!(!code.contains("ぜんそく") && !code.contains("糖尿病"));
        let file = call(&ctx, "emergency_print", json!({}))["path"].as_str().unwrap().to_owned();
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.starts_with(b"%PDF-") && file.ends_with("henro-emergency-2026-11-22.pdf"), "{file}");
    });
}

#[test]
fn what_is_half_typed_lies_behind_the_card_and_with_whom_it_is_about() {
    let name = "problems::what_is_half_typed_lies_behind_the_card_and_with_whom_it_is_about";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        let child = add(&ctx, "陽太");
        let keep = |form: &str, text: &str| json!({ "form": form, "text": text });
        assert_eq!(refused(&ctx, "clinical_draft_write", keep("x", "卵")).code, Code::ClinicalLocked);
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        call(&ctx, "clinical_draft_write", of(&child, keep("problem/food_allergy", "卵")));
        call(&ctx, "clinical_draft_write", keep("problem/drug_allergy", "ペニ"));
        call(&ctx, "clinical_draft_write", keep("problem/condition", "か"));
        call(&ctx, "clinical_draft_write", keep("problem/condition", ""));
        // A checkup of many items or a whole paper is a long one.
        call(&ctx, "clinical_draft_write", keep("checkup", &"あ".repeat(60_000)));
        call(&ctx, "clinical_draft_write", keep("checkup", ""));
        call(&ctx, "clinical_close", json!({}));
        assert_eq!(refused(&ctx, "clinical_draft_list", json!({})).code, Code::ClinicalLocked);
        assert_eq!(
            refused(&ctx, "clinical_draft_write", keep("x", &"あ".repeat(60_001))).code,
            Code::TextLong
        );
        call(&ctx, "record_lock", json!({}));
        call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        let own = call(&ctx, "clinical_draft_list", json!({}))["drafts"].clone();
        assert_eq!(own, json!([keep("problem/drug_allergy", "ペニ")]));
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        let theirs = call(&ctx, "clinical_draft_list", of(&child, json!({})))["drafts"].clone();
        assert_eq!(theirs, json!([keep("problem/food_allergy", "卵")]));
        assert_eq!(call(&ctx, "record_verify", json!({}))["sound"], true);
    });
}

#[test]
fn since_when_is_kept_as_far_as_it_is_known_and_stands_rightly_on_the_line() {
    let name = "problems::since_when_is_kept_as_far_as_it_is_known_and_stands_rightly_on_the_line";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        for (words, since) in
            [("年", "2015"), ("月", "2015-03"), ("日", "2015-03-14"), ("今年", "2026"), ("前", "2014-12")]
        {
            write(&ctx, json!({ "problem": "condition", "words": words, "since": since }));
            assert_eq!(line(&ctx, words)["problem"]["since"], since);
        }
        for since in ["2027", "2026-12", "2026-11-23"] {
            let early = json!({ "problem": "condition", "words": "x", "since": since });
            assert_eq!(
                refused(&ctx, "problem_record", json!({ "problem": early })).code,
                Code::DayFuture,
                "{since}"
            );
        }
        for since in ["15", "2015-13", "2015-3", "1899", "2015-02-30", ""] {
            let bad = json!({ "problem": "condition", "words": "x", "since": since });
            assert_eq!(
                refused(&ctx, "problem_record", json!({ "problem": bad })).code,
                Code::RequestInvalid,
                "{since}"
            );
        }
        // An end within a year that is all that is known is no fault.
        write(&ctx, json!({ "problem": "condition", "words": "終", "since": "2020", "until": "2020-06-01" }));
        let page = call(
            &ctx,
            "timeline_read",
            json!({ "zoom": "year", "direction": "newer", "kinds": ["problems"] }),
        );
        let events = page["periods"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|period| period["shares"][0]["events"].as_array().unwrap().clone());
        let order: Vec<String> =
            events.map(|event| event["medical"][0]["body"]["words"].as_str().unwrap().to_owned()).collect();
        assert_eq!(order, ["前", "年", "月", "日", "終", "終", "今年"]);
        // It is there again after the record was locked, and in what is printed for an emergency.
        call(&ctx, "record_lock", json!({}));
        call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        assert_eq!(line(&ctx, "月")["problem"]["since"], "2015-03");
        let card = call(&ctx, "emergency_read", json!({}));
        assert!(card["codes"].to_string().contains("2015"), "{card}");
    });
}
