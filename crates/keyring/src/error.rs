/// Why the keyring did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No keyring answers here.
    #[error("there is no keyring")]
    Missing,
    /// The keyring is there, but the person has to unlock it first.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring would not do it, or what lies there under our name is not a secret of ours.
    #[error("the keyring refused")]
    Refused,
}
