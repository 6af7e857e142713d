use bytes::Bytes;
use henro_sync::{DeviceKey, Slot};

use super::Ledger;
use crate::store::NewSlip;
use crate::{Refused, Session};

impl Ledger {
    /// Keeps what a device lays down for others, in place of what lay under the slot before. What it says is signed and sealed
    /// between those it concerns.
    pub async fn slip_put(&self, session: &Session, slot: Slot, bytes: Bytes) -> Result<(), Refused> {
        self.check(session).await?;
        let (device, identity, at) = (session.device, session.identity, self.now());
        let new = NewSlip { device, slot, identity, at, most: MOST, bytes };
        if self.store.slip_put(new).await? { Ok(()) } else { Err(Refused::Quota(MOST)) }
    }

    /// What a device laid down, with its time, where it is newer. Whoever knows the slot may read it.
    pub async fn slip(
        &self,
        session: &Session,
        device: DeviceKey,
        slot: Slot,
        after: u64,
    ) -> Result<(u64, Vec<u8>), Refused> {
        self.check(session).await?;
        self.store.slip(device, slot, after).await?.ok_or(Refused::Unknown)
    }
}

/// Slips of one device.
const MOST: u64 = 20_000;
