use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// By what a board ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RankBy {
    /// Most steps of the month.
    Steps,
    /// The BMI nearest to 22.0.
    Bmi,
}

/// Who stands on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RankAmong {
    /// Everybody on the server who shows something.
    All,
    /// The people of a town.
    Town,
    /// A family team.
    Team,
}

/// A place on a board.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RankPlaceView {
    /// From 1; who has the same value has the same place.
    pub place: u32,
    /// What they are called.
    pub nickname: String,
    /// Steps, or tenths of BMI away from 22.0.
    pub value: u32,
}

/// A board.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RankBoardView {
    /// By what it ranks.
    pub by: RankBy,
    /// Who stands on it.
    pub among: RankAmong,
    /// The first ten.
    pub top: Vec<RankPlaceView>,
    /// How many stand on it.
    pub count: u32,
    /// One's own place.
    pub own: Option<RankPlaceView>,
}

/// What would be shown, or is.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RankShown {
    /// As `2026-11`.
    pub month: String,
    /// Steps of the month so far.
    pub steps: u32,
    /// How far the BMI lies from 22.0, in tenths; nothing while height or weight is missing.
    pub bmi: Option<u32>,
}

/// The ranking as it stands.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RankView {
    /// The record is connected with a server.
    pub connected: bool,
    /// The person takes part.
    pub on: bool,
    /// The person left, and the server was not reached yet.
    pub leaving: bool,
    /// What the person is called there.
    pub nickname: String,
    /// Their town; empty for none.
    pub town: String,
    /// The code of their family team; empty for none.
    pub team: String,
    /// The distance of the BMI is shown too.
    pub with_bmi: bool,
    /// What would leave the device for it now, or does.
    pub shown: RankShown,
    /// Boards as they were last fetched.
    pub boards: Vec<RankBoardView>,
    /// When that was.
    pub as_of_ms: Option<i64>,
    /// The server cannot be reached: the boards are those of then.
    pub offline: bool,
}

/// Takes part, or changes how.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RankJoin {
    /// What the person is called there: 1 to 20 letters.
    pub nickname: String,
    /// Their town; empty for none.
    pub town: String,
    /// The code of a family team; empty for none, `new` for a new one.
    pub team: String,
    /// The distance of the BMI is shown too.
    pub with_bmi: bool,
    /// The person said that these values may leave readable for the server.
    pub agreed: bool,
}
