//! Journeys through the whole core, without a window. One program, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on is a failed test")]

mod backup;
mod day;
mod desk;
mod door;
mod entries;
mod formulas;
mod keys;
mod lock;
mod loopback;
mod meals;
#[cfg(target_os = "linux")]
mod memory;
mod parity;
mod transfer;
mod walk;
