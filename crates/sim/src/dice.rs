use std::cell::Cell;
use std::rc::Rc;

use henro_seal::Random;

/// Everything that is left to chance in a world, from one seed. Shared: whoever holds a copy draws from the same row.
#[derive(Clone, Debug)]
pub struct Dice(Rc<Cell<u64>>);

impl Dice {
    /// The dice of a seed.
    pub fn new(seed: u64) -> Self {
        let dice = Self(Rc::new(Cell::new(seed ^ 0x5851_f42d_4c95_7f2d)));
        dice.next();
        dice
    }

    /// 64 random bits (SplitMix64).
    pub fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is not zero.
    pub fn below(&self, n: u64) -> u64 {
        self.next() % n
    }

    /// Between two numbers, both possible.
    pub fn within(&self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// Once in so many times out of a thousand.
    pub fn chance(&self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// One of a row; nothing where it is empty.
    pub fn pick<'a, T>(&self, row: &'a [T]) -> Option<&'a T> {
        row.get(self.below(row.len().max(1) as u64) as usize)
    }
}

impl Random for Dice {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_be_bytes()[..chunk.len()]);
        }
    }
}
