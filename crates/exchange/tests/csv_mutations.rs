//! The fuzz target's function on a seeded corpus of broken files, so that it also runs on a stable compiler.

use henro_exchange::csv::{MOST_COLUMNS, WriteOptions, open, write};

include!("../fuzz/read_any.rs");

/// xorshift64*: Marsaglia's generator, enough to break files the same way on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }
}

const SEEDS: [&[u8]; 6] = [
    include_bytes!("fixtures/wide_shift_jis.csv"),
    include_bytes!("fixtures/wide_utf16le.csv"),
    include_bytes!("fixtures/wide_utf8_bom.csv"),
    include_bytes!("fixtures/ragged.csv"),
    include_bytes!("fixtures/injection.csv"),
    include_bytes!("fixtures/morning_evening.csv"),
];

const BITS: [&[u8]; 10] = [
    b"\"",
    b",",
    b"\r\n",
    b"\0",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"=-",
    b"24:00",
    b"\xE6\x97",
    b"999999999999999999999",
];

#[test]
fn no_broken_file_panics_or_gives_an_impossible_entry() {
    let mut dice = Dice(0x4845_4E52_4F21);
    for round in 0..6_000 {
        let mut bytes = SEEDS[round % SEEDS.len()].to_vec();
        for _ in 0..=dice.roll(6) {
            let at = dice.roll(bytes.len() + 1);
            match dice.roll(5) {
                0 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
                1 => bytes.truncate(at),
                2 => {
                    bytes.splice(at..at, BITS[dice.roll(BITS.len())].iter().copied());
                }
                3 => {
                    let end = (at + dice.roll(40)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let end = (at + dice.roll(12)).min(bytes.len());
                    bytes.drain(at..end);
                }
            }
        }
        read_any(&bytes);
    }
}

#[test]
fn the_corpus_itself_reads() {
    for seed in SEEDS {
        assert!(open(seed, options()).unwrap().any(|row| !row.entries.is_empty()));
    }
    const { assert!(MOST_COLUMNS == 200) };
}
