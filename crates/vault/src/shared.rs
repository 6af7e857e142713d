//! Records of others that this person may see: each a file of its own beside the record, under a random key that is kept in
//! the daily file. Their clinical sections lie in another file, under a key in the clinical file of this record: who has the
//! daily key alone reads nothing of them. They are no part of a backup: the server hands them out again.

use std::fs::{self, File};
use std::path::Path;

use henro_seal::{Key, Random};
use henro_sync::RecordId;
use rusqlite::params;

use crate::clinical::Clinical;
use crate::daily::NO_NUMBER;
use crate::vault::{Open, remove_if_there};
use crate::{Daily, Error, FactorFault, Vault, files};

impl Vault {
    /// Makes files for records that have none yet. Records that are no longer shown stay as they are.
    pub fn keep_shared(&mut self, records: &[RecordId], random: &dyn Random) -> Result<(), Error> {
        for record in records {
            let name = name(record);
            let daily = self.daily()?;
            if daily.secret(&name)?.is_none() {
                daily.put_secret(&name, Key::make(random).expose())?;
            }
            self.shared(record)?;
        }
        Ok(())
    }

    /// Records of others that are kept here.
    pub fn shared_records(&mut self) -> Result<Vec<RecordId>, Error> {
        let daily = self.daily()?;
        let mut statement = daily.db.prepare_cached("SELECT name FROM secret WHERE name LIKE 'shared %'")?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut records = Vec::new();
        for name in names {
            records.extend(name?.strip_prefix(PREFIX).and_then(|id| id.parse::<RecordId>().ok()));
        }
        Ok(records)
    }

    /// The file of one of them, opened at the first call.
    pub fn shared(&mut self, record: &RecordId) -> Result<&mut Daily, Error> {
        let path = self.path(&format!("shared-{record}.db"));
        let open = self.open.as_mut().ok_or(Error::Locked)?;
        if !open.shared.contains_key(record) {
            let key = key(open, record)?;
            if !path.exists() {
                make(&path, &key, record)?;
            }
            open.shared.insert(*record, Daily::open(&path, &key, None)?);
        }
        open.shared.get_mut(record).ok_or(Error::NoRecord)
    }

    /// The clinical half of one of them, made the first time. The clinical tier of this record has to be open.
    pub fn shared_clinical(
        &mut self,
        record: &RecordId,
        random: &dyn Random,
    ) -> Result<&mut Clinical, Error> {
        self.shared(record)?;
        let path = self.path(&format!("shared-{record}-clinical.db"));
        let open = self.open.as_mut().ok_or(Error::Locked)?;
        let number = open.shared.get(record).map_or(NO_NUMBER, Daily::number);
        let own = open.clinical.as_mut().ok_or(Error::Factor(FactorFault::Closed))?;
        if !own.shared.contains_key(record) {
            let key = clinical_key(&mut own.file, record, random)?;
            if !path.exists() {
                make_clinical(&path, &key, record)?;
            }
            let file = Clinical::open(&path, &key, (&record.to_string(), number), None)?;
            own.shared.insert(*record, file);
        }
        own.shared.get_mut(record).ok_or(Error::NoRecord)
    }

    /// Whether there is a file of the clinical half of one of them.
    pub fn may_have_shared_clinical(&self, record: &RecordId) -> bool {
        self.path(&format!("shared-{record}-clinical.db")).exists()
    }

    /// The own daily file, and beside it that of a record somebody shows, where one is named.
    pub fn daily_beside(&mut self, record: Option<&RecordId>) -> Result<(&Daily, Option<&Daily>), Error> {
        if let Some(record) = record {
            self.shared(record)?;
        }
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        Ok((&open.daily, record.and_then(|record| open.shared.get(record))))
    }

    /// Gives what was written into it and nobody has seen new clock values: the clock was ahead. Answers how many.
    pub fn restamp_shared(&mut self, record: &RecordId, now_ms: i64) -> Result<u64, Error> {
        self.shared(record)?.restamp(now_ms)
    }

    /// Forgets a record of somebody else: key first, then file.
    pub fn drop_shared(&mut self, record: &RecordId) -> Result<(), Error> {
        let daily = self.daily()?;
        daily.db.execute("DELETE FROM secret WHERE name = ?1", params![name(record)])?;
        if let Some(open) = &mut self.open {
            open.shared.remove(record);
            if let Some(clinical) = &mut open.clinical {
                clinical.shared.remove(record);
                clinical.file.drop_secret(&name(record))?;
            }
        }
        // A key that stays in a clinical file which is closed opens nothing: the file goes now.
        for ending in ["db", "db-wal", "db-shm"] {
            remove_if_there(&self.path(&format!("shared-{record}.{ending}")))?;
            remove_if_there(&self.path(&format!("shared-{record}-clinical.{ending}")))?;
        }
        self.shared_blobs(record).keep_only(&[])
    }
}

/// Makes the file beside its place, so that a crash leaves a whole one or none.
fn make(path: &Path, key: &Key, record: &RecordId) -> Result<(), Error> {
    beside_its_place(path, |fresh| {
        Daily::create(fresh, key, &record.to_string(), NO_NUMBER).and_then(|daily| daily.settle())
    })
}

fn make_clinical(path: &Path, key: &Key, record: &RecordId) -> Result<(), Error> {
    beside_its_place(path, |fresh| {
        Clinical::create(fresh, key, &record.to_string(), NO_NUMBER).and_then(|file| file.settle())
    })
}

fn beside_its_place(path: &Path, work: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let fresh = files::beside(path, ".new");
    ["", "-wal", "-shm"].iter().try_for_each(|part| remove_if_there(&files::beside(&fresh, part)))?;
    work(&fresh)?;
    File::open(&fresh)?.sync_all()?;
    fs::rename(&fresh, path)?;
    files::sync_folder_of(path)
}

/// The key of a clinical half, kept before there is anything under it.
fn clinical_key(own: &mut Clinical, record: &RecordId, random: &dyn Random) -> Result<Key, Error> {
    if let Some(kept) = own.secret(&name(record))? {
        return Key::from_slice(kept.expose()).ok_or(Error::NoRecord);
    }
    let key = Key::make(random);
    own.put_secret(&name(record), key.expose())?;
    Ok(key)
}

fn key(open: &Open, record: &RecordId) -> Result<Key, Error> {
    let secret = open.daily.secret(&name(record))?.ok_or(Error::NoRecord)?;
    Key::from_slice(secret.expose()).ok_or(Error::NoRecord)
}

fn name(record: &RecordId) -> String {
    format!("{PREFIX}{record}")
}

const PREFIX: &str = "shared ";
