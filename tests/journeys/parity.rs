//! One core, three faces: every command of the table through `dispatch`, over the loopback door and by the real
//! `henro-cli rpc`, on copies of one record under one clock. The answers must be the same bytes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use henro_app::{Context, dispatch};
use henro_testkit::{Home, PASSWORD, call, copy_folder};
use serde_json::{Value, json};

use crate::door::Door;

/// The requests of `fixtures/samples.json`; the real window is asked the same (`browser/tauri.mjs`).
#[derive(serde::Deserialize)]
struct Samples {
    password: String,
    at: String,
    csv: String,
    /// What makes the record.
    make: Vec<(String, Value)>,
    /// What is refused when the record is open.
    refused: Vec<(String, Value)>,
    /// Every command but `record_create`, in an order in which each can succeed.
    steps: Vec<(String, Value)>,
}

impl Samples {
    fn read() -> Self {
        let samples: Self = serde_json::from_str(include_str!("../fixtures/samples.json")).unwrap();
        assert_eq!((samples.password.as_str(), samples.at.as_str()), (PASSWORD, Home::AT));
        samples
    }
}

/// A command that was run: its name, its request, its answer as text.
struct Ran {
    name: String,
    request: Value,
    answer: String,
}

/// What was run so far, for requests that need an id or a path of an earlier answer.
struct Log(Vec<Ran>);

impl Log {
    fn reply(&self, name: &str) -> Value {
        let ran = self.0.iter().rev().find(|ran| ran.name == name).expect("it ran before");
        serde_json::from_str(&ran.answer).unwrap()
    }

    /// The request with what its `$` words stand for: `$password`, `$csv`, `$command.place.in.its.reply`.
    fn fill(&self, request: &Value, csv: &Path) -> Value {
        match request {
            Value::Object(fields) => {
                fields.iter().map(|(key, value)| (key.clone(), self.fill(value, csv))).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.fill(item, csv)).collect(),
            Value::String(text) => match text.strip_prefix('$') {
                None => request.clone(),
                Some("password") => json!(PASSWORD),
                Some("csv") => json!(csv),
                Some(word) => {
                    let (name, place) = word.split_once('.').expect("a command and a place in its reply");
                    let place = format!("/{}", place.replace('.', "/"));
                    self.reply(name).pointer(&place).expect("the reply has it").clone()
                }
            },
            other => other.clone(),
        }
    }
}

#[test]
fn every_command_answers_the_same_bytes_through_every_face() {
    let cli = cli();
    let home = Home::new();
    let samples = Samples::read();
    for (name, request) in samples.make.iter().filter(|(name, _)| name != "record_create") {
        call(&home.open(), name, request.clone());
    }
    std::fs::rename(home.path("data"), home.path("base")).unwrap();
    let csv = home.path("in.csv");
    std::fs::write(&csv, &samples.csv).unwrap();
    assert_every_command_is_tried(&samples);

    let core = fresh(&home, |ctx| through_dispatch(&ctx, &samples, &csv));
    let door = fresh(&home, |ctx| {
        let door = Door::open(ctx);
        replay(&core, |ran| door.call(&ran.name, &ran.request.to_string()).body)
    });
    let terminal = fresh(&home, |ctx| {
        drop(ctx);
        let mut locked = true;
        replay(&core, |ran| {
            // A terminal has no session: each call unlocks for itself, an import looks and writes in one call.
            locked = locked && ran.name != "record_unlock";
            let password = !locked && !matches!(ran.name.as_str(), "record_unlock" | "backup_restore");
            match ran.name.as_str() {
                "import_apply" => run(&cli, &home, password, &["import", csv.to_str().unwrap(), "--apply"]),
                name => run(&cli, &home, password, &["rpc", name, &ran.request.to_string()]),
            }
        })
    });
    for ((ran, door), terminal) in core.0.iter().zip(door).zip(terminal) {
        assert_eq!(ran.answer, door, "{} over loopback", ran.name);
        assert_eq!(ran.answer, terminal, "{} by henro-cli", ran.name);
    }
}

#[test]
fn a_record_is_made_alike_through_every_face() {
    let cli = cli();
    let home = Home::empty();
    let (name, request) = Samples::read().make.swap_remove(0);
    assert_eq!(name, "record_create");
    let request = Log(Vec::new()).fill(&request, Path::new(""));
    let made = |answer: String| {
        std::fs::remove_dir_all(home.path("data")).unwrap();
        answer
    };
    let core = made(call(&home.locked(), "record_create", request.clone()).to_string());
    let door = made(Door::open(home.locked()).call("record_create", &request.to_string()).body);
    let terminal = made(run(&cli, &home, false, &["rpc", "record_create", &request.to_string()]));
    let new = made(run(&cli, &home, true, &["new", "--name", "太郎"]));
    assert_eq!([&door, &terminal, &new], [&core, &core, &core]);
}

#[test]
fn every_face_refuses_with_the_same_words() {
    let cli = cli();
    let home = Home::new();
    let nothing_ran = Log(Vec::new());
    let asks = Samples::read().refused.into_iter();
    let asks: Vec<_> = asks.map(|(name, ask)| (name, nothing_ran.fill(&ask, Path::new("")))).collect();
    let ctx = home.open();
    let core: Vec<String> = asks
        .iter()
        .map(|(name, ask)| serde_json::to_string(&dispatch(&ctx, name, ask.clone()).unwrap_err()).unwrap())
        .collect();
    let door = Door::open(ctx);
    for ((name, ask), said) in asks.iter().zip(&core) {
        let answer = door.call(name, &ask.to_string());
        assert_eq!((answer.status, &answer.body), (422, said), "{name} over loopback");
    }
    drop(door);
    for ((name, ask), said) in asks.iter().zip(&core) {
        let (_, error, _) = output(&cli, &home, true, &["rpc", name, &ask.to_string()]);
        assert_eq!(error.trim_end(), format!("henro-cli: refused: {said}"), "{name} by henro-cli");
    }
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let cli = cli();
    let home = Home::new();
    let code = |password, words: &[&str]| output(&cli, &home, password, words).2;
    assert_eq!(code(true, &["rpc", "record_verify"]), Some(0));
    assert_eq!(code(true, &["rpc", "tea_make"]), Some(1));
    assert_eq!(code(true, &["rpc", "record_verify", "{"]), Some(2));
    assert_eq!(code(false, &["rpc"]), Some(2));
    assert_eq!(code(false, &["new", "--name", "太郎"]), Some(3));
    assert_eq!(code(false, &["verify"]), Some(4));
    let held = home.open();
    assert_eq!(code(true, &["verify"]), Some(4), "held by another program");
    drop(held);
    std::fs::write(home.path("data/record/daily.db"), [0u8; 8192]).unwrap();
    assert_eq!(code(true, &["verify"]), Some(5), "damaged");
}

#[test]
fn the_list_of_the_terminal_is_the_table() {
    let listed = run(&cli(), &Home::empty(), false, &["rpc", "--list"]);
    assert_eq!(listed, serde_json::to_value(henro_app::command_table()).unwrap().to_string());
}

fn assert_every_command_is_tried(samples: &Samples) {
    let table: BTreeSet<&str> =
        henro_app::command_table().commands.iter().map(|command| command.name).collect();
    let tried: BTreeSet<&str> = samples
        .make
        .iter()
        .chain(&samples.steps)
        .chain(&samples.refused)
        .map(|(name, _)| name.as_str())
        .collect();
    // One that wants a card or a keyring is refused here; `keys.rs` has it succeed.
    let unknown: Vec<_> = tried.difference(&table).collect();
    assert_eq!(unknown, [&"tea_make"], "a sample has no command");
    let missing: Vec<_> = table.difference(&tried).collect();
    assert!(missing.is_empty(), "no sample for {missing:?}");
}

/// Runs on a copy of the base that always lies at the same place, so that paths in answers are the same too.
fn fresh<T>(home: &Home, work: impl FnOnce(Context) -> T) -> T {
    copy_folder(&home.path("base"), &home.path("data"));
    let done = work(home.locked());
    std::fs::remove_dir_all(home.path("data")).unwrap();
    done
}

fn through_dispatch(ctx: &Context, samples: &Samples, csv: &Path) -> Log {
    let mut log = Log(Vec::new());
    for (name, request) in &samples.steps {
        let request = log.fill(request, csv);
        let answer = call(ctx, name, request.clone()).to_string();
        log.0.push(Ran { name: name.clone(), request, answer });
    }
    log
}

fn replay(log: &Log, run: impl FnMut(&Ran) -> String) -> Vec<String> {
    log.0.iter().map(run).collect()
}

/// What the program prints, without the end of the line.
fn run(cli: &Path, home: &Home, password: bool, words: &[&str]) -> String {
    let (out, error, code) = output(cli, home, password, words);
    assert_eq!(code, Some(0), "{words:?}: {error}");
    out.strip_suffix('\n').expect("one whole line").to_owned()
}

fn output(cli: &Path, home: &Home, password: bool, words: &[&str]) -> (String, String, Option<i32>) {
    let pass = home.path("password");
    std::fs::write(&pass, format!("{PASSWORD}\n")).unwrap();
    let mut command = Command::new(cli);
    command.arg("--data").arg(home.path("data")).args(["--at", Home::AT, "--json"]).args(words);
    match password {
        true => command.arg("--password-stdin").stdin(std::fs::File::open(pass).unwrap()),
        false => command.stdin(Stdio::null()),
    };
    let done = command.output().unwrap();
    (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap(), done.status.code())
}

/// The built program, beside the folder of this test.
pub(crate) fn cli() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).expect("a test lies in deps/ of the build folder");
    let cli = folder.join(format!("henro-cli{}", std::env::consts::EXE_SUFFIX));
    assert!(
        cli.exists(),
        "henro-cli is not built; run `cargo build -p henro-cli` (`cargo xtask test` does) first"
    );
    cli
}
