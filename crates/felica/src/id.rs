use zeroize::{Zeroize, ZeroizeOnDrop};

/// Which system of a card is meant. On the air and here big-endian: IruCa is `80DE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SystemCode(pub u16);

impl SystemCode {
    /// IruCa of the Takamatsu-Kotohira Electric Railroad.
    pub const IRUCA: Self = Self(0x80DE);
    /// The nationwide transit cards: Suica, PASMO, ICOCA and the others.
    pub const TRANSIT: Self = Self(0x0003);
    /// FeliCa Lite and Lite-S.
    pub const LITE: Self = Self(0x88B4);
    /// Whatever the card's first system is.
    pub const ANY: Self = Self(0xFFFF);

    /// As it travels.
    pub const fn bytes(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }
}

/// A card's number, with the part that tells its systems apart cleared: one card has one `Idm`. Personal data: it
/// does not print itself and clears itself when dropped.
#[derive(Clone, PartialEq, Eq, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Idm([u8; 8]);

impl Idm {
    /// From the bytes a card answered with; the high nibble of the first one is the index of the system.
    pub fn from_wire(mut bytes: [u8; 8]) -> Self {
        let [first, ..] = &mut bytes;
        *first &= 0x0F;
        Self(bytes)
    }

    /// The eight bytes, normalised.
    pub const fn bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl std::fmt::Debug for Idm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Idm(..)")
    }
}

/// The chip's parameters: the same for every card of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pmm([u8; 8]);

impl Pmm {
    /// From the bytes of a polling answer.
    pub const fn new(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The eight bytes.
    pub const fn bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Lite-S and its kin, which have `MAC_A`. `F0`, the older Lite, has not.
    pub const fn has_mac_a(&self) -> bool {
        let [_, kind, ..] = self.0;
        matches!(kind, 0xF1..=0xF7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_of_one_card_have_one_number() {
        let first = Idm::from_wire([0x01, 0x2E, 1, 2, 3, 4, 5, 6]);
        assert_eq!(first, Idm::from_wire([0x21, 0x2E, 1, 2, 3, 4, 5, 6]));
        assert_ne!(first, Idm::from_wire([0x02, 0x2E, 1, 2, 3, 4, 5, 6]));
        assert_eq!(first.bytes(), &[0x01, 0x2E, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_card_number_does_not_print_itself() {
        assert_eq!(format!("{:?}", Idm::from_wire([1; 8])), "Idm(..)");
    }

    /// Kinds: spec of FeliCa Lite-S, IC codes F0 (Lite), F1 (Lite-S), F2 (Link in Lite-S mode).
    #[test]
    fn only_lite_s_and_its_kin_have_mac_a() {
        assert!(Pmm::new([0, 0xF1, 0, 0, 0, 1, 0x43, 0]).has_mac_a());
        assert!(!Pmm::new([0, 0xF0, 0, 0, 0, 1, 0x43, 0]).has_mac_a());
        assert!(!Pmm::new([3, 1, 0, 0, 0, 1, 0x43, 0]).has_mac_a());
    }
}
