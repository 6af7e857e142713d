//! Files in and out of a record: CSV of daily entries ([`csv`]), the list of people of an issuing desk ([`people`]), which
//! is only read, and days for other calendars ([`ics`]), which are only written.
//!
//! Pure: bytes come in, entries come out, and the other way round; which file they are from is the caller's
//! business. `domain` never learns a file format: each format has its own `model`, `read` and `write`.
//! To add a format: a folder beside `csv` with these three files and a round-trip property test.
#![forbid(unsafe_code)]

pub mod csv;
mod error;
pub mod ics;
pub mod people;

pub use error::Error;
