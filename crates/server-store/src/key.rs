use std::fmt;

use henro_sync::{DeviceKey, Signature, Signer};
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::Error;

/// The key a server signs its statements with. All processes of one server share it; devices pin it.
pub struct ServerKey {
    pair: Ed25519KeyPair,
    public: DeviceKey,
}

impl ServerKey {
    /// From its seed.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::Damaged)?;
        let public = DeviceKey::try_from(pair.public_key().as_ref()).map_err(|_| Error::Damaged)?;
        Ok(Self { pair, public })
    }
}

impl Signer for ServerKey {
    fn public(&self) -> DeviceKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Signature {
        let mut out = [0; 64];
        out.copy_from_slice(self.pair.sign(message).as_ref());
        out
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerKey").field(&self.public).finish()
    }
}
