//! How far the clock of this device stands from the server's. Consents begin and end by the server's.

use henro_domain::Stamp;
use henro_sync_client::Fault;

use super::hands::text;
use super::reach::Reach;

impl Reach {
    /// Keeps how far the server's clock is ahead of ours.
    pub(super) fn note_time(&self, server_ms: u64) -> Result<(), Fault> {
        let ahead = i64::try_from(server_ms).unwrap_or(i64::MAX).saturating_sub(self.config.now().utc_ms);
        let ahead = if ahead.abs() <= FINE_MS { 0 } else { ahead };
        self.open(|open| {
            let known = text(open.daily(), AHEAD).ok().flatten().and_then(|text| text.parse::<i64>().ok());
            if known.unwrap_or(0).abs_diff(ahead) > 1_000 {
                open.daily().put_sync_fact(AHEAD, ahead.to_string().as_bytes())?;
            }
            Ok(())
        })
    }

    /// How far the server's clock was ahead of ours when it was last asked, in milliseconds; nothing where both agree within
    /// two minutes.
    pub(super) fn ahead_ms(&self) -> Result<Option<i64>, Fault> {
        let kept = self.open(|open| Ok(text(open.daily(), AHEAD)))??;
        Ok(kept.and_then(|text| text.parse().ok()).filter(|ahead| *ahead != 0))
    }

    /// Now, as the server has it.
    pub(super) fn now(&self) -> Result<Stamp, Fault> {
        let own = self.config.now();
        Ok(Stamp { utc_ms: own.utc_ms.saturating_add(self.ahead_ms()?.unwrap_or(0)), ..own })
    }

    /// The same as consents have it.
    pub(super) fn now_ms(&self) -> Result<u64, Fault> {
        Ok(u64::try_from(self.now()?.utc_ms).unwrap_or(0))
    }
}

const AHEAD: &str = "server ahead";
/// What a clock may be off without a word.
const FINE_MS: i64 = 120_000;
