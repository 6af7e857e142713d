//! Recovery sheets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which recovery sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// One sheet for oneself.
    Recovery,
    /// Three for the family; two of them open.
    Family,
}

/// Makes new recovery sheets. The clinical tier must be open.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetMake {
    /// Which.
    pub kind: SheetKind,
    /// Who keeps the family's sheets, in order; may be left out.
    #[serde(default)]
    pub keepers: Vec<String>,
}

/// New recovery sheets: shown once, not kept.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SheetsMade {
    /// The groups of each sheet.
    pub sheets: Vec<Vec<String>>,
}

/// Files to print.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SheetFiles {
    /// Where they are, one a sheet.
    pub files: Vec<String>,
}

/// Sheets as they were typed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetTyped {
    /// Which.
    pub kind: SheetKind,
    /// One code, or the codes of two family sheets.
    pub codes: Vec<String>,
}

/// What was typed so far.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SheetChecked {
    /// One answer for each code.
    pub sheets: Vec<SheetGroups>,
}

/// How one code looks.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SheetGroups {
    /// Groups with a mistake, counted from 1.
    pub wrong: Vec<u32>,
    /// All of it is there and right.
    pub right: bool,
}

/// Opens both tiers with recovery sheets and sets a new password.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetOpen {
    /// Which.
    pub kind: SheetKind,
    /// One code, or the codes of two family sheets.
    pub codes: Vec<String>,
    /// The new password.
    pub password: String,
}
