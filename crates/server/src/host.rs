use std::time::UNIX_EPOCH;

use henro_server_store::{Clock, Error, Random};
use ring::rand::{SecureRandom, SystemRandom as Ring};

/// The clock of this machine.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the server's clock comes from")]
    fn now(&self) -> u64 {
        let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The randomness of this machine.
pub struct SystemRandom(Ring);

impl SystemRandom {
    /// Takes it from the system.
    pub fn new() -> Self {
        Self(Ring::new())
    }
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), Error> {
        self.0.fill(out).map_err(|_| Error::Closed)
    }
}
