//! Readers that speak PC/SC: each family wraps a native frame its own way. Detected by its name and a harmless
//! polling, never set by hand.

mod card;
mod profile;

pub use card::{ApduReader, Channel, is_felica};
pub use profile::{Profile, Reply};
