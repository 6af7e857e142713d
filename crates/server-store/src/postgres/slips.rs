//! What devices lay down for others.

use deadpool_postgres::Object;
use henro_sync::{DeviceKey, Slot};

use super::rows::{number, signed};
use crate::Error;
use crate::store::NewSlip;

pub(super) async fn put(db: &Object, new: &NewSlip) -> Result<bool, Error> {
    let (device, slot) = (&new.device.0[..], &new.slot.0[..]);
    let text = "INSERT INTO slip (device, slot, identity, at, bytes) SELECT $1, $2, $3, $4, $5
        WHERE (SELECT count(*) FROM slip WHERE device = $1 AND slot <> $2) < $6
        ON CONFLICT (device, slot) DO UPDATE SET at = greatest(excluded.at, slip.at + 1), bytes = excluded.bytes";
    let write = db.prepare_cached(text).await?;
    let written = db
        .execute(
            &write,
            &[&device, &slot, &&new.identity.0[..], &signed(new.at), &&new.bytes[..], &signed(new.most)],
        )
        .await?;
    Ok(written > 0)
}

pub(super) async fn find(
    db: &Object,
    device: &DeviceKey,
    slot: &Slot,
    after: u64,
) -> Result<Option<(u64, Vec<u8>)>, Error> {
    let text = "SELECT at, bytes FROM slip WHERE device = $1 AND slot = $2 AND at > $3";
    let find = db.prepare_cached(text).await?;
    let row = db.query_opt(&find, &[&&device.0[..], &&slot.0[..], &signed(after)]).await?;
    row.map(|row| Ok((number(&row, 0)?, row.try_get(1)?))).transpose()
}
