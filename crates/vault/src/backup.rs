//! A record in one file, and back.
//!
//! Magic `HENROBK1`, version (u32 LE), lengths (u64 LE) of the slots and of the daily file, from version 2 also of
//! the clinical file and of its log, then these parts, then SHA-256 of everything before. All is as encrypted as in the
//! folder: the password and the second factors of the day of the backup open it. The clinical file goes along
//! unopened while that tier is closed.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use henro_domain::Stamp;
use henro_seal::{Random, SlotFile, Tier};
use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

use crate::{Error, FileFault, Vault, engine, files};

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
        let slots = self.slots()?;
        let whole = files::beside(path, ".new");
        let copies = [files::beside(path, ".copy"), files::beside(path, ".copy2")];
        let [copy, clinical_copy] = &copies;
        let written = (|| {
            copies.iter().try_for_each(|copy| remove(copy))?;
            daily.copy_to(copy, key)?;
            let mut parts = vec![copy.clone()];
            if slots.has_clinical() {
                parts.extend(self.clinical_parts(clinical_copy)?);
            }
            pack(&whole, &slots.to_bytes(), &parts)?;
            fs::rename(&whole, path)?;
            files::sync_folder_of(path)
        })();
        let cleaned = copies.iter().try_for_each(|copy| remove(copy)).and(remove(&whole));
        written.and(cleaned)
    }

    /// The clinical file and its log, to be packed: a copy of the open one, the closed one as it lies.
    fn clinical_parts(&self, copy: &Path) -> Result<[PathBuf; 2], Error> {
        let path = self.tier_path(Tier::Clinical);
        match self.open.as_ref().and_then(|open| open.clinical.as_ref()) {
            Some(clinical) => {
                engine::copy_to(&clinical.file.db, copy, &clinical.key)?;
                Ok([copy.to_owned(), files::beside(copy, "-wal")])
            }
            None => Ok([path.clone(), files::beside(&path, "-wal")]),
        }
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

fn pack(path: &Path, slots: &[u8], parts: &[PathBuf]) -> Result<(), Error> {
    let mut out = Summing { inner: BufWriter::new(File::create(path)?), sum: Context::new(&SHA256) };
    out.write_all(MAGIC)?;
    out.write_all(&if parts.len() > 1 { VERSION } else { 1 }.to_le_bytes())?;
    out.write_all(&(slots.len() as u64).to_le_bytes())?;
    let mut open = Vec::new();
    for part in parts {
        let file = if part.exists() { Some(File::open(part)?) } else { None };
        let length = file.as_ref().map_or(Ok(0), |file| file.metadata().map(|facts| facts.len()))?;
        out.write_all(&length.to_le_bytes())?;
        open.extend(file.map(|file| file.take(length)));
    }
    out.write_all(slots)?;
    for mut file in open {
        std::io::copy(&mut file, &mut out)?;
    }
    let Summing { mut inner, sum } = out;
    inner.write_all(sum.finish().as_ref())?;
    inner.flush()?;
    inner.get_ref().sync_all()?;
    Ok(())
}

fn unpack(path: &Path, folder: &Path) -> Result<(), Error> {
    let vault = Vault::at(folder);
    let clinical = vault.tier_path(Tier::Clinical);
    let places = [vault.tier_path(Tier::Daily), clinical.clone(), files::beside(&clinical, "-wal")];
    let slots = read_backup(path, |number| {
        let place = places.get(number).ok_or(Error::File(FileFault::Damaged))?;
        Ok(Box::new(BufWriter::new(File::create(place)?)))
    })?;
    for place in places.iter().filter(|place| place.exists()) {
        File::open(place)?.sync_all()?;
    }
    files::write_whole(&vault.path("slots"), &slots)
}

/// Reads and checks a backup, passing each part that is there on to the sink of its number. Answers the slots.
fn read_backup(path: &Path, sink: impl Fn(usize) -> Result<Box<dyn Write>, Error>) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::File(FileFault::Missing),
        _ => error.into(),
    })?;
    let total = file.metadata()?.len();
    let mut input = BufReader::new(file);
    let (lengths, mut sum) = read_head(&mut input, total)?;
    let mut lengths = lengths.into_iter();
    let slots_length =
        lengths.next().filter(|length| *length <= MAX_SLOTS).ok_or(Error::File(FileFault::Damaged))?;
    let mut slots = Vec::new();
    input.by_ref().take(slots_length).read_to_end(&mut slots)?;
    sum.update(&slots);
    for (number, length) in lengths.enumerate().filter(|(_, length)| *length > 0) {
        let mut out = Summing { inner: sink(number)?, sum };
        std::io::copy(&mut input.by_ref().take(length), &mut out)?;
        out.flush()?;
        sum = out.sum;
    }
    let mut stored = [0; SHA256_OUTPUT_LEN];
    read_some(&mut input, &mut stored)?;
    if sum.finish().as_ref() != stored {
        return Err(Error::File(FileFault::Damaged));
    }
    SlotFile::parse(&slots)?;
    Ok(slots)
}

/// The lengths of all parts, checked against the length of the file.
fn read_head(input: &mut impl Read, total: u64) -> Result<(Vec<u64>, Context), Error> {
    let mut head = vec![0; HEAD];
    let begun = read_some(input, &mut head)?;
    let known = begun.min(MAGIC.len());
    if head.get(..known) != MAGIC.get(..known) || known == 0 {
        return Err(Error::File(FileFault::Foreign));
    }
    if begun < HEAD {
        return Err(Error::File(FileFault::Truncated));
    }
    let version = head.get(8..12).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
    let parts = match version {
        1 => 2,
        VERSION => 4,
        0 => return Err(Error::File(FileFault::Damaged)),
        _ => return Err(Error::File(FileFault::Newer)),
    };
    let mut words = vec![0; parts * 8 - (HEAD - 12)];
    if read_some(input, &mut words)? < words.len() {
        return Err(Error::File(FileFault::Truncated));
    }
    head.extend_from_slice(&words);
    let (words, _) = head.get(12..).unwrap_or_default().as_chunks::<8>();
    let lengths: Vec<u64> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
    let around = head.len() as u64 + SHA256_OUTPUT_LEN as u64;
    let expected = lengths.iter().try_fold(around, |sum, length| sum.checked_add(*length));
    let expected = expected.ok_or(Error::File(FileFault::Damaged))?;
    if total != expected {
        return Err(Error::File(if total < expected { FileFault::Truncated } else { FileFault::Damaged }));
    }
    let mut sum = Context::new(&SHA256);
    sum.update(&head);
    Ok((lengths, sum))
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
/// With a clinical file. Without one, version 1 is written.
const VERSION: u32 = 2;
/// Magic, version and the two lengths that every version has.
const HEAD: usize = 8 + 4 + 8 + 8;
const MAX_SLOTS: u64 = 64 * 1024;
