//! Growth of children: how a height, a weight, a head or a BMI compares with others of the same age and sex, as SD score
//! and percentile; curves for charts; corrected age of those born early; the days of the checkups of law and custom.
//!
//! Pure, from the tables of `henro-reference`. A score is a place among others and never a diagnosis; whoever shows it
//! names its source and how sure it is.
//!
//! ```
//! use henro_domain::Sex;
//! use henro_growth::{GrowthMeasure, Norm, score};
//!
//! // WHO: the median weight of boys of 12 months is 9.6 kg
//! let found = score(Norm::Who, Sex::Male, GrowthMeasure::Weight, 365, 9.6).unwrap();
//! assert!(found.z.abs() < 0.1);
//! ```
#![forbid(unsafe_code)]

mod age;
mod calendar;
mod curve;
mod error;
mod lms;
mod score;

pub use age::{Corrected, corrected};
pub use calendar::{CheckupDays, Since, checkup_days};
pub use curve::{CENTILES, CurvePoint, curve};
pub use error::Error;
pub use henro_reference::GrowthMeasure;
pub use lms::Norm;
pub use score::{Score, score};
