//! Somebody who is let write in a record: their entries, whose they are, and what becomes of them offline and when it ends.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use henro_app::{Code, Context, dispatch};
use henro_testkit::{Home, call, one, refused};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, pressure, server, server_on};

/// Lets somebody read and write some sections.
fn let_write(owner: &Context, to: &Value, sections: &[&str]) -> Value {
    let ask = json!({ "to": to, "sections": sections, "role": "append", "past": true, "days": 365, "purpose": "介護" });
    call(owner, "grant_give", ask)["grants"][0]["id"].clone()
}

/// The only record shown to somebody.
fn record(ctx: &Context) -> Value {
    call(ctx, "shared_list", json!({}))["records"][0].clone()
}

fn look(ctx: &Context, record: &Value) -> Value {
    call(ctx, "shared_read", json!({ "record": record["record"], "from": Home::TODAY, "to": Home::TODAY }))
}

fn body(systolic: u16) -> Value {
    json!({ "kind": "blood_pressure", "systolic": systolic, "diastolic": 80, "pulse": null, "occasion": "morning" })
}

fn into(record: &Value, body: Value) -> Value {
    json!({ "record": record["record"], "entries": one(Home::TODAY, None, body)["entries"] })
}

fn day(ctx: &Context) -> Vec<Value> {
    call(ctx, "day_read", json!({ "day": Home::TODAY }))["entries"].as_array().unwrap().clone()
}

// size: one story, told to its end
#[test]
fn a_carer_writes_into_the_record_of_a_parent() {
    with_cards_and_keyring("care::a_carer_writes_into_the_record_of_a_parent", |home, _| {
        let address = server(home);
        let wire = Wire::to(&address);
        let (mother, carer) = (person(home, "mother", &address), person(home, "carer", &wire.address));
        pressure(&mother, 128);
        let to = know(&mother, &carer, "ゆみ");
        know(&carer, &mother, "母");
        let_write(&mother, &to, &["vitals", "diary", "meals", "activity"]);
        call(&carer, "share_sync", json!({}));
        let hers = record(&carer);
        assert_eq!(hers["append"], true);
        assert_eq!(hers["writes"], json!(["vitals", "activity", "meals", "diary"]));

        // Written before the record of the mother has a number for this device: it waits, and is there at once.
        wire.cut();
        let ids = call(&carer, "shared_write", into(&hers, body(141)))["ids"].clone();
        let seen = look(&carer, &hers);
        assert_eq!(seen["waiting"][0]["body"]["systolic"], 141, "{seen}");
        assert_eq!(seen["mine"], ids);
        let diary = into(&hers, json!({ "kind": "diary", "text": "よく眠れたそうです" }));
        let told = call(&carer, "shared_write", diary)["ids"].clone();
        call(
            &carer,
            "shared_write",
            into(&hers, json!({ "kind": "intake", "slot": "lunch", "food": "R002", "portion": 1.0 })),
        );
        call(&carer, "shared_write", into(&hers, json!({ "kind": "steps", "count": 1200, "source": null })));
        wire.mend();
        again(&carer);
        let seen = look(&carer, &hers);
        assert_eq!(seen["waiting"], json!([]), "sent with the round");
        assert_eq!(seen["mine"].as_array().unwrap().len(), 4, "{seen}");
        // Written before there was a number, they had other ids: what undoes one has that one still.
        let old = json!({ "record": hers["record"], "ids": told });
        assert_eq!(call(&carer, "shared_delete", old.clone())["entries"], 1);
        assert_eq!(look(&carer, &hers)["mine"].as_array().unwrap().len(), 3);
        assert_eq!(call(&carer, "shared_restore", old)["entries"], 1);
        again(&carer);

        call(&mother, "share_sync", json!({}));
        let entries = day(&mother);
        assert_eq!(entries.len(), 5);
        let by: Vec<&Value> = entries.iter().map(|entry| &entry["by"]).collect();
        assert_eq!(by.iter().filter(|by| ***by == json!("ゆみ")).count(), 4, "{by:?}");
        let theirs = entries.iter().find(|entry| entry["body"]["systolic"] == 141).unwrap();
        let steps = call(&mother, "entry_history", json!({ "id": theirs["id"] }))["steps"].clone();
        assert_eq!(steps[0]["by"], json!({ "who": "other", "name": "ゆみ" }));

        // Their own they change and take back, and put back; the mother's they do not.
        let mine = theirs["id"].clone();
        let edit = json!({ "record": hers["record"], "id": mine, "entry": one(Home::TODAY, None, body(139))["entries"][0] });
        call(&carer, "shared_edit", edit);
        let ids = json!({ "record": hers["record"], "ids": [mine] });
        assert_eq!(call(&carer, "shared_delete", ids.clone())["entries"], 1);
        assert_eq!(call(&carer, "shared_restore", ids)["entries"], 1);
        let seen = look(&carer, &hers);
        let not_mine = seen["entries"]
            .as_array()
            .unwrap()
            .iter()
            .find(|entry| entry["body"]["systolic"] == 128)
            .unwrap();
        let ids = json!({ "record": hers["record"], "ids": [not_mine["id"]] });
        assert_eq!(refused(&carer, "shared_delete", ids).code, Code::EntryOfOther);
        let edit = json!({ "record": hers["record"], "id": not_mine["id"], "entry": one(Home::TODAY, None, body(139))["entries"][0] });
        assert_eq!(refused(&carer, "shared_edit", edit).code, Code::EntryOfOther);
        let past = call(&carer, "shared_history", json!({ "record": hers["record"], "id": not_mine["id"] }));
        assert_eq!(past["steps"][0]["by"], json!({ "who": "person", "name": "母" }));
        let past = call(&carer, "shared_history", json!({ "record": hers["record"], "id": mine }));
        let steps: Vec<&Value> = past["steps"].as_array().unwrap().iter().map(|step| &step["what"]).collect();
        assert_eq!(steps, ["recorded", "edited", "deleted", "restored"]);
        assert!(past["steps"].as_array().unwrap().iter().all(|step| step["by"]["who"] == "reader"), "{past}");
        call(&carer, "share_sync", json!({}));
        call(&mother, "share_sync", json!({}));
        let again = day(&mother);
        assert!(again.iter().any(|entry| entry["body"]["systolic"] == 139), "{again:?}");

        // The mother may change what was written for her, and it stays known who wrote it.
        let entry = one(Home::TODAY, None, body(138))["entries"][0].clone();
        call(&mother, "entry_edit", json!({ "id": mine, "entry": entry }));
        call(&mother, "share_sync", json!({}));
        call(&carer, "share_sync", json!({}));
        let past = call(&carer, "shared_history", json!({ "record": hers["record"], "id": mine }));
        assert_eq!(past["steps"].as_array().unwrap().last().unwrap()["by"]["who"], "person");
    });
}

#[test]
fn another_program_of_a_carer_deletes_nothing_of_the_person() {
    with_cards_and_keyring("care::another_program_of_a_carer_deletes_nothing_of_the_person", |home, _| {
        let address = server(home);
        let (mother, carer) = (person(home, "mother", &address), person(home, "carer", &address));
        pressure(&mother, 128);
        let to = know(&mother, &carer, "ゆみ");
        let_write(&mother, &to, &["vitals"]);
        call(&carer, "share_sync", json!({}));
        let hers = record(&carer);
        call(&carer, "shared_write", into(&hers, body(141)));
        call(&carer, "share_sync", json!({}));
        let seen = look(&carer, &hers);
        let values = |seen: &Value| -> Vec<u64> {
            let all = seen["entries"].as_array().unwrap().iter();
            all.filter_map(|entry| entry["body"]["systolic"].as_u64()).collect()
        };
        assert_eq!(values(&seen).len(), 2, "{seen}");
        let of_mother = seen["entries"].as_array().unwrap().iter().find(|one| one["body"]["systolic"] == 128);
        let id = of_mother.unwrap()["id"].as_str().unwrap().to_owned();
        carer.lock();
        home.delete_by_force("carer", hers["record"].as_str().unwrap(), &id);
        call(&carer, "record_unlock", json!({ "password": henro_testkit::PASSWORD }));
        assert_eq!(call(&carer, "share_sync", json!({}))["state"], "idle");
        assert_eq!(values(&look(&carer, &hers)), [141], "it went out from there");
        // It is signed and in its place, and nothing of it counts.
        assert_eq!(call(&mother, "share_sync", json!({}))["state"], "idle");
        let mut kept: Vec<u64> =
            day(&mother).iter().filter_map(|one| one["body"]["systolic"].as_u64()).collect();
        kept.sort_unstable();
        assert_eq!(kept, [128, 141]);
        // What the carer writes of their own still comes.
        call(&carer, "shared_write", into(&hers, body(135)));
        call(&carer, "share_sync", json!({}));
        call(&mother, "share_sync", json!({}));
        assert_eq!(day(&mother).len(), 3);
    });
}

#[test]
fn nothing_is_written_beyond_the_consent() {
    with_cards_and_keyring("care::nothing_is_written_beyond_the_consent", |home, _| {
        let address = server(home);
        let (mother, carer) = (person(home, "mother", &address), person(home, "carer", &address));
        let to = know(&mother, &carer, "ゆみ");
        let_write(&mother, &to, &["vitals"]);
        call(&carer, "share_sync", json!({}));
        let hers = record(&carer);
        let diary = into(&hers, json!({ "kind": "diary", "text": "ここには書けない" }));
        assert_eq!(refused(&carer, "shared_write", diary).code, Code::SharedClosed);
        // An id of an own dish means another dish in another record.
        let parts = json!([{ "food": "R002", "portion": 1.0 }]);
        let dish =
            one(Home::TODAY, None, json!({ "kind": "own_dish", "name": "わたしの皿", "parts": parts }));
        let own = call(&carer, "entry_record", dish)["ids"][0].clone();
        let eaten = json!({ "kind": "intake", "slot": "lunch", "food": format!("own:{}", own.as_str().unwrap()), "portion": 1.0 });
        assert_eq!(refused(&carer, "shared_write", into(&hers, eaten)).code, Code::FoodUnknown);
        let rare = into(&hers, body(251));
        assert_eq!(refused(&carer, "shared_write", rare).code, Code::ValueRare);
        let nowhere = json!({ "record": "00".repeat(16) });
        assert_eq!(refused(&carer, "shared_write", into(&nowhere, body(120))).code, Code::RecordMissing);
        assert!(day(&mother).is_empty());
    });
}

#[test]
fn what_was_written_when_the_consent_ended_is_kept_and_told() {
    with_cards_and_keyring("care::what_was_written_when_the_consent_ended_is_kept_and_told", |home, _| {
        let address = server(home);
        let wire = Wire::to(&address);
        let (mother, carer) = (person(home, "mother", &address), person(home, "carer", &wire.address));
        let to = know(&mother, &carer, "ゆみ");
        let grant = let_write(&mother, &to, &["vitals"]);
        call(&carer, "share_sync", json!({}));
        let hers = record(&carer);
        call(&carer, "shared_write", into(&hers, body(131)));
        call(&carer, "share_sync", json!({}));

        wire.cut();
        call(&mother, "grant_revoke", json!({ "id": grant }));
        // The carer has not heard of it: written here, and kept.
        call(&carer, "shared_write", into(&hers, body(132)));
        assert_eq!(look(&carer, &hers)["about"]["append"], true);
        wire.mend();
        again(&carer);
        let seen = look(&carer, &hers);
        assert_eq!(
            (&seen["about"]["ended"], &seen["about"]["append"]),
            (&json!(true), &json!(false)),
            "{seen}"
        );
        let waiting: Vec<&Value> =
            seen["waiting"].as_array().unwrap().iter().map(|entry| &entry["body"]["systolic"]).collect();
        assert_eq!(waiting, [132], "told of, with what was typed");
        assert_eq!(refused(&carer, "shared_write", into(&hers, body(133))).code, Code::SharedClosed);
        call(&mother, "share_sync", json!({}));
        let there: Vec<Value> = day(&mother).iter().map(|entry| entry["body"]["systolic"].clone()).collect();
        assert_eq!(there, [131], "nothing new comes after it was taken back");

        // Given again, what waited goes out: nothing was thrown away.
        let_write(&mother, &to, &["vitals"]);
        call(&carer, "share_sync", json!({}));
        call(&carer, "share_sync", json!({}));
        call(&mother, "share_sync", json!({}));
        let mut there: Vec<u64> =
            day(&mother).iter().filter_map(|entry| entry["body"]["systolic"].as_u64()).collect();
        there.sort_unstable();
        assert_eq!(there, [131, 132]);
    });
}

/// Who is watched over, as somebody sees it after a round.
fn watched(ctx: &Context) -> Value {
    call(ctx, "share_sync", json!({}));
    call(ctx, "watch_list", json!({}))["watched"].clone()
}

#[test]
fn who_watches_over_somebody_learns_the_day_and_nothing_else() {
    with_cards_and_keyring("care::who_watches_over_somebody_learns_the_day_and_nothing_else", |home, _| {
        let address = server_on(home);
        let wire = Wire::to(&address);
        let (mother, carer) = (person(home, "mother", &address), person(home, "carer", &wire.address));
        let later = person(home, "later", &address);
        let nobody = json!({ "given": [], "watched": [] });
        assert_eq!(call(&mother, "watch_list", json!({})), nobody);
        let to = know(&mother, &carer, "ゆみ");
        know(&carer, &mother, "母");
        pressure(&mother, 163);
        let ask = json!({ "to": to, "days": 3 });
        let preview = call(&mother, "watch_preview", ask.clone());
        assert_eq!(preview["last"], Home::TODAY, "{preview}");
        for days in [0, 15] {
            let ask = json!({ "to": to, "days": days });
            assert_eq!(refused(&mother, "watch_give", ask).code, Code::RequestInvalid);
        }
        let list = call(&mother, "watch_give", ask);
        assert_eq!((&list["given"][0]["name"], &list["given"][0]["days"]), (&json!("ゆみ"), &json!(3)));

        let seen = watched(&carer);
        assert_eq!(seen[0]["name"], "母", "{seen}");
        assert_eq!((&seen[0]["last"], &seen[0]["silent"]), (&json!(Home::TODAY), &json!(0)));
        assert_eq!(seen[0]["overdue"], false);
        // It is no record to read, and what was measured is nowhere on the carer's disk or in what they may ask.
        assert_eq!(call(&carer, "shared_list", json!({}))["records"], json!([]));
        let all = json!({ "record": seen[0]["record"], "from": "2020-01-01", "to": Home::TODAY });
        assert_eq!(refused(&carer, "shared_read", all).code, Code::RecordMissing);
        assert_eq!(call(&carer, "shared_due", json!({}))["records"], json!([]));
        assert_eq!(watched(&later), json!([]), "nobody else is told");

        // Days go by on the carer's device only: the other's is off. Both have to be heard of by then.
        home.clock.pass(2 * DAY_MS);
        let seen = watched(&carer);
        assert_eq!((&seen[0]["silent"], &seen[0]["overdue"]), (&json!(2), &json!(false)), "{seen}");
        wire.cut();
        home.clock.pass(DAY_MS);
        // Not asked since yesterday: no alarm from a device that knows nothing of today.
        let stale = call(&carer, "watch_list", json!({}))["watched"].clone();
        assert_eq!((&stale[0]["silent"], &stale[0]["overdue"]), (&json!(2), &json!(false)), "{stale}");
        wire.mend();
        again(&carer);
        let seen = watched(&carer);
        assert_eq!((&seen[0]["silent"], &seen[0]["overdue"]), (&json!(3), &json!(true)), "{seen}");

        // Something is written, and it is over. What a carer writes for her would not be: see the other test.
        let day = call(&mother, "record_status", json!({}))["today"].clone();
        let body = json!({ "kind": "steps", "count": 900, "source": null });
        call(&mother, "entry_record", json!({ "entries": [{ "day": day, "minute": null, "body": body }] }));
        call(&mother, "share_sync", json!({}));
        let seen = watched(&carer);
        assert_eq!((&seen[0]["last"], &seen[0]["overdue"]), (&day, &json!(false)), "{seen}");

        // Another number of days takes the place of the first; stopping ends it.
        let list = call(&mother, "watch_give", json!({ "to": to, "days": 1 }));
        assert_eq!(list["given"].as_array().unwrap().len(), 1);
        assert_eq!(watched(&carer)[0]["days"], 1);
        call(&mother, "watch_stop", json!({ "id": list["given"][0]["id"] }));
        assert_eq!(call(&mother, "watch_list", json!({})), nobody);
        assert_eq!(watched(&carer), json!([]));
    });
}

#[test]
fn what_a_carer_writes_is_no_sign_of_the_person() {
    with_cards_and_keyring("care::what_a_carer_writes_is_no_sign_of_the_person", |home, _| {
        let address = server_on(home);
        let (mother, carer) = (person(home, "mother", &address), person(home, "carer", &address));
        let to = know(&mother, &carer, "ゆみ");
        pressure(&mother, 128);
        let_write(&mother, &to, &["vitals"]);
        call(&mother, "watch_give", json!({ "to": to, "days": 2 }));
        assert_eq!(watched(&carer)[0]["last"], Home::TODAY);
        home.clock.pass(2 * DAY_MS);
        let today = call(&carer, "record_status", json!({}))["today"].clone();
        let hers = record(&carer);
        let draft = json!({ "day": today, "minute": null, "body": body(150) });
        call(&carer, "shared_write", json!({ "record": hers["record"], "entries": [draft] }));
        call(&carer, "share_sync", json!({}));
        call(&mother, "share_sync", json!({}));
        let there = call(&mother, "day_read", json!({ "day": today }))["entries"].clone();
        assert_eq!(there[0]["body"]["systolic"], 150, "it came to her");
        let seen = watched(&carer);
        assert_eq!((&seen[0]["last"], &seen[0]["overdue"]), (&json!(Home::TODAY), &json!(true)), "{seen}");
        // What is due in her record stands on the carer's page of the family.
        let due = call(&carer, "shared_due", json!({}))["records"].clone();
        assert_eq!(due[0]["about"]["record"], hers["record"]);
        assert_eq!(due[0]["last"]["body"]["systolic"], 150);
        assert_eq!(due[0]["week"].as_array().unwrap().len(), 7);
    });
}

const DAY_MS: i64 = 86_400_000;

/// Rounds until one has come to its end.
fn again(ctx: &Context) {
    for _ in 0..600 {
        let done = dispatch(ctx, "share_sync", json!({})).is_ok_and(|view| view["state"] == "idle");
        if done {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("no round came to its end");
}

/// A way to the server that can be cut: whoever goes by it is offline from then on.
struct Wire {
    address: String,
    /// What runs over it; nothing while it is cut.
    open: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Wire {
    fn to(server: &str) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let open = Arc::new(Mutex::new(Some(Vec::new())));
        let shared = open.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let Some(running) = &mut *shared.lock().unwrap() else { continue };
                let Ok(far) = TcpStream::connect(&server) else { continue };
                running.extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                for (mut from, mut to) in [(near.try_clone().unwrap(), far.try_clone().unwrap()), (far, near)]
                {
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
            }
        });
        Self { address, open }
    }

    fn cut(&self) {
        for stream in self.open.lock().unwrap().take().into_iter().flatten() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// For [`again`] afterwards: the first try may still go by a line that was cut.
    fn mend(&self) {
        *self.open.lock().unwrap() = Some(Vec::new());
    }
}
