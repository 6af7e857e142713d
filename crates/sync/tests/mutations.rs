//! The functions of the fuzz targets on seeded broken bytes, so that they also run on a stable compiler.

use dice::Dice;
use serde_json::Value as Json;

#[path = "support/dice.rs"]
mod dice;

include!("../fuzz/read_batch.rs");
include!("../fuzz/read_blobs.rs");
include!("../fuzz/read_chains.rs");
include!("../fuzz/read_frames.rs");
include!("../fuzz/read_letters.rs");
include!("../fuzz/read_parcels.rs");
include!("../fuzz/read_statements.rs");

const ROUNDS: u64 = 6_000;

/// Everything that is `bytes` or `look` in the stored vectors of these files.
fn seeds(names: &[&str]) -> Vec<Vec<u8>> {
    let mut found = vec![];
    for name in names {
        let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let json = serde_json::from_slice(&std::fs::read(path).expect("stored")).expect("JSON");
        collect(&json, &mut found);
    }
    assert!(!found.is_empty());
    found
}

fn collect(json: &Json, found: &mut Vec<Vec<u8>>) {
    match json {
        Json::Object(map) => map.iter().for_each(|(key, value)| match value {
            Json::String(hex) if key == "bytes" => {
                let pair = |n: usize| u8::from_str_radix(&hex[n..n + 2], 16).expect("hex");
                found.push((0..hex.len()).step_by(2).map(pair).collect());
            }
            value => collect(value, found),
        }),
        Json::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// Bytes that mean something: lengths, types, ends of ranges.
const BITS: [&[u8]; 12] = [
    &[0xff; 8],
    &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9a, 0, 1, 0, 0],
    &[0x5a, 0xff, 0xff, 0xff, 0xff],
    &[0x9f, 0xff],
    &[0xf6],
    &[0],
    &[1],
    &[16],
    &[0x82, 63],
];

fn broken(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() as u64 + 1) as usize;
        match dice.roll(6) {
            0 | 1 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let bits = BITS[dice.roll(BITS.len() as u64) as usize];
                let end = (at + if dice.roll(2) == 0 { 0 } else { bits.len() }).min(bytes.len());
                bytes.splice(at..end, bits.iter().copied());
            }
            4 => {
                let end = (at + dice.roll(40) as usize).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.roll(12) as usize).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

/// Breaks seeds in turn; some of the unbroken are taken, or the corpus says nothing.
fn break_all(seeds: &[Vec<u8>], read: impl Fn(&[u8]) -> bool) {
    assert!(seeds.iter().all(|seed| read(seed)));
    let mut dice = Dice(0x4845_4E52_4F21);
    let taken =
        (0..ROUNDS).filter(|round| read(&broken(&seeds[*round as usize % seeds.len()], &mut dice))).count();
    assert!(taken < ROUNDS as usize);
}

#[test]
fn no_broken_frame_or_segment_panics() {
    break_all(&seeds(&["frames", "segments"]), read_frames);
}

#[test]
fn no_broken_entry_panics() {
    break_all(&seeds(&["identities", "control"]), read_chains);
}

#[test]
fn no_broken_statement_panics() {
    break_all(&seeds(&["access", "organisation"]), read_statements);
}

#[test]
fn no_broken_letter_panics() {
    break_all(&seeds(&["enrol"]), read_letters);
}

#[test]
fn no_broken_blob_reference_or_list_panics() {
    break_all(&seeds(&["blobs"]), read_blobs);
}

#[test]
fn no_broken_parcel_panics() {
    break_all(&seeds(&["parcels"]), read_parcels);
}

#[test]
fn no_broken_batch_panics() {
    break_all(&seeds(&["batches"]), read_batch);
}

#[test]
fn no_broken_column_panics() {
    let seeds: Vec<_> = seeds(&["batches"]).iter().map(|bytes| columns_of(bytes)).collect();
    break_all(&seeds, read_columns);
}

/// What is inside the compression, as [`read_columns`] takes it.
fn columns_of(bytes: &[u8]) -> Vec<u8> {
    let mut rest = &bytes[1..];
    let mut part = || {
        let length = rest.iter().take_while(|byte| **byte >= 0x80).count() + 1;
        let (head, after) = rest.split_at(length);
        let length = head.iter().rev().fold(0, |n, byte| n << 7 | usize::from(byte & 0x7f));
        let (part, after) = after.split_at(length);
        rest = after;
        part
    };
    let plain = zstd::bulk::decompress(part(), 4 << 20).expect("zstd");
    let noise = part();
    [&(noise.len() as u16).to_be_bytes()[..], noise, &plain].concat()
}
