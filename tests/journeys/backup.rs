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
