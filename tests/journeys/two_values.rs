//! Two devices of one person write different things about an allergy without knowing of each other.

use henro_app::Context;
use henro_testkit::call;
use serde_json::{Value, json};

use crate::devices::{add, sync};
use crate::keys::with_cards_and_keyring;
use crate::sections::open;
use crate::share::{person, server};

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

        // One deletes what the other worked on: it stays.
        call(&mother, "clinical_delete", json!({ "ids": [id] }));
        write(&tablet, &id, "severe");
        around(&mother, &tablet);
        for ctx in [&mother, &tablet] {
            assert!(call(ctx, "problem_list", json!({})).to_string().contains("そば"));
        }
    });
}
