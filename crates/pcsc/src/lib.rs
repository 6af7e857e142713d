//! Card readers through PC/SC: [`Readers`] talks to the card on one, [`Monitor`] tells of cards and readers that come
//! and go.
//!
//! The rest of the card is in `henro-felica`; this crate only carries APDUs and names what went wrong. That there is
//! no card service, no reader or no card is an ordinary answer here. Called by `app`.
#![forbid(unsafe_code)]

mod error;
mod monitor;
mod readers;
mod seen;

pub use monitor::{Event, Monitor};
pub use readers::Readers;
