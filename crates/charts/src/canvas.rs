//! Puts marks, lines, bands and labels on the canvas, through plotters.

use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{Shift, cartesian::Cartesian2d, types::RangedCoordf64},
    drawing::DrawingArea,
    element::{Circle, EmptyElement, PathElement, Rectangle, Text},
    style::{Color, IntoFont, TextStyle},
};

use crate::{
    Band, ChartKind, ChartRequest, Error, Grain, Limit, Shade,
    layout::{EndLabel, Frame, spread},
    marks::{Drawn, days_of, middle},
    paint::{Paint, TENTHS},
    role::Role,
    scale::Scale,
    time_axis::time_ticks,
};

pub(crate) type Area<'a> = DrawingArea<Paint<'a>, Shift>;
type Plot<'a, 'b> = ChartContext<'b, Paint<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub(crate) struct Canvas<'a> {
    pub(crate) request: &'a ChartRequest,
    pub(crate) frame: Frame,
    pub(crate) scale: &'a Scale,
    pub(crate) grain: Grain,
}

impl Canvas<'_> {
    pub(crate) fn draw(
        &self,
        root: &Area<'_>,
        drawn: &[Drawn],
        ticks: &[String],
        ends: Vec<(f64, String, Role)>,
    ) -> Result<(), Error> {
        let plot = self.plot(root)?;
        self.bands(&plot)?;
        self.grid(root, &plot, ticks)?;
        self.borders(&plot)?;
        self.axes(root)?;
        for (number, series) in drawn.iter().enumerate() {
            match (self.request.kind, self.grain) {
                (ChartKind::Bars, _) => self.bars(&plot, series, number, drawn.len())?,
                (ChartKind::Visits, _) | (ChartKind::Line, Grain::Day) => self.line(&plot, series, number)?,
                (ChartKind::Line, _) => {
                    self.boxes(&plot, series, number)?;
                    self.line(&plot, series, number)?;
                }
            }
        }
        self.end_labels(root, ends)
    }

    /// The coordinates: days from the left edge of the first to the right edge of the last, values from low to high.
    fn plot<'p, 'q>(&self, root: &'q Area<'p>) -> Result<Plot<'p, 'q>, Error> {
        let (request, frame) = (self.request, self.frame);
        let (from, to) = (f64::from(request.from.number()), f64::from(request.to.number() + 1));
        ChartBuilder::on(root)
            .margin_left(tenths(frame.left))
            .margin_top(tenths(frame.top))
            .margin_right(tenths(f64::from(request.width) - frame.right))
            .margin_bottom(tenths(f64::from(request.height) - frame.bottom))
            .build_cartesian_2d(from..to, self.scale.low..self.scale.high)
            .map_err(|_| Error::Draw)
    }

    fn span(&self) -> (f64, f64) {
        (f64::from(self.request.from.number()), f64::from(self.request.to.number() + 1))
    }

    /// Where a band begins, within the chart.
    fn begins(&self, band: &Band) -> f64 {
        let (left, right) = self.span();
        band.since.map_or(left, |day| f64::from(day.number()).clamp(left, right))
    }

    fn bands(&self, plot: &Plot<'_, '_>) -> Result<(), Error> {
        let (_, right) = self.span();
        for band in &self.request.bands {
            let role = match band.shade {
                Shade::High => Role::BandHigh,
                Shade::Goal => Role::BandGoal,
                Shade::None => continue,
            };
            let edge = |limit: &Option<Limit>, open: f64| {
                limit.as_ref().map_or(open, |l| l.value.clamp(self.scale.low, self.scale.high))
            };
            let (low, high) = (edge(&band.from, self.scale.low), edge(&band.to, self.scale.high));
            let area = Rectangle::new([(self.begins(band), high), (right, low)], role.colour().filled());
            plot.plotting_area().draw(&area).map_err(|_| Error::Draw)?;
        }
        Ok(())
    }

    fn grid(&self, root: &Area<'_>, plot: &Plot<'_, '_>, ticks: &[String]) -> Result<(), Error> {
        for (tick, text) in self.scale.ticks.iter().zip(ticks) {
            self.level(plot, self.span().0, *tick, Role::Grid)?;
            let y = self.frame.y(*tick, self.scale) + self.baseline();
            self.text(root, text, (self.frame.left - 6.0, y), Role::TextY)?;
        }
        Ok(())
    }

    fn borders(&self, plot: &Plot<'_, '_>) -> Result<(), Error> {
        for band in &self.request.bands {
            for limit in band.from.iter().chain(&band.to) {
                self.level(plot, self.begins(band), limit.value, border_role(band, limit))?;
            }
        }
        Ok(())
    }

    fn axes(&self, root: &Area<'_>) -> Result<(), Error> {
        let frame = self.frame;
        let line = |a: (f64, f64), b: (f64, f64)| {
            let path = PathElement::new(vec![point(a), point(b)], Role::Axis.colour());
            root.draw(&path).map_err(|_| Error::Draw)
        };
        line((frame.left, frame.top), (frame.left, frame.bottom))?;
        line((frame.left, frame.bottom), (frame.right, frame.bottom))?;
        let text = f64::from(self.request.text_px);
        let (from, to) = self.span();
        let half = match self.grain {
            Grain::Day => 0.5,
            Grain::Month => 15.0,
            Grain::Year => 182.0,
        };
        for tick in time_ticks(self.request.from, self.request.to, self.request.lang, frame.width(), text) {
            let day = f64::from(tick.day.number()) + half;
            if day <= to {
                let x = frame.left + (day - from) / (to - from) * frame.width();
                line((x, frame.bottom), (x, frame.bottom + 5.0))?;
                self.text(root, &tick.text, (x, frame.bottom + text * 1.5), Role::TextX)?;
            }
        }
        Ok(())
    }

    fn line(&self, plot: &Plot<'_, '_>, series: &Drawn, number: usize) -> Result<(), Error> {
        let area = plot.plotting_area();
        let (line, point) = [(Role::Line1, Role::Point1), (Role::Line2, Role::Point2)][number.min(1)];
        for stretch in &series.lines {
            area.draw(&PathElement::new(stretch.clone(), line.colour())).map_err(|_| Error::Draw)?;
        }
        for (index, mark) in series.marks.iter().enumerate() {
            let style = point.point(u16::try_from(index).unwrap_or(u16::MAX)).filled();
            let at = (middle(mark), mark.mean);
            let drawn = match number {
                0 => area.draw(&Circle::new(at, tenths(self.dot()), style)),
                _ => {
                    let half = tenths(self.dot() * 0.9);
                    area.draw(&(EmptyElement::at(at) + Rectangle::new([(-half, -half), (half, half)], style)))
                }
            };
            drawn.map_err(|_| Error::Draw)?;
        }
        Ok(())
    }

    fn boxes(&self, plot: &Plot<'_, '_>, series: &Drawn, number: usize) -> Result<(), Error> {
        let role = [Role::Box1, Role::Box2][number.min(1)];
        for mark in series.marks.iter().filter(|mark| mark.max > mark.min) {
            let half = (days_of(mark) * 0.3).max(self.days_per_px());
            let (x, style) = (middle(mark), role.colour().filled());
            let area = Rectangle::new([(x - half, mark.max), (x + half, mark.min)], style);
            plot.plotting_area().draw(&area).map_err(|_| Error::Draw)?;
        }
        Ok(())
    }

    /// Bars stand beside each other where there are two series.
    fn bars(&self, plot: &Plot<'_, '_>, series: &Drawn, number: usize, of: usize) -> Result<(), Error> {
        let role = [Role::Bar1, Role::Bar2][number.min(1)];
        for (index, mark) in series.marks.iter().enumerate() {
            let slot = days_of(mark) * BAR_SHARE / of as f64;
            let left = middle(mark) - slot * of as f64 / 2.0 + slot * number as f64;
            let style = role.point(u16::try_from(index).unwrap_or(u16::MAX)).filled();
            let wide = slot.max(self.days_per_px());
            let area = Rectangle::new([(left, mark.mean), (left + wide, 0.0)], style);
            plot.plotting_area().draw(&area).map_err(|_| Error::Draw)?;
        }
        Ok(())
    }

    fn end_labels(&self, root: &Area<'_>, ends: Vec<(f64, String, Role)>) -> Result<(), Error> {
        let place = |(value, text, role)| EndLabel { y: self.frame.y(value, self.scale), text, role };
        let mut labels: Vec<EndLabel> = ends.into_iter().map(place).collect();
        let text = f64::from(self.request.text_px);
        spread(&mut labels, text * 1.15, self.frame.top + text * 0.3, self.frame.bottom - text * 0.3);
        for label in &labels {
            self.text(root, &label.text, (self.frame.right + 6.0, label.y + self.baseline()), label.role)?;
        }
        Ok(())
    }

    /// A line from `left` to the right edge.
    fn level(&self, plot: &Plot<'_, '_>, left: f64, value: f64, role: Role) -> Result<(), Error> {
        let (_, right) = self.span();
        let path = PathElement::new(vec![(left, value), (right, value)], role.colour());
        plot.plotting_area().draw(&path).map_err(|_| Error::Draw)
    }

    fn text(&self, root: &Area<'_>, text: &str, at: (f64, f64), role: Role) -> Result<(), Error> {
        let colour = role.colour();
        let style = TextStyle::from(("inherit", 10).into_font()).color(&colour);
        root.draw(&Text::new(text.to_owned(), point(at), style)).map_err(|_| Error::Draw)
    }

    /// From the middle of a line of text down to its baseline, px.
    fn baseline(&self) -> f64 {
        f64::from(self.request.text_px) * 0.35
    }

    /// Radius of a dot, px: smaller where there are many.
    fn dot(&self) -> f64 {
        let per_day = self.frame.width() / (self.span().1 - self.span().0);
        if self.grain != Grain::Day { 4.2 } else { (per_day * 0.6).clamp(2.4, 4.2) }
    }

    fn days_per_px(&self) -> f64 {
        (self.span().1 - self.span().0) / self.frame.width()
    }
}

fn border_role(band: &Band, limit: &Limit) -> Role {
    match (band.shade, limit.dashed) {
        (Shade::Goal, false) => Role::BorderGoal,
        (Shade::Goal, true) => Role::BorderGoalDashed,
        (_, false) => Role::BorderHigh,
        (_, true) => Role::BorderHighDashed,
    }
}

pub(crate) fn tenths(px: f64) -> i32 {
    (px * f64::from(TENTHS)).round() as i32
}

pub(crate) fn point((x, y): (f64, f64)) -> (i32, i32) {
    (tenths(x), tenths(y))
}

const BAR_SHARE: f64 = 0.7;
