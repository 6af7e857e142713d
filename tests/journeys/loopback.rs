//! Who may come in by the loopback door, on a real socket.

use henro_testkit::{Home, PASSWORD};
use serde_json::{Value, json};

use crate::door::Door;

const STATUS: &str = "/rpc/record_status";

fn with(door: &Door, name: &str, value: &str) -> Vec<String> {
    let own = door.own_headers();
    let own = own.into_iter().filter(|line| !line.starts_with(&format!("{name}:")));
    own.chain([format!("{name}: {value}")]).collect()
}

fn without(door: &Door, name: &str) -> Vec<String> {
    door.own_headers().into_iter().filter(|line| !line.starts_with(&format!("{name}:"))).collect()
}

#[test]
fn our_own_page_is_answered() {
    let door = Door::open(Home::empty().locked());
    let answer = door.call("record_status", "{}");
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("cache-control: no-store"));
    let status: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(status["state"], "missing");
    let answer = door.send("POST", STATUS, &with(&door, "Host", &format!("localhost:{}", door.port)), b"{}");
    assert_eq!(answer.status, 200);
}

#[test]
fn without_the_token_of_this_run_no_command_runs() {
    let home = Home::new();
    let door = Door::open(home.locked());
    assert_eq!(door.send("POST", STATUS, &without(&door, "X-Henro-Token"), b"{}").status, 401);
    assert_eq!(door.send("POST", STATUS, &with(&door, "X-Henro-Token", &"0".repeat(64)), b"{}").status, 401);
    let short = &door.token[..63];
    assert_eq!(door.send("POST", STATUS, &with(&door, "X-Henro-Token", short), b"{}").status, 401);
    let long = format!("{}0", door.token);
    assert_eq!(door.send("POST", STATUS, &with(&door, "X-Henro-Token", &long), b"{}").status, 401);
    let unlock = json!({ "password": PASSWORD }).to_string();
    let tried = door.send("POST", "/rpc/record_unlock", &without(&door, "X-Henro-Token"), unlock.as_bytes());
    assert_eq!(tried.status, 401);
    let status: Value = serde_json::from_str(&door.call("record_status", "{}").body).unwrap();
    assert_eq!(status["state"], "locked");
}

#[test]
fn a_name_that_is_not_ours_is_turned_away() {
    let door = Door::open(Home::empty().locked());
    let port = door.port;
    for host in ["evil.example".to_owned(), format!("evil.example:{port}"), "127.0.0.1:1".to_owned()] {
        assert_eq!(door.send("POST", STATUS, &with(&door, "Host", &host), b"{}").status, 403, "{host}");
        assert_eq!(door.send("GET", "/", &[format!("Host: {host}")], b"").status, 403, "{host}");
    }
    for origin in ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"] {
        assert_eq!(door.send("POST", STATUS, &with(&door, "Origin", origin), b"{}").status, 403, "{origin}");
    }
    assert_eq!(door.send("POST", STATUS, &without(&door, "Origin"), b"{}").status, 403);
}

#[test]
fn a_command_is_never_a_get_and_an_unknown_path_is_nothing() {
    let door = Door::open(Home::empty().locked());
    assert_eq!(door.send("GET", STATUS, &door.own_headers(), b"").status, 405);
    assert_eq!(door.send("PUT", STATUS, &door.own_headers(), b"{}").status, 405);
    assert_eq!(door.send("GET", "/no/such/file.js", &door.own_headers(), b"").status, 404);
    assert_eq!(door.send("GET", "/../../Cargo.toml", &door.own_headers(), b"").status, 404);
    assert_eq!(door.send("GET", "/%2e%2e/%2e%2e/Cargo.toml", &door.own_headers(), b"").status, 404);
    let unknown = door.call("tea_make", "{}");
    assert_eq!((unknown.status, unknown.body.contains("command_unknown")), (422, true));
    let torn = door.call("record_status", "{");
    assert_eq!((torn.status, torn.body.contains("request_invalid")), (422, true));
}

#[test]
fn every_answer_says_what_a_page_may_load() {
    let door = Door::open(Home::empty().locked());
    for (method, path) in [("GET", "/"), ("GET", "/no/such/file.js"), ("POST", STATUS)] {
        let answer = door.send(method, path, &door.own_headers(), b"");
        let policy = answer.head.lines().find(|line| line.starts_with("content-security-policy:"));
        let policy = policy.unwrap_or_else(|| panic!("{path} has no policy"));
        for part in
            ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "form-action 'none'"]
        {
            assert!(policy.contains(part), "{path}: {part}");
        }
        assert!(!policy.contains("script-src 'self' 'unsafe"), "{path}");
        assert!(answer.head.contains("x-content-type-options: nosniff"), "{path}");
        assert!(answer.head.contains("referrer-policy: no-referrer"), "{path}");
        assert!(answer.head.contains("permissions-policy: camera=(self), microphone=()"), "{path}");
    }
}

#[test]
fn a_body_beyond_the_limit_is_refused_and_the_door_stays_open() {
    let door = Door::open(Home::empty().locked());
    // 96 MiB is the limit of crates/loopback/src/rpc.rs.
    let large = vec![b' '; 96 * 1024 * 1024 + 1];
    let status = door.send("POST", STATUS, &door.own_headers(), &large).status;
    // 0: the connection was cut while the body was still being sent.
    assert!(status == 413 || status == 0, "{status}");
    assert_eq!(door.call("record_status", "{}").status, 200);
}

#[test]
fn closing_the_door_locks_the_record() {
    let home = Home::new();
    let door = Door::open(home.open());
    assert_eq!(door.call("profile_read", "{}").status, 200);
    drop(door);
    // The lock file of the record is free again: another program may open it.
    home.open();
}
