//! What of a series is drawn: marks, lines, figures.

use std::fmt::Write as _;

use crate::{Bucket, ChartKind, ChartRequest, Grain, Series, Value, labels::figure, mean_line, summarise};

/// What of a series is drawn.
pub(crate) struct Drawn {
    pub(crate) marks: Vec<Bucket>,
    /// Stretches of the thick line.
    pub(crate) lines: Vec<Vec<(f64, f64)>>,
    /// Figure at the line's end: the last reading, or the mean of the last month or year.
    pub(crate) last: Option<f64>,
    pub(crate) decimals: usize,
}

impl Drawn {
    pub(crate) fn new(series: &Series, request: &ChartRequest, grain: Grain) -> Self {
        let (from, to) = (request.from, request.to);
        let buckets = summarise(&series.values, from, to, grain);
        let last = match grain {
            _ if request.kind == ChartKind::Visits => latest(&series.values, request),
            Grain::Day => latest(&series.values, request),
            _ => buckets.last().map(|bucket| bucket.mean),
        };
        let decimals = usize::from(series.decimals.min(3));
        let (marks, lines) = match (request.kind, grain) {
            (ChartKind::Bars, _) => (buckets, Vec::new()),
            (ChartKind::Visits, _) => {
                let marks = readings(&series.values, request).unwrap_or(buckets);
                let lines = joined(&marks);
                (marks, lines)
            }
            (ChartKind::Line, Grain::Day) => {
                let mean: Vec<(f64, f64, i32)> = mean_line(&series.values, from, to)
                    .iter()
                    .map(|v| (middle_of_day(v), v.value, v.day.number()))
                    .collect();
                (readings(&series.values, request).unwrap_or(buckets), stretches(&mean))
            }
            (ChartKind::Line, _) => {
                let mean: Vec<(f64, f64, i32)> =
                    buckets.iter().map(|b| (middle(b), b.mean, ordinal(b, grain))).collect();
                (buckets, stretches(&mean))
            }
        };
        Self { marks, lines, last, decimals }
    }

    /// The attributes each point says of itself.
    pub(crate) fn tags(&self) -> Vec<String> {
        let tag = |mark: &Bucket| {
            let mut text = format!(r#" data-day="{}""#, mark.from);
            if mark.to != mark.from {
                let _ = write!(text, r#" data-to="{}""#, mark.to);
            }
            let _ = write!(text, r#" data-v="{}""#, figure(mark.mean, self.decimals));
            if mark.count > 1 {
                let (min, max) = (figure(mark.min, self.decimals), figure(mark.max, self.decimals));
                let _ = write!(text, r#" data-min="{min}" data-max="{max}" data-n="{}""#, mark.count);
            }
            text
        };
        self.marks.iter().map(tag).collect()
    }
}

/// Each reading as a mark of its own; `None` when there are too many to be told apart.
fn readings(values: &[Value], request: &ChartRequest) -> Option<Vec<Bucket>> {
    let mut inside: Vec<&Value> =
        values.iter().filter(|v| (request.from..=request.to).contains(&v.day)).collect();
    inside.sort_by_key(|value| value.day);
    let mark =
        |v: &&Value| Bucket { from: v.day, to: v.day, count: 1, min: v.value, mean: v.value, max: v.value };
    (inside.len() <= MOST_DOTS).then(|| inside.iter().map(mark).collect())
}

fn latest(values: &[Value], request: &ChartRequest) -> Option<f64> {
    values
        .iter()
        .filter(|v| (request.from..=request.to).contains(&v.day))
        .max_by_key(|v| v.day)
        .map(|v| v.value)
}

/// Cuts points into stretches of neighbours, so that a gap stays a gap. A point alone makes no line.
fn stretches(points: &[(f64, f64, i32)]) -> Vec<Vec<(f64, f64)>> {
    points
        .chunk_by(|a, b| b.2 - a.2 == 1)
        .filter(|chunk| chunk.len() > 1)
        .map(|chunk| chunk.iter().map(|(x, y, _)| (*x, *y)).collect())
        .collect()
}

/// Joins readings that lie near enough for the way between them to say something.
fn joined(marks: &[Bucket]) -> Vec<Vec<(f64, f64)>> {
    marks
        .chunk_by(|a, b| b.from.since(a.from) <= FARTHEST_DAYS)
        .filter(|chunk| chunk.len() > 1)
        .map(|chunk| chunk.iter().map(|mark| (middle(mark), mark.mean)).collect())
        .collect()
}

/// The number of a month or year, so that neighbours differ by one.
fn ordinal(bucket: &Bucket, grain: Grain) -> i32 {
    match grain {
        Grain::Day => bucket.from.number(),
        Grain::Month => bucket.from.year() * 12 + bucket.from.month() as i32,
        Grain::Year => bucket.from.year(),
    }
}

fn middle_of_day(value: &Value) -> f64 {
    f64::from(value.day.number()) + 0.5
}

pub(crate) fn middle(bucket: &Bucket) -> f64 {
    (f64::from(bucket.from.number()) + f64::from(bucket.to.number()) + 1.0) / 2.0
}

pub(crate) fn days_of(bucket: &Bucket) -> f64 {
    f64::from(bucket.to.since(bucket.from) + 1)
}

const MOST_DOTS: usize = 1000;
/// A yearly checkup left out once still has a neighbour.
const FARTHEST_DAYS: i32 = 2 * 365 + 62;
