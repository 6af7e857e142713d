//! The card's side of the MACs, on single DES and written apart from the product's, so that one can catch the other.

use cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};
use des::Des;

/// `SK1`, `SK2` and the start of the chain for this key and challenge.
pub fn session(ck: &[u8; 16], rc: &[u8; 16]) -> ([u64; 2], u64) {
    let keys = [little(&ck[..8]), little(&ck[8..])];
    let start = little(&rc[..8]);
    let one = ede(keys, start);
    ([one, ede(keys, little(&rc[8..]) ^ one)], start)
}

/// Chains `data` (whole units of eight bytes) under the two keys.
pub fn chain(keys: [u64; 2], start: u64, data: &[u8]) -> [u8; 8] {
    data.chunks(8).fold(start, |state, unit| ede(keys, little(unit) ^ state)).to_le_bytes()
}

/// Eight bytes of the card's memory as the number that DES works on.
fn little(unit: &[u8]) -> u64 {
    u64::from_le_bytes(unit.try_into().expect("units have eight bytes"))
}

fn ede([one, two]: [u64; 2], value: u64) -> u64 {
    let (one, two) = (Des::new(&one.to_be_bytes().into()), Des::new(&two.to_be_bytes().into()));
    let mut block = value.to_be_bytes().into();
    one.encrypt_block(&mut block);
    two.decrypt_block(&mut block);
    one.encrypt_block(&mut block);
    u64::from_be_bytes(block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Set A: published in the test-suite of nfcpy (keys there reversed).
    #[test]
    fn the_chain_is_that_of_set_a() {
        let ck = *b"76543210fedcba98";
        let rc = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8];
        let (keys, start) = session(&ck, &rc);
        assert_eq!(keys, [0xb636_d955_a9f0_e2cc, 0x48b1_06f9_5506_c3f6]);
        assert_eq!(chain(keys, start, &[0; 16]), [0xcc, 0x97, 0xf1, 0xb9, 0x7b, 0x8b, 0xbc, 0x79]);
    }
}
