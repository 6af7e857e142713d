//! What is not known to be signed takes no memory: frames and segments are looked at where they lie, and entries cost no more than a
//! few times their own length, whatever they say is in them. Counted by the allocator itself.

use allocation_counter::measure;
use broken::{broken, seeds};
use dice::Dice;
use henro_sync::{DeviceKey, Error, Frame, Gift, HandLetter, Hash, Item, Letter, MAX_TEXT, Segment};

#[path = "support/broken.rs"]
mod broken;
#[path = "support/dice.rs"]
mod dice;

include!("../fuzz/read_chains.rs");
include!("../fuzz/read_parcels.rs");
include!("../fuzz/read_statements.rs");

const KEY: DeviceKey = DeviceKey([1; 32]);
/// What is checked against the signature: label, head, lengths, hashes.
const MESSAGE: u64 = 600;

/// A frame with as much in it as there may be, of somebody who cannot sign.
fn forged() -> Vec<u8> {
    let small = &seeds(&["frames"])[0];
    let head = Frame::read(small).expect("stored").head.bytes();
    let length = u32::try_from(MAX_TEXT).expect("fits").to_be_bytes();
    [&head[..], &length, &vec![7; MAX_TEXT], &[9; 64]].concat()
}

#[test]
fn a_forged_frame_is_refused_before_anything_is_kept_of_it() {
    for bytes in seeds(&["frames"]).into_iter().chain([forged()]) {
        let read = measure(|| {
            let mut rest = &bytes[..];
            assert!(Frame::read(&bytes).is_ok() && Item::take(&mut rest).is_ok());
        });
        assert_eq!(read.count_total, 0, "reading {} bytes", bytes.len());
        let checked = measure(|| {
            let frame = Frame::read(&bytes).expect("read above");
            assert_eq!(frame.verify(&KEY, &Hash::ZERO), Err(Error::Forged));
        });
        assert!(checked.bytes_total <= MESSAGE, "{} bytes for {}", checked.bytes_total, bytes.len());
    }
}

#[test]
fn a_forged_segment_is_refused_before_anything_is_kept_of_it() {
    for bytes in seeds(&["segments"]).iter().filter(|bytes| Segment::read(bytes).is_ok()) {
        let checked = measure(|| {
            let segment = Segment::read(bytes).expect("read above");
            assert_eq!(segment.verify(&KEY, &segment.head.before), Err(Error::Forged));
        });
        assert!(checked.bytes_total <= MESSAGE, "{} bytes for {}", checked.bytes_total, bytes.len());
    }
}

/// A few times the length, whatever lengths stand inside.
fn stays_small(names: &[&str], read: impl Fn(&[u8]) -> bool) {
    let (seeds, mut dice) = (seeds(names), Dice(0x4845_4E52_4F22));
    for round in 0..3_000 {
        let bytes = broken(&seeds[round % seeds.len()], &mut dice);
        let took = measure(|| {
            read(&bytes);
        });
        let bound = 16 * bytes.len() as u64 + 4096;
        assert!(took.bytes_max <= bound, "round {round}: {} bytes held for {}", took.bytes_max, bytes.len());
    }
}

#[test]
fn what_an_entry_says_is_in_it_takes_no_memory() {
    stays_small(&["identities", "control"], read_chains);
}

#[test]
fn what_a_statement_says_is_in_it_takes_no_memory() {
    stays_small(&["access", "organisation"], read_statements);
}

#[test]
fn what_a_letter_or_parcel_says_is_in_it_takes_no_memory() {
    stays_small(&["enrol"], |bytes| {
        let letter = Letter::read(bytes).is_ok() || HandLetter::read(bytes).is_ok();
        letter || Gift::read(bytes).is_ok()
    });
    stays_small(&["parcels"], read_parcels);
}
