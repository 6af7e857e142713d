//! iCalendar files (RFC 5545): whole days for other calendars to show. Only written, never read.
//!
//! Nothing is in the file but what the caller put into an [`Event`]. A writer of our own: the crates for it bring random
//! ids and clocks along, and what is written here is eleven kinds of line.

mod fold;
mod model;
mod write;

pub use model::{Calendar, Event};
pub use write::write;
