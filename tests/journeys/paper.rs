//! 予診票 and 問診票: asked once, reused, printed; the photo of a sticker; which rotavirus vaccine the plan follows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context};
use henro_testkit::{call, refused};
use serde_json::{Value, json};

use crate::child::baby;
use crate::family::of;
use crate::keys::with_cards_and_keyring;

fn answers(list: &[(&str, Option<&str>, Option<&str>)]) -> Value {
    let one = |(question, choice, words): &(&str, Option<&str>, Option<&str>)| json!({ "question": question, "choice": choice, "words": words });
    list.iter().map(one).collect()
}

fn question<'a>(sheet: &'a Value, id: &str) -> &'a Value {
    sheet["questions"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

fn record(ctx: &Context, id: &str, ask: Value) -> Value {
    call(ctx, "paper_record", of(id, ask))
}

/// Vaccines and a birth weight, an allergy: what a paper asks for and the record has.
fn known(ctx: &Context, id: &str) {
    let dose = json!({ "day": "2026-11-10", "body": { "kind": "dose", "vaccine": "PCV20" } });
    let egg = json!({ "day": "2026-11-01", "body": { "kind": "problem", "problem": "food_allergy", "words": "卵", "reaction": "じんましん" } });
    call(ctx, "clinical_record", of(id, json!({ "entries": [dose, egg] })));
    call(ctx, "growth_record", of(id, json!({ "day": "2026-05-10", "weight_kg": 2.95 })));
}

// size: one story, told to its end
#[test]
fn the_second_paper_asks_only_what_can_have_changed() {
    with_cards_and_keyring("paper::the_second_paper_asks_only_what_can_have_changed", |home, _| {
        let ctx = home.open();
        let id = baby(&ctx);
        known(&ctx, &id);
        let ask = json!({ "form": "vaccine", "about": ["BCG", "DPTIPVHIB"], "day": "2026-11-22" });
        let first = call(&ctx, "paper_open", of(&id, ask.clone()));
        assert_eq!((&first["edition"], &first["birth"]), (&json!("2026-11"), &json!("2026-05-10")));
        // From the record, with where from: 2.95 kg on the day of birth, the allergy, the dose of twelve days ago.
        let before = |sheet: &Value, of: &str| question(sheet, of)["before"].clone();
        assert_eq!(
            before(&first, "V08"),
            json!({ "choice": null, "words": "2950", "day": "2026-05-10", "from": "birth_weight" })
        );
        assert_eq!(
            before(&first, "V14"),
            json!({ "choice": "yes", "words": "卵 (じんましん)", "day": "2026-11-01", "from": "allergies" })
        );
        assert_eq!(
            (before(&first, "V06")["choice"].clone(), before(&first, "V06")["from"].clone()),
            (json!("yes"), json!("recent_doses"))
        );
        assert!(before(&first, "V16")["words"].as_str().unwrap().contains("2026-11-10"));
        // A dose from before the birth is somebody else's: no paper tells of it.
        let wrong = json!({ "day": "2025-11-10", "body": { "kind": "dose", "vaccine": "MR" } });
        call(&ctx, "clinical_record", of(&id, json!({ "entries": [wrong] })));
        let again = call(&ctx, "paper_open", of(&id, ask.clone()));
        assert_eq!(before(&again, "V16"), before(&first, "V16"));
        assert_eq!(before(&first, "V13"), Value::Null);
        assert!(
            first["questions"].as_array().unwrap().iter().any(|one| one["id"] == "V19"),
            "BCG has a question of its own"
        );

        let said = answers(&[
            ("V01", None, Some("36.6")),
            ("V03", Some("no"), None),
            ("V13", Some("yes"), Some("1回、熱あり")),
            ("V24", None, Some("高松市")),
        ]);
        let kept = record(
            &ctx,
            &id,
            json!({ "form": "vaccine", "about": ["BCG"], "day": "2026-11-22", "answers": said }),
        );
        let kept = kept["id"].as_str().unwrap().to_owned();

        let second = call(
            &ctx,
            "paper_open",
            of(&id, json!({ "form": "vaccine", "about": ["HEPB"], "day": "2026-12-20" })),
        );
        // A convulsion and the address are kept and shown; the temperature is asked anew.
        assert_eq!(
            before(&second, "V13"),
            json!({ "choice": "yes", "words": "1回、熱あり", "day": "2026-11-22", "from": "paper" })
        );
        assert_eq!(before(&second, "V24")["words"], "高松市");
        assert_eq!((before(&second, "V01"), before(&second, "V03")), (Value::Null, Value::Null));
        // What the record learnt since stands above what was said.
        let milk = json!({ "day": "2026-11-22", "body": { "kind": "problem", "problem": "allergy", "words": "牛乳" } });
        call(&ctx, "clinical_record", of(&id, json!({ "entries": [milk] })));
        let again = call(&ctx, "paper_open", of(&id, ask));
        assert!(before(&again, "V14")["words"].as_str().unwrap().contains("牛乳"));

        // In words; what is to be talked about is marked and comes first in the codes.
        let shown = call(&ctx, "paper_read", of(&id, json!({ "id": kept })));
        let line =
            |of: &str| shown["lines"].as_array().unwrap().iter().find(|one| one["id"] == of).unwrap().clone();
        assert_eq!(
            (line("V01")["answer"].clone(), line("V03")["answer"].clone()),
            (json!("36.6℃"), json!("いいえ"))
        );
        assert_eq!((line("V13")["said"].clone(), line("V03")["said"].clone()), (json!(true), json!(false)));
        assert_eq!(line("V17")["answer"], "", "left open");
        let code = shown["codes"][0].as_str().unwrap();
        assert!(
            code.starts_with("結衣 2026-05-10\n") && code.lines().nth(3).unwrap().starts_with("! "),
            "{code}"
        );
        assert!(shown["codes"].as_array().unwrap().iter().all(|code| code.as_str().unwrap().len() <= 420));
        let printed = call(&ctx, "paper_print", of(&id, json!({ "id": kept })));
        assert!(std::fs::read(printed["path"].as_str().unwrap()).unwrap().starts_with(b"%PDF"));

        // It is the child's alone, goes with its undo, and comes back.
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        assert_eq!(call(&ctx, "paper_list", json!({}))["kept"], json!([]));
        assert_eq!(refused(&ctx, "paper_read", json!({ "id": kept })).code, Code::EntryMissing);
        call(&ctx, "clinical_delete", of(&id, json!({ "ids": [kept] })));
        assert_eq!(refused(&ctx, "paper_read", of(&id, json!({ "id": kept }))).code, Code::EntryMissing);
        call(&ctx, "clinical_restore", of(&id, json!({ "ids": [kept] })));
        assert_eq!(call(&ctx, "paper_list", of(&id, json!({})))["kept"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn answers_that_cannot_be_are_refused_and_nothing_is_written() {
    with_cards_and_keyring("paper::answers_that_cannot_be_are_refused_and_nothing_is_written", |home, _| {
        let ctx = home.open();
        let id = baby(&ctx);
        let ask = |about: Value, said: Value, day: &str| {
            of(&id, json!({ "form": "vaccine", "about": about, "day": day, "answers": said }))
        };
        for said in [
            answers(&[("V01", None, Some("高い"))]),
            answers(&[("V03", Some("maybe"), None)]),
            answers(&[("V12", Some("4"), None)]),
            answers(&[("V17", Some("no"), Some("no room for words"))]),
        ] {
            assert_eq!(
                refused(&ctx, "paper_record", ask(json!(["BCG"]), said, "2026-11-22")).code,
                Code::ValueImpossible
            );
        }
        // A question of another paper, a vaccine nobody has, a day too far ahead.
        let none = json!([]);
        let foreign = answers(&[("Q039", Some("1"), None)]);
        assert_eq!(
            refused(&ctx, "paper_record", ask(json!(["BCG"]), foreign, "2026-11-22")).code,
            Code::RequestInvalid
        );
        assert_eq!(
            refused(&ctx, "paper_record", ask(json!(["TEA"]), none.clone(), "2026-11-22")).code,
            Code::RequestInvalid
        );
        assert_eq!(
            refused(&ctx, "paper_record", ask(json!(["BCG"]), none.clone(), "2027-03-01")).code,
            Code::DayFuture
        );
        let long = answers(&[("V24", None, Some(&"あ".repeat(1_001)))]);
        assert_eq!(
            refused(&ctx, "paper_record", ask(json!(["BCG"]), long, "2026-11-22")).code,
            Code::TextLong
        );
        // Each may be long, but all of them go into one frame.
        let long = |of: u8| json!({ "question": format!("X{of}"), "words": "あ".repeat(4_000) });
        let all: Vec<Value> = (0..5).map(long).collect();
        let body = json!({ "kind": "paper", "form": "vaccine", "edition": "2026-11", "about": ["BCG"], "answers": all });
        let paper = json!({ "entries": [{ "day": "2026-11-22", "body": body }] });
        assert_eq!(refused(&ctx, "clinical_record", of(&id, paper)).code, Code::TextLong);
        assert_eq!(call(&ctx, "paper_list", of(&id, json!({})))["kept"], json!([]));
        // The visits of a pregnancy follow the day due: week 8 to 11 is past on 2026-11-22, the one of week 12 is now.
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        call(&ctx, "pregnancy_due", json!({ "due": "2027-06-01" }));
        let visits = call(&ctx, "paper_list", json!({}));
        // 2027-06-01 less 280 days is 2026-08-25; week 12 begins on 2026-11-17.
        assert_eq!(
            (
                &visits["visits"][0]["about"]["code"],
                &visits["visits"][0]["from"],
                &visits["visits"][0]["now"]
            ),
            (&json!("PREG02"), &json!("2026-11-17"), &json!(true))
        );
        assert_eq!(visits["kept"], json!([]), "a note is no paper");
        assert_eq!(refused(&ctx, "pregnancy_due", json!({ "due": "2029-01-01" })).code, Code::DayInvalid);
        call(&ctx, "pregnancy_due", json!({ "due": null }));
        assert_eq!(call(&ctx, "paper_list", json!({}))["visits"], json!([]));
    });
}

#[test]
fn the_plan_follows_the_chosen_rotavirus_vaccine() {
    with_cards_and_keyring("paper::the_plan_follows_the_chosen_rotavirus_vaccine", |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let list = call(
            &ctx,
            "person_add",
            json!({ "name": "湊", "relation": "child", "birth": "2026-11-01", "sex": "male" }),
        );
        let id = list["persons"][1]["id"].as_str().unwrap().to_owned();
        call(&ctx, "clinical_open", of(&id, json!({ "way": "device" })));
        let rota = |view: &Value| -> Vec<String> {
            let visits = view["visits"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|visit| visit["doses"].as_array().unwrap());
            visits
                .filter_map(|dose| {
                    dose["vaccine"].as_str().filter(|code| code.starts_with("ROTA")).map(str::to_owned)
                })
                .collect()
        };
        // The first of the tables has two doses, the other three.
        let view = call(&ctx, "vaccine_read", of(&id, json!({})));
        assert_eq!(rota(&view), ["ROTA1", "ROTA1"]);
        let row = |view: &Value| {
            view["rows"].as_array().unwrap().iter().filter(|row| row["answer"]["choice"] == "ROTA").count()
        };
        assert_eq!(row(&view), 2);
        call(&ctx, "vaccine_choose", of(&id, json!({ "code": "ROTA5" })));
        let view = call(&ctx, "vaccine_read", of(&id, json!({})));
        assert_eq!((rota(&view), row(&view)), (vec!["ROTA5".to_owned(); 3], 1));
        call(&ctx, "vaccine_choose", of(&id, json!({ "code": "ROTA1" })));
        assert_eq!(rota(&call(&ctx, "vaccine_read", of(&id, json!({})))), ["ROTA1", "ROTA1"]);
        assert_eq!(
            refused(&ctx, "vaccine_choose", of(&id, json!({ "code": "BCG" }))).code,
            Code::RequestInvalid
        );
    });
}

/// The smallest JPEG our own reading of its structure takes: 64 × 64.
fn jpeg() -> String {
    let segment = |marker: u8, body: &[u8]| {
        [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
    };
    let frame = [8, 0, 64, 0, 64, 1, 0, 0x11, 0];
    let bytes = [
        &[0xff, 0xd8][..],
        &segment(0xe0, b"JFIF\0"),
        &segment(0xc0, &frame),
        &segment(0xda, &[0; 6]),
        &[1, 2, 3, 0xff, 0xd9],
    ]
    .concat();
    STANDARD.encode(bytes)
}

#[test]
fn the_photo_of_a_sticker_stays_while_a_dose_may_name_it() {
    with_cards_and_keyring("paper::the_photo_of_a_sticker_stays_while_a_dose_may_name_it", |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        let own = call(&ctx, "person_list", json!({}))["persons"][0]["id"].as_str().unwrap().to_owned();
        let dose = json!({ "day": "2026-11-10", "body": { "kind": "dose", "vaccine": "PCV20" } });
        let id = call(&ctx, "clinical_record", json!({ "entries": [dose.clone()] }))["ids"][0]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            refused(&ctx, "dose_photo_write", json!({ "id": id, "image": "AAAA" })).code,
            Code::PhotoInvalid
        );
        call(&ctx, "dose_photo_write", json!({ "id": id, "image": jpeg() }));
        let blobs = || std::fs::read_dir(home.path("data/record/blobs")).map_or(0, Iterator::count);
        let shown = || call(&ctx, "dose_photo_read", json!({ "id": id }))["image"].clone();
        assert_eq!((shown(), blobs()), (json!(format!("data:image/jpeg;base64,{}", jpeg())), 1));
        // The key of the blob stays in the core: only its name is told.
        let name =
            call(&ctx, "dose_list", json!({}))["doses"][0]["dose"]["photo"].as_str().unwrap().to_owned();
        assert_eq!(name.len(), 64);

        // Changing the dose keeps the photo, whatever the request says of it.
        let edit = json!({ "day": "2026-11-11", "body": { "kind": "dose", "vaccine": "PCV20", "lot": "AB1", "photo": "00" } });
        call(&ctx, "clinical_edit", json!({ "id": id, "entry": edit }));
        assert_ne!(shown(), Value::Null);

        // A portrait is chosen while the medical half is closed: nobody knows what that names, and nothing is cleared.
        call(&ctx, "clinical_close", json!({}));
        call(&ctx, "photo_write", json!({ "id": own, "image": jpeg() }));
        call(&ctx, "photo_remove", json!({ "id": own }));
        assert_eq!(blobs(), 2, "the portrait waits to be cleared, the sticker stays");
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        assert_ne!(shown(), Value::Null);

        // Open again, what nothing names goes, and a deleted dose keeps its photo as long as it can be put back.
        call(&ctx, "clinical_delete", json!({ "ids": [id] }));
        call(&ctx, "photo_write", json!({ "id": own, "image": jpeg() }));
        assert_eq!(blobs(), 2, "the new portrait and the sticker");
        call(&ctx, "clinical_restore", json!({ "ids": [id] }));
        assert_ne!(shown(), Value::Null);
        call(&ctx, "dose_photo_remove", json!({ "id": id }));
        assert_eq!((shown(), blobs()), (Value::Null, 1));
    });
}
