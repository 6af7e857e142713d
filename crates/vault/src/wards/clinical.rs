//! The clinical tier of a ward: its key lies in the clinical file of the guardian.

use std::fs::{self, File};

use henro_seal::{Key, Random, Tier};
use henro_sync::RecordId;

use super::row;
use crate::clinical::Clinical;
use crate::vault::{OpenClinical, remove_if_there};
use crate::{Error, FactorFault, Vault, files};

impl Vault {
    /// Opens the clinical tier of an open ward; the first time it is made. The guardian's has to be open.
    pub fn open_ward_clinical(&mut self, ward: &mut Vault, random: &dyn Random) -> Result<(), Error> {
        if ward.is_clinical_open() {
            return Ok(());
        }
        let record = ward.record_id()?;
        let path = ward.tier_path(Tier::Clinical);
        let number = ward.open_parts()?.0.number();
        let own = self.clinical()?;
        let key = match key_of(own, &name(&record))? {
            Some(key) => key,
            None => {
                let key = Key::make(random);
                own.put_secret(&name(&record), key.expose())?;
                key
            }
        };
        let next = key_of(own, &next_name(&record))?;
        if !path.exists() {
            make(&path, &key, &record, number)?;
        }
        let opened = match (Clinical::open(&path, &key, (&record.to_string(), number), None), next) {
            (Err(_), Some(next)) => {
                let file = Clinical::open(&path, &next, (&record.to_string(), number), None)?;
                take_next(own, &record, &next)?;
                OpenClinical::new(file, next)
            }
            (file, _) => OpenClinical::new(file?, key),
        };
        ward.open.as_mut().ok_or(Error::Locked)?.clinical = Some(opened);
        Ok(())
    }

    /// Encrypts the clinical file of an open ward anew, whose clinical tier is open, under a new key.
    pub(super) fn renew_ward_clinical(&mut self, ward: &mut Vault, random: &dyn Random) -> Result<(), Error> {
        let record = ward.record_id()?;
        let path = ward.tier_path(Tier::Clinical);
        let fresh = files::beside(&path, ".new");
        let key = Key::make(random);
        let own = self.clinical()?;
        own.put_secret(&next_name(&record), key.expose())?;
        let open = ward.open.as_mut().ok_or(Error::Locked)?;
        let number = open.daily.number();
        let file = &open.clinical.as_ref().ok_or(Error::Factor(FactorFault::Closed))?.file;
        remove_if_there(&fresh)?;
        crate::engine::copy_to(file.db(), &fresh, &key)?;
        File::open(&fresh)?.sync_all()?;
        file.settle()?;
        // Closed before the new file takes its place, so that no log of the old one is played into it.
        open.clinical = None;
        fs::rename(&fresh, &path)?;
        files::sync_folder_of(&path)?;
        take_next(own, &record, &key)?;
        let file = Clinical::open(&path, &key, (&record.to_string(), number), None)?;
        open.clinical = Some(OpenClinical::new(file, key));
        row::renewed(&self.daily()?.db, &record, 2)
    }

    /// Forgets clinical keys of wards that are no more. The guardian's clinical tier has to be open. A key whose folder is there
    /// stays: an older copy of the daily file does not name every ward.
    pub fn clear_ward_keys(&mut self) -> Result<(), Error> {
        let wards: Vec<String> = self.wards()?.iter().map(|ward| name(&ward.record)).collect();
        for kept in self.clinical()?.secret_names()? {
            let of = kept.strip_suffix(NEXT).unwrap_or(&kept);
            let Some(record) = of.strip_prefix(PREFIX).and_then(|id| id.trim().parse().ok()) else {
                continue;
            };
            if !wards.iter().any(|ward| ward == of) && !self.ward_folder(&record).exists() {
                self.clinical()?.drop_secret(&kept)?;
            }
        }
        Ok(())
    }

    /// The record, as its slots name it.
    pub fn record_id(&self) -> Result<RecordId, Error> {
        self.slots()?.record().parse().map_err(|_| crate::daily::DAMAGED)
    }
}

/// The file whole beside its place, then into it in one step. The key is kept already.
fn make(path: &std::path::Path, key: &Key, record: &RecordId, number: u32) -> Result<(), Error> {
    let fresh = files::beside(path, ".new");
    for ending in ["", "-wal", "-shm"] {
        remove_if_there(&files::beside(&fresh, ending))?;
    }
    drop(Clinical::create(&fresh, key, &record.to_string(), number)?);
    File::open(&fresh)?.sync_all()?;
    fs::rename(&fresh, path)?;
    files::sync_folder_of(path)
}

fn take_next(own: &mut Clinical, record: &RecordId, key: &Key) -> Result<(), Error> {
    own.put_secret(&name(record), key.expose())?;
    own.drop_secret(&next_name(record))
}

fn key_of(own: &Clinical, name: &str) -> Result<Option<Key>, Error> {
    Ok(own.secret(name)?.and_then(|bytes| Key::from_slice(bytes.expose())))
}

fn name(record: &RecordId) -> String {
    format!("{PREFIX}{record}")
}

fn next_name(record: &RecordId) -> String {
    format!("{PREFIX}{record}{NEXT}")
}

const PREFIX: &str = "ward ";
const NEXT: &str = " next";
