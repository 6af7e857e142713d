//! Wards: records of other persons, kept for them by the one this record belongs to.
//!
//! A ward is a whole record of its own, in `wards/RECORD` beside the files of its guardian, under random keys of its own. The
//! guardian's daily file keeps its daily key, the guardian's clinical file its clinical key: who has the password opens
//! the daily tier of all, who has the second factor too opens the clinical tier of all, and neither opens the other half.
//!
//! A row in the guardian's daily file says that a ward is there; every step is made so that a crash leaves the row and
//! the folder together or neither. What was begun is ended at the next opening ([`Vault::settle_wards`]).

use std::fs::{self, File};
use std::path::PathBuf;

use henro_domain::{Relation, Stamp};
use henro_seal::{Key, Random, SlotFile, Tier};
use henro_sync::RecordId;

use crate::daily::NO_NUMBER;
use crate::vault::{Open, remove_if_there};
use crate::{Daily, Error, FileFault, Vault, files, mark};

mod clinical;
mod renew;
mod row;

use row::State;
pub use row::Ward;

/// A ward about to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewWard {
    /// What this person is to the guardian.
    pub relation: Relation,
    /// Colour and weave the person is known by.
    pub mark: u8,
    /// The name of the record where another device or guardian has it already. Its number is then given later.
    pub joined: Option<RecordId>,
}

impl Vault {
    /// The wards, those that were put away too, in the order they came.
    pub fn wards(&mut self) -> Result<Vec<Ward>, Error> {
        row::all(&self.daily()?.db)
    }

    /// Makes the record of another person. `fill` writes what it must not be without, before anybody can see it.
    pub fn make_ward(
        &mut self,
        new: &NewWard,
        random: &dyn Random,
        stamp: Stamp,
        fill: impl FnOnce(&mut Daily) -> Result<(), Error>,
    ) -> Result<RecordId, Error> {
        let slots = match new.joined {
            Some(record) => SlotFile::of_record(record.0),
            None => SlotFile::make(random),
        };
        let record: RecordId = slots.record().parse().map_err(|_| Error::File(FileFault::Damaged))?;
        let key = Key::make(random);
        let db = &self.daily()?.db;
        if row::all(db)?.len() >= MOST {
            return Err(Error::Misfit);
        }
        row::begin(db, &record, &key, (new, stamp))?;
        // Where this device wrote in it while it was only shown, it goes on under its number, with the file as it is.
        let wrote =
            self.shared_records()?.contains(&record) && self.shared(&record)?.device_number().is_some();
        let from = if wrote {
            From::Shared
        } else if new.joined.is_some() {
            From::Others
        } else {
            From::Nothing
        };
        let made = self.fill_ward(&record, &key, &slots, from, fill);
        match made.and_then(|()| row::set_state(&self.daily()?.db, &record, State::There)) {
            Ok(()) => Ok(record),
            Err(error) => {
                // What cannot be cleared away now is at the next opening.
                let _ = row::set_state(&self.daily()?.db, &record, State::Going);
                let _ = self.settle_wards();
                Err(error)
            }
        }
    }

    /// The whole folder beside its place, then into it in one step.
    fn fill_ward(
        &self,
        record: &RecordId,
        key: &Key,
        slots: &SlotFile,
        from: From,
        fill: impl FnOnce(&mut Daily) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let place = self.ward_folder(record);
        let fresh = files::beside(&place, ".new");
        remove_folder(&fresh)?;
        files::private_folder(&self.path(FOLDER))?;
        files::private_folder(&fresh)?;
        let ward = Vault::at(&fresh);
        let path = ward.tier_path(Tier::Daily);
        let shared = self.open.as_ref().and_then(|open| open.shared.get(record));
        let mut daily = match (from, shared) {
            (From::Shared, Some(shared)) => {
                shared.copy_to(&path, key)?;
                Daily::open(&path, key, None)?
            }
            (From::Nothing, _) => Daily::create(&path, key, slots.record(), 1)?,
            _ => Daily::create(&path, key, slots.record(), NO_NUMBER)?,
        };
        fill(&mut daily)?;
        daily.settle()?;
        drop(daily);
        File::open(&path)?.sync_all()?;
        files::write_whole(&ward.path("slots"), &slots.to_bytes())?;
        fs::rename(&fresh, &place)?;
        files::sync_folder_of(&place)
    }

    /// Opens the daily tier of a ward. It stays open by itself; the guardian's record has to stay open beside it only for
    /// what needs its keys.
    pub fn open_ward(&mut self, record: &RecordId, random: &dyn Random) -> Result<Vault, Error> {
        let keys = row::keys(&self.daily()?.db, record)?.ok_or(Error::NoRecord)?;
        let mut ward = Vault::at(self.ward_folder(record));
        ward.finish_restore()?;
        let lock = files::lock(&ward.path("lock"))?;
        if ward.slots()?.record() != record.to_string() {
            return Err(Error::File(FileFault::Foreign));
        }
        let seen = mark::seen(&ward.path("mark"))?;
        let path = ward.tier_path(Tier::Daily);
        let mut failure = Error::File(FileFault::Damaged);
        for (number, key) in [Some(keys.daily), keys.next].into_iter().enumerate() {
            let Some(key) = key else { continue };
            match Daily::open(&path, &key, seen) {
                Ok(daily) => {
                    if number > 0 {
                        row::take_next(&self.daily()?.db, record)?;
                    }
                    let open = Open { daily, key, clinical: None, shared: Default::default(), _lock: lock };
                    ward.opened(open, random)?;
                    return Ok(ward);
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Says anew what somebody is to the guardian, and their colour.
    pub fn set_ward(&mut self, record: &RecordId, relation: Relation, mark: u8) -> Result<bool, Error> {
        row::describe(&self.daily()?.db, record, relation, mark)
    }

    /// Puts a ward away: its folder stays as it is, sealed; the name is kept to ask for it again. It has to be closed.
    pub fn put_ward_away(&mut self, record: &RecordId, name: &str, stamp: Stamp) -> Result<bool, Error> {
        row::put_away(&self.daily()?.db, record, Some((name, stamp.utc_ms)))
    }

    /// Brings a ward back that was put away.
    pub fn bring_ward_back(&mut self, record: &RecordId) -> Result<bool, Error> {
        row::put_away(&self.daily()?.db, record, None)
    }

    /// Takes away for good what was put away before a moment: first its key, then its folder. Answers how many.
    pub fn clear_wards(&mut self, before_ms: i64) -> Result<u32, Error> {
        let cleared = row::condemn(&self.daily()?.db, before_ms)?;
        self.settle_wards()?;
        Ok(cleared)
    }

    /// Ends what a crash cut off: a ward whose folder stands is there, one without is not; one that was being taken away
    /// goes.
    pub fn settle_wards(&mut self) -> Result<(), Error> {
        for (record, state) in row::unsettled(&self.daily()?.db)? {
            let place = self.ward_folder(&record);
            match state {
                State::Making if place.join("slots").exists() => {
                    row::set_state(&self.daily()?.db, &record, State::There)?;
                }
                _ => {
                    remove_folder(&files::beside(&place, ".new"))?;
                    remove_folder(&place)?;
                    files::sync_folder_of(&place).or_else(missing)?;
                    row::forget(&self.daily()?.db, &record)?;
                }
            }
        }
        Ok(())
    }

    /// Where the record of a ward lies.
    pub fn ward_folder(&self, record: &RecordId) -> PathBuf {
        self.path(FOLDER).join(record.to_string())
    }
}

/// What the file of a new ward begins with.
#[derive(Clone, Copy)]
enum From {
    Nothing,
    /// Another device or guardian has the record, and it comes by the server.
    Others,
    /// The file of the record as it was shown here.
    Shared,
}

fn missing(error: Error) -> Result<(), Error> {
    match error {
        Error::Below(crate::Below::Files(std::io::ErrorKind::NotFound)) => Ok(()),
        error => Err(error),
    }
}

/// Slots first: without them there is no record.
fn remove_folder(folder: &std::path::Path) -> Result<(), Error> {
    remove_if_there(&folder.join("slots"))?;
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// The folder of all wards.
pub(crate) const FOLDER: &str = "wards";
/// More than anybody keeps.
pub(crate) const MOST: usize = 64;
