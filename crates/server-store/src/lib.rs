//! What a Henro server keeps, and the rules by which it takes and hands out: chains, frames, looks, letters.
//!
//! [`Store`] is what a database must be able to do; two stand behind it, SQLite and PostgreSQL, and one suite of tests
//! (`tests/conformance.rs`) runs on both. [`Ledger`] stands above it and applies the rules of `henro-sync` once for
//! both: it reads, decides, and writes under guards, so that what was decided on is still so when it is written.
//! Nothing here can open a frame: this crate knows neither `seal` nor `vault` nor `domain`.
#![forbid(unsafe_code)]

mod blob;
mod cache;
mod error;
mod hub;
mod key;
mod ledger;
mod limits;
mod postgres;
mod rank;
mod sqlite;
mod store;

pub use blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};
pub use error::{Error, Refused};
pub use hub::{Hub, News, Topic, Watcher};
pub use key::ServerKey;
pub use ledger::{
    Chunk, Clock, Entered, Ledger, LedgerConfig, Part, Pull, Random, Registered, Session, Token,
};
pub use limits::Limits;
pub use postgres::Postgres;
pub use rank::{RankAmong, RankAsk, RankBoard, RankBy, RankEntry, RankPlace, RankRows};
pub use sqlite::Sqlite;
pub use store::{
    Account, Appended, Begun, ControlSwap, Ear, FrameAppend, Guard, Heads, Logged, LoginFile, Member,
    NewFrame, NewLook, NewRecord, NewSlip, Packed, Page, PageItem, Put, RecordHeads, SegmentPut, Store, Swap,
    Tries,
};
