//! Whatever comes in: no panic, and what comes out is XML an independent reader accepts.

use crate::common::{day, pressure};
use henro_charts::{Band, ChartKind, ChartRequest, Error, Grain, Lang, Limit, Series, Shade, Value, chart};
use henro_domain::Day;
use proptest::{prelude::*, strategy::ValueTree};
use quick_xml::{Reader, events::Event};

/// Names of the elements, after reading the whole text strictly.
fn elements(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
                names.push(tag.name().as_ref().to_owned());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

fn any_limit() -> impl Strategy<Value = Option<Limit>> {
    proptest::option::of((-1.01e9f64..1e9, ".{0,12}", any::<bool>()))
        .prop_map(|limit| limit.map(|(value, label, dashed)| Limit { value, label, dashed }))
}

fn any_band() -> impl Strategy<Value = Band> {
    let since = proptest::option::of((1900i32..2100).prop_map(|year| Day::new(year, 4, 1).unwrap()));
    (0usize..3, any_limit(), any_limit(), since).prop_map(|(shade, from, to, since)| Band {
        shade: [Shade::High, Shade::Goal, Shade::None][shade],
        from,
        to,
        since,
    })
}

fn any_series() -> impl Strategy<Value = Series> {
    let value = prop_oneof![8 => -1e4f64..1e4, 1 => -1e9f64..1e9];
    let odd = prop_oneof![9 => Just(None), 1 => any::<f64>().prop_map(Some)];
    (".{0,20}", proptest::collection::vec((-400i32..400, value), 0..60), any::<u8>(), odd).prop_map(
        |(label, values, decimals, odd)| {
            let middle = day(2020, 6, 1);
            let odd = odd.into_iter().map(|value| (0, value));
            let values: Vec<Value> = values
                .into_iter()
                .chain(odd)
                .map(|(n, value)| Value { day: middle.plus(n), value })
                .collect();
            Series { label, values, decimals }
        },
    )
}

fn any_request() -> impl Strategy<Value = ChartRequest> {
    (
        (230u32..1300, 130u32..900, 14u32..66),
        (any::<bool>(), any::<bool>(), ".{0,20}", ".{0,60}"),
        (-500i32..500, prop_oneof![-3i32..100, 0i32..2000]),
        prop_oneof![1 => proptest::collection::vec(any_series(), 0..4), 9 => proptest::collection::vec(any_series(), 1..3)],
        proptest::collection::vec(any_band(), 0..4),
    )
        .prop_map(|((width, height, text_px), (ja, bars, id, title), (start, span), series, bands)| {
            let from = day(2020, 6, 1).plus(start);
            ChartRequest {
                width,
                height,
                text_px,
                lang: if ja { Lang::Ja } else { Lang::En },
                id,
                title,
                kind: if bars { ChartKind::Bars } else { ChartKind::Line },
                from,
                to: Day::from_number(from.number() + span).unwrap_or(from),
                series,
                bands,
            }
        })
}

#[test]
fn most_requests_of_the_generator_are_drawn() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let tree = |runner: &mut _| any_request().new_tree(runner).unwrap();
    let drawn = (0..200).filter(|_| chart(&tree(&mut runner).current()).is_ok()).count();
    assert!(drawn > 60, "the test below would look at too little: {drawn} of 200");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_request_gives_valid_xml_or_an_error(request in any_request()) {
        if let Ok(drawn) = chart(&request) {
            let names = elements(&drawn.svg);
            prop_assert_eq!(names.first().map(String::as_str), Some("svg"));
            for forbidden in ["script", "style", "foreignObject", "image", "a", "use"] {
                prop_assert!(!names.iter().any(|name| name == forbidden));
            }
            prop_assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"), "a number is not finite");
            let points: usize = drawn.points.iter().sum();
            prop_assert_eq!(drawn.svg.matches(" data-i=").count(), points);
        }
    }
}

#[test]
fn a_value_that_is_not_a_number_is_refused() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 21), 820, Lang::Ja);
    request.series[0].values[3].value = f64::NAN;
    assert_eq!(chart(&request), Err(Error::Value));
    request.series[0].values[3].value = 120.0;
    request.bands[0].from.as_mut().unwrap().value = f64::INFINITY;
    assert_eq!(chart(&request), Err(Error::Value));
}

#[test]
fn a_period_without_values_has_no_chart() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 21), 820, Lang::Ja);
    request.series.iter_mut().for_each(|s| s.values.clear());
    assert_eq!(chart(&request), Err(Error::Empty));
    request.from = day(2026, 11, 22);
    assert_eq!(chart(&request), Err(Error::Period));
}

#[test]
fn markup_in_titles_labels_and_ids_stays_text() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 21), 820, Lang::Ja);
    request.title = "<script>alert(1)</script>".to_owned();
    request.series[0].label = "\"/><script>".to_owned();
    request.id = "x\" onload=\"alert(1)".to_owned();
    request.bands[0].from.as_mut().unwrap().label = "</text><a href='x'>".to_owned();
    let svg = chart(&request).unwrap().svg;
    let names = elements(&svg);
    assert!(!names.iter().any(|name| name == "script" || name == "a"));
    assert!(svg.contains("aria-labelledby=\"xonloadalert1-t\""));
}

#[test]
fn a_gap_of_days_breaks_the_line() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 30), 820, Lang::Ja);
    request.series.truncate(1);
    request.series[0].values.retain(|v| v.day < day(2026, 11, 8) || v.day > day(2026, 11, 20));
    let svg = chart(&request).unwrap().svg;
    assert_eq!(svg.matches("class=\"line s1\"").count(), 2);
}

#[test]
fn points_say_which_day_and_how_much() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 3), 820, Lang::Ja);
    request.series.truncate(1);
    request.series[0].values = vec![Value { day: day(2026, 11, 2), value: 128.0 }];
    let drawn = chart(&request).unwrap();
    assert_eq!((drawn.grain, drawn.points), (Grain::Day, vec![1]));
    assert!(drawn.svg.contains(r#"data-s="1" data-i="0" data-day="2026-11-02" data-v="128""#));
}

#[test]
fn ten_years_of_readings_are_ten_and_one_marks() {
    let request = pressure(day(2016, 11, 22), day(2026, 11, 21), 820, Lang::Ja);
    let drawn = chart(&request).unwrap();
    // 2016 to 2026, both cut by the period
    assert_eq!((drawn.grain, drawn.points), (Grain::Year, vec![11, 11]));
    assert!(drawn.svg.len() < 20_000);
}

#[test]
fn text_is_as_large_as_asked() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 21), 820, Lang::Ja);
    request.text_px = 14;
    assert_eq!(chart(&request), Err(Error::TextSize));
    request.text_px = 30;
    assert!(chart(&request).unwrap().svg.contains("font-size=\"30\""));
}

#[test]
fn names_give_way_to_the_plot_where_text_is_large_and_the_picture_narrow() {
    let mut request = pressure(day(2026, 11, 1), day(2026, 11, 21), 320, Lang::En);
    (request.text_px, request.height) = (32, 420);
    request.series[0].label = "Systolic".to_owned();
    let svg = chart(&request).unwrap().svg;
    assert!(!svg.contains("Systolic") && svg.contains("class=\"end s1\""));
    request.series[0].label = "Up".to_owned();
    request.width = 820;
    assert!(chart(&request).unwrap().svg.contains(">Up 1"));
}
