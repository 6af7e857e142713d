//! What a device that is put out no longer opens. Against the real server.

use henro_sync::RecordId;
use serde_json::{Value, json};

use super::super::connect::share_sync;
use super::super::email::tests::{first, server, take_in_a_tablet};
use super::*;
use crate::dispatch;

fn epochs(reach: &Reach, whose: Whose) -> Vec<u32> {
    let owned = Owned::load(reach).unwrap().unwrap();
    let engine = reach.known(whose, &owned).unwrap();
    engine.control().unwrap().streams.values().map(|stream| stream.epoch).collect()
}

#[test]
fn the_records_of_those_we_keep_get_new_keys_too() {
    let home = tempfile::tempdir().unwrap();
    let address = server(&home.path().join("server"));
    let ctx = first(&home.path().join("first"), &address);
    let ask = json!({ "name": "陽太", "relation": "child", "birth": "2024-05-01", "sex": "male" });
    let all: Value = dispatch(&ctx, "person_add", ask).unwrap();
    let child = all["persons"][1]["id"].as_str().unwrap().to_owned();
    dispatch(&ctx, "guardian_connect", json!({ "id": child })).unwrap();
    let record: RecordId = child.parse().unwrap();
    let reach = ctx.reach();
    let own = Whose::own(&Owned::load(&reach).unwrap().unwrap());
    let before = [epochs(&reach, own), epochs(&reach, Whose::ward(record))];
    {
        // No round of the background in between.
        let _one = ctx.line.rounds.lock().unwrap();
        let tablet = take_in_a_tablet(&reach);
        let mut trip = reach.set_out().unwrap();
        reach.remove(&mut trip, tablet).unwrap();
    }
    share_sync(&ctx, Empty {}).unwrap();
    let after = [epochs(&reach, own), epochs(&reach, Whose::ward(record))];
    for (before, after) in before.iter().zip(&after) {
        assert!(
            before.len() == 14 && before.iter().zip(after).all(|(old, new)| new > old),
            "{before:?} {after:?}"
        );
    }
    share_sync(&ctx, Empty {}).unwrap();
    assert_eq!([epochs(&reach, own), epochs(&reach, Whose::ward(record))], after, "once is enough");
}
