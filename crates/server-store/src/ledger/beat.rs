use bytes::Bytes;
use henro_sync::{Error as Broken, Heartbeat, RecordId};

use super::Ledger;
use crate::ledger::push::is_member;
use crate::{Refused, Session};

impl Ledger {
    /// Keeps what a device saw, for the other devices to compare with.
    pub async fn beat(&self, session: &Session, record: &RecordId, bytes: Bytes) -> Result<(), Refused> {
        let beat = Heartbeat::read(&bytes)?;
        self.check(session).await?;
        let control = self.known_to(session, record).await?;
        let of = control.devices.get(&beat.device).filter(|of| of.key == session.device);
        let of = of.filter(|of| of.identity == session.identity && beat.record == *record);
        let key = of.ok_or(Refused::Rule(Broken::NotAllowed))?.key;
        Heartbeat::verify(&bytes, &key)?;
        let now = self.now();
        if beat.at.abs_diff(now) > self.limits.clock_ms {
            return Err(Refused::Clock(now));
        }
        Ok(self.store.beat(*record, beat.device, beat.at, bytes).await?)
    }

    /// What each device saw last, for those with a role now.
    pub async fn beats(&self, session: &Session, record: &RecordId) -> Result<Vec<Vec<u8>>, Refused> {
        self.check(session).await?;
        let control = self.known_to(session, record).await?;
        let (who, now) = (&session.identity, self.now());
        let holds = control.owners.contains(who) || control.grants_of(who, now).next().is_some();
        if !is_member(&control, who) || !holds {
            return Err(Broken::NotAllowed.into());
        }
        Ok(self.store.beats(*record).await?)
    }
}
