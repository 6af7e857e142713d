use aes_siv::siv::Aes128Siv;
use cipher::KeyInit as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Error, Idm};

/// The person's integrated id (統合ID): sixteen random bytes. Does not print itself.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct UnifiedId([u8; 16]);

impl UnifiedId {
    /// From its bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Looks at the bytes.
    pub const fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The key that ids are sealed under; 32 bytes for AES-128-SIV. Does not print itself.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    /// From its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// What lies in `S_PAD0` and `S_PAD1` of a card: ciphertext, since a card's memory is authenticated but not secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedId(pub [u8; 32]);

/// What a sealed id is bound to: opened for another card, key version or account, it does not open.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The card.
    pub idm: &'a Idm,
    /// The version of the card's key.
    pub key_version: u16,
    /// The account; any bytes that stand for it.
    pub account: &'a [u8],
}

/// Seals an id for one card: RFC 5297, a tag and a ciphertext of 16 bytes each. No nonce is needed.
///
/// # Errors
/// None is known; the cipher's own is passed on as [`Error::Malformed`].
pub fn seal_id(key: &SealingKey, id: &UnifiedId, binding: Binding<'_>) -> Result<SealedId, Error> {
    let version = binding.key_version.to_le_bytes();
    let sealed = Aes128Siv::new((&key.0).into())
        .encrypt(headers(&binding, &version), &id.0)
        .map_err(|_| Error::Malformed)?;
    Ok(SealedId(sealed.try_into().map_err(|_| Error::Malformed)?))
}

/// Opens what [`seal_id`] sealed.
///
/// # Errors
/// [`Error::WrongKey`] for another key or binding, or when a bit was changed.
pub fn open_id(key: &SealingKey, sealed: &SealedId, binding: Binding<'_>) -> Result<UnifiedId, Error> {
    let version = binding.key_version.to_le_bytes();
    let mut opened = Aes128Siv::new((&key.0).into())
        .decrypt(headers(&binding, &version), &sealed.0)
        .map_err(|_| Error::WrongKey)?;
    let id = opened.first_chunk().map(|bytes| UnifiedId(*bytes)).ok_or(Error::Malformed);
    opened.zeroize();
    id
}

fn headers<'a>(binding: &Binding<'a>, version: &'a [u8; 2]) -> [&'a [u8]; 4] {
    [b"henro-felica-id-v1", binding.idm.bytes(), version, binding.account]
}

impl std::fmt::Debug for UnifiedId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnifiedId(..)")
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_id_opens_for_its_card_version_and_account_alone() {
        let key = SealingKey::new([3; 32]);
        let id = UnifiedId::new(*b"integrated id 01");
        let (card, other) = (Idm::from_wire([1; 8]), Idm::from_wire([2; 8]));
        let binding = Binding { idm: &card, key_version: 1, account: b"account" };
        let sealed = seal_id(&key, &id, binding).expect("seals");
        assert!(open_id(&key, &sealed, binding).expect("its own") == id);
        for wrong in [
            Binding { idm: &other, ..binding },
            Binding { key_version: 2, ..binding },
            Binding { account: b"accounts", ..binding },
        ] {
            assert_eq!(open_id(&key, &sealed, wrong).err(), Some(Error::WrongKey));
        }
        assert_eq!(open_id(&SealingKey::new([4; 32]), &sealed, binding).err(), Some(Error::WrongKey));
        for at in 0..32 {
            let mut changed = sealed;
            changed.0[at] ^= 0x10;
            assert_eq!(open_id(&key, &changed, binding).err(), Some(Error::WrongKey));
        }
    }

    /// RFC 5297, appendix A.1: the mode is the one that we mean.
    #[test]
    fn the_mode_is_that_of_rfc_5297() {
        let key: [u8; 32] = std::array::from_fn(|at| if at < 16 { 0xFF - at as u8 } else { 0xE0 + at as u8 });
        let header: [u8; 24] = std::array::from_fn(|at| 0x10 + at as u8);
        let plain: [u8; 14] = std::array::from_fn(|at| 0x11 * (at as u8 + 1));
        let sealed = Aes128Siv::new((&key).into()).encrypt([header], &plain).expect("seals");
        let expected = [
            0x85, 0x63, 0x2d, 0x07, 0xc6, 0xe8, 0xf3, 0x7f, 0x95, 0x0a, 0xcd, 0x32, 0x0a, 0x2e, 0xcc, 0x93,
            0x40, 0xc0, 0x2b, 0x96, 0x90, 0xc4, 0xdc, 0x04, 0xda, 0xef, 0x7f, 0x6a, 0xfe, 0x5c,
        ];
        assert_eq!(sealed, expected);
    }
}
