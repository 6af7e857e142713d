use ring::hkdf;
use zeroize::Zeroizing;

/// Fills a slice with random bytes. The app passes the system's generator, a test a seeded one.
pub(crate) type Random<'a> = &'a dyn Fn(&mut [u8]);

pub(crate) fn make_secret(random: Random<'_>) -> Zeroizing<[u8; 16]> {
    let mut secret = Zeroizing::new([0; 16]);
    random(secret.as_mut_slice());
    secret
}

/// HKDF-SHA256 (RFC 5869) without salt: the secret is random already. The label parts the uses.
/// `ring` does not wipe the hash states it works with.
pub(crate) fn derive_key(secret: &[u8; 16], label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let pseudorandom = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(secret);
    let info = [label];
    let output = pseudorandom.expand(&info, hkdf::HKDF_SHA256);
    output.and_then(|output| output.fill(key.as_mut_slice())).expect("32 bytes are one block of SHA-256");
    key
}

/// The caller's random numbers in the shape `vsss-rs` asks for.
pub(crate) struct Source<'a>(pub Random<'a>);

impl rand_core::TryRng for Source<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = Zeroizing::new([0; 4]);
        self.0(bytes.as_mut_slice());
        Ok(u32::from_le_bytes(*bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = Zeroizing::new([0; 8]);
        self.0(bytes.as_mut_slice());
        Ok(u64::from_le_bytes(*bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0(out);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Source<'_> {}
