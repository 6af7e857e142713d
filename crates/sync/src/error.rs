/// Why bytes from elsewhere were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not the shape it has to be, or over a limit.
    #[error("malformed")]
    Malformed,
    /// Written by a newer version.
    #[error("newer version")]
    Newer,
    /// The signature is not that of the key it names.
    #[error("forged")]
    Forged,
    /// Does not follow the entry before it: a gap, a fork or a replay.
    #[error("does not follow")]
    Unchained,
    /// The author had no right to this act.
    #[error("not allowed")]
    NotAllowed,
    /// The epoch is not the one in force.
    #[error("wrong epoch")]
    WrongEpoch,
    /// The wraps are not for exactly those who remain.
    #[error("wrong recipients")]
    WrongRecipients,
    /// The time of the entry lies before the entry it follows.
    #[error("wrong time")]
    WrongTime,
}
