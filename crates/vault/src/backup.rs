//! A record in one file, and back. What the file looks like: `backup/container.rs`.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use henro_domain::Stamp;
use henro_seal::{Random, SlotFile, Tier};
use henro_sync::RecordId;

use crate::rekey::clinical_name;
use crate::{Blobs, Error, FileFault, Vault, engine, files};
use container::{Kind, MAX_SLOTS, Part, pack, read_backup};

mod container;

/// What a restore left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the record that was there before is kept. Removing it is left to the person.
    pub kept: Option<PathBuf>,
}

impl Vault {
    /// Writes the open record into one file. The file appears whole or not at all.
    pub fn backup_to(&mut self, path: &Path) -> Result<(), Error> {
        self.backup_with(path, &[])
    }

    /// The same where wards are open: these come as they stand, the others as they lie. A ward that is open anywhere has to be
    /// among them.
    pub fn backup_with(&mut self, path: &Path, open_wards: &[&Vault]) -> Result<(), Error> {
        let wards = self.wards()?;
        let whole = files::beside(path, ".new");
        let copies = Copies::beside(path);
        let written = (|| {
            let mut own = self.parts(&copies)?;
            if !self.has_clinical()? {
                own.retain(|(kind, _)| !matches!(kind, Kind::Clinical | Kind::ClinicalLog));
            }
            let mut rest = Vec::new();
            for ward in &wards {
                let open = open_wards.iter().find(|open| open.record_id() == Ok(ward.record));
                let lying = Vault::at(self.ward_folder(&ward.record));
                rest.push((ward.record, open.copied().unwrap_or(&lying).parts(&copies)?));
            }
            pack(&whole, own, &rest)?;
            fs::rename(&whole, path)?;
            files::sync_folder_of(path)
        })();
        let cleaned = copies.remove().and(remove(&whole));
        written.and(cleaned)
    }

    /// Slots, daily file, clinical file and log of it, the log of the daily file, blobs, to be packed: copies of what is open, the
    /// closed as it lies. Not all of them need be there.
    fn parts(&self, copies: &Copies) -> Result<Vec<(Kind, PathBuf)>, Error> {
        let log = |path: &Path| files::beside(path, "-wal");
        let (daily, clinical) = match &self.open {
            Some(open) => {
                let daily = copies.next()?;
                open.daily.copy_to(&daily, &open.key)?;
                let clinical = match &open.clinical {
                    Some(clinical) => {
                        let copy = copies.next()?;
                        engine::copy_to(clinical.file.db(), &copy, &clinical.key)?;
                        copy
                    }
                    None => self.tier_path(Tier::Clinical),
                };
                (daily, clinical)
            }
            None => (self.tier_path(Tier::Daily), self.tier_path(Tier::Clinical)),
        };
        let blobs = copies.next()?;
        self.blobs()?.pack(&blobs)?;
        Ok(vec![
            (Kind::Slots, self.path("slots")),
            (Kind::Daily, daily.clone()),
            (Kind::Clinical, clinical.clone()),
            (Kind::ClinicalLog, log(&clinical)),
            (Kind::DailyLog, log(&daily)),
            (Kind::Blobs, blobs),
        ])
    }

    /// Puts a backup in place of the record of a folder. The whole file is checked before anything is
    /// touched; the record that was there is kept beside. The restored record is locked.
    pub fn restore_from(path: &Path, folder: &Path, stamp: Stamp) -> Result<Restored, Error> {
        let fresh = files::beside(folder, ".restoring");
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        files::private_folder(&fresh)?;
        let placed = unpack(path, &fresh).and_then(|()| swap_in(&fresh, folder, stamp));
        if placed.is_err() {
            let _ = fs::remove_dir_all(&fresh);
        }
        placed
    }

    /// Finishes a restore that was cut off between its two moves: the old record stands aside already, and the new one,
    /// checked and whole (its slots are written last), has not taken its place.
    pub(crate) fn finish_restore(&self) -> Result<(), Error> {
        let fresh = files::beside(self.folder(), ".restoring");
        if self.folder().exists() || !fresh.join("slots").exists() {
            return Ok(());
        }
        fs::rename(&fresh, self.folder())?;
        files::sync_folder_of(self.folder())
    }

    /// Whether a password opens a backup: it is tried on a copy, and nothing else changes. A wrong one counts
    /// towards the waits of the record of `folder`, as when unlocking; a right one leaves the count alone, since
    /// it says nothing about that record. Without a record the count is kept in the folder it would get.
    pub fn try_backup(
        path: &Path,
        folder: &Path,
        password: &str,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<(), Error> {
        Self::check_backup(path)?;
        let record = Vault::at(folder);
        files::private_folder(folder)?;
        // One try at a time: two at once would count as one.
        let _held = files::lock(&record.path("attempts.lock"))?;
        let before = record.let_through(stamp)?;
        let trial = files::beside(folder, ".trial");
        let tried = remove_folder(&trial).and_then(|()| {
            Self::restore_from(path, &trial, stamp)?;
            let mut vault = Vault::at(&trial);
            vault.unlock(password, random, stamp)?;
            vault.lock(random)
        });
        remove_folder(&trial)?;
        if tried != Err(Error::WrongPassword) {
            record.set_attempts(before)?;
        }
        tried
    }

    /// Checks a backup without restoring it: magic, lengths, checksum, slots.
    pub fn check_backup(path: &Path) -> Result<(), Error> {
        read_backup(path, |_| Ok(Box::new(std::io::sink()))).map(|_| ())
    }
}

/// Copies made on the way, beside the backup.
struct Copies {
    base: PathBuf,
    made: std::cell::Cell<u32>,
}

impl Copies {
    fn beside(path: &Path) -> Self {
        Self { base: path.to_owned(), made: std::cell::Cell::new(0) }
    }

    /// The place of the next one, where nothing is.
    fn next(&self) -> Result<PathBuf, Error> {
        self.made.set(self.made.get() + 1);
        let place = self.place(self.made.get());
        remove(&place)?;
        Ok(place)
    }

    fn place(&self, number: u32) -> PathBuf {
        files::beside(&self.base, &format!(".copy{number}"))
    }

    fn remove(&self) -> Result<(), Error> {
        (1..=self.made.get()).try_for_each(|number| remove(&self.place(number)))
    }
}

fn unpack(path: &Path, folder: &Path) -> Result<(), Error> {
    let vault = Vault::at(folder);
    let home = |ward: Option<RecordId>| match ward {
        Some(record) => Vault::at(vault.ward_folder(&record)),
        None => Vault::at(folder),
    };
    let place = |part: &Part| {
        let of = home(part.ward);
        let clinical = of.path("clinical.db");
        match part.kind {
            Kind::Slots => of.path("slots.new"),
            Kind::Daily => of.tier_path(Tier::Daily),
            Kind::DailyLog => files::beside(&of.tier_path(Tier::Daily), "-wal"),
            Kind::Clinical => clinical,
            Kind::ClinicalLog => files::beside(&clinical, "-wal"),
            Kind::Blobs => of.path(PACKED),
        }
    };
    let mut wards = Vec::new();
    let (slots, parts) = read_backup(path, |part| {
        let place = place(part);
        if let Some(folder) = place.parent() {
            files::private_folder(folder)?;
        }
        Ok(Box::new(BufWriter::new(File::create(place)?)))
    })?;
    for part in parts.iter().filter(|part| part.length > 0) {
        match (part.ward, part.kind) {
            (None, Kind::Slots) => {}
            (Some(record), Kind::Slots) => wards.push(record),
            _ => File::open(place(part))?.sync_all()?,
        }
    }
    lay_blobs(&vault, &slots, &parts)?;
    for record in wards {
        let ward = home(Some(record));
        let new = ward.path("slots.new");
        let bytes = files::read_small(&new, MAX_SLOTS)?.ok_or(Error::File(FileFault::Damaged))?;
        if SlotFile::parse(&bytes)?.record() != record.to_string() {
            return Err(Error::File(FileFault::Damaged));
        }
        files::write_whole(&ward.path(RESTORED), b"")?;
        files::write_whole(&ward.path("slots"), &bytes)?;
        files::sync_folder_of(ward.folder())?;
    }
    // The file of a tier that had a new key has another name; the slots know it.
    let clinical = vault.path("clinical.db");
    let named = vault.path(&clinical_name(Some(&SlotFile::parse(&slots)?)));
    for ending in ["", "-wal"] {
        let (from, to) = (files::beside(&clinical, ending), files::beside(&named, ending));
        if from != to && from.exists() {
            fs::rename(from, to)?;
        }
    }
    // Before the slots: with them the record exists, and nobody shall take it for the only copy.
    files::write_whole(&vault.path(RESTORED), b"")?;
    files::write_whole(&vault.path("slots"), &slots)
}

/// Takes blobs apart. Before the slots: a record is there with all it names, or not at all.
fn lay_blobs(vault: &Vault, slots: &[u8], parts: &[Part]) -> Result<(), Error> {
    for part in parts.iter().filter(|part| part.kind == Kind::Blobs && part.length > 0) {
        let (folder, record) = match part.ward {
            Some(record) => (vault.ward_folder(&record), record),
            None => {
                let record = SlotFile::parse(slots)?.record().parse();
                (vault.folder().to_owned(), record.map_err(|_| Error::File(FileFault::Damaged))?)
            }
        };
        let packed = folder.join(PACKED);
        Blobs::of(&folder, record).unpack(&packed)?;
        remove(&packed)?;
    }
    Ok(())
}

/// Moves the restored folder into place. Should the second move fail, the first is taken back.
fn swap_in(fresh: &Path, folder: &Path, stamp: Stamp) -> Result<Restored, Error> {
    if !folder.exists() {
        fs::rename(fresh, folder)?;
        files::sync_folder_of(folder)?;
        return Ok(Restored { kept: None });
    }
    let old = Vault::at(folder);
    let mut held = Some(files::lock(&old.path("lock"))?);
    if cfg!(windows) {
        // A folder with an open file in it cannot be renamed there.
        held = None;
    }
    let empty = !old.path("slots").exists() && !old.tier_path(Tier::Daily).exists();
    let kept = files::beside(folder, &format!(".before-{}", stamp.utc_ms));
    fs::rename(folder, &kept)?;
    if let Err(error) = fs::rename(fresh, folder) {
        fs::rename(&kept, folder)?;
        return Err(error.into());
    }
    files::sync_folder_of(folder)?;
    drop(held);
    if empty {
        fs::remove_dir_all(&kept)?;
        return Ok(Restored { kept: None });
    }
    Ok(Restored { kept: Some(kept) })
}

fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Blobs of a backup, until they are taken apart.
const PACKED: &str = "blobs.pack";
/// In the folder of a record that was restored and not opened since.
pub(crate) const RESTORED: &str = "restored";
