//! Boards of what people chose to show.

use henro_sync_client::Fault;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::Server;
use crate::read::MALFORMED;

/// What is shown of the caller for a month. Nothing else leaves for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What they are called there.
    pub nickname: String,
    /// As `2026-11`.
    pub month: String,
    /// Steps of the month so far.
    pub steps: u64,
    /// How far the BMI lies from 22.0, in tenths.
    pub bmi: Option<u64>,
    /// Their town.
    pub town: Option<String>,
    /// Their family team, in hex.
    pub team: Option<String>,
}

/// A place on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankPlace {
    /// From 1; who has the same value has the same place.
    pub place: u64,
    /// What they are called.
    pub nickname: String,
    /// What they show.
    pub value: u64,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankBoard {
    /// The first ten.
    pub top: Vec<RankPlace>,
    /// How many stand on it.
    pub count: u64,
    /// The caller's own place.
    pub own: Option<RankPlace>,
}

impl Server {
    /// Shows something for a month, in place of what was shown for it.
    pub fn rank_show(&mut self, shown: &Shown) -> Result<(), Fault> {
        let body = serde_json::to_vec(shown).map_err(|_| Fault::Damaged("ranking"))?;
        self.ask(Method::PUT, "/v1/ranking", &body).map(drop)
    }

    /// Takes everything that was ever shown away.
    pub fn rank_leave(&mut self) -> Result<(), Fault> {
        self.ask(Method::DELETE, "/v1/ranking", &[]).map(drop)
    }

    /// A board: by `steps` or `bmi`, among `all`, `town` or `team`.
    pub fn rank_board(&mut self, month: &str, by: &str, among: &str) -> Result<RankBoard, Fault> {
        let path = format!("/v1/ranking?month={month}&by={by}&among={among}");
        let mut board: RankBoard =
            serde_json::from_slice(&self.ask(Method::GET, &path, &[])?).map_err(|_| MALFORMED)?;
        // What strangers wrote, and a server handed out: no longer and no stranger than it may be.
        board.top.truncate(TOP);
        board.top.iter_mut().chain(&mut board.own).for_each(|place| {
            place.nickname =
                place.nickname.chars().filter(|letter| !letter.is_control()).take(NAME).collect();
        });
        Ok(board)
    }
}

const TOP: usize = 10;
const NAME: usize = 20;
