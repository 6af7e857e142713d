//! Requests shared by the tests: an invented person's figures, the same on every run.

use henro_charts::{Band, ChartKind, ChartRequest, Lang, Limit, Series, Shade, Value};
use henro_domain::Day;

pub fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap()
}

/// Numbers that wobble around `middle` by up to `swing`, one a day, with every ninth day missing.
pub fn wobble(from: Day, to: Day, middle: f64, swing: f64) -> Vec<Value> {
    (from.number()..=to.number())
        .filter(|n| n.rem_euclid(9) != 4)
        .map(|n| {
            let wave = f64::from((n * 7919).rem_euclid(101)) / 50.0 - 1.0;
            let season = f64::from((n * 13).rem_euclid(365)) / 365.0 - 0.5;
            let value = middle + swing * (0.8 * wave + 0.4 * season);
            Value { day: Day::from_number(n).unwrap(), value: (value * 10.0).round() / 10.0 }
        })
        .collect()
}

pub fn series(label: &str, values: Vec<Value>, decimals: u8) -> Series {
    let round = 10f64.powi(i32::from(decimals));
    let values =
        values.into_iter().map(|v| Value { value: (v.value * round).round() / round, ..v }).collect();
    Series { label: label.to_owned(), values, decimals }
}

pub fn limit(value: f64, label: &str, dashed: bool) -> Option<Limit> {
    Some(Limit { value, label: label.to_owned(), dashed })
}

pub fn pressure(from: Day, to: Day, width: u32, lang: Lang) -> ChartRequest {
    let early = from.plus(-6);
    let (upper, lower) = match lang {
        Lang::Ja => ("上", "下"),
        Lang::En => ("Upper", "Lower"),
    };
    ChartRequest {
        width,
        height: if width < 500 { 264 } else { 356 },
        text_px: 15,
        lang,
        id: "bp".to_owned(),
        title: "1か月の平均は129/81で、家庭血圧の基準135/85より下です。".to_owned(),
        kind: ChartKind::Line,
        from,
        to,
        series: vec![
            series(upper, wobble(early, to, 129.0, 9.0), 0),
            series(lower, wobble(early, to, 81.0, 5.0), 0),
        ],
        bands: vec![
            Band { shade: Shade::High, from: limit(135.0, "135", false), to: None, since: None },
            Band { shade: Shade::None, from: limit(85.0, "85", true), to: None, since: None },
        ],
    }
}

pub fn steps(from: Day, to: Day, width: u32) -> ChartRequest {
    ChartRequest {
        kind: ChartKind::Bars,
        id: "steps".to_owned(),
        title: "1日の平均は6,000歩です。".to_owned(),
        series: vec![series("歩数", wobble(from, to, 6000.0, 3500.0), 0)],
        bands: vec![Band { shade: Shade::Goal, from: limit(8000.0, "8,000", true), to: None, since: None }],
        ..pressure(from, to, width, Lang::Ja)
    }
}

pub fn weight(from: Day, to: Day, width: u32) -> ChartRequest {
    ChartRequest {
        id: "weight".to_owned(),
        title: "体重は目安の中です。".to_owned(),
        series: vec![series("体重", wobble(from.plus(-6), to, 58.6, 1.2), 1)],
        bands: vec![Band {
            shade: Shade::Goal,
            from: limit(57.0, "57.0", false),
            to: limit(60.0, "60.0", false),
            since: None,
        }],
        ..pressure(from, to, width, Lang::Ja)
    }
}
