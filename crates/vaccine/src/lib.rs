//! Vaccination: what was given, what counts, what comes next, until when, why, and by whose word.
//!
//! [`plan`] answers for one person on one day from the tables of `henro-reference`; [`ahead`] lays the doses still to
//! come out in order of days. Pure: the day comes in as an argument. What it says is how the rules read, never advice:
//! whether somebody may be vaccinated is for a doctor and the town to say, and answers of low confidence are marked.
//! Not here: contraindications, volumes, help with costs, vaccines for travel.
//!
//! What counts and what does not is written down in `docs/decisions/0039-vaccination.md`. The tests compare with a second
//! reading of the notices in Python (`tests/second.py`). To add a vaccine: its lines in the tables; code only where a
//! rule has a new shape.
//!
//! ```
//! use henro_domain::Day;
//! use henro_vaccine::{Given, Person, State, plan};
//!
//! let day = |text| Day::parse(text).unwrap();
//! let baby = Person::new(day("2026-05-10"), None);
//! let plan = plan(&baby, &[], day("2026-07-09")).unwrap();
//! let pcv = plan.answer("PCV-2M").unwrap();
//! assert_eq!((pcv.state, pcv.last_free), (State::Due, Some(day("2031-05-09"))));
//! ```
#![forbid(unsafe_code)]

mod ahead;
mod answer;
mod choose;
mod days;
mod error;
mod given;
mod judge;
mod offer;
mod person;
mod spacing;
mod table;
mod track;
mod window;

pub use ahead::{Visit, ahead};
pub use answer::{Answer, Plan, Reason, State, plan};
pub use days::{after, reached};
pub use error::Error;
pub use given::{Finding, Given, Judged, Verdict};
pub use person::Person;
pub use table::counted_together;
