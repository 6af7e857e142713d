//! The program as it is started: what it writes nowhere, its doctor, its copies.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod common;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::world::*;
use common::*;
use henro_opaque::client::{Login, Setting};
use henro_opaque::{Cost, name};
use henro_sync::{DeviceKey, Role, SignedHead, Signer};
use serde_json::json;

fn run(data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_henro-server"));
    command.arg("--data").arg(data).args(words).output().unwrap()
}

/// Serves until its input is closed; answers address, process, and where both its outputs go.
struct Program {
    child: std::process::Child,
    base: String,
}

fn start(data: &Path, output: &Path) -> Program {
    let out = std::fs::File::create(output).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_henro-server"))
        .args(["--listen", "127.0.0.1:0", "--log-requests", "--data"])
        .arg(data)
        .stdout(Stdio::from(out.try_clone().unwrap()))
        .stderr(Stdio::from(out))
        .spawn()
        .unwrap();
    for _ in 0..1200 {
        let said = std::fs::read_to_string(output).unwrap();
        if let Some(line) = said.lines().find(|line| line.contains("listens on")) {
            return Program { child, base: line.split_whitespace().last().unwrap().to_owned() };
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
    panic!("it does not start");
}

impl Program {
    /// In good order, as a service manager ends it.
    fn end(mut self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success() && self.child.wait().unwrap().success());
    }
}

/// Every byte below a folder.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            all.extend(bytes_below(&entry.path()));
        } else {
            all.extend(std::fs::read(entry.path()).unwrap());
        }
    }
    all
}

fn holds(all: &[u8], needle: &[u8]) -> bool {
    all.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread")]
async fn planted_words_are_neither_stored_nor_logged() {
    let (data, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = logs.path().join("log");
    let program = start(data.path(), &log);
    let open = Asker::new(&program.base);
    let (me, nurse) = (Person::new(1, now()), Person::new(2, now()));
    let (mine, theirs) = (open.enter(&me).await, open.enter(&nurse).await);
    let mut book = Book::new(1, &me, now());
    book.knows(&nurse);
    mine.ask("POST", "/v1/records", book.genesis.clone()).await;
    let entry = book.entry(&me, now(), book.grant(1, &nurse, Role::Read, 0, None));
    mine.ask("POST", &format!("/v1/records/{}/control", book.record), entry).await;
    // What is sealed as a client seals it, under a key the server never gets.
    let plain = b"blood pressure 128/82 PLANTED-BODY";
    let mut sealed = plain.to_vec();
    let key = ring::aead::UnboundKey::new(&ring::aead::CHACHA20_POLY1305, &[9; 32]).unwrap();
    let nonce = ring::aead::Nonce::assume_unique_for_key([0; 12]);
    ring::aead::LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, ring::aead::Aad::empty(), &mut sealed)
        .unwrap();
    let frame = Hand::new(book.daily, 1).write(&me.device, now(), &sealed);
    let pushed = mine.ask("POST", &format!("/v1/streams/{}/push", book.daily), frame).await;
    assert_eq!(pushed.status, 200);
    let look = nurse.look(book.record, now(), 1, &[(book.daily, 0)]);
    theirs.ask("POST", &format!("/v1/records/{}/pull", book.record), look).await;
    // What a client may say by mistake: in a path, a query, a header, a body that is no frame.
    open.ask("GET", "/PLANTED-PATH?x=PLANTED-QUERY", "").await;
    open.ask("GET", "/v1/records/PLANTED-ID/control", "PLANTED-BODY").await;
    mine.ask("POST", &format!("/v1/streams/{}/push", book.daily), "PLANTED-BODY").await;
    mine.ask("POST", "/v1/auth/session", r#"{"identity":"PLANTED-BODY"}"#).await;
    let header = mine.client.get(format!("{}/v1/time", mine.base)).header("user-agent", "PLANTED-AGENT");
    header.send().await.unwrap();
    let metrics = open.ask("GET", "/metrics", "").await;
    program.end();
    let said = std::fs::read(&log).unwrap();
    let stored = bytes_below(data.path());
    assert!(
        holds(&stored, &sealed) && holds(&said, b"/v1/streams/{id}/push 200"),
        "the search finds what is there"
    );
    for planted in [&b"PLANTED"[..], plain, b"128/82"] {
        assert!(!holds(&stored, planted) && !holds(&said, planted) && !holds(&metrics.body, planted));
    }
    let ids = [book.record.to_string(), book.daily.to_string(), me.id.to_string(), nurse.id.to_string()];
    let tokens = [mine.token.unwrap(), theirs.token.unwrap()];
    for word in ids.iter().chain(&tokens) {
        assert!(!holds(&said, word.as_bytes()) && !holds(&metrics.body, word.as_bytes()), "{word}");
    }
    assert_eq!(said.windows(9).filter(|window| window == b"127.0.0.1").count(), 1, "its own address alone");
    for token in &tokens {
        assert!(!holds(&stored, token.as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_it_serves_is_put_back_and_the_doctor_is_content() {
    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = files.path().join("copy");
    let copy_text = copy.to_str().unwrap();
    assert!(run(data.path(), &["doctor"]).status.success());
    let program = start(data.path(), &files.path().join("log"));
    let open = Asker::new(&program.base);
    let me = Person::new(1, now());
    let mine = open.enter(&me).await;
    let book = Book::new(1, &me, now());
    mine.ask("POST", "/v1/records", book.genesis.clone()).await;
    let (mut hand, push) = (Hand::new(book.daily, 1), format!("/v1/streams/{}/push", book.daily));
    let first = hand.write(&me.device, now(), b"first");
    mine.ask("POST", &push, first.clone()).await;
    let made = run(data.path(), &["backup", copy_text]);
    assert!(made.status.success(), "{made:?}");
    let second = hand.write(&me.device, now(), b"second");
    mine.ask("POST", &push, second.clone()).await;
    let doctor = run(data.path(), &["doctor"]);
    let said = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.status.success() && said.contains("ok   key") && !said.contains("FAIL"), "{said}");
    let refused = run(data.path(), &["restore", copy_text]);
    assert!(!refused.status.success(), "not while it runs");
    program.end();
    // A damaged copy is refused, and nothing is changed by it.
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    let damaged = files.path().join("damaged");
    std::fs::write(&damaged, bytes).unwrap();
    assert!(!run(data.path(), &["restore", damaged.to_str().unwrap()]).status.success());
    let restored = run(data.path(), &["restore", copy_text]);
    assert!(restored.status.success(), "{restored:?}");
    let program = start(data.path(), &files.path().join("log"));
    let mine = Asker::new(&program.base).login(&me.id, &me.device).await.unwrap();
    let third = hand.write(&me.device, now(), b"third");
    let gap = mine.ask("POST", &push, third.clone()).await;
    assert_eq!(
        (gap.status, gap.json()["seq"].as_u64()),
        (409, Some(1)),
        "the device learns what to send again"
    );
    let head = mine.ask("POST", &push, [second, third].concat()).await;
    let key = mine.ask("GET", "/v1/server", "").await.json()["server"].as_str().unwrap().parse().unwrap();
    assert_eq!(SignedHead::read(&head.list()[0], &key).unwrap().place, 3);
    program.end();
}

fn fill(out: &mut [u8]) -> bool {
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), out).is_ok()
}

fn unhex(answer: &Answer, name: &str) -> Vec<u8> {
    let json = answer.json();
    let text = json[name].as_str().unwrap_or_else(|| panic!("{answer:?}"));
    (0..text.len()).step_by(2).map(|n| u8::from_str_radix(&text[n..n + 2], 16).unwrap()).collect()
}

/// A password set and given once, over HTTP; a wrong one and a wrong name before. Answers what a login found.
async fn by_password(open: &Asker, mine: &Asker, email: &str, password: &str) -> Vec<u8> {
    let name = name(email).unwrap();
    let server = open.ask("GET", "/v1/server", "").await.json();
    let server: DeviceKey = server["server"].as_str().unwrap().parse().unwrap();
    let (setting, first) = Setting::start(password, Cost::testing(), &mut fill).unwrap();
    let ask = json!({ "name": hex(&name.0), "message": hex(&first) });
    let answer = mine.ask("POST", "/v1/opaque/register/start", ask.to_string()).await;
    let set = setting.finish(&unhex(&answer, "message"), &name, &server.0, &mut fill).unwrap();
    let ask = json!({ "name": hex(&name.0), "message": hex(&set.file), "escrow": hex(b"ESCROW-AS-IT-IS") });
    assert_eq!(mine.ask("POST", "/v1/opaque/register/finish", ask.to_string()).await.status, 200);
    let device = Pen::new(71).public();
    let start = |password: &str| Login::start(password, Cost::testing(), &mut fill).unwrap();
    let ask = |name: &henro_opaque::Name, first: &[u8]| {
        json!({ "name": hex(&name.0), "device": device.to_string(), "message": hex(first) }).to_string()
    };
    let nobody = henro_opaque::name("nobody@example.jp").unwrap();
    for (name, password) in [(&name, "PLANTED-WRONG"), (&nobody, password)] {
        let (login, first) = start(password);
        let answer = open.ask("POST", "/v1/opaque/login/start", ask(name, &first)).await;
        let ends = (name, &server.0, &device.0);
        assert!(login.finish(&unhex(&answer, "message"), ends, &mut fill).is_err());
        let finish = json!({ "state": answer.json()["state"], "message": hex(&[1; 64]) });
        let refused = open.ask("POST", "/v1/opaque/login/finish", finish.to_string()).await;
        assert_eq!(refused.code(), (403, "wrong_login".into()));
    }
    let (login, first) = start(password);
    let answer = open.ask("POST", "/v1/opaque/login/start", ask(&name, &first)).await;
    let done = login.finish(&unhex(&answer, "message"), (&name, &server.0, &device.0), &mut fill).unwrap();
    let finish = json!({ "state": answer.json()["state"], "message": hex(&done.message) });
    let entered = open.ask("POST", "/v1/opaque/login/finish", finish.to_string()).await;
    assert_eq!(unhex(&entered, "escrow"), b"ESCROW-AS-IT-IS");
    assert_eq!(done.export.bytes(), set.export.bytes());
    done.export.bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_address_nor_password_nor_what_stands_for_them_is_stored_or_logged() {
    let (data, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = logs.path().join("log");
    let program = start(data.path(), &log);
    let open = Asker::new(&program.base);
    let mine = open.enter(&Person::new(1, now())).await;
    let (email, password) = ("planted.address@example.jp", "PLANTED-PASSWORD 桜");
    let export = by_password(&open, &mine, email, password).await;
    assert!(mine.ask("GET", "/v1/opaque", "").await.json()["since"].is_u64());
    // Said in the wrong place by a client that is broken.
    open.ask("POST", "/v1/opaque/login/start", json!({ "name": email, "message": password }).to_string())
        .await;
    open.ask("GET", &format!("/v1/opaque/{email}"), "").await;
    program.end();
    let (said, stored) = (std::fs::read(&log).unwrap(), bytes_below(data.path()));
    assert!(
        holds(&stored, b"ESCROW-AS-IT-IS") && holds(&said, b"/v1/opaque/login/finish 200"),
        "the search finds"
    );
    let name = name(email).unwrap().0;
    let seen = [&said[..], &stored].concat();
    for needle in [
        email.as_bytes(),
        b"planted.address",
        b"PLANTED",
        "桜".as_bytes(),
        &name,
        hex(&name).as_bytes(),
        &export[..16],
        hex(&export[..16]).as_bytes(),
    ] {
        assert!(!holds(&seen, needle), "{}", String::from_utf8_lossy(needle));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_put_back_from_a_copy_still_knows_the_password() {
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = other.path().join("copy");
    let program = start(data.path(), &other.path().join("log"));
    let open = Asker::new(&program.base);
    let mine = open.enter(&Person::new(1, now())).await;
    let export = by_password(&open, &mine, "a@example.jp", "password").await;
    assert!(run(data.path(), &["backup", copy.to_str().unwrap()]).status.success());
    program.end();
    let empty = other.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(run(&empty, &["restore", copy.to_str().unwrap()]).status.success());
    let program = start(&empty, &other.path().join("log2"));
    let open = Asker::new(&program.base);
    let server = open.ask("GET", "/v1/server", "").await.json();
    let server: DeviceKey = server["server"].as_str().unwrap().parse().unwrap();
    let (login, first) = Login::start("password", Cost::testing(), &mut fill).unwrap();
    let (name, device) = (name("a@example.jp").unwrap(), Pen::new(72).public());
    let ask = json!({ "name": hex(&name.0), "device": device.to_string(), "message": hex(&first) });
    let answer = open.ask("POST", "/v1/opaque/login/start", ask.to_string()).await;
    let done = login.finish(&unhex(&answer, "message"), (&name, &server.0, &device.0), &mut fill).unwrap();
    assert_eq!(done.export.bytes()[..], export[..]);
    program.end();
}
