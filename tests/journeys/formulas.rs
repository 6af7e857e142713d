//! Every formula asked from outside, against numbers worked out by hand.

use henro_app::{Code, Context};
use henro_testkit::{Home, call, refused};
use serde_json::{Value, json};

fn impossible(ctx: &Context, name: &str, asks: &[Value]) {
    for ask in asks {
        assert_eq!(refused(ctx, name, ask.clone()).code, Code::ValueImpossible, "{name} {ask}");
    }
}

#[test]
fn alcohol_of_drinks_and_of_days() {
    let home = Home::empty();
    let ctx = home.locked();
    // 500 ml x 0.05 x 0.8 = 20.0 g; 180 ml x 0.15 x 0.8 = 21.6 g. Today is 2026-11-22, a Sunday without an entry: the
    // row of 休肝日 counts 21 and 20 and ends at the drink of the 19th. The 15th is the eighth day back.
    let day = |day: u32, grams: Option<f64>| json!({ "day": format!("2026-11-{day:02}"), "grams": grams });
    let ask = json!({
        "drinks": [{ "millilitres": 500, "strength_pct": 5 }, { "millilitres": 180, "strength_pct": 15 }],
        "days": [day(15, Some(0.0)), day(16, Some(0.0)), day(19, Some(20.0)), day(20, Some(0.04)), day(21, Some(0.0))],
    });
    let found = call(&ctx, "calc_alcohol", ask);
    assert_eq!((&found["grams"], &found["total_g"]), (&json!([20.0, 21.6]), &json!(41.6)));
    // Of 16 … 22: free 16, 20, 21; drank 19; unknown 17, 18, 22.
    assert_eq!((&found["free"], &found["drank"], &found["unknown"]), (&json!(3), &json!(1), &json!(3)));
    assert_eq!(found["streak"], 2);
    let earlier = call(&ctx, "calc_alcohol", json!({ "days": [day(16, Some(0.0))], "on": "2026-11-16" }));
    assert_eq!(
        (&earlier["free"], &earlier["streak"], &earlier["total_g"]),
        (&json!(1), &json!(1), &json!(0.0))
    );
    impossible(
        &ctx,
        "calc_alcohol",
        &[
            json!({ "drinks": [{ "millilitres": -1, "strength_pct": 5 }] }),
            json!({ "drinks": [{ "millilitres": 500, "strength_pct": 101 }] }),
            json!({ "days": [day(16, Some(-0.1))] }),
        ],
    );
    let many = json!({ "drinks": vec![json!({ "millilitres": 1, "strength_pct": 1 }); 201] });
    assert_eq!(refused(&ctx, "calc_alcohol", many).params.limit, Some(200));
}

#[test]
fn a_week_of_activity_against_the_goal() {
    let home = Home::empty();
    let ctx = home.locked();
    // 4 x 1.5 h + 3 x 0.5 h = 7.5; 2.9 METs do not count.
    let week =
        json!([{ "mets": 4, "minutes": 90 }, { "mets": 2.9, "minutes": 600 }, { "mets": 3, "minutes": 30 }]);
    let of = |age: Value| call(&ctx, "calc_weekly_activity", json!({ "activities": week, "age": age }));
    let goal = |age: Value| {
        let found = of(age);
        assert_eq!(found["mets_hours"], 7.5);
        (found["goal"].clone(), found["reached"].clone())
    };
    assert_eq!(goal(json!(64)), (json!(23.0), json!(false)));
    assert_eq!(goal(json!(65)), (json!(15.0), json!(false)));
    assert_eq!(goal(json!(17)), (Value::Null, Value::Null));
    assert_eq!(goal(Value::Null), (json!(23.0), json!(false)));
    // 3 METs for 300 minutes: 15.0, the goal of 65 and more.
    let just = json!({ "activities": [{ "mets": 3, "minutes": 300 }], "age": 70 });
    assert_eq!(call(&ctx, "calc_weekly_activity", just)["reached"], true);
    let one = |mets: f64, minutes: f64| json!({ "activities": [{ "mets": mets, "minutes": minutes }] });
    impossible(&ctx, "calc_weekly_activity", &[one(0.5, 30.0), one(3.0, 1441.0), one(3.0, -1.0)]);
}

#[test]
fn walking_by_speed_and_by_cadence() {
    let home = Home::empty();
    let ctx = home.locked();
    let ask = |speed: Value, cadence: Value| {
        let found = call(
            &ctx,
            "calc_walking_mets",
            json!({ "metres_per_minute": speed, "steps_per_minute": cadence }),
        );
        (found["by_speed"].clone(), found["by_cadence"].clone())
    };
    // 75 m/min is 17190 (3.5), 74 still 17170 (3.0); 110 steps a minute are 4, 99 are 2.
    assert_eq!(ask(json!(75), json!(110)), (json!(3.5), json!(4.0)));
    assert_eq!(ask(json!(74), json!(99)), (json!(3.0), json!(2.0)));
    assert_eq!(ask(json!(40), Value::Null), (json!(2.0), Value::Null));
    impossible(
        &ctx,
        "calc_walking_mets",
        &[json!({ "metres_per_minute": 401 }), json!({ "steps_per_minute": -1 })],
    );
    assert_eq!(refused(&ctx, "calc_walking_mets", json!({})).code, Code::RequestInvalid);
}

#[test]
fn the_energy_of_a_day_and_what_it_comes_from() {
    let home = Home::empty();
    let ctx = home.locked();
    let man = |age: u32, net: Value| json!({ "weight_kg": 65, "height_cm": 170, "age": age, "sex": "male", "net_kcal": net });
    // (3.1265 + 3.978 - 0.552 - 0.4235) MJ x 1000 / 4.186 = 1464; 1464 + 160 + 75 = 1699.
    let day = call(&ctx, "calc_energy_day", man(40, json!([160, 75])));
    assert_eq!(
        [&day["basal_kcal"], &day["activity_kcal"], &day["total_kcal"]],
        [&json!(1464.0), &json!(235.0), &json!(1699.0)]
    );
    assert_eq!(day["beyond_checked_age"], false);
    assert_eq!(call(&ctx, "calc_energy_day", man(80, json!([])))["beyond_checked_age"], true);
    impossible(
        &ctx,
        "calc_energy_day",
        &[man(17, json!([])), man(40, json!([-1])), man(40, json!([20_001]))],
    );

    let ratio = |kcal: f64, protein: f64, fat: f64| json!({ "energy_kcal": kcal, "protein_g": protein, "fat_g": fat });
    // 75 x 4 / 2000 = 15.0 %; 56 x 9 / 2000 = 25.2 %; the rest 59.8 %.
    let found = call(&ctx, "calc_energy_ratio", ratio(2000.0, 75.0, 56.0));
    assert_eq!(
        [&found["protein_pct"], &found["fat_pct"], &found["carbohydrate_pct"]],
        [&json!(15.0), &json!(25.2), &json!(59.8)]
    );
    impossible(
        &ctx,
        "calc_energy_ratio",
        &[ratio(0.0, 1.0, 1.0), ratio(2000.0, -1.0, 1.0), ratio(100.0, 75.0, 56.0), ratio(1e300, 1.0, 1.0)],
    );
}

#[test]
fn nutrients_of_a_day_and_of_its_meals() {
    let home = Home::empty();
    let ctx = home.locked();
    let eaten =
        |slot: &str, food: &str, portion: f64| json!({ "slot": slot, "food": food, "portion": portion });
    let ask = json!({ "eaten": [
        eaten("breakfast", "R002", 1.0),
        eaten("breakfast", "R005", 0.5),
        eaten("dinner", "R002", 1.5),
    ] });
    let found = call(&ctx, "calc_nutrition_day", ask);
    let kcal = |sum: &Value| (sum["dishes"].clone(), sum["nutrients"][0]["amount"].clone());
    assert_eq!(found["day"]["nutrients"][0]["nutrient"], "energy_kcal");
    // dishes.tsv: R002 234 kcal, R005 228 kcal. 234 + 114 = 348; 234 x 1.5 = 351; together 699.
    let meals: Vec<_> = found["meals"].as_array().unwrap().iter().map(kcal).collect();
    let none = (json!(0), Value::Null);
    assert_eq!(meals, [(json!(2), json!(348.0)), none.clone(), (json!(1), json!(351.0)), none]);
    assert_eq!(kcal(&found["day"]), (json!(3), json!(699.0)));
    let share: f64 = ["protein_pct", "fat_pct", "carbohydrate_pct"]
        .iter()
        .map(|part| found["ratio"][part].as_f64().unwrap())
        .sum();
    assert!((share - 100.0).abs() < 0.01);
    let nothing = call(&ctx, "calc_nutrition_day", json!({ "eaten": [] }));
    assert_eq!((&nothing["day"]["dishes"], &nothing["ratio"]), (&json!(0), &Value::Null));
    impossible(&ctx, "calc_nutrition_day", &[json!({ "eaten": [eaten("lunch", "R002", 0.0)] })]);
    for food in ["R999999", "own:1", "tea"] {
        let ask = json!({ "eaten": [eaten("lunch", food, 1.0)] });
        assert_eq!(refused(&ctx, "calc_nutrition_day", ask).code, Code::FoodUnknown, "{food}");
    }
}

#[test]
fn pressure_at_home_over_a_period() {
    let home = Home::empty();
    let ctx = home.locked();
    let reading = |day: u32, minute: u32, occasion: &str, systolic: u32, diastolic: u32| {
        json!({ "day": format!("2026-11-{day:02}"), "minute": minute, "occasion": occasion,
            "systolic": systolic, "diastolic": diastolic })
    };
    let mut readings: Vec<Value> = (1..=5).map(|day| reading(day, 400, "morning", 138, 80)).collect();
    // The mean of the 6th is (134 + 135) / 2 = 134.5: shown as 135, so a day at the limit.
    readings.extend([reading(6, 400, "morning", 134, 80), reading(6, 402, "morning", 135, 80)]);
    readings.extend([reading(7, 1200, "evening", 120, 70), reading(8, 1200, "evening", 121, 71)]);
    let found = call(&ctx, "calc_home_pressure", json!({ "readings": readings }));
    // Mornings: (5 x 138 + 134.5) / 6 = 137.4 -> 137, over 80: grade 1, isolated systolic.
    assert_eq!((&found["class"], &found["isolated_systolic"]), (&json!("grade1"), &json!(true)));
    let mean = |side: &Value| (side["values"].clone(), side["mean"].clone(), side["class"].clone());
    assert_eq!(mean(&found["period_morning"]), (json!(6), json!([137.0, 80.0]), json!("grade1")));
    // Evenings: 120.5 -> 121, 70.5 -> 71, two values: no class yet.
    assert_eq!(mean(&found["period_evening"]), (json!(2), json!([121.0, 71.0]), Value::Null));
    // Both: (5 x 138 + 134.5 + 120 + 121) / 8 = 133.2; (6 x 80 + 70 + 71) / 8 = 77.6: elevated.
    assert_eq!(mean(&found["period"]), (json!(8), json!([133.0, 78.0]), json!("elevated")));
    assert_eq!(
        [&found["days_measured"], &found["days_high"], &found["third_high"]],
        [&json!(8), &json!(6), &json!(true)]
    );
    let nothing = call(&ctx, "calc_home_pressure", json!({ "readings": [] }));
    assert_eq!(
        (&nothing["class"], &nothing["period"], &nothing["days_measured"]),
        (&Value::Null, &Value::Null, &json!(0))
    );
    impossible(&ctx, "calc_home_pressure", &[json!({ "readings": [reading(1, 400, "morning", 20, 80)] })]);
}

#[test]
fn a_weight_of_a_child_born_early_is_scored_by_corrected_age() {
    let home = Home::empty();
    let ctx = home.locked();
    let ask = |value: f64, gestation: Value| {
        json!({ "norm": "japan", "measure": "weight", "sex": "male", "birth": "2026-07-01", "day": "2026-10-29",
            "value": value, "gestation_days": gestation })
    };
    // 120 days old, born at 32w0d: 120 - (280 - 224) = 64 days.
    let found = call(&ctx, "growth_score", ask(5.5, json!(224)));
    assert_eq!((&found["age_days"], &found["corrected_days"]), (&json!(120), &json!(64)));
    assert!(call(&ctx, "growth_score", ask(5.5, Value::Null))["z"].as_f64() < found["z"].as_f64());
    // 10 days after birth at 28w0d is before the day due: no score.
    let early = json!({ "norm": "japan", "measure": "weight", "sex": "male", "birth": "2026-07-01", "day": "2026-07-11",
        "value": 1.2, "gestation_days": 196 });
    assert_eq!(call(&ctx, "growth_score", early)["z"], Value::Null);
    impossible(&ctx, "growth_score", &[ask(0.0, Value::Null), ask(5.5, json!(100))]);
}

#[test]
fn the_next_vaccinations_of_a_baby_with_reason_and_source() {
    let home = Home::empty();
    let ctx = home.locked();
    let ask = json!({ "birth": "2026-05-10", "day": "2026-07-10", "given": [{ "code": "PCV20", "day": "2026-07-09" }],
        "until": "2026-08-31" });
    let found = call(&ctx, "vaccine_plan", ask);
    let of = |series: &str| {
        let answers = found["answers"].as_array().unwrap();
        answers.iter().find(|answer| answer["series"] == series).unwrap().clone()
    };
    // 27日以上の間隔: four weeks later; 生後24か月を超えたら初回の残りは行わない.
    let pcv = of("PCV-2M");
    assert_eq!((&pcv["state"], &pcv["possible"]), (&json!("not_yet"), &json!("2026-08-06")));
    assert_eq!((&pcv["last_free"], &pcv["confidence"]), (&json!("2028-05-09"), &json!("high")));
    assert_eq!(of("DPTIPVHIB-1")["state"], "due");
    assert_eq!(found["doses"][0]["verdict"], "counts");
    assert_eq!(found["visits"][0]["day"], "2026-07-10");
    let source = pcv["sources"][0].clone();
    assert!(found["sources"].as_array().unwrap().iter().any(|one| one["id"] == source));
    let unborn = json!({ "birth": "2026-12-01", "day": "2026-11-22" });
    assert_eq!(refused(&ctx, "vaccine_plan", unborn).code, Code::DayInvalid);
    let unknown = json!({ "birth": "2026-05-10", "given": [{ "code": "tea", "day": "2026-07-09" }] });
    assert_eq!(refused(&ctx, "vaccine_plan", unknown).code, Code::RequestInvalid);
}
