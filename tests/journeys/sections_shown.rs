//! Medical sections shown to somebody else, taken back, killed on the way, and sealed wherever they lie.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use henro_app::{Code, Context};
use henro_testkit::{Clock, Home, PASSWORD, call, one, refused};
use henro_vault::Vault;
use serde_json::{Value, json};

use crate::devices::{add, sync};
use crate::keys::with_cards_and_keyring;
use crate::sections::{close, dose, lots, open};
use crate::share::{know, person, server};

pub(crate) fn ask(to: &Value, sections: &[&str], role: &str) -> Value {
    json!({ "to": to, "sections": sections, "role": role, "past": true, "days": 31, "purpose": "接種の相談" })
}

/// What somebody sees of the medical half of the record shown to them.
pub(crate) fn seen(ctx: &Context) -> Value {
    sync(ctx);
    let record = call(ctx, "shared_list", json!({}))["records"][0]["record"].clone();
    call(ctx, "shared_medical", json!({ "record": record }))
}

pub(crate) fn lots_seen(ctx: &Context) -> Vec<String> {
    let seen = seen(ctx)["entries"].clone();
    let lot = |one: &Value| one["entry"]["body"]["lot"].as_str().map(str::to_owned);
    let mut lots: Vec<String> = seen.as_array().unwrap().iter().filter_map(lot).collect();
    lots.sort();
    lots
}

fn grant(ctx: &Context) -> Value {
    call(ctx, "grant_list", json!({}))["grants"][0].clone()
}

// size: one story of a consent, told to its end
#[test]
fn a_nurse_sees_the_vaccinations_she_was_shown_and_nothing_else() {
    let name = "sections_shown::a_nurse_sees_the_vaccinations_she_was_shown_and_nothing_else";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
        dose(&mother, "LOT1");
        call(&mother, "problem_record", json!({ "problem": { "problem": "allergy", "words": "ひみつ" } }));
        let to = know(&mother, &nurse, "保健師さん");
        let preview = call(&mother, "grant_preview", ask(&to, &["vaccination", "vitals"], "read"));
        let part = preview["sections"].as_array().unwrap().iter().find(|of| of["section"] == "vaccination");
        let part = part.unwrap();
        assert_eq!(
            (&part["entries"], &part["medical"][0]["entry"]["body"]["lot"]),
            (&json!(1), &json!("LOT1"))
        );
        close(&mother);
        let shut = call(&mother, "grant_preview", ask(&to, &["vaccination"], "read"));
        assert_eq!(shut["sections"][0]["closed"], true);
        assert_eq!(
            refused(&mother, "grant_give", ask(&to, &["vaccination"], "read")).code,
            Code::ClinicalLocked
        );
        open(&mother);
        // Where writing is allowed too, that is for the daily half alone.
        let given = call(&mother, "grant_give", ask(&to, &["vaccination", "vitals"], "append"));
        let mut roles: Vec<(String, String)> = given["grants"]
            .as_array()
            .unwrap()
            .iter()
            .map(|grant| (grant["sections"].to_string(), grant["role"].as_str().unwrap().to_owned()))
            .collect();
        roles.sort();
        assert_eq!(
            roles,
            [("[\"vaccination\"]".into(), "read".to_owned()), ("[\"vitals\"]".into(), "append".into())]
        );

        assert_eq!(lots_seen(&nurse), ["LOT1"]);
        let all = seen(&nurse);
        assert!(!all.to_string().contains("ひみつ"));
        assert_eq!(all["entries"][0]["author"]["who"], "person");
        assert_eq!(
            (&all["entries"][0]["section"], &all["entries"][0]["title_en"]),
            (&json!("vaccination"), &json!("BCG"))
        );
        assert_eq!(all["about"]["sections"], json!(["vitals", "vaccination"]));
        assert_eq!(all["about"]["writes"], json!(["vitals"]));
        dose(&mother, "LOT2");
        sync(&mother);
        assert_eq!(lots_seen(&nurse), ["LOT1", "LOT2"]);
        // Kept as carefully as her own: closed with her card, and told by section in the log of the mother.
        close(&nurse);
        let record = all["about"]["record"].clone();
        assert_eq!(refused(&nurse, "shared_medical", json!({ "record": record })).code, Code::ClinicalLocked);
        sync(&mother);
        let looks = call(&mother, "look_list", json!({}));
        let sections = |look: &Value| look["sections"].as_array().unwrap().contains(&json!("vaccination"));
        assert!(looks["looks"].as_array().unwrap().iter().any(sections), "{looks}");
        close(&mother);
        let looks = call(&mother, "look_list", json!({}));
        assert!(looks["looks"].as_array().unwrap().iter().any(sections), "told while it is closed: {looks}");

        // Taken back with the half closed: it ends at once, and the keys follow when it is opened.
        let of = |list: &Value| {
            list["grants"]
                .as_array()
                .unwrap()
                .iter()
                .find(|of| of["sections"] == json!(["vaccination"]))
                .unwrap()
                .clone()
        };
        let stand = |grant: &Value| {
            let of = |name: &str| grant[name].as_bool().unwrap();
            (grant["standing"].as_str().unwrap().to_owned(), of("owed"), of("keys_owed"))
        };
        let id = of(&call(&mother, "grant_list", json!({})))["id"].clone();
        let ended = of(&call(&mother, "grant_revoke", json!({ "id": id, "deep": false })));
        assert_eq!(stand(&ended), ("revoked".into(), false, true));
        assert_eq!(sync(&mother)["trouble"], Value::Null);
        // At once, before there are new keys: what she is handed from now on is the other consent's.
        open(&nurse);
        let looked = |ctx: &Context| {
            sync(ctx);
            let looks = call(ctx, "look_list", json!({}))["looks"].clone();
            let looks = looks.as_array().unwrap().clone();
            (looks.len(), looks.iter().filter(|look| sections(look)).count())
        };
        let before = looked(&mother);
        crate::share::pressure(&mother, 131);
        sync(&mother);
        sync(&nurse);
        assert_eq!(looked(&mother), (before.0 + 1, before.1));
        open(&mother);
        dose(&mother, "LOT3");
        sync(&mother);
        let done = of(&call(&mother, "grant_list", json!({})));
        assert_eq!(stand(&done), ("revoked".into(), false, false));
        open(&nurse);
        let seen = lots_seen(&nurse);
        assert_eq!(seen, ["LOT1", "LOT2"], "what was read stays, and nothing new comes");
    });
}

#[test]
fn a_preview_has_the_words_of_codes_the_units_as_read_and_the_names_of_growth() {
    let name = "sections_shown::a_preview_has_the_words_of_codes_the_units_as_read_and_the_names_of_growth";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
        let typed = |code: &str, value: &str| json!({ "code": code, "value": value });
        // Protein in urine by its code, the fourth of five signs; systolic pressure.
        let values = [typed("1A010000000190111", "4"), typed("9A755000000000001", "128")];
        call(&mother, "checkup_write", json!({ "day": "2026-06-01", "institution": null, "values": values }));
        call(&mother, "growth_record", json!({ "day": "2026-06-01", "weight_kg": 5.1 }));
        let to = know(&mother, &nurse, "保健師さん");
        let preview = call(&mother, "grant_preview", ask(&to, &["checkups", "growth"], "read"));
        let seen = |title: &str| {
            let parts = preview["sections"].as_array().unwrap().iter();
            let mut all = parts.flat_map(|part| part["medical"].as_array().unwrap());
            let found =
                all.find(|of| of["title_en"] == title).unwrap_or_else(|| panic!("{title}: {preview}"));
            (found["title"].clone(), found["entry"]["body"]["value"].clone())
        };
        assert_eq!(seen("Urine protein (dipstick)").1["words"], "++");
        assert_eq!(seen("Systolic blood pressure (other/mean)").1["unit_as_written"], "mmHg");
        let (title, value) = seen("Weight");
        assert_eq!((title, &value["number"]), (json!("体重"), &json!("5.1")));
    });
}

/// Files below a folder in which these bytes stand.
fn holding(folder: &Path, word: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(all) = std::fs::read_dir(folder) else { return found };
    for entry in all.map_while(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, word));
        } else if std::fs::read(&path).unwrap_or_default().windows(word.len()).any(|part| part == word) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn no_word_of_a_medical_field_lies_in_the_open_anywhere() {
    with_cards_and_keyring(
        "sections_shown::no_word_of_a_medical_field_lies_in_the_open_anywhere",
        |home, _| {
            let address = server(home);
            let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
            let word = "CANARY-OF-THE-SICKROOM";
            let dose = json!({ "vaccine": word, "product": word, "lot": word, "site": word, "clinic": word, "note": word });
            call(&mother, "dose_record", json!({ "day": "2026-05-02", "dose": dose }));
            let problem = json!({ "problem": "allergy", "words": word, "severity": "severe", "reaction": word, "note": word });
            call(&mother, "problem_record", json!({ "problem": problem }));
            let item = json!({ "set": "jlac10", "code": word, "name": word });
            let sheet = json!({ "day": "2026-06-01", "body": { "kind": "report", "sheet": "checkup", "institution": word, "physician": word, "note": word } });
            let result = json!({ "day": "2026-06-01", "body": { "kind": "result", "item": item, "value": { "kind": "text", "text": word }, "note": word } });
            call(&mother, "clinical_record", json!({ "entries": [sheet, result] }));
            let to = know(&mother, &nurse, "保健師さん");
            call(&mother, "grant_give", ask(&to, &["vaccination", "problems", "checkups"], "read"));
            sync(&mother);
            assert!(seen(&nurse).to_string().contains(word));
            for folder in ["server", "mother", "nurse"] {
                assert_eq!(holding(&home.path(folder), word.as_bytes()), Vec::<String>::new(), "{folder}");
            }
            // Nor does what the daily key opens hold it: of the clinical half it names streams and nothing else.
            for ctx in [&mother, &nurse] {
                close(ctx);
                let status = call(ctx, "share_status", json!({})).to_string();
                let consents = call(ctx, "grant_list", json!({})).to_string()
                    + &call(ctx, "shared_list", json!({})).to_string();
                assert!(!status.contains(word) && !consents.contains(word));
            }
            let own = "PLAIN-WORD-OF-A-DAY";
            let body = json!({ "kind": "diary", "text": own });
            call(&mother, "entry_record", one(Home::TODAY, None, body));
            drop((mother, nurse));
            for (name, shown) in [("mother", false), ("nurse", true)] {
                let mut vault = Vault::at(home.path(name).join("record"));
                let stamp = home.clock.stamp();
                vault.unlock(PASSWORD, &|out: &mut [u8]| out.fill(7), stamp).unwrap();
                let daily = vault.daily().unwrap();
                assert!(!daily.holds(word.as_bytes()).unwrap(), "{name}");
                assert_eq!(daily.holds(own.as_bytes()).unwrap(), !shown, "what is there is found");
                for record in vault.shared_records().unwrap() {
                    assert!(!vault.shared(&record).unwrap().holds(word.as_bytes()).unwrap());
                }
                assert_eq!(vault.shared_records().unwrap().len(), usize::from(shown));
            }
        },
    );
}

#[test]
fn killed_between_sealing_and_sending_nothing_is_lost() {
    with_cards_and_keyring(
        "sections_shown::killed_between_sealing_and_sending_nothing_is_lost",
        |home, _| {
            let address = server(home);
            let mother = person(home, "mother", &address);
            let tablet = add(home, &mother, "居間のタブレット", true);
            open(&tablet);
            drop(mother);
            let mut written = 0;
            for turn in 0..6 {
                written += killed(home, turn * 35);
            }
            assert!(written > 0);
            let mother = home.open_at("mother");
            open(&mother);
            let view = sync(&mother);
            assert_eq!((&view["trouble"], &view["waiting"]), (&Value::Null, &json!(0)), "{view}");
            sync(&tablet);
            // At least what was acknowledged; one more each time may have been on its way.
            assert!(lots(&mother).len() >= written, "{} of {written}", lots(&mother).len());
            assert_eq!(lots(&mother), lots(&tablet));
            for ctx in [&mother, &tablet] {
                assert_eq!(call(ctx, "record_verify", json!({}))["sound"], true);
            }
            assert_eq!(grant(&mother), Value::Null);
        },
    );
}

/// A process of its own writes and makes rounds, and is killed so many milliseconds after it began. Answers how many it
/// said it had written.
fn killed(home: &Home, after: u64) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "sections_shown::the_writer_that_is_killed", "--nocapture"])
        .env("HENRO_KILL_FOLDER", home.path("mother"))
        .env("HENRO_KILL_TURN", after.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "begins"), "the child opens the record");
    std::thread::sleep(Duration::from_millis(after));
    child.kill().unwrap();
    child.wait().unwrap();
    lines.filter(|line| line == "written").count()
}

#[test]
#[ignore = "a process for the test above, which kills it"]
fn the_writer_that_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let turn = std::env::var("HENRO_KILL_TURN").unwrap();
    let clock = Clock::at(1_795_300_200_000, Home::JAPAN);
    let ctx = Context::open(clock.config(folder.into()));
    call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
    open(&ctx);
    writeln!(std::io::stdout(), "\nbegins").unwrap();
    for n in 0.. {
        dose(&ctx, &format!("T{turn}-{n}"));
        writeln!(std::io::stdout(), "written").unwrap();
        call(&ctx, "share_sync", json!({}));
    }
}

#[test]
fn closed_in_the_middle_of_rounds_there_is_no_alarm_and_all_of_it_comes_later() {
    let name = "sections_shown::closed_in_the_middle_of_rounds_there_is_no_alarm_and_all_of_it_comes_later";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let mother = person(home, "mother", &address);
        let tablet = add(home, &mother, "居間のタブレット", true);
        let mut all = Vec::new();
        for turn in 0..12u64 {
            open(&mother);
            let lot = format!("M{turn:02}");
            dose(&mother, &lot);
            all.push(lot);
            std::thread::scope(|scope| {
                let round = scope.spawn(|| sync(&mother));
                std::thread::sleep(Duration::from_millis(turn * 4));
                close(&mother);
                let view = round.join().unwrap();
                assert_eq!(view["trouble"], Value::Null, "turn {turn}: {view}");
            });
        }
        open(&mother);
        let view = sync(&mother);
        assert_eq!((&view["state"], &view["waiting"]), (&json!("idle"), &json!(0)), "{view}");
        open(&tablet);
        sync(&tablet);
        assert_eq!(lots(&tablet), all);
    });
}
