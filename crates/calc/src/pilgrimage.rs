use henro_domain::Day;

use crate::{Direction, Error, Route, Ways};

/// Where the pilgrim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which time round, from 1.
    pub round: u32,
    /// Which way this round goes.
    pub direction: Direction,
    /// Which way the next one will go.
    pub next_direction: Direction,
    /// Legs walked to the end in this round, 0..temples.
    pub legs_done: u16,
    /// Temple last reached.
    pub from_temple: u16,
    /// Temple ahead.
    pub to_temple: u16,
    /// Which leg of [`Route::legs_m`] this is, for drawing: 0 lies between temples 1 and 2. On the reverse way it is walked
    /// from its end to its beginning.
    pub route_leg: u16,
    /// Metres walked from the one.
    pub into_leg_m: u64,
    /// Metres left to the other, at least 1.
    pub left_m: u64,
    /// Metres walked in this round.
    pub round_m: u64,
    /// Metres of this round; the way home is one of its legs only when the next round goes the same way.
    pub round_length_m: u64,
    /// All metres walked since the start.
    pub total_m: u64,
}

/// A temple reached: a stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Temple number.
    pub temple: u16,
    /// Day of the steps that reached it.
    pub day: Day,
    /// Which time round, from 1.
    pub round: u32,
}

/// 結願: every temple of a round visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completion {
    /// Which time round, from 1.
    pub round: u32,
    /// Day the last temple was reached.
    pub day: Day,
}

/// The whole walk so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Where it stands.
    pub position: Position,
    /// Every temple reached, in order; the start on the first day of walking.
    pub arrivals: Vec<Arrival>,
    /// Rounds in which every temple was visited.
    pub completions: Vec<Completion>,
}

/// Where do the steps lead, and which temples did they reach on which day?
///
/// `walked`: (day, metres), days in order, a day any number of times, each up to 1,000,000 m. A round begins at
/// temple 1, on the reverse way at the last one; that temple is visited on the first day with an entry of more than 0 m. A
/// round's 結願 is the visit to its last temple. Where the next round goes the same way, the way home leads from there to the
/// first temple: coming back ends the round and is the first visit of the next. Where the next round goes the other way, it
/// begins at once where this one ended, with a visit of its own. Nothing is remembered between calls: an edited step count simply gives another journey.
///
/// # Errors
/// [`Error::Order`] when a day comes before the one in front of it, [`Error::Distance`] above 1,000,000 m in one entry.
///
/// # Source
/// Addition in whole metres; leg lengths are the caller's. Legs of 1, 2 and 3 km from temple 1, 4,500 m: temples 1, 2 and
/// 3 are visited (結願), 1,500 m into the way home with 1,500 m left. With the second round the other way the same 4,500 m
/// are 1,500 m into the leg from temple 3 to temple 2, with 500 m left.
pub fn journey(route: &Route, ways: &Ways, walked: &[(Day, u32)]) -> Result<Journey, Error> {
    let mut walk = Walk {
        route,
        ways,
        direction: ways.of(1),
        round: 1,
        nth: 0,
        into_leg: 0,
        before: 0,
        total: 0,
        arrivals: Vec::new(),
        completions: Vec::new(),
    };
    let mut before: Option<Day> = None;
    for (day, metres) in walked {
        if before.is_some_and(|before| before > *day) {
            return Err(Error::Order);
        }
        if *metres > MOST_METRES {
            return Err(Error::Distance);
        }
        before = Some(*day);
        walk.advance(*day, u64::from(*metres));
    }
    Ok(Journey { position: walk.position(), arrivals: walk.arrivals, completions: walk.completions })
}

/// Days until the next temple at the pace of the last fourteen calendar days up to `on` (days without steps count as 0 m),
/// rounded up, at least 1; `None` when nothing was walked in them.
///
/// `walked` as for [`journey`], in any order; `left_m` from [`Position`].
///
/// # Source
/// Ours: left / mean. 14,000 m in fourteen days is 1,000 m a day; 2,500 m take 3 days.
pub fn days_to_next(walked: &[(Day, u32)], on: Day, left_m: u64) -> Option<u64> {
    let recent: u64 = walked
        .iter()
        .filter(|(day, _)| (0..PACE_DAYS).contains(&on.since(*day)))
        .map(|(_, m)| u64::from(*m))
        .sum();
    (recent > 0).then(|| (left_m.saturating_mul(PACE_DAYS as u64)).div_ceil(recent).max(1))
}

struct Walk<'a> {
    route: &'a Route,
    ways: &'a Ways,
    direction: Direction,
    round: u32,
    nth: usize,
    into_leg: u64,
    /// Metres of the rounds before this one.
    before: u64,
    total: u64,
    arrivals: Vec<Arrival>,
    completions: Vec<Completion>,
}

impl Walk<'_> {
    fn advance(&mut self, day: Day, metres: u64) {
        if metres == 0 {
            return;
        }
        if self.total == 0 {
            self.arrive(day);
        }
        self.total += metres;
        self.into_leg += metres;
        while self.into_leg >= self.leg() {
            self.into_leg -= self.leg();
            self.nth += 1;
            if self.nth == self.route.temples() {
                self.begin_round();
            }
            self.arrive(day);
        }
    }

    fn begin_round(&mut self) {
        self.before += self.round_length();
        self.round += 1;
        self.direction = self.ways.of(self.round);
        self.nth = 0;
    }

    fn arrive(&mut self, day: Day) {
        self.arrivals.push(Arrival { temple: self.temple(self.nth), day, round: self.round });
        if self.nth + 1 == self.route.temples() {
            self.completions.push(Completion { round: self.round, day });
            if self.turns() {
                self.begin_round();
                self.arrive(day);
            }
        }
    }

    fn leg(&self) -> u64 {
        self.route.leg_m(self.direction, self.nth)
    }

    fn temple(&self, nth: usize) -> u16 {
        self.route.temple(self.direction, nth)
    }

    /// Whether the next round goes the other way.
    fn turns(&self) -> bool {
        self.ways.of(self.round + 1) != self.direction
    }

    fn round_length(&self) -> u64 {
        let home = self.route.leg_m(self.direction, self.route.temples() - 1);
        self.route.round_m() - if self.turns() { home } else { 0 }
    }

    fn position(&self) -> Position {
        Position {
            round: self.round,
            direction: self.direction,
            next_direction: self.ways.of(self.round + 1),
            legs_done: self.nth as u16,
            from_temple: self.temple(self.nth),
            to_temple: self.temple(self.nth + 1),
            route_leg: self.route.leg_index(self.direction, self.nth) as u16,
            into_leg_m: self.into_leg,
            left_m: self.leg() - self.into_leg,
            round_m: self.total - self.before,
            round_length_m: self.round_length(),
            total_m: self.total,
        }
    }
}

const MOST_METRES: u32 = 1_000_000;
const PACE_DAYS: i32 = 14;

#[cfg(test)]
#[path = "pilgrimage_tests.rs"]
mod tests;
