use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::hex;

/// Where random bytes come from. The app passes the system's generator, a test a seeded one.
pub trait Random {
    /// Fills `out` with random bytes.
    fn fill(&self, out: &mut [u8]);
}

impl<F: Fn(&mut [u8])> Random for F {
    fn fill(&self, out: &mut [u8]) {
        self(out);
    }
}

/// A secret that clears itself when dropped and does not print itself.
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Takes a secret in.
    pub fn new(secret: T) -> Self {
        Self(secret)
    }

    /// Fills the secret in place.
    pub fn expose_mut(&mut self) -> &mut T {
        &mut self.0
    }

    /// Looks at the secret. Do not copy it into something that stays.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> std::fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sensitive(..)")
    }
}

/// A 256-bit key. Clears itself when dropped, does not print itself.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// A new random key.
    pub fn make(random: &dyn Random) -> Self {
        let mut key = Self([0; 32]);
        random.fill(&mut key.0);
        key
    }

    /// From bytes that are a key already; for known keys of tests and fixtures.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The raw key literal of SQLCipher's `PRAGMA key`: `x'..64 digits..'`.
    pub fn raw_literal(&self) -> Sensitive<String> {
        let digits = Sensitive::new(hex::encode(&self.0));
        Sensitive::new(format!("x'{}'", digits.expose()))
    }

    /// From 32 bytes that are a key already; nothing for another length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes, to be sealed or stored in an encrypted file.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }

    pub(crate) fn zero() -> Self {
        Self([0; 32])
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;

    /// Remembers that it was cleared.
    struct Probe(Rc<Cell<bool>>);
    impl Zeroize for Probe {
        fn zeroize(&mut self) {
            self.0.set(true);
        }
    }

    #[test]
    fn a_secret_is_cleared_when_dropped() {
        let cleared = Rc::new(Cell::new(false));
        let secret = Sensitive::new(Probe(cleared.clone()));
        assert!(!cleared.get());
        drop(secret);
        assert!(cleared.get());
    }

    #[test]
    fn a_key_is_zero_after_zeroize() {
        fn clears_on_drop<T: ZeroizeOnDrop>(_: &T) {}
        let mut key = Key::from_bytes([0xab; 32]);
        clears_on_drop(&key);
        key.zeroize();
        assert_eq!(key.bytes(), &[0; 32]);
    }

    #[test]
    fn neither_a_secret_nor_a_key_prints_itself() {
        let shown = format!("{:?} {:?}", Sensitive::new("himitsu".to_owned()), Key::from_bytes([0xab; 32]));
        assert_eq!(shown, "Sensitive(..) Key(..)");
    }

    #[test]
    fn the_raw_literal_is_what_sqlcipher_takes() {
        let literal = Key::from_bytes([0x0f; 32]).raw_literal();
        assert_eq!(literal.expose(), &format!("x'{}'", "0f".repeat(32)));
    }
}
