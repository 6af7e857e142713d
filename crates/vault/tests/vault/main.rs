//! The vault from outside: writing, reading, locking, faults, backups.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

mod backup;
mod clinical;
mod common;
mod daily;
mod faults;
mod fixture;
mod medium;
mod series;
