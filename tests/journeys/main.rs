//! Journeys through the whole core, without a window. One program, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on is a failed test")]

mod backup;
mod between;
mod care;
mod checkup;
mod child;
mod day;
mod deep;
mod desk;
mod devices;
mod door;
mod email;
mod entries;
mod family;
mod formulas;
mod guardians;
mod handover;
mod handover_kill;
mod keys;
mod live;
mod lock;
mod loopback;
mod meals;
mod medical;
#[cfg(target_os = "linux")]
mod memory;
mod organisation;
mod paper;
mod parity;
mod past;
mod photo;
mod problems;
mod ranking;
mod readers;
mod rekey;
mod rules;
mod sections;
mod sections_shown;
mod share;
mod teen;
mod transfer;
mod two_values;
mod walk;
mod weather;
mod without_server;
