//! The control chain of a record: who owns it, who may read or append what, and which epoch of keys is in force.
//! Linear; server and devices apply the same rules to the same bytes.

mod act;
mod entry;
mod rules;
mod state;

pub use act::{Act, Cosign, EpochStep, NewGrant, Role, Wrap};
pub use entry::ControlEntry;
pub use rules::{NOTICE_MS, cosign, partial_readers, recipients_of};
pub use state::{Control, DeviceOf, Directory, Floor, Grant, StreamState};

#[cfg(test)]
mod tests;
