//! Vaccines of Japan: what there is, in which doses, at which ages and intervals, by whose word. Facts only; what they
//! come to for a person on a day is worked out by `henro-vaccine`.

mod anchor;
mod list;
mod rule;
mod series;

pub use anchor::{Anchor, Point as AnchorPoint};
pub use list::{
    Availability, Category, Product, Status, Vaccine, VaccineKind, VaccineSource, vaccine, vaccine_product,
    vaccine_products, vaccine_source, vaccine_sources, vaccines,
};
pub use rule::{RuleKind, VaccineRule, vaccine_rule, vaccine_rules};
pub use series::{
    Amount, Condition, Dose, Interval, Season, Series, StandardInterval, vaccine_doses, vaccine_series,
};
