/// Why a whole line was not read. Never holds the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// More than [`crate::LONGEST`] characters.
    #[error("line too long")]
    TooLong,
}
