//! Words are planted wherever somebody writes or names something, in both halves of a record, in that of a child and in consents. None of
//! them is found in what passes on the wire or in what the server stores.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_testkit::{Home, call, one};
use serde_json::json;

use crate::between::Between;
use crate::devices::sync;
use crate::family::{add, of};
use crate::guardians::{person, server};
use crate::sections::{dose, open};
use crate::sections_photo::{device, picture};
use crate::share::know;

/// How a word may stand in bytes: as it is, in hex, in JSON's escapes, in base64 at each of its three places.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let bytes = word.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let escaped: String = word.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let base64 = (0..3).map(|before| {
        let text = STANDARD.encode([&b"xx"[..before], bytes].concat());
        // What lies beside the word is not known.
        text.as_bytes()[4 * before.div_ceil(3)..text.len() / 4 * 4 - 4].to_vec()
    });
    [bytes.to_vec(), hex.into_bytes(), escaped.into_bytes()].into_iter().chain(base64).collect()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    spellings(word).iter().any(|spelt| bytes.windows(spelt.len()).any(|part| part == spelt))
}

fn stored(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => all.extend(stored(&entry)),
            false => all.extend(std::fs::read(entry).unwrap()),
        }
    }
    all
}

// size: one story with a word at each of its turns
#[test]
fn no_word_of_a_person_reaches_the_wire_or_the_server_in_the_clear() {
    let home = Home::empty();
    let wire = Between::start(&server(&home));
    let (mother, nurse) =
        (person(&home, "札所うめ子の名", &wire.address), person(&home, "大西みね子の名", &wire.address));
    let diary = json!({ "kind": "diary", "text": "ひみつの日記の文" });
    call(&mother, "entry_record", one(Home::TODAY, None, diary));
    let lot = dose(&mother, "PLANTEDLOT4711");
    call(&mother, "dose_photo_write", json!({ "id": lot, "image": picture("PLANTED-STICKER-BYTES") }));
    let allergy = json!({ "problem": "food_allergy", "words": "ひみつの食べもの", "severity": "severe",
        "reaction": "ひみつの発疹" });
    call(&mother, "problem_record", json!({ "problem": allergy }));
    let page = call(
        &mother,
        "document_page_write",
        json!({ "form": "document", "image": picture("PLANTED-PAGE-BYTES") }),
    );
    let letter = json!({ "paper": "referral", "title": "ひみつの紹介状", "issuer": "ひみつの診療所", "pages": [page],
        "words": "ひみつの紹介の文" });
    call(&mother, "document_record", json!({ "form": "document", "day": "2026-10-05", "body": letter }));
    let child = add(&mother, "ひみつの子の名");
    let note = json!({ "kind": "diary", "text": "ひみつの子の日記" });
    call(&mother, "entry_record", of(&child, one(Home::TODAY, None, note)));
    call(&mother, "guardian_connect", json!({ "id": child }));
    let to = know(&mother, &nurse, "ひみつの相手の名");
    let sections = ["profile", "vitals", "diary", "vaccination", "problems", "documents"];
    let ask = json!({ "to": to, "sections": sections, "role": "append", "past": true, "days": 31,
        "purpose": "ひみつの目的の文" });
    call(&mother, "grant_give", ask);
    let tablet = device(&home, &mother, "ひみつの機械の名");
    open(&tablet);
    for who in [&mother, &tablet, &nurse, &mother] {
        assert_eq!(sync(who)["trouble"], json!(null));
    }
    // All of it came where it was to come.
    let shown = call(&nurse, "shared_list", json!({}))["records"][0].clone();
    assert_eq!((&shown["name"], &shown["purpose"]), (&json!("札所うめ子の名"), &json!("ひみつの目的の文")));
    let day = call(&tablet, "day_read", json!({ "day": Home::TODAY })).to_string();
    assert!(day.contains("ひみつの日記の文"), "{day}");
    let answer = one(Home::TODAY, None, json!({ "kind": "diary", "text": "ひみつの返事の文" }));
    let back = json!({ "record": shown["record"], "entries": answer["entries"] });
    call(&nurse, "shared_write", back);
    sync(&nurse);
    sync(&mother);

    let (passed, kept) = (wire.passed(), stored(&home.path("server")));
    assert!(holds(&passed, "/v1/auth/challenge") && passed.len() > 50_000, "the wire is listened to");
    assert!(kept.len() > 50_000, "the server holds it");
    let planted = "札所うめ子の名 大西みね子の名 ひみつの日記の文 PLANTEDLOT4711 PLANTED-STICKER-BYTES ひみつの食べもの \
        ひみつの発疹 PLANTED-PAGE-BYTES ひみつの紹介状 ひみつの診療所 ひみつの紹介の文 ひみつの子の名 ひみつの子の日記 \
        ひみつの相手の名 ひみつの目的の文 ひみつの機械の名 ひみつの返事の文";
    for word in planted.split_whitespace() {
        assert!(!holds(&passed, word), "{word} passed on the wire");
        assert!(!holds(&kept, word), "{word} lies at the server");
    }
}

#[test]
fn a_word_is_found_however_it_is_spelt() {
    let word = "ひみつの文";
    for before in 0..4 {
        let text = [&b"abc"[..before.min(3)], word.as_bytes(), b"de"].concat();
        assert!(holds(&text, word) && holds(STANDARD.encode(&text).as_bytes(), word), "{before}");
    }
    assert!(holds(br#""\u3072\u307f\u3064\u306e\u6587""#, word));
    assert!(!holds("ひみつの書".as_bytes(), word));
}
