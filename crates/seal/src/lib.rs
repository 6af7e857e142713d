//! Keys: how a password becomes one, how a key is wrapped in a slot, how a small blob is sealed.
//!
//! No file, clock or source of randomness here: files are bytes, time is a closure, randomness is a
//! [`Random`] argument. Called by `vault` (slots and marks) and later by `sync`. A raw [`Key`] never
//! leaves except as the literal SQLCipher takes.
//!
//! `slot.rs` wraps the daily key under the password, `factor.rs` the clinical key under a second factor, `inbox.rs`
//! is a letter box anybody may fill,
//! `escrow.rs` is what a device that comes by e-mail gets,
//! `parcel.rs` is what devices of one person hand each other as a file,
//! `account.rs` and `stream/` are the keys of sync: who signs, what a batch is sealed with, how keys are handed on. To add a way in: a variant of [`FactorKind`], a stored vector in `tests/vectors`.
#![forbid(unsafe_code)]

mod account;
mod aead;
mod blob;
mod enrol;
mod error;
mod escrow;
mod factor;
mod hex;
mod inbox;
mod kdf;
mod parcel;
mod sensitive;
mod shot;
mod slot;
mod stream;

pub use account::{AccountSeed, SigningKey};
pub use aead::{Label, open, seal};
pub use blob::{BlobFault, open_blob, seal_blob};
pub use enrol::EnrolKey;
pub use error::Error;
pub use escrow::{ChainMark, Escrow, EscrowKey};
pub use factor::{Factor, FactorKind, NewFactor, Recovered};
pub use inbox::{public_key, put_in, take_out};
pub use kdf::{KdfParams, calibrate, derive_key, derive_password_key};
pub use parcel::{ParcelFault, open_parcel, seal_parcel};
pub use sensitive::{Key, Random, Sensitive};
pub use slot::{Opened, Slot, SlotFile, SlotKind, SlotState, Tier};
pub use stream::{
    Addressee, KemKey, StreamKey, hand, open_batch, seal_batch, step_back, unwrap, wrap, wrap_back,
};
