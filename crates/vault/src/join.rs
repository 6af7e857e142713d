//! A record that another device has already: made beside its place, and moved there when it is whole.

use std::fs;
use std::path::PathBuf;

use henro_domain::Stamp;
use henro_seal::{KdfParams, Random, SlotFile};

use crate::daily::{Daily, NO_NUMBER};
use crate::vault::Vault;
use crate::{Error, SyncFault, files};

impl Vault {
    /// Makes the folder of a record that another device has, and leaves it unlocked. It is empty but for the name of
    /// the record and the number that the control chain gives this device.
    pub fn join(
        folder: impl Into<PathBuf>,
        password: &str,
        params: KdfParams,
        (record, device): ([u8; 16], u32),
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<Self, Error> {
        if device == 0 || device >= NO_NUMBER {
            return Err(Error::Sync(SyncFault::Number));
        }
        let slots = (SlotFile::of_record(record), device);
        let mut vault = Self::make(folder.into(), (password, params), slots, random, stamp)?;
        vault.daily()?.note_joined()?;
        Ok(vault)
    }

    /// The same at once, in a folder beside it that is moved into place: of a record that this device has no number in yet,
    /// with what `keep` puts into it. A crash leaves a whole record or none.
    pub fn join_with(
        folder: impl Into<PathBuf>,
        (password, params): (&str, KdfParams),
        record: [u8; 16],
        keep: impl FnOnce(&mut Daily) -> Result<(), Error>,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<Self, Error> {
        let folder = folder.into();
        if folder.join("slots").exists() {
            return Err(Error::Exists);
        }
        let part = files::beside(&folder, ".joining");
        match fs::remove_dir_all(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let slots = (SlotFile::of_record(record), NO_NUMBER);
        let mut vault = Self::make(part, (password, params), slots, random, stamp)?;
        vault.daily()?.note_joined()?;
        keep(vault.daily()?)?;
        let mut vault = vault.move_to(folder, random, stamp)?;
        vault.unlock(password, random, stamp)?;
        Ok(vault)
    }

    /// Puts a locked record aside, beside its place: this device is to join anew. Answers where it is now.
    pub fn put_aside(self, stamp: Stamp) -> Result<PathBuf, Error> {
        let folder = self.folder().to_owned();
        if self.open.is_some() || !folder.join("slots").exists() {
            return Err(if self.open.is_some() { Error::InUse } else { Error::NoRecord });
        }
        let lock = files::lock(&folder.join("lock"))?;
        let aside = files::beside(&folder, &format!(".before-{}", stamp.utc_ms));
        // Windows moves no folder in which a file is open.
        drop(lock);
        fs::rename(&folder, &aside)?;
        files::sync_folder_of(&aside)?;
        Ok(aside)
    }

    /// Locks the record and moves its folder to where no record is yet, in one step: whatever happens, the place has
    /// all of it or nothing. A folder there without a record (tries of a password, what a crash left) is kept beside it.
    pub fn move_to(
        mut self,
        place: impl Into<PathBuf>,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<Self, Error> {
        let (from, to) = (self.folder().to_owned(), place.into());
        self.lock(random)?;
        if to.join("slots").exists() {
            return Err(Error::Exists);
        }
        if to.exists() {
            fs::rename(&to, files::beside(&to, &format!(".before-{}", stamp.utc_ms)))?;
        }
        files::sync_folder_of(&from.join("slots"))?;
        fs::rename(&from, &to)?;
        files::sync_folder_of(&to)?;
        Ok(Self::at(to))
    }
}
