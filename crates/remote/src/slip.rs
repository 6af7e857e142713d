use henro_sync::{DeviceKey, Slot};
use henro_sync_client::{Fault, Refusal};
use reqwest::Method;

use crate::Server;
use crate::read::MALFORMED;

impl Server {
    /// Lays something down under a slot of this device, in place of what was there.
    pub fn put_slip(&mut self, slot: &Slot, bytes: &[u8]) -> Result<(), Fault> {
        self.ask(Method::PUT, &format!("/v1/slips/{slot}"), bytes).map(drop)
    }

    /// What a device laid down, with its time by the clock of the server, where that is after `after`.
    pub fn slip(
        &mut self,
        device: &DeviceKey,
        slot: &Slot,
        after: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, Fault> {
        match self.ask(Method::GET, &format!("/v1/devices/{device}/slips/{slot}?after={after}"), &[]) {
            Ok(body) => {
                let (at, bytes) = body.split_first_chunk::<8>().ok_or(MALFORMED)?;
                Ok(Some((u64::from_be_bytes(*at), bytes.to_vec())))
            }
            Err(Fault::Refused(Refusal::Absent)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}
