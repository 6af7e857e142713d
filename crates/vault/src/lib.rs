//! The encrypted record on disk: one folder a record, SQLCipher inside. The only crate that names SQL.
//!
//! A folder holds `slots` (wrapped keys), `daily.db`, `mark` (how far it had come), `attempts` (wrong
//! passwords) and `lock`. `clinical.db` has its place and its slot kinds ([`Tier::Clinical`]) and is not made yet.
//!
//! [`Vault`] opens, locks, backs up; [`Daily`] is the open daily tier. Called by `app` on one thread. What it
//! does not do: no clock, no randomness, no ranges of values (that is `domain`), no derived numbers.
//! To add a noun see `daily/noun.rs`; to change a table, a new step in `daily/migrations/`.
#![forbid(unsafe_code)]

mod attempts;
mod backup;
mod daily;
mod engine;
mod error;
mod files;
mod mark;
mod vault;

pub use backup::Restored;
pub use daily::{
    Batch, BatchId, Daily, DayValue, Digest, Draft, FoodCount, Meta, NewEntry, Op, Pressure, SeriesKind,
    Source, StoredEntry, Version,
};
pub use error::{Below, Error, FileFault};
pub use henro_seal::{KdfParams, Random, Tier};
pub use vault::{Status, Unlocked, Vault, Verified};
