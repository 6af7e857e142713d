//! The growth of a record: values of the medical half and of every day, among others of the same age.

use std::collections::BTreeSet;

use henro_charts::{AgePoint, Centile, GrowthRequest, growth_chart};
use henro_domain::{Day, Sex};
use henro_growth::{CENTILES, Corrected, GrowthMeasure, Norm, corrected, curve, score};
use henro_reference as reference;

use super::kept::{Value, grown};
use super::{measure_of, norm_of};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The chart, and each value with its place among others.
pub(crate) fn growth_read(ctx: &Context, ask: GrowthRead) -> Result<GrowthView, WireError> {
    let fits = (240..=2400).contains(&ask.width)
        && (160..=1200).contains(&ask.height)
        && (15..=48).contains(&ask.text_px);
    if !fits || matches!(ask.measure, GrowthOf::Bmi) {
        return Err(Code::RequestInvalid.into());
    }
    let today = ctx.today()?;
    let grown = grown(ctx, ask.measure)?;
    let birth = grown.person.birth.filter(|birth| *birth <= today);
    let mut view = GrowthView {
        birth,
        sex: grown.person.sex,
        gestation_days: grown.gestation_days,
        svg: None,
        points: grown.values.iter().map(|value| bare(value, birth)).collect(),
        sources: vec![],
    };
    view.points.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| b.id.cmp(&a.id)));
    let Some((birth, sex)) = birth.zip(grown.person.sex) else { return Ok(view) };
    for point in &mut view.points {
        place(point, &ask, birth, sex, grown.gestation_days);
    }
    let (svg, sources) = drawn(&ask, sex, &view.points, grown.gestation_days);
    (view.svg, view.sources) = (svg, sources);
    Ok(view)
}

fn bare(value: &Value, birth: Option<Day>) -> GrowthPoint {
    GrowthPoint {
        id: value.id.clone(),
        daily: value.daily,
        day: value.day,
        value: value.value,
        age_days: birth.map(|birth| value.day.since(birth)).filter(|days| *days >= 0),
        corrected_days: None,
        z: None,
        percentile: None,
        too_early: false,
    }
}

/// Its place among others, where a table reaches.
fn place(point: &mut GrowthPoint, ask: &GrowthRead, birth: Day, sex: Sex, gestation: Option<i32>) {
    let age = point.day.since(birth);
    let by = match gestation.map(|days| corrected(age, days)) {
        Some(Ok(Corrected::Days(days))) => {
            point.corrected_days = Some(days);
            days
        }
        Some(Ok(Corrected::BeforeTerm)) => return,
        _ => age,
    };
    if let Ok(found) = score(norm_of(ask.norm), sex, measure_of(ask.measure), by, point.value) {
        point.z = Some(found.z);
        point.percentile = Some(found.percentile);
        point.too_early = found.too_early;
    }
}

/// The curves with the points on them, and where the curves come from.
///
/// What was measured before the day due has no place among them: no table holds it.
fn drawn(
    ask: &GrowthRead,
    sex: Sex,
    points: &[GrowthPoint],
    gestation: Option<i32>,
) -> (Option<String>, Vec<String>) {
    let (from_days, to_days) = match ask.span {
        GrowthSpan::Months => (0, 731),
        GrowthSpan::Years => (0, 6575),
    };
    let mut sources = BTreeSet::new();
    let centiles = CENTILES.iter().zip(LABELS).map(|(z, label)| {
        let all = curve(norm_of(ask.norm), sex, measure_of(ask.measure), *z, from_days, to_days);
        sources.extend(all.iter().map(|point| point.source));
        let stretches = all.chunk_by(|a, b| a.source == b.source);
        let stretches =
            stretches.map(|part| part.iter().map(|point| (point.age_days, point.value)).collect());
        Centile { label: label.to_owned(), middle: label == "50", stretches: stretches.collect() }
    });
    let centiles = centiles.collect();
    let early = |point: &&GrowthPoint| {
        let age = point.age_days.zip(gestation);
        age.is_some_and(|(age, days)| corrected(age, days) == Ok(Corrected::BeforeTerm))
    };
    let own = points.iter().filter(|point| !early(point)).filter_map(|point| {
        let age_days = point.corrected_days.or(point.age_days)?;
        Some(AgePoint { age_days, day: point.day, value: point.value })
    });
    let request = GrowthRequest {
        width: ask.width,
        height: ask.height,
        text_px: ask.text_px,
        lang: ask.language.into(),
        id: format!("growth-{}", ask.measure as u8),
        title: title(ask),
        from_days,
        to_days,
        centiles,
        points: own.take(1000).collect(),
        decimals: 1,
        weeks: false,
    };
    // The size was checked and the values come from the record and the tables; what is left is nothing to draw.
    let svg = growth_chart(&request).ok().map(|chart| chart.svg);
    let attribution = |id| reference::source(id).map(|source| source.attribution_ja.to_owned());
    (svg, sources.into_iter().filter_map(attribution).collect())
}

fn title(ask: &GrowthRead) -> String {
    let words = match (ask.measure, ask.language) {
        (GrowthOf::Height, Language::Ja) => "身長",
        (GrowthOf::Weight, Language::Ja) => "体重",
        (GrowthOf::Head, Language::Ja) => "頭囲",
        (GrowthOf::Bmi, _) => "BMI",
        (GrowthOf::Height, Language::En) => "Height",
        (GrowthOf::Weight, Language::En) => "Weight",
        (GrowthOf::Head, Language::En) => "Head circumference",
    };
    words.to_owned()
}

/// What can be: the ranges of `henro_growth::score`.
pub(super) fn possible(measure: GrowthMeasure, value: f64) -> bool {
    score(Norm::Who, Sex::Female, measure, 365, value) != Err(henro_growth::Error::Value)
}

/// Written once, beside the lines.
const LABELS: [&str; 7] = ["3", "10", "25", "50", "75", "90", "97"];
