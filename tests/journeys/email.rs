//! A second device by e-mail and password: the daily half is there, the clinical one is not, and a new password, new keys and
//! taking it away end what was before.

use henro_app::{Code, Context};
use henro_testkit::{Home, call, one, refused};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;
use crate::share::{person, pressure, server};

const EMAIL: &str = "hanako@example.jp";
const PASSWORD: &str = "桜の咲く丘へ行く";

fn ask(address: &str, email: &str, password: &str) -> Value {
    json!({ "address": address, "email": email, "password": password, "own": "この端末だけの言葉" })
}

/// A device that has no record yet.
fn fresh(home: &Home, name: &str) -> Context {
    home.context(name)
}

fn systolic(ctx: &Context) -> Vec<u64> {
    let day = call(ctx, "day_read", json!({ "day": Home::TODAY }));
    let entries = day["entries"].as_array().unwrap_or_else(|| panic!("{day}")).iter();
    let mut values: Vec<u64> = entries.filter_map(|entry| entry["body"]["systolic"].as_u64()).collect();
    values.sort_unstable();
    values
}

#[test]
fn another_device_comes_in_by_e_mail_and_has_the_daily_half() {
    with_cards_and_keyring("email::another_device_comes_in_by_e_mail_and_has_the_daily_half", |home, _| {
        let address = server(home);
        let first = person(home, "first", &address);
        pressure(&first, 128);
        let profile = json!({ "name": "木村 節子", "birth": null, "sex": null, "activity": "normal", "stride_m": null });
        call(&first, "profile_write", profile);
        assert_eq!(call(&first, "email_status", json!({}))["on"], false);
        let said = |email: &str, password: &str| {
            refused(&first, "email_set", json!({ "email": email, "password": password })).code
        };
        assert_eq!(said("no address", PASSWORD), Code::EmailInvalid);
        assert_eq!(said(EMAIL, "short"), Code::PasswordShort);
        let view = call(&first, "email_set", json!({ "email": EMAIL, "password": PASSWORD }));
        assert_eq!((&view["on"], &view["email"]), (&json!(true), &json!(EMAIL)));
        call(&first, "share_sync", json!({}));

        let second = fresh(home, "second");
        // One word for both.
        for (email, password) in [(EMAIL, "not this one"), ("nobody@example.jp", PASSWORD)] {
            assert_eq!(refused(&second, "email_join", ask(&address, email, password)).code, Code::LoginWrong);
        }
        let away = ask("http://127.0.0.1:1", EMAIL, PASSWORD);
        assert_eq!(refused(&second, "email_join", away).code, Code::ServerAway);
        assert_eq!(call(&second, "record_status", json!({}))["state"], "missing", "nothing half stays");
        let status = call(&second, "email_join", ask(&address, "Hanako@Example.JP ", PASSWORD));
        assert_eq!((&status["state"], &status["daily_only"]), (&json!("open"), &json!(true)));
        assert_eq!(systolic(&second), [128]);
        assert_eq!(call(&second, "record_status", json!({}))["name"], "木村 節子");
        both_write(&first, &second);
        the_clinical_half_stays_closed(&second);
        assert_eq!(call(&second, "share_disconnect", json!({}))["state"], "off");
        call(&second, "share_connect", json!({ "address": address }));
        in_step(&second);
        // The same number for the same person.
        let unified = |ctx| call(ctx, "share_status", json!({}))["unified"].clone();
        assert!(unified(&first).is_string());
        assert_eq!(unified(&first), unified(&second));
        // Its own password opens it, also after a restart.
        call(&second, "record_lock", json!({}));
        drop(second);
        let again = fresh(home, "second");
        assert_eq!(
            refused(&again, "record_unlock", json!({ "password": PASSWORD })).code,
            Code::PasswordWrong
        );
        let status = call(&again, "record_unlock", json!({ "password": "この端末だけの言葉" }));
        assert_eq!((&status["state"], &status["daily_only"]), (&json!("open"), &json!(true)));
        assert_eq!(systolic(&again), [119, 128, 133]);
        assert_eq!(refused(&again, "email_join", ask(&address, EMAIL, PASSWORD)).code, Code::RecordExists);
    });
}

/// Rounds until nothing waits; another round may be under way in the background.
fn in_step(ctx: &Context) {
    let idle = (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let view = call(ctx, "share_sync", json!({}));
        assert_ne!(view["state"], "trouble", "{view}");
        view["state"] == "idle" && view["waiting"] == 0
    });
    assert!(idle, "{}", call(ctx, "share_status", json!({})));
}

fn both_write(first: &Context, second: &Context) {
    pressure(second, 119);
    in_step(second);
    call(first, "share_sync", json!({}));
    assert_eq!(systolic(first), [119, 128]);
    pressure(first, 133);
    call(first, "share_sync", json!({}));
    call(second, "share_sync", json!({}));
    assert_eq!(systolic(second), [119, 128, 133]);
    let devices = call(first, "device_list", json!({}))["devices"].clone();
    let clinical: Vec<&Value> =
        devices.as_array().unwrap().iter().map(|device| &device["clinical"]).collect();
    assert_eq!(clinical.len(), 2);
    assert_eq!(clinical.iter().filter(|clinical| **clinical == &json!(true)).count(), 1);
}

/// No key of it is here: it cannot be begun, nobody can be shown anything, and no other password can be set.
fn the_clinical_half_stays_closed(second: &Context) {
    assert_eq!(call(second, "record_status", json!({}))["clinical"], "none");
    assert_eq!(refused(second, "device_enrol", json!({ "name": "この機械" })).code, Code::DailyOnly);
    let set = json!({ "email": EMAIL, "password": "another password" });
    assert_eq!(refused(second, "email_set", set).code, Code::ClinicalLocked);
    assert_eq!(refused(second, "email_remove", json!({})).code, Code::ClinicalLocked);
    let view = call(second, "email_status", json!({}));
    assert_eq!((&view["on"], &view["daily_only"]), (&json!(true), &json!(true)));
}

#[test]
fn a_new_password_ends_the_old_one_and_taking_it_away_ends_both() {
    with_cards_and_keyring(
        "email::a_new_password_ends_the_old_one_and_taking_it_away_ends_both",
        |home, _| {
            let address = server(home);
            let first = person(home, "first", &address);
            let other = person(home, "other", &address);
            let set = |ctx: &Context, email: &str, password: &str| {
                call(ctx, "email_set", json!({ "email": email, "password": password }))
            };
            set(&first, EMAIL, PASSWORD);
            let taken = json!({ "email": EMAIL, "password": PASSWORD });
            assert_eq!(refused(&other, "email_set", taken).code, Code::EmailTaken);
            assert_eq!(call(&other, "email_status", json!({}))["on"], false);
            set(&first, EMAIL, "another password");
            let second = fresh(home, "second");
            assert_eq!(refused(&second, "email_join", ask(&address, EMAIL, PASSWORD)).code, Code::LoginWrong);
            call(&second, "email_join", ask(&address, EMAIL, "another password"));
            let view = call(&first, "email_remove", json!({}));
            assert_eq!((&view["on"], &view["email"]), (&json!(false), &Value::Null));
            let third = fresh(home, "third");
            let gone = refused(&third, "email_join", ask(&address, EMAIL, "another password"));
            assert_eq!(gone.code, Code::LoginWrong);
            // Who came before stays until removed.
            in_step(&second);
            // Too many tries: told how long.
            for _ in 0..4 {
                let wrong = refused(&third, "email_join", ask(&address, EMAIL, PASSWORD));
                assert_eq!(wrong.code, Code::LoginWrong);
            }
            let wait = refused(&third, "email_join", ask(&address, EMAIL, PASSWORD));
            assert_eq!((wait.code, wait.params.wait_s), (Code::LoginWait, Some(30)));
        },
    );
}

#[test]
fn a_clock_that_is_far_off_is_told_before_anything_is_asked() {
    with_cards_and_keyring("email::a_clock_that_is_far_off_is_told_before_anything_is_asked", |home, _| {
        let address = server(home);
        let first = person(home, "first", &address);
        call(&first, "email_set", json!({ "email": EMAIL, "password": PASSWORD }));
        home.clock.pass(11 * 60_000);
        let second = fresh(home, "second");
        assert_eq!(refused(&second, "email_join", ask(&address, EMAIL, PASSWORD)).code, Code::ClockWrong);
        home.clock.pass(-11 * 60_000);
        let status =
            call(&second, "email_join", json!({ "address": address, "email": EMAIL, "password": PASSWORD }));
        assert_eq!(status["state"], "open");
        // Without a password of its own it is the same.
        call(&second, "record_lock", json!({}));
        call(&second, "record_unlock", json!({ "password": PASSWORD }));
        call(&second, "entry_record", one(Home::TODAY, None, json!({ "kind": "diary", "text": "着いた" })));
    });
}
