//! What one writes reaches the other without being asked for; a server that is away is waited for in peace.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use henro_app::demo::Life;
use henro_app::{Config, Context};
use henro_domain::Day;
use henro_testkit::{Home, call, one};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::between::Between;

/// A real server on real time. It ends when dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    /// On a port; 0 takes a free one.
    pub(crate) fn start(home: &Home, folder: &str, port: u16) -> Self {
        let mut config = henro_server::Config::local(home.path(folder));
        config.listen.set_port(port);
        let (stop, stopped) = oneshot::channel();
        let (told, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async move {
                let server = henro_server::Server::bind(config).await.unwrap();
                told.send(server.address().unwrap()).unwrap();
                server.serve(async { drop(stopped.await) }).await;
            });
        });
        let address = address.recv_timeout(Duration::from_secs(60)).unwrap();
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Somebody else's server, at an address of its own; nothing runs here.
    pub(crate) fn stand_in(address: SocketAddr) -> Self {
        Self { address, stop: None, thread: None }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// An invented person, connected. Their second factor lies in memory.
pub(crate) fn person(home: &Home, name: &str, server: &Running) -> Context {
    let ctx = Context::open(Config { demo: true, ..Config::system(home.path(name)) });
    let day = Day::new(2026, 1, 1).unwrap();
    ctx.open_life(Life { seed: 1, from: day, to: day, wearable: false }).unwrap();
    ctx.connect_demo(&format!("http://{}", server.address)).unwrap();
    ctx
}

/// One shows the other what they weigh and how their blood pressure is.
pub(crate) fn show(from: &Context, to: &Context) -> Value {
    let card = call(to, "share_status", json!({}))["card"].clone();
    let known = call(from, "contact_add", json!({ "card": card, "name": "B", "met": true }));
    let mut known = known["contacts"].as_array().unwrap().iter();
    let id = known.find(|one| card.as_str().unwrap().ends_with(one["id"].as_str().unwrap())).unwrap()["id"]
        .clone();
    let ask = json!({ "to": id, "sections": ["vitals"], "role": "read", "past": true,
        "days": 31, "purpose": "" });
    call(from, "grant_give", ask)["grants"][0]["id"].clone()
}

pub(crate) fn pressure(ctx: &Context, systolic: u16) {
    let body = json!({ "kind": "blood_pressure", "systolic": systolic, "diastolic": 82 });
    call(ctx, "entry_record", one(TODAY, None, body));
}

/// What somebody sees of the first record shown to them. Nothing is asked of the server.
pub(crate) fn seen(ctx: &Context) -> Vec<u64> {
    let records = call(ctx, "shared_list", json!({}));
    let Some(record) = records["records"].get(0) else { return vec![] };
    let ask = json!({ "record": record["record"], "from": TODAY, "to": TODAY });
    let view = call(ctx, "shared_read", ask);
    let entries = view["entries"].as_array().unwrap().iter();
    entries.filter_map(|entry| entry["body"]["systolic"].as_u64()).collect()
}

/// Waits as a screen does until something is so; answers how often something came.
pub(crate) fn until(ctx: &Context, what: &str, so: impl Fn(&Context) -> bool) -> u64 {
    let begun = Instant::now();
    let first = call(ctx, "share_watch", json!({ "after": null, "patience_ms": 0 }))["arrived"].clone();
    let mut arrived = first.clone();
    while !so(ctx) {
        assert!(begun.elapsed() < LONG, "{what}: {}", call(ctx, "share_status", json!({})));
        let news = call(ctx, "share_watch", json!({ "after": arrived, "patience_ms": 500 }));
        arrived = news["arrived"].clone();
    }
    arrived.as_u64().unwrap() - first.as_u64().unwrap()
}

pub(crate) fn state(ctx: &Context) -> Value {
    call(ctx, "share_status", json!({}))["state"].clone()
}

pub(crate) fn live(ctx: &Context) -> bool {
    call(ctx, "share_status", json!({}))["live"] == json!(true)
}

#[test]
fn what_one_writes_reaches_the_other_without_asking() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let (a, b) = (person(&home, "a", &server), person(&home, "b", &server));
    until(&a, "a listens", live);
    until(&b, "b listens", live);
    let grant = show(&a, &b);
    until(&b, "the record is there", |b| !call(b, "shared_list", json!({}))["records"][0].is_null());
    for systolic in [128, 131, 125] {
        pressure(&a, systolic);
        let times = until(&b, "the entry is there", |b| seen(b).contains(&u64::from(systolic)));
        assert!(times <= 3, "one entry, and the screens were told {times} times");
    }
    // The look comes to the one whose record it is, and the end of the consent to the other.
    until(&a, "the look is there", |a| call(a, "share_status", json!({}))["looks_new"] != json!(0));
    call(&a, "grant_revoke", json!({ "id": grant }));
    until(&b, "it has ended", |b| call(b, "shared_list", json!({}))["records"][0]["ended"] == json!(true));
    pressure(&a, 140);
    until(&a, "it is sent", |a| call(a, "share_status", json!({}))["waiting"] == json!(0));
    assert!(!seen(&b).contains(&140));
}

#[test]
fn a_server_that_is_away_is_waited_for_and_not_run_down() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let (a, b) = (person(&home, "a", &server), person(&home, "b", &server));
    show(&a, &b);
    until(&b, "b listens", live);
    let port = server.address.port();
    drop(server);
    until(&b, "the stream is cut", |b| !live(b));

    // Whoever answers now only hangs up, and counts.
    let knocks = Arc::new(AtomicU32::new(0));
    let door = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let (counted, closing) = (knocks.clone(), door.try_clone().unwrap());
    closing.set_nonblocking(true).unwrap();
    let begun = Instant::now();
    pressure(&a, 128);
    while begun.elapsed() < Duration::from_secs(6) {
        if closing.accept().is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    drop((door, closing));
    let knocks = knocks.load(Ordering::Relaxed);
    assert!((1..40).contains(&knocks), "two devices knocked {knocks} times in six seconds");
    until(&a, "a says so", |a| state(a) == "offline");
    assert_ne!(call(&a, "share_status", json!({}))["waiting"], json!(0));

    let _server = Running::start(&home, "server", port);
    call(&a, "share_sync", json!({}));
    assert_eq!(state(&a), "idle");
    call(&b, "share_sync", json!({}));
    until(&b, "what waited is there", |b| seen(b).contains(&128));
    until(&b, "b listens again", live);
}

#[test]
fn a_device_that_saves_on_traffic_sends_and_does_not_listen() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let (a, b) = (person(&home, "a", &server), person(&home, "b", &server));
    let mut settings = call(&b, "settings_read", json!({}));
    settings["metered"] = json!(true);
    call(&b, "settings_write", settings);
    show(&b, &a);
    until(&b, "b has hung up", |b| !live(b));
    pressure(&b, 128);
    until(&a, "a hears of b", |a| seen(a).contains(&128));
    show(&a, &b);
    std::thread::sleep(Duration::from_secs(2));
    assert!(call(&b, "shared_list", json!({}))["records"][0].is_null(), "nobody asked");
    call(&b, "share_sync", json!({}));
    assert!(!call(&b, "shared_list", json!({}))["records"][0].is_null());
}

#[test]
fn a_server_that_lost_everything_is_filled_again_by_those_who_kept_it() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let (a, b) = (person(&home, "a", &server), person(&home, "b", &server));
    let first = show(&a, &b);
    pressure(&a, 121);
    until(&b, "the first entry", |b| seen(b).contains(&121));
    // Another epoch, so that what lies where matters.
    call(&a, "grant_revoke", json!({ "id": first }));
    pressure(&a, 122);
    show(&a, &b);
    pressure(&a, 123);
    until(&b, "all entries", |b| seen(b).len() == 3);
    until(&a, "the looks", |a| looks(a) >= 2);
    let (before, unified) = (looks(&a), call(&a, "share_status", json!({}))["unified"].clone());

    let port = server.address.port();
    drop(server);
    std::fs::remove_dir_all(home.path("server")).unwrap();
    pressure(&a, 124);
    let _server = Running::start(&home, "server", port);
    for who in [&a, &b] {
        let view = call(who, "share_sync", json!({}));
        assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
        assert!(view["refilled_ms"].is_i64(), "{view}");
    }
    assert_ne!(call(&a, "share_status", json!({}))["unified"], unified, "a new number of the new server");
    until(&b, "what was written meanwhile", |b| seen(b).contains(&124));
    until(&a, "looks go on", |a| looks(a) > before);
    let again = call(&a, "grant_list", json!({}))["grants"][0]["id"].clone();
    call(&a, "grant_revoke", json!({ "id": again }));
    pressure(&a, 125);
    until(&a, "it is sent", |a| call(a, "share_status", json!({}))["waiting"] == json!(0));
    call(&b, "share_sync", json!({}));
    assert_eq!(seen(&b).len(), 4, "taken back on the new server too");
    assert_eq!(state(&b), "idle");
}

#[test]
fn a_server_set_back_is_no_server_that_was_emptied() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let a = person(&home, "a", &server);
    let port = server.address.port();
    pressure(&a, 121);
    call(&a, "share_sync", json!({}));
    drop(server);
    henro_testkit::copy_folder(&home.path("server"), &home.path("older"));
    let server = Running::start(&home, "server", port);
    pressure(&a, 122);
    call(&a, "share_sync", json!({}));
    call(&a, "share_sync", json!({}));
    drop(server);
    std::fs::remove_dir_all(home.path("server")).unwrap();
    henro_testkit::copy_folder(&home.path("older"), &home.path("server"));
    let server = Running::start(&home, "server", port);
    // It knows us, so nothing is laid in: what it lost of ours goes to it as what waits does.
    pressure(&a, 123);
    let view = call(&a, "share_sync", json!({}));
    assert_eq!((&view["state"], &view["waiting"]), (&json!("idle"), &json!(0)), "{view}");
    assert!(view["refilled_ms"].is_null());
    let b = person(&home, "b", &server);
    show(&a, &b);
    call(&b, "share_sync", json!({}));
    let mut all = seen(&b);
    all.sort_unstable();
    assert_eq!(all, [121, 122, 123]);
}

#[test]
fn a_server_put_back_from_an_older_copy_gets_back_what_it_lost() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let [a, b, c] = ["a", "b", "c"].map(|name| person(&home, name, &server));
    let config = henro_server::Config::local(home.path("server"));
    let (copy, port) = (home.path("copy"), server.address.port());
    let given = show(&a, &b);
    pressure(&a, 121);
    until(&b, "the first entry", |b| seen(b).contains(&121));
    henro_server::backup(&config, &copy).unwrap();
    // After the copy: a consent is taken back, another given, somebody looks.
    call(&a, "grant_revoke", json!({ "id": given }));
    show(&a, &c);
    pressure(&a, 122);
    until(&c, "what was shown later", |c| seen(c).contains(&122));
    until(&a, "the looks", |a| looks(a) >= 2);
    let before = looks(&a);
    drop(server);
    henro_server::restore(&config, &copy).unwrap();
    let server = Running::start(&home, "server", port);
    // Who was shown something comes back first: nothing is wrong, and nothing is new.
    let view = call(&c, "share_sync", json!({}));
    assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
    let view = call(&a, "share_sync", json!({}));
    assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
    assert!(view["refilled_ms"].is_i64(), "{view}");
    pressure(&a, 123);
    until(&c, "what is new", |c| seen(c).contains(&123));
    until(&a, "looks go on", |a| looks(a) > before);
    call(&b, "share_sync", json!({}));
    assert_eq!(seen(&b), [121], "taken back stays taken back");
    let d = person(&home, "d", &server);
    show(&a, &d);
    until(&d, "a consent after it", |d| seen(d).len() == 3);
    for who in [&a, &b, &c, &d] {
        let view = call(who, "share_sync", json!({}));
        assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
    }
}

#[test]
fn what_a_server_did_wrong_is_told_also_when_it_goes_well_again() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let wire = Between::start(&format!("http://{}", server.address));
    let (a, b) = (person(&home, "a", &server), person(&home, "b", &through(&wire)));
    let after = |systolic: Option<u16>| {
        systolic.into_iter().for_each(|systolic| pressure(&a, systolic));
        call(&a, "share_sync", json!({}));
        call(&b, "share_sync", json!({}))
    };
    show(&a, &b);
    after(Some(121));
    assert_eq!(seen(&b), [121]);
    wire.spoil_pages(true);
    let view = after(Some(122));
    assert_eq!((&view["trouble"], &view["alarm"]), (&json!("forged"), &Value::Null), "{view}");
    assert_eq!(seen(&b), [121], "what nobody wrote is not taken");
    wire.spoil_pages(false);
    after(None);
    assert_eq!(seen(&b).len(), 2);
    let told = |b: &Context| {
        let view = call(b, "share_status", json!({}));
        assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
        view["alarm"].clone()
    };
    assert_eq!(told(&b)["what"], json!("forged"));
    assert!(told(&b)["at_ms"].is_i64());
}

/// The server behind somebody.
fn through(wire: &Between) -> Running {
    Running::stand_in(wire.address.strip_prefix("http://").unwrap().parse().unwrap())
}

fn looks(ctx: &Context) -> u64 {
    call(ctx, "look_list", json!({}))["count"].as_u64().unwrap()
}

pub(crate) const TODAY: &str = "2026-11-20";
const LONG: Duration = Duration::from_secs(60);
