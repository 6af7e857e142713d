//! A new key for the clinical tier, for when the old one may have leaked.
//!
//! The slots name the file their clinical key opens, so writing them is the one step that changes key and file together. A crash
//! before it leaves a new file nobody names, after it an old one; both are deleted at the next opening of the record.

use std::fs::File;

use henro_seal::{Key, NewFactor, Random, SlotFile, Tier};

use crate::clinical::Clinical;
use crate::vault::{OpenClinical, remove_if_there};
use crate::{Error, FactorFault, Vault, engine, files};

impl Vault {
    /// Encrypts the clinical file anew under a new key and wraps that for the factors in `kept` alone: each under its name, with the
    /// secret it gives now. All other ways in open nothing any more. The clinical tier must be open, and stays so.
    ///
    /// The daily key was kept under the old clinical one. Who may have that needs [`Vault::rekey_daily`] as well, before.
    pub fn rekey_clinical(
        &mut self,
        kept: &[(String, NewFactor<'_>)],
        random: &dyn Random,
    ) -> Result<(), Error> {
        let mut slots = self.slots()?;
        let (daily, _) = self.both_keys()?;
        if kept.is_empty() {
            return Err(Error::Factor(FactorFault::Last));
        }
        let key = Key::make(random);
        slots.rekey_clinical(kept, daily, &key, random).map_err(|_| Error::Factor(FactorFault::Wrong))?;
        let old = self.tier_path(Tier::Clinical);
        let path = self.path(&clinical_name(Some(&slots)));
        let ids: Vec<&str> = kept.iter().map(|(id, _)| id.as_str()).collect();
        let file = match self.copy_clinical(&slots, &key, &ids) {
            Ok(file) => file,
            Err(error) => {
                remove_with_log(&path)?;
                return Err(error);
            }
        };
        let written = files::write_whole(&self.path("slots"), &slots.to_bytes());
        if written.is_err() && self.tier_path(Tier::Clinical) == old {
            drop(file);
            remove_with_log(&path)?;
            return written;
        }
        if let Some(open) = &mut self.open {
            open.clinical = Some(OpenClinical::new(file, key));
        }
        // Where it is not sure that the new slots outlive a power cut, the old file waits for the next opening.
        if written.is_ok() {
            remove_with_log(&old)?;
        }
        Ok(())
    }

    /// The whole clinical file under `key`, durable, under the name that `slots` give it.
    fn copy_clinical(&self, slots: &SlotFile, key: &Key, ids: &[&str]) -> Result<Clinical, Error> {
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        let clinical = open.clinical.as_ref().ok_or(Error::Factor(FactorFault::Closed))?;
        let path = self.path(&clinical_name(Some(slots)));
        remove_with_log(&path)?;
        engine::copy_to(clinical.file.db(), &path, key)?;
        let mut file = Clinical::open(&path, key, (slots.record(), open.daily.number()), None)?;
        file.keep_card_keys(ids)?;
        file.settle()?;
        File::open(&path)?.sync_all()?;
        files::sync_folder_of(&path)?;
        Ok(file)
    }

    /// Deletes clinical files that the slots do not name: what a new key that was cut off left.
    pub(crate) fn clear_clinical_files(&self) -> Result<(), Error> {
        let slots = self.slots()?;
        if !slots.has_clinical() {
            return Ok(());
        }
        let own = clinical_name(Some(&slots));
        let others = self.clinical_files()?.into_iter().filter(|name| *name != own);
        { others }.try_for_each(|name| remove_with_log(&self.path(&name)))
    }

    /// Names of all clinical files that lie there.
    pub(crate) fn clinical_files(&self) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(self.folder())? {
            found.extend(entry?.file_name().to_str().filter(|name| is_clinical(name)).map(str::to_owned));
        }
        Ok(found)
    }
}

/// The name of the clinical file.
pub(crate) fn clinical_name(slots: Option<&SlotFile>) -> String {
    match slots.map_or(0, SlotFile::clinical_file) {
        0 => "clinical.db".to_owned(),
        number => format!("clinical-{number}.db"),
    }
}

/// Whether a file could be one of [`clinical_name`].
fn is_clinical(name: &str) -> bool {
    let number = name.strip_prefix("clinical").and_then(|rest| rest.strip_suffix(".db"));
    number.is_some_and(|number| {
        number.is_empty() || number.strip_prefix('-').is_some_and(|digits| digits.parse::<u32>().is_ok())
    })
}

fn remove_with_log(path: &std::path::Path) -> Result<(), Error> {
    ["-wal", "-shm", ""].iter().try_for_each(|ending| remove_if_there(&files::beside(path, ending)))
}
