//! The ranking: nothing leaves before the person agreed, then just the nickname and two numbers, and all of it goes with a word.

use henro_app::Code;
use henro_testkit::{Home, call, one, refused};
use serde_json::{Value, json};

use crate::devices::{add, sync};
use crate::keys::with_cards_and_keyring;
use crate::share::{person, server};

fn join(nickname: &str, town: &str, team: &str) -> Value {
    json!({ "nickname": nickname, "town": town, "team": team, "with_bmi": true, "agreed": true })
}

fn walked(ctx: &henro_app::Context, steps: u32) {
    call(ctx, "entry_record", one(Home::TODAY, None, json!({ "kind": "steps", "count": steps })));
}

fn board<'a>(view: &'a Value, by: &str, among: &str) -> &'a Value {
    let boards = view["boards"].as_array().unwrap();
    boards.iter().find(|board| board["by"] == by && board["among"] == among).unwrap_or(&Value::Null)
}

#[test]
fn people_who_agreed_see_each_other_and_are_gone_with_a_word() {
    with_cards_and_keyring(
        "ranking::people_who_agreed_see_each_other_and_are_gone_with_a_word",
        |home, _| {
            let address = server(home);
            let (hana, ume) = (person(home, "hana", &address), person(home, "ume", &address));
            for (ctx, steps) in [(&hana, 5_000), (&ume, 8_000)] {
                walked(ctx, steps);
                let view = call(ctx, "rank_read", json!({}));
                assert_eq!((&view["on"], &view["shown"]["steps"]), (&json!(false), &json!(steps)), "{view}");
            }
            // Without the word nothing happens, and without being on it there is no board.
            let not_yet =
                json!({ "nickname": "花", "town": "", "team": "", "with_bmi": true, "agreed": false });
            assert_eq!(refused(&hana, "rank_join", not_yet).code, Code::RankConsent);
            assert_eq!(refused(&hana, "rank_join", join("", "", "")).code, Code::RankName);
            assert_eq!(refused(&hana, "rank_join", join("花\u{202e}", "", "")).code, Code::RankName);
            assert_eq!(refused(&hana, "rank_join", join("花", "", "12345")).code, Code::RankTeam);
            let view = call(&hana, "rank_refresh", json!({}));
            assert_eq!((&view["on"], &view["boards"]), (&json!(false), &json!([])));

            // Height and weight are there for one of them: 158.0 cm and 58.6 kg are 23.5, 1.5 away from 22.0.
            for (item, value) in [("height_cm", 158.0), ("weight_kg", 58.6)] {
                let body = json!({ "kind": "measurement", "item": item, "value": value });
                call(&hana, "entry_record", one(Home::TODAY, None, body));
            }
            let view = call(&hana, "rank_join", join("さぬきの亀", "直島町", "new"));
            let team = view["team"].as_str().unwrap().to_owned();
            assert_eq!((team.len(), &board(&view, "bmi", "all")["own"]["value"]), (25, &json!(15)), "{view}");
            // The code as somebody types it who writes wide digits.
            let wide: String = team.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
            let view = call(&ume, "rank_join", join("うめ", "", &wide));
            assert_eq!(view["team"], team.as_str());
            let all = board(&view, "steps", "all");
            assert_eq!((&all["count"], &all["own"]["place"]), (&json!(2), &json!(1)), "{view}");
            assert_eq!(all["top"][1], json!({ "place": 2, "nickname": "さぬきの亀", "value": 5_000 }));
            assert_eq!(board(&view, "steps", "team")["count"], 2);
            assert_eq!(board(&view, "steps", "town"), &Value::Null);
            // Without a weight there is no place among those near 22.0.
            assert_eq!(board(&view, "bmi", "all")["own"], Value::Null);

            // More steps: the next look sends them.
            walked(&hana, 4_000);
            let view = call(&hana, "rank_refresh", json!({}));
            assert_eq!(
                board(&view, "steps", "all")["own"],
                json!({ "place": 1, "nickname": "さぬきの亀", "value": 9_000 })
            );

            let view = call(&hana, "rank_leave", json!({}));
            assert_eq!(
                (&view["on"], &view["leaving"], &view["boards"]),
                (&json!(false), &json!(false), &json!([]))
            );
            let view = call(&ume, "rank_refresh", json!({}));
            assert_eq!(
                (&board(&view, "steps", "all")["count"], &view["offline"]),
                (&json!(1), &json!(false)),
                "{view}"
            );
            assert_eq!(sync(&ume)["state"], "idle");
        },
    );
}

#[test]
fn who_leaves_or_shows_less_on_one_device_is_not_sent_again_from_another() {
    let name = "ranking::who_leaves_or_shows_less_on_one_device_is_not_sent_again_from_another";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (hana, ume) = (person(home, "hana", &address), person(home, "ume", &address));
        for (item, value) in [("height_cm", 158.0), ("weight_kg", 58.6)] {
            let body = json!({ "kind": "measurement", "item": item, "value": value });
            call(&hana, "entry_record", one(Home::TODAY, None, body));
        }
        let tablet = add(home, &hana, "タブレット", false);
        call(&ume, "rank_join", join("うめ", "", ""));
        let both = || [&hana, &tablet].map(|ctx| call(ctx, "rank_join", join("さぬきの亀", "", "")));
        let on_boards = || {
            let view = call(&ume, "rank_refresh", json!({}));
            ["steps", "bmi"].map(|by| board(&view, by, "all")["count"].as_u64().unwrap())
        };
        assert_eq!(both().map(|view| view["on"].clone()), [json!(true), json!(true)]);
        assert_eq!(on_boards(), [2, 1]);

        // What another device is told in its round, and what it asks for on its page.
        call(&hana, "rank_leave", json!({}));
        sync(&tablet);
        let there = call(&tablet, "rank_read", json!({}));
        assert_eq!((&there["on"], &there["boards"]), (&json!(false), &json!([])));
        assert_eq!(on_boards(), [1, 0]);
        both();
        assert_eq!(on_boards(), [2, 1], "who agreed again takes part again");
        call(&hana, "rank_leave", json!({}));
        assert_eq!(call(&tablet, "rank_refresh", json!({}))["on"], false);
        assert_eq!(on_boards(), [1, 0]);

        // No BMI any more: the other device does not show it again.
        both();
        let less =
            json!({ "nickname": "さぬきの亀", "town": "", "team": "", "with_bmi": false, "agreed": true });
        assert_eq!(call(&hana, "rank_join", less)["on"], true);
        call(&tablet, "rank_refresh", json!({}));
        assert_eq!(on_boards(), [2, 0]);
    });
}
