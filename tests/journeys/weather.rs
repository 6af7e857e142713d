//! What the way to a server does to two people: cut lines and refusals, wrong clocks, kill -9 at any moment. Nothing
//! that was acknowledged is lost, nothing comes twice.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use henro_app::demo::{DEMO_PASSWORD, Life};
use henro_app::{Config, Context, dispatch};
use henro_domain::Day;
use henro_testkit::{Clock, Home, call, one};
use serde_json::{Value, json};

use crate::live::{Running, person};

/// A line to a server that answers for it with errors, cuts what passes after some bytes, or holds it up.
struct Line {
    address: SocketAddr,
    storm: Arc<AtomicBool>,
    /// How many connections met something.
    met: Arc<AtomicU64>,
}

impl Line {
    fn to(server: SocketAddr) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = door.local_addr().unwrap();
        let (storm, met) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (blows, count) = (storm.clone(), met.clone());
        std::thread::spawn(move || {
            let mut dice = 88;
            for stream in door.incoming().map_while(Result::ok) {
                // A small generator of our own: the same weather on every run.
                dice = u64::wrapping_mul(dice, 6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let weather = if blows.load(Ordering::Relaxed) { dice >> 33 } else { 0 };
                count.fetch_add(u64::from(weather % 8 > 1), Ordering::Relaxed);
                std::thread::spawn(move || pass(&stream, server, weather));
            }
        });
        Self { address, storm, met }
    }
}

/// One connection, in this weather: 0 and 1 of eight pass.
fn pass(client: &TcpStream, server: SocketAddr, weather: u64) -> Option<()> {
    let most = match weather % 8 {
        0 | 1 => usize::MAX,
        2 => return answer(client, "503 Service Unavailable", ""),
        3 => return answer(client, "500 Internal Server Error", "<html>an intermediary's page</html>"),
        4 => return answer(client, "429 Too Many Requests", ""),
        5 => return None,
        _ => (weather >> 3) as usize % 3_000,
    };
    let server = TcpStream::connect(server).ok()?;
    let (up, down) = (client.try_clone().ok()?, server.try_clone().ok()?);
    std::thread::spawn(move || copy(up, down, most));
    copy(server, client.try_clone().ok()?, most);
    Some(())
}

fn answer(mut client: &TcpStream, status: &str, body: &str) -> Option<()> {
    let _ = client.read(&mut [0; 4_096]).ok()?;
    let length = body.len();
    write!(client, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").ok()
}

fn copy(mut from: TcpStream, mut to: TcpStream, mut most: usize) {
    let mut page = [0; 4_096];
    while let Ok(read @ 1..) = from.read(&mut page) {
        let read = read.min(most);
        most -= read;
        if to.write_all(&page[..read]).is_err() || most == 0 {
            break;
        }
    }
    let _ = (from.shutdown(std::net::Shutdown::Both), to.shutdown(std::net::Shutdown::Both));
}

fn at(home: &Home, name: &str, line: &Line) -> Context {
    let server = Running::stand_in(line.address);
    person(home, name, &server)
}

fn steps(ctx: &Context, day: &str, count: u64) {
    call(ctx, "entry_record", one(day, None, json!({ "kind": "steps", "count": count })));
}

/// What a record has on a day: one's own, or the first one shown.
fn counts(view: &Value) -> Vec<u64> {
    let entries = view["entries"].as_array().unwrap().iter();
    let mut all: Vec<u64> = entries.filter_map(|entry| entry["body"]["count"].as_u64()).collect();
    all.sort_unstable();
    all
}

fn own(ctx: &Context, day: &str) -> Vec<u64> {
    counts(&call(ctx, "day_read", json!({ "day": day })))
}

fn shown(ctx: &Context, day: &str) -> Vec<u64> {
    let records = call(ctx, "shared_list", json!({}));
    let Some(record) = records["records"].get(0) else { return vec![] };
    counts(&call(ctx, "shared_read", json!({ "record": record["record"], "from": day, "to": day })))
}

/// One shows the other how much they walk.
fn show(from: &Context, to: &Context) {
    let card = call(to, "share_status", json!({}))["card"].clone();
    let known = call(from, "contact_add", json!({ "card": card, "name": "B", "met": true }));
    let ask = json!({ "to": known["contacts"][0]["id"], "sections": ["activity"], "role": "read", "past": true,
        "days": 31, "purpose": "" });
    call(from, "grant_give", ask);
}

/// Rounds until something is so; what a round ends with is not asked.
fn rounds(ctx: &Context, what: &str, so: impl Fn(&Context) -> bool) {
    let begun = Instant::now();
    while !so(ctx) {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{what}: {}",
            call(ctx, "share_status", json!({}))
        );
        let _ = dispatch(ctx, "share_sync", json!({}));
    }
}

fn sent(ctx: &Context) -> bool {
    call(ctx, "share_status", json!({}))["waiting"] == json!(0)
}

#[test]
fn a_storm_of_refusals_and_cut_lines_loses_and_doubles_nothing() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let line = Line::to(server.address);
    let (a, b) = (at(&home, "a", &line), at(&home, "b", &line));
    show(&a, &b);
    call(&b, "share_sync", json!({}));
    line.storm.store(true, Ordering::Relaxed);
    for count in 1..=40 {
        steps(&a, DAY, count);
        if count % 4 == 0 {
            let _ = dispatch(&a, "share_sync", json!({}));
            let _ = dispatch(&b, "share_sync", json!({}));
        }
    }
    rounds(&a, "all is sent in the storm", sent);
    rounds(&b, "all has come in the storm", |b| shown(b, DAY).len() == 40);
    assert!(line.met.load(Ordering::Relaxed) > 20, "the storm met nobody");
    line.storm.store(false, Ordering::Relaxed);
    rounds(&a, "calm", |a| call(a, "share_status", json!({}))["state"] == "idle");
    rounds(&b, "calm", |b| call(b, "share_status", json!({}))["state"] == "idle");
    let all: Vec<u64> = (1..=40).collect();
    assert_eq!((own(&a, DAY), shown(&b, DAY)), (all.clone(), all));
    for who in [&a, &b] {
        assert_eq!(call(who, "share_status", json!({}))["trouble"], Value::Null);
    }
}

#[test]
fn who_was_told_that_taking_part_failed_is_on_no_board() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let line = Line::to(server.address);
    let (a, b) = (at(&home, "a", &line), person(&home, "b", &server));
    let join =
        |name: &str| json!({ "nickname": name, "town": "", "team": "", "with_bmi": false, "agreed": true });
    call(&b, "rank_join", join("うめ"));
    let people = || call(&b, "rank_refresh", json!({}))["boards"][0]["count"].as_u64().unwrap();
    assert_eq!(people(), 1);
    // Until the server has heard it and its answer is lost.
    let mut tries = 0;
    while people() == 1 {
        tries += 1;
        assert!(tries < 300, "no answer was lost");
        line.storm.store(true, Ordering::Relaxed);
        let joined = dispatch(&a, "rank_join", join("花")).is_ok();
        line.storm.store(false, Ordering::Relaxed);
        let view = call(&a, "rank_read", json!({}));
        assert_eq!((&view["on"], &view["leaving"]), (&json!(joined), &json!(!joined)));
        if joined {
            call(&a, "rank_leave", json!({}));
        }
    }
    call(&a, "share_sync", json!({}));
    assert_eq!(people(), 1);
    assert_eq!(call(&a, "rank_read", json!({}))["leaving"], false);
}

#[test]
fn clocks_of_1970_and_2099_write_and_are_read() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let b = person(&home, "b", &server);
    // 1970-01-02 and 2099-12-31, as a battery that died and a finger that slipped leave them.
    for (name, utc_ms, year) in [("early", 86_400_000, 1970), ("late", 4_102_358_400_000, 2099)] {
        let clock = Clock::at(utc_ms, Home::JAPAN);
        let ctx = Context::open(Config { demo: true, ..clock.config(home.path(name)) });
        let day = Day::new(year, 1, 1).unwrap();
        ctx.open_life(Life { seed: 1, from: day, to: day, wearable: false }).unwrap();
        ctx.connect_demo(&format!("http://{}", server.address)).unwrap();
        let today = call(&ctx, "record_status", json!({}))["today"].as_str().unwrap().to_owned();
        steps(&ctx, &today, 1_970);
        show(&ctx, &b);
        rounds(&ctx, "sent", sent);
        steps(&ctx, &today, 2_099);
        rounds(&ctx, "sent", sent);
        call(&b, "share_sync", json!({}));
        let records = call(&b, "shared_list", json!({}))["records"].as_array().unwrap().clone();
        let seen: Vec<Vec<u64>> = records
            .iter()
            .map(|record| {
                let ask = json!({ "record": record["record"], "from": today, "to": today });
                counts(&call(&b, "shared_read", ask))
            })
            .collect();
        assert!(seen.contains(&vec![1_970, 2_099]), "{name}: {seen:?}");
        // The clock is put right: what is written from then on comes too.
        clock.pass(1_795_300_200_000 - utc_ms);
        steps(&ctx, DAY, 88);
        rounds(&ctx, "sent", sent);
        assert_eq!(call(&ctx, "share_status", json!({}))["trouble"], Value::Null, "{name}");
        assert_eq!(own(&ctx, DAY), [88]);
    }
}

#[test]
#[ignore = "run by the test below as a child process"]
fn child_walks_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let (day, first) = (std::env::var("HENRO_KILL_DAY").unwrap(), std::env::var("HENRO_KILL_FIRST").unwrap());
    let ctx = Context::open(Config { demo: true, ..Config::system(folder.into()) });
    call(&ctx, "record_unlock", json!({ "password": DEMO_PASSWORD }));
    let first: u64 = first.parse().unwrap();
    let mut out = std::io::stdout().lock();
    // Rounds go on beside this, on the thread that follows what is written.
    for count in first..first + 20 {
        steps(&ctx, &day, count);
        writeln!(out, "kept {count}").unwrap();
        std::thread::sleep(Duration::from_millis(count % 5 * 4));
    }
    std::thread::sleep(Duration::from_secs(10));
}

#[test]
fn a_client_killed_while_it_sends_loses_and_doubles_nothing() {
    let kills: u64 = std::env::var("HENRO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let (a, b) = (person(&home, "a", &server), person(&home, "b", &server));
    show(&a, &b);
    call(&a, "record_lock", json!({}));
    drop(a);
    let mut kept: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for kill in 0..kills {
        let day = format!("2026-{:02}-{:02}", kill % 9 + 1, kill % 28 + 1);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "weather::child_walks_until_it_is_killed", "--nocapture"])
            .env("HENRO_KILL_FOLDER", home.path("a"))
            .env("HENRO_KILL_DAY", &day)
            .env("HENRO_KILL_FIRST", (kill * 100 + 1).to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let first = lines.by_ref().find(|line| line.starts_with("kept ")).expect("the child writes");
        std::thread::sleep(Duration::from_micros(kill * 7_919 % 150_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = std::iter::once(first).chain(lines);
        let counts = said.filter_map(|line| line.strip_prefix("kept ")?.parse::<u64>().ok());
        kept.entry(day).or_default().extend(counts);
    }
    let a = Context::open(Config { demo: true, ..Config::system(home.path("a")) });
    call(&a, "record_unlock", json!({ "password": DEMO_PASSWORD }));
    rounds(&a, "all is sent", sent);
    call(&b, "share_sync", json!({}));
    let mut acknowledged = 0;
    for (day, counts) in &kept {
        let (here, there) = (own(&a, day), shown(&b, day));
        acknowledged += counts.len() as u64;
        assert!(counts.iter().all(|count| here.contains(count)), "{day}: {counts:?} of {here:?}");
        assert!(here.is_sorted_by(|one, next| one < next), "{day}: something is there twice");
        assert_eq!(here, there, "{day}");
    }
    assert!(acknowledged >= kills);
    assert_eq!(call(&a, "share_status", json!({}))["trouble"], Value::Null);
}

const DAY: &str = "2026-11-20";
