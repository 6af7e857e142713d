use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use ring::hkdf;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroize;

use crate::{Error, Key, Label, Sensitive};

/// Cost of turning a password into a key. Stored in the slot it made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfParams {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfParams {
    /// The least a real record uses: 64 MiB, 3 passes, one lane.
    pub const FLOOR: KdfParams = KdfParams { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// Cheap parameters for tests. Never the default of anything: someone has to pass them.
    pub const fn testing() -> Self {
        KdfParams { memory_kib: 64, passes: 1, lanes: 1 }
    }

    /// Refuses what would fill the memory or run for ever: a slot file may have been planted.
    pub fn check(self) -> Result<Self, Error> {
        let fine = (8..=MAX_MEMORY_KIB).contains(&self.memory_kib)
            && (1..=MAX_PASSES).contains(&self.passes)
            && (1..=MAX_LANES).contains(&self.lanes)
            && self.memory_kib >= 8 * self.lanes;
        if fine { Ok(self) } else { Err(Error::Params) }
    }
}

/// Raises `floor` until one derivation takes about `target` on this device. `time` runs one derivation
/// and says how long it took. Memory is doubled first (up to 256 MiB), then passes are added.
pub fn calibrate(
    floor: KdfParams,
    target: Duration,
    time: &mut dyn FnMut(KdfParams) -> Duration,
) -> KdfParams {
    let mut params = floor;
    let mut took = time(params).max(Duration::from_micros(1));
    while took * 2 <= target && params.memory_kib * 2 <= CALIBRATED_MEMORY_KIB {
        params.memory_kib *= 2;
        took = time(params).max(Duration::from_micros(1));
    }
    let passes = f64::from(params.passes) * target.as_secs_f64() / took.as_secs_f64();
    params.passes = (passes as u32).clamp(floor.passes, CALIBRATED_PASSES.max(floor.passes));
    params
}

/// Argon2id over the password in NFKC form, then HKDF with the label of slot wrapping.
pub fn derive_password_key(password: &str, salt: &[u8], params: KdfParams) -> Result<Key, Error> {
    let normal = Sensitive::new(password.nfkc().collect::<String>());
    let mut stretched = argon2id(normal.expose().as_bytes(), salt, params)?;
    let key = expand(&stretched, salt, Label::SlotWrap);
    stretched.zeroize();
    Ok(key)
}

pub(crate) fn argon2id(password: &[u8], salt: &[u8], params: KdfParams) -> Result<[u8; 32], Error> {
    let params = params.check()?;
    let params =
        Params::new(params.memory_kib, params.passes, params.lanes, Some(32)).map_err(|_| Error::Params)?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, &mut out)
        .map_err(|error| match error {
            argon2::Error::OutOfMemory => Error::Memory,
            _ => Error::Params,
        })?;
    Ok(out)
}

/// A key for one purpose from one that is kept: HKDF-SHA256 with `salt`.
pub fn derive_key(from: &Key, salt: &[u8], label: Label) -> Key {
    expand(from.bytes(), salt, label)
}

/// HKDF-SHA256 of `secret` for one purpose.
pub(crate) fn expand(secret: &[u8], salt: &[u8], label: Label) -> Key {
    struct Length;
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            32
        }
    }
    let mut key = Key::zero();
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(secret)
        .expand(&[label.text().as_bytes()], Length)
        .and_then(|okm| okm.fill(key.bytes_mut()))
        .expect("32 bytes are within the limit of HKDF-SHA256");
    key
}

const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 64;
const MAX_LANES: u32 = 4;
const CALIBRATED_MEMORY_KIB: u32 = 256 * 1024;
const CALIBRATED_PASSES: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    /// RFC 9106 appendix: Argon2id, 32 KiB, 3 passes, 4 lanes, with secret and associated data.
    #[test]
    fn argon2id_gives_the_tag_of_rfc_9106_5_3() {
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        assert_eq!(hex::encode(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    /// RFC 5869 A.1, whose `info` is raw bytes, so HKDF is asked directly.
    #[test]
    fn hkdf_gives_the_okm_of_rfc_5869_a_1() {
        struct Length;
        impl hkdf::KeyType for Length {
            fn len(&self) -> usize {
                42
            }
        }
        let salt = hex::decode("000102030405060708090a0b0c").unwrap();
        let info = hex::decode("f0f1f2f3f4f5f6f7f8f9").unwrap();
        let mut okm = [0; 42];
        hkdf::Salt::new(hkdf::HKDF_SHA256, &salt)
            .extract(&[0x0b; 22])
            .expand(&[&info], Length)
            .and_then(|out| out.fill(&mut okm))
            .unwrap();
        assert_eq!(
            hex::encode(&okm),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    #[test]
    fn full_width_digits_open_what_ascii_digits_closed() {
        let key = |password| derive_password_key(password, &[7; 16], KdfParams::testing()).unwrap();
        assert_eq!(key("おへんろ88").bytes(), key("おへんろ８８").bytes());
        assert_ne!(key("おへんろ88").bytes(), key("おへんろ89").bytes());
    }

    #[test]
    fn parameters_that_fill_the_memory_are_refused() {
        for (memory_kib, passes, lanes) in
            [(u32::MAX, 3, 1), (65_536, 65, 1), (65_536, 3, 200), (7, 1, 1), (8, 0, 1)]
        {
            let params = KdfParams { memory_kib, passes, lanes };
            assert_eq!(params.check(), Err(Error::Params), "{params:?}");
            assert!(derive_password_key("x", &[7; 16], params).is_err());
        }
        assert!(KdfParams::FLOOR.check().is_ok());
    }

    #[test]
    fn calibration_only_goes_up_and_lands_near_the_target() {
        // A device that needs 1 ms a MiB and pass: the floor takes 192 ms, one doubling 384 ms.
        let mut fast = |p: KdfParams| Duration::from_millis(u64::from(p.memory_kib / 1024 * p.passes));
        let found = calibrate(KdfParams::FLOOR, Duration::from_millis(500), &mut fast);
        assert_eq!(found, KdfParams { memory_kib: 128 * 1024, passes: 3, lanes: 1 });
        // A slow device stays at the floor.
        let mut slow = |_: KdfParams| Duration::from_secs(4);
        assert_eq!(calibrate(KdfParams::FLOOR, Duration::from_millis(500), &mut slow), KdfParams::FLOOR);
        // A clock that stands still does not divide by zero or run away.
        let mut still = |_: KdfParams| Duration::ZERO;
        let found = calibrate(KdfParams::FLOOR, Duration::from_millis(500), &mut still);
        assert!(found.check().is_ok() && found.memory_kib == CALIBRATED_MEMORY_KIB);
    }
}
