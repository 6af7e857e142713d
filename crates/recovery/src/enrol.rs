use crate::code::{CodeFault, Shape};
use crate::random::Random;
use zeroize::Zeroizing;

/// The one-time code by which a second device is added: 64 random bits, on the screen five groups of five digits.
///
/// It is stretched before use (`seal::EnrolKey`). Wipes itself when dropped and does not print itself.
#[derive(PartialEq, Eq)]
pub struct EnrolCode(Zeroizing<[u8; 8]>);

impl EnrolCode {
    /// A new code. `random` fills a slice with random bytes of the system.
    pub fn make(random: Random<'_>) -> Self {
        let mut bytes = Zeroizing::new([0; 8]);
        random(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Reads a typed or scanned code: full-width digits, blanks, hyphens, dots and long vowel marks are fine.
    ///
    /// # Errors
    /// Says which groups are wrong; see [`CodeFault`].
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        SHAPE.read(text).map(Self)
    }

    /// The five groups as they stand on the screen.
    pub fn groups(&self) -> Zeroizing<Vec<String>> {
        SHAPE.write(self.0.as_slice())
    }

    /// The random bytes.
    pub fn bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// How many groups the code has.
    pub const GROUPS: usize = SHAPE.groups;
}

impl std::fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolCode(..)")
    }
}

/// 10^20 is 5.4 times 2^64: the room over carries a number modulo 5 over the whole code.
const SHAPE: Shape = Shape { groups: 5, modulus: 5, label: b"henro enrolment check v1" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_comes_back_from_its_groups_however_they_are_typed() {
        for seed in [0, 1, 0x5a, 0xff] {
            let code = EnrolCode::make(&|out| out.fill(seed));
            let groups = code.groups();
            assert_eq!((groups.len(), groups.iter().all(|group| group.len() == 5)), (5, true));
            assert!(EnrolCode::parse(&groups.join(" ")).unwrap() == code);
            assert!(EnrolCode::parse(&groups.concat()).unwrap() == code);
            let wide: String = groups
                .join("ー")
                .chars()
                .map(|c| c.to_digit(10).map_or(c, |d| ('０'..='９').nth(d as usize).unwrap()))
                .collect();
            assert!(EnrolCode::parse(&wide).unwrap() == code);
            assert_eq!(format!("{code:?}"), "EnrolCode(..)");
        }
    }

    #[test]
    fn every_single_wrong_digit_names_its_group() {
        let code = EnrolCode::make(&|out| out.copy_from_slice(&[3, 141, 59, 26, 53, 58, 97, 93]));
        let text = code.groups().concat();
        for at in 0..25 {
            let mut digits: Vec<u8> = text.bytes().collect();
            digits[at] = b'0' + (digits[at] - b'0' + 1) % 10;
            let fault = EnrolCode::parse(std::str::from_utf8(&digits).unwrap()).unwrap_err();
            assert_eq!(fault, CodeFault::Groups(vec![at / 5 + 1]), "digit {at}");
        }
        assert!(matches!(EnrolCode::parse("12345"), Err(CodeFault::Short { have: 5, need: 25 })));
        assert_eq!(EnrolCode::parse(&"1".repeat(26)), Err(CodeFault::Long));
    }
}
