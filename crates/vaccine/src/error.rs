/// What cannot be answered at all. Never holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Born after the day asked about.
    #[error("born later than the day asked about")]
    BornLater,
    /// A code the tables do not have; the place in the history.
    #[error("unknown vaccine at {0}")]
    UnknownVaccine(usize),
    /// More than [`crate::Given::MOST`] doses.
    #[error("too many doses")]
    TooMany,
    /// A lot number longer than [`crate::Given::LOT_MOST`] bytes; the place in the history.
    #[error("lot number too long at {0}")]
    Lot(usize),
}
