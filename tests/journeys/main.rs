//! Journeys through the whole core, without a window. One program, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on is a failed test")]

mod backup;
mod day;
mod door;
mod entries;
mod formulas;
mod lock;
mod loopback;
mod meals;
mod parity;
mod transfer;
mod walk;
