//! Two people on two vaults and one server: one shows the other their blood pressure, sees the look, takes it back.

use std::time::Duration;

use henro_app::{Code, Context};
use henro_server::{Config, Rates, Server, SystemRandom};
use henro_testkit::{Home, call, one, refused};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;

/// A server in this process, with the clock of the test. It ends with the test.
pub(crate) fn server(home: &Home) -> String {
    let now = home.clock.stamp().utc_ms as u64;
    server_by(home, move || now)
}

/// The same where the server's time goes on with that of the test.
pub(crate) fn server_on(home: &Home) -> String {
    let clock = home.clock.clone();
    server_by(home, move || clock.stamp().utc_ms as u64)
}

fn server_by(home: &Home, now: impl Fn() -> u64 + Send + Sync + 'static) -> String {
    let data = home.path("server");
    let (told, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let clock = std::sync::Arc::new(At(Box::new(now)));
            // Many people at one address, and the machine may be quick.
            let often = (10_000.try_into().unwrap(), 10_000.try_into().unwrap());
            let rates = Rates { device: often, address: often, ..Rates::default() };
            let config = Config { rates, ..Config::local(data) };
            let server =
                Server::bind_with(config, clock, std::sync::Arc::new(SystemRandom::new())).await.unwrap();
            told.send(server.address().unwrap()).unwrap();
            server.serve(std::future::pending()).await;
        });
    });
    let address = address.recv_timeout(Duration::from_secs(60)).unwrap();
    format!("http://{address}")
}

struct At(Box<dyn Fn() -> u64 + Send + Sync>);

impl henro_server_store::Clock for At {
    fn now(&self) -> u64 {
        (self.0)()
    }
}

/// Somebody with a record that is connected.
pub(crate) fn person(home: &Home, name: &str, address: &str) -> Context {
    home.make_record(name);
    let ctx = home.open_at(name);
    let address = json!({ "address": address });
    assert_eq!(refused(&ctx, "share_connect", address.clone()).code, Code::ClinicalLocked);
    call(&ctx, "device_enrol", json!({ "name": "この機械" }));
    let view = call(&ctx, "share_connect", address);
    assert_eq!(view["state"], "idle", "{view}");
    ctx
}

pub(crate) fn pressure(ctx: &Context, systolic: u16) {
    let body = json!({ "kind": "blood_pressure", "systolic": systolic, "diastolic": 82, "pulse": 66, "occasion": "morning" });
    call(ctx, "entry_record", one(Home::TODAY, None, body));
}

/// Systolic values that somebody sees of the record shown to them.
pub(crate) fn seen(ctx: &Context) -> Vec<u64> {
    call(ctx, "share_sync", json!({}));
    let records = call(ctx, "shared_list", json!({}));
    let Some(record) = records["records"].get(0) else { return vec![] };
    let ask = json!({ "record": record["record"], "from": Home::TODAY, "to": Home::TODAY });
    let view = call(ctx, "shared_read", ask);
    let entries = view["entries"].as_array().unwrap().iter();
    let mut values: Vec<u64> = entries.filter_map(|entry| entry["body"]["systolic"].as_u64()).collect();
    values.sort_unstable();
    values
}

pub(crate) fn know(ctx: &Context, other: &Context, name: &str) -> Value {
    let card = call(other, "share_status", json!({}))["card"].clone();
    let list = call(ctx, "contact_add", json!({ "card": card, "name": name, "met": true }));
    list["contacts"][0]["id"].clone()
}

/// What was shown is drawn; of what was not, there is nothing.
fn charts(nurse: &Context, record: &Value) {
    let rhythm = json!({ "items": ["pressure_morning", "pressure_evening", "steps"], "period": "month", "to": null,
        "width": 400, "height": 200, "text_px": 15, "language": "ja" });
    let view = call(nurse, "shared_rhythm", json!({ "record": record, "rhythm": rhythm }));
    let days = |at: usize| view["charts"][at]["summary"]["days"].as_u64().unwrap();
    assert_eq!(days(0) + days(1), 1, "{view}");
    assert_eq!(days(2), 0, "{view}");
    let other = json!({ "record": "00".repeat(16), "rhythm": rhythm });
    assert_eq!(refused(nurse, "shared_rhythm", other).code, Code::RecordMissing);
}

#[test]
fn one_shows_another_and_sees_the_look_and_takes_it_back() {
    with_cards_and_keyring("share::one_shows_another_and_sees_the_look_and_takes_it_back", |home, _| {
        let address = server(home);
        let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
        pressure(&mother, 128);
        call(&mother, "entry_record", one(Home::TODAY, None, json!({ "kind": "diary", "text": "ひみつ" })));
        let to = know(&mother, &nurse, "保健師さん");
        assert_eq!(seen(&nurse), Vec::<u64>::new());

        let ask = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": 31, "purpose": "血圧の相談" });
        let preview = call(&mother, "grant_preview", ask.clone());
        assert_eq!(preview["sections"][0]["entries"], 1);
        assert_eq!(preview["sections"][0]["newest"][0]["body"]["systolic"], 128);
        let grants = call(&mother, "grant_give", ask);
        assert_eq!(grants["grants"][0]["standing"], "holds");
        assert_eq!(grants["grants"][0]["purpose"], "血圧の相談");
        assert_eq!(grants["grants"][0]["sections"], json!(["vitals"]));

        assert_eq!(seen(&nurse), [128]);
        let shared = call(&nurse, "shared_list", json!({}))["records"][0].clone();
        assert_eq!(shared["sections"], json!(["vitals"]));
        let all = json!({ "record": shared["record"], "from": Home::TODAY, "to": Home::TODAY });
        assert!(!call(&nurse, "shared_read", all).to_string().contains("ひみつ"));
        pressure(&mother, 131);
        call(&mother, "share_sync", json!({}));
        assert_eq!(seen(&nurse), [128, 131]);
        charts(&nurse, &shared["record"]);

        // The look is in the log of the one whose record it is, by name.
        call(&mother, "share_sync", json!({}));
        let looks = call(&mother, "look_list", json!({}));
        assert!(looks["count"].as_u64().unwrap() >= 2, "{looks}");
        let first = looks["looks"].as_array().unwrap().last().unwrap();
        assert_eq!((&first["name"], &first["first"]), (&json!("保健師さん"), &json!(true)));
        assert_eq!(first["sections"], json!(["vitals"]));
        assert!(call(&mother, "share_status", json!({}))["looks_new"].as_u64().unwrap() >= 2);
        call(&mother, "look_seen", json!({ "up_to": 1000 }));
        assert_eq!(call(&mother, "share_status", json!({}))["looks_new"], 0);

        let grant = json!({ "id": call(&mother, "grant_list", json!({}))["grants"][0]["id"] });
        // Taking back needs no card: only giving does.
        call(&mother, "clinical_close", json!({}));
        let after = call(&mother, "grant_revoke", grant);
        assert_eq!(after["grants"][0]["standing"], "revoked");
        pressure(&mother, 140);
        call(&mother, "share_sync", json!({}));
        assert_eq!(seen(&nurse), [128, 131], "what was read stays; nothing new comes");
    });
}

#[test]
fn without_a_server_everything_goes_on_here() {
    with_cards_and_keyring("share::without_a_server_everything_goes_on_here", |home, _| {
        let ctx = home.open();
        assert_eq!(call(&ctx, "share_status", json!({}))["state"], "off");
        assert_eq!(refused(&ctx, "grant_list", json!({})).code, Code::ShareOff);
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        // Nobody listens on this port.
        let away = refused(&ctx, "share_connect", json!({ "address": "http://127.0.0.1:9" }));
        assert_eq!(away.code, Code::ServerAway);
        assert_eq!(
            refused(&ctx, "share_connect", json!({ "address": "http://example.jp" })).code,
            Code::ServerAddress
        );
        pressure(&ctx, 128);
        assert_eq!(call(&ctx, "share_status", json!({}))["state"], "off");
    });
}
