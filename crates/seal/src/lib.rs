//! Keys: how a password becomes one, how a key is wrapped in a slot, how a small blob is sealed.
//!
//! No file, clock or source of randomness here: files are bytes, time is a closure, randomness is a
//! [`Random`] argument. Called by `vault` (slots and marks) and later by `sync`. A raw [`Key`] never
//! leaves except as the literal SQLCipher takes.
//!
//! `slot.rs` wraps the daily key under the password, `factor.rs` the clinical key under a second factor, `inbox.rs`
//! is a letter box anybody may fill. To add a way in: a variant of [`FactorKind`], a stored vector in `tests/vectors`.
#![forbid(unsafe_code)]

mod aead;
mod error;
mod factor;
mod hex;
mod inbox;
mod kdf;
mod sensitive;
mod slot;

pub use aead::{Label, open, seal};
pub use error::Error;
pub use factor::{Factor, FactorKind, NewFactor, Recovered};
pub use inbox::{public_key, put_in, take_out};
pub use kdf::{KdfParams, calibrate, derive_key, derive_password_key};
pub use sensitive::{Key, Random, Sensitive};
pub use slot::{Opened, Slot, SlotFile, SlotKind, SlotState, Tier};
