//! One message to a public key: HPKE (RFC 9180), base mode, HKDF-SHA256, ChaCha20-Poly1305, with the KEM that is asked for.

use std::convert::Infallible;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

use crate::{Error, Key, Random, Sensitive};

/// Seals bytes to a public key: encapsulated key, then ciphertext with tag.
pub(crate) fn seal<K: Kem>(
    info: &[u8],
    public: &[u8],
    bound: &[u8],
    plain: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    let public = K::PublicKey::from_bytes(public).map_err(|_| Error::Malformed)?;
    let (encapped, text) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeS::Base,
        &public,
        info,
        plain,
        bound,
        &mut Source(random),
    )
    .map_err(|_| Error::Malformed)?;
    let mut sealed = encapped.to_bytes().to_vec();
    sealed.extend_from_slice(&text);
    Ok(sealed)
}

/// Opens what [`seal`] made.
pub(crate) fn open<K: Kem>(
    info: &[u8],
    private: &Key,
    bound: &[u8],
    sealed: &[u8],
) -> Result<Sensitive<Vec<u8>>, Error> {
    let (encapped, text) = sealed.split_at_checked(K::EncappedKey::size()).ok_or(Error::Tampered)?;
    let private = K::PrivateKey::from_bytes(private.bytes()).map_err(|_| Error::Malformed)?;
    let encapped = K::EncappedKey::from_bytes(encapped).map_err(|_| Error::Tampered)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeR::Base,
        &private,
        &encapped,
        info,
        text,
        bound,
    )
    .map(Sensitive::new)
    .map_err(|_| Error::Tampered)
}

/// Our randomness in the shape HPKE asks for.
struct Source<'a>(&'a dyn Random);

impl TryRng for Source<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Source<'_> {}
