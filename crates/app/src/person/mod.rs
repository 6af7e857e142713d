//! The people whose records are kept here: the one whose app it is, and those they keep a record for.

mod authors;
mod change;
pub(crate) mod due;
mod list;
pub(crate) mod photo;
pub(crate) mod picture;
mod wards;

pub(crate) use authors::Authors;
pub(crate) use change::{person_add, person_edit, person_remove, person_restore, person_switch};
pub(crate) use list::{age, person_list};
pub(crate) use photo::{photo_read, photo_remove, photo_write};
