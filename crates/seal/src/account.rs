//! Keys of an account: one root seed, and what follows from it; the key of a device.

use henro_sync::{DeviceKey, Keys, Signature, Signer};
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::stream::KemKey;
use crate::{Error, Key, Label, Random, kdf::expand};

/// The root of an account. Everything of an account follows from it; it stays in the clinical tier.
#[derive(Clone)]
pub struct AccountSeed(Key);

impl AccountSeed {
    /// A new account.
    pub fn make(random: &dyn Random) -> Self {
        Self(Key::make(random))
    }

    /// The account of a stored seed.
    pub fn from_key(seed: Key) -> Self {
        Self(seed)
    }

    /// The seed, to be stored.
    pub fn key(&self) -> &Key {
        &self.0
    }

    /// Signs the identity chain.
    pub fn signing(&self) -> Result<SigningKey, Error> {
        SigningKey::from_seed(expand(self.0.bytes(), b"", Label::AccountSign))
    }

    /// Opens keys of daily sections.
    pub fn daily(&self) -> KemKey {
        KemKey::from_key(expand(self.0.bytes(), b"", Label::AccountDaily))
    }

    /// Opens keys of clinical sections.
    pub fn clinical(&self) -> KemKey {
        KemKey::from_key(expand(self.0.bytes(), b"", Label::AccountClinical))
    }

    /// The public keys, as in the identity chain.
    pub fn public(&self) -> Result<Keys, Error> {
        Ok(Keys {
            sign: self.signing()?.public(),
            suite: 1,
            daily: self.daily().public()?,
            clinical: self.clinical().public()?,
        })
    }
}

/// An Ed25519 private key: of an account or of a device.
pub struct SigningKey {
    seed: Key,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A new key.
    pub fn make(random: &dyn Random) -> Result<Self, Error> {
        Self::from_seed(Key::make(random))
    }

    /// The key of a stored seed.
    pub fn from_seed(seed: Key) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.bytes()).map_err(|_| Error::Malformed)?;
        Ok(Self { seed, pair })
    }

    /// The seed, to be stored.
    pub fn seed(&self) -> &Key {
        &self.seed
    }
}

impl Signer for SigningKey {
    fn public(&self) -> DeviceKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        DeviceKey(key)
    }

    fn sign(&self, message: &[u8]) -> Signature {
        let mut out = [0; 64];
        out.copy_from_slice(self.pair.sign(message).as_ref());
        out
    }
}

impl std::fmt::Debug for AccountSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountSeed(..)")
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    /// RFC 8032 7.1, test 2.
    #[test]
    fn a_key_signs_as_rfc_8032_says() {
        let seed = hex::decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let key = SigningKey::from_seed(Key::from_bytes(seed.try_into().unwrap())).unwrap();
        assert_eq!(
            key.public().to_string(),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        assert_eq!(
            hex::encode(&key.sign(&[0x72])),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
    }

    #[test]
    fn all_keys_of_an_account_differ_and_come_back_from_the_seed() {
        let account = AccountSeed::from_key(Key::from_bytes([7; 32]));
        let again = AccountSeed::from_key(account.key().clone());
        let keys = account.public().unwrap();
        assert_eq!(keys, again.public().unwrap());
        assert_ne!(keys.daily, keys.clinical);
        assert_eq!((keys.daily.len(), keys.clinical.len()), (1216, 1216));
        assert_ne!(keys, AccountSeed::from_key(Key::from_bytes([8; 32])).public().unwrap());
        assert_eq!(format!("{account:?} {:?}", account.signing().unwrap()), "AccountSeed(..) SigningKey(..)");
    }
}
