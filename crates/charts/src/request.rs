use henro_domain::Day;

use crate::{Error, Value};

/// Language of the day and month labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese: 11/21, 11月, 2026年.
    Ja,
    /// English: Nov 21, Nov, 2026.
    En,
}

/// What the values are drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Dots with the mean of seven days as a thick line; the scale need not begin at zero.
    Line,
    /// Dots joined by a line, for what is measured every year or two: no means, and each reading stays one. Further apart
    /// than two years and two months is a gap.
    Visits,
    /// Bars from zero, one a day: steps, kcal. Give one value a day.
    Bars,
}

/// How a band is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shade {
    /// Tint and hatch: outside the reference (`--band-high`).
    High,
    /// Tint: where one wants to be (`--band-goal`).
    Goal,
    /// Only its border lines.
    None,
}

/// The border of a band.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Where, in the unit of the series.
    pub value: f64,
    /// What stands at the right end, such as "135".
    pub label: String,
    /// Dashed instead of solid, to tell two limits apart.
    pub dashed: bool,
}

/// A reference band. Without a border on one side it reaches to the edge of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Its fill.
    pub shade: Shade,
    /// Lower border.
    pub from: Option<Limit>,
    /// Upper border.
    pub to: Option<Limit>,
    /// It holds from this day on, and is drawn from there; on all days where left out.
    pub since: Option<Day>,
}

/// One line of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Short name at the line's end, such as 上.
    pub label: String,
    /// Values in any order; those before the period only feed the mean of seven days.
    pub values: Vec<Value>,
    /// Decimals of its figures, 0..=3.
    pub decimals: u8,
}

/// What to draw. The first series is a circle and `--series-1`, the second a square and `--series-2`.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartRequest {
    /// Width in px, 240..=4000.
    pub width: u32,
    /// Height in px, 140..=2000.
    pub height: u32,
    /// Text size in px, 15..=64.
    pub text_px: u32,
    /// Language of the time labels.
    pub lang: Lang,
    /// Prefix of the ids inside the picture, so that two pictures on one page do not share them. Only ASCII letters,
    /// digits and `-` of it are used.
    pub id: String,
    /// The sentence that says what the chart shows.
    pub title: String,
    /// Line or bars.
    pub kind: ChartKind,
    /// First day shown.
    pub from: Day,
    /// Last day shown.
    pub to: Day,
    /// One or two.
    pub series: Vec<Series>,
    /// Reference bands, up to eight.
    pub bands: Vec<Band>,
}

impl ChartRequest {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(240..=4000).contains(&self.width) || !(140..=2000).contains(&self.height) {
            return Err(Error::Size);
        }
        if !(15..=64).contains(&self.text_px) {
            return Err(Error::TextSize);
        }
        if self.to < self.from {
            return Err(Error::Period);
        }
        if !(1..=2).contains(&self.series.len()) || self.series.iter().any(|s| s.values.len() > 1_000_000) {
            return Err(Error::Series);
        }
        let long = |text: &str, most: usize| text.chars().count() > most;
        let labels = self.series.iter().map(|s| &s.label).chain(self.limits().map(|limit| &limit.label));
        if labels.into_iter().any(|label| long(label, 200)) || long(&self.title, 2000) || self.bands.len() > 8
        {
            return Err(Error::Label);
        }
        let numbers = self.series.iter().flat_map(|s| s.values.iter().map(|v| v.value));
        let good = |n: f64| n.is_finite() && n.abs() <= 1e9;
        match numbers.chain(self.limits().map(|limit| limit.value)).all(good) {
            true => Ok(()),
            false => Err(Error::Value),
        }
    }

    /// The borders of all bands.
    pub(crate) fn limits(&self) -> impl Iterator<Item = &Limit> {
        self.bands.iter().flat_map(|band| band.from.iter().chain(&band.to))
    }

    /// The id prefix, with only the characters an id may safely have.
    pub(crate) fn safe_id(&self) -> String {
        safe_id(&self.id)
    }
}

/// An id prefix, with only the characters an id may safely have.
pub(crate) fn safe_id(id: &str) -> String {
    let kept: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    if kept.starts_with(|c: char| c.is_ascii_alphabetic()) { kept } else { format!("c{kept}") }
}
