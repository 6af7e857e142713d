//! Papers kept as they are: pages laid aside for a form, kept, found by their words, changed, deleted, shown to others.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context};
use henro_testkit::{Home, call, refused};
use serde_json::{Value, json};

use crate::between::Between;
use crate::child::baby;
use crate::devices::sync;
use crate::family::of;
use crate::guardians::{person, server};
use crate::keys::with_cards_and_keyring;
use crate::sections::{close, open};
use crate::sections_photo::{blobs, device, picture};
use crate::share::know;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n";

fn letter(pages: &[&Value], words: &str) -> Value {
    json!({ "paper": "referral", "title": "小児科への紹介状", "issuer": "みどり診療所", "pages": pages, "words": words })
}

fn lay(ctx: &Context, form: &str, image: &str) -> Value {
    call(ctx, "document_page_write", json!({ "form": form, "image": image }))
}

fn shown(image: &str) -> Value {
    json!(format!("data:image/jpeg;base64,{image}"))
}

fn kept(ctx: &Context, body: &Value) -> Value {
    call(ctx, "document_record", json!({ "form": "document", "day": "2026-10-05", "body": body }))["ids"][0]
        .clone()
}

// size: one letter of a child, told to its end
#[test]
fn a_letter_of_a_child_is_kept_found_by_its_words_changed_deleted_and_brought_back() {
    let name = "document::a_letter_of_a_child_is_kept_found_by_its_words_changed_deleted_and_brought_back";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        let id = baby(&ctx);
        let ask = |command: &str, request: Value| call(&ctx, command, of(&id, request));
        let aside = |image: &str| ask("document_page_write", json!({ "form": "document", "image": image }));
        let (first, second) = (aside(&picture("page one")), aside(&picture("page two")));
        assert_eq!((first["name"].as_str().unwrap().len(), &first["pdf"]), (64, &json!(false)));
        let page = |page: &Value, more: Value| {
            let mut request = more;
            request["page"] = page["name"].clone();
            ask("document_page_read", request)["image"].clone()
        };
        assert_eq!(page(&first, json!({ "form": "document" })), shown(&picture("page one")));
        assert_eq!(page(&first, json!({ "form": "document/1" })), Value::Null, "another form");

        // In the order that was asked for; what nobody laid aside is refused.
        let words = "発熱が五日続いております。\n川崎病を疑い、心臓の検査をお願いします。";
        let keep = |pages: &[&Value]| json!({ "form": "document", "day": "2026-10-05", "body": letter(pages, words) });
        let foreign = json!({ "name": "00".repeat(32), "pdf": false });
        assert_eq!(refused(&ctx, "document_record", of(&id, keep(&[&foreign]))).code, Code::EntryMissing);
        let entry = ask("document_record", keep(&[&second, &first]))["ids"][0].clone();
        let read = || ask("document_read", json!({ "id": entry }));
        assert_eq!(read()["body"], letter(&[&second, &first], words));
        assert_eq!(page(&second, json!({ "id": entry })), shown(&picture("page two")));

        // Listed without its words, found by them, and on the line at its day.
        let list = ask("document_list", json!({}));
        let line = &list["documents"][0];
        assert_eq!(
            (&line["id"], &line["body"]["words"], &list["next"]),
            (&entry, &Value::Null, &Value::Null)
        );
        for query in ["川崎病", "紹介状", "みどり 発熱", "カワサキ病"] {
            let found = ask("timeline_search", json!({ "query": query }))["hits"].clone();
            let hits = found.as_array().unwrap();
            if query == "カワサキ病" {
                assert_eq!(hits.len(), 0, "kana are not the letters");
                continue;
            }
            assert_eq!(
                (hits.len(), &hits[0]["kind"], &hits[0]["medical"]["id"]),
                (1, &json!("documents"), &entry)
            );
            assert_eq!(hits[0]["medical"]["body"]["words"], Value::Null, "only what was found of them");
        }
        let page_of = ask("timeline_read", json!({ "zoom": "month", "kinds": ["documents"] }));
        let event = &page_of["periods"][0]["shares"][0]["events"][0];
        assert_eq!(
            (&event["what"], &event["day"], &event["medical"][0]["body"]["words"]),
            (&json!("document"), &json!("2026-10-05"), &Value::Null)
        );

        // An edit takes a page out; the general edit leaves the pages as they are.
        let drawn = read()["drawn"].clone();
        let body = letter(&[&first], "検査の結果は別の紙です。");
        let form = format!("document/{}", entry.as_str().unwrap());
        ask(
            "document_edit",
            json!({ "id": entry, "form": &form, "day": "2026-10-06", "body": body, "drawn": &drawn }),
        );
        assert_eq!((read()["body"].clone(), read()["day"].clone()), (body.clone(), json!("2026-10-06")));
        assert_eq!(page(&second, json!({ "id": entry })), Value::Null);
        // A form that was open meanwhile still names it: the rest is kept, and the page stays out.
        let late = |pages: &[&Value]| json!({ "id": entry, "form": form, "day": "2026-10-06", "drawn": drawn, "body": letter(pages, "検査の結果は別の紙です。") });
        ask("document_edit", late(&[&second, &first]));
        assert_eq!(read()["body"], body);
        assert_eq!(refused(&ctx, "document_edit", of(&id, late(&[&foreign]))).code, Code::EntryMissing);
        let mut other = letter(&[], "心臓に異常なし");
        other["kind"] = json!("document");
        ask("clinical_edit", json!({ "id": entry, "entry": { "day": "2026-10-06", "body": other } }));
        assert_eq!(read()["body"], letter(&[&first], "心臓に異常なし"));
        assert_eq!(ask("timeline_search", json!({ "query": "川崎病" }))["hits"], json!([]));

        ask("clinical_delete", json!({ "ids": [entry] }));
        assert_eq!(refused(&ctx, "document_read", of(&id, json!({ "id": entry }))).code, Code::EntryMissing);
        ask("clinical_restore", json!({ "ids": [entry] }));
        assert_eq!(page(&first, json!({ "id": entry })), shown(&picture("page one")));
        assert_eq!(ask("clinical_history", json!({ "id": entry }))["steps"].as_array().unwrap().len(), 5);
    });
}

#[test]
fn what_is_no_page_too_long_too_many_or_nothing_is_refused() {
    with_cards_and_keyring("document::what_is_no_page_too_long_too_many_or_nothing_is_refused", |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let cut = &PDF[..PDF.len() - 7];
        let large = [b"%PDF-".as_slice(), &vec![b' '; 10 << 20], b"%%EOF"].concat();
        for bad in [b"".as_slice(), b"GIF89a", b"<html>", b"%PDF-", cut, &large, b"\n%PDF-1.7\n%%EOF"] {
            let ask = json!({ "form": "document", "image": STANDARD.encode(bad) });
            assert_eq!(refused(&ctx, "document_page_write", ask).code, Code::PageInvalid);
        }
        let record = |body: Value| json!({ "form": "document", "day": "2026-10-05", "body": body });
        let code = |body: Value| refused(&ctx, "document_record", record(body)).code;
        assert_eq!(code(json!({ "paper": "other", "issuer": "みどり診療所" })), Code::RequestInvalid);
        assert_eq!(code(json!({ "paper": "other", "words": "あ".repeat(16_001) })), Code::TextLong);
        assert_eq!(code(json!({ "paper": "other", "words": "𠮷".repeat(12_001) })), Code::TextLong);
        call(&ctx, "document_record", record(json!({ "paper": "other", "words": "あ".repeat(16_000) })));
        let page = lay(&ctx, "document", &picture("one"));
        assert_eq!(code(letter(&[&page; 21], "")), Code::RequestInvalid);
        let future = json!({ "form": "document", "day": "2099-01-01", "body": letter(&[], "a") });
        assert_eq!(refused(&ctx, "document_record", future).code, Code::DayFuture);
        close(&ctx);
        let ask = json!({ "form": "document", "image": picture("two") });
        assert_eq!(refused(&ctx, "document_page_write", ask).code, Code::ClinicalLocked);
    });
}

#[test]
fn a_pdf_is_kept_and_handed_out_as_it_came() {
    with_cards_and_keyring("document::a_pdf_is_kept_and_handed_out_as_it_came", |home, _| {
        let ctx = home.open();
        call(&ctx, "device_enrol", json!({ "name": "この機械" }));
        let page = lay(&ctx, "document", &STANDARD.encode(PDF));
        assert_eq!(page["pdf"], true);
        let id = kept(&ctx, &letter(&[&page], "言葉"));
        let ask = json!({ "page": page["name"], "id": id });
        assert_eq!(
            call(&ctx, "document_page_read", ask.clone())["image"],
            Value::Null,
            "it is not looked into"
        );
        let path =
            call(&ctx, "document_page_save", json!({ "page": ask }))["path"].as_str().unwrap().to_owned();
        assert_eq!(std::fs::read(path).unwrap(), PDF);
    });
}

#[test]
fn pages_of_a_half_typed_form_stay_until_it_is_kept_or_forgotten() {
    with_cards_and_keyring(
        "document::pages_of_a_half_typed_form_stay_until_it_is_kept_or_forgotten",
        |home, _| {
            let ctx = home.open();
            call(&ctx, "device_enrol", json!({ "name": "この機械" }));
            let own = call(&ctx, "person_list", json!({}))["persons"][0]["id"].as_str().unwrap().to_owned();
            let here = || std::fs::read_dir(home.path("data/record/blobs")).map_or(0, Iterator::count);
            // Choosing a portrait clears away what nothing names.
            let clear = || {
                call(&ctx, "photo_write", json!({ "id": own, "image": picture("portrait") }));
                call(&ctx, "photo_remove", json!({ "id": own }));
                here()
            };
            let draft =
                |text: &str| call(&ctx, "clinical_draft_write", json!({ "form": "document", "text": text }));
            let page = lay(&ctx, "document", &picture("one"));
            draft("{\"title\":\"紹介\"}");
            home.clock.pass(3 * 86_400_000);
            assert_eq!(clear(), 1, "a form that is half typed keeps its pages");
            close(&ctx);
            call(&ctx, "photo_remove", json!({ "id": own }));
            open(&ctx);
            let ask = json!({ "page": page["name"], "form": "document" });
            assert_eq!(call(&ctx, "document_page_read", ask)["image"], shown(&picture("one")));
            // Thrown away, it can be taken back for a day.
            draft("");
            assert_eq!(clear(), 1);
            home.clock.pass(86_400_001);
            assert_eq!(clear(), 0);
            let page = lay(&ctx, "document", &picture("two"));
            let id = kept(&ctx, &letter(&[&page], ""));
            home.clock.pass(2 * 86_400_000);
            assert_eq!(clear(), 1, "the document names it now");
            call(&ctx, "clinical_delete", json!({ "ids": [id] }));
            assert_eq!(clear(), 1, "it can be put back");
            home.clock.pass(31 * 86_400_000);
            assert_eq!(clear(), 0);
        },
    );
}

#[test]
fn a_paper_that_is_kept_leaves_no_draft_and_the_pages_of_another_window() {
    with_cards_and_keyring(
        "document::a_paper_that_is_kept_leaves_no_draft_and_the_pages_of_another_window",
        |home, _| {
            let ctx = home.open();
            call(&ctx, "device_enrol", json!({ "name": "この機械" }));
            let [one, other] = ["one", "other"].map(|text| lay(&ctx, "document", &picture(text)));
            call(&ctx, "clinical_draft_write", json!({ "form": "document", "text": "{}" }));
            kept(&ctx, &letter(&[&one], ""));
            assert_eq!(call(&ctx, "clinical_draft_list", json!({}))["drafts"], json!([]));
            // The page that was chosen in the other window is there, and is kept by it.
            let ask = json!({ "page": other["name"], "form": "document" });
            assert_eq!(call(&ctx, "document_page_read", ask)["image"], shown(&picture("other")));
            let id = kept(&ctx, &letter(&[&other], ""));
            let ask = json!({ "page": other["name"], "id": id });
            assert_eq!(call(&ctx, "document_page_read", ask)["image"], shown(&picture("other")));
            // What was written is laid aside no more.
            assert_eq!(
                refused(
                    &ctx,
                    "document_record",
                    json!({ "form": "document", "day": "2026-10-05", "body": letter(&[&one], "") })
                )
                .code,
                Code::EntryMissing
            );
        },
    );
}

// size: one letter on its way, told to its end
#[test]
fn pages_reach_the_other_device_and_who_is_shown_papers_and_nobody_else() {
    let home = Home::empty();
    let address = server(&home);
    let [mother, nurse, other] = ["直子", "大西", "佐藤"].map(|name| person(&home, name, &address));
    let sticker = crate::sections::dose(&mother, "LOT1");
    call(&mother, "dose_photo_write", json!({ "id": sticker, "image": picture("sticker") }));
    let page = lay(&mother, "document", &picture("letter"));
    let aside = lay(&mother, "document/9", &picture("half typed"));
    let id = kept(&mother, &letter(&[&page], "川崎病を疑う"));
    assert_eq!(sync(&mother)["waiting"], 0);
    let read = |ctx: &Context, record: Option<&Value>| {
        let ask = json!({ "page": page["name"], "id": id, "record": record });
        call(ctx, "document_page_read", ask)["image"].clone()
    };
    let tablet = device(&home, &mother, "タブレット");
    open(&tablet);
    sync(&tablet);
    assert_eq!(read(&tablet, None), shown(&picture("letter")));
    assert_eq!(call(&tablet, "document_read", json!({ "id": id }))["body"]["words"], "川崎病を疑う");
    let half = json!({ "page": aside["name"], "form": "document/9" });
    assert_eq!(
        call(&tablet, "document_page_read", half)["image"],
        Value::Null,
        "what is half typed stays where it is"
    );
    for (to, name, sections) in [(&nurse, "大西", ["documents"]), (&other, "佐藤", ["vaccination"])] {
        know(&mother, to, name);
        let contacts = call(&mother, "contact_list", json!({}))["contacts"].clone();
        let contact =
            contacts.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone();
        let ask = json!({ "to": contact, "sections": sections, "role": "read", "past": true, "days": 31, "purpose": "" });
        let preview = call(&mother, "grant_preview", ask.clone())["sections"][0]["medical"][0].clone();
        if name == "大西" {
            assert_eq!(preview["entry"]["body"]["words"], "川崎病を疑う", "what they will see");
        }
        assert_eq!(call(&mother, "grant_give", ask)["grants"][0]["standing"], "holds");
        sync(to);
    }
    let record = call(&nurse, "shared_list", json!({}))["records"][0]["record"].clone();
    let seen = call(&nurse, "shared_medical", json!({ "record": record }))["entries"].clone();
    let line = &seen[0];
    assert_eq!(
        (seen.as_array().unwrap().len(), &line["title"], &line["section"], &line["entry"]["body"]["words"]),
        (1, &json!("小児科への紹介状"), &json!("documents"), &json!("川崎病を疑う"))
    );
    assert_eq!(read(&nurse, Some(&record)), shown(&picture("letter")));
    assert_eq!(
        (blobs(&home, "大西", ".blobs"), blobs(&home, "佐藤", ".blobs")),
        (1, 1),
        "the letter, the sticker"
    );
    let ask = json!({ "page": page["name"], "id": id, "record": record });
    assert_eq!(refused(&other, "document_page_read", ask).code, Code::EntryMissing);

    // Taken out on one device, the page goes everywhere, and the sticker stays.
    let edit =
        json!({ "id": id, "form": "document/1", "day": "2026-10-05", "body": letter(&[], "川崎病を疑う") });
    call(&tablet, "document_edit", edit);
    for ctx in [&tablet, &mother, &nurse, &other] {
        for _ in 0..2 {
            sync(ctx);
        }
    }
    assert_eq!(read(&mother, None), Value::Null);
    assert_eq!(
        (blobs(&home, "タブレット", "blobs"), blobs(&home, "大西", ".blobs"), blobs(&home, "佐藤", ".blobs")),
        (1, 0, 1)
    );
    assert_eq!(blobs(&home, "直子", "blobs"), 2, "the sticker and what is half typed");
}

#[test]
fn a_device_that_was_away_takes_no_pages_of_others_off_the_server() {
    let home = Home::empty();
    let address = server(&home);
    let mother = person(&home, "直子", &address);
    let page = lay(&mother, "document", &picture("old"));
    let old = kept(&mother, &letter(&[&page], ""));
    sync(&mother);
    let tablet = device(&home, &mother, "タブレット");
    call(&mother, "clinical_delete", json!({ "ids": [old] }));
    sync(&mother);
    close(&mother);
    home.clock.pass(7 * 86_400_000);
    open(&tablet);
    let page = lay(&tablet, "document", &picture("new"));
    let new = kept(&tablet, &letter(&[&page], ""));
    assert_eq!(sync(&tablet)["waiting"], 0);
    // The tablet is lost; what was deleted here cannot be put back any more, and the letter lies on the server for longer than it is kept
    // where no list names it.
    drop(tablet);
    home.clock.pass(35 * 86_400_000);
    open(&mother);
    for _ in 0..2 {
        sync(&mother);
    }
    let ask = json!({ "page": page["name"], "id": new });
    assert_eq!(call(&mother, "document_page_read", ask)["image"], shown(&picture("new")));
}

#[test]
fn a_page_laid_aside_where_the_clock_is_days_behind_is_there_when_the_paper_is_kept() {
    let home = Home::empty();
    let address = crate::organisation::server(&home);
    home.clock.pass(-3 * 86_400_000);
    let mother = person(&home, "直子", &address);
    let page = lay(&mother, "document", &picture("letter"));
    assert_eq!(sync(&mother)["trouble"], Value::Null);
    let id = kept(&mother, &letter(&[&page], ""));
    let ask = json!({ "page": page["name"], "id": id });
    assert_eq!(call(&mother, "document_page_read", ask)["image"], shown(&picture("letter")));
}

/// What was asked for so far, in order.
fn asked(wire: &Between) -> Vec<String> {
    let passed = wire.passed();
    let lines = passed.split(|byte| *byte == b'\n').map(String::from_utf8_lossy);
    lines.filter(|line| line.trim_end().ends_with(" HTTP/1.1")).map(|line| line.into_owned()).collect()
}

#[test]
fn entries_do_not_wait_until_every_large_file_is_sent() {
    let home = Home::empty();
    let wire = Between::start(&server(&home));
    let mother = person(&home, "直子", &wire.address);
    let before = asked(&wire).len();
    // Three files of 3 MiB: two of them go in a round.
    let pdf = |fill: u8| [&b"%PDF-1.7\n"[..], &vec![fill; 3 << 20], b"\n%%EOF\n"].concat();
    let pages = [1, 2, 3].map(|fill| lay(&mother, "document", &STANDARD.encode(pdf(fill))));
    kept(&mother, &letter(&pages.each_ref(), ""));
    for _ in 0..20 {
        if sync(&mother)["waiting"] == 0 {
            break;
        }
    }
    assert_eq!(sync(&mother)["waiting"], 0);
    let asked = asked(&wire).split_off(before);
    let first = |what: &str| asked.iter().position(|line| line.contains(what)).unwrap();
    let mut sent = pages.each_ref().map(|page| first(page["name"].as_str().unwrap()));
    sent.sort_unstable();
    let between = &asked[sent[1]..sent[2]];
    // The rest of the round, or another one.
    let goes_on = |line: &String| line.contains("/pull ") || line.contains("/v1/time ");
    assert!(between.iter().any(goes_on), "{between:#?}");
}
