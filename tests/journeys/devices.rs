//! Two devices of one person and a server: one is added by a code, both write, one is lost and taken out.

use henro_app::{Code, Context};
use henro_testkit::{Home, PASSWORD, call, copy_folder, one, refused};
use serde_json::{Value, json};

use crate::between::{Between, Spoil};
use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, pressure, seen, server};

pub(crate) const NEW_PASSWORD: &str = "another one here";

/// A device without a record.
fn fresh(home: &Home, name: &str) -> Context {
    home.context(name)
}

/// Shows a code and types it: until the pictures stand on both.
fn meet(old: &Context, new: &Context, name: &str) -> (Value, Value) {
    let shown = call(old, "enrol_begin", json!({}));
    assert_eq!((&shown["state"], shown["groups"].as_array().unwrap().len()), (&json!("waiting"), 5));
    let ask = json!({ "code": shown["qr"], "address": "", "name": name });
    assert_eq!(call(new, "join_begin", ask)["state"], "asked");
    let host = call(old, "enrol_look", json!({}));
    let guest = call(new, "join_look", json!({}));
    assert_eq!((&host["state"], &guest["state"]), (&json!("compare"), &json!("compare")));
    assert_eq!(host["pictures"], guest["pictures"]);
    assert_eq!(host["pictures"].as_array().unwrap().len(), 4);
    assert_eq!(host["name"], name);
    (host, guest)
}

/// Adds a device, to its first whole round.
pub(crate) fn add(home: &Home, old: &Context, name: &str, clinical: bool) -> Context {
    add_on(fresh(home, name), old, name, clinical)
}

/// The same on a device that is there.
pub(crate) fn add_on(new: Context, old: &Context, name: &str, clinical: bool) -> Context {
    meet(old, &new, name);
    assert_eq!(call(old, "enrol_confirm", json!({ "clinical": clinical }))["state"], "given");
    let ready = call(&new, "join_look", json!({}));
    assert_eq!((&ready["state"], &ready["clinical"]), (&json!("ready"), &json!(clinical)));
    let status = call(&new, "join_finish", json!({ "password": NEW_PASSWORD }));
    assert_eq!(
        (&status["state"], &status["clinical"]),
        (&json!("open"), &json!(if clinical { "closed" } else { "none" }))
    );
    assert_eq!(call(old, "enrol_look", json!({}))["state"], "joined");
    let view = sync(&new);
    assert_eq!((&view["state"], &view["filling"]), (&json!("idle"), &Value::Null), "{view}");
    new
}

/// The systolic values of today in the own record.
pub(crate) fn own(ctx: &Context) -> Vec<u64> {
    own_on(ctx, Home::TODAY)
}

/// The same of any day.
pub(crate) fn own_on(ctx: &Context, day: &str) -> Vec<u64> {
    let ask = json!({ "from": day, "to": day, "kinds": ["blood_pressure"] });
    let list = call(ctx, "entry_list", ask);
    let entries = list["entries"].as_array().unwrap().iter();
    let mut values: Vec<u64> = entries.filter_map(|entry| entry["body"]["systolic"].as_u64()).collect();
    values.sort_unstable();
    values
}

/// A round, and how it stands when none is under way: the thread makes rounds of its own.
pub(crate) fn sync(ctx: &Context) -> Value {
    let mut view = call(ctx, "share_sync", json!({}));
    for _ in 0..1200 {
        if view["state"] != "working" {
            return view;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        view = call(ctx, "share_status", json!({}));
    }
    view
}

fn device(list: &Value, name: &str) -> Value {
    let devices = list["devices"].as_array().unwrap();
    devices.iter().find(|device| device["name"] == name).unwrap_or(&Value::Null).clone()
}

// size: one story of three devices, told to its end
#[test]
fn two_devices_write_one_record_and_a_lost_one_gets_nothing_more() {
    with_cards_and_keyring(
        "devices::two_devices_write_one_record_and_a_lost_one_gets_nothing_more",
        |home, _| {
            let address = server(home);
            let mother = person(home, "mother", &address);
            let nurse = person(home, "nurse", &address);
            pressure(&mother, 128);
            let name = json!({ "name": "宮武 直子", "birth": "1950-05-05", "sex": "female", "activity": "normal", "stride_m": null });
            call(&mother, "profile_write", name);
            let to = know(&mother, &nurse, "保健師さん");
            let ask = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": 31, "purpose": "相談" });
            call(&mother, "grant_give", ask);

            let tablet = add(home, &mother, "居間のタブレット", true);
            assert_eq!(own(&tablet), [128]);
            assert_eq!(call(&tablet, "record_status", json!({}))["name"], "宮武 直子");
            // What the person knows came too, and the name of a factor stays where it belongs.
            assert_eq!(call(&tablet, "contact_list", json!({}))["contacts"][0]["name"], "保健師さん");
            assert_eq!(call(&tablet, "grant_list", json!({}))["grants"][0]["purpose"], "相談");
            let factors = call(&tablet, "factor_list", json!({}));
            assert_eq!(factors["factors"].as_array().unwrap().len(), 1, "{factors}");
            assert_eq!(factors["factors"][0]["name"], "居間のタブレット");

            // Both write; each has what the other wrote, and both count nothing as waiting.
            pressure(&tablet, 131);
            pressure(&mother, 135);
            sync(&tablet);
            sync(&mother);
            for ctx in [&tablet, &mother] {
                let view = sync(ctx);
                assert_eq!(own(ctx), [128, 131, 135]);
                assert_eq!((&view["state"], &view["waiting"]), (&json!("idle"), &json!(0)), "{view}");
                assert!(view["as_of_ms"].is_i64());
            }
            let name = json!({ "name": "宮武 なおこ", "birth": "1950-05-05", "sex": "female", "activity": "normal", "stride_m": null });
            call(&tablet, "profile_write", name);
            sync(&tablet);
            sync(&mother);
            assert_eq!(call(&mother, "profile_read", json!({}))["name"], "宮武 なおこ");

            // A third one, with its medical half closed from the start.
            let phone = add(home, &mother, "電話", true);
            let list = call(&mother, "device_list", json!({}));
            assert_eq!(list["devices"].as_array().unwrap().len(), 3);
            assert_eq!((&list["devices"][0]["own"], &list["may_change"]), (&json!(true), &json!(true)));
            assert!(device(&list, "居間のタブレット")["seen_ms"].is_i64(), "{list}");

            // The tablet is lost.
            let lost = json!({ "id": device(&list, "居間のタブレット")["id"] });
            call(&mother, "clinical_close", json!({}));
            assert_eq!(refused(&mother, "device_remove", lost.clone()).code, Code::ClinicalLocked);
            call(&mother, "clinical_open", json!({ "way": "device" }));
            let itself = json!({ "id": list["devices"][0]["id"] });
            assert_eq!(refused(&mother, "device_remove", itself).code, Code::DeviceOwn);
            let after = call(&mother, "device_remove", lost.clone());
            assert!(device(&after, "居間のタブレット")["removed_ms"].is_i64(), "{after}");
            assert_eq!(after["rotating"], false);
            pressure(&mother, 140);
            assert_eq!(sync(&mother)["state"], "idle");

            // It is told so, gets nothing new, can send nothing, and keeps what it has.
            pressure(&tablet, 139);
            let view = sync(&tablet);
            assert_eq!((&view["state"], &view["trouble"]), (&json!("trouble"), &json!("removed")), "{view}");
            assert_eq!(view["waiting"], 1);
            assert_eq!(own(&tablet), [128, 131, 135, 139]);
            call(&tablet, "clinical_open", json!({ "way": "device" }));
            assert_eq!(
                refused(&tablet, "device_remove", json!({ "id": itself_id(&tablet) })).code,
                Code::DeviceRemoved
            );
            assert_eq!(refused(&tablet, "enrol_begin", json!({})).code, Code::DeviceRemoved);
            sync(&mother);
            assert_eq!(own(&mother), [128, 131, 135, 140]);
            // Who has a consent reads on.
            assert_eq!(seen(&nurse), [128, 131, 135, 140]);

            // The phone needs its medical half once, for the new keys.
            let view = sync(&phone);
            assert_eq!(
                (&view["state"], &view["trouble"]),
                (&json!("trouble"), &json!("keys_wait")),
                "{view}"
            );
            assert_eq!(own(&phone), [128, 131, 135]);
            call(&phone, "clinical_open", json!({ "way": "device" }));
            assert_eq!(sync(&phone)["state"], "idle");
            assert_eq!(own(&phone), [128, 131, 135, 140]);
            pressure(&phone, 141);
            sync(&phone);
            sync(&mother);
            assert_eq!(own(&mother), [128, 131, 135, 140, 141]);
            // It has the root of the account: it may take others in and out, and sees the consents.
            assert_eq!(call(&phone, "grant_list", json!({}))["grants"][0]["purpose"], "相談");
            assert_eq!(call(&phone, "enrol_begin", json!({}))["state"], "waiting");
            for ctx in [&mother, &phone, &tablet] {
                let whole = call(ctx, "record_verify", json!({}));
                assert_eq!(whole["sound"], true, "{whole}");
            }
        },
    );
}

#[test]
fn a_copied_device_is_told_and_joins_anew() {
    with_cards_and_keyring("devices::a_copied_device_is_told_and_joins_anew", |home, _| {
        let address = server(home);
        let mother = person(home, "mother", &address);
        pressure(&mother, 128);
        let tablet = add(home, &mother, "tablet", false);
        pressure(&tablet, 130);
        sync(&tablet);
        call(&tablet, "record_lock", json!({}));
        copy_folder(&home.path("tablet"), &home.path("copy"));
        let copy = home.context("copy");
        for ctx in [&tablet, &copy] {
            call(ctx, "record_unlock", json!({ "password": NEW_PASSWORD }));
        }
        assert_eq!(refused(&mother, "record_put_aside", json!({})).code, Code::RequestInvalid);
        pressure(&tablet, 131);
        assert_eq!(sync(&tablet)["state"], "idle");
        pressure(&copy, 139);
        let view = sync(&copy);
        assert_eq!((&view["state"], &view["trouble"]), (&json!("trouble"), &json!("twin")), "{view}");
        // The record is as it was, but for what came from the twin; nothing of it was sent.
        assert!(own(&copy).contains(&139) && own(&copy).contains(&130));
        sync(&mother);
        assert_eq!(own(&mother), [128, 130, 131]);
        // It puts its record aside, where it can be opened still, and joins under a key of its own.
        assert_eq!(call(&copy, "record_put_aside", json!({}))["state"], "missing");
        let aside = std::fs::read_dir(home.path("copy")).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(aside.filter(|name| name.to_string_lossy().starts_with("record.before-")).count(), 1);
        drop(copy);
        let copy = add(home, &mother, "copy", false);
        assert_eq!(own(&copy), [128, 130, 131]);
        pressure(&copy, 133);
        sync(&copy);
        pressure(&tablet, 132);
        assert_eq!(sync(&tablet)["state"], "idle");
        sync(&mother);
        assert_eq!(own(&mother), [128, 130, 131, 132, 133]);
    });
}

fn itself_id(ctx: &Context) -> Value {
    call(ctx, "device_list", json!({}))["devices"][0]["id"].clone()
}

#[test]
fn a_device_of_the_daily_half_writes_and_changes_nothing_of_the_account() {
    with_cards_and_keyring(
        "devices::a_device_of_the_daily_half_writes_and_changes_nothing_of_the_account",
        |home, _| {
            let address = server(home);
            let mother = person(home, "mother", &address);
            pressure(&mother, 128);
            let phone = add(home, &mother, "電話", false);
            let tablet = add(home, &mother, "板", true);
            assert_eq!(own(&phone), [128]);
            pressure(&phone, 131);
            sync(&phone);
            // With a second factor of its own the medical half here is empty and opens nothing of the account.
            call(&phone, "device_enrol", json!({ "name": "電話" }));
            assert_eq!(call(&phone, "device_list", json!({}))["may_change"], false);
            assert_eq!(refused(&phone, "enrol_begin", json!({})).code, Code::DeviceDaily);
            let list = call(&mother, "device_list", json!({}));
            let lost = json!({ "id": device(&list, "板")["id"] });
            assert_eq!(refused(&phone, "device_remove", lost.clone()).code, Code::DeviceDaily);
            call(&mother, "device_remove", lost);
            pressure(&mother, 140);
            sync(&mother);
            call(&phone, "clinical_close", json!({}));
            // The new daily key comes without the medical half.
            assert_eq!(sync(&phone)["state"], "idle");
            assert_eq!(own(&phone), [128, 131, 140]);
            pressure(&phone, 142);
            sync(&phone);
            sync(&mother);
            assert_eq!(own(&mother), [128, 131, 140, 142]);
            drop(tablet);
        },
    );
}

// size: each word has its turn on one pair of devices
#[test]
fn what_is_typed_wrong_or_comes_too_late_or_is_refused_has_its_own_word() {
    with_cards_and_keyring(
        "devices::what_is_typed_wrong_or_comes_too_late_or_is_refused_has_its_own_word",
        |home, _| {
            let address = server(home);
            let mother = person(home, "mother", &address);
            let new = fresh(home, "new");
            let begin =
                |code: &Value, address: &str| json!({ "code": code, "address": address, "name": "電話" });
            assert_eq!(refused(&new, "join_look", json!({})).code, Code::EnrolNone);
            assert_eq!(refused(&mother, "enrol_look", json!({})).code, Code::EnrolNone);
            let shown = call(&mother, "enrol_begin", json!({}));
            let groups: Vec<String> = shown["groups"]
                .as_array()
                .unwrap()
                .iter()
                .map(|group| group.as_str().unwrap().into())
                .collect();
            // A wrong digit is known before anybody is asked.
            let digit = if groups[2].ends_with('0') { "1" } else { "0" };
            let wrong =
                [&groups[0], &groups[1], &format!("{}{digit}", &groups[2][..4]), &groups[3], &groups[4]]
                    .map(String::as_str)
                    .join(" ");
            let error = refused(&new, "join_begin", begin(&json!(wrong), &address));
            assert_eq!((error.code, error.params.group), (Code::EnrolCode, Some(3)));
            let checked = call(&new, "enrol_check", json!({ "code": wrong }));
            assert_eq!((&checked["wrong"], &checked["right"]), (&json!([3]), &json!(false)));
            let right = json!(groups.join(" "));
            assert_eq!(call(&new, "enrol_check", json!({ "code": right }))["right"], true);
            assert_eq!(
                refused(&new, "join_begin", begin(&right, "http://example.jp")).code,
                Code::ServerAddress
            );
            assert_eq!(
                refused(&new, "join_begin", begin(&right, "http://127.0.0.1:9")).code,
                Code::ServerAway
            );
            // Where there is a record already nothing is joined.
            assert_eq!(refused(&mother, "join_begin", begin(&right, &address)).code, Code::RecordExists);

            // A code is good once.
            assert_eq!(call(&new, "join_begin", begin(&right, &address))["state"], "asked");
            let second = fresh(home, "second");
            assert_eq!(refused(&second, "join_begin", begin(&right, &address)).code, Code::EnrolGone);
            // The pictures differ: the person says no.
            call(&mother, "enrol_look", json!({}));
            call(&new, "join_look", json!({}));
            call(&mother, "enrol_cancel", json!({}));
            assert_eq!(refused(&new, "join_look", json!({})).code, Code::EnrolRefused);
            assert_eq!(
                refused(&new, "join_finish", json!({ "password": NEW_PASSWORD })).code,
                Code::EnrolNone
            );

            // A code that was taken back, and one that nobody made, find nobody.
            let shown = call(&mother, "enrol_begin", json!({}));
            call(&mother, "enrol_cancel", json!({}));
            assert_eq!(refused(&new, "join_begin", begin(&shown["qr"], "")).code, Code::EnrolGone);

            // The person stops on the new device.
            meet(&mother, &new, "電話");
            call(&new, "join_cancel", json!({}));
            assert_eq!(call(&mother, "enrol_look", json!({}))["state"], "cancelled");
            assert_eq!(call(&mother, "enrol_confirm", json!({ "clinical": false }))["state"], "cancelled");

            // Ten minutes.
            meet(&mother, &new, "電話");
            home.clock.pass(9 * 60_000);
            assert_eq!(call(&mother, "enrol_look", json!({}))["state"], "compare");
            home.clock.pass(60_000);
            assert_eq!(call(&mother, "enrol_confirm", json!({ "clinical": false }))["state"], "expired");
            assert_eq!(refused(&new, "join_look", json!({})).code, Code::EnrolExpired);

            // Nothing of all this left a trace.
            assert_eq!(call(&mother, "device_list", json!({}))["devices"].as_array().unwrap().len(), 1);
            assert!(
                !home.path("new").join("record").exists()
                    && !home.path("new").join("record.joining").exists()
            );
        },
    );
}

#[test]
fn a_letter_that_was_changed_or_repeated_on_the_way_ends_it() {
    with_cards_and_keyring("devices::a_letter_that_was_changed_or_repeated_on_the_way_ends_it", |home, _| {
        let address = server(home);
        let between = Between::start(&address);
        let mother = person(home, "mother", &between.address);
        // Letters in the order they are put: offer, ask, reveal, answer.
        for (spoil, seen) in [
            (Spoil::Flip(0), "begin"),
            (Spoil::Flip(1), "host"),
            (Spoil::Repeat { at: 1, from: 0 }, "host"),
            (Spoil::Flip(2), "guest"),
            (Spoil::Repeat { at: 2, from: 1 }, "guest"),
            (Spoil::Flip(3), "gift"),
            (Spoil::Repeat { at: 3, from: 2 }, "gift"),
        ] {
            call(&mother, "enrol_cancel", json!({}));
            between.spoil(spoil);
            let new = fresh(home, "new");
            let shown = call(&mother, "enrol_begin", json!({}));
            let ask = json!({ "code": shown["qr"], "address": "", "name": "電話" });
            if seen == "begin" {
                assert_eq!(refused(&new, "join_begin", ask).code, Code::EnrolBroken);
                continue;
            }
            call(&new, "join_begin", ask);
            let host = call(&mother, "enrol_look", json!({}));
            if seen == "host" {
                assert_eq!(host["state"], "broken", "{spoil:?}");
                assert_eq!(call(&mother, "enrol_confirm", json!({ "clinical": true }))["state"], "broken");
                continue;
            }
            if seen == "gift" {
                assert_eq!(call(&new, "join_look", json!({}))["state"], "compare");
                call(&mother, "enrol_confirm", json!({ "clinical": false }));
            }
            assert_eq!(refused(&new, "join_look", json!({})).code, Code::EnrolBroken, "{spoil:?}");
            assert_eq!(
                refused(&new, "join_finish", json!({ "password": NEW_PASSWORD })).code,
                Code::EnrolNone
            );
            assert!(!home.path("new").join("record").exists());
        }
        call(&mother, "enrol_cancel", json!({}));
        between.spoil(Spoil::Nothing);
        add(home, &mother, "居間", true);
    });
}

#[test]
fn broken_off_at_any_step_it_can_be_begun_again() {
    with_cards_and_keyring("devices::broken_off_at_any_step_it_can_be_begun_again", |home, _| {
        let address = server(home);
        let mut mother = person(home, "mother", &address);
        pressure(&mother, 128);
        // What is in memory goes with the program, on either side, after each step.
        for step in 0..5 {
            let mut new = fresh(home, "new");
            let shown = call(&mother, "enrol_begin", json!({}));
            if step > 0 {
                call(&new, "join_begin", json!({ "code": shown["qr"], "address": "", "name": "電話" }));
            }
            if step > 1 {
                call(&mother, "enrol_look", json!({}));
                call(&new, "join_look", json!({}));
            }
            if step > 2 {
                call(&mother, "enrol_confirm", json!({ "clinical": true }));
            }
            if step > 3 {
                call(&new, "join_look", json!({}));
                // A crash in the middle of making the record: part of a folder, beside its place.
                let half = home.path("new").join("record.joining");
                std::fs::create_dir_all(&half).unwrap();
                std::fs::write(half.join("slots"), b"half").unwrap();
            }
            drop(new);
            new = fresh(home, "new");
            assert_eq!(call(&new, "record_status", json!({}))["state"], "missing", "step {step}");
            assert_eq!(
                refused(&new, "join_finish", json!({ "password": NEW_PASSWORD })).code,
                Code::EnrolNone
            );
            drop(mother);
            mother = home.open_at("mother");
            call(&mother, "clinical_open", json!({ "way": "device" }));
            assert_eq!(refused(&mother, "enrol_look", json!({})).code, Code::EnrolNone);
        }
        let new = add(home, &mother, "new", true);
        assert_eq!(own(&new), [128]);
        assert!(!home.path("new").join("record.joining").exists());
        // Those that got a place and never came can be seen, and taken out.
        let list = call(&mother, "device_list", json!({}));
        let never = |list: &Value| {
            let devices = list["devices"].as_array().unwrap().clone();
            let gone = |device: &Value| {
                device["seen_ms"].is_null() && device["removed_ms"].is_null() && device["own"] == false
            };
            devices.into_iter().filter(gone).collect::<Vec<_>>()
        };
        assert_eq!(never(&list).len(), 2, "{list}");
        for one in never(&list) {
            call(&mother, "device_remove", json!({ "id": one["id"] }));
        }
        assert!(never(&call(&mother, "device_list", json!({}))).is_empty());
        call(&new, "clinical_open", json!({ "way": "device" }));
        assert_eq!(sync(&new)["state"], "idle");
        drop(new);
        let new = fresh(home, "new");
        assert_ne!(PASSWORD, NEW_PASSWORD);
        call(&new, "record_unlock", json!({ "password": NEW_PASSWORD }));
        assert_eq!(own(&new), [128]);
    });
}

#[test]
fn a_device_is_renamed_here_and_only_here() {
    with_cards_and_keyring("devices::a_device_is_renamed_here_and_only_here", |home, _| {
        let address = server(home);
        let mother = person(home, "mother", &address);
        let new = add(home, &mother, "電話", false);
        let id = itself_id(&mother);
        let list = call(&mother, "device_rename", json!({ "id": id, "name": "台所" }));
        assert_eq!(list["devices"][0]["name"], "台所");
        assert_eq!(device(&call(&new, "device_list", json!({})), "台所"), Value::Null);
        assert_eq!(
            refused(&mother, "device_rename", json!({ "id": "00", "name": "台所" })).code,
            Code::DeviceMissing
        );
        assert_eq!(
            refused(&mother, "device_rename", json!({ "id": id, "name": " " })).code,
            Code::NameInvalid
        );
        call(&mother, "entry_record", one(Home::TODAY, None, json!({ "kind": "diary", "text": "x" })));
        // The name lies nowhere in what travels.
        sync(&mother);
        sync(&new);
        assert_eq!(device(&call(&new, "device_list", json!({})), "台所"), Value::Null);
    });
}
