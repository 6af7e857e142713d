//! What clinical sections owe and make good: consents that end while the half is closed, emptied servers, lost devices, children
//! with two guardians, days on which a consent ends.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use henro_app::{Code, Context};
use henro_server_store::{Sqlite, Store};
use henro_sync::{Act, ControlEntry, RecordId, StreamId, Tier};
use henro_testkit::{Home, call, refused};
use serde_json::{Value, json};

use crate::devices::sync;
use crate::family::of;
use crate::guardians::{family, person, server};
use crate::live::{self, Running};
use crate::sections::{close, dose, lots, open};
use crate::sections_photo::device;
use crate::share::know;

fn ask(to: &Value, sections: &[&str], days: u32) -> Value {
    json!({ "to": to, "sections": sections, "role": "read", "past": true, "days": days, "purpose": "接種" })
}

/// The first consent: how it stands, whether it or its keys are owed.
fn stand(ctx: &Context) -> (String, bool, bool) {
    let grant = call(ctx, "grant_list", json!({}))["grants"][0].clone();
    let of = |name: &str| grant[name].as_bool().unwrap();
    (grant["standing"].as_str().unwrap().to_owned(), of("owed"), of("keys_owed"))
}

/// What of the medical half somebody sees of the first record they were shown.
fn shown(ctx: &Context) -> Vec<Value> {
    let record = call(ctx, "shared_list", json!({}))["records"][0]["record"].clone();
    call(ctx, "shared_medical", json!({ "record": record }))["entries"].as_array().unwrap().clone()
}

fn lots_shown(ctx: &Context) -> Vec<String> {
    sync(ctx);
    let lots = shown(ctx);
    let mut lots: Vec<String> =
        lots.iter().filter_map(|one| Some(one["entry"]["body"]["lot"].as_str()?.to_owned())).collect();
    lots.sort();
    lots
}

#[test]
fn what_cannot_be_said_to_the_server_is_kept_and_said_and_a_daily_consent_ends_without_the_card() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let [mother, nurse] = ["直子", "大西"].map(|name| live::person(&home, name, &server));
    let to = know(&mother, &nurse, "保健師さん");
    call(&mother, "grant_give", ask(&to, &["vaccination"], 31));
    close(&mother);
    let id = call(&mother, "grant_list", json!({}))["grants"][0]["id"].clone();
    let port = server.address.port();
    drop(server);
    call(&mother, "grant_revoke", json!({ "id": id, "deep": true }));
    assert_eq!(stand(&mother), ("holds".into(), true, false), "the server is away");
    let server = Running::start(&home, "server", port);
    sync(&mother);
    assert_eq!(
        stand(&mother),
        ("revoked".into(), true, true),
        "what was written before waits for the card too"
    );
    open(&mother);
    sync(&mother);
    assert_eq!(stand(&mother), ("revoked".into(), false, false));
    assert_eq!(call(&mother, "grant_list", json!({}))["grants"][0]["deep"]["state"], "done");

    // The same with the card there: what was pressed is not forgotten because the server was away.
    let given = call(&mother, "grant_give", ask(&to, &["vaccination"], 31));
    let id = given["grants"][0]["id"].clone();
    let port = server.address.port();
    drop(server);
    call(&mother, "grant_revoke", json!({ "id": id, "deep": false }));
    assert_eq!(stand(&mother), ("holds".into(), true, false), "the server is away");
    let _server = Running::start(&home, "server", port);
    sync(&mother);
    assert_eq!(stand(&mother), ("revoked".into(), false, false));

    // One for the daily half alone ends whole.
    let given = call(&mother, "grant_give", ask(&to, &["vitals"], 31));
    let id = given["grants"][0]["id"].clone();
    close(&mother);
    let after = call(&mother, "grant_revoke", json!({ "id": id, "deep": false }));
    assert_eq!(
        (&after["grants"][0]["standing"], &after["grants"][0]["keys_owed"]),
        (&json!("revoked"), &json!(false))
    );
    assert_eq!(refused(&mother, "grant_revoke", json!({ "id": "00" })).code, Code::GrantMissing);
}

#[test]
fn an_emptied_server_is_filled_with_the_daily_half_at_once_and_the_clinical_one_when_it_is_opened() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let mother = person(&home, "直子", &format!("http://{}", server.address));
    dose(&mother, "LOT1");
    assert_eq!(sync(&mother)["waiting"], 0);
    close(&mother);
    let port = server.address.port();
    drop(server);
    std::fs::remove_dir_all(home.path("server")).unwrap();
    let _server = Running::start(&home, "server", port);
    let view = sync(&mother);
    assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
    assert!(view["refilled_ms"].is_i64(), "{view}");
    open(&mother);
    let view = sync(&mother);
    assert_eq!((&view["trouble"], &view["waiting"]), (&Value::Null, &json!(0)), "{view}");
    let tablet = device(&home, &mother, "タブレット");
    open(&tablet);
    sync(&tablet);
    assert_eq!(lots(&tablet), ["LOT1"], "a device that knows nothing else has it from the new server");
}

#[test]
fn two_guardians_have_the_vaccinations_of_their_child() {
    let home = Home::empty();
    let address = server(&home);
    let (mother, father, child) = family(&home, &address);
    let write = |ctx: &Context, lot: &str| {
        let dose = json!({ "day": "2026-05-02", "dose": { "vaccine": "BCG", "lot": lot } });
        call(ctx, "dose_record", of(&child, dose));
        sync(ctx);
    };
    let lots = |ctx: &Context| {
        sync(ctx);
        let doses = call(ctx, "dose_list", of(&child, json!({})))["doses"].clone();
        let lot = |dose: &Value| dose["dose"]["lot"].as_str().unwrap().to_owned();
        let mut lots: Vec<String> = doses.as_array().unwrap().iter().map(lot).collect();
        lots.sort();
        lots
    };
    write(&mother, "A");
    assert_eq!(lots(&father), ["A"]);
    write(&father, "B");
    assert_eq!(lots(&mother), ["A", "B"]);
    // With his half closed he gets no word of it, and all of it later.
    close(&father);
    write(&mother, "C");
    assert_eq!(sync(&father)["trouble"], Value::Null);
    assert_eq!(refused(&father, "dose_list", of(&child, json!({}))).code, Code::ClinicalLocked);
    open(&father);
    assert_eq!(lots(&father), ["A", "B", "C"]);
}

#[test]
fn a_consent_to_a_medical_section_ends_on_its_day() {
    let home = Home::empty();
    let address = server(&home);
    let [mother, nurse] = ["直子", "大西"].map(|name| person(&home, name, &address));
    let to = know(&mother, &nurse, "保健師さん");
    dose(&mother, "LOT1");
    call(&mother, "grant_give", ask(&to, &["vaccination"], 1));
    assert_eq!(lots_shown(&nurse), ["LOT1"]);
    home.clock.pass(3 * 86_400_000);
    sync(&mother);
    assert_eq!(stand(&mother).0, "ended");
    dose(&mother, "LOT2");
    sync(&mother);
    sync(&nurse);
    assert_eq!(call(&nurse, "shared_list", json!({}))["records"][0]["ended"], true);
    assert_eq!(lots_shown(&nurse), ["LOT1"], "what was read stays, and nothing new comes");
}

/// A line to a server on which no entry of a control chain gets through while it is shut.
struct Gate {
    address: String,
    shut: Arc<AtomicBool>,
}

impl Gate {
    fn before(server: &Running) -> Self {
        let to = server.address;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let shut = Arc::new(AtomicBool::new(false));
        let gate = Self { address, shut: shut.clone() };
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(to) else { continue };
                let (mut from, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut back);
                    let _ = back.shutdown(Shutdown::Both);
                });
                let shut = shut.clone();
                std::thread::spawn(move || pass(client, server, &shut));
            }
        });
        gate
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, shut: &AtomicBool) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..read];
        let control =
            bytes.starts_with(b"POST /v1/records/") && bytes.windows(9).any(|part| part == b"/control ");
        if (control && shut.load(Ordering::SeqCst)) || to.write_all(bytes).is_err() {
            let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Both));
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// The newest epoch of the streams of each half, in the chain as the server has it: the oldest of them.
fn epochs(home: &Home, record: &RecordId) -> [u32; 2] {
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("server.db");
    Sqlite::backup(&home.path("server").join("server.db"), &path).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let entries = runtime.block_on(async {
        let store = Sqlite::open(&path).unwrap();
        store.control_entries(*record, 0, u64::MAX, u64::MAX, usize::MAX >> 1).await.unwrap()
    });
    let mut streams: BTreeMap<StreamId, (Tier, u32)> = BTreeMap::new();
    for entry in entries {
        let act = ControlEntry::read(&entry).unwrap().act;
        if let Act::Genesis { streams: first, .. } = &act {
            streams.extend(first.iter().map(|(stream, tier)| (*stream, (*tier, 1))));
        }
        for step in act.steps() {
            streams.get_mut(&step.stream).unwrap().1 = step.epoch;
        }
    }
    [Tier::Daily, Tier::Clinical].map(|half| {
        streams.values().filter(|(tier, _)| *tier == half).map(|(_, epoch)| *epoch).min().unwrap()
    })
}

#[test]
fn after_a_device_is_taken_out_the_daily_keys_do_not_wait_for_the_clinical_half() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let gate = Gate::before(&server);
    let mother = person(&home, "直子", &gate.address);
    let tablet = device(&home, &mother, "居間");
    sync(&tablet);
    drop(tablet);
    let folder = std::fs::read_to_string(home.path("直子").join("record/slots")).unwrap();
    let slots: Value = serde_json::from_str(&folder).unwrap();
    let record: RecordId = slots["record"].as_str().unwrap().parse().unwrap();
    assert_eq!(epochs(&home, &record), [1, 1]);
    // The line breaks between the entry by which it leaves and the new keys; then the card is taken away.
    gate.shut.store(true, Ordering::SeqCst);
    let list = call(&mother, "device_list", json!({}))["devices"].clone();
    let lost = list.as_array().unwrap().iter().find(|device| device["name"] == "居間").unwrap();
    call(&mother, "device_remove", json!({ "id": lost["id"] }));
    assert_eq!(epochs(&home, &record), [1, 1]);
    close(&mother);
    gate.shut.store(false, Ordering::SeqCst);
    sync(&mother);
    assert_eq!(epochs(&home, &record), [2, 1], "the daily ones at once");
    open(&mother);
    sync(&mother);
    assert_eq!(epochs(&home, &record), [2, 2]);
}
