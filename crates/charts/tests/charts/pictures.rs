//! Pictures kept as files: a change of one byte is seen. `HENRO_GOLDEN=write` writes them anew; look at them then.

use std::path::Path;

use crate::common::{day, pressure, steps, weight};
use henro_charts::{ChartKind, ChartRequest, Lang, chart};

fn golden(name: &str, request: &ChartRequest) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.svg"));
    let drawn = chart(request).unwrap().svg;
    assert_eq!(drawn, chart(request).unwrap().svg, "{name}: not the same bytes twice");
    if std::env::var("HENRO_GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(drawn == kept, "{name}.svg differs from the kept picture");
}

#[test]
fn a_month_of_pressures_looks_as_kept() {
    let (from, to) = (day(2026, 10, 23), day(2026, 11, 21));
    golden("pressure-month-360-ja", &pressure(from, to, 360, Lang::Ja));
    golden("pressure-month-820-ja", &pressure(from, to, 820, Lang::Ja));
    golden("pressure-month-820-en", &pressure(from, to, 820, Lang::En));
    golden(
        "pressure-month-360-ja-large",
        &ChartRequest { text_px: 27, height: 420, ..pressure(from, to, 360, Lang::Ja) },
    );
}

#[test]
fn a_year_is_months_and_ten_years_are_years() {
    let to = day(2026, 11, 21);
    golden("pressure-year-820-ja", &pressure(day(2025, 11, 22), to, 820, Lang::Ja));
    golden("pressure-year-360-ja", &pressure(day(2025, 11, 22), to, 360, Lang::Ja));
    golden("weight-ten-years-820-ja", &weight(day(2016, 11, 22), to, 820));
}

#[test]
fn steps_and_weights_look_as_kept() {
    let (from, to) = (day(2026, 10, 23), day(2026, 11, 21));
    golden("steps-month-360-ja", &steps(from, to, 360));
    golden("steps-year-820-ja", &steps(day(2025, 11, 22), to, 820));
    golden("steps-week-360-ja", &steps(day(2026, 11, 15), to, 360));
    golden("weight-month-360-ja", &weight(from, to, 360));
    let mut energy = pressure(from, to, 820, Lang::Ja);
    energy.kind = ChartKind::Bars;
    energy.bands.clear();
    golden("two-bars-820-ja", &energy);
}

#[test]
fn visits_are_joined_over_a_year_left_out_and_not_over_three() {
    let days = [day(2016, 5, 20), day(2019, 6, 1), day(2020, 5, 28), day(2022, 6, 10), day(2023, 5, 30)];
    let values = days.iter().zip([98.0, 102.0, 108.0, 111.0, 109.0]);
    let values = values.map(|(day, value)| henro_charts::Value { day: *day, value }).collect();
    let mut request = weight(days[0], days[4], 820);
    request.kind = ChartKind::Visits;
    request.series[0].values = values;
    let chart = henro_charts::chart(&request).unwrap();
    assert_eq!(chart.points, [5], "each reading is one");
    let lines: Vec<&str> = chart.svg.lines().filter(|line| line.contains("class=\"line s1\"")).collect();
    assert_eq!(lines.len(), 1, "the first stands alone");
    let points = lines[0].split("points=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert_eq!(points.split_whitespace().count(), 4);
    assert!(!chart.svg.contains("class=\"box"), "no means");
    golden("visits-years-820-ja", &request);
}

#[test]
fn a_band_is_drawn_from_the_day_it_holds() {
    let (from, to) = (day(2026, 10, 24), day(2026, 11, 22));
    let left = |since: Option<henro_domain::Day>| {
        let mut request = pressure(from, to, 360, Lang::Ja);
        request.bands.iter_mut().for_each(|band| band.since = since);
        let svg = chart(&request).unwrap().svg;
        let band = svg.split("class=\"band high\"").nth(1).unwrap();
        band.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap()
    };
    let (always, half) = (left(None), left(Some(day(2026, 11, 8))));
    // 15 of 30 days later, in a chart of about 200 px.
    assert!(half > always + 60.0, "{always} {half}");
    assert_eq!(left(Some(day(2020, 4, 1))), always, "never before the chart");
}
