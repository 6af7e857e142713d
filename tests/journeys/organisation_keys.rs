//! Keys of members for medical sections where something is wrong with one: the others get theirs, and looks are told all the same. And
//! the seat as a program without a screen.

use std::process::{Command, Stdio};

use henro_app::Context;
use henro_seal::{Label, derive_key};
use henro_server::Config;
use henro_server_store::{NewSlip, Sqlite, Store};
use henro_sync::{DeviceKey, Identity, IdentityId, Slot, member_key};
use henro_testkit::{Home, PASSWORD, call, copy_folder};
use henro_vault::{ChainKind, FactorKind, Key, Vault};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;
use crate::live::Running;
use crate::organisation::{centre, join, round, server, shows};
use crate::parity::cli;
use crate::sections::{close, dose, open};
use crate::sections_shown::{ask, lots_seen};
use crate::share::{person, pressure, seen};

/// Works on both halves of a record that no app has open.
pub(crate) fn behind<T>(home: &Home, who: &str, work: impl FnOnce(&mut Vault) -> T) -> T {
    let mut vault = Vault::at(home.path(who).join("record"));
    vault.unlock(PASSWORD, &|out: &mut [u8]| out.fill(7), home.clock.stamp()).unwrap();
    let keyring = henro_keyring::DeviceKeyring::system();
    let secret = keyring.secret(&vault.record().unwrap()).unwrap().unwrap();
    let factors = vault.factors().unwrap();
    let device = factors.iter().find(|factor| factor.kind == FactorKind::Device).unwrap();
    let key = derive_key(&Key::from_bytes(*secret.expose()), b"", Label::DeviceFactor);
    vault.open_clinical(&device.id, &key).unwrap();
    work(&mut vault)
}

/// The record of somebody, opened anew with both halves.
pub(crate) fn again(home: &Home, who: &str) -> Context {
    let ctx = home.open_at(who);
    open(&ctx);
    ctx
}

fn organisation(member: &Context) -> IdentityId {
    let list = call(member, "membership_list", json!({}));
    list["memberships"][0]["id"].as_str().unwrap().parse().unwrap()
}

/// The key of a member's device, as the seat knows it.
fn device(seat: &mut Vault, organisation: &IdentityId, name: &str) -> DeviceKey {
    let chain = seat.daily().unwrap().chain(ChainKind::Identity, &organisation.0).unwrap();
    let identity = Identity::fold(chain.iter().map(Vec::as_slice)).unwrap();
    *identity.devices.iter().find(|(_, state)| state.name == name).unwrap().0
}

/// A mother who shows the centre her vaccinations too, one of which is there.
fn shows_a_dose(home: &Home, address: &str, centre: &Context) -> Context {
    let mother = shows(home, "mother", address, centre);
    dose(&mother, "LOT-1");
    let to = call(&mother, "contact_list", json!({}))["contacts"][0]["id"].clone();
    call(&mother, "grant_give", ask(&to, &["vaccination"], "read"));
    mother
}

/// Who looked, and whether something is wrong with it, newest first.
fn looks(mother: &Context) -> Vec<(String, Value)> {
    round(mother);
    let list = call(mother, "look_list", json!({}))["looks"].clone();
    let look = |look: &Value| (look["member"].as_str().unwrap_or_default().to_owned(), look["doubt"].clone());
    list.as_array().unwrap().iter().map(look).collect()
}

#[test]
fn a_key_that_is_none_stops_neither_the_others_nor_what_is_told_of_looks() {
    let name = "organisation_keys::a_key_that_is_none_stops_neither_the_others_nor_what_is_told_of_looks";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let seat = centre(home, &address);
        let members = [("yamada", "山田 花子"), ("sato", "佐藤 健")].map(|(folder, name)| {
            let ctx = person(home, folder, &address);
            join(&seat, &ctx, name, "");
            // The key lies there.
            call(&ctx, "share_sync", json!({}));
            (ctx, name)
        });
        let id = organisation(&members[0].0);
        drop(seat);
        // An app of somebody else's named this when it joined, and laid it down.
        let garbage = vec![9; 5];
        let key = behind(home, "centre", |vault| {
            let key = device(vault, &id, members[0].1);
            let named: String =
                member_key(&id, &key, &garbage).0.iter().map(|b| format!("{b:02x}")).collect();
            let log = vault.clinical().unwrap().log();
            log.put_sync_fact(&format!("member key {key}"), named.as_bytes()).unwrap();
            key
        });
        let slot = Slot::member_key(&id, &key);
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let store = Sqlite::open(&home.path("server").join("server.db")).unwrap();
            let (at, _) = store.slip(key, slot, 0).await.unwrap().unwrap();
            let bytes = garbage.into();
            store
                .slip_put(NewSlip { device: key, slot, identity: id, at: at + 1, most: 100, bytes })
                .await
                .unwrap();
        });
        let seat = again(home, "centre");
        let mother = shows_a_dose(home, &address, &seat);
        call(&seat, "share_sync", json!({}));
        let [(yamada, _), (sato, _)] = &members;
        assert_eq!((lots_seen(yamada), lots_seen(sato)), (vec![], vec!["LOT-1".to_owned()]));
        assert_eq!(seen(yamada), [128], "what needs no such key reaches them");
        let told = round(&seat);
        assert_eq!(told["trouble"], Value::Null);
        assert!(call(&seat, "org_read", json!({}))["people"][0]["looks"].as_u64().unwrap() >= 2);
        looks(&mother);
        let told = looks(&mother);
        assert!(
            told.len() >= 2 && told.iter().all(|(_, doubt)| doubt.is_null()),
            "the seat stands by each: {told:?}"
        );
    });
}

/// A centre, and a member of it.
fn with_a_member(home: &Home, address: &str) -> (Context, Context) {
    let seat = centre(home, address);
    let yamada = person(home, "yamada", address);
    join(&seat, &yamada, "山田 花子", "保健師");
    call(&yamada, "share_sync", json!({}));
    (seat, yamada)
}

#[test]
fn a_medical_handout_that_cannot_be_opened_stops_no_look_from_being_told() {
    let name = "organisation_keys::a_medical_handout_that_cannot_be_opened_stops_no_look_from_being_told";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (seat, yamada) = with_a_member(home, &address);
        let id = organisation(&yamada);
        drop((yamada, seat));
        let key = behind(home, "centre", |vault| device(vault, &id, "山田 花子"));
        behind(home, "yamada", |vault| {
            vault.clinical().unwrap().put_secret(&format!("member medical {id} {key}"), &[7; 32]).unwrap();
        });
        let (seat, yamada) = (again(home, "centre"), again(home, "yamada"));
        let mother = shows_a_dose(home, &address, &seat);
        round(&seat);
        assert_eq!(seen(&yamada), [128]);
        assert_eq!(lots_seen(&yamada), Vec::<String>::new());
        pressure(&mother, 135);
        round(&mother);
        assert_eq!(seen(&yamada), [128, 135]);
        let heard = || call(&seat, "org_read", json!({}))["people"][0]["looks"].as_u64().unwrap();
        round(&seat);
        assert!(heard() >= 2, "{}", heard());
        looks(&mother);
        let told = looks(&mother);
        let stands = |(member, doubt): &(String, Value)| member == "山田 花子" && doubt.is_null();
        assert!(told.len() >= 2 && told.iter().all(stands), "{told:?}");
    });
}

#[test]
fn a_members_key_is_laid_again_on_a_server_that_was_set_back() {
    let name = "organisation_keys::a_members_key_is_laid_again_on_a_server_that_was_set_back";
    with_cards_and_keyring(name, |home, _| {
        let server = Running::start(home, "server", 0);
        let (address, port) = (format!("http://{}", server.address), server.address.port());
        let seat = centre(home, &address);
        let yamada = person(home, "yamada", &address);
        // She lays her key down in a round with her medical half open, and not before.
        let shown = call(&seat, "member_begin", json!({ "name": "山田 花子", "duty": "保健師" }));
        call(&yamada, "membership_begin", json!({ "code": shown["qr"], "address": "" }));
        close(&yamada);
        call(&seat, "enrol_look", json!({}));
        call(&yamada, "membership_look", json!({}));
        call(&seat, "enrol_confirm", json!({ "clinical": false }));
        assert_eq!(call(&yamada, "membership_look", json!({}))["state"], "ready");
        call(&seat, "enrol_look", json!({}));
        drop(server);
        copy_folder(&home.path("server"), &home.path("before"));
        let server = Running::start(home, "server", port);
        open(&yamada);
        call(&yamada, "share_sync", json!({}));
        drop(server);
        std::fs::remove_dir_all(home.path("server")).unwrap();
        std::fs::rename(home.path("before"), home.path("server")).unwrap();
        let _server = Running::start(home, "server", port);
        let _mother = shows_a_dose(home, &address, &seat);
        call(&yamada, "share_sync", json!({}));
        call(&seat, "share_sync", json!({}));
        assert_eq!(lots_seen(&yamada), ["LOT-1"]);
    });
}

#[test]
fn a_member_stays_one_on_a_server_that_was_emptied() {
    let name = "organisation_keys::a_member_stays_one_on_a_server_that_was_emptied";
    with_cards_and_keyring(name, |home, _| {
        let server = Running::start(home, "server", 0);
        let (address, port) = (format!("http://{}", server.address), server.address.port());
        let seat = centre(home, &address);
        let [yamada, sato] = ["yamada", "sato"].map(|name| person(home, name, &address));
        join(&seat, &yamada, "山田 花子", "保健師");
        join(&seat, &sato, "佐藤 健", "管理栄養士");
        call(&yamada, "share_sync", json!({}));
        let mother = shows_a_dose(home, &address, &seat);
        // Handed out, and not fetched yet.
        call(&seat, "share_sync", json!({}));
        let gone = call(&seat, "org_read", json!({}))["members"].clone();
        let gone =
            gone.as_array().unwrap().iter().find(|member| member["name"] == "佐藤 健").unwrap()["id"].clone();
        call(&seat, "member_remove", json!({ "id": gone }));
        drop(server);
        std::fs::remove_dir_all(home.path("server")).unwrap();
        let _server = Running::start(home, "server", port);
        // The members come first, then the person, then the seat.
        let ended =
            |ctx: &Context| call(ctx, "membership_list", json!({}))["memberships"][0]["ended"].clone();
        for ctx in [&yamada, &mother, &seat, &yamada, &mother, &seat, &sato] {
            call(ctx, "share_sync", json!({}));
            assert_eq!(ended(&yamada), false);
        }
        assert_eq!(seen(&yamada), [128]);
        assert_eq!(lots_seen(&yamada), ["LOT-1"]);
        assert_eq!(ended(&sato), true, "who was taken out is out");
    });
}

#[test]
fn who_became_a_member_after_a_copy_is_one_still_when_it_is_put_back() {
    let name = "organisation_keys::who_became_a_member_after_a_copy_is_one_still_when_it_is_put_back";
    with_cards_and_keyring(name, |home, _| {
        let server = Running::start(home, "server", 0);
        let (address, port) = (format!("http://{}", server.address), server.address.port());
        let (config, copy) = (Config::local(home.path("server")), home.path("copy"));
        let (seat, sato) = (centre(home, &address), person(home, "sato", &address));
        join(&seat, &sato, "佐藤 健", "管理栄養士");
        call(&sato, "share_sync", json!({}));
        henro_server::backup(&config, &copy).unwrap();
        let yamada = person(home, "yamada", &address);
        join(&seat, &yamada, "山田 花子", "保健師");
        call(&yamada, "share_sync", json!({}));
        let mother = shows_a_dose(home, &address, &seat);
        call(&seat, "share_sync", json!({}));
        drop(server);
        henro_server::restore(&config, &copy).unwrap();
        let _server = Running::start(home, "server", port);
        let stands = |ctx: &Context| {
            let one = call(ctx, "membership_list", json!({}))["memberships"][0].clone();
            assert_eq!((&one["ended"], &one["doubled"]), (&json!(false), &json!(false)), "{one}");
        };
        for ctx in [&yamada, &sato, &mother, &seat, &yamada, &sato, &mother, &seat] {
            call(ctx, "share_sync", json!({}));
            [&yamada, &sato].into_iter().for_each(stands);
        }
        assert_eq!((seen(&yamada), seen(&sato)), (vec![128], vec![128]));
        assert_eq!(lots_seen(&yamada), ["LOT-1"]);
    });
}

/// What the program prints as the seat, rounds as many as told.
fn gateway(home: &Home, rounds: &str, words: &[&str]) -> String {
    let password = home.path("password");
    std::fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let mut command = Command::new(cli());
    command.arg("--data").arg(home.path("centre")).args(["--at", Home::AT, "--password-stdin"]);
    command.args(["gateway", "--every", "1", "--rounds", rounds]).args(words);
    let done = command.stdin(std::fs::File::open(password).unwrap()).stderr(Stdio::piped()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn the_program_of_a_seat_hands_out_medical_sections_where_it_is_told_to() {
    let name = "organisation_keys::the_program_of_a_seat_hands_out_medical_sections_where_it_is_told_to";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (seat, yamada) = with_a_member(home, &address);
        let mother = shows_a_dose(home, &address, &seat);
        drop(seat);
        assert_eq!(gateway(home, "1", &[]), "idle; members 1; people 1; looks 0\n");
        assert_eq!((seen(&yamada), lots_seen(&yamada)), (vec![128], vec![]));
        assert_eq!(gateway(home, "2", &["--medical"]), "idle; members 1; people 1; looks 1\n");
        assert_eq!(lots_seen(&yamada), ["LOT-1"]);
        assert_eq!(gateway(home, "1", &[]), "idle; members 1; people 1; looks 2\n");
        looks(&mother);
        let looks = looks(&mother);
        assert_eq!(looks.len(), 2);
        assert!(looks.iter().all(|(member, doubt)| member == "山田 花子" && doubt.is_null()));
    });
}
