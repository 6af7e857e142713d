//! Formulas as commands.

mod body;
mod eating;
mod moving;

pub use body::*;
pub use eating::*;
pub use moving::*;
