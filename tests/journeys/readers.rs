//! A reader is pulled out: what a card on it had opened closes, and what was asked of it is answered plainly.

use std::time::Duration;

use henro_app::{Code, dispatch};
use henro_testkit::{call, refused};
use serde_json::json;

use crate::keys::{clinical, enrol, lay, take, watch, with_cards};

#[test]
fn a_reader_pulled_out_closes_what_its_card_opened() {
    with_cards("readers::a_reader_pulled_out_closes_what_its_card_opened", |home, desk| {
        let ctx = home.open();
        lay(&ctx, desk, "lite-s-blank name=mine");
        enrol(&ctx, "青いカード", json!({}));
        assert_eq!(clinical(&ctx), "open");
        desk.order("reader pull");
        watch(&ctx, |seen| seen["cards"].as_array().is_some_and(Vec::is_empty));
        let status = call(&ctx, "record_status", json!({}));
        assert_eq!((&status["clinical"], &status["closed_why"]), (&json!("closed"), &json!("card_away")));
        assert_eq!(refused(&ctx, "clinical_open", json!({ "way": "card" })).code, Code::CardMissing);
        desk.order("reader plug");
        lay(&ctx, desk, "lite-s-blank name=mine");
        assert_eq!(call(&ctx, "clinical_open", json!({ "way": "card" }))["clinical"], "open");
    });
}

/// Before each APDU of an opening: refused as "no reader", nothing opens, and the next try works.
#[test]
fn a_reader_pulled_out_while_it_opens_opens_nothing() {
    with_cards("readers::a_reader_pulled_out_while_it_opens_opens_nothing", |home, desk| {
        let ctx = home.open();
        lay(&ctx, desk, "lite-s-blank name=mine");
        enrol(&ctx, "青いカード", json!({}));
        call(&ctx, "clinical_close", json!({}));
        let mut at = 0;
        loop {
            desk.order(&format!("reader pull at={at}"));
            match dispatch(&ctx, "clinical_open", json!({ "way": "card" })) {
                Ok(status) => {
                    assert_eq!(status["clinical"], "open", "at {at}");
                    break;
                }
                Err(error) => assert_eq!(error.code, Code::CardReader, "at {at}"),
            }
            assert_eq!(clinical(&ctx), "closed", "at {at}");
            watch(&ctx, |seen| seen["cards"].as_array().is_some_and(Vec::is_empty));
            desk.order("reader plug");
            lay(&ctx, desk, "lite-s-blank name=mine");
            at += 1;
        }
        // Opening asks for language, number, four kept answers and a fresh one.
        assert!(at > 8, "only {at} APDUs");
    });
}

/// A tick that has to wait for a command saw the time before it; the gap after it is the command's and no sleep.
#[test]
fn a_command_of_minutes_is_no_sleep() {
    with_cards("readers::a_command_of_minutes_is_no_sleep", |home, desk| {
        let ctx = home.open();
        lay(&ctx, desk, "lite-s-blank name=mine");
        enrol(&ctx, "青いカード", json!({}));
        take(&ctx, desk);
        lay(&ctx, desk, "lite-s-blank name=mine delay=150");
        ctx.tick();
        std::thread::scope(|scope| {
            let opening = scope.spawn(|| call(&ctx, "clinical_open", json!({ "way": "card" })));
            std::thread::sleep(Duration::from_millis(400));
            let waiting = scope.spawn(|| ctx.tick());
            std::thread::sleep(Duration::from_millis(200));
            assert!(!opening.is_finished() && !waiting.is_finished(), "the card is too fast for this test");
            home.clock.pass(100_000);
            assert_eq!(opening.join().unwrap()["clinical"], "open");
            waiting.join().unwrap();
        });
        home.clock.pass(5_000);
        ctx.tick();
        let status = call(&ctx, "record_status", json!({}));
        assert_eq!((&status["state"], &status["clinical"]), (&json!("open"), &json!("open")));
        // Sleep is still sleep.
        home.clock.pass(61_000);
        ctx.tick();
        assert_eq!(call(&ctx, "record_status", json!({}))["state"], "locked");
    });
}
