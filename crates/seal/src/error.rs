/// What can go wrong with keys and sealed things. Never says what was inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No slot opened with this secret.
    #[error("the secret does not open any slot")]
    WrongSecret,
    /// A sealed blob was changed, cut, or sealed under another key or label.
    #[error("sealed data does not authenticate")]
    Tampered,
    /// Written by a newer version than this one knows.
    #[error("sealed by a newer version")]
    Newer,
    /// Not a slot file, or one outside the limits.
    #[error("not a slot file")]
    Malformed,
    /// Key derivation parameters outside the limits.
    #[error("key derivation parameters out of range")]
    Params,
    /// The memory for key derivation is not to be had.
    #[error("not enough memory to derive the key")]
    Memory,
    /// More ways in than a slot file holds.
    #[error("no room for another way in")]
    TooMany,
}
