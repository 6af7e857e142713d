//! A record is handed over to its person: in person, at once, and not halfway.

use henro_app::{Code, Context};
use henro_testkit::{Home, call, refused};
use serde_json::{Value, json};

use crate::family::{of, weight, weights};
use crate::guardians::{family, guardians, other, person, server};
use crate::share::know;

/// Says that the child was born on a day.
pub(crate) fn born(ctx: &Context, child: &str, birth: &str) {
    let edit =
        json!({ "id": child, "name": "陽太", "relation": "child", "birth": birth, "sex": null, "mark": 1 });
    call(ctx, "person_edit", edit);
}

fn state(ctx: &Context, command: &str, ask: Value) -> Value {
    call(ctx, command, ask)["state"].clone()
}

/// Both are at the point where the person has agreed. Answers who they are to the one who hands over.
pub(crate) fn agreed(mother: &Context, child: &str, grown: &Context) -> Value {
    let to = contact(mother, grown);
    let one = json!({ "id": child });
    let view = call(mother, "handover_begin", json!({ "id": child, "contact": to, "letter": "げんきでね" }));
    assert_eq!(view["state"], "waiting", "{view}");
    let code: String = view["groups"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(state(grown, "receive_begin", json!({ "code": code })), "asked");
    let hers = call(mother, "handover_look", one.clone());
    assert_eq!(hers["state"], "compare", "{hers}");
    let theirs = call(grown, "receive_look", json!({}));
    assert_eq!(
        (&theirs["state"], &theirs["name"], &theirs["keeper"]),
        (&json!("compare"), &json!("陽太"), &json!("お母さん"))
    );
    assert_eq!(theirs["pictures"], hers["pictures"]);
    assert_eq!(hers["pictures"].as_array().unwrap().len(), 4);
    // Her own word counts only after theirs.
    assert_eq!(state(mother, "handover_confirm", one.clone()), "compare");
    assert_eq!(state(grown, "receive_agree", json!({})), "agreed");
    assert_eq!(state(mother, "handover_look", one), "agreed");
    to
}

/// The other guardian was told, and has had their fourteen days.
fn noticed(home: &Home, mother: &Context, child: &str) {
    let him = json!({ "id": child, "guardian": other(mother, child) });
    call(mother, "guardian_ask_removal", him);
    home.clock.pass(14 * 86_400_000);
}

pub(crate) fn contact(ctx: &Context, other: &Context) -> Value {
    know(ctx, other, "陽太（本人）");
    let card = call(other, "share_status", json!({}))["card"].as_str().unwrap()[6..].to_owned();
    let list = call(ctx, "contact_list", json!({}));
    let found = list["contacts"].as_array().unwrap().iter().find(|one| one["id"] == card.as_str());
    found.unwrap()["id"].clone()
}

pub(crate) fn grown(home: &Home, address: &str, mother: &Context) -> Context {
    let ctx = person(home, "陽太", address);
    know(&ctx, mother, "お母さん");
    ctx
}

/// The record of the child in the app of the grown-up one.
pub(crate) fn own(ctx: &Context, child: &str) -> Value {
    let list = call(ctx, "person_list", json!({}));
    list["persons"].as_array().unwrap().iter().find(|one| one["id"] == child).cloned().unwrap_or_default()
}

#[test]
fn a_record_passes_to_its_person_with_all_of_it_and_only_what_they_show_comes_back() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    let nurse = person(&home, "大西", &address);
    let to = know(&mother, &nurse, "保健師さん");
    let show = |to: &Value| json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": null, "purpose": "" });
    let list = call(&mother, "contact_list", json!({}));
    let nurse_id =
        list["contacts"].as_array().unwrap().iter().find(|one| one["name"] == "保健師さん").unwrap()["id"]
            .clone();
    assert!(to.is_string());
    call(&mother, "grant_give", of(&child, show(&nurse_id)));
    let young = grown(&home, &address, &mother);

    // Not before the time: born in 2021 it says when.
    let view = call(&mother, "handover_look", json!({ "id": child }));
    assert_eq!(
        (&view["state"], &view["may"], &view["adult"]),
        (&json!("none"), &json!(false), &json!("2039-02-20"))
    );
    let begin = json!({ "id": child, "contact": contact(&mother, &young), "letter": "" });
    assert_eq!(refused(&mother, "handover_begin", begin).code, Code::HandoverEarly);
    born(&mother, &child, "2008-12-10");
    // Not over the head of the other guardian: he goes by himself, or has his fourteen days.
    let begin = json!({ "id": child, "contact": contact(&mother, &young), "letter": "" });
    assert_eq!(refused(&mother, "handover_begin", begin.clone()).code, Code::HandoverOwners);
    let him = json!({ "id": child, "guardian": other(&mother, &child) });
    call(&mother, "guardian_ask_removal", him);
    assert_eq!(refused(&mother, "handover_begin", begin).code, Code::HandoverOwners);
    call(&father, "guardian_leave", json!({ "id": child }));
    agreed(&mother, &child, &young);
    let done = call(&mother, "handover_confirm", json!({ "id": child }));
    assert_eq!(done["state"], "done", "{done}");

    // Theirs, whole, with who wrote it, and the letter.
    let view = call(&young, "receive_look", json!({}));
    assert_eq!((&view["state"], &view["record"]), (&json!("done"), &json!(child)), "{view}");
    let theirs = own(&young, &child);
    assert_eq!((&theirs["name"], &theirs["relation"]), (&json!("陽太"), &json!("oneself")));
    assert_eq!(weights(&young, Some(&child)), [19.1]);
    assert_eq!(call(&young, "handover_letter", json!({ "id": child }))["text"], "げんきでね");
    assert_eq!(call(&young, "record_verify", of(&child, json!({})))["sound"], true);
    let owners = guardians(&young, &child);
    assert_eq!(
        (owners["guardians"].as_array().unwrap().len(), &owners["guardians"][0]["own"]),
        (1, &json!(true))
    );
    call(&young, "entry_record", of(&child, weight(60.5)));
    call(&young, "share_sync", json!({}));

    // The mother's copy is put away; the father and the nurse get nothing new, and he is told.
    assert!(own(&mother, &child)["removed_ms"].is_i64());
    for ctx in [&mother, &father, &nurse] {
        assert_eq!(call(ctx, "share_sync", json!({}))["state"], "idle");
    }
    assert!(guardians(&father, &child)["gone_ms"].is_i64());
    assert_eq!(weights(&father, Some(&child)), [19.1]);
    let read = json!({ "record": child, "from": Home::TODAY, "to": Home::TODAY });
    let entries = |ctx: &Context| call(ctx, "shared_read", read.clone())["entries"].as_array().unwrap().len();
    assert_eq!(
        (entries(&nurse), &call(&nurse, "shared_list", json!({}))["records"][0]["ended"]),
        (1, &json!(true))
    );
    assert_eq!(refused(&mother, "shared_read", read.clone()).code, Code::RecordMissing);

    // What they show the mother she sees, and nothing else of it is hers.
    let her = call(&young, "contact_list", json!({}))["contacts"][0]["id"].clone();
    call(&young, "grant_give", of(&child, show(&her)));
    call(&mother, "share_sync", json!({}));
    assert_eq!(entries(&mother), 2);
    let seen = call(&mother, "shared_list", json!({}))["records"][0].clone();
    assert_eq!((&seen["sections"], &seen["append"]), (&json!(["vitals"]), &json!(false)));
    // After a restart all of it is as it was.
    drop(young);
    call(&mother, "record_verify", json!({}));
}

#[test]
fn what_is_stopped_refused_or_for_somebody_else_changes_nothing() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, _father, child) = family(&home, &address);
    noticed(&home, &mother, &child);
    born(&mother, &child, "2008-11-01");
    let young = grown(&home, &address, &mother);
    let stranger = person(&home, "別人", &address);
    let to = contact(&mother, &young);
    let one = json!({ "id": child });
    let code = |view: &Value| -> String {
        view["groups"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
    };
    let begin = || call(&mother, "handover_begin", json!({ "id": child, "contact": to, "letter": "" }));
    let unchanged = || {
        call(&mother, "share_sync", json!({}));
        assert_eq!(guardians(&mother, &child)["guardians"].as_array().unwrap().len(), 2);
        assert_eq!(weights(&mother, Some(&child)), [19.1]);
        call(&young, "share_sync", json!({}));
        assert_eq!(own(&young, &child), Value::Null);
    };

    // Somebody else types the code: theirs it is not. The code is used up by that.
    let view = begin();
    assert_eq!(refused(&stranger, "receive_begin", json!({ "code": code(&view) })).code, Code::HandoverOther);
    assert_eq!(refused(&young, "receive_begin", json!({ "code": code(&view) })).code, Code::HandoverNone);
    unchanged();

    // The person says no.
    let view = begin();
    call(&young, "receive_begin", json!({ "code": code(&view) }));
    assert_eq!(state(&mother, "handover_look", one.clone()), "compare");
    call(&young, "receive_cancel", json!({}));
    assert_eq!(state(&mother, "handover_look", one.clone()), "refused");
    assert_eq!(state(&mother, "handover_confirm", one.clone()), "refused");
    unchanged();

    // She thinks better of it after they agreed.
    agreed(&mother, &child, &young);
    call(&mother, "handover_cancel", one.clone());
    assert_eq!(state(&young, "receive_look", json!({})), "stopped");
    assert_eq!(refused(&mother, "handover_confirm", one.clone()).code, Code::HandoverNone);
    unchanged();

    // What was signed is worth nothing once the record went on.
    agreed(&mother, &child, &young);
    call(&mother, "guardian_leave", one.clone());
    assert_eq!(
        refused(&mother, "handover_confirm", one.clone()).code,
        Code::HandoverStale,
        "it is the father's"
    );
    call(&young, "share_sync", json!({}));
    assert_eq!(own(&young, &child), Value::Null);
}

#[test]
fn an_agreement_holds_for_one_moment_of_the_record_only() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    noticed(&home, &mother, &child);
    born(&mother, &child, "2008-11-01");
    let young = grown(&home, &address, &mother);
    agreed(&mother, &child, &young);
    // The other guardian changes who may see it meanwhile.
    let her = call(&father, "contact_list", json!({}))["contacts"][0]["id"].clone();
    call(&father, "guardian_ask_removal", json!({ "id": child, "guardian": her }));
    let one = json!({ "id": child });
    assert_eq!(refused(&mother, "handover_confirm", one.clone()).code, Code::HandoverStale);
    assert_eq!(guardians(&mother, &child)["guardians"].as_array().unwrap().len(), 2);
    assert_eq!(state(&mother, "handover_look", one.clone()), "none");
    // Begun again it goes through; the one who was locked in between too.
    agreed(&mother, &child, &young);
    assert_eq!(state(&mother, "handover_confirm", one), "done");
    assert_eq!(call(&young, "receive_look", json!({}))["record"], json!(child));
}

#[test]
fn a_crash_on_either_side_leaves_it_done_or_not_begun() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, _father, child) = family(&home, &address);
    noticed(&home, &mother, &child);
    born(&mother, &child, "2008-11-01");
    let young = grown(&home, &address, &mother);
    // Locked after the agreement: the session is gone, the record is as it was.
    agreed(&mother, &child, &young);
    mother.lock();
    call(&mother, "record_unlock", json!({ "password": henro_app::demo::DEMO_PASSWORD }));
    assert_eq!(refused(&mother, "handover_confirm", json!({ "id": child })).code, Code::ClinicalLocked);
    assert_eq!(weights(&mother, Some(&child)), [19.1]);
    call(&mother, "clinical_open", json!({ "way": "device" }));
    assert_eq!(state(&mother, "handover_look", json!({ "id": child })), "none");

    // The person's side is locked between its signature and the entry: it finds the record at its next round.
    agreed(&mother, &child, &young);
    young.lock();
    assert_eq!(state(&mother, "handover_confirm", json!({ "id": child })), "done");
    call(&young, "record_unlock", json!({ "password": henro_app::demo::DEMO_PASSWORD }));
    call(&young, "share_sync", json!({}));
    assert_eq!(own(&young, &child)["relation"], "oneself");
    assert_eq!(weights(&young, Some(&child)), [19.1]);
}
