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

    /// Length of the `nth` leg (0-based) of a round begun at temple `start` (1-based), m.
    pub(crate) fn leg_m(&self, start: usize, direction: Direction, nth: usize) -> u64 {
        self.legs_m.get(self.leg_index(start, direction, nth)).copied().map_or(1, u64::from)
    }

    /// Which leg of [`Route::legs_m`] the `nth` one of a round is.
    pub(crate) fn leg_index(&self, start: usize, direction: Direction, nth: usize) -> usize {
        let count = self.temples();
        match direction {
            Direction::Forward => (start - 1 + nth) % count,
            Direction::Reverse => (start - 1 + 2 * count - nth % count - 1) % count,
        }
    }

    /// The `nth` temple (1-based number; `nth` 0 is `start`) of a round begun at temple `start`.
    pub(crate) fn temple(&self, start: usize, direction: Direction, nth: usize) -> u16 {
        let count = self.temples();
        let index = match direction {
            Direction::Forward => (start - 1 + nth) % count,
            Direction::Reverse => (start - 1 + count - nth % count) % count,
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
            .map(|n| (route.temple(1, Direction::Forward, n), route.leg_m(1, Direction::Forward, n)))
            .collect();
        assert_eq!(forward, [(1, 1000), (2, 2000), (3, 3000)]);
        // from 1 back to 3 over the way home, then 3 to 2, then 2 to 1
        let back: Vec<_> = (0..3)
            .map(|n| (route.temple(1, Direction::Reverse, n), route.leg_m(1, Direction::Reverse, n)))
            .collect();
        assert_eq!(back, [(1, 3000), (3, 2000), (2, 1000)]);
    }

    #[test]
    fn empty_and_broken_routes_are_refused() {
        for legs in [&[][..], &[1.0], &[1.0, 0.0], &[1.0, f64::NAN], &[1.0, -3.0], &[1.0, 1001.0]] {
            assert_eq!(Route::from_km(legs), Err(Error::Route));
        }
    }
}
