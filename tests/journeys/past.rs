//! Consents without and with what was written before, given to one person in any order: in the end they read what the wider of
//! them opens, and nobody is called a liar over it.

use henro_app::Context;
use henro_testkit::call;
use serde_json::{Value, json};

use crate::devices::sync;
use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, pressure, seen, server};

/// What somebody sees once no round is under way, and nothing is amiss.
fn reads(ctx: &Context) -> Vec<u64> {
    let view = sync(ctx);
    assert_eq!(view["trouble"], Value::Null, "{view}");
    seen(ctx)
}

fn give(ctx: &Context, to: &Value, past: bool) -> Value {
    let ask =
        json!({ "to": to, "sections": ["vitals"], "role": "read", "past": past, "days": 31, "purpose": "" });
    let list = call(ctx, "grant_give", ask);
    let all = list["grants"].as_array().unwrap().iter();
    let newest = all.filter(|one| one["standing"] == "holds" && one["past"] == past);
    newest.max_by_key(|one| one["since_ms"].as_i64()).unwrap()["id"].clone()
}

fn write(ctx: &Context, values: &[u16]) {
    for value in values {
        pressure(ctx, *value);
        sync(ctx);
    }
}

#[test]
fn who_may_see_only_what_comes_sees_that_and_gets_the_past_by_a_second_consent() {
    let name = "past::who_may_see_only_what_comes_sees_that_and_gets_the_past_by_a_second_consent";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
        write(&mother, &[121, 122, 123]);
        let to = know(&mother, &nurse, "保健師さん");
        give(&mother, &to, false);
        assert_eq!(reads(&nurse), Vec::<u64>::new());
        write(&mother, &[131]);
        assert_eq!(reads(&nurse), [131]);
        write(&mother, &[132]);
        assert_eq!(reads(&nurse), [131, 132]);
        give(&mother, &to, true);
        assert_eq!(reads(&nurse), [121, 122, 123, 131, 132]);
        write(&mother, &[141]);
        assert_eq!(reads(&nurse), [121, 122, 123, 131, 132, 141]);
        assert_eq!(call(&nurse, "record_verify", json!({}))["sound"], true);
    });
}

/// What happens between the two consents.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    /// The other one makes a round.
    Round,
    /// They make rounds all the time.
    Rounds,
    /// Their Henro is shut.
    Shut,
    /// The first consent is taken back.
    Revoked,
}

// size: one story for each order and each thing between
#[test]
fn two_consents_in_any_order_open_the_past_whatever_lies_between() {
    let name = "past::two_consents_in_any_order_open_the_past_whatever_lies_between";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let mother = person(home, "mother", &address);
        let (mut all, mut value) = (Vec::new(), 100);
        let mut write_one = || {
            value += 1;
            write(&mother, &[value]);
            all.push(u64::from(value));
            all.clone()
        };
        use Between::*;
        for (turn, between) in [Nothing, Round, Rounds, Rounds, Rounds, Shut, Revoked].into_iter().enumerate()
        {
            for first in [false, true] {
                let which = format!("{between:?} {turn}, with the past first: {first}");
                let name = format!("nurse-{turn}-{first}");
                let nurse = person(home, &name, &address);
                let to = contact(&mother, &nurse, &name);
                let before = write_one();
                let one = give(&mother, &to, first);
                let nurse = match between {
                    Nothing | Shut => nurse,
                    _ => {
                        assert_eq!(reads(&nurse), if first { before.clone() } else { vec![] }, "{which}");
                        nurse
                    }
                };
                let nurse = match between {
                    Rounds => {
                        std::thread::scope(|scope| {
                            let rounds = || (0..8).for_each(|_| drop(call(&nurse, "share_sync", json!({}))));
                            scope.spawn(rounds);
                            give(&mother, &to, !first);
                        });
                        nurse
                    }
                    Shut => {
                        drop(nurse);
                        give(&mother, &to, !first);
                        home.open_at(&name)
                    }
                    Revoked => {
                        call(&mother, "grant_revoke", json!({ "id": one }));
                        give(&mother, &to, !first);
                        nurse
                    }
                    Nothing | Round => {
                        give(&mother, &to, !first);
                        nurse
                    }
                };
                assert_eq!(reads(&nurse), before, "{which}");
                assert_eq!(write_one(), reads(&nurse), "{which}");
                assert_eq!(call(&nurse, "record_verify", json!({}))["sound"], true, "{which}");
            }
        }
    });
}

fn contact(ctx: &Context, other: &Context, name: &str) -> Value {
    know(ctx, other, name);
    let list = call(ctx, "contact_list", json!({}));
    let all = list["contacts"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()["id"].clone()
}
