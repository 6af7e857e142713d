//! Files in and out of a record: CSV of daily entries ([`csv`]), and the list of people of an issuing desk ([`people`]),
//! which is only read.
//!
//! Pure: bytes come in, entries come out, and the other way round; which file they are from is the caller's
//! business. `domain` never learns a file format: each format has its own `model`, `read` and `write`.
//! To add a format: a folder beside `csv` with these three files and a round-trip property test.
#![forbid(unsafe_code)]

pub mod csv;
mod error;
pub mod people;

pub use error::Error;
