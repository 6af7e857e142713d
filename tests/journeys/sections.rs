//! The clinical half through the server: two devices of one person, a half that is closed, an older record.

use henro_app::{Code, Context};
use henro_testkit::{Home, PASSWORD, call, refused};
use serde_json::{Value, json};

use crate::devices::{NEW_PASSWORD, add, sync};
use crate::keys::with_cards_and_keyring;
use crate::share::{person, server};
use crate::without_server::{add_near, alone, make, read};

pub(crate) fn open(ctx: &Context) {
    call(ctx, "clinical_open", json!({ "way": "device" }));
}

pub(crate) fn close(ctx: &Context) {
    call(ctx, "clinical_close", json!({}));
}

/// A vaccination with a lot number by which it is known.
pub(crate) fn dose(ctx: &Context, lot: &str) -> Value {
    let dose = json!({ "vaccine": "BCG", "lot": lot });
    call(ctx, "dose_record", json!({ "day": "2026-05-02", "dose": dose }))["ids"][0].clone()
}

/// The lot numbers of all vaccinations.
pub(crate) fn lots(ctx: &Context) -> Vec<String> {
    let doses = call(ctx, "dose_list", json!({}))["doses"].clone();
    let lots = doses.as_array().unwrap().iter().map(|dose| dose["dose"]["lot"].as_str().unwrap().to_owned());
    let mut lots: Vec<String> = lots.collect();
    lots.sort();
    lots
}

/// How the clinical half stands: state, and what is known to wait.
fn medical(ctx: &Context) -> (Value, Value) {
    let view = call(ctx, "share_status", json!({}));
    (view["medical"].clone(), view["medical_waiting"].clone())
}

#[test]
fn what_is_written_on_one_device_is_read_on_the_other_and_waits_while_it_is_closed() {
    let name = "sections::what_is_written_on_one_device_is_read_on_the_other_and_waits_while_it_is_closed";
    with_cards_and_keyring(name, |home, _| {
        let mother = person(home, "mother", &server(home));
        dose(&mother, "BEFORE");
        let sheet = json!({ "day": "2026-06-01", "body": { "kind": "report", "sheet": "checkup", "institution": "みどり医院" } });
        call(&mother, "clinical_record", json!({ "entries": [sheet] }));
        let allergy = json!({ "problem": "allergy", "words": "そば", "severity": "severe" });
        call(&mother, "problem_record", json!({ "problem": allergy }));
        assert_eq!(sync(&mother)["waiting"], 0);

        let tablet = add(home, &mother, "居間のタブレット", true);
        assert_eq!(medical(&tablet), (json!("waits"), Value::Null), "it was never open here");
        assert_eq!(refused(&tablet, "dose_list", json!({})).code, Code::ClinicalLocked);
        open(&tablet);
        let view = sync(&tablet);
        assert_eq!(
            (&view["state"], &view["medical"], &view["filling"]),
            (&json!("idle"), &json!("open"), &Value::Null)
        );
        assert_eq!(lots(&tablet), ["BEFORE"]);
        assert!(call(&tablet, "report_list", json!({})).to_string().contains("みどり医院"));
        assert!(call(&tablet, "problem_list", json!({})).to_string().contains("そば"));

        // There and back, with the half of one of them closed for a while.
        let id = dose(&tablet, "TABLET");
        assert_eq!(sync(&tablet)["waiting"], 0);
        close(&mother);
        let view = sync(&mother);
        assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "no alarm: {view}");
        assert_eq!(medical(&mother), (json!("waits"), json!(0)));
        open(&mother);
        sync(&mother);
        assert_eq!(lots(&mother), ["BEFORE", "TABLET"]);
        let edited = json!({ "vaccine": "BCG", "lot": "CHANGED" });
        call(&mother, "dose_edit", json!({ "id": id, "day": "2026-05-02", "dose": edited }));
        sync(&mother);
        sync(&tablet);
        assert_eq!(lots(&tablet), ["BEFORE", "CHANGED"]);
        // Each says of the other on which machine it was written; of itself it says nothing.
        let on = |ctx: &Context| {
            let steps = call(ctx, "clinical_history", json!({ "id": id }))["steps"].clone();
            [steps[0]["device"].is_string(), steps[1]["device"].is_string()]
        };
        assert_eq!((on(&mother), on(&tablet)), ([true, false], [false, true]));
        let named = call(&mother, "clinical_history", json!({ "id": id }))["steps"][0]["device"].clone();
        assert_eq!(named, "居間のタブレット");
        for ctx in [&mother, &tablet] {
            let verified = call(ctx, "record_verify", json!({}));
            assert_eq!(verified["sound"], true, "{verified}");
        }
        // It is all there after the app was closed.
        call(&tablet, "record_lock", json!({}));
        drop(tablet);
        let again = home.context("居間のタブレット");
        call(&again, "record_unlock", json!({ "password": NEW_PASSWORD }));
        let view = sync(&again);
        assert_eq!((&view["state"], &view["medical"]), (&json!("idle"), &json!("waits")), "{view}");
        open(&again);
        assert_eq!(lots(&again), ["BEFORE", "CHANGED"]);
    });
}

#[test]
fn what_was_written_without_the_line_is_counted_and_goes_when_the_card_is_there() {
    let name = "sections::what_was_written_without_the_line_is_counted_and_goes_when_the_card_is_there";
    with_cards_and_keyring(name, |home, _| {
        let (mother, server) = (home_alone(home), server(home));
        dose(&mother, "EARLY");
        call(&mother, "share_connect", json!({ "address": server }));
        assert_eq!(sync(&mother)["waiting"], 0);
        call(&mother, "share_disconnect", json!({}));
        dose(&mother, "LATER");
        close(&mother);
        assert_eq!(medical(&mother), (json!("none"), Value::Null), "there is no server");
        open(&mother);
        call(&mother, "share_connect", json!({ "address": server }));
        assert_eq!(sync(&mother)["waiting"], 0);
        let tablet = add(home, &mother, "タブレット", true);
        open(&tablet);
        sync(&tablet);
        assert_eq!(lots(&tablet), ["EARLY", "LATER"]);
        call(&mother, "record_lock", json!({}));
        call(&mother, "record_unlock", json!({ "password": PASSWORD }));
        assert_eq!(medical(&mother), (json!("waits"), json!(0)));
    });
}

fn home_alone(home: &Home) -> Context {
    alone(home, "mother")
}

#[test]
fn it_goes_by_file_and_over_the_local_network_too() {
    with_cards_and_keyring("sections::it_goes_by_file_and_over_the_local_network_too", |home, _| {
        let mother = home_alone(home);
        dose(&mother, "A1");
        let tablet = add_near(home, &mother, "居間のタブレット");
        open(&tablet);
        read(&tablet, &make(&mother));
        assert_eq!(lots(&tablet), ["A1"]);
        dose(&tablet, "B2");
        assert_eq!(read(&mother, &make(&tablet)), 1);
        assert_eq!(lots(&mother), ["A1", "B2"]);
        // With the half closed nothing of it goes along, and the rest does.
        dose(&mother, "C3");
        close(&mother);
        crate::share::pressure(&mother, 128);
        let daily = make(&mother);
        assert_eq!((read(&tablet, &daily), lots(&tablet).len()), (1, 2));
        open(&mother);
        assert_eq!(read(&tablet, &make(&mother)), 1);
        assert_eq!(lots(&tablet), ["A1", "B2", "C3"]);
    });
}
