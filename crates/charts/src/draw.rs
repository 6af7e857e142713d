use std::fmt::Write as _;

use plotters::drawing::IntoDrawingArea;

use crate::{
    ChartKind, ChartRequest, Error, Grain, Lang, Shade,
    canvas::Canvas,
    labels::{escape, figure},
    layout::Frame,
    marks::Drawn,
    paint::{Paint, TENTHS, Tags},
    role::Role,
    scale::Scale,
};

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The picture, one `svg` element.
    pub svg: String,
    /// What one mark stands for.
    pub grain: Grain,
    /// Number of points of each series, for walking them with the arrow keys.
    pub points: Vec<usize>,
}

/// Draws a chart.
///
/// # Errors
/// [`Error`] names the argument out of range; [`Error::Empty`] when the period holds no value of any series.
pub fn chart(request: &ChartRequest) -> Result<Chart, Error> {
    request.check()?;
    let grain = Grain::of(request.from, request.to);
    let drawn: Vec<Drawn> = request.series.iter().map(|series| Drawn::new(series, request, grain)).collect();
    if drawn.iter().all(|d| d.marks.is_empty()) {
        return Err(Error::Empty);
    }
    let scale = scale(request, &drawn);
    let ticks: Vec<String> = scale.ticks.iter().map(|tick| figure(*tick, scale.decimals)).collect();
    let (ends, frame) = fitting(request, &drawn, &ticks)?;
    let tags: Tags = [0, 1].map(|n| drawn.get(n).map(Drawn::tags).unwrap_or_default());
    let id = request.safe_id();

    let mut svg =
        opening((request.width, request.height, request.text_px), request.lang, &id, &request.title);
    if request.bands.iter().any(|band| band.shade == Shade::High) {
        hatch(&mut svg, &id);
    }
    let size = (request.width * TENTHS as u32, request.height * TENTHS as u32);
    let root = Paint { out: &mut svg, size, id: &id, tags: &tags }.into_drawing_area();
    let canvas = Canvas { request, frame, scale: &scale, grain };
    canvas.draw(&root, &drawn, &ticks, ends)?;
    drop(root);
    svg.push_str("</svg>\n");
    Ok(Chart { svg, grain, points: drawn.iter().map(|d| d.marks.len()).collect() })
}

/// `<svg>` of this width, height and text size, and its title.
pub(crate) fn opening((width, height, text): (u32, u32, u32), lang: Lang, id: &str, title: &str) -> String {
    let lang = match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" aria-labelledby=\"{id}-t\" lang=\"{lang}\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"inherit\" \
         font-size=\"{text}\">\n<title id=\"{id}-t\">{}</title>\n",
        escape(title)
    )
}

fn hatch(svg: &mut String, id: &str) {
    let _ = writeln!(
        svg,
        "<defs><pattern id=\"{id}-hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"7\" height=\"7\" fill=\"var(--band-high)\"/>\
         <path d=\"M0 0v7\" stroke=\"var(--warn)\" opacity=\".38\"/></pattern></defs>"
    );
}

fn scale(request: &ChartRequest, drawn: &[Drawn]) -> Scale {
    let bars = request.kind == ChartKind::Bars;
    let marks =
        drawn.iter().flat_map(|d| &d.marks).flat_map(|m| if bars { [m.mean; 2] } else { [m.min, m.max] });
    let lines = drawn.iter().flat_map(|d| d.lines.iter().flatten().map(|(_, y)| *y));
    let all = marks.chain(lines).chain(request.limits().map(|limit| limit.value));
    let (min, max) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let decimals = drawn.iter().map(|d| d.decimals).max().unwrap_or(0);
    Scale::new(min, max, bars, 10f64.powi(-(decimals as i32)))
}

type Ends = Vec<(f64, String, Role)>;

/// The labels at the right end and the plot beside them. Where names do not fit, as with large text on a phone, the figures
/// stand alone (the key below the chart has the names); where those do not fit either, the right end stays empty.
fn fitting(request: &ChartRequest, drawn: &[Drawn], ticks: &[String]) -> Result<(Ends, Frame), Error> {
    let try_with = |ends: Ends| {
        let texts: Vec<String> = ends.iter().map(|(_, text, _)| text.clone()).collect();
        Frame::of(request, ticks, &texts).map(|frame| (ends, frame))
    };
    try_with(end_texts(request, drawn, true))
        .or_else(|_| try_with(end_texts(request, drawn, false)))
        .or_else(|_| try_with(Vec::new()))
}

/// The labels at the right end: figures of the borders, and name and last figure of each line.
fn end_texts(request: &ChartRequest, drawn: &[Drawn], names: bool) -> Ends {
    let mut ends = Vec::new();
    for band in &request.bands {
        for limit in band.from.iter().chain(&band.to) {
            let role = if band.shade == Shade::Goal { Role::TextGoal } else { Role::TextHigh };
            ends.push((limit.value, limit.label.clone(), role));
        }
    }
    if request.kind != ChartKind::Bars {
        for (number, (series, drawn)) in request.series.iter().zip(drawn).enumerate() {
            let Some(last) = drawn.last else { continue };
            let name = if names { series.label.as_str() } else { "" };
            let text = format!("{name} {}", figure(last, drawn.decimals));
            let role = [Role::TextEnd1, Role::TextEnd2][number.min(1)];
            ends.push((last, text.trim().to_owned(), role));
        }
    }
    ends
}
