//! Dated rules on checkups and daily values: メタボ判定, 階層化, classes of blood pressure, when daily values ask for a word
//! with a nurse.
//!
//! The rules are the tables in `rules/`, each with its id, the day from which it holds and its source; code only reads
//! them. An old report is judged by the rule of its day, and the answer names the rule. What is not known is unknown:
//! the answer stands only where no unknown value could change it. Pure; called by `app`, which keeps the words. Formulas are in
//! `calc`, limits of single items in `reference`. Nothing here is a diagnosis.
//!
//! To add an edition: a `[[rule]]` in the table with a later `from`, and its worked examples in `tests/vectors.tsv`.
#![forbid(unsafe_code)]

mod findings;
mod level;
mod metabolic;
mod pair;
mod pressure;
mod rules;
mod tri;
mod watch;

pub use findings::{Findings, Medicines};
pub use level::{GuidanceLevel, LevelJudgement, LevelRule, level_on, level_rules};
pub use metabolic::{
    Metabolic, MetabolicJudgement, MetabolicRule, metabolic_on, metabolic_rule, metabolic_rules,
    metabolic_trial_on,
};
pub use pair::{PressurePair, PressureReadings, deciding_pressure};
pub use pressure::{Place, PressureClass, PressureJudgement, PressureRule, pressure_on, pressure_rules};
pub use rules::Edition;
pub use tri::Criterion;
pub use watch::{
    PressureWatch, PressureWatchRule, WeightChange, WeightWatchRule, pressure_watch_on, pressure_watch_rules,
    weight_watch_on, weight_watch_rules,
};
