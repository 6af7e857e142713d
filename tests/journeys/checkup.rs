//! Checkups through the core: whose file it is, what is asked, written as one, taken back, and nothing left behind when it closes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context};
use henro_testkit::{call, refused};
use serde_json::{Value, json};

use crate::keys::with_cards_and_keyring;

pub(crate) const HEAD: &str =
    "受診番号,氏名,フリガナ,性別,生年月日,受診日,身長(cm),体重(kg),最高血圧,最低血圧,空腹時血糖(mg/dL)\n";

pub(crate) fn preview(ctx: &Context, text: &str) -> Value {
    call(ctx, "checkup_preview", ask(text))
}

pub(crate) fn ask(text: &str) -> Value {
    json!({ "base64": STANDARD.encode(text), "path": null, "label": "健診.csv" })
}

/// Hanako, born 1960-04-01, with the medical half open by this device.
pub(crate) fn begin(ctx: &Context) {
    let person = json!({ "name": "山田 花子", "birth": "1960-04-01", "sex": "female", "activity": "normal", "stride_m": null });
    call(ctx, "profile_write", person);
    call(ctx, "device_enrol", json!({ "name": "この機械" }));
    call(ctx, "clinical_open", json!({ "way": "device" }));
}

/// Says of every column that is a guess what it is guessed to be, and of blood sugar and weight, which are none with such values in them,
/// what they are.
pub(crate) fn confirm(ctx: &Context, mut plan: Value) -> Value {
    loop {
        let columns = plan["columns"].as_array().unwrap();
        let Some(open) = columns.iter().find(|column| column["certain"] == false) else { return plan };
        let code = match (open["field"].is_null(), open["column"].as_str()) {
            (true, Some("空腹時血糖(mg/dL)")) => json!("3D010000001926101"),
            (true, Some("体重(kg)")) => json!("9N006000000000001"),
            (true, _) => open["code"].clone(),
            (false, _) => Value::Null,
        };
        let one = json!({ "column": open["column"], "code": code, "unit": null, "words": [] });
        plan = call(ctx, "checkup_columns", json!({ "plan": plan["plan"], "columns": [one] }));
    }
}

#[test]
fn of_a_table_of_many_people_only_ones_own_rows_are_taken() {
    with_cards_and_keyring("checkup::of_a_table_of_many_people_only_ones_own_rows_are_taken", |home, _| {
        let ctx = home.open();
        let table = format!(
            "{HEAD}1,架空 一郎,カクウ イチロウ,男,1965/1/2,2025/6/3,171.0,70.1,128,80,91\n\
             2,山田 花子,ヤマダ ハナコ,女,1960/4/1,2025/6/3,158.0,62.0,128,80,98\n\
             2,山田 花子,ヤマダ ハナコ,女,1960/4/1,2026/6/8,158.0,63.5,80,132,5.6\n\
             2,山田 花子,ヤマダ ハナコ,女,1960/4/1,2026/13/8,158.0,63.5,132,80,102\n"
        );
        assert_eq!(refused(&ctx, "checkup_preview", ask(&table)).code, Code::ClinicalLocked);
        begin(&ctx);
        let plan = confirm(&ctx, preview(&ctx, &table));
        assert_eq!(
            (&plan["file"], &plan["confirm"], &plan["others"]),
            (&json!("csv"), &json!(false), &json!(1))
        );
        assert!(!plan.to_string().contains("架空"), "nothing of another person is shown");
        assert_eq!(plan["reports"].as_array().unwrap().len(), 2);
        // The 13th month is a row of its own; two pressures the wrong way round and 5.6 mg/dL are asked about.
        assert_eq!((&plan["rejected"], &plan["open"]), (&json!(true), &json!(3)), "{}", plan["questions"]);
        let commit =
            |leave: bool| json!({ "plan": plan["plan"], "confirmed": true, "leave_rejected": leave });
        assert_eq!(refused(&ctx, "checkup_commit", commit(true)).code, Code::CheckupOpen);
        for question in plan["questions"].as_array().unwrap() {
            let sugar = question["why"] == "out_of_range";
            let offers = question["units"].as_array().unwrap();
            assert_eq!(offers.len(), usize::from(sugar), "only a number is offered in another unit");
            let answer = match sugar {
                // 5.6 x 18.016 = 100.9
                true => json!({ "how": "unit", "unit": offers[0]["unit"] }),
                false => json!({ "how": "leave" }),
            };
            let wrong = json!({ "how": "unit", "unit": "g/L" });
            let of = |answer| json!({ "plan": plan["plan"], "report": question["report"], "row": question["row"], "answer": answer });
            assert_eq!(refused(&ctx, "checkup_answer", of(wrong)).code, Code::ValueImpossible);
            call(&ctx, "checkup_answer", of(answer));
        }
        assert_eq!(refused(&ctx, "checkup_commit", commit(false)).code, Code::CheckupRejected);
        let list = call(&ctx, "checkup_faults", json!({ "plan": plan["plan"] }));
        let lines = std::fs::read_to_string(list["path"].as_str().unwrap()).unwrap();
        assert!(lines.contains("\"date_invalid\",\"2026/13/8\""), "{lines}");
        let done = call(&ctx, "checkup_commit", commit(true));
        // 5 of the first year; 3 of the second without its pressures
        assert_eq!((&done["reports"], &done["results"]), (&json!(2), &json!(8)));

        let years = call(&ctx, "checkup_years", json!({}));
        let row = |name: &str| {
            let groups = years["groups"].as_array().unwrap().iter();
            let mut rows = groups.flat_map(|group| group["rows"].as_array().unwrap());
            rows.find(|row| row["name"] == name).cloned().unwrap()
        };
        assert_eq!(row("空腹時血糖")["cells"][1]["text"], "101");
        assert_eq!(row("収縮期血圧(その他)")["cells"][1], Value::Null);

        // The same file again: everything is known. Taken back: everything is new.
        assert_eq!(refused(&ctx, "checkup_commit", commit(true)).code, Code::ImportGone);
        let again = preview(&ctx, &table);
        assert!(again["reports"].as_array().unwrap().iter().all(|report| report["duplicate"] == true));
        let batches = call(&ctx, "checkup_batches", json!({}));
        assert_eq!(batches["imports"][0]["label"], "健診.csv");
        call(&ctx, "checkup_undo", json!({ "batch": done["batch"] }));
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"], json!([]));
        assert!(
            preview(&ctx, &table)["reports"].as_array().unwrap().iter().all(|one| one["duplicate"] == false)
        );

        // Closed: the file is gone from memory.
        call(&ctx, "clinical_close", json!({}));
        call(&ctx, "clinical_open", json!({ "way": "device" }));
        assert_eq!(refused(&ctx, "checkup_commit", commit(true)).code, Code::ImportGone);
    });
}

#[test]
fn another_persons_file_and_one_of_two_who_might_be_meant_are_stopped() {
    let name = "checkup::another_persons_file_and_one_of_two_who_might_be_meant_are_stopped";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let code = |rows: &str| refused(&ctx, "checkup_preview", ask(&format!("{HEAD}{rows}"))).code;
        let twin = "3,山田 桜,ヤマダ サクラ,女,1960/4/1,2025/6/3,158.0,62.0,128,80,98\n";
        assert_eq!(code(twin), Code::CheckupOtherPerson);
        // Two of the same birth and sex in kana alone: neither is proved to be her.
        let kana = |name: &str| format!("3,,{name},女,1960/4/1,2025/6/3,158.0,62.0,128,80,98\n");
        assert_eq!(
            code(&format!("{}{}", kana("ヤマダ サクラ"), kana("ヤマダ ハナコ"))),
            Code::CheckupTwoPeople
        );
        assert_eq!(refused(&ctx, "checkup_preview", ask("<a><b></a>")).code, Code::CheckupBroken);
        assert_eq!(
            refused(&ctx, "checkup_preview", ask("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")).code,
            Code::CheckupBroken
        );
        assert_eq!(refused(&ctx, "checkup_preview", ask("こんにちは\n")).code, Code::CheckupColumns);
        // One in kana is asked about, and not written before the person said yes.
        let plan = confirm(&ctx, preview(&ctx, &format!("{HEAD}{}", kana("ヤマダ ハナコ"))));
        assert_eq!(plan["confirm"], true);
        let commit = |confirmed: bool| json!({ "plan": plan["plan"], "confirmed": confirmed });
        assert_eq!(refused(&ctx, "checkup_commit", commit(false)).code, Code::CheckupUnconfirmed);
        call(&ctx, "checkup_commit", commit(true));
    });
}

#[test]
fn a_checkup_from_paper_is_asked_about_where_it_is_strange() {
    with_cards_and_keyring("checkup::a_checkup_from_paper_is_asked_about_where_it_is_strange", |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let write = |day: &str, values: Value, sure: &[&str]| json!({ "day": day, "institution": null, "values": values, "sure": sure });
        let one = |code: &str, value: &str| json!([{ "code": code, "value": value }]);
        let (weight, glucose) = ("9N006000000000001", "3D010000001999901");
        let code = |ask: Value| refused(&ctx, "checkup_write", ask).code;
        assert_eq!(code(write("2026-06-08", one(weight, "655"), &[])), Code::ValueRare);
        assert_eq!(code(write("2026-06-08", one(weight, "-1"), &[weight])), Code::ValueImpossible);
        assert_eq!(code(write("2026-06-08", one("nothing", "1"), &["nothing"])), Code::RequestInvalid);
        assert_eq!(code(write("2027-06-08", one(weight, "65"), &[])), Code::DayFuture);
        assert_eq!(code(write("2026-06-08", json!([]), &[])), Code::ImportEmpty);
        assert_eq!(code(write("2026-06-08", one("1A010000000190111", "+"), &[])), Code::ValueImpossible);
        // What was said of one value is said of no other: 290 was meant, 1080 is a slip.
        let two = json!([{ "code": weight, "value": "290" }, { "code": glucose, "value": "1080" }]);
        let place = |sure: &[&str]| {
            let refused = refused(&ctx, "checkup_write", write("2026-06-08", two.clone(), sure));
            (refused.code, refused.params.index)
        };
        assert_eq!(place(&[]), (Code::ValueRare, Some(0)));
        assert_eq!(place(&[weight]), (Code::ValueRare, Some(1)));
        // Nobody's pressures are the wrong way round, whatever is said of them.
        let (high, low) = ("9A755000000000001", "9A765000000000001");
        let pair = json!([{ "code": high, "value": "82" }, { "code": low, "value": "128" }]);
        assert_eq!(code(write("2026-06-08", pair.clone(), &[])), Code::ValueSwapped);
        assert_eq!(code(write("2026-06-08", pair, &[high, low])), Code::ValueSwapped);
        call(&ctx, "checkup_write", write("2026-06-08", one(weight, "65.0"), &[]));
        let years = call(&ctx, "checkup_years", json!({}));
        assert_eq!(years["groups"][0]["rows"][0]["cells"][0]["text"], "65.0", "as it was written");
        // It stands among the imports by its day, and goes as a whole.
        assert_eq!(call(&ctx, "checkup_batches", json!({}))["imports"][0]["label"], "2026-06-08");
        let id = years["reports"][0]["id"].clone();
        call(&ctx, "clinical_delete", json!({ "ids": [id] }));
        let years = call(&ctx, "checkup_years", json!({}));
        assert_eq!(
            (years["reports"].as_array().unwrap().len(), years["groups"].as_array().unwrap().len()),
            (0, 0)
        );
        call(&ctx, "clinical_restore", json!({ "ids": [id] }));
        assert_eq!(call(&ctx, "checkup_years", json!({}))["reports"][0]["id"], id);
    });
}

/// Answers the only question of a plan, and takes the file in.
fn answer_and_take(ctx: &Context, plan: &Value, answer: Value) {
    let question = &plan["questions"][0];
    let one = json!({ "plan": plan["plan"], "report": question["report"], "row": question["row"], "answer": answer });
    call(ctx, "checkup_answer", one);
    call(ctx, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": true }));
}

/// What stands in the newest column of a row of the years.
fn newest(ctx: &Context, name: &str) -> Value {
    let years = call(ctx, "checkup_years", json!({}));
    let groups = years["groups"].as_array().unwrap().iter();
    let mut rows = groups.flat_map(|group| group["rows"].as_array().unwrap());
    let row = rows.find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name}: {years}"));
    row["cells"].as_array().unwrap().last().unwrap()["text"].clone()
}

#[test]
fn what_a_file_says_is_kept_as_it_says_it() {
    with_cards_and_keyring("checkup::what_a_file_says_is_kept_as_it_says_it", |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let head = HEAD.trim_end();
        let row = |day: &str, weight: &str, sugar: &str| {
            format!("2,山田 花子,ヤマダ ハナコ,女,1960/4/1,{day},158.0,{weight},128,80,{sugar},2+ 弱\n")
        };
        // Less than 5.6 mmol/L is less than 101 mg/dL, not 101.
        let plan =
            confirm(&ctx, preview(&ctx, &format!("{head},尿蛋白\n{}", row("2026/6/8", "62.0", "<5.6"))));
        assert_eq!(plan["open"], 1, "{plan}");
        let unit = plan["questions"][0]["units"][0]["unit"].clone();
        answer_and_take(&ctx, &plan, json!({ "how": "unit", "unit": unit }));
        assert_eq!(newest(&ctx, "空腹時血糖"), "<101");
        // No code is known for the words, and nobody was asked: they stand there as they are.
        assert_eq!(newest(&ctx, "尿蛋白"), "");
        let years = call(&ctx, "checkup_years", json!({}));
        assert!(years.to_string().contains("2+ 弱"), "{years}");

        // A number typed for one that cannot be has to be one that can.
        let two = format!("{}{}", row("2024/6/3", "62.0", "98"), row("2025/6/9", "825", "98"));
        let plan = confirm(&ctx, preview(&ctx, &format!("{head},尿蛋白\n{two}")));
        let question = &plan["questions"][0];
        assert_eq!(plan["open"], 1, "{plan}");
        for typed in ["1185", "-82.5", "8,25", "0"] {
            let answer = json!({ "how": "number", "number": typed });
            let one = json!({ "plan": plan["plan"], "report": question["report"], "row": question["row"], "answer": answer });
            assert_eq!(refused(&ctx, "checkup_answer", one).code, Code::ValueImpossible, "{typed}");
        }
        answer_and_take(&ctx, &plan, json!({ "how": "number", "number": "82.5" }));
    });
}

#[test]
fn sheets_of_other_kinds_hide_no_checkup_and_a_lifetime_is_shown() {
    let name = "checkup::sheets_of_other_kinds_hide_no_checkup_and_a_lifetime_is_shown";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let sheets: Vec<Value> = (1..=28)
            .map(|day| json!({ "day": format!("2026-06-{day:02}"), "body": { "kind": "report", "sheet": "laboratory", "institution": null } }))
            .collect();
        call(&ctx, "clinical_record", json!({ "entries": sheets }));
        let row =
            |year: i32| format!("2,山田 花子,ヤマダ ハナコ,女,1960/4/1,{year}/6/3,158.0,62.0,128,80,98\n");
        let lines: String = (1962..=2026).map(row).collect();
        let plan = confirm(&ctx, preview(&ctx, &format!("{HEAD}{lines}")));
        let known = |plan: &Value| {
            plan["reports"].as_array().unwrap().iter().filter(|one| one["duplicate"] == true).count()
        };
        assert_eq!(known(&plan), 0, "another sheet of that day is no checkup");
        call(&ctx, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": true }));
        let years = call(&ctx, "checkup_years", json!({}));
        assert_eq!(years["reports"].as_array().unwrap().len(), 65);
        assert_eq!(years["reports"][0]["day"], "1962-06-03");
        assert_eq!(known(&preview(&ctx, &format!("{HEAD}{lines}"))), 65);
    });
}

#[test]
fn a_paper_is_written_once_on_a_day_that_can_be_and_on_its_own_scale() {
    let name = "checkup::a_paper_is_written_once_on_a_day_that_can_be_and_on_its_own_scale";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let write = |day: &str, place: &str, code: &str, value: &str| json!({ "day": day, "institution": place, "values": [{ "code": code, "value": value }] });
        let (weight, height) = ("9N006000000000001", "9N001000000000001");
        let code = |ask: Value| refused(&ctx, "checkup_write", ask).code;
        assert_eq!(code(write("1926-06-03", "", weight, "65")), Code::DayUnborn);
        let paper = write("2026-06-08", "みどり健診所", weight, "65");
        call(&ctx, "checkup_write", paper.clone());
        assert_eq!(code(paper), Code::CheckupKnown);
        assert_eq!(code(write("2026-06-08", "", weight, "65")), Code::CheckupKnown, "any place");
        call(&ctx, "checkup_write", write("2026-06-08", "みどり健診所", height, "158"));
        call(&ctx, "checkup_write", write("2026-06-08", "さくら病院", weight, "65"));
        // 6.1 on a paper of 2009 is JDS: 6.5 in NGSP.
        let (jds, ngsp) = ("3D045000001999902", "3D046000001999902");
        assert_eq!(code(write("2009-05-10", "", ngsp, "6.1")), Code::ValueRare);
        assert_eq!(code(write("2012-03-31", "", ngsp, "6.1")), Code::ValueRare);
        call(&ctx, "checkup_write", write("2012-04-01", "", ngsp, "6.1"));
        call(&ctx, "checkup_write", write("2009-05-10", "", jds, "6.1"));
    });
}

#[test]
fn what_the_institution_did_not_work_out_is_worked_out_and_named_so() {
    let name = "checkup::what_the_institution_did_not_work_out_is_worked_out_and_named_so";
    with_cards_and_keyring(name, |home, _| {
        let ctx = home.open();
        begin(&ctx);
        let worked = |day: &str, values: &[(&str, &str)]| {
            let values: Vec<Value> =
                values.iter().map(|(code, value)| json!({ "code": code, "value": value })).collect();
            call(&ctx, "checkup_write", json!({ "day": day, "institution": null, "values": values }));
            let years = call(&ctx, "checkup_years", json!({}));
            let judged = years["judged"].as_array().unwrap().iter().find(|one| one["day"] == day).unwrap();
            let shown = judged["worked"].as_array().unwrap().iter().map(|one| {
                assert!(
                    !one["source"].as_str().unwrap().is_empty()
                        && !one["source_en"].as_str().unwrap().is_empty()
                );
                let class = one["class"].as_str().unwrap_or_default();
                format!("{} {} {class}", one["what"].as_str().unwrap(), one["text"].as_str().unwrap())
                    .trim()
                    .to_owned()
            });
            shown.collect::<Vec<_>>()
        };
        let (total, hdl, tg, ldl) =
            ("3F050000002399901", "3F070000002399901", "3F015000002399901", "3F077000002399901");
        let (creatinine, jds) = ("3C015000002399901", "3D045000001999902");
        let (high, low) = ("9A755000000000001", "9A765000000000001");
        // Born 1960-04-01, so 66: 0.90 mg/dL is 48.3 (worked in calc::egfr). 220 - 51 - 148/5 = 139.4, 220 - 51 = 169.
        // 124/82 is 高値血圧 since 2019: 80 to 89.
        let all =
            [(high, "124"), (low, "82"), (total, "220"), (hdl, "51"), (tg, "148"), (creatinine, "0.90")];
        assert_eq!(
            worked("2026-06-08", &all),
            ["pressure 124/82 高値血圧", "ldl 139", "non_hdl 169", "egfr 48.3 G3a"]
        );
        // By the classes of 2009 124/82 is 正常血圧; JDS 5.2 is 5.6. What was measured is not worked out beside it.
        let old = [
            (high, "124"),
            (low, "82"),
            (total, "220"),
            (hdl, "51"),
            (tg, "148"),
            (ldl, "130"),
            (jds, "5.2"),
        ];
        assert_eq!(worked("2010-05-10", &old), ["pressure 124/82 正常血圧", "non_hdl 169", "hba1c 5.6"]);
        // Eaten less than 3.5 hours before: Friedewald does not hold.
        let ate = [(total, "220"), (hdl, "51"), (tg, "148"), ("9N141000000000011", "4")];
        assert_eq!(worked("2024-06-10", &ate), ["non_hdl 169"]);
        // A bound is no number.
        assert_eq!(
            worked("2025-06-09", &[(total, "220"), (hdl, "51"), (tg, "<148"), (creatinine, "<0.9")]),
            ["non_hdl 169"]
        );
    });
}
