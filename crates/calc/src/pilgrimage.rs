use henro_domain::Day;

use crate::{Direction, Error, Route};

/// Where the pilgrim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which time round, from 1.
    pub round: u32,
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
/// `walked`: (day, metres), days in order, a day any number of times, each up to 1,000,000 m; `start` a temple of the
/// route. The start is visited on the first day with an entry of more than 0 m; coming back to it over the way home ends a
/// round, begins the next and is the start's visit of the next round. A round's 結願 is the visit to its last temple, before
/// the way home. Nothing is remembered between calls: an edited step count simply gives another journey.
///
/// # Errors
/// [`Error::Temple`] when `start` is not on the route, [`Error::Order`] when a day comes before the one in front of it,
/// [`Error::Distance`] above 1,000,000 m in one entry.
///
/// # Source
/// Addition in whole metres; leg lengths are the caller's. Legs of 1, 2 and 3 km from temple 1, 4,500 m: temples 1, 2 and
/// 3 are visited (結願), 1,500 m into the way home with 1,500 m left.
pub fn journey(
    route: &Route,
    direction: Direction,
    start: u16,
    walked: &[(Day, u32)],
) -> Result<Journey, Error> {
    let start = usize::from(start);
    if !(1..=route.temples()).contains(&start) {
        return Err(Error::Temple);
    }
    let mut walk = Walk {
        route,
        direction,
        start,
        round: 1,
        nth: 0,
        into_leg: 0,
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
    direction: Direction,
    start: usize,
    round: u32,
    nth: usize,
    into_leg: u64,
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
                self.nth = 0;
                self.round += 1;
            }
            self.arrive(day);
        }
    }

    fn arrive(&mut self, day: Day) {
        self.arrivals.push(Arrival { temple: self.temple(self.nth), day, round: self.round });
        if self.nth + 1 == self.route.temples() {
            self.completions.push(Completion { round: self.round, day });
        }
    }

    fn leg(&self) -> u64 {
        self.route.leg_m(self.start, self.direction, self.nth)
    }

    fn temple(&self, nth: usize) -> u16 {
        self.route.temple(self.start, self.direction, nth)
    }

    fn position(&self) -> Position {
        Position {
            round: self.round,
            legs_done: self.nth as u16,
            from_temple: self.temple(self.nth),
            to_temple: self.temple(self.nth + 1),
            route_leg: self.route.leg_index(self.start, self.direction, self.nth) as u16,
            into_leg_m: self.into_leg,
            left_m: self.leg() - self.into_leg,
            total_m: self.total,
        }
    }
}

const MOST_METRES: u32 = 1_000_000;
const PACE_DAYS: i32 = 14;

#[cfg(test)]
#[path = "pilgrimage_tests.rs"]
mod tests;
