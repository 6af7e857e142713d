//! The fuzz target's function on a seeded corpus of broken files, so that it also runs on a stable compiler.

mod broken;

use broken::{Dice, broken};
use henro_exchange::csv::{MOST_COLUMNS, WriteOptions, open, write};

include!("../fuzz/read_any.rs");

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
        let bytes = broken(SEEDS[round % SEEDS.len()], &BITS, &mut dice);
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
