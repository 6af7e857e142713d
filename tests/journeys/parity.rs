//! One core, three faces: every command of the table through `dispatch`, over the loopback door and by the real
//! `henro-cli rpc`, on copies of one record under one clock. The answers must be the same bytes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use henro_app::{Context, dispatch};
use henro_testkit::{Home, PASSWORD, call, copy_folder, every_kind, one};
use serde_json::{Value, json};

use crate::door::Door;

/// A command that was run: its name, its request, its answer as text.
struct Ran {
    name: &'static str,
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

    fn first_id(&self) -> Value {
        self.reply("entry_record")["ids"][0].clone()
    }
}

type Step = (&'static str, fn(&Log, &Path) -> Value);

/// Every command but `record_create`, in an order in which each can succeed.
const STEPS: [Step; 54] = [
    ("record_status", |_, _| json!({})),
    ("record_unlock", |_, _| json!({ "password": PASSWORD })),
    ("record_touch", |_, _| json!({})),
    ("record_status", |_, _| json!({})),
    ("profile_read", |_, _| json!({})),
    (
        "profile_write",
        |_, _| json!({ "name": "花子", "birth": "1960-04-01", "sex": "female", "activity": "normal", "stride_m": 0.7 }),
    ),
    ("settings_read", |_, _| json!({})),
    ("settings_write", |_, _| {
        json!({ "language": "en", "text_size": "large", "theme": "dark", "lock_idle_minutes": 20,
            "lock_on_blur": false, "japanese_era": true })
    }),
    ("entry_record", |_, _| every_kind(Home::TODAY)),
    ("entry_edit", |log, _| {
        json!({ "id": log.first_id(), "entry": { "day": Home::TODAY, "minute": 410,
            "body": { "kind": "blood_pressure", "systolic": 131, "diastolic": 84, "pulse": 70 } } })
    }),
    ("entry_history", |log, _| json!({ "id": log.first_id() })),
    ("entry_delete", |log, _| json!({ "ids": [log.first_id()] })),
    ("entry_deleted", |_, _| json!({})),
    ("entry_restore", |log, _| json!({ "ids": [log.first_id()] })),
    ("entry_list", |_, _| json!({ "from": "2026-11-01", "to": Home::TODAY, "kinds": [] })),
    ("day_read", |_, _| json!({ "day": Home::TODAY })),
    ("calendar_read", |_, _| json!({ "year": 2026, "month": 11 })),
    ("draft_write", |_, _| json!({ "day": Home::TODAY, "field": "line", "text": "血圧 12" })),
    ("draft_list", |_, _| json!({ "day": Home::TODAY })),
    ("own_dish_list", |_, _| json!({})),
    ("food_search", |_, _| json!({ "query": "ごはん", "limit": 5 })),
    ("food_browse", |_, _| json!({ "category": "soup" })),
    ("food_favourites", |_, _| json!({ "slot": "breakfast", "day": Home::TODAY })),
    ("activity_search", |_, _| json!({ "query": "walk", "limit": 5 })),
    ("line_read", |_, _| json!({ "text": "血圧 128/82 脈66 ごはん 散歩30分", "day": Home::TODAY })),
    ("calc_basal", |_, _| json!({ "weight_kg": 60, "height_cm": 160, "age": 66, "sex": "female" })),
    ("calc_bmi", |_, _| json!({ "weight_kg": 60, "height_cm": 160 })),
    ("calc_exercise", |_, _| json!({ "mets": 3, "minutes": 30, "weight_kg": 60 })),
    ("calc_home_pressure", |_, _| {
        json!({ "readings": [{ "day": Home::TODAY, "minute": 400, "occasion": "morning", "systolic": 140,
            "diastolic": 80 }] })
    }),
    ("calc_intake_reference", |_, _| json!({ "age": 66, "sex": "female", "activity": "normal" })),
    ("calc_nutrition", |_, _| json!({ "food": "R002", "portion": 1.5 })),
    ("calc_steps", |_, _| json!({ "steps": 8000, "height_cm": 165, "weight_kg": 60 })),
    (
        "calc_walk",
        |_, _| json!({ "days": [{ "day": "2026-11-01", "metres": 9000 }], "settings": { "direction": "backward" } }),
    ),
    ("map_read", |_, _| json!({ "fine": false })),
    ("temple_read", |_, _| json!({ "number": 1 })),
    ("walk_read", |_, _| json!({})),
    ("walk_write", |_, _| json!({ "direction": "backward", "start": "2026-11-01" })),
    ("rhythm_read", |_, _| {
        json!({ "items": ["pressure_morning", "weight", "steps"], "period": "month", "width": 390, "height": 200,
            "text_px": 15, "language": "ja" })
    }),
    ("source_list", |_, _| json!({})),
    ("export_make", |_, _| json!({})),
    ("import_preview", |_, csv| json!({ "path": csv })),
    ("import_apply", |log, _| json!({ "plan": log.reply("import_preview")["plan"] })),
    ("import_undo", |log, _| json!({ "batch": log.reply("import_apply")["batch"] })),
    ("record_verify", |_, _| json!({})),
    ("backup_make", |_, _| json!({})),
    ("backup_list", |_, _| json!({})),
    ("record_lock", |_, _| json!({})),
    ("record_unlock", |_, _| json!({ "password": PASSWORD })),
    ("backup_restore", |log, _| json!({ "path": log.reply("backup_make")["path"], "password": PASSWORD })),
    ("entry_list", |_, _| json!({ "from": "2026-11-01", "to": Home::TODAY })),
    ("day_read", |_, _| json!({ "day": "2026-11-21" })),
    ("walk_read", |_, _| json!({})),
    ("record_status", |_, _| json!({})),
    ("password_change", |_, _| json!({ "current": PASSWORD, "new": "another pilgrim" })),
];

#[test]
fn every_command_answers_the_same_bytes_through_every_face() {
    let cli = cli();
    let home = Home::new();
    call(
        &home.open(),
        "entry_record",
        one("2026-11-21", Some(480), json!({ "kind": "steps", "count": 3000 })),
    );
    std::fs::rename(home.path("data"), home.path("base")).unwrap();
    let csv = home.path("in.csv");
    std::fs::write(&csv, "date,systolic,diastolic\n2026-11-01,128,82\n2026-11-02,130,84\n").unwrap();
    assert_every_command_is_tried();

    let core = fresh(&home, |ctx| through_dispatch(&ctx, &csv));
    let door = fresh(&home, |ctx| {
        let door = Door::open(ctx);
        replay(&core, |ran| door.call(ran.name, &ran.request.to_string()).body)
    });
    let terminal = fresh(&home, |ctx| {
        drop(ctx);
        let mut locked = true;
        replay(&core, |ran| {
            // A terminal has no session: each call unlocks for itself, an import looks and writes in one call.
            locked = locked && ran.name != "record_unlock";
            let password = !locked && !matches!(ran.name, "record_unlock" | "backup_restore");
            match ran.name {
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
    let request = json!({ "name": "太郎", "password": PASSWORD });
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
    let asks = [
        ("tea_make", json!({})),
        ("day_read", json!({ "day": "2026-02-30" })),
        ("calc_bmi", json!({ "weight_kg": 60, "height_cm": 0 })),
        ("entry_delete", json!({ "ids": ["x"] })),
        ("entry_record", one("2026-11-23", None, json!({ "kind": "condition", "level": 2 }))),
        ("record_create", json!({ "name": "太郎", "password": PASSWORD })),
        ("password_change", json!({ "current": PASSWORD, "new": "short" })),
    ];
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

fn assert_every_command_is_tried() {
    let table: BTreeSet<&str> =
        henro_app::command_table().commands.iter().map(|command| command.name).collect();
    let tried: BTreeSet<&str> = STEPS.iter().map(|(name, _)| *name).chain(["record_create"]).collect();
    assert_eq!(table, tried, "a command of the table has no sample here, or a sample has no command");
}

/// Runs on a copy of the base that always lies at the same place, so that paths in answers are the same too.
fn fresh<T>(home: &Home, work: impl FnOnce(Context) -> T) -> T {
    copy_folder(&home.path("base"), &home.path("data"));
    let done = work(home.locked());
    std::fs::remove_dir_all(home.path("data")).unwrap();
    done
}

fn through_dispatch(ctx: &Context, csv: &Path) -> Log {
    let mut log = Log(Vec::new());
    for (name, request) in STEPS {
        let request = request(&log, csv);
        let answer = call(ctx, name, request.clone()).to_string();
        log.0.push(Ran { name, request, answer });
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
fn cli() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).expect("a test lies in deps/ of the build folder");
    let cli = folder.join(format!("henro-cli{}", std::env::consts::EXE_SUFFIX));
    assert!(
        cli.exists(),
        "henro-cli is not built; run `cargo build -p henro-cli` (`cargo xtask test` does) first"
    );
    cli
}
