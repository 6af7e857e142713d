//! Keys: how a password becomes one, how a key is wrapped in a slot, how a small blob is sealed.
//!
//! No file, clock or source of randomness here: files are bytes, time is a closure, randomness is a
//! [`Random`] argument. Called by `vault` (slots and marks) and later by `sync`. A raw [`Key`] never
//! leaves except as the literal SQLCipher takes.
//!
//! To add a kind of slot: a variant of [`SlotKind`], its secret mixed in beside the password in
//! `slot.rs`, a stored vector in `tests/vectors`.
#![forbid(unsafe_code)]

mod aead;
mod error;
mod hex;
mod kdf;
mod sensitive;
mod slot;

pub use aead::{Label, open, seal};
pub use error::Error;
pub use kdf::{KdfParams, calibrate, derive_password_key};
pub use sensitive::{Key, Random, Sensitive};
pub use slot::{Opened, Slot, SlotFile, SlotKind, SlotState, Tier};
