use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Day, Milli};

/// Sex as the reference tables are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 女性.
    Female,
    /// 男性.
    Male,
}

/// 身体活動レベル of the dietary reference intakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhysicalActivityLevel {
    /// 低い.
    Low,
    /// ふつう.
    Normal,
    /// 高い.
    High,
}

/// The person a record belongs to. Everything but the name may still be unknown.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Name as the person writes it.
    pub name: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex for reference values.
    pub sex: Option<Sex>,
    /// Level of activity for reference intakes.
    pub activity: PhysicalActivityLevel,
    /// Own stride, metres in thousandths; otherwise height x 0.45.
    pub stride_m: Option<Milli>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person(..)")
    }
}
