//! The encrypted record on disk: one folder a record, SQLCipher inside. The only crate that names SQL.
//!
//! A folder holds `slots` (wrapped keys), `daily.db`, `mark` (how far it had come), `attempts` (wrong
//! passwords), `lock`, and once a second factor is enrolled `clinical.db` (`clinical-N.db` after its Nth new key). `inbox` holds what was written while locked, `blobs` sealed photos and papers by their names, `wards` the records of other persons kept inside this one.
//!
//! [`Vault`] opens, locks, backs up; [`Daily`] is the open daily tier. Called by `app` on one thread. What it
//! does not do: no clock, no randomness, no ranges of values (that is `domain`), no derived numbers.
//! To add a noun see `daily/noun.rs`; to change a table, a new step in `daily/migrations/`.
#![forbid(unsafe_code)]

mod attempts;
mod backup;
mod blobs;
mod clinical;
mod daily;
mod engine;
mod error;
mod factors;
mod files;
mod join;
mod letters;
mod mark;
mod migrate;
mod rekey;
mod shared;
mod tidy;
mod vault;
mod wards;

pub use backup::Restored;
pub use blobs::{Blobs, SealedBlob};
pub use clinical::{
    CardKey, Clinical, Correction, DeskAct, DeskLine, DeskPerson, DeskStanding, MedicalAsk, MedicalCount,
    MedicalDraft, MedicalPage, MedicalVersion, NewMedical, NewReport, PageMark, Side, StoredMedical,
    Undecided,
};
pub use daily::{
    Batch, BatchId, ChainKind, Daily, DayValue, Digest, Draft, EpochKey, Excerpt, Folded, FoodCount,
    Incoming, Laid, Meta, NamedDays, NewEntry, NewFrame, Op, Owed, Pressure, Question, SearchPlace,
    SearchWords, SeriesKind, Source, StoredEntry, StoredFrame, Stream, Towards, Unsealed, Version,
    clinical_rules, medical_text,
};
pub use error::{Below, Error, FactorFault, FileFault, SyncFault};
pub use henro_seal::{Factor, FactorKind, KdfParams, Key, NewFactor, Random, Sensitive, SlotState, Tier};
pub use letters::Letter;
pub use vault::{Status, Unlocked, Vault, Verified};
pub use wards::{NewWard, Ward};
