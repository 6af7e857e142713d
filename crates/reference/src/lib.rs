//! The reference tables: foods, dishes, activities, the 88 temples, the route round Shikoku and its
//! outline, each with its [`Source`], and the search over foods, dishes and activities.
//!
//! Read-only and pure: the tables are compiled in, read on first use and kept. Nothing here knows a
//! person. `calc` takes METs and nutrients from here, `app` the rest. The tables are made from their
//! published files by `examples/import_tables.rs`; `README-tables.md` says what is what.
//!
//! To add a table: a file in `data/`, a module that reads it with `table::rows`, its [`Source`], and
//! a test that counts its rows.
//!
//! ```
//! use henro_reference::{nutrients_of, search_food};
//! use henro_domain::{Milli, Nutrient};
//!
//! let hit = search_food("さばのしおやき", 1)[0];
//! assert_eq!(hit.item.name(), "さばの塩焼き");
//! let nutrients = nutrients_of(&hit.item.reference(), Milli::from_milli(1000)).unwrap();
//! assert!(nutrients.value(Nutrient::ProteinG).is_some());
//! ```
#![forbid(unsafe_code)]

mod activity;
mod category;
mod dish;
mod food;
mod line;
mod outline;
mod route;
mod scene;
mod search;
mod source;
mod table;
mod temple;

pub use activity::{Activity, Intensity, MetsSource, activities, activities_in, activity};
pub use category::{Category, activity_categories, dish_categories, food_groups};
pub use dish::{Dish, dish, dishes, dishes_in, nutrients_of};
pub use food::{Food, food, foods, foods_in};
pub use line::Point;
pub use outline::{Outline, Polygon, Ring, outlines};
pub use route::{Leg, legs, place_on_leg};
pub use scene::{Pagoda, Scene, Sect, Setting, Tree};
pub use search::{
    ActivityHit, FoodHit, FoodItem, Match, search_activity, search_food, search_names, warm_search,
};
pub use source::{Source, source, sources};
pub use table::{NutrientSet, Words};
pub use temple::{Dojo, Temple, temple, temples};
