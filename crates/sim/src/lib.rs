//! A world in memory that drives the shipped sync engine: people, devices, a server, faults and lies, all from one seed. For tests
//! only. [`run`] runs a seed; what fails is replayed bit for bit by the same seed.
//!
//! `disk.rs` and `store.rs` are a device's disk, `server.rs` a server as the design says it, `link.rs` the network, `liar.rs` a server
//! that lies, `harm.rs` a member that does, `acts.rs` what people do, `check.rs` what has to hold. To add a fault: a line in
//! `acts/mishap.rs`; a lie: a variant in `lie.rs`.
#![forbid(unsafe_code)]

mod acts;
mod check;
mod device;
mod dice;
mod disk;
mod harm;
mod liar;
mod lie;
mod link;
#[cfg(test)]
mod older;
mod people;
mod server;
mod store;
mod world;

pub use lie::Lie;
pub use world::{Failure, Mode, Outcome, run};
