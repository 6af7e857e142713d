//! The reference tables: foods, dishes, activities, the 88 temples, the route round Shikoku and its
//! outline, vaccines, growth and checkups of children, the items of checkups, each with its [`Source`], and the search over
//! foods, dishes, activities and checkups.
//!
//! Read-only and pure: the tables are compiled in, read on first use and kept. Nothing here knows a
//! person. `calc` takes METs and nutrients from here, `vaccine` and `growth` their own tables, `app` the
//! rest. The tables are made from their published files by `examples/import_tables.rs`,
//! `import_checkup.rs` and `import_child.rs`; `README-tables.md` says what is what.
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
mod checkup;
mod checkup_explained;
mod checkup_list;
mod child_checkup;
mod dish;
mod food;
mod growth;
mod line;
mod outline;
mod paper;
mod route;
mod scene;
mod search;
mod source;
mod table;
mod temple;
mod vaccine;

pub use activity::{Activity, Intensity, MetsSource, activities, activities_in, activity};
pub use category::{Category, activity_categories, dish_categories, food_groups};
pub use checkup::{
    CheckupItem, ItemKind, LIMIT_SOURCES, Limit, LimitSource, PanelPlace, PerSex, Side, checkup_item,
    checkup_items,
};
pub use checkup_explained::{CheckupExplained, checkup_explained};
pub use checkup_list::{CheckupList, checkup_list, checkup_lists};
pub use child_checkup::{Checkup, CheckupAnchor, CheckupQuestion, checkup_questions, checkups};
pub use dish::{Dish, dish, dishes, dishes_in, nutrients_of};
pub use food::{Food, food, foods, foods_in};
pub use growth::{
    Confidence, GrowthBand, GrowthKnot, GrowthMeasure, GrowthReference, growth_bands, growth_knots,
};
pub use line::Point;
pub use outline::{Outline, Polygon, Ring, outlines};
pub use paper::{PaperAnswer, PaperForm, PaperQuestion, paper_form, paper_forms, paper_questions};
pub use route::{Leg, legs, place_on_leg};
pub use scene::{Pagoda, Scene, Sect, Setting, Tree};
pub use search::{
    ActivityHit, CheckupHit, FoodHit, FoodItem, Match, checkup_named, search_activity, search_checkup,
    search_food, search_names, warm_search,
};
pub use source::{Source, source, sources};
pub use table::{NutrientSet, Words};
pub use temple::{Dojo, Temple, temple, temples};
pub use vaccine::{
    Amount, Anchor, AnchorPoint, Availability, Category as VaccineCategory, Condition, Dose, Interval,
    Product, RuleKind, Season, Series, StandardInterval, Status as VaccineStatus, Vaccine, VaccineKind,
    VaccineRule, VaccineSource, vaccine, vaccine_doses, vaccine_product, vaccine_products, vaccine_rule,
    vaccine_rules, vaccine_series, vaccine_source, vaccine_sources, vaccines,
};
