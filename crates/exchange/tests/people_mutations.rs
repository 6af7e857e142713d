//! The fuzz target's function on a seeded corpus of broken lists, so that it also runs on a stable compiler.

mod broken;

use broken::{Dice, broken};

include!("../fuzz/read_people.rs");

const LIST: &str = "番号,氏名,統合ID\r\n1,遍路 花,000102030405060708090a0b0c0d0e0f\r\n2,=1+1,\r\n３,\"山, 一\",\r\n3,二度目,\r\n";
const BITS: [&[u8]; 9] =
    [b"\"", b",", b"\r\n", b"\0", b"\xFF\xFE", b"\xEF\xBB\xBF", b"\xE6\x97", b"\xE2\x80\xAE", b"\x82"];

#[test]
fn no_broken_list_panics_or_gives_an_impossible_person() {
    let (shift_jis, ..) = encoding_rs::SHIFT_JIS.encode(LIST);
    let utf16: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let seeds = [LIST.as_bytes().to_vec(), shift_jis.into_owned(), [&[0xFE, 0xFF][..], &utf16].concat()];
    let mut dice = Dice(0x4845_4E52_4F22);
    let (mut read, mut refused, mut faulty) = (0, 0, 0);
    for round in 0..6_000 {
        let bytes = broken(&seeds[round % seeds.len()], &BITS, &mut dice);
        match read_people(&bytes) {
            Some(file) => {
                read += 1;
                faulty += usize::from(!file.faults.is_empty());
            }
            None => refused += 1,
        }
    }
    assert!(
        read > 1_000 && faulty > 1_000 && refused > 50,
        "{read} read, {faulty} with faults, {refused} refused"
    );
}
