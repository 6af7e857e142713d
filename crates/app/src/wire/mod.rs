//! The shapes that travel between a face and the core. One file a noun.

mod calc;
mod day;
mod desk;
mod entry;
mod food;
mod key;
mod record;
mod rhythm;
mod transfer;
mod walk;

pub use calc::*;
pub use day::*;
pub use desk::*;
pub use entry::*;
pub use food::*;
pub use key::*;
pub use record::*;
pub use rhythm::*;
pub use transfer::*;
pub use walk::*;
