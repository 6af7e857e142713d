//! The ranking: what the person chose to show all others of the server, and the boards of it. Nothing leaves for it before the
//! person agreed in so many words; what leaves is in [`Shown`] and can be read by the server.

use henro_calc::bmi_from_22;
use henro_domain::{Day, MeasureItem};
use henro_recovery::EnrolCode;
use henro_remote::{RankBoard, RankPlace, Shown};
use henro_sync_client::Fault;
use serde::{Deserialize, Serialize};

use super::connect::refused;
use super::hands::Owned;
use super::reach::{Reach, stored};
use super::round::Trip;
use crate::context::Now;
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// What the person agreed to, as it is kept on this device.
#[derive(Serialize, Deserialize)]
struct Taking {
    nickname: String,
    town: String,
    team: String,
    with_bmi: bool,
    /// What [`LEFT`] was then.
    #[serde(default)]
    left: Option<String>,
}

/// Boards as they were last fetched.
#[derive(Serialize, Deserialize)]
struct Fetched {
    at: i64,
    boards: Vec<RankBoardView>,
}

/// As it stands, without asking the server.
pub(crate) fn rank_read(ctx: &Context, _: Empty) -> Result<RankView, WireError> {
    view(ctx, false)
}

/// Sends one's own values and fetches the boards.
pub(crate) fn rank_refresh(ctx: &Context, _: Empty) -> Result<RankView, WireError> {
    let reach = ctx.reach();
    let offline = match reach.ranked() {
        Ok(()) => false,
        Err(Fault::Offline | Fault::Busy) => true,
        Err(fault) => return Err(refused(fault)),
    };
    view(ctx, offline)
}

/// Takes part from now on, or changes how.
pub(crate) fn rank_join(ctx: &Context, ask: RankJoin) -> Result<RankView, WireError> {
    if !ask.agreed {
        return Err(Code::RankConsent.into());
    }
    let nickname = short(&ask.nickname, NAME).filter(|name| !name.is_empty()).ok_or(Code::RankName)?;
    let town = short(&ask.town, TOWN).ok_or(Code::RankName)?;
    let reach = ctx.reach();
    if Owned::load(&reach).map_err(refused)?.is_none() {
        return Err(Code::ShareOff.into());
    }
    let team = match ask.team.trim() {
        "" => String::new(),
        "new" => EnrolCode::make(&random::system).groups().concat(),
        typed => EnrolCode::parse(typed).map_err(|_| Code::RankTeam)?.groups().concat(),
    };
    // What was left on another device is heard of before it is agreed to anew. Where that cannot be, nothing is sent below.
    let _ = reach.round();
    let before = ctx.with_own(|open, now| {
        let before = taking(open).map_err(refused)?;
        if before.is_some() {
            // What another device agreed to before must not bring back what is taken away here.
            leave_elsewhere(open, now)?;
        }
        let left = open.daily().setting(LEFT).map_err(failed)?;
        put(open, &Taking { nickname, town, team, with_bmi: ask.with_bmi, left: left.clone() })?;
        Ok(before.map(|before| Taking { left, ..before }))
    })?;
    // As if it had not been said. Only the answer may have been lost, so the server is told to forget.
    if let Err(fault) = reach.ranked() {
        ctx.with_own(|open, _| {
            if let Some(before) = &before {
                return put(open, before);
            }
            let daily = open.daily();
            daily.put_sync_fact(LEAVING, b"1").map_err(failed)?;
            daily.drop_sync_fact(TAKING).map_err(failed)
        })?;
        return Err(refused(fault));
    }
    view(ctx, false)
}

/// Leaves, on all devices: nothing is sent any more, and what the server holds goes at once, or as soon as it can be reached.
pub(crate) fn rank_leave(ctx: &Context, _: Empty) -> Result<RankView, WireError> {
    let there = ctx.with_own(|open, _| Ok(open.daily().sync_fact(TAKING).map_err(failed)?.is_some()))?;
    // Another device of ours, or one that was lost, may have joined: the server keeps it by person.
    if !there && Owned::load(&ctx.reach()).map_err(refused)?.is_none() {
        return view(ctx, false);
    }
    ctx.with_own(leave_elsewhere)?;
    let offline = leave_here(ctx)?;
    view(ctx, offline)
}

/// Leaves with this device. Answers whether the server is still to be told.
pub(super) fn leave_here(ctx: &Context) -> Result<bool, WireError> {
    ctx.with_own(|open, _| {
        // The wish is on the disk first.
        let daily = open.daily();
        daily.put_sync_fact(LEAVING, b"1").map_err(failed)?;
        daily.drop_sync_fact(TAKING).map_err(failed)?;
        daily.drop_sync_fact(BOARDS).map_err(failed)
    })?;
    // A round that went wrong elsewhere keeps nothing of it at the server.
    let _ = ctx.reach().ranked();
    ctx.with_own(|open, _| Ok(open.daily().sync_fact(LEAVING).map_err(failed)?.is_some()))
}

impl Reach {
    fn ranked(&self) -> Result<(), Fault> {
        let heard = self.round();
        let _one = self.turn();
        let mut trip = self.set_out()?;
        self.leave_owed(&mut trip)?;
        // Who left on another device is not sent from here: only after a round that would have heard of it.
        heard?;
        self.rank(&mut trip)
    }

    /// In a round: once a day, and as long as leaving is owed.
    pub(super) fn rank_due(&self, trip: &mut Trip, day: bool) -> Result<(), Fault> {
        let owed = self.daily(None, |daily| daily.sync_fact(LEAVING))?.is_some();
        if day || owed { self.rank(trip) } else { Ok(()) }
    }

    fn leave_owed(&self, trip: &mut Trip) -> Result<(), Fault> {
        if self.daily(None, |daily| daily.sync_fact(LEAVING))?.is_some() {
            trip.server.rank_leave()?;
            self.daily(None, |daily| daily.drop_sync_fact(LEAVING))?;
        }
        Ok(())
    }

    /// Leaves where that is owed; then sends what is shown and fetches the boards. Nothing for who takes no part.
    pub(super) fn rank(&self, trip: &mut Trip) -> Result<(), Fault> {
        self.leave_owed(trip)?;
        let today = Now::of(&self.config).map_err(|_| Fault::Store("clock"))?.today;
        let Some((taking, values)) = self.open(|open| Ok(showing(open, today)))?? else { return Ok(()) };
        let month = values.month;
        trip.server.rank_show(&Shown {
            nickname: taking.nickname,
            month: month.clone(),
            steps: values.steps.into(),
            bmi: values.bmi.filter(|_| taking.with_bmi).map(u64::from),
            town: Some(taking.town.clone()).filter(|town| !town.is_empty()),
            team: Some(&taking.team).filter(|team| !team.is_empty()).map(|team| team_id(team)),
        })?;
        let mut boards = Vec::new();
        for (among, word, there) in [
            (RankAmong::All, "all", true),
            (RankAmong::Town, "town", !taking.town.is_empty()),
            (RankAmong::Team, "team", !taking.team.is_empty()),
        ] {
            for (by, column) in [(RankBy::Steps, "steps"), (RankBy::Bmi, "bmi")] {
                if there && (by == RankBy::Steps || taking.with_bmi) {
                    boards.push(board(trip.server.rank_board(&month, column, word)?, by, among));
                }
            }
        }
        let fetched = Fetched { at: self.config.now().utc_ms, boards };
        let bytes = serde_json::to_vec(&fetched).map_err(|_| Fault::Damaged("boards"))?;
        self.daily(None, |daily| daily.put_sync_fact(BOARDS, &bytes))
    }
}

fn showing(open: &mut Open, today: Day) -> Result<Option<(Taking, RankShown)>, Fault> {
    let taking = taking(open)?;
    let bad = |_: WireError| Fault::Store("file");
    taking.map(|taking| Ok((taking, values(open, today).map_err(bad)?))).transpose()
}

/// What was agreed to on this device and on no other taken back since.
fn taking(open: &mut Open) -> Result<Option<Taking>, Fault> {
    let left = open.daily().setting(LEFT).map_err(stored)?;
    Ok(fact(open, TAKING)?.filter(|taking: &Taking| taking.left == left))
}

fn put(open: &mut Open, taking: &Taking) -> Result<(), WireError> {
    let kept = serde_json::to_vec(taking).map_err(|_| Code::Internal)?;
    open.daily().put_sync_fact(TAKING, &kept).map_err(failed)
}

/// Ends it on the other devices of the person, once they hear of it.
fn leave_elsewhere(open: &mut Open, now: Now) -> Result<(), WireError> {
    let mut word = [0; 8];
    random::system(&mut word);
    let meta = open.meta(now);
    open.daily().put_setting(LEFT, &format!("\"{:x}\"", u64::from_be_bytes(word)), &meta).map_err(failed)
}

fn fact<T: serde::de::DeserializeOwned>(open: &mut Open, name: &str) -> Result<Option<T>, Fault> {
    let found = open.daily().sync_fact(name).map_err(stored)?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// The values of this month, from the daily record.
fn values(open: &mut Open, today: Day) -> Result<RankShown, WireError> {
    let text = today.to_string();
    let month = text.get(..7).ok_or(Code::Internal)?.to_owned();
    let first = Day::parse(&format!("{month}-01")).map_err(|_| Code::Internal)?;
    let days = open.reading()?.steps_by_day(first, today).map_err(failed)?;
    let steps = u32::try_from(days.iter().map(|(_, steps)| steps).sum::<u64>()).unwrap_or(u32::MAX);
    let height = open.measure(MeasureItem::HeightCm, today)?;
    let weight = open.measure(MeasureItem::WeightKg, today)?;
    let bmi = height.zip(weight).and_then(|(height, weight)| bmi_from_22(height, weight).ok());
    Ok(RankShown { month, steps, bmi: bmi.map(|away| (away * 10.0).round() as u32) })
}

fn view(ctx: &Context, offline: bool) -> Result<RankView, WireError> {
    let connected = Owned::load(&ctx.reach()).map_err(refused)?.is_some();
    ctx.with_own(|open, now| {
        let taking = taking(open).map_err(refused)?;
        let fetched: Option<Fetched> = fact(open, BOARDS).map_err(refused)?.filter(|_| taking.is_some());
        let leaving = open.daily().sync_fact(LEAVING).map_err(failed)?.is_some();
        let shown = values(open, now.today)?;
        let on = taking.is_some();
        let taking = taking.unwrap_or(Taking {
            nickname: String::new(),
            town: String::new(),
            team: String::new(),
            with_bmi: false,
            left: None,
        });
        Ok(RankView {
            connected,
            on,
            leaving,
            nickname: taking.nickname,
            town: taking.town,
            team: taking.team,
            with_bmi: taking.with_bmi,
            shown,
            as_of_ms: fetched.as_ref().map(|fetched| fetched.at),
            boards: fetched.map_or_else(Vec::new, |fetched| fetched.boards),
            offline,
        })
    })
}

fn board(board: RankBoard, by: RankBy, among: RankAmong) -> RankBoardView {
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let place = |of: RankPlace| RankPlaceView {
        place: small(of.place),
        nickname: of.nickname,
        value: small(of.value),
    };
    RankBoardView {
        by,
        among,
        top: board.top.into_iter().map(place).collect(),
        count: small(board.count),
        own: board.own.map(place),
    }
}

/// A text of at most so many letters, none of them hidden.
fn short(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    (text.chars().count() <= most && !text.chars().any(hidden)).then(|| text.to_owned())
}

/// What a server learns of a team's code: enough to put its members together, too little to join it.
fn team_id(code: &str) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    context.update(b"henro/rank-team/1\0");
    context.update(code.as_bytes());
    context.finish().as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

const NAME: usize = 20;
const TOWN: usize = 40;
const TAKING: &str = "rank";
/// A setting of the record, new each time somebody leaves or changes what is shown: it reaches all devices.
const LEFT: &str = "ranking left";
const LEAVING: &str = "rank leaving";
const BOARDS: &str = "rank boards";
