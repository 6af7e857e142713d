//! A record in one file, and back.
//!
//! Magic `HENROBK1`, version (u32 LE), length of the slots (u64 LE), length of the database (u64 LE), slots,
//! database, SHA-256 of everything before. Slots and database are as encrypted as in the folder: the password
//! of the day of the backup opens it.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use henro_domain::Stamp;
use henro_seal::{Random, SlotFile, Tier};
use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

use crate::{Error, FileFault, Vault, files};

/// What a restore left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the record that was there before is kept. Removing it is left to the person.
    pub kept: Option<PathBuf>,
}

impl Vault {
    /// Writes the open record into one file. The file appears whole or not at all.
    pub fn backup_to(&mut self, path: &Path) -> Result<(), Error> {
        let (daily, key) = self.open_parts()?;
        let slots = self.slots()?.to_bytes();
        let copy = files::beside(path, ".copy");
        let whole = files::beside(path, ".new");
        let written = (|| {
            remove(&copy)?;
            daily.copy_to(&copy, key)?;
            pack(&whole, &slots, &copy)?;
            fs::rename(&whole, path)?;
            files::sync_folder_of(path)
        })();
        let cleaned = remove(&copy).and(remove(&whole));
        written.and(cleaned)
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
        read_backup(path, &mut std::io::sink()).map(|_| ())
    }
}

fn pack(path: &Path, slots: &[u8], copy: &Path) -> Result<(), Error> {
    let length = fs::metadata(copy)?.len();
    let mut out = Summing { inner: BufWriter::new(File::create(path)?), sum: Context::new(&SHA256) };
    out.write_all(MAGIC)?;
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&(slots.len() as u64).to_le_bytes())?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(slots)?;
    std::io::copy(&mut File::open(copy)?, &mut out)?;
    let Summing { mut inner, sum } = out;
    inner.write_all(sum.finish().as_ref())?;
    inner.flush()?;
    inner.get_ref().sync_all()?;
    Ok(())
}

fn unpack(path: &Path, folder: &Path) -> Result<(), Error> {
    let vault = Vault::at(folder);
    let mut database = BufWriter::new(File::create(vault.tier_path(Tier::Daily))?);
    let slots = read_backup(path, &mut database)?;
    database.flush()?;
    database.get_ref().sync_all()?;
    files::write_whole(&vault.path("slots"), &slots)
}

/// Reads and checks a backup, passing the database on as it comes. Answers the slots.
fn read_backup(path: &Path, database: &mut dyn Write) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::File(FileFault::Missing),
        _ => error.into(),
    })?;
    let total = file.metadata()?.len();
    let mut input = BufReader::new(file);
    let mut head = [0; HEAD];
    let mut sum = Context::new(&SHA256);
    let begun = read_some(&mut input, &mut head)?;
    let known = begun.min(MAGIC.len());
    if head.get(..known) != MAGIC.get(..known) || known == 0 {
        return Err(Error::File(FileFault::Foreign));
    }
    if begun < HEAD {
        return Err(Error::File(FileFault::Truncated));
    }
    sum.update(&head);
    let (version, slots_length, database_length) = lengths(&head);
    if version != VERSION {
        return Err(Error::File(if version > VERSION { FileFault::Newer } else { FileFault::Damaged }));
    }
    let expected = (HEAD as u64 + SHA256_OUTPUT_LEN as u64)
        .checked_add(slots_length)
        .and_then(|n| n.checked_add(database_length))
        .filter(|_| slots_length <= MAX_SLOTS)
        .ok_or(Error::File(FileFault::Damaged))?;
    if total != expected {
        return Err(Error::File(if total < expected { FileFault::Truncated } else { FileFault::Damaged }));
    }
    let mut slots = Vec::new();
    input.by_ref().take(slots_length).read_to_end(&mut slots)?;
    sum.update(&slots);
    let mut out = Summing { inner: database, sum };
    std::io::copy(&mut input.by_ref().take(database_length), &mut out)?;
    let mut stored = [0; SHA256_OUTPUT_LEN];
    read_some(&mut input, &mut stored)?;
    if out.sum.finish().as_ref() != stored {
        return Err(Error::File(FileFault::Damaged));
    }
    SlotFile::parse(&slots)?;
    Ok(slots)
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

/// Version and the two lengths of a head.
fn lengths(head: &[u8; HEAD]) -> (u32, u64, u64) {
    let [_, _, _, _, _, _, _, _, v0, v1, v2, v3, rest @ ..] = head;
    let (words, _) = rest.as_chunks::<8>();
    let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
    (u32::from_le_bytes([*v0, *v1, *v2, *v3]), words.next().unwrap_or(0), words.next().unwrap_or(0))
}

/// Reads until the buffer is full or the input ends; answers how much came.
fn read_some(input: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Error> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
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

/// Writes through and sums up on the way.
struct Summing<W> {
    inner: W,
    sum: Context,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

const MAGIC: &[u8; 8] = b"HENROBK1";
const VERSION: u32 = 1;
const HEAD: usize = 8 + 4 + 8 + 8;
const MAX_SLOTS: u64 = 64 * 1024;
