//! `henro-cli bench`: how long a person waits, with the entries of a whole life. See `docs/benchmarks.md`.

mod figure;
mod life;
mod memory;
mod read;
mod run;
mod timeline;
mod write;

pub(crate) use life::life;
pub(crate) use run::run;
