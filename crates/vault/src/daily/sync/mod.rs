//! What sync needs of the daily tier: changes out as batches, batches of other devices in, and what the client keeps.
//!
//! Out: [`Daily::unsealed`] tells what is in no frame yet, [`Daily::store_frame`] keeps the frame and moves the mark in one
//! transaction. In: [`Daily::lay_in`] takes a page of frames in one transaction. Nothing here opens or seals.

mod check;
mod cuts;
mod incoming;
mod keep;
mod laying;
mod loose;
mod marks;
mod number;
mod outgoing;
mod restamp;

pub use incoming::{Incoming, Laid};
pub use keep::{ChainKind, Owed, Stream};
pub use marks::EpochKey;
pub use outgoing::{NewFrame, StoredFrame, Unsealed};

pub(crate) use cuts::frontier_of;
pub(crate) use number::NO_NUMBER;
pub(crate) use outgoing::value_out;

/// States of a frame.
mod frame_state {
    /// Of this device, and no server has it yet.
    pub(super) const UNSENT: i64 = 0;
    /// Sent, or laid in.
    pub(super) const DONE: i64 = 1;
    /// Not laid in yet: of the future, or not opened.
    pub(super) const WAITING: i64 = 2;
    /// Never to be laid in: it breaks a rule.
    pub(super) const REFUSED: i64 = 3;
}

#[cfg(test)]
mod tests;
