//! Two devices of one person write different things about an allergy without knowing of each other.

use henro_app::Context;
use henro_testkit::call;
use serde_json::{Value, json};

use crate::devices::{add, sync};
use crate::keys::with_cards_and_keyring;
use crate::sections::open;
use crate::sections_shown::{ask, seen};
use crate::share::{know, person, server};

fn write(ctx: &Context, id: &Value, severity: &str) {
    let problem = json!({ "problem": "food_allergy", "words": "そば", "severity": severity });
    call(ctx, "problem_edit", json!({ "id": id, "problem": problem }));
}

fn conflicts(ctx: &Context) -> Value {
    call(ctx, "conflict_list", json!({}))
}

/// Until both have everything.
fn around(one: &Context, other: &Context) {
    for one in [one, other, one] {
        sync(one);
    }
}

/// The severities of the sides of the only question.
fn severities(ctx: &Context) -> Vec<String> {
    let list = conflicts(ctx);
    assert_eq!(list["conflicts"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["conflicts"][0]["question"], "severity");
    let sides = list["conflicts"][0]["sides"].as_array().unwrap().clone();
    sides.iter().map(|side| side["body"]["severity"].as_str().unwrap().to_owned()).collect()
}

/// One says that it is over, the other that it goes on until later: a paper for a doctor tells of it.
fn ends_differ(mother: &Context, tablet: &Context, id: &Value) {
    let until = |day: &str| json!({ "id": id, "problem": { "problem": "food_allergy", "words": "そば", "severity": "severe", "until": day } });
    call(mother, "problem_edit", until("2027-11-22"));
    call(tablet, "problem_edit", until("2020-04-01"));
    around(mother, tablet);
    let shown = call(mother, "problem_list", json!({}))["problems"].to_string();
    assert!(shown.contains("2020-04-01") && shown.contains("2027-11-22"), "{shown}");
    let paper =
        call(mother, "paper_open", json!({ "form": "vaccine", "about": ["MR"], "day": "2026-11-22" }));
    let allergy = paper["questions"].as_array().unwrap().iter().find(|one| one["id"] == "V14").unwrap();
    assert_eq!(allergy["before"]["words"], "そば", "once, though two things are written of it");
    let list = conflicts(mother);
    let settle = json!({ "id": id, "question": "until", "drawn": list["drawn"], "other": { "day": null } });
    assert_eq!(call(mother, "conflict_settle", settle)["conflicts"], json!([]));
    around(mother, tablet);
}

#[test]
fn one_device_says_severe_and_the_other_mild_and_both_stand_until_a_person_decides() {
    let name = "two_values::one_device_says_severe_and_the_other_mild_and_both_stand_until_a_person_decides";
    with_cards_and_keyring(name, |home, _| {
        let mother = person(home, "mother", &server(home));
        let allergy = json!({ "problem": "food_allergy", "words": "そば", "severity": "moderate" });
        let id = call(&mother, "problem_record", json!({ "problem": allergy }))["ids"][0].clone();
        let other = json!({ "problem": "condition", "words": "高血圧" });
        call(&mother, "problem_record", json!({ "problem": other }));
        assert_eq!(sync(&mother)["waiting"], 0);
        let tablet = add(home, &mother, "居間のタブレット", true);
        open(&tablet);
        sync(&tablet);
        assert_eq!(conflicts(&tablet)["conflicts"], json!([]));

        // Neither has heard of the other: the medical half of the phone was sent before it was read.
        write(&mother, &id, "severe");
        write(&tablet, &id, "mild");
        // One round fetches before it sends: what was typed before does not know what came.
        assert_eq!(sync(&mother)["waiting"], 0);
        assert_eq!(sync(&tablet)["waiting"], 0);
        sync(&mother);
        for ctx in [&mother, &tablet] {
            assert_eq!(severities(ctx), ["mild", "severe"], "the newest first");
            let sides = conflicts(ctx)["conflicts"][0]["sides"].clone();
            let here: Vec<bool> =
                sides.as_array().unwrap().iter().map(|side| side["here"].as_bool().unwrap()).collect();
            assert_eq!(here.iter().filter(|here| **here).count(), 1, "{sides}");
            // The emergency card says both, on the screen and in its codes, the newest first.
            let card = call(ctx, "emergency_read", json!({}));
            let line = &card["parts"][0]["lines"][0];
            assert_eq!(
                (&line["problem"]["severity"], &line["beside"][0]["problem"]["severity"]),
                (&json!("mild"), &json!("severe"))
            );
            let codes = card["codes"].to_string();
            assert!(codes.contains("軽い") && codes.contains("重い"), "{codes}");
            let verified = call(ctx, "record_verify", json!({}));
            assert_eq!(verified["sound"], true, "{verified}");
        }

        // The tablet decides; a third value would do as well.
        let list = conflicts(&tablet);
        let severe = list["conflicts"][0]["sides"][1]["change"].clone();
        let settle = json!({ "id": id, "question": "severity", "drawn": list["drawn"], "change": severe });
        assert_eq!(call(&tablet, "conflict_settle", settle.clone())["conflicts"], json!([]));
        // Said twice it is said once.
        assert_eq!(call(&tablet, "conflict_settle", settle)["conflicts"], json!([]));
        assert_eq!(sync(&tablet)["waiting"], 0);
        sync(&mother);
        for ctx in [&mother, &tablet] {
            assert_eq!(conflicts(ctx)["conflicts"], json!([]));
            let card = call(ctx, "emergency_read", json!({}));
            assert_eq!(card["parts"][0]["lines"][0]["problem"]["severity"], "severe");
            assert_eq!(card["parts"][0]["lines"][0]["beside"], json!([]));
        }

        // Once more, and neither was right.
        write(&mother, &id, "mild");
        write(&tablet, &id, "moderate");
        around(&mother, &tablet);
        let list = conflicts(&mother);
        let other = json!({ "severity": "life_threatening" });
        let settle = json!({ "id": id, "question": "severity", "drawn": list["drawn"], "other": other });
        assert_eq!(call(&mother, "conflict_settle", settle)["conflicts"], json!([]));
        sync(&mother);
        sync(&tablet);
        assert_eq!(conflicts(&tablet)["conflicts"], json!([]));

        ends_differ(&mother, &tablet, &id);

        // One deletes what the other worked on: it stays.
        call(&mother, "clinical_delete", json!({ "ids": [id] }));
        write(&tablet, &id, "moderate");
        around(&mother, &tablet);
        for ctx in [&mother, &tablet] {
            assert!(call(ctx, "problem_list", json!({})).to_string().contains("そば"));
        }
    });
}

#[test]
fn who_is_shown_the_problems_sees_both_statements_until_a_person_decides() {
    let name = "two_values::who_is_shown_the_problems_sees_both_statements_until_a_person_decides";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
        let allergy = json!({ "problem": "food_allergy", "words": "そば", "severity": "moderate" });
        let id = call(&mother, "problem_record", json!({ "problem": allergy }))["ids"][0].clone();
        sync(&mother);
        let tablet = add(home, &mother, "居間のタブレット", true);
        open(&tablet);
        sync(&tablet);
        let to = know(&mother, &nurse, "保健師さん");
        call(&mother, "grant_give", ask(&to, &["problems"], "read"));
        assert_eq!(seen(&nurse)["entries"][0]["beside"], json!([]));

        write(&mother, &id, "severe");
        write(&tablet, &id, "mild");
        around(&mother, &tablet);
        let severity = |one: &Value| one["entry"]["body"]["severity"].clone();
        let shown = seen(&nurse)["entries"].clone();
        assert_eq!(shown.as_array().unwrap().len(), 1);
        let one = shown[0].clone();
        assert_eq!((severity(&one), severity(&one["beside"][0])), (json!("mild"), json!("severe")), "{one}");
        assert_eq!(
            (&one["beside"][0]["question"], &one["beside"][0]["title"]),
            (&json!("severity"), &json!("そば"))
        );
        assert_eq!(one["beside"].as_array().unwrap().len(), 1);
        // The preview of a consent says the same as the one who has it sees.
        let preview = call(&mother, "grant_preview", ask(&to, &["problems"], "read"));
        assert_eq!(preview["sections"][0]["medical"][0]["beside"], one["beside"]);

        let list = conflicts(&tablet);
        let severe = list["conflicts"][0]["sides"][1]["change"].clone();
        let settle = json!({ "id": id, "question": "severity", "drawn": list["drawn"], "change": severe });
        call(&tablet, "conflict_settle", settle);
        sync(&tablet);
        let one = seen(&nurse)["entries"][0].clone();
        assert_eq!((severity(&one), &one["beside"]), (json!("severe"), &json!([])));
    });
}

#[test]
fn a_form_of_a_dose_decides_nothing_about_what_came_after_it_was_drawn() {
    let name = "two_values::a_form_of_a_dose_decides_nothing_about_what_came_after_it_was_drawn";
    with_cards_and_keyring(name, |home, _| {
        let mother = person(home, "mother", &server(home));
        let of = |lot: &str| json!({ "vaccine": "BCG", "lot": lot });
        let written = call(&mother, "dose_record", json!({ "day": "2026-05-02", "dose": of("A1") }));
        let id = written["ids"][0].clone();
        sync(&mother);
        let tablet = add(home, &mother, "居間のタブレット", true);
        open(&tablet);
        sync(&tablet);
        let drawn = call(&mother, "dose_list", json!({}))["doses"][0]["drawn"].clone();
        assert_eq!(call(&mother, "vaccine_read", json!({}))["doses"][0]["drawn"], drawn);

        // While the form stands open the day that the tablet wrote comes.
        call(&tablet, "dose_edit", json!({ "id": id, "day": "2026-05-04", "dose": of("A1") }));
        around(&tablet, &mother);
        let edit = |day: &str, lot: &str, drawn: &Value| {
            call(&mother, "dose_edit", json!({ "id": id, "day": day, "dose": of(lot), "drawn": drawn }));
        };
        let dose = || call(&mother, "dose_list", json!({}))["doses"][0].clone();
        edit("2026-05-02", "A2", &drawn);
        assert_eq!((&dose()["day"], &dose()["dose"]["lot"]), (&json!("2026-05-04"), &json!("A2")));
        assert_eq!(conflicts(&mother)["conflicts"], json!([]), "the lot was changed and the day not touched");
        // A day out of the old form has not seen that of the tablet: both stand, on both devices.
        edit("2026-05-05", "A2", &drawn);
        around(&mother, &tablet);
        for ctx in [&mother, &tablet] {
            let list = conflicts(ctx);
            assert_eq!(list["conflicts"][0]["question"], "day", "{list}");
            let sides = list["conflicts"][0]["sides"].as_array().unwrap().iter();
            assert_eq!(sides.map(|side| &side["day"]).collect::<Vec<_>>(), ["2026-05-05", "2026-05-04"]);
        }
        // A form that shows it decides.
        edit("2026-05-04", "A2", &dose()["drawn"]);
        around(&mother, &tablet);
        assert_eq!(conflicts(&tablet)["conflicts"], json!([]));
    });
}
