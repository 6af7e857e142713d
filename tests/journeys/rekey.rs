//! New keys for a suspected leak: what is here goes on, the rest opens nothing.

use henro_app::Code;
use henro_testkit::{Home, PASSWORD, call, one, refused};
use serde_json::{Value, json};

use crate::keys::{clinical, enrol, lay, take, watch, with_cards, with_cards_and_keyring, words};

fn kept(plan: &Value) -> Vec<(String, bool)> {
    let factors = plan["factors"].as_array().unwrap().iter();
    factors.map(|one| (one["kind"].as_str().unwrap().to_owned(), one["kept"] == true)).collect()
}

fn ids(plan: &Value) -> Vec<Value> {
    let factors = plan["factors"].as_array().unwrap().iter();
    factors.filter(|one| one["kept"] == true).map(|one| one["id"].clone()).collect()
}

#[test]
fn new_keys_keep_what_is_here_and_name_what_is_not() {
    let test = "rekey::new_keys_keep_what_is_here_and_name_what_is_not";
    with_cards_and_keyring(test, |home, desk| {
        let ctx = home.open();
        lay(&ctx, desk, "lite-s-blank name=mine");
        enrol(&ctx, "青いカード", json!({}));
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let sheets = call(&ctx, "sheet_make", json!({ "kind": "recovery" }));
        let code = words(&sheets["sheets"][0]);
        call(&ctx, "sheet_confirm", json!({ "kind": "recovery", "codes": [code] }));
        call(&ctx, "entry_record", one(Home::TODAY, None, json!({ "kind": "steps", "count": 4321 })));
        // A second card that is not here.
        call(&ctx, "card_swap", json!({ "wait": true }));
        desk.order("remove");
        watch(&ctx, |seen| seen["cards"].as_array().is_some_and(Vec::is_empty));
        lay(&ctx, desk, "lite-s-blank-2 name=other");
        enrol(&ctx, "別のカード", json!({}));
        take(&ctx, desk);
        assert_eq!(refused(&ctx, "rekey_plan", json!({})).code, Code::ClinicalLocked);
        lay(&ctx, desk, "lite-s-blank name=mine");
        call(&ctx, "clinical_open", json!({ "way": "card" }));
        let backup = call(&ctx, "backup_make", json!({}));

        let plan = call(&ctx, "rekey_plan", json!({}));
        let told = kept(&plan);
        let wanted = [("card", true), ("device", true), ("recovery", false), ("card", false)];
        assert_eq!(told, wanted.map(|(kind, kept)| (kind.to_owned(), kept)));
        let keeps = ids(&plan);
        let ask = |password: &str, keeps: &[Value]| json!({ "password": password, "keeps": keeps });
        // Refused, and nothing changed: no way in, a wrong password, a card that is not here.
        assert_eq!(refused(&ctx, "clinical_rekey", ask(PASSWORD, &[])).code, Code::FactorLast);
        assert_eq!(
            refused(&ctx, "clinical_rekey", ask("not the password", &keeps)).code,
            Code::PasswordWrong
        );
        let all: Vec<Value> =
            plan["factors"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(refused(&ctx, "clinical_rekey", ask(PASSWORD, &all)).code, Code::CardMissing);
        assert_eq!(call(&ctx, "rekey_plan", json!({})), plan);

        let done = call(&ctx, "clinical_rekey", ask(PASSWORD, &keeps));
        let left: Vec<&Value> = done["factors"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(left, ["青いカード", "この機械"]);
        assert_eq!(clinical(&ctx), "open");
        assert_eq!(call(&ctx, "card_check", json!({}))["proof"], "proven");

        // The card opens, and leaving closes; the device opens; paper and the other card do not.
        take(&ctx, desk);
        assert_eq!(clinical(&ctx), "closed");
        assert_eq!(call(&ctx, "clinical_open", json!({ "way": "device" }))["clinical"], "open");
        call(&ctx, "clinical_close", json!({}));
        lay(&ctx, desk, "lite-s-blank-2 name=other");
        assert_eq!(refused(&ctx, "clinical_open", json!({ "way": "card" })).code, Code::CardUnknown);
        take(&ctx, desk);
        lay(&ctx, desk, "lite-s-blank name=mine");
        ctx.lock();
        let by_paper = json!({ "kind": "recovery", "codes": [code], "password": "another word" });
        assert_eq!(refused(&ctx, "sheet_open", by_paper).code, Code::SheetWrong);
        call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
        assert_eq!(call(&ctx, "clinical_open", json!({ "way": "card" }))["clinical"], "open");
        assert_eq!(call(&ctx, "record_verify", json!({}))["sound"], true);
        let list = call(&ctx, "entry_list", json!({ "from": Home::TODAY, "to": Home::TODAY }));
        assert!(list.to_string().contains("4321"), "{list}");
        // A backup of before opens as it did on its day: with the old keys.
        call(&ctx, "backup_restore", json!({ "path": backup["path"], "password": PASSWORD }));
        assert_eq!(call(&ctx, "factor_list", json!({}))["factors"].as_array().unwrap().len(), 4);
        assert_eq!(call(&ctx, "clinical_open", json!({ "way": "card" }))["clinical"], "open");
    });
}

/// Opened with paper alone there is nothing that could go on but a card laid down beside.
#[test]
fn opened_by_paper_the_card_beside_takes_over() {
    with_cards("rekey::opened_by_paper_the_card_beside_takes_over", |home, desk| {
        let ctx = home.open();
        lay(&ctx, desk, "lite-s-blank name=mine");
        enrol(&ctx, "青いカード", json!({}));
        let sheets = call(&ctx, "sheet_make", json!({ "kind": "recovery" }));
        let code = words(&sheets["sheets"][0]);
        call(&ctx, "sheet_confirm", json!({ "kind": "recovery", "codes": [code] }));
        take(&ctx, desk);
        ctx.lock();
        call(&ctx, "sheet_open", json!({ "kind": "recovery", "codes": [code], "password": PASSWORD }));
        assert!(ids(&call(&ctx, "rekey_plan", json!({}))).is_empty());
        lay(&ctx, desk, "lite-s-blank name=mine");
        let keeps = ids(&call(&ctx, "rekey_plan", json!({})));
        call(&ctx, "clinical_rekey", json!({ "password": PASSWORD, "keeps": keeps }));
        // From now on it is the card that keeps it open.
        take(&ctx, desk);
        assert_eq!(clinical(&ctx), "closed");
        assert_eq!(refused(&ctx, "clinical_open", json!({ "way": "card" })).code, Code::CardMissing);
        lay(&ctx, desk, "lite-s-blank name=mine");
        assert_eq!(call(&ctx, "clinical_open", json!({ "way": "card" }))["clinical"], "open");
    });
}
