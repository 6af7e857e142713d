//! A life on one line, and searching it. Daily entries are folded into days, weeks, months or years; what stands by itself is
//! shown by itself. Nothing medical is read while the clinical tier is closed: the answer says so.

mod event;
mod period;
mod read;
mod search;
mod source;
mod words;

pub(crate) use read::read;
pub(crate) use search::search;
