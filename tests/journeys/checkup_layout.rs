//! Layouts of tables: out as a file, in from a file, forgotten; and a checkup that seems to be in the record already.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context, WireError};
use henro_testkit::{call, refused};
use serde_json::{Value, json};

use crate::checkup::{HEAD, begin, confirm};
use crate::keys::with_cards_and_keyring;

const LONG: &str = include_str!("../../crates/checkup/tests/fixtures/long.toml");
const ROW: &str = "2,山田 花子,ヤマダ ハナコ,女,1960/4/1,2026/6/8,158.0,62.0,128,80,98\n";

fn ask(table: &str, layout: Option<&[u8]>) -> Value {
    let layout = layout.map(|layout| STANDARD.encode(layout));
    json!({ "base64": STANDARD.encode(table), "path": null, "label": "健診.csv", "layout": layout })
}

fn names(list: &Value) -> Vec<&str> {
    list["layouts"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

fn open_columns(plan: &Value) -> usize {
    plan["columns"].as_array().unwrap().iter().filter(|column| column["certain"] == false).count()
}

/// What a plan would write, without the ids of the plan.
fn rows(plan: &Value) -> Value {
    plan["reports"][0]["rows"].clone()
}

#[test]
fn a_layout_goes_to_another_machine_as_a_file_and_reads_there_as_here() {
    let name = "checkup_layout::a_layout_goes_to_another_machine_as_a_file_and_reads_there_as_here";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let table = format!("{HEAD}{ROW}");
        let plan = confirm(&ctx, call(&ctx, "checkup_preview", ask(&table, None)));
        let save = json!({ "plan": plan["plan"], "columns": [], "save": "みどり健診所" });
        let read = call(&ctx, "checkup_columns", save);
        assert_eq!((&read["profile"], &read["layout"]), (&json!("みどり健診所"), &Value::Null));
        let list = call(&ctx, "checkup_layout_list", json!({}));
        assert_eq!(names(&list), ["みどり健診所"]);
        assert!(list["layouts"][0]["items"].as_u64().unwrap() >= 5);

        let one = json!({ "name": "みどり健診所" });
        let file = call(&ctx, "checkup_layout_file", one.clone());
        let path = file["path"].as_str().unwrap();
        assert!(path.ends_with(".toml"), "{path}");
        let layout = std::fs::read(path).unwrap();
        let text = String::from_utf8(layout.clone()).unwrap();
        for cell in ["山田", "ヤマダ", "1960", "2026", "62.0"] {
            assert!(!text.contains(cell), "nobody's values leave with it: {cell}");
        }

        // Forgotten, the columns are guesses again; what was read stays.
        assert_eq!(names(&call(&ctx, "checkup_layout_delete", one.clone())), Vec::<&str>::new());
        assert_eq!(refused(&ctx, "checkup_layout_delete", one.clone()).code, Code::EntryMissing);
        assert_eq!(refused(&ctx, "checkup_layout_file", one).code, Code::EntryMissing);
        assert!(open_columns(&call(&ctx, "checkup_preview", ask(&table, None))) > 0);

        // By the file it reads the same, and nothing is asked; it is not kept before a person says so.
        let bom = ["\u{feff}".as_bytes(), &layout].concat();
        let given = call(&ctx, "checkup_preview", ask(&table, Some(&bom)));
        assert_eq!((open_columns(&given), &given["profile"]), (0, &Value::Null));
        assert_eq!(given["layout"], "みどり健診所");
        assert_eq!(rows(&given), rows(&read));
        assert_eq!(names(&call(&ctx, "checkup_layout_list", json!({}))), Vec::<&str>::new());
        let save = json!({ "plan": given["plan"], "columns": [], "save": "みどり健診所" });
        let kept = call(&ctx, "checkup_columns", save);
        assert_eq!((&kept["layout"], &kept["profile"]), (&Value::Null, &json!("みどり健診所")));
        call(&ctx, "checkup_commit", json!({ "plan": kept["plan"], "confirmed": true }));
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_table_the_columns_screen_cannot_read_is_read_by_its_layout() {
    let name = "checkup_layout::a_table_the_columns_screen_cannot_read_is_read_by_its_layout";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        // One row a result, a day of an era.
        let table = "受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n\
                     7,山田 花子,女,昭和35年4月1日,令和8年6月8日,001,158.0,cm,,,\n\
                     8,架空 一郎,男,昭和40年1月2日,令和8年6月8日,001,171.0,cm,,,\n";
        let plan = call(&ctx, "checkup_preview", ask(table, Some(LONG.as_bytes())));
        assert_eq!((&plan["layout"], &plan["others"]), (&json!("架空病院 健診部"), &json!(1)));
        assert_eq!(
            (rows(&plan)[0]["value"].as_str(), rows(&plan).as_array().unwrap().len()),
            (Some("158.0 cm"), 1)
        );
        let save = json!({ "plan": plan["plan"], "columns": [], "save": "架空病院" });
        call(&ctx, "checkup_columns", save);
        // Kept, it is proposed by itself, and for no other table.
        assert_eq!(call(&ctx, "checkup_preview", ask(table, None))["profile"], "架空病院");
        let other = table.replace("結果値", "値");
        let plan = call_or_code(&ctx, ask(&other, None));
        assert!(plan.is_none_or(|plan| plan["profile"].is_null()));
    });
}

fn call_or_code(ctx: &Context, ask: Value) -> Option<Value> {
    henro_app::dispatch(ctx, "checkup_preview", ask).ok()
}

#[test]
fn a_layout_that_cannot_be_used_is_told_by_its_line() {
    let name = "checkup_layout::a_layout_that_cannot_be_used_is_told_by_its_line";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let small = "format = 'phr-checkup-profile/1'\nid = 'a'\nname = 'b'\n[file]\nlayout = 'wide'\n[person]\n[exam]\ndate = { col = '受診日', formats = ['yyyy/m/d'] }\n";
        let table = format!("{HEAD}{ROW}");
        let error = |layout: &[u8]| refused(&ctx, "checkup_preview", ask(&table, Some(layout)));
        let with = |from: &str, to: &str| error(small.replace(from, to).as_bytes());
        assert_eq!(with("[person]", "[person"), WireError::line(Code::CheckupLayoutLine, 6));
        let more = |more: &str| error(format!("{small}{more}").as_bytes());
        assert_eq!(
            more("[[item]]\ncol = '体重(kg)'\ncode = '1'\n"),
            WireError::line(Code::CheckupLayoutItem, 9)
        );
        assert_eq!(
            with("[person]", "[person]\nname = { const = '山田 花子' }"),
            WireError::line(Code::CheckupLayoutPart, 6)
        );
        assert_eq!(with("/1'", "/2'").code, Code::CheckupLayoutFile);
        assert_eq!(error(b"\x93\xfa").code, Code::CheckupLayoutFile);
        assert_eq!(error(&vec![b' '; 300_000]).code, Code::CheckupLayoutFile);
        // A layout of another table; a file that is no table.
        assert_eq!(with("'受診日'", "'検査日'").code, Code::CheckupLayoutOther);
        assert_eq!(
            more("[[item]]\ncol = '眼圧'\ncode = '9N001000000000001'\n").code,
            Code::CheckupLayoutOther
        );
        assert_eq!(
            refused(&ctx, "checkup_preview", ask("<a/>", Some(small.as_bytes()))).code,
            Code::CheckupLayoutOther
        );
    });
}

#[test]
fn another_file_about_a_day_that_is_there_is_taken_in_only_where_a_person_says_so() {
    let name =
        "checkup_layout::another_file_about_a_day_that_is_there_is_taken_in_only_where_a_person_says_so";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let look = |table: &str| confirm(&ctx, call(&ctx, "checkup_preview", ask(table, None)));
        let commit = |plan: &Value| json!({ "plan": plan["plan"], "confirmed": true });
        let beside = |plan: &Value, to: bool| json!({ "plan": plan["plan"], "report": 0, "beside": to });
        let state = |plan: &Value| {
            let of = |key: &str| plan["reports"][0][key] == true;
            (of("duplicate"), of("may_add"), of("beside"))
        };
        let first = format!("{HEAD}{ROW}");
        let plan = look(&first);
        assert_eq!(state(&plan), (false, false, false));
        assert_eq!(refused(&ctx, "checkup_beside", beside(&plan, true)).code, Code::CheckupKnown);
        call(&ctx, "checkup_commit", commit(&plan));

        // The very same file: refused, whatever is said.
        let plan = look(&first);
        assert_eq!(state(&plan), (true, false, false));
        assert_eq!(refused(&ctx, "checkup_beside", beside(&plan, true)).code, Code::CheckupKnown);

        // Another file of that day: left out by itself, and nothing of it is asked.
        let second = format!("{HEAD}{}", ROW.replace("62.0", "262.0"));
        let plan = look(&second);
        assert_eq!((state(&plan), &plan["open"]), ((true, true, false), &json!(0)));
        assert_eq!(refused(&ctx, "checkup_commit", commit(&plan)).code, Code::ImportEmpty);
        // Taken in beside, it is asked about like any; and left out again.
        let plan = call(&ctx, "checkup_beside", beside(&plan, true));
        assert_eq!((state(&plan), &plan["open"]), ((true, true, true), &json!(1)));
        assert_eq!(refused(&ctx, "checkup_commit", commit(&plan)).code, Code::CheckupOpen);
        let plan = call(&ctx, "checkup_beside", beside(&plan, false));
        assert_eq!(refused(&ctx, "checkup_commit", commit(&plan)).code, Code::ImportEmpty);
        let plan = call(&ctx, "checkup_beside", beside(&plan, true));
        let question = &plan["questions"][0];
        let leave = json!({ "plan": plan["plan"], "report": 0, "row": question["row"], "answer": { "how": "leave" } });
        call(&ctx, "checkup_answer", leave);
        let done = call(&ctx, "checkup_commit", commit(&plan));
        assert_eq!((&done["reports"], &done["results"]), (&json!(1), &json!(4)), "all but the weight");
        let years = call(&ctx, "checkup_years", json!({}));
        let days: Vec<&Value> = years["reports"].as_array().unwrap().iter().map(|one| &one["day"]).collect();
        assert_eq!(days, ["2026-06-08", "2026-06-08"]);
        // Both files are now the very same ones; taking back the second leaves the first.
        assert_eq!(state(&look(&second)), (true, false, false));
        call(&ctx, "checkup_undo", json!({ "batch": done["batch"] }));
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"].as_array().unwrap().len(), 1);
        assert_eq!(state(&look(&second)), (true, true, false));
    });
}

#[test]
fn a_number_put_into_its_own_unit_leaves_the_range_of_the_other_behind() {
    let name = "checkup_layout::a_number_put_into_its_own_unit_leaves_the_range_of_the_other_behind";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let layout = format!("{LONG}\n[[item]]\nlocal = '301'\ncode = '3D010000001926101'\n");
        let table = |day: &str, value: &str| {
            format!(
                "受診ID,氏名,性別,生年月日,受診日,項目コード,結果値,単位,基準下限,基準上限,判定\n\
                 7,山田 花子,女,昭和35年4月1日,{day},301,{value},3.9,6.1,\n"
            )
        };
        let answers =
            [json!({ "how": "unit", "unit": "mmol/L" }), json!({ "how": "number", "number": "99" })];
        for (answer, day) in answers.into_iter().zip(["令和7年6月8日", "令和8年6月8日"]) {
            let plan = call(&ctx, "checkup_preview", ask(&table(day, "5.5,mmol/L"), Some(layout.as_bytes())));
            let question = &plan["questions"][0];
            assert_eq!(question["why"], "unit_mismatch");
            let of = json!({ "plan": plan["plan"], "report": 0, "row": question["row"], "answer": answer });
            call(&ctx, "checkup_answer", of);
            call(&ctx, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": true }));
        }
        let years = call(&ctx, "checkup_years", json!({}));
        let cells = years["groups"][0]["rows"][0]["cells"].clone();
        for cell in cells.as_array().unwrap() {
            // What stands there is the limit of the day, in mg/dL.
            assert_eq!(
                (&cell["text"], &cell["range"], &cell["judged"]),
                (&json!("99"), &json!("< 100"), &json!("normal"))
            );
        }
        assert_eq!(cells.as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_table_of_many_that_names_nobody_is_refused() {
    with_cards_and_keyring("checkup_layout::a_table_of_many_that_names_nobody_is_refused", |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let layout = "format = 'phr-checkup-profile/1'\nid = 'a'\nname = 'b'\n[file]\nlayout = 'wide'\n[person]\n[exam]\ndate = { col = '受診日', formats = ['yyyy/m/d'] }\n[[item]]\ncol = '体重(kg)'\ncode = '9N006000000000001'\n";
        let other = "1,架空 一郎,カクウ イチロウ,男,1965/1/2,2026/6/8,171.0,70.1,128,80,91\n";
        let both = ask(&format!("{HEAD}{ROW}{other}"), Some(layout.as_bytes()));
        assert_eq!(refused(&ctx, "checkup_preview", both).code, Code::CheckupTwoPeople);
        // One a day may be one person's: they are asked.
        let years = format!("{HEAD}{ROW}{}", ROW.replace("2026/6/8", "2025/6/8"));
        let plan = call(&ctx, "checkup_preview", ask(&years, Some(layout.as_bytes())));
        assert_eq!((&plan["confirm"], plan["reports"].as_array().unwrap().len()), (&json!(true), 2));
    });
}

#[test]
fn columns_of_the_person_and_the_exam_are_named_by_hand() {
    with_cards_and_keyring(
        "checkup_layout::columns_of_the_person_and_the_exam_are_named_by_hand",
        |home, _| {
            let ctx = home.open();
            begin(&ctx);
            let head = HEAD.replace("氏名", "お客様").replace("生年月日", "お生まれ");
            let table = format!("{head}{ROW}");
            let plan = call(&ctx, "checkup_preview", ask(&table, None));
            assert_eq!((&plan["confirm"], &plan["person"]["birth"]), (&json!(true), &Value::Null));
            let of = |column: &str, field: &str| {
                let one = json!({ "column": column, "code": null, "field": field });
                json!({ "plan": plan["plan"], "columns": [one] })
            };
            let column = |plan: &Value, name: &str| {
                let mut all = plan["columns"].as_array().unwrap().iter();
                let found = all.find(|one| one["column"] == name).unwrap();
                (found["field"].clone(), found["certain"].as_bool().unwrap())
            };
            assert_eq!(refused(&ctx, "checkup_columns", of("お客様", "birth")).code, Code::DayInvalid);
            assert_eq!(refused(&ctx, "checkup_columns", of("受診日", "birth")).code, Code::RequestInvalid);
            assert_eq!(refused(&ctx, "checkup_columns", of("お客様", "nobody")).code, Code::RequestInvalid);
            call(&ctx, "checkup_columns", of("お生まれ", "birth"));
            let named = call(&ctx, "checkup_columns", of("お客様", "name"));
            assert_eq!((&named["confirm"], &named["person"]["birth"]), (&json!(false), &json!("1960-04-01")));
            assert_eq!(named["person"]["names"], json!(["山田 花子", "ヤマダ ハナコ"]));
            assert_eq!(column(&named, "お客様"), (json!("name"), true));
            // Moved to another column, the one it was taken from is asked about; kept, all of it is read without a question.
            let moved = call(&ctx, "checkup_columns", of("フリガナ", "name"));
            assert_eq!(column(&moved, "フリガナ"), (json!("name"), true));
            assert_eq!(column(&moved, "お客様"), (Value::Null, false));
            call(&ctx, "checkup_columns", of("フリガナ", "kana"));
            let all = confirm(&ctx, call(&ctx, "checkup_columns", of("お客様", "name")));
            let save = json!({ "plan": all["plan"], "columns": [], "save": "みどり健診所" });
            call(&ctx, "checkup_columns", save);
            let again = call(&ctx, "checkup_preview", ask(&table, None));
            assert_eq!((&again["confirm"], open_columns(&again)), (&json!(false), 0));
        },
    );
}

#[test]
fn of_a_table_of_others_the_way_of_reading_alone_is_made() {
    with_cards_and_keyring(
        "checkup_layout::of_a_table_of_others_the_way_of_reading_alone_is_made",
        |home, _| {
            let ctx = home.open();
            begin(&ctx);
            let other = |n: u32| {
                format!("{n},架空 一郎{n},カクウ イチロウ,男,1965/1/{n},2025/6/3,171.0,70.{n},128,80,9{n}\n")
            };
            let table = format!("{HEAD}{}", (1..=9).map(other).collect::<String>());
            let ask = |reading: bool| {
                let mut ask = ask(&table, None);
                ask["reading"] = json!(reading);
                ask
            };
            assert_eq!(refused(&ctx, "checkup_preview", ask(false)).code, Code::CheckupOtherPerson);
            let plan = confirm(&ctx, call(&ctx, "checkup_preview", ask(true)));
            assert_eq!(
                (&plan["reading"], &plan["others"], &plan["reports"]),
                (&json!(true), &json!(9), &json!([]))
            );
            let height =
                plan["columns"].as_array().unwrap().iter().find(|one| one["column"] == "身長(cm)").unwrap();
            let samples = height["samples"].as_array().unwrap();
            assert_eq!((samples.len(), &samples[0]), (9, &json!({ "before": "171.0", "after": "171.0 cm" })));
            let commit = json!({ "plan": plan["plan"], "confirmed": true, "leave_rejected": true });
            assert_eq!(refused(&ctx, "checkup_commit", commit.clone()).code, Code::CheckupOtherPerson);
            let save = json!({ "plan": plan["plan"], "columns": [], "save": "みどり健診所" });
            assert_eq!(call(&ctx, "checkup_columns", save.clone())["profile"], "みどり健診所");
            let file = call(&ctx, "checkup_layout_file", json!({ "name": "みどり健診所" }));
            let text = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
            assert!(!text.contains("架空") && !text.contains("1965"), "nobody is in it");
            call(&ctx, "checkup_cancel", json!({ "plan": plan["plan"] }));
            assert_eq!(refused(&ctx, "checkup_columns", save).code, Code::ImportGone);
            assert_eq!(call(&ctx, "checkup_batches", json!({}))["imports"], json!([]));
            // A table with rows of one's own is read as ever, whatever is asked.
            let mut own = ask(true);
            own["base64"] = json!(STANDARD.encode(format!("{table}{ROW}")));
            let own = call(&ctx, "checkup_preview", own);
            assert_eq!((&own["reading"], own["reports"].as_array().unwrap().len()), (&json!(false), 1));
        },
    );
}
