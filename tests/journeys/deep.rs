//! A consent is taken back deeply: what was written before is sealed anew, the old ciphertext is gone from the files of the
//! server, and who remains reads everything. A client killed at any moment of it goes on.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use henro_app::{Code, Context};
use henro_testkit::{Clock, Home, PASSWORD, call, refused};
use serde_json::{Value, json};

use crate::between::Between;
use crate::devices::{add, own, sync};
use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, pressure, seen, server, server_on};

fn give(ctx: &Context, to: &Value, past: bool) -> Value {
    let ask = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": past, "days": 31, "purpose": "相談" });
    call(ctx, "grant_give", ask);
    let list = call(ctx, "grant_list", json!({}));
    let newest = list["grants"].as_array().unwrap().iter().filter(|one| one["to"] == *to);
    newest.rev().find(|one| one["standing"] == "holds").unwrap()["id"].clone()
}

fn grant(ctx: &Context, id: &Value) -> Value {
    let list = call(ctx, "grant_list", json!({}));
    list["grants"].as_array().unwrap().iter().find(|one| one["id"] == *id).unwrap().clone()
}

/// What somebody sees once no round is under way: the thread makes rounds of its own.
fn read(ctx: &Context) -> Vec<u64> {
    sync(ctx);
    seen(ctx)
}

/// Rounds until all is sealed anew, as the screens show it.
fn sealed_anew(ctx: &Context, id: &Value) -> Value {
    for _ in 0..1000 {
        let deep = grant(ctx, id)["deep"].clone();
        if deep["state"] != "owed" {
            return deep;
        }
        sync(ctx);
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("not done: {}", grant(ctx, id));
}

/// Pieces of what was pushed, none of them of a head: those have zeros in a row.
fn finders(pushed: &[Vec<u8>]) -> Vec<[u8; 32]> {
    let pieces = pushed.iter().flat_map(|body| body.windows(32).step_by(8));
    let sealed = pieces.filter(|piece| !piece.windows(2).any(|two| two == [0, 0]));
    sealed.map(|piece| piece.try_into().unwrap()).collect()
}

/// How many of them stand in the files of the server.
fn found(home: &Home, finders: &[[u8; 32]]) -> usize {
    let read = |name: &str| std::fs::read(home.path("server").join(name)).unwrap_or_default();
    let files = [read("server.db"), read("server.db-wal")];
    let held: HashSet<&[u8]> = files.iter().flat_map(|file| file.windows(32)).collect();
    finders.iter().filter(|finder| held.contains(&finder[..])).count()
}

// size: one story, told to its end
#[test]
fn what_was_written_before_is_sealed_anew_and_gone_from_the_server() {
    with_cards_and_keyring(
        "deep::what_was_written_before_is_sealed_anew_and_gone_from_the_server",
        |home, _| {
            let address = server(home);
            let wire = Between::start(&address);
            let mother = person(home, "mother", &wire.address);
            let [nurse, friend, late, new] =
                ["nurse", "friend", "late", "new"].map(|name| person(home, name, &address));
            let tablet = add(home, &mother, "居間のタブレット", true);
            let before = wire.pushed().len();
            for systolic in [121, 122, 123, 124] {
                pressure(&mother, systolic);
                sync(&mother);
            }
            // Of the other device too: it may be off while all of it is sealed anew.
            pressure(&tablet, 131);
            sync(&tablet);
            sync(&mother);
            let old = finders(&wire.pushed()[before..]);
            assert!(old.len() > 20, "{}", old.len());
            assert_eq!(found(home, &old), old.len(), "all of it lies on the server");

            let contacts =
                [(&nurse, "保健師さん"), (&friend, "友だち"), (&late, "これからの人"), (&new, "新しい人")];
            for (who, name) in contacts {
                know(&mother, who, name);
            }
            let list = call(&mother, "contact_list", json!({}));
            let id = |name: &str| {
                let all = list["contacts"].as_array().unwrap();
                all.iter().find(|one| one["name"] == name).unwrap()["id"].clone()
            };
            let to_nurse = give(&mother, &id("保健師さん"), true);
            let to_friend = give(&mother, &id("友だち"), true);
            for who in [&nurse, &friend] {
                assert_eq!(read(who), [121, 122, 123, 124, 131]);
            }

            // With somebody who may see only what comes, the new key would open the past to them: refused, and said beforehand.
            let to_late = give(&mother, &id("これからの人"), false);
            let deep = json!({ "id": to_nurse, "deep": true });
            assert_eq!(grant(&mother, &to_nurse)["deep_hindered"], json!(["これからの人"]));
            assert_eq!(refused(&mother, "grant_revoke", deep.clone()).code, Code::GrantPastClosed);
            assert_eq!(grant(&mother, &to_nurse)["standing"], "holds", "nothing was changed by it");
            call(&mother, "grant_revoke", json!({ "id": to_late }));
            assert_eq!(grant(&mother, &to_nurse)["deep_hindered"], json!([]));

            // Of daily sections without the card.
            call(&mother, "clinical_close", json!({}));
            call(&mother, "grant_revoke", deep);
            call(&mother, "clinical_open", json!({ "way": "device" }));
            let done = sealed_anew(&mother, &to_nurse);
            assert_eq!((&done["state"], &done["left_by"]), (&json!("done"), &json!([])), "{done}");
            assert!(done["signed_ms"].is_i64() && done["all"].as_u64().unwrap() >= 5, "{done}");
            assert_eq!(done["done"], done["all"]);
            assert_eq!(found(home, &old), 0, "no byte of it is left on the server");

            // Who remains reads everything and goes on; so does who comes new, and the person's other devices.
            pressure(&mother, 140);
            sync(&mother);
            assert_eq!(read(&friend), [121, 122, 123, 124, 131, 140]);
            assert_eq!(read(&nurse), [121, 122, 123, 124, 131], "what was read stays; nothing new comes");
            sync(&tablet);
            assert_eq!(own(&tablet), [121, 122, 123, 124, 131, 140]);
            let phone = add(home, &mother, "電話", true);
            assert_eq!(own(&phone), [121, 122, 123, 124, 131, 140]);
            give(&mother, &id("新しい人"), true);
            assert_eq!(read(&new), [121, 122, 123, 124, 131, 140]);
            for ctx in [&mother, &tablet, &phone] {
                assert_eq!(sync(ctx)["trouble"], Value::Null);
                assert_eq!(call(ctx, "record_verify", json!({}))["sound"], true);
            }
            // And again, over what was sealed anew once.
            call(&mother, "grant_revoke", json!({ "id": to_friend, "deep": true }));
            assert_eq!(sealed_anew(&mother, &to_friend)["state"], "done");
            assert_eq!(sealed_anew(&mother, &to_nurse)["state"], "done");
            assert_eq!(read(&new), [121, 122, 123, 124, 131, 140]);
        },
    );
}

#[test]
fn what_ended_or_was_taken_back_is_taken_back_deeply_later() {
    with_cards_and_keyring("deep::what_ended_or_was_taken_back_is_taken_back_deeply_later", |home, _| {
        let address = server_on(home);
        let wire = Between::start(&address);
        let mother = person(home, "mother", &wire.address);
        let [nurse, friend, late] = ["nurse", "friend", "late"].map(|name| person(home, name, &address));
        let written = |values: [u16; 2]| {
            let before = wire.pushed().len();
            for systolic in values {
                pressure(&mother, systolic);
                sync(&mother);
            }
            finders(&wire.pushed()[before..])
        };
        let old = written([121, 122]);
        let ids =
            [(&nurse, "保健師さん"), (&friend, "友だち"), (&late, "これからの人")].map(|(who, name)| {
                know(&mother, who, name);
                let list = call(&mother, "contact_list", json!({}));
                let all = list["contacts"].as_array().unwrap().clone();
                all.into_iter().find(|one| one["name"] == name).unwrap()["id"].clone()
            });
        let [to_nurse, to_friend] = [&ids[0], &ids[1]].map(|to| give(&mother, to, true));
        for who in [&nurse, &friend] {
            assert_eq!(read(who), [121, 122]);
        }
        call(&mother, "grant_revoke", json!({ "id": to_nurse }));
        let revoked = grant(&mother, &to_nurse);
        assert_eq!((&revoked["deep_due"], &revoked["deep"]), (&json!(true), &Value::Null), "{revoked}");
        assert_eq!(found(home, &old), old.len(), "the old lies there as before");

        // Not while somebody may see only what comes.
        let to_late = give(&mother, &ids[2], false);
        let deep = |id: &Value| json!({ "id": id, "deep": true });
        assert_eq!(grant(&mother, &to_nurse)["deep_hindered"], json!(["これからの人"]));
        assert_eq!(refused(&mother, "grant_revoke", deep(&to_nurse)).code, Code::GrantPastClosed);
        call(&mother, "grant_revoke", json!({ "id": to_late }));

        home.clock.pass(60_000);
        call(&mother, "grant_revoke", deep(&to_nurse));
        assert_eq!(sealed_anew(&mother, &to_nurse)["state"], "done");
        assert_eq!(found(home, &old), 0, "no byte of it is left on the server");
        let done = grant(&mother, &to_nurse);
        assert_eq!(
            (&done["revoked_ms"], &done["deep_due"]),
            (&revoked["revoked_ms"], &json!(false)),
            "{done}"
        );
        assert_eq!(grant(&mother, &to_late)["deep_due"], false, "what they could read is sealed anew too");

        // One that runs out by itself.
        let more = written([131, 132]);
        assert_eq!(read(&friend), [121, 122, 131, 132]);
        home.clock.pass(40 * 86_400_000);
        sync(&mother);
        let over = grant(&mother, &to_friend);
        assert_eq!((&over["standing"], &over["deep_due"]), (&json!("ended"), &json!(true)), "{over}");
        assert_eq!(found(home, &more), more.len());
        call(&mother, "clinical_open", json!({ "way": "device" }));
        call(&mother, "grant_revoke", deep(&to_friend));
        assert_eq!(sealed_anew(&mother, &to_friend)["state"], "done");
        assert_eq!(found(home, &more), 0);
        assert_eq!(grant(&mother, &to_friend)["standing"], "ended", "it ran out, whatever was done later");
        assert_eq!(own(&mother), [121, 122, 131, 132]);
        assert_eq!(read(&nurse), [121, 122], "what was read stays");
        assert_eq!(call(&mother, "record_verify", json!({}))["sound"], true);
    });
}

#[test]
fn a_client_that_is_killed_in_between_goes_on() {
    with_cards_and_keyring("deep::a_client_that_is_killed_in_between_goes_on", |home, _| {
        let address = server(home);
        let wire = Between::start(&address);
        let mother = person(home, "mother", &wire.address);
        let nurse = person(home, "nurse", &address);
        let to = know(&mother, &nurse, "保健師さん");
        drop(mother);
        let mut all = Vec::new();
        for turn in 0..8u16 {
            let mother = home.open_at("mother");
            call(&mother, "clinical_open", json!({ "way": "device" }));
            let before = wire.pushed().len();
            for n in 0..3 {
                pressure(&mother, 100 + 3 * turn + n);
                all.push(u64::from(100 + 3 * turn + n));
                sync(&mother);
            }
            let old = finders(&wire.pushed()[before..]);
            assert_eq!(found(home, &old), old.len());
            let id = give(&mother, &to, true);
            assert_eq!(read(&nurse), all);
            drop(mother);
            killed(home, &id, u64::from(turn) * 9);
            let mother = home.open_at("mother");
            call(&mother, "clinical_open", json!({ "way": "device" }));
            // Killed before the server had it: then it is as if nothing was asked.
            if grant(&mother, &id)["standing"] == "holds" {
                call(&mother, "grant_revoke", json!({ "id": id, "deep": true }));
            }
            let done = sealed_anew(&mother, &id);
            assert_eq!(done["state"], "done", "turn {turn}: {done}");
            assert_eq!(found(home, &old), 0, "turn {turn}");
            assert_eq!(own(&mother), all);
            assert_eq!(sync(&mother)["trouble"], Value::Null, "turn {turn}");
            assert_eq!(call(&mother, "record_verify", json!({}))["sound"], true);
        }
    });
}

/// A process of its own takes a consent back deeply and is killed so many milliseconds after it began.
fn killed(home: &Home, id: &Value, after: u64) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "deep::the_client_that_is_killed", "--nocapture"])
        .env("HENRO_KILL_FOLDER", home.path("mother"))
        .env("HENRO_KILL_GRANT", id.as_str().unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "begins"), "the child opens the record");
    std::thread::sleep(Duration::from_millis(after));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
#[ignore = "a process for the test above, which kills it"]
fn the_client_that_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let id = std::env::var("HENRO_KILL_GRANT").unwrap();
    let clock = Clock::at(1_795_300_200_000, Home::JAPAN);
    let ctx = Context::open(clock.config(folder.into()));
    call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
    call(&ctx, "clinical_open", json!({ "way": "device" }));
    writeln!(std::io::stdout(), "\nbegins").unwrap();
    call(&ctx, "grant_revoke", json!({ "id": id, "deep": true }));
    loop {
        call(&ctx, "share_sync", json!({}));
    }
}
