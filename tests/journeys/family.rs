//! A parent keeps the record of a child: writes, turns, locks, restarts, backs up; nothing of one gets into the other.

use henro_app::{Code, Context, dispatch};
use henro_testkit::{Home, PASSWORD, call, one, refused};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, server};

/// The request about somebody's record.
pub(crate) fn of(person: &str, request: Value) -> Value {
    let mut request = request;
    request["subject"] = json!(person);
    request
}

pub(crate) fn add(ctx: &Context, name: &str) -> String {
    let ask = json!({ "name": name, "relation": "child", "birth": "2021-02-20", "sex": "male" });
    let list = call(ctx, "person_add", ask);
    let found = list["persons"].as_array().unwrap().iter().find(|person| person["name"] == name);
    found.expect("the new one is listed")["id"].as_str().unwrap().to_owned()
}

pub(crate) fn weight(kg: f64) -> Value {
    let body = json!({ "kind": "measurement", "item": "weight_kg", "value": kg });
    let mut request = one(Home::TODAY, Some(400), body);
    // Light for a grown-up.
    request["confirmed"] = json!(true);
    request
}

/// The weights of today in somebody's record; in one's own without a subject.
pub(crate) fn weights(ctx: &Context, person: Option<&str>) -> Vec<f64> {
    let ask = json!({ "day": Home::TODAY });
    let day = call(ctx, "day_read", person.map_or(ask.clone(), |person| of(person, ask)));
    let entries = day["entries"].as_array().unwrap().iter();
    let mut values: Vec<f64> = entries.filter_map(|entry| entry["body"]["value"].as_f64()).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn named(home: &Home) -> Context {
    let ctx = home.open();
    let profile =
        json!({ "name": "宮武 直子", "birth": null, "sex": null, "activity": "normal", "stride_m": null });
    call(&ctx, "profile_write", profile);
    ctx
}

#[test]
fn what_is_written_for_a_child_is_in_the_childs_record_alone() {
    let home = Home::new();
    let ctx = named(&home);
    let child = add(&ctx, "陽太");
    let list = call(&ctx, "person_list", json!({}));
    assert_eq!(list["persons"][0]["own"], true);
    let seen = &list["persons"][1];
    assert_eq!((&seen["years"], &seen["months"], &seen["mark"]), (&json!(5), &json!(9), &json!(1)));

    let made = call(&ctx, "entry_record", of(&child, weight(19.1)));
    call(&ctx, "entry_record", weight(58.6));
    assert_eq!(weights(&ctx, Some(&child)), [19.1]);
    assert_eq!(weights(&ctx, None), [58.6]);
    // One's own id is a subject too.
    let own = list["persons"][0]["id"].as_str().unwrap();
    assert_eq!(weights(&ctx, Some(own)), [58.6]);

    // Both records count from the same number: it is the subject that tells them apart.
    let id = made["ids"][0].clone();
    call(&ctx, "entry_delete", of(&child, json!({ "ids": [id] })));
    assert_eq!(weights(&ctx, Some(&child)), [0.0; 0]);
    assert_eq!(weights(&ctx, None), [58.6]);

    // Who did it is not whose record it is.
    let history = call(&ctx, "entry_history", of(&child, json!({ "id": id })));
    let by = json!({ "who": "reader", "name": "宮武 直子" });
    assert_eq!((&history["steps"][0]["by"], &history["steps"][1]["by"]), (&by, &by));
    let own = call(&ctx, "entry_list", json!({ "from": Home::TODAY, "to": Home::TODAY, "kinds": [] }));
    let own = call(&ctx, "entry_history", json!({ "id": own["entries"][0]["id"] }));
    assert_eq!(own["steps"][0]["by"]["who"], "reader");

    call(&ctx, "record_lock", json!({}));
    assert_eq!(refused(&ctx, "day_read", of(&child, json!({ "day": Home::TODAY }))).code, Code::RecordLocked);
}

#[test]
fn a_subject_nobody_knows_or_that_a_command_has_not_is_refused() {
    let home = Home::new();
    let ctx = home.open();
    let child = add(&ctx, "陽太");
    let unknown = "00112233445566778899aabbccddeeff";
    assert_eq!(refused(&ctx, "entry_record", of(unknown, weight(19.1))).code, Code::PersonMissing);
    assert_eq!(refused(&ctx, "entry_record", of("陽太", weight(19.1))).code, Code::PersonMissing);
    let mut odd = weight(19.1);
    odd["subject"] = json!(1);
    assert_eq!(refused(&ctx, "entry_record", odd).code, Code::RequestInvalid);
    // Keys, files and the account are nobody's in particular: a subject there would be a mistake.
    let password = json!({ "current": PASSWORD, "new": "a long enough password" });
    assert_eq!(refused(&ctx, "password_change", of(&child, password)).code, Code::RequestInvalid);
    let table = henro_app::command_table();
    for command in table.commands.iter().filter(|command| !command.subject) {
        let found = dispatch(&ctx, command.name, json!({ "subject": child }));
        assert_eq!(found.unwrap_err().code, Code::RequestInvalid, "{}", command.name);
    }
    assert!(table.commands.iter().filter(|command| command.subject).count() > 30);
    // A null is nobody else.
    let mut own = weight(58.6);
    own["subject"] = json!(null);
    call(&ctx, "entry_record", own);
    assert_eq!(weights(&ctx, None), [58.6]);
}

#[test]
fn a_restart_and_a_restore_bring_the_child_back() {
    let home = Home::new();
    let ctx = named(&home);
    let child = add(&ctx, "陽太");
    call(&ctx, "entry_record", of(&child, weight(19.1)));
    drop(ctx);

    let ctx = home.open();
    assert_eq!(weights(&ctx, Some(&child)), [19.1]);
    let verify = call(&ctx, "record_verify", of(&child, json!({})));
    assert_eq!((&verify["sound"], &verify["entries"]), (&json!(true), &json!(1)));
    let file = call(&ctx, "backup_make", json!({ "folder": null }))["path"].clone();
    call(&ctx, "entry_record", of(&child, weight(20.2)));
    call(&ctx, "person_remove", json!({ "id": child }));
    let restored = call(&ctx, "backup_restore", json!({ "path": file, "password": PASSWORD }));
    assert_eq!(restored["state"], "open");
    assert_eq!(weights(&ctx, Some(&child)), [19.1]);
    // And it goes on.
    call(&ctx, "entry_record", of(&child, weight(20.2)));
    assert_eq!(weights(&ctx, Some(&child)), [19.1, 20.2]);
}

#[test]
fn what_is_half_done_for_one_is_not_done_to_another() {
    let home = Home::new();
    let ctx = home.open();
    let (first, second) = (add(&ctx, "陽太"), add(&ctx, "結衣"));
    let draft = json!({ "day": Home::TODAY, "field": "line", "text": "体重19" });
    call(&ctx, "draft_write", of(&first, draft));
    let drafts = |ask: Value| call(&ctx, "draft_list", ask)["drafts"].as_array().unwrap().len();
    let today = json!({ "day": Home::TODAY });
    assert_eq!(drafts(of(&first, today.clone())), 1);
    assert_eq!((drafts(of(&second, today.clone())), drafts(today)), (0, 0));

    let csv = home.path("in.csv");
    std::fs::write(&csv, "date,systolic,diastolic\n2026-11-01,98,60\n").unwrap();
    let preview = json!({ "path": csv });
    let plan = call(&ctx, "import_preview", of(&first, preview));
    let apply = json!({ "plan": plan["plan"], "rare": null });
    assert_eq!(refused(&ctx, "import_apply", apply.clone()).code, Code::ImportGone);
    assert_eq!(refused(&ctx, "import_apply", of(&second, apply)).code, Code::ImportGone);
}

#[test]
fn a_person_put_away_comes_back_within_thirty_days_and_is_gone_after() {
    let home = Home::new();
    let ctx = home.open();
    let child = add(&ctx, "陽太");
    call(&ctx, "entry_record", of(&child, weight(19.1)));
    let own = call(&ctx, "person_list", json!({}))["persons"][0]["id"].clone();
    assert_eq!(refused(&ctx, "person_remove", json!({ "id": own })).code, Code::PersonMissing);

    let list = call(&ctx, "person_remove", json!({ "id": child }));
    let away = &list["persons"][1];
    assert_eq!(away["name"], "陽太");
    let day_ms = 86_400_000;
    assert_eq!(away["until_ms"].as_i64().unwrap() - away["removed_ms"].as_i64().unwrap(), 30 * day_ms);
    let today = json!({ "day": Home::TODAY });
    assert_eq!(refused(&ctx, "day_read", of(&child, today)).code, Code::PersonMissing);
    assert_eq!(refused(&ctx, "person_switch", json!({ "id": child })).code, Code::PersonMissing);
    call(&ctx, "person_restore", json!({ "id": child }));
    assert_eq!(weights(&ctx, Some(&child)), [19.1]);

    call(&ctx, "person_remove", json!({ "id": child }));
    home.clock.pass(31 * day_ms);
    assert_eq!(refused(&ctx, "person_restore", json!({ "id": child })).code, Code::PersonGone);
    drop(ctx);
    let ctx = home.open();
    assert_eq!(call(&ctx, "person_list", json!({}))["persons"].as_array().unwrap().len(), 1);
    assert!(!home.path("data/record/wards").join(&child).exists());
}

#[test]
fn the_family_page_says_what_is_usual_and_missing_today() {
    let home = Home::new();
    let ctx = home.open();
    let child = add(&ctx, "陽太");
    for day in ["2026-11-19", "2026-11-20", "2026-11-21"] {
        let body = json!({ "kind": "measurement", "item": "temperature_c", "value": 36.5 });
        call(&ctx, "entry_record", of(&child, one(day, Some(420), body)));
    }
    let seen = |ctx: &Context| call(ctx, "person_list", json!({}))["persons"][1].clone();
    let child_now = seen(&ctx);
    assert_eq!(child_now["due"][0]["item"], "temperature_c");
    assert_eq!(child_now["due"][0]["last"]["day"], "2026-11-21");
    let week: Vec<bool> =
        child_now["week"].as_array().unwrap().iter().map(|day| day["written"].as_bool().unwrap()).collect();
    assert_eq!(week, [false, false, false, true, true, true, false]);
    let body = json!({ "kind": "measurement", "item": "temperature_c", "value": 36.8 });
    call(&ctx, "entry_record", of(&child, one(Home::TODAY, Some(420), body)));
    assert_eq!(seen(&ctx)["due"], json!([]));
    assert_eq!(seen(&ctx)["last"]["day"], Home::TODAY);
}

#[test]
fn what_is_said_of_a_person_can_be_changed() {
    let home = Home::new();
    let ctx = home.open();
    let child = add(&ctx, "陽太");
    let edit = json!({ "id": child, "name": "和子", "relation": "parent", "birth": "1950-03-01", "sex": "female", "mark": 3 });
    let list = call(&ctx, "person_edit", edit.clone());
    let seen = &list["persons"][1];
    assert_eq!(
        (&seen["name"], &seen["relation"], &seen["mark"]),
        (&json!("和子"), &json!("parent"), &json!(3))
    );
    assert_eq!(call(&ctx, "profile_read", of(&child, json!({})))["birth"], "1950-03-01");
    for (field, value, code) in [
        ("name", json!(" "), Code::NameInvalid),
        ("mark", json!(5), Code::RequestInvalid),
        ("birth", json!("2026-11-23"), Code::DayFuture),
        ("id", json!("00112233445566778899aabbccddeeff"), Code::PersonMissing),
    ] {
        let mut wrong = edit.clone();
        wrong[field] = value;
        assert_eq!(refused(&ctx, "person_edit", wrong).code, code, "{field}");
    }
}

#[test]
fn the_clinical_tier_of_a_child_opens_with_the_parents_and_closes_on_turning_away() {
    let name = "family::the_clinical_tier_of_a_child_opens_with_the_parents_and_closes_on_turning_away";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        let child = add(&ctx, "陽太");
        call(&ctx, "entry_record", of(&child, weight(19.1)));
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let tier = |person: Option<&str>| {
            let ask = json!({});
            let ask = person.map_or(ask.clone(), |person| of(person, ask));
            call(&ctx, "record_status", ask)["clinical"].clone()
        };
        // Opened for the parent alone so far.
        assert_eq!((tier(None), tier(Some(&child))), (json!("open"), json!("closed")));
        call(&ctx, "person_switch", json!({ "id": child }));
        assert_eq!((tier(None), tier(Some(&child))), (json!("closed"), json!("closed")));
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        assert_eq!(tier(Some(&child)), "open");
        call(&ctx, "person_switch", json!({ "id": child }));
        assert_eq!(tier(Some(&child)), "open", "turning to the one who is shown changes nothing");
        call(&ctx, "person_switch", json!({ "id": null }));
        assert_eq!((tier(None), tier(Some(&child))), (json!("closed"), json!("closed")));

        // The family page tells what lies in the child's half while the parent's is open, and leaves it closed.
        let next = || call(&ctx, "person_list", json!({}))["persons"][1]["next"].clone();
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        let dose = json!({ "day": "2021-05-01", "body": { "kind": "dose", "vaccine": "PCV13" } });
        call(&ctx, "clinical_record", of(&child, json!({ "entries": [dose] })));
        call(&ctx, "clinical_close", json!({}));
        assert_eq!(next(), json!([]), "closed, nothing is told");
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        // 5種混合 without cost to the day before 7 years and 6 months; 就学時健診 to the end of November, before 5歳児健診 ends.
        let vaccine = json!({ "kind": "vaccine", "name": "5種混合", "when": "late", "day": "2028-08-19" });
        let checkup = json!({ "kind": "checkup", "name": "就学時健診", "when": "now", "day": "2026-11-30" });
        let mut told = next();
        told.as_array_mut()
            .unwrap()
            .iter_mut()
            .for_each(|one| drop(one.as_object_mut().unwrap().remove("name_en")));
        assert_eq!(told, json!([vaccine, checkup]));
        assert_eq!(tier(Some(&child)), "closed");

        // New keys reach the child's record, and it still opens afterwards.
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        // A file begins with its random salt: another one was written under another key.
        let files =
            ["daily.db", "clinical.db"].map(|file| home.path("data/record/wards").join(&child).join(file));
        let salts = || files.each_ref().map(|file| std::fs::read(file).unwrap()[..16].to_vec());
        let before = salts();
        let factors = call(&ctx, "factor_list", json!({}));
        let keeps = json!([factors["factors"][0]["id"]]);
        call(&ctx, "clinical_rekey", json!({ "password": PASSWORD, "keeps": keeps }));
        assert_eq!(weights(&ctx, Some(&child)), [19.1]);
        let after = salts();
        assert!(before[0] != after[0] && before[1] != after[1]);
        call(&ctx, "record_lock", json!({}));
        call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
        assert_eq!(weights(&ctx, Some(&child)), [19.1]);
        call(&ctx, "clinical_open", of(&child, json!({ "way": "device" })));
        assert_eq!(tier(Some(&child)), "open");
        assert_eq!(call(&ctx, "record_verify", of(&child, json!({})))["sound"], true);
    });
}

/// What the history of the newest entry of a day says of who wrote.
fn written_by(ctx: &Context, child: &str) -> Vec<(String, Option<String>)> {
    let ask = json!({ "from": Home::TODAY, "to": Home::TODAY, "kinds": ["measurement"] });
    let entries = call(ctx, "entry_list", of(child, ask));
    let mut by: Vec<_> = entries["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let history = call(ctx, "entry_history", of(child, json!({ "id": entry["id"] })));
            let by = &history["steps"][0]["by"];
            (by["who"].as_str().unwrap().to_owned(), by["name"].as_str().map(str::to_owned))
        })
        .collect();
    by.sort();
    by
}

pub(crate) fn call_me(ctx: &Context, name: &str) {
    let profile = json!({ "name": name, "birth": null, "sex": null, "activity": "normal", "stride_m": null });
    call(ctx, "profile_write", profile);
}

#[test]
fn two_guardians_keep_one_record_and_each_act_is_told_by_who_did_it() {
    let name = "family::two_guardians_keep_one_record_and_each_act_is_told_by_who_did_it";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (mother, father) = (person(home, "mother", &address), person(home, "father", &address));
        call_me(&mother, "宮武 直子");
        call_me(&father, "宮武 健");
        let child = add(&mother, "陽太");
        call(&mother, "entry_record", of(&child, weight(19.1)));
        let to = know(&mother, &father, "健さん");
        let one = json!({ "id": child });
        assert_eq!(call(&mother, "guardian_list", one.clone())["connected"], false);
        let adding = json!({ "id": child, "contact": to });

        // Not without the clinical tier, and nothing of the child is anywhere before that.
        call(&mother, "clinical_close", json!({}));
        assert_eq!(refused(&mother, "guardian_connect", one.clone()).code, Code::ClinicalLocked);
        call(&mother, "clinical_open", json!({ "way": "device" }));
        let list = call(&mother, "guardian_connect", one.clone());
        assert_eq!((&list["connected"], list["guardians"].as_array().unwrap().len()), (&json!(true), 1));
        call(&father, "share_sync", json!({}));
        assert_eq!(call(&father, "person_list", json!({}))["persons"].as_array().unwrap().len(), 1);

        let list = call(&mother, "guardian_add", adding);
        let names: Vec<_> =
            list["guardians"].as_array().unwrap().iter().map(|one| one["own"].clone()).collect();
        assert!(names.contains(&json!(true)) && names.contains(&json!(false)), "{list}");

        // He does not know who that is, so nothing is taken up; when he does, the child turns up among the people of his
        // own app, not among what others show him.
        call(&father, "share_sync", json!({}));
        assert_eq!(call(&father, "person_list", json!({}))["persons"].as_array().unwrap().len(), 1);
        know(&father, &mother, "直子さん");
        call(&father, "share_sync", json!({}));
        let his = call(&father, "person_list", json!({}));
        assert_eq!(his["persons"][1]["name"], "陽太", "{his}");
        assert_eq!(
            (&his["persons"][1]["id"], &his["persons"][1]["birth"]),
            (&json!(child), &json!("2021-02-20"))
        );
        assert_eq!(call(&father, "shared_list", json!({}))["records"], json!([]));
        assert_eq!(weights(&father, Some(&child)), [19.1]);

        // He writes, she reads, and each is told who it was.
        call(&father, "entry_record", of(&child, weight(19.4)));
        call(&father, "share_sync", json!({}));
        call(&mother, "share_sync", json!({}));
        assert_eq!(weights(&mother, Some(&child)), [19.1, 19.4]);
        let told = |who: &str, name: &str| (who.to_owned(), Some(name.to_owned()));
        assert_eq!(written_by(&mother, &child), [told("other", "健さん"), told("reader", "宮武 直子")]);
        assert_eq!(written_by(&father, &child), [told("other", "直子さん"), told("reader", "宮武 健")]);

        // And back: she corrects what he wrote; both have the same.
        call(&mother, "entry_record", of(&child, weight(19.6)));
        call(&mother, "share_sync", json!({}));
        call(&father, "share_sync", json!({}));
        assert_eq!(weights(&father, Some(&child)), [19.1, 19.4, 19.6]);
        for ctx in [&mother, &father] {
            assert_eq!(call(ctx, "record_verify", of(&child, json!({})))["sound"], true);
        }
        // What is his own is nothing of hers.
        assert_eq!(weights(&father, None), [0.0; 0]);
    });
}
