//! Two devices of one person and no server: joined over the local network, kept in step by files and by meeting, and later
//! with a server after all.

use henro_app::{Code, Context};
use henro_testkit::{Home, call, refused};
use serde_json::{Value, json};

use crate::devices::{NEW_PASSWORD, add, own, sync};
use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, pressure, server};

const HERE: &str = "127.0.0.1";

/// A device that has a second factor and no server.
pub(crate) fn alone(home: &Home, name: &str) -> Context {
    home.make_record(name);
    let ctx = home.open_at(name);
    call(&ctx, "device_enrol", json!({ "name": "この機械" }));
    ctx
}

/// Adds a device over the local network.
pub(crate) fn add_near(home: &Home, old: &Context, name: &str) -> Context {
    let new = home.context(name);
    let shown = call(old, "enrol_begin", json!({ "near": true, "on": HERE }));
    assert!(shown["address"].as_str().unwrap().starts_with("near:127.0.0.1:"), "{shown}");
    let ask = json!({ "code": shown["qr"], "address": "", "name": name });
    assert_eq!(call(&new, "join_begin", ask)["state"], "asked");
    let host = call(old, "enrol_look", json!({}));
    let guest = call(&new, "join_look", json!({}));
    assert_eq!((&host["state"], &guest["state"]), (&json!("compare"), &json!("compare")));
    assert_eq!(host["pictures"], guest["pictures"]);
    assert_eq!(call(old, "enrol_confirm", json!({ "clinical": true }))["state"], "given");
    assert_eq!(call(&new, "join_look", json!({}))["state"], "ready");
    call(&new, "join_finish", json!({ "password": NEW_PASSWORD }));
    assert_eq!(call(old, "enrol_look", json!({}))["state"], "joined");
    new
}

/// Opens the medical half of a device that joined.
fn open_clinical(ctx: &Context) {
    call(ctx, "clinical_open", json!({ "way": "device" }));
}

/// Writes a file on one device and answers its path.
pub(crate) fn make(ctx: &Context) -> String {
    let made = call(ctx, "parcel_make", json!({}));
    assert!(made["bytes"].as_u64().unwrap() > 0);
    made["path"].as_str().unwrap().to_owned()
}

pub(crate) fn read(ctx: &Context, path: &str) -> u64 {
    call(ctx, "parcel_read", json!({ "path": path }))["changes"].as_u64().unwrap()
}

fn look(ctx: &Context, path: &str) -> Value {
    call(ctx, "parcel_look", json!({ "path": path }))
}

fn code_of(ctx: &Context, path: &str) -> Code {
    let looked = refused(ctx, "parcel_look", json!({ "path": path })).code;
    assert_eq!(refused(ctx, "parcel_read", json!({ "path": path })).code, looked);
    looked
}

// size: one story of two devices, told to its end
#[test]
fn two_devices_live_without_a_server_and_get_one_later() {
    with_cards_and_keyring(
        "without_server::two_devices_live_without_a_server_and_get_one_later",
        |home, _| {
            let mother = alone(home, "mother");
            pressure(&mother, 128);
            assert_eq!(refused(&mother, "parcel_make", json!({})).code, Code::ParcelAlone);
            let tablet = add_near(home, &mother, "居間のタブレット");
            // What was there came with it, and nobody thinks of a server.
            assert_eq!(own(&tablet), [128]);
            for ctx in [&mother, &tablet] {
                assert_eq!(call(ctx, "share_status", json!({}))["state"], "off");
                assert_eq!(call(ctx, "device_list", json!({}))["devices"].as_array().unwrap().len(), 2);
            }

            // By file, there and back.
            pressure(&tablet, 131);
            pressure(&mother, 135);
            let first = make(&mother);
            let seen = look(&tablet, &first);
            assert_eq!((&seen["own"], seen["changes"].as_u64()), (&json!(false), Some(1)), "{seen}");
            assert_eq!(own(&tablet), [128, 131]);
            assert_eq!(read(&tablet, &first), 1);
            assert_eq!(own(&tablet), [128, 131, 135]);
            assert_eq!((read(&tablet, &first), look(&tablet, &first)["changes"].as_u64()), (0, Some(0)));
            let back = make(&tablet);
            assert_eq!(look(&mother, &back)["from"], "居間のタブレット");
            assert_eq!(read(&mother, &back), 1);
            assert_eq!(own(&mother), [128, 131, 135]);
            // One's own file, and an older one of the other, bring nothing and break nothing.
            assert_eq!(look(&mother, &first)["own"], true);
            assert_eq!((read(&mother, &first), read(&tablet, &first)), (0, 0));

            // Over the local network: both ways at once.
            pressure(&mother, 141);
            pressure(&tablet, 142);
            let wait = call(&mother, "near_begin", json!({ "on": HERE }));
            assert_eq!((&wait["own_machine"], wait["groups"].as_array().unwrap().len()), (&json!(true), 5));
            let ask = json!({ "code": wait["groups"].as_array().unwrap().iter().map(|group| group.as_str().unwrap()).collect::<Vec<_>>().join(" "), "address": wait["address"] });
            assert_eq!(call(&tablet, "near_join", ask.clone())["changes"], 1);
            let done = call(&mother, "near_look", json!({}));
            assert_eq!(
                (&done["done"]["changes"], &done["done"]["from"]),
                (&json!(1), &json!("居間のタブレット"))
            );
            for ctx in [&mother, &tablet] {
                assert_eq!(own(ctx), [128, 131, 135, 141, 142]);
            }
            call(&mother, "near_cancel", json!({}));
            assert_eq!(refused(&tablet, "near_join", ask).code, Code::NearGone);
            open_clinical(&tablet);
            // Only the first device adds others while there is no server.
            assert_eq!(
                refused(&tablet, "enrol_begin", json!({ "near": true, "on": HERE })).code,
                Code::EnrolFirst
            );

            // Then there is a server: first one, then the other.
            let address = json!({ "address": server(home) });
            assert_eq!(call(&mother, "share_connect", address.clone())["state"], "idle");
            assert_eq!(
                refused(&mother, "enrol_begin", json!({ "near": true, "on": HERE })).code,
                Code::EnrolFirst
            );
            pressure(&tablet, 150);
            assert_eq!(call(&tablet, "share_connect", address)["state"], "idle");
            for ctx in [&mother, &tablet, &mother] {
                let view = sync(ctx);
                assert_eq!((&view["state"], &view["waiting"]), (&json!("idle"), &json!(0)), "{view}");
            }
            for ctx in [&mother, &tablet] {
                assert_eq!(own(ctx), [128, 131, 135, 141, 142, 150]);
                assert_eq!(call(ctx, "record_verify", json!({}))["sound"], true);
            }
        },
    );
}

#[test]
fn a_file_that_is_not_right_is_refused_with_its_own_word() {
    with_cards_and_keyring(
        "without_server::a_file_that_is_not_right_is_refused_with_its_own_word",
        |home, _| {
            let mother = alone(home, "mother");
            pressure(&mother, 128);
            let tablet = add_near(home, &mother, "居間のタブレット");
            pressure(&mother, 135);
            let path = make(&mother);
            let bytes = std::fs::read(&path).unwrap();
            // Nothing of it can be read in the file, not even whose it is.
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.starts_with("HENRO-PARCEL") && !text.contains("タブレット"));
            let spoilt = |name: &str, bytes: &[u8]| {
                let path = format!("{path}.{name}");
                std::fs::write(&path, bytes).unwrap();
                path
            };
            let mut changed = bytes.clone();
            *changed.last_mut().unwrap() ^= 1;
            assert_eq!(code_of(&tablet, &spoilt("cut", &bytes[..bytes.len() - 9])), Code::ParcelCut);
            assert_eq!(code_of(&tablet, &spoilt("changed", &changed)), Code::ParcelChanged);
            assert_eq!(code_of(&tablet, &spoilt("other", b"PK zip")), Code::ParcelOther);
            assert_eq!(code_of(&tablet, "/nowhere/at/all"), Code::FileMissing);
            // Somebody else's, in both directions, and a record without any other device.
            let (nurse, loner) = (alone(home, "nurse"), alone(home, "loner"));
            add_near(home, &nurse, "電話");
            assert_eq!(code_of(&tablet, &make(&nurse)), Code::ParcelForeign);
            assert_eq!(code_of(&nurse, &path), Code::ParcelForeign);
            assert_eq!(code_of(&loner, &path), Code::ParcelForeign);
            assert_eq!(own(&tablet), [128]);
            assert_eq!(read(&tablet, &path), 1);
            assert_eq!(own(&tablet), [128, 135]);
        },
    );
}

/// A device that was away writes, gives a file, and its frames are sealed anew before the server gets them: the epoch has
/// changed meanwhile. Who had the file takes the new ones for the same changes.
#[test]
fn frames_that_went_by_file_may_be_sealed_anew_for_the_server() {
    with_cards_and_keyring(
        "without_server::frames_that_went_by_file_may_be_sealed_anew_for_the_server",
        |home, _| {
            let address = server(home);
            let mother = person(home, "mother", &address);
            let nurse = person(home, "nurse", &address);
            pressure(&mother, 128);
            let tablet = add(home, &mother, "居間のタブレット", true);
            sync(&mother);
            // The tablet leaves the server and goes on by files.
            open_clinical(&tablet);
            call(&tablet, "share_disconnect", json!({}));
            pressure(&tablet, 131);
            assert_eq!(read(&mother, &make(&tablet)), 1);
            assert_eq!(own(&mother), [128, 131]);
            // A consent that is given and taken back changes the key of the section.
            let to = know(&mother, &nurse, "保健師さん");
            let ask = json!({ "to": to, "sections": ["vitals"], "role": "read", "past": true, "days": 31, "purpose": "相談" });
            let given = call(&mother, "grant_give", ask);
            call(&mother, "grant_revoke", json!({ "id": given["grants"][0]["id"] }));
            pressure(&mother, 135);
            sync(&mother);
            // What the server placed for the mother reaches the tablet by file too.
            assert_eq!(read(&tablet, &make(&mother)), 1);
            pressure(&tablet, 137);
            // Back on the server: its frames go under the key in force.
            assert_eq!(call(&tablet, "share_connect", json!({ "address": address }))["state"], "idle");
            for ctx in [&mother, &tablet] {
                let view = sync(ctx);
                assert_eq!((&view["state"], &view["waiting"]), (&json!("idle"), &json!(0)), "{view}");
                assert_eq!(own(ctx), [128, 131, 135, 137]);
                assert_eq!(call(ctx, "record_verify", json!({}))["sound"], true);
            }
            // A file still goes, and brings nothing.
            assert_eq!(read(&mother, &make(&tablet)), 0);
        },
    );
}
