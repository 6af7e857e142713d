use opaque_ke::rand::{CryptoRng, Error as NoRandom, RngCore};

use crate::{Error, Fill};

/// The caller's randomness as OPAQUE takes it. Where it failed, nothing that was made with it is used.
pub(crate) struct Dice<'a, 'b> {
    fill: &'a mut Fill<'b>,
    failed: bool,
}

/// Runs work with randomness.
pub(crate) fn with<T>(
    mut fill: Fill<'_>,
    work: impl FnOnce(&mut Dice<'_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut dice = Dice { fill: &mut fill, failed: false };
    let done = work(&mut dice);
    if dice.failed { Err(Error::Random) } else { done }
}

impl RngCore for Dice<'_, '_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        if self.failed || !(self.fill)(out) {
            self.failed = true;
            // Some value, never used, that is not zero: a scalar of zero would be asked for again without end.
            out.iter_mut().for_each(|byte| *byte = 1);
        }
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), NoRandom> {
        self.fill_bytes(out);
        Ok(())
    }
}

impl CryptoRng for Dice<'_, '_> {}
