//! One record on disk: made, unlocked, locked, re-keyed, verified.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use henro_domain::Stamp;
use henro_seal::{KdfParams, Key, Random, SlotFile, SlotKind, SlotState, Tier};

use crate::attempts::Attempts;
use crate::backup::RESTORED;
use crate::blobs::Blobs;
use crate::clinical::Clinical;
use crate::daily::Daily;
use crate::factors::new_password;
use crate::mark::{self, Mark};
use crate::rekey::clinical_name;
use crate::{Error, FileFault, engine, files};

/// What can be said of a record without its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// There is a record in the folder.
    pub exists: bool,
    /// It is locked (here).
    pub locked: bool,
    /// Milliseconds until the next password is let through.
    pub wait_ms: i64,
}

/// What unlocking found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlocked {
    /// The file has come less far than when it was last closed: somebody put an older copy in its place.
    pub rolled_back: bool,
    /// The letter box had been given another key: entries written while locked since then cannot be read.
    pub inbox_replaced: bool,
}

/// What a full check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Faults of pages by the engine's checks, and blobs that are not what their names say.
    pub page_faults: usize,
    /// The tables are what the log makes of them.
    pub log_agrees: bool,
    /// Rows of state covered.
    pub rows: u64,
}

impl Verified {
    /// Nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.page_faults == 0 && self.log_agrees
    }
}

/// A record in a folder, locked or not. Dropping it locks it.
#[derive(Debug)]
pub struct Vault {
    folder: PathBuf,
    pub(crate) open: Option<Open>,
}

#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) daily: Daily,
    pub(crate) key: Key,
    pub(crate) clinical: Option<OpenClinical>,
    pub(crate) shared: std::collections::BTreeMap<henro_sync::RecordId, Daily>,
    pub(crate) _lock: File,
}

#[derive(Debug)]
pub(crate) struct OpenClinical {
    pub(crate) file: Clinical,
    pub(crate) key: Key,
    /// The clinical halves of records of others, as far as they were opened: closed with it.
    pub(crate) shared: std::collections::BTreeMap<henro_sync::RecordId, Clinical>,
}

impl OpenClinical {
    pub(crate) fn new(file: Clinical, key: Key) -> Self {
        Self { file, key, shared: Default::default() }
    }
}

impl Vault {
    /// The record of a folder, locked. Nothing is read yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), open: None }
    }

    /// Makes a new record and leaves it unlocked.
    pub fn create(
        folder: impl Into<PathBuf>,
        password: &str,
        params: KdfParams,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<Self, Error> {
        Self::make(folder.into(), (password, params), (SlotFile::make(random), 1), random, stamp)
    }

    pub(crate) fn make(
        folder: PathBuf,
        (password, params): (&str, KdfParams),
        (mut slots, device): (SlotFile, u32),
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<Self, Error> {
        let mut vault = Self::at(folder);
        vault.finish_restore()?;
        files::private_folder(&vault.folder)?;
        let lock = files::lock(&vault.path("lock"))?;
        if vault.path("slots").exists() {
            return Err(Error::Exists);
        }
        vault.set_aside(Tier::Daily, stamp)?;
        vault.set_aside(Tier::Clinical, stamp)?;
        for name in ["mark", "attempts", RESTORED] {
            remove_if_there(&vault.path(name))?;
        }
        let key = Key::make(random);
        slots.add_password(Tier::Daily, SlotState::Current, password, params, &key, random)?;
        let daily = Daily::create(&vault.tier_path(Tier::Daily), &key, slots.record(), device)?;
        files::sync_folder_of(&vault.tier_path(Tier::Daily))?;
        // The slots come last: with them the record exists.
        files::write_whole(&vault.path("slots"), &slots.to_bytes())?;
        vault.open = Some(Open { daily, key, clinical: None, shared: Default::default(), _lock: lock });
        vault.settle_inbox(random)?;
        vault.write_mark(random)?;
        Ok(vault)
    }

    /// What can be said without the password.
    pub fn status(&self, stamp: Stamp) -> Result<Status, Error> {
        self.finish_restore()?;
        let path = self.path("attempts");
        let attempts = Attempts::read(&path)?;
        let (wait_ms, kept) = attempts.wait(stamp.utc_ms);
        if kept != attempts {
            // The wait begins anew from now. Where that cannot be written, unlocking will say why.
            let _ = kept.write(&path);
        }
        Ok(Status { exists: self.path("slots").exists(), locked: self.open.is_none(), wait_ms })
    }

    /// Opens the daily tier. A wrong password costs what a right one does, and after three of them a wait
    /// that grows and survives a restart; nothing is ever wiped.
    pub fn unlock(&mut self, password: &str, random: &dyn Random, stamp: Stamp) -> Result<Unlocked, Error> {
        if self.open.is_some() {
            return Ok(Unlocked { rolled_back: false, inbox_replaced: false });
        }
        self.finish_restore()?;
        if !self.path("slots").exists() {
            return Err(Error::NoRecord);
        }
        let lock = files::lock(&self.path("lock"))?;
        let mut slots = self.slots()?;
        self.let_through(stamp)?;
        let opened = slots.open_password(Tier::Daily, password)?;
        self.right_password()?;

        let seen = mark::seen(&self.path("mark"))?;
        let mut failure = Error::File(FileFault::Damaged);
        for candidate in &opened {
            match Daily::open(&self.tier_path(Tier::Daily), &candidate.key, seen) {
                Ok(daily) => {
                    if slots.slots().iter().any(|slot| slot.state == SlotState::Next) {
                        finish_rekey(&mut slots, password, &candidate.key, random)?;
                        slots.settle_daily(&candidate.key, None);
                        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
                    }
                    return self.opened(
                        Open {
                            daily,
                            key: candidate.key.clone(),
                            clinical: None,
                            shared: Default::default(),
                            _lock: lock,
                        },
                        random,
                    );
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The open daily tier.
    pub fn daily(&mut self) -> Result<&mut Daily, Error> {
        self.open.as_mut().map(|open| &mut open.daily).ok_or(Error::Locked)
    }

    /// Closes the file and clears the key. The mark is brought up to date first.
    pub fn lock(&mut self, random: &dyn Random) -> Result<(), Error> {
        self.close_clinical();
        let marked = match &self.open {
            Some(open) => open.daily.settle().and_then(|()| self.write_mark(random)),
            None => Ok(()),
        };
        // Locked whatever went wrong above.
        self.open = None;
        marked
    }

    /// Wraps the key under a new password. The old one is asked again, with the same waits.
    pub fn change_password(
        &mut self,
        old: &str,
        new: &str,
        params: KdfParams,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<(), Error> {
        let key = self.confirm(old, stamp)?;
        let mut slots = self.slots()?;
        new_password(&mut slots, new, params, &key, random)?;
        files::write_whole(&self.path("slots"), &slots.to_bytes())
    }

    /// Encrypts the daily file anew under a new key, for when the old one may have leaked. Where there is a clinical
    /// tier it must be open, since it keeps the daily key for recovery. A crash at any point leaves the old or the new file, and slots that open either.
    pub fn rekey_daily(&mut self, password: &str, random: &dyn Random, stamp: Stamp) -> Result<(), Error> {
        self.confirm(password, stamp)?;
        let mut slots = self.slots()?;
        let params = slots.slots().iter().find(|s| s.tier == Tier::Daily).map_or(KdfParams::FLOOR, |s| s.kdf);
        let key = Key::make(random);
        if slots.has_clinical() {
            let (old, clinical) = self.both_keys()?;
            slots.prepare_daily(old, &key, clinical, random)?;
        }
        slots.remove(SlotKind::Password, Tier::Daily, SlotState::Next);
        slots.add_password(Tier::Daily, SlotState::Next, password, params, &key, random)?;
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;

        let path = self.tier_path(Tier::Daily);
        let fresh = files::beside(&path, ".new");
        remove_if_there(&fresh)?;
        let copied = self.open_parts().and_then(|(daily, _)| {
            daily.copy_to(&fresh, &key)?;
            File::open(&fresh)?.sync_all()?;
            Ok(())
        });
        if let Err(error) = copied {
            // Nothing has moved yet: the record stays open as it was.
            remove_if_there(&fresh)?;
            slots.remove(SlotKind::Password, Tier::Daily, SlotState::Next);
            slots.settle_daily(self.open_parts()?.1, None);
            unless_full(files::write_whole(&self.path("slots"), &slots.to_bytes()))?;
            return Err(error);
        }
        let Some(Open { daily, clinical, shared, _lock, .. }) = self.open.take() else {
            return Err(Error::Locked);
        };
        daily.settle()?;
        // Closed before the new file takes its place, so that no log of the old one is played into it.
        drop(daily);
        fs::rename(&fresh, &path)?;
        files::sync_folder_of(&path)?;

        let mut daily = Daily::open(&path, &key, None)?;
        if self.letters_waiting()? == 0 {
            // Who had the old file had the key of the letter box, too.
            daily.drop_inbox_key()?;
        }
        finish_rekey(&mut slots, password, &key, random)?;
        slots.settle_daily(&key, clinical.as_ref().map(|clinical| &clinical.key));
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        self.opened(Open { daily, key, clinical, shared, _lock }, random).map(|_| ())
    }

    /// Checks every page and every row: for the settings screen and `henro-cli verify`.
    pub fn verify(&mut self) -> Result<Verified, Error> {
        let daily = self.daily()?;
        let mut page_faults = daily.page_faults()?;
        let mut log_agrees = daily.agrees()?;
        let mut rows = daily.digest()?.rows();
        if let Some(clinical) = self.open.as_ref().and_then(|open| open.clinical.as_ref()) {
            let log = &clinical.file.log;
            page_faults += engine::page_faults(&log.db)?;
            log_agrees &= log.agrees()?;
            rows += log.digest()?.rows();
        }
        page_faults += self.blobs()?.faults()?;
        Ok(Verified { page_faults, log_agrees, rows })
    }

    /// Remembers how far the file has come. Locking does it; call it too when the app goes idle.
    pub fn write_mark(&self, random: &dyn Random) -> Result<(), Error> {
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        let mark = Mark { seen: engine::see(&self.tier_path(Tier::Daily))?, reached: open.daily.reached()? };
        mark::write(&self.path("mark"), &mark, &open.key, random)
    }

    /// Takes back the clock values of changes that no frame has and that lie after now: a clock ran ahead, and servers
    /// refuse what comes from there. Answers how many changes that were.
    pub fn restamp(&mut self, random: &dyn Random, stamp: Stamp) -> Result<u64, Error> {
        // Without its mark no file has come less far than it; a crash in between is then no older copy.
        remove_if_there(&self.path("mark"))?;
        let changed = self.daily()?.restamp(stamp.utc_ms)?;
        self.write_mark(random)?;
        Ok(changed)
    }

    /// Where a tier's file is.
    pub fn tier_path(&self, tier: Tier) -> PathBuf {
        match tier {
            Tier::Daily => self.path("daily.db"),
            Tier::Clinical => self.path(&clinical_name(self.slots().ok().as_ref())),
        }
    }

    /// The random name of the record, 32 hex digits. Needs no password.
    pub fn record(&self) -> Result<String, Error> {
        Ok(self.slots()?.record().to_owned())
    }

    /// The folder of the record.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn slots(&self) -> Result<SlotFile, Error> {
        let bytes = files::read_small(&self.path("slots"), 64 * 1024)?.ok_or(Error::NoRecord)?;
        Ok(SlotFile::parse(&bytes)?)
    }

    pub(crate) fn open_parts(&self) -> Result<(&Daily, &Key), Error> {
        self.open.as_ref().map(|open| (&open.daily, &open.key)).ok_or(Error::Locked)
    }

    pub(crate) fn opened(&mut self, open: Open, random: &dyn Random) -> Result<Unlocked, Error> {
        let before = mark::read(&self.path("mark"), &open.key)?;
        let rolled_back = before.is_some_and(|mark| open.daily.reached().is_ok_and(|now| now < mark.reached));
        let restored = self.path(RESTORED);
        let mut open = open;
        if rolled_back || restored.exists() {
            // Another copy may have gone on. Remembered in the file before the sign of it goes.
            match open.daily.set_behind() {
                Err(Error::Full) => {}
                other => other.and_then(|()| remove_if_there(&restored))?,
            }
        }
        remove_if_there(&files::beside(&self.tier_path(Tier::Daily), ".new"))?;
        // What cannot be deleted now is tried again at the next opening.
        let _ = self.clear_clinical_files();
        let _ = Blobs::clear_waiting(&self.folder);
        self.open = Some(open);
        let _ = self.settle_wards();
        let inbox_replaced = match self.settle_inbox(random) {
            Err(Error::Full | Error::ReadOnly) => false,
            other => other?,
        };
        unless_full(self.write_mark(random))?;
        Ok(Unlocked { rolled_back, inbox_replaced })
    }

    /// Counts a try before it is made; refuses it where the wait is not over. Answers what stood before.
    pub(crate) fn let_through(&self, stamp: Stamp) -> Result<Attempts, Error> {
        let path = self.path("attempts");
        let attempts = Attempts::read(&path)?;
        let (wait_ms, kept) = attempts.wait(stamp.utc_ms);
        if wait_ms > 0 {
            if kept != attempts {
                kept.write(&path)?;
            }
            return Err(Error::TooSoon { wait_ms });
        }
        unless_full(attempts.one_more(stamp.utc_ms).write(&path))?;
        Ok(attempts)
    }

    pub(crate) fn right_password(&self) -> Result<(), Error> {
        self.set_attempts(Attempts::default())
    }

    pub(crate) fn set_attempts(&self, attempts: Attempts) -> Result<(), Error> {
        unless_full(attempts.write(&self.path("attempts")))
    }

    /// The key in use, if the record is open and this is its password.
    fn confirm(&self, password: &str, stamp: Stamp) -> Result<Key, Error> {
        if self.open.is_none() {
            return Err(Error::Locked);
        }
        self.let_through(stamp)?;
        let opened = self.slots()?.open_password(Tier::Daily, password)?;
        self.right_password()?;
        let current = opened.into_iter().find(|opened| opened.state == SlotState::Current);
        current.map(|opened| opened.key).ok_or(Error::WrongPassword)
    }

    /// A file without slots belongs to a record whose slots were lost. It is kept, out of the way.
    pub(crate) fn set_aside(&self, tier: Tier, stamp: Stamp) -> Result<(), Error> {
        let mut paths = vec![self.tier_path(tier)];
        if tier == Tier::Clinical {
            // Without the slots nobody knows which of them it was.
            paths.extend(self.clinical_files()?.iter().map(|name| self.path(name)));
        }
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            for ending in ["", "-wal", "-shm"] {
                let path = files::beside(&path, ending);
                if path.exists() {
                    fs::rename(&path, self.path(&format!("orphan-{}-{name}{ending}", stamp.utc_ms)))?;
                }
            }
        }
        Ok(())
    }
}

/// Leaves one password slot with the key the file has.
fn finish_rekey(slots: &mut SlotFile, password: &str, key: &Key, random: &dyn Random) -> Result<(), Error> {
    let params = slots.slots().iter().find(|s| s.tier == Tier::Daily).map_or(KdfParams::FLOOR, |s| s.kdf);
    new_password(slots, password, params, key, random)
}

/// On a full disk the owner must still get in to make room; an attempt that cannot be counted is the lesser
/// evil, for who can fill the disk can copy the folder.
fn unless_full(done: Result<(), Error>) -> Result<(), Error> {
    if done == Err(Error::Full) { Ok(()) } else { done }
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_can_move_to_the_thread_that_owns_it() {
        fn sendable<T: Send>() {}
        sendable::<Vault>();
    }
}
