//! The pilgrimage: the same steps laid along the road of the 88 temples.

mod map;
mod read;
mod temple;

pub(crate) use map::map;
pub(crate) use read::{MOST_METRES, read, scene, view, write};
pub(crate) use temple::temple;
