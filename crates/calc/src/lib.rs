//! Calculators, one formula a file, each with its source and an example checked by hand.
//!
//! Pure: no file, clock or randomness; the day comes in as an argument. Values come in as plain numbers whose
//! name carries the unit and are refused outside the range their doc gives, so NaN and infinity never get in.
//! What is not here: the words a person reads (the UI's), tables of foods and temples (`reference`), plausibility
//! of a typed value (`domain`). Called by `app`, which turns results into wire types.
//!
//! To add one: a file named after the formula, a doc with arguments, result, `# Errors` and `# Source`, a test
//! whose numbers were worked out by hand, and a line here. A value that changes with an edition of a guide is a
//! dated table, never an edited constant.
#![forbid(unsafe_code)]

mod alcohol;
mod bmi;
mod cholesterol;
mod egfr;
mod energy_day;
mod error;
mod exercise;
mod forecast;
mod habit;
mod hba1c;
mod home_bp;
mod home_bp_mean;
mod intake_reference;
mod intake_reference_2025;
mod nutrition;
mod pilgrimage;
mod route;
mod steps;
mod valid;

pub use alcohol::{
    AlcoholDay, AlcoholWeek, alcohol_day, alcohol_free_streak, alcohol_of, alcohol_week, pure_alcohol_g,
};
pub use bmi::{BmiClass, bmi, bmi_class, bmi_figure, bmi_from_22, obesity_index_pct, weight_at_bmi_22};
pub use cholesterol::{ldl_friedewald, non_hdl};
pub use egfr::{KidneyStage, egfr, kidney_stage};
pub use energy_day::{BasalMetabolism, EnergyOfDay, basal_metabolism, energy_of_day};
pub use error::Error;
pub use exercise::{
    EnergyRule, exercise_kcal, mets_hours, net_kcal, rule_on, weekly_goal, weekly_mets_hours,
};
pub use forecast::{Forecast, forecast};
pub use habit::usually_written_at;
pub use hba1c::ngsp_of_jds;
pub use home_bp::{BloodPressure, Occasioned, Reading, occasions, sessions};
pub use home_bp_mean::{
    DayCount, HOME_LIMIT, HomeBp, HomeBpClass, OccasionMean, class_of, days_at_or_above, home_bp,
    is_isolated_systolic, period_mean, whole_mmhg,
};
pub use intake_reference::{
    Bound, Confidence, EDITION, IntakeEdition, IntakeReference, IronColumn, ReferenceKind, ReferenceValue,
    intake_reference,
};
pub use nutrition::{DayNutrition, EnergyRatio, Totals, decimals, energy_ratio, sum_day, totals};
pub use pilgrimage::{Arrival, Completion, Journey, Position, days_to_next, journey};
pub use route::{Direction, Route, Ways};
pub use steps::{
    LoggedWalk, Walk, distance_m, mets_at_cadence, mets_at_speed, steps_walk, stride_m, walk_minutes,
};
