//! Codes that must be read the same way for as long as sheets lie in drawers. Reckoned by another program (Python,
//! its own Damm table, HKDF after RFC 5869 and GF(256) with the polynomial 0x11b).

use henro_recovery::{FamilySecret, KitCode, SetTag, combine, split};
use std::cell::Cell;

const KITS: [(&str, &str, &str); 3] = [
    (
        "00000000000000000000000000000000",
        "00000 00002 00003 00009 00001 00008 00007 00004 00006 00248",
        "d4df054f3bf41d02ec0f984f23b993f8daace1bbba193148c96f1641f9d74b39",
    ),
    (
        "ffffffffffffffffffffffffffffffff",
        "98689 18862 40708 72157 44049 37866 36151 52123 78139 22181",
        "1262e99da65fadedec38b8f0993fd41a15ab7c5b0129b22b6cb0b68f996c0239",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "00000 15175 59919 75819 04131 75475 77066 47627 09475 75755",
        "c263779ee568b36ad849fe21b65d91e670fd92a3e3db75041da21290e9e5daeb",
    ),
];

/// Of the secret 00 01 .. 0f on lines with the slopes a0 a1 .. af, set 1 of the record named "record".
const SHARES: [&str; 3] = [
    "01269 69507 16019 91447 12280 62405 31964 25554 87167 99556 60984 80224",
    "23581 32130 72398 55429 07665 51444 38073 05312 98681 34361 66401 30522",
    "45898 97835 10938 23540 75197 91747 70051 34098 53556 47433 08220 49490",
];

const FAMILY_KEY: &str = "eb34f7d2945a89f2c79b869de6fe0c0e91786c2edff00a79436a028b43ac0357";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_kit_has_the_written_groups_and_key() {
    for (secret, groups, key) in KITS {
        let kit = KitCode::make(&|out| {
            for (at, byte) in out.iter_mut().enumerate() {
                *byte = u8::from_str_radix(&secret[2 * at..2 * at + 2], 16).unwrap();
            }
        });
        assert_eq!(kit.groups().join(" "), groups);
        assert_eq!(hex(&*kit.secret()), key);
        let read = KitCode::parse(groups).unwrap();
        assert!(read == kit);
        assert_eq!(hex(&*read.secret()), key);
    }
}

#[test]
fn shares_have_the_written_groups_and_any_two_give_the_key() {
    let secret = FamilySecret::make(&|out| out.iter_mut().zip(0..).for_each(|(byte, value)| *byte = value));
    let slope = Cell::new(0xa0_u8);
    let shares = split(&secret, SetTag::derive(b"record", 1), &|out| {
        out.fill(slope.get());
        slope.set(slope.get() + 1);
    });
    for (share, groups) in shares.iter().zip(SHARES) {
        assert_eq!(share.groups().join(" "), groups);
    }
    for (a, b) in [(0, 1), (1, 2), (2, 0)] {
        let read = [SHARES[a], SHARES[b]].map(|text| henro_recovery::Share::parse(text).unwrap());
        assert_eq!(read.each_ref().map(henro_recovery::Share::number), [a as u8 + 1, b as u8 + 1]);
        assert_eq!(hex(&*combine(&read[0], &read[1]).unwrap().secret()), FAMILY_KEY);
    }
}
