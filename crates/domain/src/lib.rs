//! The nouns of Henro with their units: ids, days, quantities, daily entries, the person.
//!
//! No file, socket, clock or randomness here; time comes in as [`Stamp`]. Called by every crate above.
//! To add a kind of daily entry: a variant of [`Entry`], its range in `range.rs`, a table in `vault`.
#![forbid(unsafe_code)]

mod entry;
mod error;
mod id;
mod nutrients;
mod person;
mod range;
mod time;
mod units;

pub use entry::{
    Entry, EntryKind, FoodRef, Intake, MealSlot, MeasureItem, Occasion, OwnDish, OwnDishPart, Section,
    StepSource,
};
pub use error::Error;
pub use id::{ActorId, DeviceNumber, EntryId, SubjectId};
pub use nutrients::{Nutrient, Nutrients};
pub use person::{Person, PhysicalActivityLevel, Sex};
pub use range::{MeasureRange, Verdict, check_blood_pressure, check_entry, measure_range};
pub use time::{Day, Hlc, MinuteOfDay, OffsetMinutes, Stamp, When};
pub use units::{Bpm, Milli, Minutes, MmHg, StepCount};
