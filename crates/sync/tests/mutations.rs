//! The functions of the fuzz targets on seeded broken bytes, so that they also run on a stable compiler.

use broken::{broken, seeds};
use dice::Dice;

#[path = "support/broken.rs"]
mod broken;
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
