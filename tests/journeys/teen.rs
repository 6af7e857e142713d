//! A teenager with a Henro of their own: what they write together with their guardians, what they keep for themselves, and the
//! record as the gift when it is handed over.

use henro_app::{Code, Context};
use henro_testkit::{Home, call, one, refused};
use serde_json::{Value, json};

use crate::family::{of, weight, weights};
use crate::guardians::{family, guardians, server};
use crate::handover::{agreed, born, contact, grown, own};

/// Born so that the child is thirteen.
const THIRTEEN: &str = "2013-05-05";
/// What nobody but the teenager may read.
const SECRET: &str = "だれにも見せない一行";

/// The mother opens the child's record to the child's own Henro, and the child takes it up.
fn given(mother: &Context, young: &Context, child: &str) {
    let to = contact(mother, young);
    let view = call(mother, "teen_give", json!({ "id": child, "contact": to, "purpose": "本人の記録" }));
    assert_eq!(view["given"]["name"], "陽太（本人）", "{view}");
    call(young, "share_sync", json!({}));
    let offered = call(young, "teen_read", json!({}));
    assert_eq!(
        (&offered["records"][0]["record"], &offered["records"][0]["mine"], &offered["records"][0]["keeper"]),
        (&json!(child), &json!(false), &json!("お母さん")),
        "{offered}"
    );
    let taken = call(young, "teen_accept", json!({ "record": child, "mine": true }));
    assert_eq!(taken["records"][0]["mine"], true);
}

fn keep(ctx: &Context, section: &str, alone: bool) -> Value {
    call(ctx, "teen_keep", json!({ "section": section, "alone": alone }))
}

fn diary(text: &str) -> Value {
    one(Home::TODAY, None, json!({ "kind": "diary", "text": text }))
}

fn day(ctx: &Context) -> Value {
    call(ctx, "day_read", json!({ "day": Home::TODAY }))
}

/// What stands in a day in words, with whether it lies in the record of the guardians.
fn lines(ctx: &Context) -> Vec<(String, Value)> {
    let view = day(ctx);
    let entries = view["entries"].as_array().unwrap().iter();
    let text = |entry: &Value| entry["body"]["text"].as_str().map(str::to_owned);
    let mut lines: Vec<(String, Value)> =
        entries.filter_map(|entry| Some((text(entry)?, entry["kept"].clone()))).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines
}

/// Lines of the diary that have a word, asked for one at a time.
fn searched(ctx: &Context, query: &str) -> Vec<String> {
    let (mut after, mut texts) = (Value::Null, Vec::new());
    loop {
        let ask = json!({ "query": query, "most": 1, "after": after });
        let found = call(ctx, "timeline_search", ask);
        let hits = found["hits"].as_array().unwrap().iter();
        texts.extend(hits.map(|hit| hit["entry"]["body"]["text"].as_str().unwrap().to_owned()));
        after = found["next"].clone();
        if after.is_null() {
            return texts;
        }
    }
}

/// All entries that the guardians' app can read of a record, as a list and as a file.
fn whole(ctx: &Context, child: &str) -> String {
    let ask = json!({ "kinds": [], "from": "2000-01-01", "to": Home::TODAY });
    let list = call(ctx, "entry_list", of(child, ask));
    let file = call(ctx, "export_make", of(child, json!({ "from": null, "to": null, "folder": null })));
    let text = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
    format!("{list}{text}")
}

fn rows(ctx: &Context, child: &str) -> u64 {
    call(ctx, "record_verify", of(child, json!({})))["rows"].as_u64().unwrap()
}

#[test]
fn a_child_of_thirteen_writes_together_with_the_guardians_until_they_keep_a_part() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    let young = grown(&home, &address, &mother);
    let to = contact(&mother, &young);
    let ask = json!({ "id": child, "contact": to, "purpose": "" });
    // Five years old: not yet, and it says from when on.
    let view = call(&mother, "teen_given", json!({ "id": child }));
    assert_eq!(
        (&view["may"], &view["from"], &view["given"]),
        (&json!(false), &json!("2033-02-20"), &Value::Null)
    );
    assert_eq!(refused(&mother, "teen_give", ask).code, Code::TeenEarly);
    born(&mother, &child, THIRTEEN);
    given(&mother, &young, &child);
    // Another guardian is told by the record itself that it is opened.
    call(&mother, "share_sync", json!({}));
    call(&father, "share_sync", json!({}));
    let told = call(&father, "teen_given", json!({ "id": child }));
    let hers = call(&mother, "teen_given", json!({ "id": child }));
    assert_eq!(told["given"]["grant"], hers["given"]["grant"], "{told}");
    // It stands among the records shown as one's own, and no guardian owns the child's own record.
    let shown = call(&young, "shared_list", json!({}))["records"][0].clone();
    assert_eq!((&shown["own"], &shown["mine"]), (&json!(true), &json!(true)));
    assert_eq!(call(&mother, "shared_list", json!({}))["records"], json!([]));

    // What was written before is read on the child's own Today, and says by whom.
    let before = day(&young)["entries"][0].clone();
    assert_eq!(
        (&before["body"]["value"], &before["kept"], &before["by"]),
        (&json!(19.1), &json!("closed"), &json!("お母さん"))
    );
    assert_eq!(day(&young)["latest"][0]["value"], 19.1);

    // Written as always, it stands in the record of the guardians: both find it there.
    let first = call(&young, "entry_record", weight(50.5))["ids"].clone();
    call(&young, "entry_record", diary("学校で走った"));
    call(&young, "share_sync", json!({}));
    // The very first one got another id with the number of this device: it can be taken back by the one it had.
    assert_eq!(call(&young, "entry_delete", json!({ "ids": first }))["entries"], 1);
    let gone = call(&young, "entry_deleted", json!({}))["entries"].clone();
    assert_eq!((&gone[0]["body"]["value"], &gone[0]["kept"]), (&json!(50.5), &json!("open")), "{gone}");
    assert_eq!(call(&young, "entry_restore", json!({ "ids": first }))["entries"], 1);
    assert_eq!(call(&young, "entry_deleted", json!({}))["entries"], json!([]));
    call(&young, "share_sync", json!({}));
    for guardian in [&mother, &father] {
        call(guardian, "share_sync", json!({}));
        assert_eq!(weights(guardian, Some(&child)), [19.1, 50.5]);
    }
    assert_eq!(lines(&young), [("学校で走った".to_owned(), json!("open"))]);
    // One's own is changed and taken back as always. What was written first has its number since the round.
    let mine = |value: f64| {
        let view = day(&young);
        let found =
            view["entries"].as_array().unwrap().iter().find(|one| one["body"]["value"] == value).cloned();
        found.unwrap()["id"].clone()
    };
    let id = mine(50.5);
    let entry = weight(51.5)["entries"][0].clone();
    call(&young, "entry_edit", json!({ "id": id, "entry": entry, "confirmed": false }));
    let past = call(&young, "entry_history", json!({ "id": id }));
    assert_eq!(past["steps"].as_array().unwrap().len(), 4, "{past}");
    assert_eq!(call(&young, "entry_delete", json!({ "ids": [id] }))["entries"], 1);
    assert_eq!(call(&young, "entry_restore", json!({ "ids": [id] }))["entries"], 1);
    assert_eq!(refused(&young, "entry_delete", json!({ "ids": [before["id"]] })).code, Code::EntryOfOther);

    kept_alone(&mother, &father, &young, &child);
    together_again(&mother, &young, &child);
}

/// A part is kept: nothing that is typed in it comes to the guardians, by no door.
fn kept_alone(mother: &Context, father: &Context, young: &Context, child: &str) {
    // From now on the diary is the child's alone; the guardians are told that it is, and since when.
    let view = keep(young, "diary", true);
    assert_eq!(view["alone"], json!([{ "section": "diary", "since": Home::TODAY }]));
    call(young, "share_sync", json!({}));
    call(mother, "share_sync", json!({}));
    let told = call(mother, "teen_given", json!({ "id": child }));
    assert_eq!(told["alone"], json!([{ "section": "diary", "since": Home::TODAY }]), "{told}");
    let rows_before = rows(mother, child);
    call(young, "entry_record", diary(SECRET));
    assert_eq!(
        lines(young),
        [(SECRET.to_owned(), Value::Null), ("学校で走った".to_owned(), json!("closed"))]
    );
    // Searching finds what stands in both records, page after page; the guardians find only what is theirs to read.
    let more = call(young, "entry_record", diary("学校から帰った"))["ids"].clone();
    let mut texts = searched(young, "学校");
    texts.sort();
    assert_eq!(texts, ["学校から帰った", "学校で走った"]);
    call(young, "entry_delete", json!({ "ids": more }));
    assert_eq!(searched(young, "見せない"), [SECRET]);
    assert_eq!(call(mother, "timeline_search", of(child, json!({ "query": "見せない" })))["hits"], json!([]));
    // Not by the other door either, nor by changing what stands there.
    let into = json!({ "record": child, "entries": diary(SECRET)["entries"] });
    assert_eq!(refused(young, "shared_write", into).code, Code::SharedClosed);
    let old = day(young)["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["body"]["text"] == "学校で走った")
        .unwrap()["id"]
        .clone();
    let edit = json!({ "id": old, "entry": diary(SECRET)["entries"][0], "confirmed": false });
    assert_eq!(refused(young, "entry_edit", edit).code, Code::SharedClosed);
    for ctx in [young, mother, father] {
        call(ctx, "share_sync", json!({}));
    }
    for guardian in [mother, father] {
        assert!(!whole(guardian, child).contains(SECRET));
        assert_eq!(
            call(guardian, "shared_list", json!({}))["records"],
            json!([]),
            "nor is the child's own shown"
        );
    }
    assert_eq!(rows(mother, child), rows_before, "not one change came to them");
    // Other parts go on together.
    call(young, "entry_record", weight(52.0));
    call(young, "share_sync", json!({}));
    call(mother, "share_sync", json!({}));
    assert_eq!(weights(mother, Some(child)), [19.1, 51.5, 52.0]);
}

/// Nothing is told any more, the part is written together again, and at last all is taken back.
fn together_again(mother: &Context, young: &Context, child: &str) {
    // Not told any more; kept as before. Then together again: what was kept stays kept.
    call(young, "teen_tell", json!({ "told": false }));
    call(young, "share_sync", json!({}));
    call(mother, "share_sync", json!({}));
    assert_eq!(call(mother, "teen_given", json!({ "id": child }))["alone"], json!([]));
    keep(young, "diary", false);
    call(young, "entry_record", diary("また一緒に"));
    call(young, "share_sync", json!({}));
    call(mother, "share_sync", json!({}));
    let seen = whole(mother, child);
    assert!(seen.contains("また一緒に") && !seen.contains(SECRET));

    // Taken back: what was read stays, what is written from then on is one's own.
    let grant = call(mother, "teen_given", json!({ "id": child }))["given"]["grant"].clone();
    call(mother, "grant_revoke", of(child, json!({ "id": grant })));
    call(young, "share_sync", json!({}));
    call(young, "entry_record", diary("そのあと"));
    let all: Vec<String> = lines(young).into_iter().map(|(text, _)| text).collect();
    assert_eq!(all.len(), 4, "{all:?}");
    call(young, "share_sync", json!({}));
    call(mother, "share_sync", json!({}));
    assert!(!whole(mother, child).contains("そのあと"));
}

#[test]
fn a_file_and_what_is_often_eaten_are_of_both_records() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, _father, child) = family(&home, &address);
    let young = grown(&home, &address, &mother);
    born(&mother, &child, THIRTEEN);
    // A dish of the guardians' own, eaten once, and one of the teenager's own: both may have the same id.
    let eaten = |food: String| {
        one(Home::TODAY, None, json!({ "kind": "intake", "slot": "lunch", "food": food, "portion": 1.0 }))
    };
    let dish = |name: &str, portion: f64| {
        let parts = json!([{ "food": "R002", "portion": portion }]);
        one(Home::TODAY, None, json!({ "kind": "own_dish", "name": name, "parts": parts }))
    };
    let number = |made: Value| format!("own:{}", made["ids"][0].as_str().unwrap());
    let theirs = number(call(&mother, "entry_record", of(&child, dish("母の丼", 1.5))));
    call(&mother, "entry_record", of(&child, eaten(theirs)));
    given(&mother, &young, &child);
    keep(&young, "diary", true);
    call(&young, "entry_record", diary(SECRET));
    call(&young, "entry_record", eaten("R002".to_owned()));
    let own = number(call(&young, "entry_record", dish("わたしの丼", 0.5)));
    call(&young, "entry_record", eaten(own));

    let file = call(&young, "export_make", json!({ "from": null, "to": null, "folder": null }));
    let text = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
    for wanted in [SECRET, "19.1", "母の丼", "わたしの丼"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let dishes = text.lines().filter(|line| line.contains("own_dish"));
    assert_eq!(dishes.count(), 2, "{text}");
    // Taken in again it brings nothing: all of it is in one of the two.
    let plan = call(&young, "import_preview", json!({ "path": file["path"] }));
    assert_eq!((&plan["entries"], &plan["faults"]), (&json!(0), &json!(0)), "{plan}");

    let often = call(&young, "food_favourites", json!({ "slot": "lunch", "day": Home::TODAY }));
    let names: Vec<&str> =
        often["foods"].as_array().unwrap().iter().filter_map(|food| food["name"].as_str()).collect();
    assert!(names.contains(&"わたしの丼") && names.contains(&"ごはん(普通)"), "{names:?}");
    assert!(!names.contains(&"母の丼"), "{names:?}");
    call(&young, "share_sync", json!({}));
    call(&mother, "share_sync", json!({}));
    assert!(!whole(&mother, &child).contains(SECRET));
}

#[test]
fn a_teenager_takes_the_record_over_with_what_waited_and_goes_on_writing() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    let young = grown(&home, &address, &mother);
    born(&mother, &child, THIRTEEN);
    given(&mother, &young, &child);
    keep(&young, "diary", true);
    call(&young, "entry_record", diary(SECRET));
    call(&young, "entry_record", weight(50.5));
    call(&young, "share_sync", json!({}));
    call(&mother, "share_sync", json!({}));
    // Of age; a last value is written and has not left when the ceremony is held.
    born(&mother, &child, "2008-11-01");
    call(&young, "entry_record", weight(61.5));
    call(&father, "guardian_leave", json!({ "id": child }));
    agreed(&mother, &child, &young);
    assert_eq!(call(&mother, "handover_confirm", json!({ "id": child }))["state"], "done");
    let view = call(&young, "receive_look", json!({}));
    assert_eq!((&view["state"], &view["record"]), (&json!("done"), &json!(child)), "{view}");
    let theirs = own(&young, &child);
    assert_eq!(theirs["relation"], "oneself");
    assert_eq!(weights(&young, Some(&child)), [19.1, 50.5, 61.5], "what waited came along");
    assert_eq!(call(&young, "teen_read", json!({}))["records"], json!([]));
    let owners = guardians(&young, &child);
    assert_eq!(owners["guardians"].as_array().unwrap().len(), 1);
    // It goes on in both: the handed one, and the one's own, where what was kept is.
    call(&young, "entry_record", of(&child, weight(62.0)));
    call(&young, "entry_record", weight(62.5));
    assert_eq!(lines(&young), [(SECRET.to_owned(), Value::Null)]);
    assert_eq!(call(&young, "share_sync", json!({}))["state"], "idle");
    assert_eq!(weights(&young, Some(&child)), [19.1, 50.5, 61.5, 62.0]);
    assert_eq!(call(&young, "record_verify", of(&child, json!({})))["sound"], true);
    for guardian in [&mother, &father] {
        call(guardian, "share_sync", json!({}));
    }
    assert!(!weights(&father, Some(&child)).contains(&62.0), "nothing written since came to the father");
}

#[test]
fn the_archive_made_after_a_hand_over_brings_the_record_back_with_its_letter() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    born(&mother, &child, "2008-11-01");
    let young = grown(&home, &address, &mother);
    assert_eq!(call(&young, "gift_read", json!({}))["records"], json!([]));
    call(&father, "guardian_leave", json!({ "id": child }));
    agreed(&mother, &child, &young);
    call(&mother, "handover_confirm", json!({ "id": child }));
    call(&young, "receive_look", json!({}));
    // It is offered until it is made, also after a restart.
    young.lock();
    call(&young, "record_unlock", json!({ "password": henro_app::demo::DEMO_PASSWORD }));
    let offered = call(&young, "gift_read", json!({}));
    assert_eq!(
        (&offered["records"][0]["record"], &offered["records"][0]["letter"]),
        (&json!(child), &json!(true)),
        "{offered}"
    );
    let folder = home.path("gift");
    let made = call(&young, "gift_make", json!({ "record": child, "folder": folder }));
    assert_eq!(call(&young, "gift_read", json!({}))["records"], json!([]));
    let page = std::fs::read(made["letter"].as_str().unwrap()).unwrap();
    assert!(page.starts_with(b"%PDF-"), "a page to print");
    let archive = made["archive"]["path"].as_str().unwrap();
    let bytes = std::fs::read(archive).unwrap();
    let letter = "げんきでね".as_bytes();
    assert!(!bytes.windows(letter.len()).any(|part| part == letter), "sealed");

    // Anywhere else, with nothing but the file and the password.
    let there = home.context("elsewhere");
    let restore = |password: &str| json!({ "path": archive, "password": password });
    assert_eq!(refused(&there, "backup_restore", restore("not the password")).code, Code::PasswordWrong);
    call(&there, "backup_restore", restore(henro_app::demo::DEMO_PASSWORD));
    assert_eq!(own(&there, &child)["relation"], "oneself");
    assert_eq!(weights(&there, Some(&child)), [19.1]);
    assert_eq!(call(&there, "handover_letter", json!({ "id": child }))["text"], "げんきでね");
    assert_eq!(call(&there, "record_verify", of(&child, json!({})))["sound"], true);
}
