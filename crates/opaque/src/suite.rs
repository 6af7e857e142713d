use argon2::{Algorithm, Argon2, Params, Version};
use opaque_ke::errors::InternalError;
use opaque_ke::generic_array::{ArrayLength, GenericArray};
use opaque_ke::ksf::Ksf;
use opaque_ke::{CipherSuite, Ristretto255, TripleDh};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The suite both ends agree on. Another one would be another version of the endpoints.
pub(crate) struct Suite;

impl CipherSuite for Suite {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<Ristretto255, sha2::Sha512>;
    type Ksf = Cost;
}

/// What a guess at the password costs: Argon2id. Part of the agreement, so that a login on any device finds the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes: the least a password of a record costs.
    pub const REAL: Self = Self { memory_kib: 64 * 1024, passes: 3 };

    /// Cheap, for tests. Never the default of anything: someone has to pass it.
    pub const fn testing() -> Self {
        Self { memory_kib: 64, passes: 1 }
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::REAL
    }
}

impl Ksf for Cost {
    fn hash<L: ArrayLength<u8>>(
        &self,
        input: GenericArray<u8, L>,
    ) -> Result<GenericArray<u8, L>, InternalError> {
        let mut out = GenericArray::default();
        let params = Params::new(self.memory_kib, self.passes, 1, Some(out.len()));
        let params = params.map_err(|_| InternalError::KsfError)?;
        // The output of the OPRF is salted by a key of the server for each name: a salt of its own adds nothing.
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&input, SALT, &mut out)
            .map_err(|_| InternalError::KsfError)?;
        Ok(out)
    }
}

/// One password, one byte string, whatever keyboard or system typed it.
pub(crate) fn normal(password: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.nfkc().collect::<String>().into_bytes())
}

/// What both ends mix into the key exchange: the protocol and the device that logs in.
pub(crate) fn context(device: &[u8; 32]) -> Vec<u8> {
    [CONTEXT, device].concat()
}

const SALT: &[u8] = b"henro/opaque/1";
const CONTEXT: &[u8] = b"henro/opaque/1\0";
