//! A child's own values on the centiles of others of the same age, as paediatricians draw them.

use henro_domain::Day;
use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{cartesian::Cartesian2d, types::RangedCoordf64},
    drawing::IntoDrawingArea,
    element::{Circle, PathElement, Polygon, Text},
    style::{Color, IntoFont, TextStyle},
};

use crate::{
    Chart, Error, Grain, Lang,
    canvas::{Area, point, tenths},
    draw::opening,
    labels::{figure, width},
    layout::{EndLabel, Frame, spread},
    paint::{Paint, TENTHS, Tags},
    request::safe_id,
    role::Role,
    scale::Scale,
};

/// What to draw: centiles from one age to another, and the child's own values.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthRequest {
    /// Width in px, 240..=4000.
    pub width: u32,
    /// Height in px, 140..=2000.
    pub height: u32,
    /// Text size in px, 15..=64.
    pub text_px: u32,
    /// Language of the ages.
    pub lang: Lang,
    /// Prefix of the ids inside the picture.
    pub id: String,
    /// The sentence that says what the chart shows.
    pub title: String,
    /// First age shown, in days.
    pub from_days: i32,
    /// Last age shown, in days; 28 days at least after the first.
    pub to_days: i32,
    /// From the lowest to the highest, up to eleven; the first and last are the edges.
    pub centiles: Vec<Centile>,
    /// The child's own, in any order; up to 1,000.
    pub points: Vec<AgePoint>,
    /// Decimals of its figures, 0..=3.
    pub decimals: u8,
    /// Ages are weeks of a pregnancy instead of a child's months and years.
    pub weeks: bool,
}

/// One line of a reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Centile {
    /// What stands at its right end, such as "97".
    pub label: String,
    /// The one in the middle, drawn thicker.
    pub middle: bool,
    /// Its stretches, each from young to old: age in days and value. Where the reference changes a new one begins.
    pub stretches: Vec<Vec<(i32, f64)>>,
}

/// One value of the child.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgePoint {
    /// Age in days, corrected where that is done.
    pub age_days: i32,
    /// The day it was measured.
    pub day: Day,
    /// The value.
    pub value: f64,
}

type Plot<'a, 'b> = ChartContext<'b, Paint<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws it. Without points the centiles stand alone; without centiles the points do.
///
/// # Errors
/// [`Error`] names the argument out of range; [`Error::Empty`] with nothing to draw between the ages.
pub fn growth_chart(request: &GrowthRequest) -> Result<Chart, Error> {
    check(request)?;
    let points = inside(request);
    let values = values(request).chain(points.iter().map(|one| one.value));
    let (min, max) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if min > max {
        return Err(Error::Empty);
    }
    let decimals = usize::from(request.decimals.min(3));
    let scale = Scale::new(min, max, false, 10f64.powi(-i32::from(request.decimals.min(3))));
    let ticks: Vec<String> = scale.ticks.iter().map(|tick| figure(*tick, scale.decimals)).collect();
    let labels: Vec<String> = request.centiles.iter().map(|centile| centile.label.clone()).collect();
    let size = (request.width, request.height, request.text_px);
    let frame = Frame::inside(size, &ticks, &labels)?;

    let tag = |one: &AgePoint| format!(r#" data-day="{}" data-v="{}""#, one.day, figure(one.value, decimals));
    let tags: Tags = [points.iter().map(tag).collect(), Vec::new()];
    let id = safe_id(&request.id);
    let mut svg = opening(size, request.lang, &id, &request.title);
    let canvas = (request.width * TENTHS as u32, request.height * TENTHS as u32);
    let root = Paint { out: &mut svg, size: canvas, id: &id, tags: &tags }.into_drawing_area();
    Drawing { request, frame, scale: &scale }.draw(&root, &points, &ticks)?;
    drop(root);
    svg.push_str("</svg>\n");
    Ok(Chart { svg, grain: Grain::Day, points: vec![points.len()] })
}

struct Drawing<'a> {
    request: &'a GrowthRequest,
    frame: Frame,
    scale: &'a Scale,
}

impl Drawing<'_> {
    fn draw(&self, root: &Area<'_>, points: &[AgePoint], ticks: &[String]) -> Result<(), Error> {
        let plot = self.plot(root)?;
        self.area(&plot)?;
        self.grid(root, &plot, ticks)?;
        self.centiles(&plot)?;
        self.ages(root)?;
        self.own(&plot, points)?;
        self.labels(root)
    }

    fn plot<'p, 'q>(&self, root: &'q Area<'p>) -> Result<Plot<'p, 'q>, Error> {
        let (request, frame) = (self.request, self.frame);
        let ages = f64::from(request.from_days)..f64::from(request.to_days);
        ChartBuilder::on(root)
            .margin_left(tenths(frame.left))
            .margin_top(tenths(frame.top))
            .margin_right(tenths(f64::from(request.width) - frame.right))
            .margin_bottom(tenths(f64::from(request.height) - frame.bottom))
            .build_cartesian_2d(ages, self.scale.low..self.scale.high)
            .map_err(|_| Error::Draw)
    }

    /// Between the edges.
    fn area(&self, plot: &Plot<'_, '_>) -> Result<(), Error> {
        let (Some(low), Some(high)) = (self.request.centiles.first(), self.request.centiles.last()) else {
            return Ok(());
        };
        for (low, high) in low.stretches.iter().zip(&high.stretches) {
            let (low, high) = (self.seen(low), self.seen(high));
            let rim: Vec<(f64, f64)> = low.into_iter().chain(high.into_iter().rev()).collect();
            let area = Polygon::new(rim, Role::CentileArea.colour().filled());
            plot.plotting_area().draw(&area).map_err(|_| Error::Draw)?;
        }
        Ok(())
    }

    fn centiles(&self, plot: &Plot<'_, '_>) -> Result<(), Error> {
        let last = self.request.centiles.len().saturating_sub(1);
        for (number, centile) in self.request.centiles.iter().enumerate() {
            let role = match (centile.middle, number == 0 || number == last) {
                (true, _) => Role::CentileMiddle,
                (false, true) => Role::CentileEdge,
                (false, false) => Role::Centile,
            };
            for stretch in &centile.stretches {
                let line = PathElement::new(self.seen(stretch), role.colour());
                plot.plotting_area().draw(&line).map_err(|_| Error::Draw)?;
            }
        }
        Ok(())
    }

    /// What of a stretch lies between the ages.
    fn seen(&self, stretch: &[(i32, f64)]) -> Vec<(f64, f64)> {
        let ages = self.request.from_days..=self.request.to_days;
        stretch
            .iter()
            .filter(|(age, _)| ages.contains(age))
            .map(|(age, value)| (f64::from(*age), *value))
            .collect()
    }

    fn own(&self, plot: &Plot<'_, '_>, points: &[AgePoint]) -> Result<(), Error> {
        let at = |one: &AgePoint| (f64::from(one.age_days), one.value);
        let area = plot.plotting_area();
        if points.len() > 1 {
            let line = PathElement::new(points.iter().map(at).collect::<Vec<_>>(), Role::Line1.colour());
            area.draw(&line).map_err(|_| Error::Draw)?;
        }
        for (index, one) in points.iter().enumerate() {
            let style = Role::Point1.point(u16::try_from(index).unwrap_or(u16::MAX)).filled();
            area.draw(&Circle::new(at(one), tenths(DOT), style)).map_err(|_| Error::Draw)?;
        }
        Ok(())
    }

    fn grid(&self, root: &Area<'_>, plot: &Plot<'_, '_>, ticks: &[String]) -> Result<(), Error> {
        let (left, right) = (f64::from(self.request.from_days), f64::from(self.request.to_days));
        for (tick, text) in self.scale.ticks.iter().zip(ticks) {
            let line = PathElement::new(vec![(left, *tick), (right, *tick)], Role::Grid.colour());
            plot.plotting_area().draw(&line).map_err(|_| Error::Draw)?;
            let y = self.frame.y(*tick, self.scale) + f64::from(self.request.text_px) * 0.35;
            self.text(root, text, (self.frame.left - 6.0, y), Role::TextY)?;
        }
        Ok(())
    }

    fn ages(&self, root: &Area<'_>) -> Result<(), Error> {
        let frame = self.frame;
        let line = |a: (f64, f64), b: (f64, f64)| {
            let path = PathElement::new(vec![point(a), point(b)], Role::Axis.colour());
            root.draw(&path).map_err(|_| Error::Draw)
        };
        line((frame.left, frame.top), (frame.left, frame.bottom))?;
        line((frame.left, frame.bottom), (frame.right, frame.bottom))?;
        let text = f64::from(self.request.text_px);
        let (from, to) = (f64::from(self.request.from_days), f64::from(self.request.to_days));
        for (age, words) in age_ticks(self.request, frame.width()) {
            let x = frame.left + (age - from) / (to - from) * frame.width();
            line((x, frame.bottom), (x, frame.bottom + 5.0))?;
            // The last one must not stick out.
            let most = f64::from(self.request.width) - width(&words, text) / 2.0;
            self.text(root, &words, (x.min(most), frame.bottom + text * 1.5), Role::TextX)?;
        }
        Ok(())
    }

    fn labels(&self, root: &Area<'_>) -> Result<(), Error> {
        let text = f64::from(self.request.text_px);
        let end = |centile: &Centile| {
            let last = self.seen(centile.stretches.last()?).last().copied()?;
            Some(EndLabel {
                y: self.frame.y(last.1, self.scale),
                text: centile.label.clone(),
                role: Role::TextCentile,
            })
        };
        let mut labels: Vec<EndLabel> = self.request.centiles.iter().filter_map(end).collect();
        // Where they stand closer than they are high, as much is moved up as down.
        let each = text * 1.02;
        let low = labels.iter().map(|label| label.y).fold(f64::INFINITY, f64::min);
        let high = labels.iter().map(|label| label.y).fold(f64::NEG_INFINITY, f64::max);
        let over = (each * (labels.len().saturating_sub(1)) as f64 - (high - low)).max(0.0);
        labels.iter_mut().for_each(|label| label.y -= over / 2.0);
        spread(&mut labels, each, self.frame.top, self.frame.bottom);
        for label in &labels {
            self.text(root, &label.text, (self.frame.right + 6.0, label.y + text * 0.35), label.role)?;
        }
        Ok(())
    }

    fn text(&self, root: &Area<'_>, text: &str, at: (f64, f64), role: Role) -> Result<(), Error> {
        let colour = role.colour();
        let style = TextStyle::from(("inherit", 10).into_font()).color(&colour);
        root.draw(&Text::new(text.to_owned(), point(at), style)).map_err(|_| Error::Draw)
    }
}

/// Ages under the chart: weeks of a pregnancy, months up to two years, years beyond; as many as fit.
fn age_ticks(request: &GrowthRequest, plot_px: f64) -> Vec<(f64, String)> {
    let (from, to) = (f64::from(request.from_days), f64::from(request.to_days));
    let years = !request.weeks && to - from > 25.0 * DAYS_OF_MONTH;
    let unit = match (request.weeks, years) {
        (true, _) => 7.0,
        (_, true) => 12.0 * DAYS_OF_MONTH,
        _ => DAYS_OF_MONTH,
    };
    let words = |number: i32| match (request.lang, years) {
        (Lang::Ja, _) if request.weeks => format!("{number}週"),
        (Lang::En, _) if request.weeks => format!("{number} wk"),
        (Lang::Ja, false) => format!("{number}か月"),
        (Lang::Ja, true) => format!("{number}歳"),
        (Lang::En, false) => format!("{number} mo"),
        (Lang::En, true) => format!("{number} y"),
    };
    let last = (to / unit).floor() as i32;
    let widest = width(&words(last), f64::from(request.text_px)) + f64::from(request.text_px) * 0.6;
    let fits = |step: &i32| f64::from(*step) * unit / (to - from) * plot_px >= widest;
    let steps = if request.weeks { [1, 2, 4, 8, 12] } else { [1, 2, 3, 6, 12] };
    let step = steps.into_iter().find(fits).unwrap_or(24);
    let first = (from / unit).ceil() as i32;
    (first..=last)
        .filter(|number| number % step == 0)
        .map(|number| (f64::from(number) * unit, words(number)))
        .collect()
}

fn check(request: &GrowthRequest) -> Result<(), Error> {
    if !(240..=4000).contains(&request.width) || !(140..=2000).contains(&request.height) {
        return Err(Error::Size);
    }
    if !(15..=64).contains(&request.text_px) {
        return Err(Error::TextSize);
    }
    let ages = -400..=45_000;
    if !ages.contains(&request.from_days)
        || !ages.contains(&request.to_days)
        || request.to_days - request.from_days < 28
    {
        return Err(Error::Period);
    }
    if request.points.len() > 1000 || request.centiles.len() > 11 {
        return Err(Error::Series);
    }
    let long = request.centiles.iter().any(|centile| centile.label.chars().count() > 40);
    if long || request.title.chars().count() > 2000 {
        return Err(Error::Label);
    }
    let all = request.centiles.iter().flat_map(|it| it.stretches.iter().flatten().map(|(_, value)| *value));
    let good = |value: f64| value.is_finite() && value.abs() <= 1e6;
    if all.chain(request.points.iter().map(|one| one.value)).all(good) { Ok(()) } else { Err(Error::Value) }
}

/// The child's own values between the ages, from young to old.
fn inside(request: &GrowthRequest) -> Vec<AgePoint> {
    let ages = request.from_days..=request.to_days;
    let mut points: Vec<AgePoint> =
        request.points.iter().filter(|one| ages.contains(&one.age_days)).copied().collect();
    points.sort_by_key(|one| (one.age_days, one.day));
    points
}

/// All values of the centiles between the ages.
fn values(request: &GrowthRequest) -> impl Iterator<Item = f64> {
    let ages = request.from_days..=request.to_days;
    let points = request.centiles.iter().flat_map(|it| it.stretches.iter().flatten());
    points.filter(move |(age, _)| ages.contains(age)).map(|(_, value)| *value)
}

/// Days of a month where months are counted as parts of a year.
const DAYS_OF_MONTH: f64 = 30.4375;
/// Radius of a dot, px.
const DOT: f64 = 4.2;
