//! An invented resident, for trying out and for measuring.

mod life;
mod random;

pub use life::{Life, life};
