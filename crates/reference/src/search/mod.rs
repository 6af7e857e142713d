mod activities;
mod checkup;
mod edit;
mod fold;
mod foods;
mod index;
mod names;
mod romaji;
mod words;

pub use activities::{ActivityHit, search_activity};
pub use checkup::{CheckupHit, checkup_named, search_checkup};
pub use foods::{FoodHit, FoodItem, search_food, warm_search};
pub use index::Match;
pub use names::search_names;
