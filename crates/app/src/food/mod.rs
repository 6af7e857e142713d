//! Dishes and foods to choose from.

mod choose;
mod own;

pub(crate) use choose::{browse, favourites, search, table_name};
pub(crate) use own::own_dishes;
