//! What is short comes to one's own other device with the news of it; what is long is fetched.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use henro_app::{Config, Context};
use henro_testkit::{Home, call, one};
use serde_json::json;

use crate::devices::{add_on, own_on};
use crate::live::{Running, TODAY, live, person, pressure, until};

/// Questions the server answered well so far.
fn answered(server: &Running) -> u64 {
    let mut line = TcpStream::connect(server.address).unwrap();
    line.write_all(b"GET /metrics HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").unwrap();
    let mut body = String::new();
    line.read_to_string(&mut body).unwrap();
    let line = body.lines().find(|line| line.starts_with("henro_answers_total{class=\"2xx\"}")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

fn quiet(server: &Running) -> u64 {
    let mut before = answered(server);
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let now = answered(server);
        // The question itself is one.
        if now <= before + 1 {
            return now;
        }
        before = now;
    }
}

fn diary(ctx: &Context, text: &str) {
    call(ctx, "entry_record", one(TODAY, None, json!({ "kind": "diary", "text": text })));
}

fn written(ctx: &Context) -> Vec<usize> {
    let list = call(ctx, "entry_list", json!({ "from": TODAY, "to": TODAY, "kinds": ["diary"] }));
    let entries = list["entries"].as_array().unwrap().iter();
    entries.filter_map(|entry| entry["body"]["text"].as_str()).map(|text| text.chars().count()).collect()
}

#[test]
fn what_is_short_comes_with_the_news_and_what_is_long_is_fetched() {
    let home = Home::empty();
    let server = Running::start(&home, "server", 0);
    let phone = person(&home, "phone", &server);
    let bare = Context::open(Config { demo: true, ..Config::system(home.path("tablet")) });
    let tablet = add_on(bare, &phone, "tablet", false);
    until(&phone, "the phone listens", live);
    until(&tablet, "the tablet listens", live);
    let mut asked = Vec::new();
    for systolic in [128, 131, 125] {
        let before = quiet(&server);
        pressure(&phone, systolic);
        until(&tablet, "it is there", |tablet| own_on(tablet, TODAY).contains(&u64::from(systolic)));
        asked.push(quiet(&server) - before);
    }
    // What was sent, and twice this question; something by time may fall between, but not each time. Where it is fetched it is 4.
    assert!(asked.contains(&3), "{asked:?}");

    // What a line of news has no room for.
    let long: String = (0..2_000u32).map(|n| char::from_u32(0x4e00 + n * 1_117 % 19_997).unwrap()).collect();
    diary(&phone, &long);
    until(&tablet, "the long one is there", |tablet| written(tablet) == [2_000]);
    diary(&phone, "short");
    until(&tablet, "and what came after it", |tablet| written(tablet).len() == 2);
}
