//! The vault from outside: writing, reading, locking, faults, backups.

mod backup;
mod common;
mod daily;
mod faults;
mod fixture;
mod medium;
mod series;
