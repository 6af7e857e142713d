use crate::Identified;
use ring::hmac;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What a transit card and this device make together. Treat it as a key: neither half alone gives it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct TransitTag([u8; 32]);

/// HMAC-SHA-256 of the card's identity under a secret that lies in this device's keyring. A number space as small as
/// that of card numbers can be searched through, so a plain hash would not do; here a copied card without the device,
/// or the device without the card, gives nothing.
pub fn transit_tag(device_secret: &[u8; 32], card: &Identified) -> TransitTag {
    let key = hmac::Key::new(hmac::HMAC_SHA256, device_secret);
    let tag = hmac::sign(&key, &card.identity_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(tag.as_ref());
    TransitTag(bytes)
}

impl TransitTag {
    /// Looks at the secret. Do not copy it into something that stays.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Compares in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for TransitTag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TransitTag(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Class, Idm, Pmm, SystemCode};

    fn card(system: u16, first: u8) -> Identified {
        Identified {
            class: Class::Identifier,
            system_code: SystemCode(system),
            idm: Idm::from_wire([first, 0x2E, 1, 2, 3, 4, 5, 6]),
            pmm: Pmm::new([0x10, 0x0B, 0x4B, 0x42, 0x84, 0x85, 0xD0, 0xFF]),
        }
    }

    #[test]
    fn the_tag_is_hmac_sha_256_of_the_labelled_identity() {
        // Python: hmac.new(bytes([7])*32, b"felica-id-v1" + bytes.fromhex("80de012e010203040506100b4b428485d0ff"), sha256)
        let expected = [
            0x24, 0x26, 0xbc, 0x2b, 0x63, 0xb6, 0x54, 0xa2, 0x51, 0xb5, 0x7c, 0x01, 0xa6, 0xbf, 0xe8, 0x15,
            0xc7, 0x9b, 0x74, 0xe8, 0x98, 0x20, 0x9a, 0x6a, 0x7e, 0xb4, 0xf1, 0xec, 0xef, 0xca, 0x0b, 0xf8,
        ];
        assert_eq!(transit_tag(&[7; 32], &card(0x80DE, 0x01)).expose(), &expected);
    }

    #[test]
    fn it_changes_with_device_system_and_card_and_not_with_the_index_of_the_system() {
        let tag = transit_tag(&[7; 32], &card(0x80DE, 0x01));
        assert!(tag.same_as(&transit_tag(&[7; 32], &card(0x80DE, 0x11))));
        assert!(!tag.same_as(&transit_tag(&[8; 32], &card(0x80DE, 0x01))));
        assert!(!tag.same_as(&transit_tag(&[7; 32], &card(0x0003, 0x01))));
        assert!(!tag.same_as(&transit_tag(&[7; 32], &card(0x80DE, 0x02))));
    }

    #[test]
    fn it_does_not_print_itself() {
        assert_eq!(format!("{:?}", transit_tag(&[7; 32], &card(3, 1))), "TransitTag(..)");
    }
}
