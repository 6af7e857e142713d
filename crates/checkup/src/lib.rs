//! Checkup files of others: 特定健診 XML of every phase, the packages it comes in, eCheckup bundles of FHIR, and CSV of institutions.
//!
//! Pure: bytes come in, reports go out. [`read_document`] reads one person's file, [`read_bundle`] a bundle, [`open_package`] a ZIP. A [`Report`] has everything
//! the file has: what is no part of it is in its `kept`, and `leaves` counts all of it. [`check`] turns a report into clinical entries of
//! `domain` and says what is odd, by line and item; nothing is dropped and nothing is guessed. [`write_document`] writes a report
//! as a file of equal content. [`csv`] reads tables by a profile, of any length, and guesses a first profile from a table. Who a report belongs to, and what is committed, is decided by a person in `app`.
//!
//! To add another file: a folder beside `tokutei` with its own model, and its fixtures in `tests/fixtures`.
#![forbid(unsafe_code)]

mod check;
mod closed;
pub mod csv;
mod error;
mod fhir;
mod finding;
mod tokutei;
mod unit;
mod whose;
mod xml;

pub use check::{Checked, Row, check};
pub use error::Error;
pub use fhir::read_bundle;
pub use finding::{Finding, FindingKind};
pub use tokutei::{
    Address, Coded, Document, Id, Index, Kept, Money, Observation, Organization, OtherFile, OtherKind,
    Package, Patient, Phase, Pq, Relation, Report, Section, Summary, Ticket, Value, open_package, phase_of,
    read_document, read_index, read_summary, write_document,
};
pub use unit::{in_own_unit, other_units};
pub use whose::{Named, Whose};
