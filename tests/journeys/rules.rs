//! The formulas and dated rules of checkups asked from outside: each has its source in both languages and an example worked by hand.

use henro_testkit::{Home, call};
use serde_json::{Value, json};

fn has_sources(rule: &Value) {
    for name in ["source", "source_en", "note", "note_en"] {
        assert!(rule[name].as_str().is_some_and(|text| !text.is_empty()), "{name} of {}", rule["id"]);
    }
    assert!(rule["source_en"].as_str().unwrap().is_ascii() && rule["note_en"].as_str().unwrap().is_ascii());
}

#[test]
fn formulas_give_their_worked_examples_and_their_sources() {
    let home = Home::empty();
    let ctx = home.locked();
    let ask = |name: &str, ask: Value| {
        let found = call(&ctx, name, ask);
        assert!(found["source"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        found
    };
    // 194 x 0.9^-1.094 x 66^-0.287 x 0.739 = 194 x 1.12217 x 0.30045 x 0.739 = 48.34
    let egfr = ask("calc_egfr", json!({ "creatinine_mg_dl": 0.9, "age": 66, "sex": "female" }));
    assert!((egfr["egfr"].as_f64().unwrap() - 48.3).abs() < 0.15, "{egfr}");
    // 220 - 51 - 148 / 5 = 139.4, told as 139; 220 - 51 = 169
    let ldl = ask("calc_ldl", json!({ "total": 220, "hdl": 51, "triglycerides": 148, "fasting": true }));
    assert!(ldl["ldl"] == 139.0 && ldl["non_hdl"] == 169.0, "{ldl}");
    // 1.02 x 5.2 + 0.25 = 5.554, to one decimal 5.6
    let hba1c = ask("calc_hba1c", json!({ "jds_pct": 5.2 }));
    assert_eq!(hba1c["ngsp_pct"], 5.6, "{hba1c}");
    // Fig. 3.60: 98, 102, 108: means 100 and 105, so 110.
    let values = json!([{ "day": "2008-05-26", "value": 98 }, { "day": "2009-05-18", "value": 102 }, { "day": "2010-05-27", "value": 108 }]);
    assert_eq!(ask("calc_forecast", json!({ "values": values }))["points"], json!([100.0, 105.0, 110.0]));
}

#[test]
fn rules_give_their_worked_examples_and_name_themselves_in_both_languages() {
    let home = Home::empty();
    let ctx = home.locked();
    let judged = |name: &str, ask: Value, rule: &str| {
        let found = call(&ctx, name, ask);
        has_sources(&found["rule"]);
        assert_eq!(found["rule"]["id"], rule, "{name}");
        found
    };
    // Waist 85 of a man, with pressure 130 and triglycerides 150: two risks and the waist.
    let findings = json!({ "waist_cm": 85, "systolic": 130, "diastolic": 84, "triglycerides": 150, "hdl": 60, "glucose": 99 });
    for (day, id) in [("2010-10-15", "mets_2008"), ("2014-10-15", "mets_2013"), ("2024-06-01", "mets_2024")] {
        let found = judged("calc_metabolic", json!({ "sex": "male", "day": day, "findings": findings }), id);
        assert_eq!(found["code"], 1, "{found}");
    }
    let trial =
        json!({ "sex": "male", "day": "2010-10-15", "rule": "mets_trial_2010", "findings": findings });
    assert_eq!(judged("calc_metabolic", trial, "mets_trial_2010")["code"], 1);
    // Waist 86, pressure 134 and glucose 101: two risks, no medicines, 52 years: 積極的支援.
    let findings = json!({ "waist_cm": 86, "bmi": 24.6, "systolic": 134, "diastolic": 83, "triglycerides": 148, "hdl": 51,
        "glucose": 101, "medicine_pressure": false, "medicine_glucose": false, "medicine_lipids": false, "smoker": false });
    for (day, id) in
        [("2010-06-01", "level_2008"), ("2014-06-01", "level_2013"), ("2024-06-01", "level_2024")]
    {
        let ask = json!({ "sex": "male", "age": 52, "day": day, "findings": findings });
        assert_eq!(judged("calc_guidance_level", ask, id)["code"], 1);
    }
    for (day, home, id, class) in [
        ("2010-06-01", false, "office_jsh2009", "Grade I hypertension"),
        ("2024-06-01", false, "office_jsh2019", "Grade I hypertension"),
        ("2024-06-01", true, "home_jsh2019", "Grade I hypertension"),
    ] {
        let ask = json!({ "systolic": 142, "diastolic": 86, "home": home, "day": day });
        assert_eq!(judged("calc_pressure_class", ask, id)["name_en"], class);
    }
    // One of one reading is more than a third.
    for (trial, id) in [(true, "third_trial_2010"), (false, "third_home_2019")] {
        let readings = json!([{ "day": "2026-11-20", "systolic": 141, "diastolic": 85 }]);
        let ask = json!({ "readings": readings, "on": "2026-11-22", "trial": trial });
        assert_eq!(judged("calc_pressure_watch", ask, id)["reached"], true);
    }
    // 81 - 74.5 = 6.5 kg, more than 5.
    let ask = json!({ "daily": [{ "day": "2026-11-20", "weight_kg": 81 }], "checkups": [{ "day": "2026-05-10", "weight_kg": 74.5 }], "on": "2026-11-22" });
    let weight = judged("calc_weight_watch", ask, "weight_trial_2010");
    assert_eq!((&weight["change_kg"], &weight["reached"]), (&json!(6.5), &json!(true)));
}

/// A formula or rule that somebody adds has to come here, or to `formulas.rs`, with its example; a rule of the tables by its id.
#[test]
fn no_rule_of_the_tables_is_missing_here() {
    let here = include_str!("rules.rs");
    let tables = [
        include_str!("../../crates/guidance/rules/level.toml"),
        include_str!("../../crates/guidance/rules/metabolic.toml"),
        include_str!("../../crates/guidance/rules/pressure.toml"),
        include_str!("../../crates/guidance/rules/watch.toml"),
    ];
    let ids = tables.iter().flat_map(|table| table.lines()).filter_map(|line| line.strip_prefix("id = "));
    let ids: Vec<&str> = ids.collect();
    assert_eq!(ids.len(), 13);
    assert!(ids.iter().all(|id| here.contains(*id)), "{ids:?}");
}
