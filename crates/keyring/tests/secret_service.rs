//! The keyring against a real Secret Service. A process knows one bus, so each step is a child: this program again.
#![cfg(all(unix, not(target_os = "macos")))]
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use henro_keyring::DeviceKeyring;
use henro_testkit::SecretService;
use secret_service::EncryptionType;
use secret_service::blocking::SecretService as Other;

const RECORD: &str = "00112233445566778899aabbccddeeff";
const SECOND: &str = "ffeeddccbbaa99887766554433221100";
const SECRET: &str = "4c";
const NEWER: &str = "d7";

/// Does one step and prints its answer.
#[test]
#[ignore = "run by the tests below as a child process"]
fn child_does_one_step() {
    let Ok(step) = std::env::var("HENRO_KEYRING_STEP") else { return };
    let words: Vec<&str> = step.split(' ').collect();
    let begun = Instant::now();
    let answer = answer(&words);
    println!("\ntook: {:?}\nanswer: {answer}", begun.elapsed());
}

fn answer(words: &[&str]) -> String {
    let keyring = DeviceKeyring::system();
    match *words {
        ["state"] => {
            let begun = Instant::now();
            let state = keyring.state();
            let took = begun.elapsed();
            assert!(took <= Duration::from_secs(10), "state took {took:?}");
            format!("{state:?}")
        }
        ["secret", record] => shown(&keyring, record),
        ["keep", record, byte] => format!("{:?}", keyring.keep(record, &secret_of(byte))),
        ["forget", record] => format!("{:?}", keyring.forget(record)),
        ["all", record] => {
            // One after another in one process, while the keyring may come and go.
            let kept = keyring.keep(record, &secret_of(SECRET));
            [format!("{kept:?}"), shown(&keyring, record), format!("{:?}", keyring.forget(record))].join(" ")
        }
        ["plant", record, text, how] => planted(record, text.as_bytes(), how == "replace"),
        ["keep-on", record] => kept_until_it_is_gone(&keyring, record),
        ["lock"] => format!("{:?}", other().get_default_collection().unwrap().lock().is_ok()),
        ["serve-badly"] => served_badly(),
        _ => panic!("no such step"),
    }
}

/// Keeps one secret after another: how many were kept, the last of them, the one that was not, and why.
fn kept_until_it_is_gone(keyring: &DeviceKeyring, record: &str) -> String {
    let mut last = 0;
    for turn in 1..100_000u32 {
        let next = (turn % 255) as u8 + 1;
        if let Err(why) = keyring.keep(record, &[next; 32]) {
            return format!("{} {last:02x} {next:02x} {why:?}", turn - 1);
        }
        last = next;
        std::fs::write(std::env::var_os("HENRO_KEYRING_BEGUN").unwrap(), "").unwrap();
    }
    panic!("nobody ended the service");
}

fn shown(keyring: &DeviceKeyring, record: &str) -> String {
    match keyring.secret(record) {
        Ok(Some(secret)) => {
            let first = secret.expose()[0];
            assert_eq!(secret.expose(), &[first; 32]);
            format!("{first:02x}")
        }
        Ok(None) => "none".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

fn secret_of(byte: &str) -> [u8; 32] {
    [u8::from_str_radix(byte, 16).unwrap(); 32]
}

/// Another program of the same person.
fn other() -> Other<'static> {
    Other::connect(EncryptionType::Dh).unwrap()
}

fn planted(record: &str, text: &[u8], replace: bool) -> String {
    let words = HashMap::from([("service", "henro"), ("username", record)]);
    let other = other();
    let collection = other.get_default_collection().unwrap();
    collection.create_item("planted", words, text, replace, "text/plain").unwrap();
    "planted".to_owned()
}

/// Takes the name of the service, never answers, and asks for the state all the same.
fn served_badly() -> String {
    let bus = zbus::blocking::Connection::session().unwrap();
    bus.request_name("org.freedesktop.secrets").unwrap();
    answer(&["state"])
}

/// What a new process answers to a step.
#[expect(clippy::print_stdout, reason = "with --nocapture: how long each step took")]
fn step<V: AsRef<OsStr>>(step: &str, env: impl IntoIterator<Item = (&'static str, V)>) -> String {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_does_one_step", "--nocapture"])
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .envs(env)
        .env("HENRO_KEYRING_STEP", step)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{step}: {printed}\n{}", String::from_utf8_lossy(&child.stderr));
    let took = printed.lines().find_map(|line| line.strip_prefix("took: ")).unwrap_or_default();
    let answer = printed.lines().find_map(|line| line.strip_prefix("answer: ")).expect("the child answers");
    println!("{step}: {answer} {took}");
    answer.to_owned()
}

fn says(service: &SecretService, words: &str, expected: &str) {
    assert_eq!(step(words, service.env()), expected, "{words}");
}

#[test]
fn a_secret_outlives_its_process_and_the_service_until_it_is_forgotten() {
    let mut service = SecretService::start();
    says(&service, "state", "Ready");
    says(&service, &format!("secret {RECORD}"), "none");
    says(&service, &format!("keep {RECORD} {SECRET}"), "Ok(())");
    says(&service, &format!("secret {RECORD}"), SECRET);
    for file in std::fs::read_dir(service.files()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for clear in [secret_of(SECRET).as_slice(), SECRET.repeat(32).as_bytes()] {
            assert!(!bytes.windows(clear.len()).any(|part| part == clear), "a secret lies in clear");
        }
    }
    service.unlock();
    says(&service, &format!("secret {RECORD}"), SECRET);
    says(&service, &format!("secret {}", RECORD.to_uppercase()), SECRET);
    says(&service, &format!("keep {RECORD} {NEWER}"), "Ok(())");
    says(&service, &format!("secret {RECORD}"), NEWER);
    says(&service, &format!("forget {RECORD}"), "Ok(())");
    says(&service, &format!("forget {RECORD}"), "Ok(())");
    service.unlock();
    says(&service, &format!("secret {RECORD}"), "none");
}

#[test]
fn two_records_have_two_secrets() {
    let service = SecretService::start();
    says(&service, &format!("keep {RECORD} {SECRET}"), "Ok(())");
    says(&service, &format!("keep {SECOND} {NEWER}"), "Ok(())");
    says(&service, &format!("forget {RECORD}"), "Ok(())");
    says(&service, &format!("secret {RECORD}"), "none");
    says(&service, &format!("secret {SECOND}"), NEWER);
}

#[test]
fn a_locked_keyring_says_so_and_keeps_what_it_has() {
    let mut service = SecretService::start();
    says(&service, &format!("keep {RECORD} {SECRET}"), "Ok(())");
    service.lock();
    refuses(&service, "Locked", RECORD);
    service.unlock();
    says(&service, &format!("secret {RECORD}"), SECRET);
    // Locked while it runs, by another program.
    says(&service, "lock", "true");
    refuses(&service, "Locked", RECORD);
    service.unlock();
    says(&service, &format!("secret {RECORD}"), SECRET);
    refuses(&SecretService::start_locked(), "Locked", RECORD);
}

#[test]
fn a_service_that_is_killed_is_missing_until_it_is_back() {
    let mut service = SecretService::start();
    says(&service, &format!("keep {RECORD} {SECRET}"), "Ok(())");
    service.kill();
    refuses(&service, "Missing", RECORD);
    service.unlock();
    says(&service, &format!("secret {RECORD}"), SECRET);
}

#[test]
fn what_was_kept_before_a_kill_is_there_after_it() {
    let mut service = SecretService::start();
    says(&service, &format!("keep {RECORD} 00"), "Ok(())");
    let place = tempfile::tempdir().unwrap();
    let mut kept = 0;
    for turn in 0..10u64 {
        let begun = place.path().join(turn.to_string());
        let env: Vec<_> = service.env().into_iter().chain([("HENRO_KEYRING_BEGUN", begun.clone())]).collect();
        let child = std::thread::spawn(move || step(&format!("keep-on {RECORD}"), env));
        while !begun.exists() {
            assert!(!child.is_finished(), "the child keeps something");
            std::thread::sleep(Duration::from_millis(1));
        }
        // Uneven pauses, so that the kill falls at other places each time.
        std::thread::sleep(Duration::from_millis(turn * 17));
        service.kill();
        let answer = child.join().unwrap();
        let words: Vec<&str> = answer.split(' ').collect();
        let [times, last, tried, why] = words[..] else { panic!("{answer}") };
        assert_eq!(why, "Missing", "the child sees that the service is gone");
        kept += times.parse::<u32>().unwrap();
        service.unlock();
        let left = step(&format!("secret {RECORD}"), service.env());
        assert!([last, tried].contains(&left.as_str()), "{left} is left after {answer}");
        says(&service, &format!("keep {RECORD} 00"), "Ok(())");
    }
    assert!(kept >= 10, "each child kept at least one, all together {kept}");
}

#[test]
fn without_a_bus_there_is_no_keyring() {
    let empty = tempfile::tempdir().unwrap();
    for address in ["unix:path=/nonexistent/bus", "unix:abstract=henro-nobody", "nonsense", "", "autolaunch:"]
    {
        nothing_there(&[("DBUS_SESSION_BUS_ADDRESS", Path::new(address)), ("XDG_RUNTIME_DIR", empty.path())]);
    }
    nothing_there(&[("XDG_RUNTIME_DIR", empty.path())]);
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn a_bus_that_does_not_answer_is_no_keyring() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let _listening = UnixListener::bind(&socket).unwrap();
    let address = format!("unix:path={}", socket.display());
    nothing_there(&[("DBUS_SESSION_BUS_ADDRESS", Path::new(&address)), ("XDG_RUNTIME_DIR", folder.path())]);
}

#[test]
fn a_bus_without_a_keyring_or_with_a_mute_one_is_no_keyring() {
    let service = SecretService::without_daemon();
    refuses(&service, "Missing", RECORD);
    says(&service, "serve-badly", "Missing");
    let service = SecretService::start_empty();
    refuses(&service, "Missing", RECORD);
    assert!(!service.files().join("login.keyring").exists(), "nobody made a keyring");
}

#[test]
fn what_another_program_planted_is_refused_until_it_is_replaced() {
    let service = SecretService::start();
    let hex = SECRET.repeat(32);
    for text in ["short", &hex[..62], &format!("{hex}00"), &hex.replace("4c", "zz")] {
        says(&service, &format!("plant {RECORD} {text} replace"), "planted");
        says(&service, &format!("secret {RECORD}"), "Refused");
    }
    says(&service, &format!("keep {RECORD} {NEWER}"), "Ok(())");
    says(&service, &format!("secret {RECORD}"), NEWER);
    // One more beside it: which of the two is meant is not guessed.
    says(&service, &format!("plant {RECORD} {hex} beside"), "planted");
    says(&service, &format!("secret {RECORD}"), "Refused");
    says(&service, &format!("keep {RECORD} {SECRET}"), "Ok(())");
    says(&service, &format!("secret {RECORD}"), SECRET);
    says(&service, &format!("plant {RECORD} {hex} beside"), "planted");
    says(&service, &format!("forget {RECORD}"), "Ok(())");
    says(&service, &format!("secret {RECORD}"), "none");
}

#[test]
fn what_is_no_record_is_refused() {
    let service = SecretService::start();
    says(&service, "all 0011", "Err(Refused) Refused Err(Refused)");
}

/// State and every call answer the same.
fn refuses(service: &SecretService, why: &str, record: &str) {
    says(service, "state", why);
    says(service, &format!("all {record}"), &format!("Err({why}) {why} Err({why})"));
}

fn nothing_there(env: &[(&'static str, &Path)]) {
    assert_eq!(step("state", env.iter().copied()), "Missing");
    let all = step(&format!("all {RECORD}"), env.iter().copied());
    assert_eq!(all, "Err(Missing) Missing Err(Missing)");
}
