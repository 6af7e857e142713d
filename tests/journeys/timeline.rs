//! The line of a life: what stands on it, what is only searched, and days that are half known.

use henro_app::Context;
use henro_testkit::call;
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;

fn found(ctx: &Context, query: &str) -> Vec<(String, Value)> {
    let found = call(ctx, "timeline_search", json!({ "query": query }));
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|hit| (hit["kind"].as_str().unwrap().to_owned(), hit["medical"]["body"].clone())).collect()
}

fn months(ctx: &Context, kinds: Value) -> Vec<Value> {
    let page = call(ctx, "timeline_read", json!({ "zoom": "month", "kinds": kinds }));
    page["periods"].as_array().unwrap().clone()
}

#[test]
fn papers_stand_on_their_day_and_notes_about_plans_nowhere() {
    with_cards_and_keyring("timeline::papers_stand_on_their_day_and_notes_about_plans_nowhere", |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        // A note: when a birth is due. It is no paper.
        call(&ctx, "pregnancy_due", json!({ "due": "2027-03-08" }));
        assert_eq!(months(&ctx, json!(["papers"])), Vec::<Value>::new());
        let answers = json!([{ "question": "V24", "words": "高松市番町" }]);
        let ask = json!({ "form": "vaccine", "about": ["BCG"], "day": "2026-10-05", "answers": answers });
        let id = call(&ctx, "paper_record", ask)["id"].clone();
        let page = months(&ctx, json!(["papers"]));
        let event = &page[0]["shares"][0]["events"][0];
        assert_eq!(
            (page.len(), &event["what"], &event["day"], &event["medical"][0]["id"]),
            (1, &json!("paper"), &json!("2026-10-05"), &id)
        );
        assert_eq!((&event["name"]["ja"], &event["name"]["en"]), (&json!("BCG"), &json!("BCG")));
        // Found by what was written and by its kind; the note by nothing.
        assert_eq!(found(&ctx, "番町")[0].0, "papers");
        assert_eq!(found(&ctx, "予診票")[0].1["form"], "vaccine");
        assert_eq!(found(&ctx, "2027"), []);
    });
}

#[test]
fn people_to_call_are_found_by_words_and_by_what_they_are() {
    with_cards_and_keyring("timeline::people_to_call_are_found_by_words_and_by_what_they_are", |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        for problem in [
            json!({ "problem": "doctor", "words": "阿波先生", "place": "みどり診療所", "number": "088-000-0000" }),
            json!({ "problem": "pharmacy", "words": "はと薬局" }),
            json!({ "problem": "emergency_contact", "words": "讃岐 次郎", "relation": "弟" }),
            json!({ "problem": "insurance", "words": "国民健康保険" }),
        ] {
            call(&ctx, "problem_record", json!({ "problem": problem }));
        }
        for (query, problem) in [
            ("阿波", "doctor"),
            ("みどり", "doctor"),
            ("かかりつけ医", "doctor"),
            ("薬局", "pharmacy"),
            ("緊急連絡先", "emergency_contact"),
            ("国民", "insurance"),
            ("088", "doctor"),
        ] {
            let hits = found(&ctx, query);
            assert_eq!(
                (hits.len(), hits[0].0.as_str(), &hits[0].1["problem"]),
                (1, "contacts", &json!(problem)),
                "{query}"
            );
        }
        // They have no day: the line stays empty, whatever is chosen.
        assert_eq!(months(&ctx, json!([])), Vec::<Value>::new());
        assert_eq!(months(&ctx, json!(["contacts"])), Vec::<Value>::new());
        assert_eq!(call(&ctx, "timeline_read", json!({ "zoom": "year" }))["years"], json!([]));
        let some = call(&ctx, "timeline_search", json!({ "query": "薬局", "kinds": ["problems"] }));
        assert_eq!(some["hits"], json!([]));
    });
}
