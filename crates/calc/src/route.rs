use crate::Error;

/// Which way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// 順打ち: by rising number.
    #[default]
    Forward,
    /// 逆打ち: by falling number.
    Reverse,
}

/// Which way each round is walked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    first: Direction,
    turns: Vec<(u32, Direction)>,
}

impl Ways {
    /// From the way of the first round and the turns: (round, way) means that way from that round on.
    ///
    /// # Errors
    /// [`Error::Turn`] where a turn is of round 0 or 1, or its round does not come after the one in front of it.
    pub fn new(first: Direction, turns: &[(u32, Direction)]) -> Result<Self, Error> {
        let rising = turns.is_sorted_by(|(before, _), (after, _)| before < after);
        if !rising || turns.iter().any(|(round, _)| *round < 2) {
            return Err(Error::Turn);
        }
        Ok(Self { first, turns: turns.to_vec() })
    }

    /// The way of a round.
    pub fn of(&self, round: u32) -> Direction {
        let before = self.turns.partition_point(|(from, _)| *from <= round);
        let turn = before.checked_sub(1).and_then(|at| self.turns.get(at));
        turn.map_or(self.first, |(_, way)| *way)
    }
}

impl From<Direction> for Ways {
    /// Every round the same way.
    fn from(first: Direction) -> Self {
        Self { first, turns: Vec::new() }
    }
}

/// A closed way through temples: leg `i` leads from temple `i` to the next, the last one from the last temple to the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    legs_m: Vec<u32>,
}

impl Route {
    /// From the lengths in km, first leg first, the way home last (88 legs for Shikoku). Each is rounded to whole metres,
    /// so that everything after is exact.
    ///
    /// # Errors
    /// [`Error::Route`] with fewer than 2 or more than 1,000 legs, or a leg outside 0.001..=1,000 km.
    pub fn from_km(legs_km: &[f64]) -> Result<Self, Error> {
        if !(2..=1000).contains(&legs_km.len()) {
            return Err(Error::Route);
        }
        let metres = |km: &f64| match (0.001..=1000.0).contains(km) {
            true => Ok((km * 1000.0).round() as u32),
            false => Err(Error::Route),
        };
        Ok(Self { legs_m: legs_km.iter().map(metres).collect::<Result<_, _>>()? })
    }

    /// Number of temples, which is the number of legs.
    pub fn temples(&self) -> usize {
        self.legs_m.len()
    }

    /// Once round, m.
    pub fn round_m(&self) -> u64 {
        self.legs_m.iter().map(|leg| u64::from(*leg)).sum()
    }

    /// Lengths of the legs in m, in the order they were given.
    pub fn legs_m(&self) -> &[u32] {
        &self.legs_m
    }

    /// The temple a round begins at: the first one, or on the reverse way the last.
    pub fn first_temple(&self, direction: Direction) -> u16 {
        match direction {
            Direction::Forward => 1,
            Direction::Reverse => self.temples() as u16,
        }
    }

    /// Length of the `nth` leg (0-based) of a round, m.
    pub(crate) fn leg_m(&self, direction: Direction, nth: usize) -> u64 {
        self.legs_m.get(self.leg_index(direction, nth)).copied().map_or(1, u64::from)
    }

    /// Which leg of [`Route::legs_m`] the `nth` one of a round is.
    pub(crate) fn leg_index(&self, direction: Direction, nth: usize) -> usize {
        let (count, nth) = (self.temples(), nth % self.temples());
        match direction {
            Direction::Forward => nth,
            // From the last temple down; the last leg is the way home again.
            Direction::Reverse => (2 * count - nth - 2) % count,
        }
    }

    /// The `nth` temple (1-based number; `nth` 0 is the first) of a round.
    pub(crate) fn temple(&self, direction: Direction, nth: usize) -> u16 {
        let (count, nth) = (self.temples(), nth % self.temples());
        let index = match direction {
            Direction::Forward => nth,
            Direction::Reverse => count - 1 - nth,
        };
        index as u16 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_are_whole_metres_and_the_round_is_their_sum() {
        // 1.4 + 2.5 + 3.3004 km: 1400 + 2500 + 3300 m
        let route = Route::from_km(&[1.4, 2.5, 3.3004]).unwrap();
        assert_eq!((route.temples(), route.round_m()), (3, 7200));
    }

    #[test]
    fn the_reverse_way_walks_the_same_legs_backwards() {
        let route = Route::from_km(&[1.0, 2.0, 3.0]).unwrap();
        let forward: Vec<_> = (0..3)
            .map(|n| (route.temple(Direction::Forward, n), route.leg_m(Direction::Forward, n)))
            .collect();
        assert_eq!(forward, [(1, 1000), (2, 2000), (3, 3000)]);
        // 3 to 2, then 2 to 1, then the way home to 3
        let back: Vec<_> = (0..3)
            .map(|n| (route.temple(Direction::Reverse, n), route.leg_m(Direction::Reverse, n)))
            .collect();
        assert_eq!(back, [(3, 2000), (2, 1000), (1, 3000)]);
    }

    #[test]
    fn a_turn_holds_until_the_next() {
        use Direction::{Forward, Reverse};
        let ways = Ways::new(Forward, &[(3, Reverse), (5, Forward)]).unwrap();
        assert_eq!(
            [1, 2, 3, 4, 5, 9].map(|round| ways.of(round)),
            [Forward, Forward, Reverse, Reverse, Forward, Forward]
        );
        for turns in [
            &[(1, Reverse)][..],
            &[(0, Reverse)],
            &[(3, Reverse), (3, Forward)],
            &[(4, Reverse), (3, Forward)],
        ] {
            assert_eq!(Ways::new(Forward, turns), Err(Error::Turn));
        }
    }

    #[test]
    fn empty_and_broken_routes_are_refused() {
        for legs in [&[][..], &[1.0], &[1.0, 0.0], &[1.0, f64::NAN], &[1.0, -3.0], &[1.0, 1001.0]] {
            assert_eq!(Route::from_km(legs), Err(Error::Route));
        }
    }
}
