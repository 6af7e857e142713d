use cmac::{Cmac, Mac as _};
use des::TdesEde3;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Error, lite_s::IdBlock};

/// The key of one card: two DES keys in the card's byte order. Clears itself, does not print itself.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CardKey([u8; 16]);

impl CardKey {
    /// Takes a key in, unless it is the factory's or weak.
    ///
    /// # Errors
    /// [`Error::WeakKey`]
    pub fn new(bytes: [u8; 16]) -> Result<Self, Error> {
        let key = Self(bytes);
        let reversed = key.des_order();
        if key.is_factory() || is_weak(reversed.as_slice()) { Err(Error::WeakKey) } else { Ok(key) }
    }

    /// A random key for one card.
    pub fn make(random: &dyn Fn(&mut [u8])) -> Self {
        loop {
            let mut bytes = Zeroizing::new([0; 16]);
            random(bytes.as_mut_slice());
            if let Ok(key) = Self::new(*bytes) {
                return key;
            }
        }
    }

    /// Looks at the key, to wrap it. It is never kept in the clear.
    pub const fn expose(&self) -> &[u8; 16] {
        &self.0
    }

    /// What a card has before anyone wrote a key.
    pub(crate) const fn factory() -> Self {
        Self([0; 16])
    }

    /// Both halves as DES libraries take them: the card is little-endian inside eight bytes.
    pub(crate) fn des_order(&self) -> Zeroizing<[u8; 16]> {
        let mut bytes = Zeroizing::new(self.0);
        let (one, two) = bytes.split_at_mut(8);
        one.reverse();
        two.reverse();
        bytes
    }

    fn is_factory(&self) -> bool {
        // DES does not read the lowest bit of a byte.
        let zero = self.0.map(|byte| byte & 0xFE);
        zero.ct_eq(&[0; 16]).into()
    }
}

impl std::fmt::Debug for CardKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardKey(..)")
    }
}

/// The key of an organisation that issues many cards: each card's key is derived from it and the card's ID block.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 24]);

impl MasterKey {
    /// Takes a key in, unless a part is weak or two parts are the same.
    ///
    /// # Errors
    /// [`Error::WeakKey`]
    pub fn new(bytes: [u8; 24]) -> Result<Self, Error> {
        let key = Self(bytes);
        if is_weak(&key.0) { Err(Error::WeakKey) } else { Ok(key) }
    }

    /// A random key for an organisation.
    pub fn make(random: &dyn Fn(&mut [u8])) -> Self {
        loop {
            let mut bytes = Zeroizing::new([0; 24]);
            random(bytes.as_mut_slice());
            if let Ok(key) = Self::new(*bytes) {
                return key;
            }
        }
    }

    /// Looks at the key, to wrap it.
    pub const fn expose(&self) -> &[u8; 24] {
        &self.0
    }

    /// The key of the card whose ID block, as finally written, is `id`.
    ///
    /// # Errors
    /// [`Error::WeakKey`] for the rare block that gives a weak key; write another user id then.
    pub fn derive_card_key(&self, id: &IdBlock) -> Result<CardKey, Error> {
        let mut block = *id.bytes();
        let one = self.cmac(&block);
        let [first, ..] = &mut block;
        *first ^= 0x80;
        let two = self.cmac(&block);
        let mut bytes = Zeroizing::new([0; 16]);
        for (to, from) in bytes.iter_mut().zip(one.iter().chain(two.iter())) {
            *to = *from;
        }
        CardKey::new(*bytes)
    }

    fn cmac(&self, block: &[u8; 16]) -> Zeroizing<[u8; 8]> {
        let mut mac = <Cmac<TdesEde3> as cmac::KeyInit>::new((&self.0).into());
        mac.update(block);
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

/// Where the key of the card on the reader comes from.
#[derive(Debug, Clone, Copy)]
pub enum KeySource<'a> {
    /// It is known.
    Card(&'a CardKey),
    /// It is derived once the card has said who it is.
    Master(&'a MasterKey),
}

impl KeySource<'_> {
    pub(crate) fn for_card(self, id: &IdBlock) -> Result<CardKey, Error> {
        match self {
            Self::Card(key) => Ok(key.clone()),
            Self::Master(master) => master.derive_card_key(id),
        }
    }
}

/// Sixteen random bytes for the card to answer to. Those that are kept to ask a card again are secret together with
/// its answers, so they do not print themselves.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Challenge([u8; 16]);

impl Challenge {
    /// A fresh challenge.
    pub fn make(random: &dyn Fn(&mut [u8])) -> Self {
        let mut bytes = [0; 16];
        random(&mut bytes);
        Self(bytes)
    }

    /// One that was kept.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, to keep them.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Challenge(..)")
    }
}

/// Whether a part is a weak or semi-weak DES key or two parts are the same, parity bits aside.
fn is_weak(parts: &[u8]) -> bool {
    let odd: Zeroizing<Vec<u8>> = Zeroizing::new(
        parts.iter().map(|byte| (byte & 0xFE) | u8::from((byte & 0xFE).count_ones() % 2 == 0)).collect(),
    );
    des::weak_key_test(&odd).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factory_key_is_refused_in_every_parity() {
        assert_eq!(CardKey::new([0; 16]).err(), Some(Error::WeakKey));
        assert_eq!(CardKey::new([1; 16]).err(), Some(Error::WeakKey));
    }

    /// Weak and semi-weak keys: NIST SP 800-67, section 3.3.2 and 3.3.3; here in the card's (reversed) order.
    #[test]
    fn weak_and_semi_weak_halves_and_equal_halves_are_refused() {
        let good = [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17];
        let weak = [0xF1, 0xF1, 0xF1, 0xF1, 0xE0, 0xE0, 0xE0, 0xE0];
        let semi = [0xFE, 0x01, 0xFE, 0x01, 0xFE, 0x01, 0xFE, 0x01];
        let near = [0x11, 0x10, 0x13, 0x12, 0x15, 0x14, 0x17, 0x16]; // differs from `good` in parity alone
        for [one, two] in [[weak, good], [good, weak], [semi, good], [good, semi], [good, good], [good, near]]
        {
            let mut key = [0; 16];
            key[..8].copy_from_slice(&one);
            key[8..].copy_from_slice(&two);
            assert_eq!(CardKey::new(key).err(), Some(Error::WeakKey), "{key:02x?}");
        }
    }

    #[test]
    fn a_random_key_is_drawn_until_it_is_strong() {
        let draws = std::cell::Cell::new(0);
        let key = CardKey::make(&|out| {
            draws.set(draws.get() + 1);
            if draws.get() == 2 {
                out.iter_mut().zip(0x10..).for_each(|(byte, value)| *byte = value);
            }
        });
        assert_eq!((draws.get(), key.expose()[0]), (2, 0x10));
    }

    /// Set B of the project's card notes: three implementations agree (Python on single DES, nfcpy with pyDes, this
    /// one). No published vector is known.
    #[test]
    fn a_card_key_is_cmac_of_the_id_block() {
        let mut master = [0; 24];
        master.iter_mut().zip(0x40..).for_each(|(byte, value)| *byte = value);
        let mut id = [0; 16];
        id.iter_mut().zip(1..).for_each(|(byte, value)| *byte = value);
        let master = MasterKey::new(master).expect("strong");
        let key = master.derive_card_key(&IdBlock::new(id)).expect("strong");
        let expected: [u8; 16] =
            [0x63, 0x0f, 0x0f, 0xc1, 0x6e, 0x58, 0x92, 0xb6, 0x27, 0xe6, 0x2d, 0x82, 0x36, 0x2c, 0xfe, 0xf1];
        assert_eq!(key.expose(), &expected);
    }

    #[test]
    fn keys_do_not_print_themselves_and_clear_themselves() {
        fn clears<T: ZeroizeOnDrop>(_: &T) {}
        let mut key = CardKey::new(*b"7654321 fedcba98").expect("strong");
        clears(&key);
        assert_eq!(format!("{key:?} {:?}", Challenge::new([9; 16])), "CardKey(..) Challenge(..)");
        key.zeroize();
        assert_eq!(key.expose(), &[0; 16]);
    }
}
