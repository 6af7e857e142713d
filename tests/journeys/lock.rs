//! When the record is open, and when it is not.

use henro_app::{Code, Context};
use henro_testkit::{Home, PASSWORD, call, every_kind, one, refused};
use serde_json::{Value, json};

fn state(ctx: &Context) -> Value {
    call(ctx, "record_status", json!({}))["state"].clone()
}

fn unlock(password: &str) -> Value {
    json!({ "password": password })
}

#[test]
fn a_record_is_made_locked_and_opened_again() {
    let home = Home::empty();
    let ctx = home.locked();
    assert_eq!(state(&ctx), "missing");
    assert_eq!(refused(&ctx, "record_unlock", unlock(PASSWORD)).code, Code::RecordMissing);
    let ask = |name: &str, password: &str| json!({ "name": name, "password": password });
    assert_eq!(refused(&ctx, "record_create", ask(" ", PASSWORD)).code, Code::NameInvalid);
    let short = refused(&ctx, "record_create", ask("花子", "1234567"));
    assert_eq!((short.code, short.params.limit), (Code::PasswordShort, Some(8)));
    let long = "1".repeat(1025);
    assert_eq!(refused(&ctx, "record_create", ask("花子", &long)).code, Code::PasswordLong);
    assert_eq!(state(&ctx), "missing");

    let made = call(&ctx, "record_create", ask("花子", PASSWORD));
    assert_eq!((&made["state"], &made["name"]), (&json!("open"), &json!("花子")));
    assert_eq!(refused(&ctx, "record_create", ask("花子", PASSWORD)).code, Code::RecordExists);
    call(&ctx, "entry_record", every_kind(Home::TODAY));
    assert_eq!(call(&ctx, "record_lock", json!({}))["state"], "locked");
    assert_eq!(refused(&ctx, "record_unlock", unlock("not this one")).code, Code::PasswordWrong);
    assert_eq!(call(&ctx, "record_unlock", unlock(PASSWORD))["name"], "花子");
    let report = call(&ctx, "record_verify", json!({}));
    assert_eq!((&report["sound"], &report["entries"]), (&json!(true), &json!(9))); // every_kind writes nine

    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    assert_eq!(
        refused(&ctx, "password_change", change("not this one", "another pilgrim")).code,
        Code::PasswordWrong
    );
    // It tells the wait as unlocking does: none after the third, five seconds after the fourth.
    let wrong = || refused(&ctx, "password_change", change("not this one", "another pilgrim")).params.wait_s;
    assert_eq!([wrong(), wrong(), wrong()], [Some(0), Some(0), Some(5)]);
    let early = refused(&ctx, "password_change", change(PASSWORD, "another pilgrim"));
    assert_eq!((early.code, early.params.wait_s), (Code::PasswordWait, Some(5)));
    home.clock.pass(5_000);
    call(&ctx, "password_change", change(PASSWORD, "another pilgrim"));
    ctx.lock();
    assert_eq!(refused(&ctx, "record_unlock", unlock(PASSWORD)).code, Code::PasswordWrong);
    assert_eq!(call(&ctx, "record_unlock", unlock("another pilgrim"))["state"], "open");
}

#[test]
fn nothing_of_the_record_is_told_while_it_is_locked() {
    let home = Home::new();
    let ctx = home.open();
    let id = call(&ctx, "entry_record", every_kind(Home::TODAY))["ids"][0].clone();
    let csv = home.path("in.csv");
    std::fs::write(&csv, "date,steps\n2026-11-01,100\n").unwrap();
    let plan = call(&ctx, "import_preview", json!({ "path": csv }))["plan"].clone();
    ctx.lock();
    let day = json!({ "day": Home::TODAY });
    let condition = one(Home::TODAY, None, json!({ "kind": "condition", "level": 2 }));
    let asks = [
        ("activity_search", json!({ "query": "" })),
        ("backup_make", json!({})),
        ("calendar_read", json!({ "year": 2026, "month": 11 })),
        ("day_read", day.clone()),
        ("draft_list", day.clone()),
        ("draft_write", json!({ "day": Home::TODAY, "field": "line", "text": "x" })),
        ("entry_delete", json!({ "ids": [id] })),
        ("entry_deleted", json!({})),
        ("entry_edit", json!({ "id": id, "entry": condition["entries"][0] })),
        ("entry_history", json!({ "id": id })),
        ("entry_list", json!({ "from": Home::TODAY, "to": Home::TODAY })),
        ("entry_record", condition),
        ("entry_restore", json!({ "ids": [id] })),
        ("export_make", json!({})),
        ("food_favourites", json!({ "slot": "lunch", "day": Home::TODAY })),
        ("food_search", json!({ "query": "ごはん" })),
        ("import_list", json!({})),
        ("import_preview", json!({ "path": csv })),
        ("import_undo", json!({ "batch": "1" })),
        ("line_read", json!({ "text": "血圧 128/82", "day": Home::TODAY })),
        ("own_dish_list", json!({})),
        ("password_change", json!({ "current": PASSWORD, "new": "another pilgrim" })),
        ("profile_read", json!({})),
        ("record_verify", json!({})),
        ("temple_read", json!({ "number": 1 })),
        ("walk_read", json!({})),
        ("walk_write", json!({ "direction": "backward" })),
    ];
    for (name, ask) in asks {
        assert_eq!(refused(&ctx, name, ask).code, Code::RecordLocked, "{name}");
    }
    assert_eq!(refused(&ctx, "import_apply", json!({ "plan": plan })).code, Code::ImportGone);
    assert_eq!(call(&ctx, "record_status", json!({}))["name"], Value::Null);
    call(&ctx, "record_unlock", unlock(PASSWORD));
    assert_eq!(
        refused(&ctx, "import_apply", json!({ "plan": plan })).code,
        Code::ImportGone,
        "locking dropped it"
    );
}

#[test]
fn ten_wrong_passwords_wait_longer_and_longer_over_a_restart_too() {
    let home = Home::new();
    // Seconds after the 1st, 2nd … 10th wrong password: crates/vault/src/attempts.rs.
    for wait in [0, 0, 0, 5, 15, 30, 60, 120, 240, 300] {
        let ctx = home.locked();
        let error = refused(&ctx, "record_unlock", unlock("not this one"));
        assert_eq!((error.code, error.params.wait_s), (Code::PasswordWrong, Some(wait)));
        if wait > 0 {
            let early = refused(&ctx, "record_unlock", unlock(PASSWORD));
            assert_eq!((early.code, early.params.wait_s), (Code::PasswordWait, Some(wait)));
        }
        assert_eq!(call(&home.locked(), "record_status", json!({}))["wait_s"], wait);
        home.clock.pass(i64::from(wait) * 1000);
    }
    let ctx = home.open();
    ctx.lock();
    let error = refused(&ctx, "record_unlock", unlock("not this one"));
    assert_eq!(error.params.wait_s, Some(0), "the right password begins the count anew");
}

#[test]
fn a_second_program_is_told_that_the_record_is_in_use() {
    let home = Home::new();
    let first = home.open();
    let second = home.locked();
    assert_eq!(refused(&second, "record_unlock", unlock(PASSWORD)).code, Code::RecordInUse);
    first.lock();
    assert_eq!(call(&second, "record_unlock", unlock(PASSWORD))["state"], "open");
}

#[test]
fn the_record_locks_when_nobody_is_there() {
    let home = Home::new();
    let ctx = home.open();
    let minute = || {
        // What pages ask by themselves, as time goes by or because something came, is no touch.
        for asked in ["day_read", "contact_list", "calendar_read", "rank_read"] {
            let ask = match asked {
                "day_read" => json!({ "day": Home::TODAY }),
                "calendar_read" => json!({ "year": 2026, "month": 11 }),
                _ => json!({}),
            };
            henro_app::dispatch(&ctx, asked, ask).expect(asked);
        }
        home.clock.pass(60_000);
        ctx.tick();
        state(&ctx)
    };
    for _ in 0..9 {
        assert_eq!(minute(), "open");
    }
    call(&ctx, "record_touch", json!({}));
    for _ in 0..9 {
        assert_eq!(minute(), "open");
    }
    assert_eq!(minute(), "locked"); // ten minutes are the usual idle time
}

#[test]
fn the_record_locks_after_sleep_and_after_a_clock_that_was_moved() {
    for jump in [60_001, -60_001, 8 * 3_600_000, -365 * 86_400_000] {
        let home = Home::new();
        let ctx = home.open();
        ctx.tick();
        home.clock.pass(jump);
        ctx.tick();
        assert_eq!(state(&ctx), "locked", "{jump}");
    }
}

#[test]
fn leaving_the_window_locks_only_if_it_is_wanted() {
    let home = Home::new();
    let ctx = home.open();
    ctx.blurred();
    assert_eq!(state(&ctx), "open");
    let mut settings = call(&ctx, "settings_read", json!({}));
    settings["lock_on_blur"] = json!(true);
    call(&ctx, "settings_write", settings);
    ctx.blurred();
    assert_eq!(state(&ctx), "locked");
}
