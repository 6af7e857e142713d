//! The day page: everything of one day, the calendar, half-typed entries.

mod calendar;
mod draft;
mod energy;
mod meals;
mod pressure;
mod read;
mod reference;

pub(crate) use calendar::calendar;
pub(crate) use draft::{draft_list, draft_write};
pub(crate) use energy::Moved;
pub(crate) use read::read;
pub(crate) use reference::reference_lines;
