//! Layouts: how the tables of an institution are read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Layouts that are kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupLayouts {
    /// The one kept last first; at most 40.
    pub layouts: Vec<CheckupLayout>,
}

/// One layout.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckupLayout {
    /// Its name; no two have the same.
    pub name: String,
    /// Items it reads.
    pub items: u32,
}

/// A layout that is kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckupLayoutOne {
    /// Its name.
    pub name: String,
}
