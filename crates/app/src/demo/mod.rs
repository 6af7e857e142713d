//! Invented residents, for trying out and for measuring.

mod life;
mod make;
mod random;

pub use life::{Life, life};
pub use make::{DEMO_PASSWORD, Resident};
