//! One measure of the newest pregnancy by its weeks. No curve of others stands behind it: nothing is judged here.

use henro_charts::{AgePoint, GrowthRequest, growth_chart};

use super::course::Course;
use crate::wire::*;

/// The picture; nothing with fewer than two values.
pub(super) fn drawn(ask: &PregnancyChart, course: &Course, visits: &[PregnancySeen]) -> Option<String> {
    let points = visits.iter().filter(|visit| course.is_now(visit.day)).filter_map(|visit| {
        let found = &visit.found;
        let value = match ask.of {
            PregnancyOf::Weight => found.weight_kg,
            PregnancyOf::Fundus => found.fundus_cm,
            PregnancyOf::Systolic => found.systolic.map(f64::from),
            PregnancyOf::Diastolic => found.diastolic.map(f64::from),
        }?;
        Some(AgePoint { age_days: visit.week? * 7 + visit.week_day?, day: visit.day, value })
    });
    let points: Vec<AgePoint> = points.take(MOST).collect();
    if points.len() < 2 {
        return None;
    }
    let first = points.iter().map(|point| point.age_days).min().unwrap_or(0);
    let request = GrowthRequest {
        width: ask.width,
        height: ask.height,
        text_px: ask.text_px,
        lang: ask.language.into(),
        id: format!("pregnancy-{}", ask.of as u8),
        title: title(ask).to_owned(),
        from_days: first.min(FROM_DAYS),
        to_days: TO_DAYS,
        centiles: vec![],
        points,
        decimals: u8::from(matches!(ask.of, PregnancyOf::Weight | PregnancyOf::Fundus)),
        weeks: true,
    };
    // The size was checked and the values can be; what is left is nothing to draw.
    growth_chart(&request).ok().map(|chart| chart.svg)
}

fn title(ask: &PregnancyChart) -> &'static str {
    match (ask.of, ask.language) {
        (PregnancyOf::Weight, Language::Ja) => "体重",
        (PregnancyOf::Fundus, Language::Ja) => "子宮底長",
        (PregnancyOf::Systolic, Language::Ja) => "最高血圧",
        (PregnancyOf::Diastolic, Language::Ja) => "最低血圧",
        (PregnancyOf::Weight, Language::En) => "Weight",
        (PregnancyOf::Fundus, Language::En) => "Fundal height",
        (PregnancyOf::Systolic, Language::En) => "Upper blood pressure",
        (PregnancyOf::Diastolic, Language::En) => "Lower blood pressure",
    }
}

/// From week 8 to the last day a pregnancy has.
const FROM_DAYS: i32 = 56;
const TO_DAYS: i32 = 301;
const MOST: usize = 200;
