use crate::code::{CodeFault, Shape};
use crate::random::{Random, derive_key, make_secret};
use zeroize::Zeroizing;

/// The code of the recovery kit: a random secret of 128 bits, on paper ten groups of five digits.
///
/// Wipes itself when dropped and does not print itself.
#[derive(PartialEq, Eq)]
pub struct KitCode(Zeroizing<[u8; 16]>);

impl KitCode {
    /// A new code. `random` fills a slice with random bytes of the system.
    pub fn make(random: Random<'_>) -> Self {
        Self(make_secret(random))
    }

    /// Reads a typed or scanned code: full-width digits, blanks, hyphens, dots and long vowel marks are fine.
    ///
    /// # Errors
    /// Says which groups are wrong; see [`CodeFault`].
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        SHAPE.read(text).map(Self)
    }

    /// The ten groups as they stand on the sheet.
    pub fn groups(&self) -> Zeroizing<Vec<String>> {
        SHAPE.write(self.0.as_slice())
    }

    /// The key this code stands for.
    pub fn secret(&self) -> Zeroizing<[u8; 32]> {
        derive_key(&self.0, b"henro recovery kit key v1")
    }

    /// How many groups the code has.
    pub const GROUPS: usize = SHAPE.groups;
}

impl std::fmt::Debug for KitCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KitCode(..)")
    }
}

/// 10^40 is 29.4 times 2^128: the room over carries a number modulo 29 over the whole code.
const SHAPE: Shape = Shape { groups: 10, modulus: 29, label: b"henro recovery kit check v1" };
