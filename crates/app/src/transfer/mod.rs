//! Daily entries in and out as CSV: looked at first, written all or not at all, and taken back whole.

mod dishes;
mod export;
mod known;
pub(crate) mod past;
mod plan;
mod sift;
pub(crate) mod source;

pub(crate) use export::export;
pub(crate) use past::{list, undo};
pub(crate) use plan::{Plans, apply, encoding_name, preview};
