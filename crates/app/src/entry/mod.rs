//! Daily entries of every kind: write, change, delete, put back, look up.

mod list;
mod record;
mod resolve;

pub(crate) use list::{deleted, history, life, list};
pub(crate) use record::{KEPT_MS, delete, edit, few, keep, record, restore};
pub(crate) use resolve::{parse_id, plain, resolve};
