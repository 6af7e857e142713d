//! Keys of streams: what a batch is sealed with, how a key of one epoch leads back to the one before, how keys are
//! handed to somebody.

mod batch;
mod epoch;
mod wrap;

pub use batch::{open_batch, seal_batch};
pub use epoch::{step_back, wrap_back};
pub use wrap::{Addressee, KemKey, StreamKey, hand, unwrap, wrap};
