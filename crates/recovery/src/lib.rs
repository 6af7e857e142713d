//! What stands on the paper a person keeps for a bad day: the recovery kit's code and the three family shares. And the
//! one-time code by which a second device is added.
//!
//! All are digits in groups of five, typed on a number pad. The fifth digit of a group checks the other four and
//! the group's place ([`check_group`]), and a number hidden in the whole code checks all of it. Pure: randomness is
//! an argument, nothing is stored or printed here. Called by `app`, which puts the keys into slots of the record and
//! the groups on sheets.
//!
//! To change a code's form: a new label in its key, and both forms read for as long as sheets lie in drawers.
#![forbid(unsafe_code)]

mod check;
mod code;
mod digits;
mod enrol;
mod family;
mod kit;
mod number;
mod random;

pub use check::{GroupCheck, check_group};
pub use code::CodeFault;
pub use enrol::EnrolCode;
pub use family::{FamilySecret, SetTag, Share, ShareFault, combine, split};
pub use kit::KitCode;
