//! Two of three open, one tells nothing.

use henro_recovery::{FamilySecret, SetTag, Share, ShareFault, combine, split};
use proptest::prelude::*;
use std::cell::Cell;

fn secret(bytes: [u8; 16]) -> FamilySecret {
    FamilySecret::make(&move |out| out.copy_from_slice(&bytes))
}

/// Numbers that look random and are the same each time (splitmix64).
fn seeded(seed: u64) -> impl Fn(&mut [u8]) {
    let state = Cell::new(seed);
    move |out| {
        for byte in out {
            state.set(state.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
            let mixed = (state.get() ^ (state.get() >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            *byte = (mixed >> 33) as u8;
        }
    }
}

/// The value of a share, read back from its groups: the sixteen bytes behind number and tag.
fn value(share: &Share) -> [u8; 16] {
    let digits: String = share.groups().iter().map(|group| &group[..4]).collect();
    let mut number = digits.bytes().map(|digit| digit - b'0').collect::<Vec<_>>();
    // Long division by hand, digit by digit: first by the modulus of the whole code, then by 256.
    let mut divide = |by: u32| {
        let mut rest = 0;
        for digit in &mut number {
            let part = rest * 10 + u32::from(*digit);
            (*digit, rest) = ((part / by) as u8, part % by);
        }
        rest
    };
    divide(10_007);
    let mut bytes = [0; 16];
    bytes.iter_mut().rev().for_each(|byte| *byte = divide(256) as u8);
    bytes
}

#[test]
fn for_a_fixed_share_every_secret_is_equally_possible() {
    // For each byte of a secret and each slope of its line: over the 256 slopes every value of every share comes up
    // exactly once, whatever the secret. So a share seen is as likely under any secret as under any other.
    for block in 0..16_u8 {
        let bytes: [u8; 16] = std::array::from_fn(|at| block * 16 + at as u8);
        let mut seen = [[[0_u8; 256]; 16]; 3];
        for slope in 0..=255_u8 {
            let shares = split(&secret(bytes), SetTag::derive(b"record", 1), &|out| out.fill(slope));
            for (share, seen) in shares.iter().zip(&mut seen) {
                for (byte, seen) in value(share).iter().zip(seen) {
                    seen[usize::from(*byte)] += 1;
                }
            }
        }
        assert!(seen.as_flattened().as_flattened().iter().all(|times| *times == 1));
    }
}

#[test]
fn each_byte_has_a_line_of_its_own() {
    // With one slope for all bytes, equal bytes of the secret would show as equal bytes of a share.
    let shares = split(&secret([7; 16]), SetTag::derive(b"record", 1), &seeded(1));
    for share in &shares {
        let bytes = value(share);
        assert!(bytes.iter().any(|byte| *byte != bytes[0]));
    }
}

#[test]
fn a_share_of_another_record_or_of_a_replaced_set_is_told_apart() {
    let make = |record: &[u8], set| split(&secret([1; 16]), SetTag::derive(record, set), &seeded(2));
    let own = make(b"record", 1);
    for other in [make(b"another", 1), make(b"record", 2)] {
        assert_eq!(combine(&own[0], &other[1]), Err(ShareFault::OtherSet));
        assert_eq!(other[0].check_set(SetTag::derive(b"record", 1)), Err(ShareFault::OtherSet));
    }
    assert_eq!(own[2].check_set(SetTag::derive(b"record", 1)), Ok(()));
}

#[test]
fn the_same_sheet_twice_is_told() {
    let shares = split(&secret([1; 16]), SetTag::derive(b"record", 1), &seeded(3));
    let again = Share::parse(&shares[1].groups().concat()).unwrap();
    assert_eq!(combine(&shares[1], &again), Err(ShareFault::SameShare));
}

#[test]
fn a_fault_of_the_code_is_carried() {
    let fault: ShareFault = Share::parse("1").unwrap_err().into();
    assert_eq!(fault.to_string(), "1 digits of 60");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_two_typed_sheets_open(bytes: [u8; 16], seed: u64, record: [u8; 16], set: u32) {
        let whole = secret(bytes);
        let shares = split(&whole, SetTag::derive(&record, set), &seeded(seed));
        let typed = shares.map(|share| Share::parse(&share.groups().join(" ")).unwrap());
        for (a, b) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
            prop_assert!(combine(&typed[a], &typed[b]).is_ok_and(|found| found == whole));
        }
    }

    #[test]
    fn two_splits_of_one_secret_share_no_sheet(bytes: [u8; 16], seed: u64) {
        let tag = SetTag::derive(b"record", 1);
        let (one, other) = (split(&secret(bytes), tag, &seeded(seed)), split(&secret(bytes), tag, &seeded(!seed)));
        prop_assert!(one.iter().all(|share| other.iter().all(|it| it.groups() != share.groups())));
    }
}
