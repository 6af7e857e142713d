//! kill -9 of either side at every step of a hand-over, with real processes: the record passes whole or not at all, and whoever
//! begins again comes to the end.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use henro_app::{Context, dispatch};
use henro_testkit::{Clock, Home, PASSWORD, call};
use serde_json::{Value, json};

use crate::family::{of, weight};
use crate::keys::with_cards_and_keyring;
use crate::share::{know, person, server};

#[test]
#[ignore = "run by the test below as a child process"]
fn child_answers_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    // The moment of `Home`.
    let clock = Clock::at(1_795_300_200_000, Home::JAPAN);
    let ctx = Context::open(clock.config(folder.into()));
    call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
    call(&ctx, "clinical_open", json!({ "way": "device" }));
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nready").unwrap();
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let (name, body) = line.split_once(' ').unwrap();
        let answer = match dispatch(&ctx, name, serde_json::from_str(body).unwrap()) {
            Ok(reply) => json!({ "ok": reply }),
            Err(error) => json!({ "code": error.code }),
        };
        writeln!(out, "answer {answer}").unwrap();
    }
}

/// One side of the ceremony: a program of its own, until it is killed.
struct Side {
    folder: PathBuf,
    child: Child,
    input: ChildStdin,
    lines: Box<dyn Iterator<Item = String>>,
}

impl Side {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "handover_kill::child_answers_until_it_is_killed", "--nocapture"])
            .env("HENRO_KILL_FOLDER", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        lines.by_ref().find(|line| line == "ready").expect("the side opens");
        Self { folder: folder.to_owned(), child, input, lines: Box::new(lines) }
    }

    /// Asks and does not wait.
    fn say(&mut self, name: &str, body: &Value) {
        writeln!(self.input, "{name} {body}").unwrap();
    }

    fn try_ask(&mut self, name: &str, body: &Value) -> Value {
        self.say(name, body);
        let line = self.lines.by_ref().find_map(|line| line.strip_prefix("answer ").map(str::to_owned));
        serde_json::from_str(&line.expect("an answer")).unwrap()
    }

    fn ask(&mut self, name: &str, body: Value) -> Value {
        let answer = self.try_ask(name, &body);
        assert!(answer["ok"].is_object(), "{name}: {answer}");
        answer["ok"].clone()
    }

    fn state(&mut self, name: &str, body: Value) -> String {
        self.ask(name, body)["state"].as_str().unwrap().to_owned()
    }

    /// kill -9, and the next start on the same folder.
    fn killed(mut self) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Self::start(&self.folder)
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who is to have whose record.
struct Handing {
    mother: Side,
    young: Side,
    /// The young one among the mother's contacts.
    to: Value,
    child: String,
    code: String,
}

/// Steps of the ceremony, one letter or press each.
const STEPS: usize = 8;
/// Each is a whole hand-over of some seconds.
const KILLS: u64 = 16;
/// The mother's last word.
const LAST_WORD: usize = 6;

impl Handing {
    /// A new record of a child who is of age.
    fn renew(&mut self, number: usize) {
        let name = format!("陽太{number}");
        let new = json!({ "name": name, "relation": "child", "birth": "2008-11-01", "sex": null });
        let list = self.mother.ask("person_add", new);
        let child = list["persons"].as_array().unwrap().iter().find(|one| one["name"] == name.as_str());
        self.child = child.unwrap()["id"].as_str().unwrap().to_owned();
        self.mother.ask("entry_record", of(&self.child, weight(40.0 + number as f64)));
        self.mother.ask("guardian_connect", json!({ "id": self.child }));
    }

    fn step(&mut self, step: usize) {
        let one = json!({ "id": self.child });
        let (said, expected) = match step {
            0 => {
                let begin = json!({ "id": self.child, "contact": self.to, "letter": "げんきでね" });
                let view = self.mother.ask("handover_begin", begin);
                let groups = view["groups"].as_array().unwrap().iter();
                self.code = groups.filter_map(Value::as_str).collect();
                (view["state"].as_str().unwrap().to_owned(), "waiting")
            }
            1 => (self.young.state("receive_begin", json!({ "code": self.code })), "asked"),
            2 => (self.mother.state("handover_look", one), "compare"),
            3 => (self.young.state("receive_look", json!({})), "compare"),
            4 => (self.young.state("receive_agree", json!({})), "agreed"),
            5 => (self.mother.state("handover_look", one), "agreed"),
            LAST_WORD => (self.mother.state("handover_confirm", one), "done"),
            _ => (self.young.state("receive_look", json!({})), "done"),
        };
        assert_eq!(said, expected, "step {step}");
    }

    fn walk_to(&mut self, end: usize) {
        (0..end).for_each(|step| self.step(step));
    }

    /// Whether it is the young one's, by both sides alike.
    fn is_theirs(&mut self) -> bool {
        let sent = [&mut self.mother, &mut self.young].map(|side| side.ask("share_sync", json!({})));
        let list = self.young.ask("person_list", json!({}));
        let found = list["persons"].as_array().unwrap().iter().find(|one| one["id"] == self.child.as_str());
        let theirs = found.is_some_and(|one| one["relation"] == "oneself");
        let hers = self.mother.try_ask("guardian_list", &json!({ "id": self.child }));
        // Put away after it was handed over, or told to be gone.
        let owns = hers["ok"]["gone_ms"].is_null() && hers["ok"]["guardians"][0]["own"] == true;
        assert_ne!(theirs, owns, "one has it, and only one: {hers} {sent:?}");
        theirs
    }

    /// What was not done is done from the beginning; then all of it is there.
    fn ends(&mut self, number: usize, what: &str) {
        if !self.is_theirs() {
            self.walk_to(STEPS);
            assert!(self.is_theirs(), "{what}: begun again it comes to its end");
        }
        let day = json!({ "day": Home::TODAY });
        let seen = self.young.ask("day_read", of(&self.child, day));
        assert_eq!(seen["latest"][0]["value"], 40.0 + number as f64, "{what}");
        let letter = self.young.ask("handover_letter", json!({ "id": self.child }));
        assert_eq!(letter["text"], "げんきでね", "{what}");
        let checked = self.young.ask("record_verify", of(&self.child, json!({})));
        assert_eq!(checked["sound"], true, "{what}");
    }
}

fn begun(home: &Home) -> Handing {
    let address = server(home);
    let (mother, young) = (person(home, "mother", &address), person(home, "young", &address));
    let to = know(&mother, &young, "陽太（本人）");
    know(&young, &mother, "お母さん");
    for ctx in [mother, young] {
        ctx.lock();
    }
    let [mother, young] = ["mother", "young"].map(|name| Side::start(&home.path(name)));
    Handing { mother, young, to, child: String::new(), code: String::new() }
}

/// Between the steps: after each of them one side is killed.
fn killed_after_each_step(home: &Home, mothers: bool) {
    let mut handing = begun(home);
    for end in 1..=STEPS {
        handing.renew(end);
        handing.walk_to(end);
        let Handing { mother, young, to, child, code } = handing;
        handing = match mothers {
            true => Handing { mother: mother.killed(), young, to, child, code },
            false => Handing { mother, young: young.killed(), to, child, code },
        };
        let done = handing.is_theirs();
        assert_eq!(done, end > LAST_WORD, "after {end} steps");
        handing.ends(end, &format!("after {end} steps"));
    }
}

#[test]
fn a_hand_over_whose_giver_is_killed_after_any_step_is_done_or_not_begun() {
    let test = "handover_kill::a_hand_over_whose_giver_is_killed_after_any_step_is_done_or_not_begun";
    with_cards_and_keyring(test, |home, _| killed_after_each_step(home, true));
}

#[test]
fn a_hand_over_whose_taker_is_killed_after_any_step_is_done_or_not_begun() {
    let test = "handover_kill::a_hand_over_whose_taker_is_killed_after_any_step_is_done_or_not_begun";
    with_cards_and_keyring(test, |home, _| killed_after_each_step(home, false));
}

#[test]
fn a_hand_over_killed_while_the_last_word_is_said_is_done_or_not_begun() {
    let test = "handover_kill::a_hand_over_killed_while_the_last_word_is_said_is_done_or_not_begun";
    with_cards_and_keyring(test, |home, _| {
        let mut handing = begun(home);
        for kill in 0..KILLS {
            let number = usize::try_from(kill).unwrap() + 1;
            handing.renew(number);
            handing.walk_to(LAST_WORD);
            let one = json!({ "id": handing.child });
            handing.mother.say("handover_confirm", &one);
            std::thread::sleep(Duration::from_micros(kill * 17_919 % 140_000));
            let Handing { mother, young, to, child, code } = handing;
            handing = Handing { mother: mother.killed(), young, to, child, code };
            if kill % 2 == 1 {
                // The other side falls too, while it takes the record up.
                handing.young.say("share_sync", &json!({}));
                std::thread::sleep(Duration::from_micros(kill * 9_973 % 90_000));
                let Handing { mother, young, to, child, code } = handing;
                handing = Handing { mother, young: young.killed(), to, child, code };
            }
            handing.ends(number, &format!("kill {kill}"));
        }
    });
}
