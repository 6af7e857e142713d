//! Sealed blobs of a record: one file each in a folder beside the database, by their names. Whoever has a file can check it
//! against its name; what opens it is in the record.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use henro_seal::{BlobFault, Random, open_blob, seal_blob};
use henro_sync::{BlobHash, BlobId, BlobKind, BlobRef, RecordId};

use crate::{Error, FileFault, Vault, files};

/// The folder of the blobs of one record.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
    record: RecordId,
}

/// A blob that is sealed and on the disk, and not kept yet. It is gone when this is dropped.
#[derive(Debug)]
pub struct SealedBlob {
    made: BlobRef,
    waiting: Waiting,
}

/// A file that is taken away unless it was given another name.
#[derive(Debug)]
struct Waiting(PathBuf);

impl Drop for Waiting {
    fn drop(&mut self) {
        // What stays is cleared away when the record is next opened.
        let _ = fs::remove_file(&self.0);
    }
}

impl Vault {
    /// The blobs of this record.
    pub fn blobs(&self) -> Result<Blobs, Error> {
        Ok(Blobs { folder: self.path(FOLDER), record: self.record_id()? })
    }

    /// Something medical may name blobs of this record: it has a way into a clinical tier, or, as a record kept for somebody whose ways in
    /// lie elsewhere, a clinical file.
    pub fn may_have_clinical(&self) -> Result<bool, Error> {
        if self.has_clinical()? {
            return Ok(true);
        }
        for entry in fs::read_dir(self.path(""))? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("clinical") && name.ends_with(".db") {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The blobs of a record that somebody lets us see.
    pub fn shared_blobs(&self, record: &RecordId) -> Blobs {
        Blobs { folder: self.path(&format!("shared-{record}.blobs")), record: *record }
    }
}

impl Blobs {
    /// The same of a folder that a record lies in.
    pub(crate) fn of(folder: &Path, record: RecordId) -> Self {
        Self { folder: folder.join(FOLDER), record }
    }

    /// Seals a content into a file of its own, which is none of the blobs yet. It takes its time, and the record need not be held.
    pub fn seal(
        &self,
        (kind, size): (BlobKind, u64),
        content: &mut dyn Read,
        random: &dyn Random,
    ) -> Result<SealedBlob, Error> {
        files::private_folder(&self.folder)?;
        let mut own = [0; 16];
        random.fill(&mut own);
        let file = self.folder.join(format!("{NEW}{:032x}", u128::from_le_bytes(own)));
        let waiting = Waiting(file);
        let mut out = BufWriter::new(File::create_new(&waiting.0)?);
        let made = seal_blob(&self.record, (kind, size), content, &mut out, random).map_err(fault)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(SealedBlob { made, waiting })
    }

    /// Lays what was sealed among the blobs. To be done while the record is held, together with what names it: what nobody names is
    /// cleared away. It is on the disk with its name when this returns.
    pub fn keep(&self, sealed: SealedBlob) -> Result<BlobRef, Error> {
        let SealedBlob { made, waiting } = sealed;
        fs::rename(&waiting.0, self.place(&made.id))?;
        files::sync_folder_of(&waiting.0)?;
        Ok(made)
    }

    /// Takes away what was being sealed when the record was last closed.
    pub(crate) fn clear_waiting(folder: &Path) -> Result<(), Error> {
        for entry in fs::read_dir(folder.join(FOLDER))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(NEW) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Opens a blob into `content`. What was written before an error must not be used.
    pub fn open(&self, of: &BlobRef, content: &mut dyn Write) -> Result<(), Error> {
        let mut sealed = BufReader::new(File::open(self.place(&of.id))?);
        open_blob(&self.record, of, &mut sealed, content).map_err(fault)
    }

    /// Whether all of it is here.
    pub fn has(&self, id: &BlobId) -> bool {
        self.place(id).exists()
    }

    /// Sealed bytes of a blob from a place on, at most so many.
    pub fn read(&self, id: &BlobId, from: u64, most: usize) -> Result<Vec<u8>, Error> {
        let mut file = File::open(self.place(id))?;
        file.seek(SeekFrom::Start(from))?;
        let mut out = Vec::new();
        file.take(most as u64).read_to_end(&mut out)?;
        Ok(out)
    }

    /// How many bytes of a blob that is being fetched are here.
    pub fn fetched(&self, id: &BlobId) -> Result<u64, Error> {
        match fs::metadata(self.part(id)) {
            Ok(facts) => Ok(facts.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps the next bytes of a blob that is being fetched.
    pub fn fetch(&self, id: &BlobId, bytes: &[u8]) -> Result<(), Error> {
        files::private_folder(&self.folder)?;
        let mut file = OpenOptions::new().create(true).append(true).open(self.part(id))?;
        file.write_all(bytes)?;
        Ok(file.sync_all()?)
    }

    /// Ends a fetch: what came is the blob of that name, or it is thrown away and fetched anew. Answers which.
    pub fn fetched_all(&self, id: &BlobId) -> Result<bool, Error> {
        let part = self.part(id);
        if self.name_of(&part)? != *id {
            fs::remove_file(&part)?;
            return Ok(false);
        }
        fs::rename(&part, self.place(id))?;
        files::sync_folder_of(&part)?;
        Ok(true)
    }

    /// Whether sealed bytes are the blob of a name.
    pub fn is_named(&self, id: &BlobId, sealed: &[u8]) -> bool {
        let mut name = BlobHash::new(&self.record);
        name.update(sealed);
        name.finish() == *id
    }

    /// Keeps a sealed blob that came whole. Answers whether it is the one of its name; another one is not kept.
    pub fn lay(&self, id: &BlobId, sealed: &[u8]) -> Result<bool, Error> {
        if !self.is_named(id, sealed) {
            return Ok(false);
        }
        files::private_folder(&self.folder)?;
        files::write_whole(&self.place(id), sealed)?;
        Ok(true)
    }

    /// Names of all blobs that are here whole, rising.
    pub fn all(&self) -> Result<Vec<BlobId>, Error> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.extend(entry?.file_name().to_str().and_then(|name| name.parse::<BlobId>().ok()));
        }
        names.sort();
        Ok(names)
    }

    /// Takes away every blob, whole or begun, that is not among these.
    pub fn keep_only(&self, named: &[BlobId]) -> Result<(), Error> {
        let named: BTreeSet<&BlobId> = named.iter().collect();
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let id = name.strip_suffix(PART).unwrap_or(&name).parse::<BlobId>();
            if id.is_ok_and(|id| !named.contains(&id)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// How many of the blobs here are not what their names say.
    pub fn faults(&self) -> Result<usize, Error> {
        let mut faults = 0;
        for id in self.all()? {
            faults += usize::from(self.name_of(&self.place(&id))? != id);
        }
        Ok(faults)
    }

    fn name_of(&self, path: &Path) -> Result<BlobId, Error> {
        let (mut file, mut hash, mut chunk) =
            (File::open(path)?, BlobHash::new(&self.record), vec![0; 64 << 10]);
        loop {
            let read = file.read(&mut chunk)?;
            if read == 0 {
                return Ok(hash.finish());
            }
            hash.update(chunk.get(..read).unwrap_or_default());
        }
    }

    fn place(&self, id: &BlobId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    fn part(&self, id: &BlobId) -> PathBuf {
        self.folder.join(format!("{id}{PART}"))
    }

    /// All blobs in one file, to be put into a backup: name 32, length 8, bytes, one after the other. Nothing where there are none.
    pub(crate) fn pack(&self, into: &Path) -> Result<bool, Error> {
        let all = self.all()?;
        if all.is_empty() {
            return Ok(false);
        }
        let mut out = BufWriter::new(File::create(into)?);
        for id in all {
            let file = File::open(self.place(&id))?;
            let length = file.metadata()?.len();
            out.write_all(&id.0)?;
            out.write_all(&length.to_le_bytes())?;
            std::io::copy(&mut (&file).take(length), &mut out)?;
        }
        out.flush()?;
        Ok(true)
    }

    /// Lays in what [`Blobs::pack`] made. What is not what its name says is refused.
    pub(crate) fn unpack(&self, from: &Path) -> Result<(), Error> {
        files::private_folder(&self.folder)?;
        let file = File::open(from)?;
        let (mut left, mut input) = (file.metadata()?.len(), BufReader::new(file));
        while left > 0 {
            let (mut id, mut length) = ([0; 32], [0; 8]);
            let read = input.read_exact(&mut id).and_then(|()| input.read_exact(&mut length));
            read.map_err(|_| DAMAGED)?;
            let (id, length) = (BlobId(id), u64::from_le_bytes(length));
            left = left.checked_sub(40).and_then(|left| left.checked_sub(length)).ok_or(DAMAGED)?;
            let part = self.part(&id);
            let mut out = File::create(&part)?;
            std::io::copy(&mut input.by_ref().take(length), &mut out)?;
            out.sync_all()?;
            if !self.fetched_all(&id)? {
                return Err(DAMAGED);
            }
        }
        Ok(())
    }
}

fn fault(fault: BlobFault) -> Error {
    match fault {
        BlobFault::Newer => Error::File(FileFault::Newer),
        BlobFault::Io(error) => error.into(),
        _ => DAMAGED,
    }
}

/// In the folder of the record.
pub(crate) const FOLDER: &str = "blobs";
const PART: &str = ".part";
/// Before the name of a file that is being sealed.
const NEW: &str = "new-";
const DAMAGED: Error = Error::File(FileFault::Damaged);
