//! The functions of the fuzz targets on seeded broken bytes, so that they also run in the tests.

include!("../fuzz/read_any.rs");

/// xorshift64*: Marsaglia's generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides.max(1)
    }
}

/// Every seed is taken as it is, some of the broken ones are not.
fn break_all(seeds: &[Vec<u8>], rounds: usize, read: impl Fn(&[u8]) -> bool) {
    assert!(seeds.iter().all(|seed| read(seed)));
    let mut dice = Dice(0x4845_4E52_4F23);
    let mut taken = 0;
    for round in 0..rounds {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=dice.roll(3) {
            let at = dice.roll(bytes.len());
            match dice.roll(4) {
                0 => bytes.truncate(at),
                1 => bytes.extend_from_within(at..),
                2 => bytes.insert(at, dice.roll(256) as u8),
                _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = dice.roll(256) as u8),
            }
        }
        taken += usize::from(read(&bytes));
    }
    assert!(taken < rounds);
}

#[test]
fn no_broken_slot_file_panics() {
    let files = [&include_bytes!("vectors/slots-v1.json")[..], include_bytes!("vectors/slots-v2.json")];
    break_all(&files.map(<[u8]>::to_vec), 4_000, read_slots);
}

#[test]
fn nothing_broken_inside_a_seal_panics() {
    // An escrow with two former keys, two keys of streams, the end of a parcel, a blob that is as long as it says.
    let escrow = [&[0, 1][..], &[7; 112 + 32 + 40 + 40 + 64]].concat();
    let wrap = [&[1, 1][..], &[9; 2 * 53]].concat();
    let blob = [&[4][..], &5_u64.to_be_bytes(), b"hello"].concat();
    break_all(&[escrow, wrap, blob], 400, read_sealed);
}
