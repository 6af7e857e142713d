//! A backup and the way back.

use henro_app::Code;
use henro_testkit::{Home, PASSWORD, call, every_kind, one, refused};
use serde_json::json;

#[test]
fn a_backup_comes_back_and_the_former_record_is_kept() {
    let home = Home::new();
    let ctx = home.open();
    call(&ctx, "entry_record", every_kind("2026-11-20"));
    let made = call(&ctx, "backup_make", json!({}));
    let path = made["path"].clone();
    assert_eq!(call(&ctx, "backup_list", json!({}))["files"], json!([made]));
    call(&ctx, "entry_record", one(Home::TODAY, None, json!({ "kind": "condition", "level": 5 })));
    let entries = || call(&ctx, "record_verify", json!({}))["entries"].clone();
    assert_eq!(entries(), 10); // nine of every_kind and one

    let ask = |path: &serde_json::Value, password: &str| json!({ "path": path, "password": password });
    assert_eq!(refused(&ctx, "backup_restore", ask(&path, "not this one")).code, Code::PasswordWrong);
    assert_eq!(entries(), 10, "a wrong password changes nothing, and the record stays open");
    assert_eq!(refused(&ctx, "backup_restore", ask(&json!("nowhere"), PASSWORD)).code, Code::FileMissing);
    let whole = std::fs::read(path.as_str().unwrap()).unwrap();
    for (name, bytes) in [
        ("torn", whole[..whole.len() - 1].to_vec()),
        ("empty", vec![]),
        ("foreign", b"date,steps\n".to_vec()),
        ("flipped", {
            let mut bytes = whole.clone();
            bytes[whole.len() / 2] ^= 1;
            bytes
        }),
    ] {
        let bad = home.path(name);
        std::fs::write(&bad, bytes).unwrap();
        assert_eq!(
            refused(&ctx, "backup_restore", ask(&json!(bad), PASSWORD)).code,
            Code::FileNotBackup,
            "{name}"
        );
    }
    assert_eq!(entries(), 10);

    let restored = call(&ctx, "backup_restore", ask(&path, PASSWORD));
    assert_eq!((&restored["state"], &restored["rolled_back"]), (&json!("open"), &json!(false)));
    let report = call(&ctx, "record_verify", json!({}));
    assert_eq!((&report["sound"], &report["entries"]), (&json!(true), &json!(9)));
    let kept: Vec<_> = std::fs::read_dir(home.path("data"))
        .unwrap()
        .map(|found| found.unwrap().path())
        .filter(|found| found.join("daily.db").exists() && *found != home.path("data/record"))
        .collect();
    assert_eq!(kept.len(), 1, "the former record lies beside: {kept:?}");
    // It is whole: put back by hand, it opens with all ten.
    let former = home.path("former");
    henro_testkit::copy_folder(&kept[0], &former.join("record"));
    let report = call(&home.open_at("former"), "record_verify", json!({}));
    assert_eq!((&report["sound"], &report["entries"]), (&json!(true), &json!(10)));
}

#[test]
fn a_second_backup_or_export_replaces_no_file() {
    let home = Home::new();
    let ctx = home.open();
    let first = call(&ctx, "backup_make", json!({}));
    let kept = std::fs::read(first["path"].as_str().unwrap()).unwrap();
    call(&ctx, "entry_record", every_kind("2026-11-20"));
    let second = call(&ctx, "backup_make", json!({}));
    assert_ne!(first["path"], second["path"]);
    assert_eq!(std::fs::read(first["path"].as_str().unwrap()).unwrap(), kept);
    assert_eq!(call(&ctx, "backup_list", json!({}))["files"], json!([second, first]), "the newest first");
    let out = call(&ctx, "export_make", json!({}))["path"].clone();
    std::fs::write(out.as_str().unwrap(), "worked on in a spreadsheet").unwrap();
    let again = call(&ctx, "export_make", json!({}))["path"].clone();
    assert_ne!(out, again);
    assert_eq!(std::fs::read(out.as_str().unwrap()).unwrap(), b"worked on in a spreadsheet");
}

#[test]
fn wrong_passwords_of_a_backup_count_towards_the_wait() {
    let home = Home::new();
    let ctx = home.open();
    let path = call(&ctx, "backup_make", json!({}))["path"].clone();
    let ask = |password: &str| json!({ "path": path, "password": password });
    let wait = |ctx: &henro_app::Context| call(ctx, "record_status", json!({}))["wait_s"].clone();
    // Waits of crates/vault/src/attempts.rs: none after three, 5 s after four.
    for _ in 0..3 {
        assert_eq!(refused(&ctx, "backup_restore", ask("not this one")).params.wait_s, Some(0));
    }
    let fourth = refused(&ctx, "backup_restore", ask("not this one"));
    assert_eq!((fourth.code, fourth.params.wait_s), (Code::PasswordWrong, Some(5)));
    let early = refused(&ctx, "backup_restore", ask(PASSWORD));
    assert_eq!((early.code, early.params.wait_s), (Code::PasswordWait, Some(5)), "not even the right one");
    // After a restart it holds for unlocking too; a backup that is none costs no try.
    drop(ctx);
    let ctx = home.locked();
    assert_eq!(wait(&ctx), 5);
    let unlock = || json!({ "password": PASSWORD });
    assert_eq!(refused(&ctx, "record_unlock", unlock()).code, Code::PasswordWait);
    assert_eq!(
        refused(&ctx, "backup_restore", json!({ "path": "nowhere", "password": "x" })).code,
        Code::FileMissing
    );
    home.clock.pass(5_000);
    let fifth = refused(&ctx, "record_unlock", json!({ "password": "nor this" }));
    assert_eq!(fifth.params.wait_s, Some(15), "four at the backup and one at the record");
    home.clock.pass(15_000);
    assert_eq!(call(&ctx, "backup_restore", ask(PASSWORD))["state"], "open");
    assert_eq!(wait(&ctx), 0);
    let left: Vec<_> =
        std::fs::read_dir(home.path("data")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("trial")), "{left:?}");
}

#[test]
fn a_backup_s_password_is_not_guessed_without_a_record_either() {
    let home = Home::new();
    let path = call(&home.open(), "backup_make", json!({}))["path"].clone();
    let ask = |password: &str| json!({ "path": path, "password": password });
    let fresh = || home.context("fresh");
    for _ in 0..4 {
        assert_eq!(refused(&fresh(), "backup_restore", ask("not this one")).code, Code::PasswordWrong);
    }
    assert_eq!(refused(&fresh(), "backup_restore", ask(PASSWORD)).params.wait_s, Some(5));
    assert_eq!(call(&fresh(), "record_status", json!({}))["state"], "missing");
    home.clock.pass(5_000);
    let ctx = fresh();
    assert_eq!(call(&ctx, "backup_restore", ask(PASSWORD))["state"], "open");
    let left: Vec<_> =
        std::fs::read_dir(home.path("fresh")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, ["record"], "no former record was there to be kept");
}

#[test]
fn a_record_swapped_with_an_older_copy_is_told() {
    let home = Home::new();
    let ctx = home.open();
    call(&ctx, "entry_record", every_kind("2026-11-20"));
    ctx.lock();
    let file = home.path("data/record/daily.db");
    let older = std::fs::read(&file).unwrap();
    let ctx = home.open();
    call(&ctx, "entry_record", every_kind("2026-11-21"));
    ctx.lock();
    std::fs::write(&file, older).unwrap();
    assert_eq!(call(&home.open(), "record_status", json!({}))["rolled_back"], true);
}
