//! The nouns of Henro with their units: ids, days, quantities, daily entries, clinical entries, the person.
//!
//! No file, socket, clock or randomness here; time comes in as [`Stamp`]. Called by every crate above.
//! To add a kind of daily entry: a variant of [`Entry`], its range in `range.rs`, a table in `vault`.
#![forbid(unsafe_code)]

mod answers;
mod clinical;
mod closed;
mod document;
mod entry;
mod error;
mod id;
mod medical;
mod nutrients;
mod person;
mod problem;
mod range;
mod rough;
mod time;
mod units;

pub use answers::{about_of, answers_of, answers_text};
pub use clinical::{
    AbsentReason, ClinicalEntry, ClinicalTime, ClinicalValue, CodeSet, CodedValue, Coding, Comparator,
    Interpretation, Measured, Provenance, Quantity, ReferenceRange,
};
pub use document::{Document, DocumentKind};
pub use entry::{
    Entry, EntryKind, FoodRef, Intake, MealSlot, MeasureItem, Occasion, OwnDish, OwnDishPart, Section,
    StepSource,
};
pub use error::Error;
pub use id::{ActorId, DeviceNumber, EntryId, SubjectId};
pub use medical::{Answer, Dose, Finding, Medical, MedicalKind, Paper, Report, ReportKind};
pub use nutrients::{Nutrient, Nutrients};
pub use person::{Person, PhysicalActivityLevel, Relation, Sex};
pub use problem::{Problem, ProblemKind, Severity};
pub use range::{MeasureRange, Verdict, check_blood_pressure, check_entry, measure_range};
pub use rough::RoughDay;
pub use rust_decimal::Decimal;
pub use time::{Day, Hlc, MinuteOfDay, OffsetMinutes, Stamp, When};
pub use units::{Bpm, Milli, Minutes, MmHg, StepCount};
