/// Why a whole file was refused or could not be written. Never holds its contents.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing in it.
    #[error("file is empty")]
    Empty,
    /// More bytes than [`crate::csv::MOST_BYTES`].
    #[error("file too large")]
    TooLarge,
    /// More columns than [`crate::csv::MOST_COLUMNS`].
    #[error("too many columns")]
    TooManyColumns,
    /// The first row names no column we know, or no date.
    #[error("no known columns")]
    UnknownColumns,
    /// The place written to failed.
    #[error("writing failed")]
    Write(#[source] std::io::Error),
}
