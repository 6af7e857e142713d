//! A record that is kept for somebody, on the server: shown to others, filled again, and kept by two of whom one goes.

use std::sync::Arc;
use std::time::Duration;

use henro_app::demo::Life;
use henro_app::{Code, Config, Context};
use henro_domain::Day;
use henro_server::{Server, SystemRandom};
use henro_server_store::Limits;
use henro_testkit::{Clock, Home, call, one, refused};
use serde_json::{Value, json};

use crate::family::{add, call_me, of, weight, weights};
use crate::live::{self, Running};
use crate::share::know;

/// A server in this process whose clock goes with the test's.
pub(crate) fn server(home: &Home) -> String {
    server_with(home, Limits::default())
}

fn server_with(home: &Home, limits: Limits) -> String {
    let data = home.path("server");
    let clock = Arc::new(Same(home.clock.clone()));
    let (told, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async move {
            let config = henro_server::Config { limits, ..henro_server::Config::local(data) };
            let server = Server::bind_with(config, clock, Arc::new(SystemRandom::new())).await.unwrap();
            told.send(server.address().unwrap()).unwrap();
            server.serve(std::future::pending()).await;
        });
    });
    format!("http://{}", address.recv_timeout(Duration::from_secs(60)).unwrap())
}

struct Same(Clock);

impl henro_server_store::Clock for Same {
    fn now(&self) -> u64 {
        self.0.stamp().utc_ms as u64
    }
}

/// Somebody with a connected record and a second factor in memory.
pub(crate) fn person(home: &Home, name: &str, address: &str) -> Context {
    let ctx = Context::open(Config { demo: true, ..home.clock.config(home.path(name)) });
    let day = Day::new(2026, 11, 1).unwrap();
    ctx.open_life(Life { seed: 1, from: day, to: day, wearable: false }).unwrap();
    ctx.connect_demo(address).unwrap();
    call_me(&ctx, name);
    ctx
}

fn pressure(ctx: &Context, child: &str, systolic: u16) {
    let body = json!({ "kind": "blood_pressure", "systolic": systolic, "diastolic": 60, "pulse": 80, "occasion": "morning" });
    let mut request = one(Home::TODAY, None, body);
    request["confirmed"] = json!(true);
    call(ctx, "entry_record", of(child, request));
}

pub(crate) fn guardians(ctx: &Context, child: &str) -> Value {
    call(ctx, "guardian_list", json!({ "id": child }))
}

/// Mother and father keep the record of a child on a server.
pub(crate) fn family(home: &Home, address: &str) -> (Context, Context, String) {
    let (mother, father) = (person(home, "直子", address), person(home, "健", address));
    let child = add(&mother, "陽太");
    call(&mother, "entry_record", of(&child, weight(19.1)));
    let to = know(&mother, &father, "健さん");
    know(&father, &mother, "直子さん");
    call(&mother, "guardian_connect", json!({ "id": child }));
    call(&mother, "guardian_add", json!({ "id": child, "contact": to }));
    call(&father, "share_sync", json!({}));
    assert_eq!(weights(&father, Some(&child)), [19.1]);
    (mother, father, child)
}

/// The id by which a record lists the other guardian.
pub(crate) fn other(ctx: &Context, child: &str) -> Value {
    let list = guardians(ctx, child);
    let found = list["guardians"].as_array().unwrap().iter().find(|one| one["own"] == false);
    found.expect("there is another one")["id"].clone()
}

#[test]
fn a_server_without_room_says_so_and_what_was_written_waits() {
    let home = Home::empty();
    let mother =
        person(&home, "直子", &server_with(&home, Limits { record_bytes: 40_000, ..Limits::default() }));
    let mut seed = 1u64;
    // Words that nothing makes shorter.
    let mut words = || -> String {
        let next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'!' + (seed >> 33) as u8 % 90)
        };
        std::iter::repeat_with(next).take(900).collect()
    };
    let mut written = 0;
    let view = loop {
        let diary = json!({ "kind": "diary", "text": words() });
        call(&mother, "entry_record", one(Home::TODAY, None, diary));
        written += 1;
        let view = call(&mother, "share_sync", json!({}));
        if view["trouble"] != json!(null) || written == 80 {
            break view;
        }
    };
    assert_eq!((&view["trouble"], view["waiting"].as_u64() > Some(0)), (&json!("full"), true), "{view}");
    let day = call(&mother, "day_read", json!({ "day": Home::TODAY }));
    let diaries = day["entries"].as_array().unwrap().iter().filter(|one| one["body"]["kind"] == "diary");
    assert_eq!(diaries.count(), written);
}

#[test]
fn a_childs_record_is_shown_like_ones_own_and_nothing_else_goes_along() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, nurse) = (person(&home, "直子", &address), person(&home, "大西", &address));
    let child = add(&mother, "陽太");
    pressure(&mother, &child, 98);
    let to = know(&mother, &nurse, "保健師さん");
    let ask = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": 31, "purpose": "健診" });
    let preview = call(&mother, "grant_preview", of(&child, ask.clone()));
    assert_eq!(
        (&preview["sections"][0]["entries"], &preview["sections"][0]["newest"][0]["body"]["systolic"]),
        (&json!(1), &json!(98))
    );
    let grants = call(&mother, "grant_give", of(&child, ask));
    let given = &grants["grants"][0];
    assert_eq!((&given["standing"], &given["purpose"]), (&json!("holds"), &json!("健診")), "{grants}");
    assert_eq!(call(&mother, "grant_list", json!({}))["grants"], json!([]), "nothing of her own is shown");

    call(&nurse, "share_sync", json!({}));
    let shared = call(&nurse, "shared_list", json!({}));
    assert_eq!(shared["records"].as_array().unwrap().len(), 1, "{shared}");
    let record = &shared["records"][0];
    assert_eq!(
        (&record["record"], &record["person"], &record["name"]),
        (&json!(child), &json!("陽太"), &json!("直子"))
    );
    assert_eq!(live::seen(&nurse), Vec::<u64>::new(), "of another day there is nothing");
    let read = json!({ "record": child, "from": Home::TODAY, "to": Home::TODAY });
    let entries = call(&nurse, "shared_read", read.clone())["entries"].clone();
    assert_eq!((entries.as_array().unwrap().len(), &entries[0]["body"]["systolic"]), (1, &json!(98)));

    // Her look is in the log of the child, not in the mother's own.
    call(&mother, "share_sync", json!({}));
    let looks = call(&mother, "look_list", of(&child, json!({})));
    assert_eq!(
        (&looks["looks"][0]["name"], &looks["looks"][0]["new"]),
        (&json!("保健師さん"), &json!(true)),
        "{looks}"
    );
    call(&mother, "look_seen", of(&child, json!({ "up_to": 1000 })));
    assert_eq!(call(&mother, "look_list", of(&child, json!({})))["looks"][0]["new"], false);
    assert_eq!(call(&mother, "look_list", json!({}))["looks"], json!([]));

    let id = call(&mother, "grant_list", of(&child, json!({})))["grants"][0]["id"].clone();
    assert_eq!(
        refused(&mother, "grant_revoke", json!({ "id": id })).code,
        Code::GrantMissing,
        "it is not hers"
    );
    let after = call(&mother, "grant_revoke", of(&child, json!({ "id": id })));
    assert_eq!(after["grants"][0]["standing"], "revoked");
    pressure(&mother, &child, 104);
    call(&mother, "share_sync", json!({}));
    call(&nurse, "share_sync", json!({}));
    assert_eq!(
        call(&nurse, "shared_read", read)["entries"].as_array().unwrap().len(),
        1,
        "nothing new comes"
    );
    // A day later the devices compare what they saw, for the child's record too.
    home.clock.pass(86_400_000);
    assert_eq!(call(&mother, "share_sync", json!({}))["state"], "idle");
}

#[test]
fn lists_that_the_server_cuts_are_read_to_their_end() {
    let home = Home::empty();
    // One entry a list: as if each were eight megabytes.
    let address = server_with(&home, Limits { list_bytes: 1, ..Limits::default() });
    let (mother, father, child) = family(&home, &address);
    let nurse = person(&home, "大西", &address);
    know(&mother, &nurse, "保健師さん");
    let contacts = call(&mother, "contact_list", json!({}))["contacts"].clone();
    let to =
        contacts.as_array().unwrap().iter().find(|one| one["name"] == "保健師さん").unwrap()["id"].clone();
    let show = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": null, "purpose": "" });
    call(&mother, "grant_give", of(&child, show));
    for day in 0..4 {
        call(&mother, "entry_record", of(&child, weight(20.0 + f64::from(day))));
        call(&mother, "share_sync", json!({}));
        assert_eq!(call(&nurse, "share_sync", json!({}))["state"], "idle");
    }
    // He was away: chains, frames and the log of looks come in one round.
    let round = call(&father, "share_sync", json!({}));
    assert_eq!(round["state"], "idle", "no false alarm: {round}");
    assert_eq!(weights(&father, Some(&child)).len(), 5);
    let looks =
        |ctx: &Context| call(ctx, "look_list", of(&child, json!({})))["looks"].as_array().unwrap().len();
    assert_eq!(looks(&father), looks(&mother));
    assert!(looks(&father) >= 4);
}

#[test]
fn a_guardian_has_fourteen_days_and_the_notice_can_be_taken_back() {
    let home = Home::empty();
    let (mother, father, child) = family(&home, &server(&home));
    let he = other(&mother, &child);
    let him = json!({ "id": child, "guardian": he });
    assert_ne!(refused(&mother, "guardian_remove", him.clone()).code, Code::Internal);
    let list = call(&mother, "guardian_ask_removal", him.clone());
    let noticed = |list: &Value| {
        list["guardians"].as_array().unwrap().iter().find(|one| one["id"] == he).unwrap()["goes_ms"].as_i64()
    };
    let at = noticed(&list).expect("it says from when on");
    assert_eq!(at - home.clock.stamp().utc_ms, 14 * 86_400_000);

    // He reads it on his own device, and cannot take it back himself; she can.
    call(&father, "share_sync", json!({}));
    assert_eq!(noticed(&guardians(&father, &child)), Some(at));
    assert_eq!(refused(&father, "guardian_keep", him.clone()).code, Code::ServerRefused);
    assert_eq!(noticed(&call(&mother, "guardian_keep", him.clone())), None);
    home.clock.pass(15 * 86_400_000);
    assert_eq!(refused(&mother, "guardian_remove", him.clone()).code, Code::ServerRefused);

    call(&mother, "guardian_ask_removal", him.clone());
    home.clock.pass(13 * 86_400_000);
    assert_eq!(refused(&mother, "guardian_remove", him.clone()).code, Code::ServerRefused);
    home.clock.pass(86_400_000);
    let list = call(&mother, "guardian_remove", him);
    assert_eq!(list["guardians"].as_array().unwrap().len(), 1, "{list}");
    call(&mother, "entry_record", of(&child, weight(19.9)));
    call(&mother, "share_sync", json!({}));
    // What he has stays, nothing new comes, and it is said.
    assert_eq!(call(&father, "share_sync", json!({}))["state"], "idle");
    assert!(guardians(&father, &child)["gone_ms"].is_i64());
    assert_eq!(weights(&father, Some(&child)), [19.1]);
    let ask =
        json!({ "to": he, "sections": ["vitals"], "role": "read", "past": true, "days": 31, "purpose": "" });
    assert_eq!(refused(&father, "grant_list", of(&child, json!({}))).code, Code::GuardianGone);
    assert_eq!(refused(&father, "guardian_leave", json!({ "id": child })).code, Code::GuardianGone);
    // Shown to him again it is one of the records he is shown, beside his old copy.
    call(&mother, "grant_give", of(&child, ask));
    call(&father, "share_sync", json!({}));
    let shared = call(&father, "shared_list", json!({}));
    assert_eq!(shared["records"][0]["record"], child.as_str(), "{shared}");
    let read = json!({ "record": child, "from": Home::TODAY, "to": Home::TODAY });
    assert_eq!(call(&father, "shared_read", read)["entries"].as_array().unwrap().len(), 2);
    assert_eq!(weights(&father, Some(&child)), [19.1]);
}

#[test]
fn who_agrees_goes_at_once_and_comes_back_where_they_stopped() {
    let home = Home::empty();
    let (mother, father, child) = family(&home, &server(&home));
    call(&father, "entry_record", of(&child, weight(19.4)));
    let list = call(&father, "guardian_leave", json!({ "id": child }));
    assert!(list["gone_ms"].is_i64(), "{list}");
    call(&mother, "share_sync", json!({}));
    assert_eq!(weights(&mother, Some(&child)), [19.1, 19.4], "what he had written went along");
    assert_eq!(guardians(&mother, &child)["guardians"].as_array().unwrap().len(), 1);
    assert_eq!(
        refused(&mother, "guardian_leave", json!({ "id": child })).code,
        Code::ServerRefused,
        "nobody would be left"
    );
    call(&mother, "entry_record", of(&child, weight(19.6)));
    call(&mother, "share_sync", json!({}));
    call(&father, "share_sync", json!({}));
    assert_eq!(weights(&father, Some(&child)), [19.1, 19.4]);

    let to = know(&mother, &father, "健さん");
    call(&mother, "guardian_add", json!({ "id": child, "contact": to }));
    let view = call(&father, "share_sync", json!({}));
    assert_eq!(view["state"], "idle", "{view}");
    assert!(guardians(&father, &child)["gone_ms"].is_null());
    assert_eq!(weights(&father, Some(&child)), [19.1, 19.4, 19.6]);
    call(&father, "entry_record", of(&child, weight(19.8)));
    call(&father, "share_sync", json!({}));
    call(&mother, "share_sync", json!({}));
    assert_eq!(weights(&mother, Some(&child)), [19.1, 19.4, 19.6, 19.8]);
}

#[test]
fn a_server_that_was_emptied_gets_a_childs_record_again() {
    let home = Home::empty();
    let first = Running::start(&home, "first", 0);
    let port = first.address.port();
    let mother = live::person(&home, "mother", &first);
    let child = add(&mother, "陽太");
    call(&mother, "entry_record", of(&child, weight(19.1)));
    call(&mother, "guardian_connect", json!({ "id": child }));
    call(&mother, "entry_record", of(&child, weight(19.4)));
    call(&mother, "share_sync", json!({}));
    drop(first);
    let second = Running::start(&home, "second", port);
    let father = live::person(&home, "father", &second);
    let view = call(&mother, "share_sync", json!({}));
    assert_eq!(view["state"], "idle", "{view}");
    assert!(view["refilled_ms"].is_i64(), "{view}");
    // Somebody new reads all of it from there.
    know(&father, &mother, "直子さん");
    let to = know(&mother, &father, "健さん");
    call(&mother, "guardian_add", json!({ "id": child, "contact": to }));
    call(&father, "share_sync", json!({}));
    assert_eq!(weights(&father, Some(&child)), [19.1, 19.4]);
    // And her devices compare with it as before.
    call(&mother, "entry_record", of(&child, weight(19.6)));
    assert_eq!(call(&mother, "share_sync", json!({}))["state"], "idle");
}

#[test]
fn a_copy_that_was_taken_away_for_good_comes_back_to_be_read_and_troubles_nobody() {
    let home = Home::empty();
    let (mother, father, child) = family(&home, &server(&home));
    call(&father, "entry_record", of(&child, weight(19.4)));
    call(&father, "guardian_leave", json!({ "id": child }));
    call(&father, "person_remove", json!({ "id": child }));
    home.clock.pass(31 * 86_400_000);
    father.lock();
    call(&father, "record_unlock", json!({ "password": henro_app::demo::DEMO_PASSWORD }));
    assert_eq!(call(&father, "person_list", json!({}))["persons"].as_array().unwrap().len(), 1);
    call(&mother, "share_sync", json!({}));
    let to = know(&mother, &father, "健さん");
    let ask =
        json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": 31, "purpose": "" });
    call(&mother, "grant_give", of(&child, ask));
    let read = json!({ "record": child, "from": Home::TODAY, "to": Home::TODAY });
    assert_eq!(call(&father, "share_sync", json!({}))["state"], "idle");
    assert_eq!(call(&father, "shared_read", read)["entries"].as_array().unwrap().len(), 2);
    // An owner again, of a record his device cannot write in any more: nothing of his own stops for it.
    call(&mother, "guardian_add", json!({ "id": child, "contact": to }));
    assert_eq!(call(&father, "share_sync", json!({}))["state"], "idle");
    assert_eq!(call(&father, "share_sync", json!({}))["state"], "idle");
}

#[test]
fn who_wrote_a_problem_of_a_child_is_known_to_both_who_keep_it() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    let crab = |words: &str| json!({ "problem": "food_allergy", "words": words });
    let id =
        call(&mother, "problem_record", of(&child, json!({ "problem": crab("かに") })))["ids"][0].clone();
    call(&mother, "share_sync", json!({}));
    call(&father, "share_sync", json!({}));
    let listed = call(&father, "problem_list", of(&child, json!({})))["problems"].clone();
    assert_eq!(listed[0]["problem"]["words"], "かに", "{listed}");
    let edit = json!({ "id": listed[0]["id"], "problem": crab("えび・かに") });
    call(&father, "problem_edit", of(&child, edit));
    call(&father, "share_sync", json!({}));
    call(&mother, "share_sync", json!({}));
    let by = |ctx: &Context, id: &Value| -> Vec<(Value, Value)> {
        let steps = call(ctx, "clinical_history", of(&child, json!({ "id": id })))["steps"].clone();
        let steps = steps.as_array().unwrap().iter();
        steps.map(|step| (step["by"]["who"].clone(), step["by"]["name"].clone())).collect()
    };
    let hers = by(&mother, &id);
    assert_eq!((&hers[0].0, &hers[1]), (&json!("reader"), &(json!("other"), json!("健さん"))), "{hers:?}");
    let his = by(&father, &listed[0]["id"]);
    assert_eq!((&his[0], &his[1].0), (&(json!("other"), json!("直子さん")), &json!("reader")), "{his:?}");
    // Neither has another machine of their own.
    let steps = call(&mother, "clinical_history", of(&child, json!({ "id": id })))["steps"].clone();
    assert!(steps.as_array().unwrap().iter().all(|step| step["device"].is_null()), "{steps}");
}
