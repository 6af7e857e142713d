use ring::rand::{SecureRandom, SystemRandom};

/// Fills with random bytes of the system.
pub(crate) fn system(out: &mut [u8]) {
    SystemRandom::new().fill(out).expect("without the system's random bytes no key may be made");
}

/// Any number.
pub(crate) fn number() -> u64 {
    let mut bytes = [0; 8];
    system(&mut bytes);
    u64::from_le_bytes(bytes)
}
