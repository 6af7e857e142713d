//! E-mail and password without showing the server either: OPAQUE (RFC 9807) with ristretto255, SHA-512, 3DH and Argon2id.
//!
//! The server keeps a file that no password can be read from and answers from it; what it learns in a login is whether it
//! was the right one. [`client`] is the person's end, [`server`] the other, [`name`](fn@name) how an address becomes a
//! name. Pure: messages are bytes, randomness is an argument. What may be tried how often is the caller's.
//! Called by `app` and `server-store`. Messages are those of the RFC, so another client needs nothing from here.
#![forbid(unsafe_code)]

pub mod client;
mod dice;
mod email;
pub mod server;
mod suite;

pub use email::{Name, name};
pub use suite::Cost;

/// Fills it with random bytes; false where there are none.
pub type Fill<'a> = &'a mut dyn FnMut(&mut [u8]) -> bool;

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not a message of OPAQUE.
    #[error("not a message of OPAQUE")]
    Malformed,
    /// Wrong password, unknown name, or another server: nobody can tell which.
    #[error("wrong password or name")]
    Wrong,
    /// Not enough memory to stretch the password.
    #[error("not enough memory")]
    Memory,
    /// There is no randomness.
    #[error("no randomness")]
    Random,
}

/// What only who knows the password has, the same at each login: 64 bytes. Wiped when dropped.
pub struct ExportKey(zeroize::Zeroizing<[u8; 64]>);

impl ExportKey {
    /// The bytes, to derive keys from.
    pub fn bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl std::fmt::Debug for ExportKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExportKey(..)")
    }
}
