//! New keys for the wards, for when the guardian's may have leaked: who had those could read these.

use std::fs::{self, File};

use henro_seal::{Key, Random, Tier};
use henro_sync::RecordId;

use super::row;
use crate::vault::{Open, remove_if_there};
use crate::{Daily, Error, Vault, files};

impl Vault {
    /// Notes that all wards are to get new keys. To be called before the guardian gets new ones; [`Vault::renew_ward`] then does
    /// it for each, also after a crash.
    pub fn owe_ward_keys(&mut self) -> Result<(), Error> {
        row::owe_renewal(&self.daily()?.db)
    }

    /// Wards that wait for a new key of their daily tier, and those that wait for one of their clinical tier.
    pub fn owed_ward_keys(&mut self) -> Result<(Vec<RecordId>, Vec<RecordId>), Error> {
        let db = &self.daily()?.db;
        Ok((row::owed(db, 1)?, row::owed(db, 2)?))
    }

    /// Gives an open ward the new keys it waits for; the clinical one where both clinical tiers are open.
    pub fn renew_ward(&mut self, ward: &mut Vault, random: &dyn Random) -> Result<(), Error> {
        let record = ward.record_id()?;
        let (daily, clinical) = self.owed_ward_keys()?;
        if daily.contains(&record) {
            self.renew_ward_daily(ward, &record, random)?;
        }
        if clinical.contains(&record) && self.is_clinical_open() {
            self.open_ward_clinical(ward, random)?;
            self.renew_ward_clinical(ward, random)?;
        }
        Ok(())
    }

    fn renew_ward_daily(
        &mut self,
        ward: &mut Vault,
        record: &RecordId,
        random: &dyn Random,
    ) -> Result<(), Error> {
        let key = Key::make(random);
        row::put_next(&self.daily()?.db, record, &key)?;
        let path = ward.tier_path(Tier::Daily);
        let fresh = files::beside(&path, ".new");
        remove_if_there(&fresh)?;
        let (daily, _) = ward.open_parts()?;
        daily.copy_to(&fresh, &key)?;
        File::open(&fresh)?.sync_all()?;
        daily.settle()?;
        let Some(Open { daily, clinical, shared, _lock, .. }) = ward.open.take() else {
            return Err(Error::Locked);
        };
        // Closed before the new file takes its place, so that no log of the old one is played into it.
        drop(daily);
        fs::rename(&fresh, &path)?;
        files::sync_folder_of(&path)?;
        row::take_next(&self.daily()?.db, record)?;
        let daily = Daily::open(&path, &key, None)?;
        ward.opened(Open { daily, key, clinical, shared, _lock }, random).map(drop)
    }
}
