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

/// What somebody is to the one who keeps their record for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 子ども.
    Child,
    /// 親.
    Parent,
    /// 夫・妻・パートナー.
    Partner,
    /// ほかの家族.
    Other,
    /// The same person: a record others kept for them and handed over.
    Oneself,
}

impl Relation {
    /// All of them, in the order they are stored by.
    pub const ALL: [Self; 5] = [Self::Child, Self::Parent, Self::Partner, Self::Other, Self::Oneself];
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
