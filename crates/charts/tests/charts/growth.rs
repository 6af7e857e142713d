//! A child among others: kept pictures, what stands in them, and any input.

use std::path::Path;

use henro_charts::{AgePoint, Centile, Error, GrowthRequest, Lang, growth_chart};
use proptest::prelude::*;

use crate::common::day;

/// Invented curves that grow ever slower, and a step where another reference begins.
fn request(width: u32, to_days: i32, lang: Lang) -> GrowthRequest {
    let labels = ["3", "10", "25", "50", "75", "90", "97"];
    let value =
        |nth: usize, age: i32| 2.4 + nth as f64 * 0.35 + f64::from(age).sqrt() * (0.28 + nth as f64 * 0.012);
    let centile = |(nth, label): (usize, &&str)| {
        let part = |from: i32, to: i32| (from..=to).step_by(30).map(|age| (age, value(nth, age))).collect();
        Centile {
            label: (*label).to_owned(),
            middle: *label == "50",
            stretches: vec![part(0, 360), part(360, 6600)],
        }
    };
    let born = day(2026, 5, 10);
    let point = |age: i32| AgePoint { age_days: age, day: born.plus(age), value: value(2, age) + 0.1 };
    GrowthRequest {
        width,
        height: if width < 500 { 340 } else { 400 },
        text_px: 15,
        lang,
        id: "g".to_owned(),
        title: "体重は、同じ月齢の子の真ん中あたりです。".to_owned(),
        from_days: 0,
        to_days,
        centiles: labels.iter().enumerate().map(centile).collect(),
        points: [120, 0, 30, 61].map(point).to_vec(),
        decimals: 1,
        weeks: false,
    }
}

fn golden(name: &str, request: &GrowthRequest) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.svg"));
    let drawn = growth_chart(request).unwrap().svg;
    if std::env::var("HENRO_GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(&path, &drawn).unwrap();
    }
    assert!(drawn == std::fs::read_to_string(&path).unwrap(), "{name}.svg differs from the kept picture");
}

#[test]
fn two_years_and_eighteen_look_as_kept() {
    golden("growth-months-360-ja", &request(360, 731, Lang::Ja));
    golden("growth-years-820-en", &request(820, 6575, Lang::En));
}

#[test]
fn own_points_go_from_young_to_old_with_their_day_and_figure() {
    let drawn = growth_chart(&request(360, 731, Lang::Ja)).unwrap();
    assert_eq!(drawn.points, [4]);
    let first = drawn.svg.find("data-s=\"1\" data-i=\"0\" data-day=\"2026-05-10\"").unwrap();
    let last = drawn.svg.find("data-s=\"1\" data-i=\"3\" data-day=\"2026-09-07\"").unwrap();
    assert!(first < last, "born, then 120 days later");
    // Seven curves of two stretches, one of them thick and two dashed.
    assert_eq!(drawn.svg.matches("class=\"centile\"").count(), 8);
    assert_eq!(drawn.svg.matches("class=\"centile middle\"").count(), 2);
    assert_eq!(drawn.svg.matches("class=\"centile edge\"").count(), 4);
    assert!(drawn.svg.contains(">24か月</text>") && drawn.svg.contains(">97</text>"));
}

#[test]
fn a_pregnancy_is_told_in_weeks() {
    let weeks = GrowthRequest {
        from_days: 56,
        to_days: 294,
        centiles: vec![],
        points: [70, 140, 210]
            .map(|age_days| AgePoint {
                age_days,
                day: day(2026, 1, 1),
                value: 50.0 + f64::from(age_days) / 50.0,
            })
            .to_vec(),
        weeks: true,
        ..request(360, 731, Lang::Ja)
    };
    let drawn = growth_chart(&weeks).unwrap();
    assert_eq!(drawn.points, [3]);
    // Day 280 is week 40; none of its ages is a month.
    assert!(drawn.svg.contains(">40週</text>") && !drawn.svg.contains("か月"), "{}", drawn.svg);
    assert!(growth_chart(&GrowthRequest { lang: Lang::En, ..weeks }).unwrap().svg.contains(">40 wk</text>"));
}

#[test]
fn what_lies_outside_is_left_out_and_nothing_at_all_is_an_error() {
    let mut only = request(360, 731, Lang::Ja);
    only.points = vec![AgePoint { age_days: 732, day: day(2028, 5, 11), value: 12.0 }];
    assert_eq!(growth_chart(&only).unwrap().points, [0]);
    only.centiles.clear();
    assert_eq!(growth_chart(&only), Err(Error::Empty));
    only.to_days = 20;
    assert_eq!(growth_chart(&only), Err(Error::Period));
}

proptest! {
    #[test]
    fn nothing_panics(
        size in (230u32..1300, 130u32..900, 14u32..66),
        ages in (-500i32..1000, -500i32..50_000),
        curve in proptest::collection::vec((-500i32..50_000, any::<f64>()), 0..20),
        points in proptest::collection::vec((-500i32..50_000, -10.0f64..400.0), 0..20),
        label in ".{0,45}",
        decimals: u8,
    ) {
        let request = GrowthRequest {
            width: size.0,
            height: size.1,
            text_px: size.2,
            from_days: ages.0,
            to_days: ages.1,
            centiles: vec![Centile { label, middle: false, stretches: vec![curve, vec![]] }],
            points: points
                .into_iter()
                .map(|(age_days, value)| AgePoint { age_days, day: day(2026, 1, 1), value })
                .collect(),
            decimals,
            ..request(360, 731, Lang::En)
        };
        if let Ok(drawn) = growth_chart(&request) {
            prop_assert!(drawn.svg.starts_with("<svg") && drawn.svg.ends_with("</svg>\n"));
        }
    }
}
