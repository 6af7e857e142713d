//! The vault from outside: writing, reading, locking, faults, backups.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

mod backup;
mod clinical;
mod common;
mod correct;
mod daily;
mod documents;
mod faults;
mod fixture;
mod form;
mod medical;
mod medical_tables;
mod medical_v4;
mod medium;
mod rekey;
mod search;
mod series;
mod sync;
mod wards;
