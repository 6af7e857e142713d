/// Why no chart can be drawn. Never holds a value or a text of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Width outside 240..=4000 px, height outside 140..=2000 px, or too small for the texts.
    #[error("size out of range")]
    Size,
    /// Text outside 15..=64 px.
    #[error("text size out of range")]
    TextSize,
    /// The period ends before it begins.
    #[error("period out of order")]
    Period,
    /// No series, more than two, or more than 1,000,000 values in one.
    #[error("series out of range")]
    Series,
    /// A value or a limit that is not finite or beyond ±10^9.
    #[error("value out of range")]
    Value,
    /// A label or a title that is too long (200 and 2,000 characters), or more than eight bands.
    #[error("label out of range")]
    Label,
    /// Nothing in the period: show the empty state instead.
    #[error("no values in the period")]
    Empty,
    /// Plotters could not draw.
    #[error("drawing failed")]
    Draw,
}
