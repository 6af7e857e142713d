//! A series and its bands become an SVG text: same input, same bytes.
//!
//! Pure: no file, clock, script, font or style sheet. [`chart`] takes a [`ChartRequest`] at the real width and text size
//! (the picture is never scaled) and gives a [`Chart`]. Over 92 days it draws months, over three years years, so that ten
//! years cost no more than one; [`summarise`] gives the same figures for the table beside the chart. The sentence and the
//! table themselves are not made here. Called by `app`.
//!
//! How colours get in: plotters' own SVG backend writes fixed colours, whole pixels and no classes. So the elements are
//! drawn through plotters into a backend of our own (`paint.rs`) on a canvas ten times as large (tenths of a pixel), with a
//! marker colour whose red part names a role (band, grid, line of series 1 ...) and whose green and blue parts hold the
//! number of the point. The backend turns the role into a class and the custom properties of the UI's `tokens.css`
//! (`var(--series-1)`, `var(--band-high)` ...), so that light and dark need no second picture.
//!
//! What the UI may rely on: `<svg role="img" aria-labelledby>` with the caller's sentence as `<title>`; every point carries
//! `data-s` (series), `data-i` (its number), `data-day` (and `data-to` for a month or year) and `data-v` (its figure), in
//! order, so that arrow keys can walk them. No `style` attributes, which a strict CSP would drop.
//!
//! [`growth_chart`] is the one chart over an age instead of days: a child's own values on the centiles of others.
//!
//! To add a kind of mark: a role in `role.rs`, drawn in `canvas.rs`, a golden file in `tests/golden`.
#![forbid(unsafe_code)]

mod canvas;
mod draw;
mod error;
mod growth;
mod labels;
mod layout;
mod marks;
mod paint;
mod request;
mod role;
mod scale;
mod summarise;
mod time_axis;

pub use draw::{Chart, chart};
pub use error::Error;
pub use growth::{AgePoint, Centile, GrowthRequest, growth_chart};
pub use request::{Band, ChartKind, ChartRequest, Lang, Limit, Series, Shade};
pub use summarise::{Bucket, Grain, Value, mean_line, summarise};
