//! The encrypted record on disk: one folder a record, SQLCipher inside. The only crate that names SQL.
//!
//! A folder holds `slots` (wrapped keys), `daily.db`, `mark` (how far it had come), `attempts` (wrong
//! passwords), `lock`, and once a second factor is enrolled `clinical.db`. `inbox` holds what was written while locked.
//!
//! [`Vault`] opens, locks, backs up; [`Daily`] is the open daily tier. Called by `app` on one thread. What it
//! does not do: no clock, no randomness, no ranges of values (that is `domain`), no derived numbers.
//! To add a noun see `daily/noun.rs`; to change a table, a new step in `daily/migrations/`.
#![forbid(unsafe_code)]

mod attempts;
mod backup;
mod clinical;
mod daily;
mod engine;
mod error;
mod factors;
mod files;
mod letters;
mod mark;
mod migrate;
mod vault;

pub use backup::Restored;
pub use clinical::{CardKey, Clinical, DeskAct, DeskLine, DeskPerson, DeskStanding};
pub use daily::{
    Batch, BatchId, Daily, DayValue, Digest, Draft, FoodCount, Meta, NewEntry, Op, Pressure, SeriesKind,
    Source, StoredEntry, Version,
};
pub use error::{Below, Error, FactorFault, FileFault};
pub use henro_seal::{Factor, FactorKind, KdfParams, Key, NewFactor, Random, Sensitive, SlotState, Tier};
pub use letters::Letter;
pub use vault::{Status, Unlocked, Vault, Verified};
