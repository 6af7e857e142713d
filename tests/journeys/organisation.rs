//! A health centre with two members and a server: somebody gives it a consent, both look under their names, one leaves, the
//! centre gets new keys, and a look that no member made is noticed.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use henro_app::{Code, Context};
use henro_server::{Config, Server, SystemRandom};
use henro_testkit::{Home, PASSWORD, call, copy_folder, refused};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;
use crate::share::{person, pressure, seen};

/// A server in this process whose clock goes on: what was reported up to a moment is told from what came after.
pub(crate) fn server(home: &Home) -> String {
    let (data, base) = (home.path("server"), home.clock.stamp().utc_ms as u64);
    let (told, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let clock = Arc::new(Going { base, since: Instant::now() });
            let random = Arc::new(SystemRandom::new());
            let server = Server::bind_with(Config::local(data), clock, random).await.unwrap();
            told.send(server.address().unwrap()).unwrap();
            server.serve(std::future::pending()).await;
        });
    });
    format!("http://{}", address.recv_timeout(Duration::from_secs(60)).unwrap())
}

struct Going {
    base: u64,
    since: Instant,
}

impl henro_server_store::Clock for Going {
    fn now(&self) -> u64 {
        self.base + self.since.elapsed().as_millis() as u64
    }
}

/// The seat of a health centre.
pub(crate) fn centre(home: &Home, address: &str) -> Context {
    home.make_record("centre");
    let ctx = home.open_at("centre");
    let ask = json!({ "address": address, "kind": "health_centre", "name": "みどり保健センター" });
    assert_eq!(refused(&ctx, "org_begin", ask.clone()).code, Code::ClinicalLocked);
    assert_eq!(call(&ctx, "org_read", json!({}))["kind"], Value::Null);
    call(&ctx, "device_enrol", json!({ "name": "センターの機械" }));
    let view = call(&ctx, "org_begin", ask.clone());
    assert_eq!(
        (&view["kind"], &view["name"]),
        (&json!("health_centre"), &json!("みどり保健センター")),
        "{view}"
    );
    assert_eq!(refused(&ctx, "org_begin", ask).code, Code::RequestInvalid, "once");
    ctx
}

/// Takes somebody in as a member, to the end.
pub(crate) fn join(centre: &Context, member: &Context, name: &str, duty: &str) {
    let shown = call(centre, "member_begin", json!({ "name": name, "duty": duty }));
    let code = shown["qr"].as_str().unwrap();
    assert!(code.starts_with("henro:member:"), "{shown}");
    assert_eq!(call(member, "membership_begin", json!({ "code": code, "address": "" }))["state"], "asked");
    let (host, guest) = (call(centre, "enrol_look", json!({})), call(member, "membership_look", json!({})));
    assert_eq!((&host["state"], &guest["state"]), (&json!("compare"), &json!("compare")));
    assert_eq!((&host["pictures"], &host["name"]), (&guest["pictures"], &json!(name)));
    assert_eq!(call(centre, "enrol_confirm", json!({ "clinical": false }))["state"], "given");
    assert_eq!(call(member, "membership_look", json!({}))["state"], "ready");
    assert_eq!(call(centre, "enrol_look", json!({}))["state"], "joined");
    call(member, "membership_cancel", json!({}));
    let known = call(member, "membership_list", json!({}));
    assert_eq!(
        (&known["memberships"][0]["member"], &known["memberships"][0]["duty"]),
        (&json!(name), &json!(duty))
    );
    round(centre);
}

pub(crate) fn round(ctx: &Context) -> Value {
    let view = call(ctx, "share_sync", json!({}));
    assert_eq!((&view["trouble"], &view["state"] == "offline"), (&Value::Null, false), "{view}");
    view
}

/// The log with who looked, newest first.
fn looked(ctx: &Context) -> Vec<(String, Value)> {
    round(ctx);
    let list = call(ctx, "look_list", json!({}));
    let name = |look: &Value| look["member"].as_str().unwrap_or_default().to_owned();
    list["looks"].as_array().unwrap().iter().map(|look| (name(look), look["doubt"].clone())).collect()
}

/// Somebody who showed their blood pressure to the centre.
pub(crate) fn shows(home: &Home, name: &str, address: &str, centre: &Context) -> Context {
    let ctx = person(home, name, address);
    let profile = json!({ "name": "宮武 直子", "birth": "1950-05-05", "sex": "female", "activity": "normal", "stride_m": null });
    call(&ctx, "profile_write", profile);
    pressure(&ctx, 128);
    let card = call(centre, "org_read", json!({}))["card"].clone();
    let list = call(&ctx, "contact_add", json!({ "card": card, "name": "保健センター", "met": true }));
    assert_eq!(list["contacts"][0]["organisation"], "みどり保健センター");
    let to = list["contacts"][0]["id"].clone();
    let ask = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": null, "purpose": "血圧の相談" });
    call(&ctx, "grant_give", ask);
    ctx
}

fn member_id(centre: &Context, name: &str) -> Value {
    let view = call(centre, "org_read", json!({}));
    let members = view["members"].as_array().unwrap();
    members.iter().find(|member| member["name"] == name).unwrap()["id"].clone()
}

/// What lies in the control chain of the person: consents and their standing.
fn grants(ctx: &Context) -> Vec<(Value, Value, Value)> {
    let list = call(ctx, "grant_list", json!({}));
    let grants = list["grants"].as_array().unwrap().iter();
    grants.map(|it| (it["id"].clone(), it["standing"].clone(), it["since_ms"].clone())).collect()
}

// size: one story of a centre, told to its end
#[test]
fn two_members_look_under_their_names_and_one_who_left_sees_nothing_new() {
    with_cards_and_keyring(
        "organisation::two_members_look_under_their_names_and_one_who_left_sees_nothing_new",
        |home, _| {
            let address = server(home);
            let centre = centre(home, &address);
            let [yamada, sato] = ["yamada", "sato"].map(|name| person(home, name, &address));
            join(&centre, &yamada, "山田 花子", "保健師");
            join(&centre, &sato, "佐藤 健", "管理栄養士");
            let mother = shows(home, "mother", &address, &centre);
            let given = grants(&mother);

            // The seat hands the keys out; both see it, each under their name.
            round(&centre);
            assert_eq!((seen(&yamada), seen(&sato)), (vec![128], vec![128]));
            let shared = call(&yamada, "shared_list", json!({}))["records"][0].clone();
            assert_eq!(shared["organisation"], "みどり保健センター", "{shared}");
            assert_eq!(shared["sections"], json!(["vitals"]));
            assert_eq!(shared["name"], "宮武 直子", "the name that came with the consent");
            let names: Vec<String> = looked(&mother).into_iter().map(|(name, _)| name).collect();
            assert_eq!(names, ["佐藤 健", "山田 花子"]);
            let duty = call(&mother, "look_list", json!({}))["looks"][0]["duty"].clone();
            assert_eq!(duty, "管理栄養士");

            // The seat logged each hand-out and hears of each look; the person's app finds no contradiction.
            round(&centre);
            for _ in 0..2 {
                assert!(looked(&mother).iter().all(|(_, doubt)| doubt.is_null()));
            }
            let view = call(&centre, "org_read", json!({}));
            assert_eq!(
                (&view["people"][0]["purpose"], &view["people"][0]["looks"]),
                (&json!("血圧の相談"), &json!(2))
            );
            let log = call(&centre, "org_log", json!({}));
            let count = |look: bool, member: &str| {
                let lines = log["lines"].as_array().unwrap().iter();
                lines.filter(|line| line["look"] == look && line["member"] == member).count()
            };
            for member in ["山田 花子", "佐藤 健"] {
                assert_eq!((count(false, member), count(true, member)), (1, 1), "{log}");
            }

            // One leaves. The consent stays as it was; the other reads on.
            let one = json!({ "id": member_id(&centre, "佐藤 健") });
            call(&centre, "clinical_close", json!({}));
            assert_eq!(refused(&centre, "member_remove", one.clone()).code, Code::ClinicalLocked);
            call(&centre, "clinical_open", json!({ "way": "device" }));
            let view = call(&centre, "member_remove", one);
            assert!(view["members"][1]["removed_ms"].is_i64(), "{view}");
            pressure(&mother, 135);
            round(&mother);
            round(&centre);
            assert_eq!((seen(&yamada), seen(&sato)), (vec![128, 135], vec![128]));
            assert_eq!(call(&sato, "membership_list", json!({}))["memberships"][0]["ended"], true);
            assert_eq!(grants(&mother), given);
            let names: Vec<String> = looked(&mother).into_iter().map(|(name, _)| name).collect();
            assert_eq!(names, ["山田 花子", "佐藤 健", "山田 花子"]);

            // The centre gets new keys; the person's app answers to it by itself, and nobody else has to do anything.
            call(&centre, "org_renew", json!({}));
            round(&mother);
            pressure(&mother, 141);
            round(&mother);
            round(&centre);
            assert_eq!(seen(&yamada), [128, 135, 141]);
            assert_eq!(grants(&mother), given);

            // Not her task any more: no new keys, and nothing is asked for.
            let ask = json!({ "id": member_id(&centre, "山田 花子"), "all": false, "records": [] });
            call(&centre, "member_tasks", ask);
            round(&centre);
            pressure(&mother, 150);
            round(&mother);
            assert_eq!(seen(&yamada), [128, 135, 141]);
            assert_eq!(call(&yamada, "shared_list", json!({}))["records"][0]["ended"], true);

            // Taken back: the organisation has nothing more of this person.
            call(&mother, "grant_revoke", json!({ "id": given[0].0 }));
            round(&centre);
            assert_eq!(call(&centre, "org_read", json!({}))["people"], json!([]));
            for ctx in [&mother, &centre, &yamada, &sato] {
                let whole = call(ctx, "record_verify", json!({}));
                assert_eq!(whole["sound"], true, "{whole}");
            }
        },
    );
}

#[test]
fn a_look_with_a_copied_key_that_no_member_made_is_noticed() {
    with_cards_and_keyring(
        "organisation::a_look_with_a_copied_key_that_no_member_made_is_noticed",
        |home, _| {
            let address = server(home);
            let centre = centre(home, &address);
            let yamada = person(home, "yamada", &address);
            join(&centre, &yamada, "山田 花子", "保健師");
            let mother = shows(home, "mother", &address, &centre);
            round(&centre);
            assert_eq!(seen(&yamada), [128]);
            call(&yamada, "record_lock", json!({}));
            copy_folder(&home.path("yamada"), &home.path("thief"));
            call(&yamada, "record_unlock", json!({ "password": PASSWORD }));
            let thief = home.context("thief");
            call(&thief, "record_unlock", json!({ "password": PASSWORD }));

            pressure(&mother, 151);
            round(&mother);
            assert_eq!(seen(&thief), [128, 151]);
            assert_eq!(looked(&mother).len(), 2);
            // The thief reports its look too; it is gone before anybody else reports, its own threads with it.
            round(&centre);
            call(&thief, "record_lock", json!({}));
            drop(thief);
            // The real one reports what she did, and the centre says so.
            assert_eq!(seen(&yamada), [128, 151]);
            round(&centre);
            looked(&mother);
            let looks = looked(&mother);
            let doubts: Vec<&Value> = looks.iter().map(|(_, doubt)| doubt).collect();
            assert_eq!(doubts, [&Value::Null, &json!("denied"), &Value::Null]);
            assert_eq!(call(&mother, "share_status", json!({}))["looks_doubted"], 1);
            // It stays, whatever is said later.
            round(&centre);
            looked(&mother);
            assert_eq!(looked(&mother)[1].1, "denied");
            // The member reads of a report she did not send; the centre, of two that do not agree.
            assert_eq!(call(&yamada, "membership_list", json!({}))["memberships"][0]["doubled"], true);
            assert_eq!(call(&centre, "org_read", json!({}))["members"][0]["doubled"], true);
        },
    );
}

#[test]
fn codes_for_members_and_for_devices_are_not_taken_for_each_other() {
    with_cards_and_keyring(
        "organisation::codes_for_members_and_for_devices_are_not_taken_for_each_other",
        |home, _| {
            let address = server(home);
            let centre = centre(home, &address);
            let nurse = person(home, "nurse", &address);
            let ask = json!({ "name": "山田", "duty": "" });
            assert_eq!(refused(&nurse, "member_begin", ask.clone()).code, Code::OrgMissing);
            let groups = |shown: &Value| -> String {
                let groups: Vec<&str> =
                    shown["groups"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
                groups.join(" ")
            };
            let code = groups(&call(&centre, "member_begin", ask));
            let fresh = home.context("fresh");
            let own = json!({ "code": code, "address": address, "name": "x" });
            assert_eq!(refused(&fresh, "join_begin", own).code, Code::EnrolGone);
            let code = groups(&call(&centre, "enrol_begin", json!({})));
            let member = json!({ "code": code, "address": address });
            assert_eq!(refused(&nurse, "membership_begin", member).code, Code::EnrolGone);
            // The head says no: nobody joined, and the code is worth nothing any more.
            let shown = call(&centre, "member_begin", json!({ "name": "山田", "duty": "" }));
            let code = json!({ "code": shown["qr"], "address": "" });
            call(&nurse, "membership_begin", code.clone());
            assert_eq!(call(&centre, "enrol_look", json!({}))["state"], "compare");
            call(&centre, "enrol_cancel", json!({}));
            assert_eq!(refused(&nurse, "membership_look", json!({})).code, Code::EnrolRefused);
            assert_eq!(call(&nurse, "membership_list", json!({}))["memberships"], json!([]));
            assert_eq!(call(&centre, "org_read", json!({}))["members"], json!([]));
            assert_eq!(refused(&nurse, "membership_begin", code).code, Code::EnrolGone);
        },
    );
}

/// Another address of a server, and whether nobody gets through by it.
fn gate(server: &str) -> (String, Arc<AtomicBool>) {
    let server = server.strip_prefix("http://").unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let shut = Arc::new(AtomicBool::new(false));
    let closed = shut.clone();
    std::thread::spawn(move || {
        let open = |_: &TcpStream| !closed.load(Ordering::SeqCst);
        for client in listener.incoming().map_while(Result::ok).filter(open) {
            let server = TcpStream::connect(&server).unwrap();
            for (mut from, mut to) in [(&client, &server), (&server, &client)]
                .map(|(from, to)| (from.try_clone().unwrap(), to.try_clone().unwrap()))
            {
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        }
    });
    (address, shut)
}

#[test]
fn ones_own_record_is_not_offline_where_the_server_of_an_organisation_is() {
    let name = "organisation::ones_own_record_is_not_offline_where_the_server_of_an_organisation_is";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (theirs, shut) = gate(&address);
        let centre = centre(home, &theirs);
        let yamada = person(home, "yamada", &address);
        join(&centre, &yamada, "山田 花子", "保健師");
        assert_eq!(round(&yamada)["state"], "idle");
        shut.store(true, Ordering::SeqCst);
        pressure(&yamada, 128);
        assert_eq!(crate::devices::sync(&centre)["state"], "offline", "nobody gets there");
        let view = crate::devices::sync(&yamada);
        assert_eq!((&view["state"], &view["waiting"]), (&json!("idle"), &json!(0)), "{view}");
    });
}
