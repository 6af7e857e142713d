//! Checkups typed from their paper: written, shown to be put right, put right.

use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CheckupItemView;

/// One value typed from paper.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupTyped {
    /// JLAC10.
    pub code: String,
    /// A number, a code of its list, or words.
    pub value: String,
}

/// A checkup typed from its paper.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupWrite {
    /// Day of the exam.
    pub day: Day,
    /// Institution.
    pub institution: Option<String>,
    /// Results; at most 500.
    pub values: Vec<CheckupTyped>,
    /// Codes of numbers outside of the plausible range that were looked at, one by one.
    #[serde(default)]
    pub sure: Vec<String>,
}

/// A checkup that was typed, as its form is filled.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupSheet {
    /// What stands there.
    pub sheet: CheckupWrite,
    /// The items of its values, in their order.
    pub items: Vec<CheckupItemView>,
}

/// Puts a checkup right that was typed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupEdit {
    /// Which.
    pub id: String,
    /// What the form was filled with: what differs from it is changed, and nothing else.
    pub shown: CheckupWrite,
    /// What it is to be.
    pub sheet: CheckupWrite,
}

/// What was put right.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupEdited {
    /// Values that are others now, are there now, or are no longer there.
    pub values: u32,
}
