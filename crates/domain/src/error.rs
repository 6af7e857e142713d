/// What can be wrong with a value before it becomes a domain noun. Never holds the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A day that is not in the calendar or outside 1900-01-01..=2199-12-31.
    #[error("day out of range")]
    Day,
    /// A minute of the day above 1439.
    #[error("time of day out of range")]
    Minute,
    /// A zone offset beyond 14 hours.
    #[error("zone offset out of range")]
    Offset,
    /// A number that is not finite or too large to hold in thousandths.
    #[error("number out of range")]
    Number,
    /// An id that is not positive.
    #[error("id out of range")]
    Id,
    /// A word that is not one of the closed list.
    #[error("unknown word")]
    Word,
}
