//! What people chose to show all others of a server.

/// What somebody shows for one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankEntry {
    /// What they are called there.
    pub nickname: String,
    /// Year and month, as 202611.
    pub month: u64,
    /// All steps of the month so far.
    pub steps: u64,
    /// How far the BMI lies from 22.0, in tenths.
    pub bmi: Option<u64>,
    /// Their town.
    pub town: Option<String>,
    /// Their family team: what is made of its code.
    pub team: Option<[u8; 16]>,
}

/// By what a board ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankBy {
    /// Most steps first.
    Steps,
    /// The BMI nearest to 22.0 first.
    Bmi,
}

/// Who stands on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RankAmong {
    /// Everybody who shows something.
    All,
    /// The people of a town.
    Town(String),
    /// A family team.
    Team([u8; 16]),
}

/// A board, asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankAsk {
    /// Year and month, as 202611.
    pub month: u64,
    /// By what it ranks.
    pub by: RankBy,
    /// Who stands on it.
    pub among: RankAmong,
    /// The value whose place is wanted.
    pub own: Option<u64>,
    /// How many of the first.
    pub most: u64,
}

/// A board as the database has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RankRows {
    /// The first ones, with what they show.
    pub top: Vec<(String, u64)>,
    /// How many stand on it.
    pub count: u64,
    /// How many stand before `own`.
    pub before: u64,
}

/// A place on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankPlace {
    /// From 1; who has the same value has the same place.
    pub place: u64,
    /// What they are called.
    pub nickname: String,
    /// What they show.
    pub value: u64,
}

/// A board as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RankBoard {
    /// The first ten.
    pub top: Vec<RankPlace>,
    /// How many stand on it.
    pub count: u64,
    /// The place of who asks.
    pub own: Option<RankPlace>,
}
