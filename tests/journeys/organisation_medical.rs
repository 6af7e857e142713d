//! Medical sections shown to a health centre: read by the member who named a key of their own for them, and by no other.

use henro_app::Context;
use henro_sync::{ControlEntry, RecordId, Tier};
use henro_testkit::{Home, PASSWORD, call};
use henro_vault::{ChainKind, Vault};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;
use crate::organisation::{centre, join, round, server, shows};
use crate::sections::{close, dose, open};
use crate::sections_shown::{ask, lots_seen, seen};
use crate::share::{person, pressure};

fn shown(ctx: &Context) -> Value {
    call(ctx, "share_sync", json!({}));
    call(ctx, "shared_list", json!({}))["records"][0]["sections"].clone()
}

/// A mother who shows the centre her vaccinations, one of which is there; and who the centre is to her.
fn shows_a_dose(home: &Home, address: &str, centre: &Context) -> (Context, Value) {
    let mother = shows(home, "mother", address, centre);
    dose(&mother, "CANARY-LOT-1");
    let to = call(&mother, "contact_list", json!({}))["contacts"][0]["id"].clone();
    call(&mother, "grant_give", ask(&to, &["vaccination"], "read"));
    (mother, to)
}

fn member(centre: &Context, name: &str) -> Value {
    let view = call(centre, "org_read", json!({}));
    view["members"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
}

/// Who looked at vaccinations, newest first.
fn looked(mother: &Context) -> Vec<String> {
    round(mother);
    let list = call(mother, "look_list", json!({}));
    let looks = list["looks"].as_array().unwrap().iter();
    let of = looks.filter(|look| look["sections"].as_array().unwrap().contains(&json!("vaccination")));
    of.map(|look| look["member"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Entries of the control chain that made new keys of a medical stream and took nothing back.
fn renewed(home: &Home, record: &str) -> usize {
    let mut vault = Vault::at(home.path("mother").join("record"));
    vault.unlock(PASSWORD, &|out: &mut [u8]| out.fill(7), home.clock.stamp()).unwrap();
    let record: RecordId = record.parse().unwrap();
    let chain = vault.daily().unwrap().chain(ChainKind::Control, &record.0).unwrap();
    let entries = chain.iter().map(|bytes| ControlEntry::read(bytes).unwrap());
    let clinical = |entry: &ControlEntry| entry.act.wraps().iter().any(|wrap| wrap.tier == Tier::Clinical);
    entries.filter(|entry| matches!(entry.act, henro_sync::Act::Rotate { .. }) && clinical(entry)).count()
}

// size: one story of a centre, told to its end
#[test]
fn a_member_reads_medical_sections_with_a_key_of_their_own_until_they_leave() {
    let name =
        "organisation_medical::a_member_reads_medical_sections_with_a_key_of_their_own_until_they_leave";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let centre = centre(home, &address);
        let [yamada, sato] = ["yamada", "sato"].map(|name| person(home, name, &address));
        join(&centre, &yamada, "山田 花子", "保健師");
        // Who joins with the medical half closed names no key for it.
        close(&sato);
        join(&centre, &sato, "佐藤 健", "管理栄養士");
        open(&sato);
        let names = ["山田 花子", "佐藤 健"];
        assert_eq!(names.map(|name| member(&centre, name)["medical"].clone()), [json!(true), json!(false)]);
        assert_eq!(call(&yamada, "membership_list", json!({}))["memberships"][0]["medical"], true);

        let (mother, to) = shows_a_dose(home, &address, &centre);
        // The key she named has to lie there before the seat seals to it.
        call(&yamada, "share_sync", json!({}));
        round(&centre);
        assert_eq!(lots_seen(&yamada), ["CANARY-LOT-1"]);
        assert_eq!(shown(&yamada), json!(["vitals", "vaccination"]));
        assert_eq!((shown(&sato), seen(&sato)["entries"].clone()), (json!(["vitals"]), json!([])));
        assert_eq!(looked(&mother), ["山田 花子"], "each look by a named member");

        // Her own half closed: the daily sections go on, and the medical ones wait.
        close(&yamada);
        dose(&mother, "CANARY-LOT-2");
        pressure(&mother, 135);
        round(&mother);
        assert_eq!(crate::share::seen(&yamada), [128, 135]);
        assert_eq!(looked(&mother).len(), 1);
        open(&yamada);
        assert_eq!(lots_seen(&yamada), ["CANARY-LOT-1", "CANARY-LOT-2"]);

        // While the half of the seat is closed nothing new of it is handed out, and nothing is taken away.
        close(&centre);
        call(&mother, "growth_record", json!({ "day": "2026-05-01", "weight_kg": 51.0 }));
        call(&mother, "grant_give", ask(&to, &["growth"], "read"));
        round(&centre);
        assert_eq!(shown(&yamada), json!(["vitals", "vaccination"]));
        open(&centre);
        round(&centre);
        assert_eq!(shown(&yamada), json!(["vitals", "vaccination", "growth"]));
        assert!(seen(&yamada).to_string().contains("51"));

        // The centre gets new keys: hers follow, and the person does nothing.
        call(&centre, "org_renew", json!({}));
        round(&mother);
        dose(&mother, "CANARY-LOT-3");
        round(&mother);
        round(&centre);
        assert_eq!(lots_seen(&yamada).len(), 3);

        // She leaves: nothing new reaches her, and what comes later lies under keys she never gets.
        close(&mother);
        call(&centre, "member_remove", json!({ "id": member(&centre, names[0])["id"] }));
        round(&mother);
        open(&mother);
        dose(&mother, "CANARY-LOT-4");
        round(&mother);
        round(&centre);
        assert_eq!(lots_seen(&yamada).len(), 3, "what was read stays, and nothing new comes");
        for ctx in [&mother, &centre, &yamada, &sato] {
            assert_eq!(call(ctx, "record_verify", json!({}))["sound"], true);
        }
        let record = seen(&yamada)["about"]["record"].as_str().unwrap().to_owned();
        drop((mother, yamada, sato, centre));
        assert!(renewed(home, &record) >= 2, "once for new keys of the centre, once for who left");
        nothing_in_the_daily_file(home);
    });
}

/// What the daily key of the member opens holds no word and no key of the medical half.
fn nothing_in_the_daily_file(home: &Home) {
    let mut vault = Vault::at(home.path("yamada").join("record"));
    vault.unlock(PASSWORD, &|out: &mut [u8]| out.fill(7), home.clock.stamp()).unwrap();
    assert!(!vault.daily().unwrap().holds(b"CANARY-LOT").unwrap());
    for record in vault.shared_records().unwrap() {
        let daily = vault.shared(&record).unwrap();
        assert!(!daily.holds(b"CANARY-LOT").unwrap());
        assert!(daily.streams().unwrap().iter().all(|stream| !stream.section.is_clinical()));
    }
}

#[test]
fn who_closed_their_half_while_they_joined_has_the_key_all_the_same() {
    let name = "organisation_medical::who_closed_their_half_while_they_joined_has_the_key_all_the_same";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (centre, yamada) = (centre(home, &address), person(home, "yamada", &address));
        let shown = call(&centre, "member_begin", json!({ "name": "山田 花子", "duty": "保健師" }));
        call(&yamada, "membership_begin", json!({ "code": shown["qr"], "address": "" }));
        close(&yamada);
        call(&centre, "enrol_look", json!({}));
        call(&yamada, "membership_look", json!({}));
        call(&centre, "enrol_confirm", json!({ "clinical": false }));
        assert_eq!(call(&yamada, "membership_look", json!({}))["state"], "ready");
        assert_eq!(call(&centre, "enrol_look", json!({}))["state"], "joined");
        round(&centre);
        assert_eq!(member(&centre, "山田 花子")["medical"], true);
        assert_eq!(call(&yamada, "membership_list", json!({}))["memberships"][0]["medical"], true);
        open(&yamada);
        let _mother = shows_a_dose(home, &address, &centre);
        call(&yamada, "share_sync", json!({}));
        round(&centre);
        assert_eq!(lots_seen(&yamada), ["CANARY-LOT-1"]);

        // Her own record is handed to her too: that comes to an end, and nothing is read anew in each round.
        let card = call(&centre, "org_read", json!({}))["card"].clone();
        let list = call(&yamada, "contact_add", json!({ "card": card, "name": "センター", "met": true }));
        dose(&yamada, "OWN-LOT-1");
        call(&yamada, "grant_give", ask(&list["contacts"][0]["id"], &["vaccination"], "read"));
        for ctx in [&centre, &yamada, &centre, &yamada] {
            round(ctx);
        }
        let arrived =
            || call(&yamada, "share_watch", json!({ "after": null, "patience_ms": 0 }))["arrived"].clone();
        let before = arrived();
        round(&yamada);
        round(&yamada);
        assert_eq!(arrived(), before);
    });
}
