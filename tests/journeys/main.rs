//! Journeys through the whole core, without a window. One program, so that it is linked once.

mod door;
mod loopback;
mod parity;
