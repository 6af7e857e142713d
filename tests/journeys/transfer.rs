//! Entries out to CSV and in again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context};
use henro_domain::Day;
use henro_testkit::{Home, call, every_kind, one, refused};
use serde_json::{Value, json};

/// What the entries say, without what belongs to one record alone: ids, times of writing, numbers of own dishes.
fn said(ctx: &Context) -> Vec<String> {
    let ask = json!({ "from": "1900-01-01", "to": "2100-01-01" });
    let list = call(ctx, "entry_list", ask);
    assert_eq!(list["more"], false);
    let bare = list["entries"].as_array().unwrap().iter().map(|entry| {
        let mut entry = entry.clone();
        if entry["body"]["food"].as_str().is_some_and(|food| food.starts_with("own:")) {
            entry["body"]["food"] = json!("own");
        }
        for own in ["id", "recorded_ms", "edited"] {
            entry[own] = Value::Null;
        }
        entry.to_string()
    });
    let mut bare: Vec<String> = bare.collect();
    bare.sort();
    bare
}

fn preview(ctx: &Context, bytes: &[u8]) -> Value {
    call(ctx, "import_preview", json!({ "base64": STANDARD.encode(bytes) }))
}

fn import(ctx: &Context, bytes: &[u8]) -> Value {
    let plan = preview(ctx, bytes)["plan"].clone();
    call(ctx, "import_apply", json!({ "plan": plan }))
}

#[test]
fn out_and_in_again_is_the_same_record() {
    let home = Home::new();
    let ctx = home.open();
    for day in ["2024-02-29", "2026-11-20", "2026-11-21"] {
        call(&ctx, "entry_record", every_kind(day));
    }
    let dish = call(&ctx, "own_dish_list", json!({}))["dishes"][0]["id"].clone();
    let food = format!("own:{}", dish.as_str().unwrap());
    let own = json!({ "kind": "intake", "slot": "dinner", "food": food, "portion": 0.333 });
    call(&ctx, "entry_record", one("2026-11-21", Some(1100), own));
    let diary = |text: &str| json!({ "kind": "diary", "text": text });
    for text in ["=HYPERLINK(\"http://evil.example\")", "'quoted", "a \"b\", c\nd\r\ne", "@x", "👣,\t;"] {
        call(&ctx, "entry_record", one("2026-11-21", None, diary(text)));
    }
    // Two that are alike in every letter are two.
    for _ in 0..2 {
        call(&ctx, "entry_record", one("2026-11-21", Some(600), json!({ "kind": "steps", "count": 700 })));
    }
    home.clock.travel(-600);
    let abroad = json!({ "kind": "measurement", "item": "weight_kg", "value": 59.95 });
    call(&ctx, "entry_record", one("2026-11-21", Some(700), abroad));
    home.clock.travel(Home::JAPAN);
    let gone = call(&ctx, "entry_record", one("2026-11-21", None, diary("gone")))["ids"][0].clone();
    call(&ctx, "entry_delete", json!({ "ids": [gone] }));
    let before = said(&ctx);
    let file = call(&ctx, "export_make", json!({}));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let facts = std::fs::metadata(file["path"].as_str().unwrap()).unwrap();
        assert_eq!(facts.permissions().mode() & 0o777, 0o600, "it lies in clear, so for its owner only");
    }
    assert_eq!(file["entries"], 36); // 3 x 9 of every_kind, 1 meal, 5 diary lines, 2 walks, 1 weight
    let bytes = std::fs::read(file["path"].as_str().unwrap()).unwrap();

    home.make_record("other");
    let other = home.open_at("other");
    let plan = preview(&other, &bytes);
    assert_eq!((&plan["entries"], &plan["duplicates"], &plan["faults"]), (&json!(36), &json!(0), &json!(0)));
    assert_eq!(said(&other), Vec::<String>::new(), "looking writes nothing");
    let done = call(&other, "import_apply", json!({ "plan": plan["plan"] }));
    assert_eq!(done["entries"], 36);
    assert_eq!(said(&other), before);

    let plan = preview(&other, &bytes);
    assert_eq!((&plan["entries"], &plan["duplicates"]), (&json!(0), &json!(36)));
    assert_eq!(call(&other, "import_apply", json!({ "plan": plan["plan"] }))["entries"], 0);
    assert_eq!(said(&other), before);
    assert_eq!(call(&other, "record_verify", json!({}))["sound"], true);
}

/// An own dish of one part.
fn dish(name: &str, portion: f64) -> Value {
    json!({ "kind": "own_dish", "name": name, "parts": [{ "food": "R002", "portion": portion }] })
}

fn record(ctx: &Context, day: &str, minute: u16, body: Value) -> String {
    call(ctx, "entry_record", one(day, Some(minute), body))["ids"][0].as_str().unwrap().to_owned()
}

fn ate(dish: &str) -> Value {
    json!({ "kind": "intake", "slot": "dinner", "food": format!("own:{dish}"), "portion": 0.5 })
}

/// Name of each meal of a day and, by its id, what the dish it points at is called now.
fn meals(ctx: &Context, day: &str) -> Vec<(Value, Value)> {
    let found = call(ctx, "entry_list", json!({ "from": day, "to": day, "kinds": ["intake"] }));
    let mut meals: Vec<(Value, Value)> = found["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|meal| {
            let id = meal["body"]["food"].as_str().unwrap().strip_prefix("own:").unwrap();
            let dish = call(ctx, "entry_history", json!({ "id": id }))["steps"][0]["entry"].clone();
            (meal["name"].clone(), dish["body"]["name"].clone())
        })
        .collect();
    meals.sort_by_key(|(name, _)| name.to_string());
    meals
}

fn dishes(ctx: &Context) -> Vec<Value> {
    let list = call(ctx, "own_dish_list", json!({}))["dishes"].clone();
    list.as_array().unwrap().iter().map(|dish| dish["body"]["name"].clone()).collect()
}

#[test]
fn meals_of_own_dishes_keep_their_dish_in_another_record() {
    let home = Home::new();
    let ctx = home.open();
    let rice = record(&ctx, "2026-11-01", 400, dish("わが家のごはん", 1.5));
    let soup = record(&ctx, "2026-11-02", 400, dish("豆ごはん", 0.7));
    let gone = record(&ctx, "2026-11-03", 400, dish("むかしの味", 2.0));
    for (minute, id) in [(1100, &rice), (1101, &soup), (1102, &gone)] {
        record(&ctx, "2026-11-20", minute, ate(id));
    }
    call(&ctx, "entry_delete", json!({ "ids": [gone] }));
    let named = |names: &[&str]| names.iter().map(|name| (json!(name), json!(name))).collect::<Vec<_>>();
    let three = named(&["むかしの味", "わが家のごはん", "豆ごはん"]);
    assert_eq!(meals(&ctx, "2026-11-20"), three);
    // A file of one day takes along the dishes of other days that its meals are made of.
    let one_day = call(&ctx, "export_make", json!({ "from": "2026-11-20", "to": "2026-11-20" }));
    let whole = call(&ctx, "export_make", json!({}));
    assert_eq!(
        (&one_day["entries"], &whole["entries"]),
        (&json!(5), &json!(5)),
        "3 meals, 2 dishes that stand"
    );
    let bytes = |file: &Value| std::fs::read(file["path"].as_str().unwrap()).unwrap();
    let (one_day, whole) = (bytes(&one_day), bytes(&whole));

    // In the other record the same numbers are other things: a dish, an entry of another kind, and the same dish
    // under another number.
    home.make_record("other");
    let other = home.open_at("other");
    let tea = record(&other, "2026-11-05", 400, dish("お茶づけ", 3.0));
    assert_eq!(tea, rice, "the first id of each record");
    assert_eq!(record(&other, "2026-11-05", 401, json!({ "kind": "diary", "text": "x" })), soup);
    record(&other, "2026-11-05", 402, dish("豆ごはん", 0.1)); // another dish of the same name
    let same = record(&other, "2026-11-06", 402, dish("豆ごはん", 0.7));
    let before = all(&other);
    for file in [&one_day, &whole] {
        let plan = preview(&other, file);
        // Of two dishes one is here already; three meals and one dish are new.
        assert_eq!(
            (&plan["entries"], &plan["duplicates"], &plan["faults"]),
            (&json!(4), &json!(1), &json!(0))
        );
        let done = call(&other, "import_apply", json!({ "plan": plan["plan"] }));
        assert_eq!(done["entries"], 4);
        assert_eq!(call(&other, "import_list", json!({}))["imports"][0]["entries"], 4);
        assert_eq!(meals(&other, "2026-11-20"), three);
        let soup_meals = call(&other, "entry_list", json!({ "from": "2026-11-20", "to": "2026-11-20" }));
        let points = |id: &str| soup_meals.to_string().contains(&format!("\"own:{id}\""));
        assert!(points(&same) && !points(&tea) && !points(&soup));
        assert_eq!(
            dishes(&other),
            ["お茶づけ", "わが家のごはん", "豆ごはん", "豆ごはん"],
            "the deleted one is not back"
        );
        // Again it is all there already.
        let again = preview(&other, file);
        assert_eq!((&again["entries"], &again["faults"]), (&json!(0), &json!(0)));
        assert_eq!(call(&other, "import_apply", json!({ "plan": again["plan"] }))["entries"], 0);
        assert_eq!(meals(&other, "2026-11-20"), three);
        assert_eq!(call(&other, "import_undo", json!({ "batch": done["batch"] }))["entries"], 4);
        assert_eq!(all(&other), before, "the dish it made goes with it");
    }
    assert_eq!(call(&other, "record_verify", json!({}))["sound"], true);

    // Into an empty record and out again: the same file, but for the numbers.
    home.make_record("third");
    let third = home.open_at("third");
    import(&third, &whole);
    assert_eq!(said(&third), said(&ctx));
    assert_eq!(meals(&third, "2026-11-20"), three);
    // Back into the record it is from nothing is new, and nothing moves.
    let before = all(&ctx);
    assert_eq!(preview(&ctx, &whole)["entries"], 0);
    import(&ctx, &whole);
    assert_eq!(all(&ctx), before);
}

/// Every entry with its id.
fn all(ctx: &Context) -> Value {
    call(ctx, "entry_list", json!({ "from": "1900-01-01", "to": "2100-01-01" }))
}

#[test]
fn a_dish_that_nobody_has_eaten_yet_is_in_the_file_too() {
    let home = Home::new();
    let ctx = home.open();
    record(&ctx, "2026-11-01", 400, dish("わが家のごはん", 1.5));
    record(&ctx, "2026-11-20", 400, json!({ "kind": "diary", "text": "x" }));
    let file = call(&ctx, "export_make", json!({}));
    assert_eq!(file["entries"], 2);
    home.make_record("other");
    let other = home.open_at("other");
    import(&other, &std::fs::read(file["path"].as_str().unwrap()).unwrap());
    assert_eq!(dishes(&other), ["わが家のごはん"]);
}

#[test]
fn energy_nobody_can_have_does_not_come_in() {
    let home = Home::new();
    let ctx = home.open();
    let text = "date,kind,value1,value2,value3,name,code,slot,portion,note\n\
        2026-11-01,exercise,30,3,90,walk,17170,,,\n\
        2026-11-01,exercise,30,3,-9000000,walk,17170,,,\n\
        2026-11-01,intake,,,,rice,R002,lunch,1,energy_kcal=1e38\n";
    let plan = preview(&ctx, text.as_bytes());
    assert_eq!((&plan["entries"], &plan["faults"]), (&json!(1), &json!(2)));
    assert_eq!(plan["first_faults"][0], json!({ "line": 3, "reason": "value" }));
}

#[test]
fn a_meal_whose_dish_the_file_does_not_tell_points_at_no_other() {
    let home = Home::new();
    let ctx = home.open();
    let rice = record(&ctx, "2026-11-01", 400, dish("わが家のごはん", 1.5));
    record(&ctx, "2026-11-20", 1100, ate(&rice));
    let path = call(&ctx, "export_make", json!({}))["path"].clone();
    let text = std::fs::read_to_string(path.as_str().unwrap()).unwrap();
    // The row of the dish is one record of two lines; the file without it is the header and the meal.
    let meals_only: String = text.split_inclusive("\r\n").filter(|row| !row.contains("own_dish")).collect();
    assert!(meals_only.contains("intake") && !meals_only.contains("own_dish"));

    home.make_record("other");
    let other = home.open_at("other");
    assert_eq!(record(&other, "2026-11-05", 400, dish("お茶づけ", 3.0)), rice);
    let plan = preview(&other, meals_only.as_bytes());
    assert_eq!((&plan["entries"], &plan["faults"]), (&json!(0), &json!(1)));
    assert_eq!(plan["first_faults"][0]["reason"], "dish");
    // The same dish under another number is found by name and nutrients.
    let same = record(&other, "2026-11-06", 400, dish("わが家のごはん", 1.5));
    import(&other, meals_only.as_bytes());
    let list = call(&other, "entry_list", json!({ "from": "2026-11-20", "to": "2026-11-20" }));
    assert_eq!(list["entries"][0]["body"]["food"], format!("own:{same}"));
}

#[test]
fn no_cell_runs_as_a_formula() {
    let home = Home::new();
    let ctx = home.open();
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
        call(&ctx, "entry_record", one(Home::TODAY, None, json!({ "kind": "diary", "text": text })));
    }
    let path = call(&ctx, "export_make", json!({}))["path"].clone();
    let text = std::fs::read_to_string(path.as_str().unwrap()).unwrap();
    let notes: Vec<&str> = text.lines().skip(1).map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(notes.len(), 6);
    assert!(notes.iter().all(|note| note.trim_start_matches('"').starts_with('\'')), "{notes:?}");
}

#[test]
fn an_import_is_taken_back_whole_and_nothing_else_with_it() {
    let home = Home::new();
    let ctx = home.open();
    call(&ctx, "entry_record", every_kind("2026-11-20"));
    let before = said(&ctx);
    let done = import(&ctx, b"date,steps,weight\n2026-11-01,100,60\n2026-11-20,200,61\n");
    assert_eq!(done["entries"], 4);
    assert_eq!(call(&ctx, "day_read", json!({ "day": "2026-11-20" }))["steps"]["count"], 5200);
    assert_eq!(call(&ctx, "import_undo", json!({ "batch": done["batch"] }))["entries"], 4);
    assert_eq!(said(&ctx), before);
    assert_eq!(call(&ctx, "import_undo", json!({ "batch": done["batch"] }))["entries"], 0);
    assert_eq!(call(&ctx, "day_read", json!({ "day": "2026-11-20" }))["steps"]["count"], 5000);
    for unknown in ["tea", "9999", "-1"] {
        assert_eq!(refused(&ctx, "import_undo", json!({ "batch": unknown })).code, Code::ImportGone);
    }
}

#[test]
fn the_list_of_imports_names_each_file_and_takes_it_back_for_thirty_days() {
    let home = Home::new();
    let ctx = home.open();
    let list = || call(&ctx, "import_list", json!({}))["imports"].clone();
    assert_eq!(list(), json!([]));
    let csv = home.path("歩数.csv");
    std::fs::write(&csv, "date,steps,weight\n2026-11-01,100,60\n2026-11-20,200,61\n").unwrap();
    let plan = call(&ctx, "import_preview", json!({ "path": csv }))["plan"].clone();
    let first = call(&ctx, "import_apply", json!({ "plan": plan }))["batch"].clone();
    let bytes = STANDARD.encode(b"date,steps\n2026-11-02,100\n");
    let plan =
        call(&ctx, "import_preview", json!({ "base64": bytes, "label": " a\u{7}\n.csv" }))["plan"].clone();
    let second = call(&ctx, "import_apply", json!({ "plan": plan }))["batch"].clone();
    // Once more: nothing is new, so there is nothing to take back.
    let plan = call(&ctx, "import_preview", json!({ "path": csv }))["plan"].clone();
    assert_eq!(call(&ctx, "import_apply", json!({ "plan": plan }))["entries"], 0);
    let row = |batch: &Value, label: &str, entries: u32, undone: bool, undoable: bool| {
        json!({ "batch": batch, "day": Home::TODAY, "label": label, "entries": entries, "undone": undone,
            "undoable": undoable })
    };
    assert_eq!(
        list(),
        json!([row(&second, "a.csv", 1, false, true), row(&first, "歩数.csv", 4, false, true)])
    );
    assert_eq!(call(&ctx, "import_undo", json!({ "batch": second }))["entries"], 1);
    assert_eq!(list()[0], row(&second, "a.csv", 1, true, false));
    let day = 86_400_000;
    home.clock.pass(30 * day);
    assert_eq!(call(&ctx, "import_list", json!({}))["imports"][1]["undoable"], true);
    home.clock.pass(1);
    assert_eq!(call(&ctx, "import_list", json!({}))["imports"][1]["undoable"], false);
    assert_eq!(refused(&ctx, "import_undo", json!({ "batch": first })).code, Code::ImportTooOld);
    assert_eq!(call(&ctx, "day_read", json!({ "day": "2026-11-20" }))["steps"]["count"], 200);
}

#[test]
fn a_file_with_rare_values_asks_once_and_does_as_it_is_told() {
    let home = Home::new();
    // 160 kg and 51,000 steps are rare, all else is usual.
    let text = "date,steps,weight\n2026-11-01,100,60\n2026-11-02,51000,160\n2026-11-03,300,160\n";
    for (name, rare, entries) in [("take", "take", 6), ("leave", "leave", 3)] {
        home.make_record(name);
        let ctx = home.open_at(name);
        let plan = preview(&ctx, text.as_bytes());
        assert_eq!((&plan["entries"], &plan["rare"]), (&json!(6), &json!(3)));
        assert_eq!(plan["rare_lines"], json!([3, 4]));
        let ask = |rare: Value| json!({ "plan": plan["plan"], "rare": rare });
        assert_eq!(refused(&ctx, "import_apply", ask(Value::Null)).code, Code::ValueRare);
        assert_eq!(refused(&ctx, "import_apply", ask(json!("maybe"))).code, Code::RequestInvalid);
        assert_eq!(said(&ctx), Vec::<String>::new(), "asking writes nothing");
        assert_eq!(call(&ctx, "import_apply", ask(json!(rare)))["entries"], entries);
        assert_eq!(said(&ctx).len(), entries);
        assert_eq!(call(&ctx, "import_list", json!({}))["imports"][0]["entries"], entries);
        let day = call(&ctx, "day_read", json!({ "day": "2026-11-03" }));
        assert_eq!(day["steps"]["count"], 300, "what else the line holds is taken either way");
        ctx.lock();
    }
}

#[test]
fn a_table_of_a_japanese_spreadsheet_is_read() {
    let home = Home::new();
    let ctx = home.open();
    let text = "日付,時刻,最高血圧,最低血圧,脈拍,体重,歩数\r\n2026/11/20,7:05,128,82,66,63.5,\"5,200\"\r\n";
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost);
    let plan = preview(&ctx, &bytes);
    assert_eq!(
        (&plan["encoding"], &plan["entries"], &plan["faults"]),
        (&json!("Shift_JIS"), &json!(3), &json!(0))
    );
    call(&ctx, "import_apply", json!({ "plan": plan["plan"] }));
    let day = call(&ctx, "day_read", json!({ "day": "2026-11-20" }));
    assert_eq!((&day["pressure"][0]["systolic"], &day["pressure"][0]["minute"]), (&json!(128), &json!(425)));
    assert_eq!(day["steps"]["count"], 5200);
    let with_mark = ["\u{feff}".as_bytes(), text.as_bytes()].concat();
    let plan = preview(&ctx, &with_mark);
    assert_eq!(
        (&plan["encoding"], &plan["duplicates"]),
        (&json!("UTF-8"), &json!(3)),
        "the same again, with a BOM"
    );
}

#[test]
fn torn_rows_are_told_and_the_good_ones_come_in() {
    let home = Home::new();
    let ctx = home.open();
    let text = "date,systolic,diastolic\n2026-11-01,128,82\n2026-11-02,128\nx,128,82\n2026-11-23,128,82\n\
        2026-11-04,82,128\n2026-11-05,abc,82\n2026-11-06,128,82,1,2,3\n2026-11-07,130,80\n";
    let plan = preview(&ctx, text.as_bytes());
    assert_eq!(plan["entries"], 2, "the first and the last row");
    let faults: Vec<u64> = plan["first_faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["line"].as_u64().unwrap())
        .collect();
    // Line 7 is told twice: a cell is no number, and the pressure is half. It is one row all the same.
    assert_eq!(plan["faults"], 6);
    assert_eq!(faults, [3, 4, 5, 6, 7, 7, 8]);
    let reasons: Vec<&str> = plan["first_faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons[1..4], ["day", "future", "value"]);
    assert_eq!(call(&ctx, "import_apply", json!({ "plan": plan["plan"] }))["entries"], 2);
    let ask = |bytes: &[u8]| json!({ "base64": STANDARD.encode(bytes) });
    for nothing in [&b""[..], b"\xff\xfe\x00", b"tea,cake\n1,2\n", b"date,steps\n"] {
        assert_eq!(refused(&ctx, "import_preview", ask(nothing)).code, Code::ImportEmpty);
    }
    assert_eq!(refused(&ctx, "import_preview", json!({})).code, Code::RequestInvalid);
    assert_eq!(refused(&ctx, "import_preview", json!({ "path": "/no/such/file" })).code, Code::FileMissing);
    assert_eq!(refused(&ctx, "import_preview", json!({ "path": home.path("") })).code, Code::FileRefused);
    #[cfg(unix)]
    assert_eq!(refused(&ctx, "import_preview", json!({ "path": "/dev/zero" })).code, Code::FileRefused);
}

/// 20,000 rows; a million with `HENRO_LONG=1`.
#[test]
fn a_very_long_table_comes_in() {
    let rows: i32 =
        if std::env::var_os("HENRO_LONG").is_some_and(|long| long == "1") { 1_000_000 } else { 20_000 };
    let home = Home::new();
    let ctx = home.open();
    let first = Day::parse("1999-01-01").unwrap();
    let mut text = String::from("date,time,steps\n");
    for row in 0..rows {
        let (day, minute) = (first.plus(row / 100), row % 100);
        text.push_str(&format!("{day},{:02}:{:02},10\n", minute / 60, minute % 60));
    }
    let file = home.path("long.csv");
    std::fs::write(&file, text).unwrap();
    let plan = call(&ctx, "import_preview", json!({ "path": file }));
    assert_eq!((&plan["entries"], &plan["faults"]), (&json!(rows), &json!(0)));
    assert_eq!(call(&ctx, "import_apply", json!({ "plan": plan["plan"] }))["entries"], rows);
    let day = call(&ctx, "day_read", json!({ "day": first.plus(rows / 100 - 1) }));
    assert_eq!(day["steps"]["count"], 1000); // 100 walks of 10 steps
    // 10 steps a row at the guessed stride of 0.72 m.
    assert_eq!(call(&ctx, "walk_read", json!({}))["total_metres"], rows / 100 * 720);
}
