use ring::rand::{SecureRandom, SystemRandom};

/// Fills with random bytes of the system.
pub(crate) fn system(out: &mut [u8]) {
    SystemRandom::new().fill(out).expect("without the system's random bytes no key may be made");
}
