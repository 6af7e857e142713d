//! The session key of a challenge and the MACs under it. The card is little-endian inside each eight bytes, DES is
//! big-endian, hence the reversals.

use cipher::{BlockCipherEncrypt as _, KeyInit as _};
use des::TdesEde2;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::frame::Block;
use crate::key::{CardKey, Challenge};

/// The number of the block that a MAC is read from and written to.
pub(crate) const MAC_A: u8 = 0x91;

type Unit = [u8; 8];

/// Keys of one challenge.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Session {
    key: [u8; 16],
    start: Unit,
}

impl Session {
    pub(crate) fn new(key: &CardKey, challenge: &Challenge) -> Self {
        let (one, two) = halves(challenge.bytes());
        let cipher = TdesEde2::new((&*key.des_order()).into());
        let start = reversed(&one);
        let sk1 = encrypt(&cipher, &start);
        let sk2 = encrypt(&cipher, &xor(&reversed(&two), &sk1));
        Self { key: joined(&sk1, &sk2), start }
    }

    /// The MAC of an answer: the numbers read, `MAC_A` last, and the data of all but `MAC_A`.
    pub(crate) fn of_read(&self, numbers: &[u8], data: &[Block]) -> Unit {
        let mut head = [0xFF; 8];
        for (to, number) in head.chunks_exact_mut(2).zip(numbers) {
            to.copy_from_slice(&[*number, 0]);
        }
        let units = data.iter().flat_map(|block| <[Unit; 2]>::from(halves(block)));
        self.chain(&self.key, std::iter::once(head).chain(units))
    }

    /// The MAC of a write at this count. The halves of the key change places.
    pub(crate) fn of_write(&self, count: [u8; 3], number: u8, data: &Block) -> Unit {
        let [low, middle, high] = count;
        let head = [low, middle, high, 0, number, 0, MAC_A, 0];
        let (sk1, sk2) = halves(&self.key);
        let swapped = Zeroizing::new(joined(&sk2, &sk1));
        let (one, two) = halves(data);
        self.chain(&swapped, [head, one, two].into_iter())
    }

    fn chain(&self, key: &[u8; 16], units: impl Iterator<Item = Unit>) -> Unit {
        let cipher = TdesEde2::new(key.into());
        reversed(&units.fold(self.start, |state, unit| encrypt(&cipher, &xor(&reversed(&unit), &state))))
    }
}

fn encrypt(cipher: &TdesEde2, unit: &Unit) -> Unit {
    let mut block = (*unit).into();
    cipher.encrypt_block(&mut block);
    block.into()
}

fn reversed(unit: &Unit) -> Unit {
    let mut unit = *unit;
    unit.reverse();
    unit
}

fn xor(one: &Unit, two: &Unit) -> Unit {
    (u64::from_be_bytes(*one) ^ u64::from_be_bytes(*two)).to_be_bytes()
}

fn halves(block: &Block) -> (Unit, Unit) {
    let whole = u128::from_be_bytes(*block);
    (((whole >> 64) as u64).to_be_bytes(), (whole as u64).to_be_bytes())
}

fn joined(one: &Unit, two: &Unit) -> [u8; 16] {
    (u128::from(u64::from_be_bytes(*one)) << 64 | u128::from(u64::from_be_bytes(*two))).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex");
        std::array::from_fn(byte)
    }

    fn session(key: &str, challenge: &str) -> Session {
        Session::new(&CardKey::new(bytes(key)).expect("strong"), &Challenge::new(bytes(challenge)))
    }

    /// Set A: published in the test-suite of nfcpy (which stores keys reversed; here in the card's order).
    fn set_a() -> Session {
        session("37363534333231306665646362613938", "07060504030201000f0e0d0c0b0a0908")
    }

    /// Set B: Python on single DES, nfcpy with pyDes and this implementation agree; no published vector is known.
    fn set_b() -> Session {
        session("101112131415161718191a1b1c1d1e1f", "303132333435363738393a3b3c3d3e3f")
    }

    fn set_b_data<const N: usize>() -> [Block; N] {
        std::array::from_fn(|block| std::array::from_fn(|at| 0xA0 ^ (16 * block + at) as u8))
    }

    #[test]
    fn the_session_keys_are_those_of_both_sets() {
        assert_eq!(set_a().key, bytes("b636d955a9f0e2cc48b106f95506c3f6"));
        assert_eq!(set_b().key, bytes("7bc70d2262fe4fd406213b0d4fefa71e"));
    }

    /// Set A, the MAC of the older Lite (block 81): the chain alone, without a head.
    #[test]
    fn the_chain_is_that_of_set_a() {
        let session = set_a();
        for (first, mac) in [
            ("0102030405060708", "91aec5b6d9b3b12d"),
            ("0000000000000000", "cc97f1b97b8bbc79"),
            ("0100000000000000", "bd73eb7294a00279"),
        ] {
            let units = [bytes(first), [0; 8]];
            assert_eq!(session.chain(&session.key, units.into_iter()), bytes::<8>(mac));
        }
    }

    #[test]
    fn the_mac_of_a_write_is_that_of_both_sets() {
        let mut state = [0; 16];
        state[0] = 1;
        assert_eq!(set_a().of_write([0x00, 0xFE, 0xFF], 0x92, &state), bytes::<8>("17c19e3bbdc3e8bd"));
        assert_eq!(set_b().of_write([0x02, 0x01, 0x00], 0x92, &state), bytes::<8>("5883abce1bcc232f"));
    }

    #[test]
    fn the_mac_of_a_read_is_that_of_set_b() {
        let session = set_b();
        assert_eq!(session.of_read(&[0x82, 0x91], &set_b_data::<1>()), bytes::<8>("a72343e07059a241"));
        assert_eq!(session.of_read(&[0, 1, 0x91], &set_b_data::<2>()), bytes::<8>("194ef5944b25f90d"));
        assert_eq!(session.of_read(&[0, 1, 0x82, 0x91], &set_b_data::<3>()), bytes::<8>("b8c1695f9912d949"));
    }
}
