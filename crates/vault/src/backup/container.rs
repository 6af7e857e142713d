//! The container of a backup.
//!
//! Magic `HENROBK1`, version (u32 LE), lengths (u64 LE) of the slots and of the daily file, from version 2 also of
//! the clinical file and of its log; in version 3 then the number of wards (u64 LE) and for each the id of its record (16
//! bytes) and the lengths of its slots, its daily file, its clinical file and the logs of both; in version 4 behind those of each record the length
//! of its blobs (name 32, length u64 LE, bytes, one after the other), and the number of wards may be 0; then all these parts,
//! then SHA-256 of everything before. All is as encrypted as in the folder: the password and the second factors of the
//! day of the backup open it. What is closed goes along unopened.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use henro_seal::SlotFile;
use henro_sync::RecordId;
use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

use crate::{Error, FileFault, files, wards};

/// What a part of a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Slots,
    Daily,
    Clinical,
    ClinicalLog,
    DailyLog,
    Blobs,
}

/// The parts of the record itself, and of each ward, in their order.
const OWN: [Kind; 5] = [Kind::Slots, Kind::Daily, Kind::Clinical, Kind::ClinicalLog, Kind::Blobs];
const OF_WARD: [Kind; 6] =
    [Kind::Slots, Kind::Daily, Kind::Clinical, Kind::ClinicalLog, Kind::DailyLog, Kind::Blobs];

/// Those of the record itself and of each ward, in a version that is known.
fn kinds(version: u32) -> Option<(&'static [Kind], &'static [Kind])> {
    match version {
        1 => Some((&OWN[..2], &[])),
        2 => Some((&OWN[..4], &[])),
        3 => Some((&OWN[..4], &OF_WARD[..5])),
        VERSION => Some((&OWN, &OF_WARD)),
        _ => None,
    }
}

/// A part: of the record itself, or of a ward.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) ward: Option<RecordId>,
    pub(super) kind: Kind,
    pub(super) length: u64,
}

/// Writes the container.
pub(super) fn pack(
    path: &Path,
    own: Vec<(Kind, PathBuf)>,
    wards: &[(RecordId, Vec<(Kind, PathBuf)>)],
) -> Result<(), Error> {
    let mut out = Summing { inner: BufWriter::new(File::create(path)?), sum: Context::new(&SHA256) };
    let has =
        |parts: &[(Kind, PathBuf)], of: Kind| parts.iter().any(|(kind, path)| *kind == of && path.exists());
    let blobs = has(&own, Kind::Blobs) || wards.iter().any(|(_, parts)| has(parts, Kind::Blobs));
    let version = match (blobs, wards.is_empty()) {
        (true, _) => VERSION,
        (false, false) => 3,
        (false, true) if own.iter().any(|(kind, _)| *kind == Kind::Clinical) => 2,
        (false, true) => 1,
    };
    let (of_own, of_ward) = kinds(version).ok_or(DAMAGED)?;
    // A name where nothing is: a part of no length.
    let none = files::beside(path, ".none");
    let ordered = |kinds: &[Kind], parts: &[(Kind, PathBuf)]| -> Vec<PathBuf> {
        let path = |kind: &Kind| parts.iter().find(|(of, _)| of == kind).map_or(&none, |(_, path)| path);
        kinds.iter().map(|kind| path(kind).clone()).collect()
    };
    out.write_all(MAGIC)?;
    out.write_all(&version.to_le_bytes())?;
    let mut open = Vec::new();
    lengths(&mut out, &ordered(of_own, &own), &mut open)?;
    if version >= 3 {
        out.write_all(&(wards.len() as u64).to_le_bytes())?;
        for (record, parts) in wards {
            out.write_all(&record.0)?;
            lengths(&mut out, &ordered(of_ward, parts), &mut open)?;
        }
    }
    for mut file in open {
        std::io::copy(&mut file, &mut out)?;
    }
    let Summing { mut inner, sum } = out;
    inner.write_all(sum.finish().as_ref())?;
    inner.flush()?;
    inner.get_ref().sync_all()?;
    Ok(())
}

/// Writes how long these parts are and opens them.
fn lengths(
    out: &mut impl Write,
    parts: &[PathBuf],
    open: &mut Vec<std::io::Take<File>>,
) -> Result<(), Error> {
    for part in parts {
        let file = if part.exists() { Some(File::open(part)?) } else { None };
        let length = file.as_ref().map_or(Ok(0), |file| file.metadata().map(|facts| facts.len()))?;
        out.write_all(&length.to_le_bytes())?;
        open.extend(file.map(|file| file.take(length)));
    }
    Ok(())
}

/// Reads and checks a backup, passing each part that is there on to its sink. Answers the slots of the record itself, and all parts.
pub(super) fn read_backup(
    path: &Path,
    sink: impl Fn(&Part) -> Result<Box<dyn Write>, Error>,
) -> Result<(Vec<u8>, Vec<Part>), Error> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::File(FileFault::Missing),
        _ => error.into(),
    })?;
    let total = file.metadata()?.len();
    let mut input = BufReader::new(file);
    let (parts, mut sum) = read_head(&mut input, total)?;
    if parts.iter().any(|part| part.kind == Kind::Slots && part.length > MAX_SLOTS) {
        return Err(Error::File(FileFault::Damaged));
    }
    let mut slots = Vec::new();
    for part in parts.iter().filter(|part| part.length > 0) {
        if part.kind == Kind::Slots && part.ward.is_none() {
            input.by_ref().take(part.length).read_to_end(&mut slots)?;
            sum.update(&slots);
            continue;
        }
        let mut out = Summing { inner: sink(part)?, sum };
        std::io::copy(&mut input.by_ref().take(part.length), &mut out)?;
        out.flush()?;
        sum = out.sum;
    }
    let mut stored = [0; SHA256_OUTPUT_LEN];
    read_some(&mut input, &mut stored)?;
    if sum.finish().as_ref() != stored {
        return Err(Error::File(FileFault::Damaged));
    }
    SlotFile::parse(&slots)?;
    Ok((slots, parts))
}

/// All parts with their lengths, checked against the length of the file.
fn read_head(input: &mut impl Read, total: u64) -> Result<(Vec<Part>, Context), Error> {
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
    let newer = if version == 0 { FileFault::Damaged } else { FileFault::Newer };
    let (own, of_ward) = kinds(version).ok_or(Error::File(newer))?;
    more(input, &mut head, 12 + own.len() * 8)?;
    let mut parts = parts_of(None, own, head.get(12..).unwrap_or_default());
    if version >= 3 {
        let at = head.len();
        more(input, &mut head, at + 8)?;
        let count = words(head.get(at..).unwrap_or_default()).next().unwrap_or(0);
        if (count == 0 && version == 3) || count > wards::MOST as u64 {
            return Err(Error::File(FileFault::Damaged));
        }
        for _ in 0..count {
            let at = head.len();
            more(input, &mut head, at + 16 + of_ward.len() * 8)?;
            let (record, lengths) =
                head.get(at..).and_then(|of| of.split_first_chunk::<16>()).ok_or(TRUNCATED)?;
            let record = RecordId(*record);
            if parts.iter().any(|part| part.ward == Some(record)) {
                return Err(Error::File(FileFault::Damaged));
            }
            parts.extend(parts_of(Some(record), of_ward, lengths));
        }
    }
    let around = head.len() as u64 + SHA256_OUTPUT_LEN as u64;
    let expected = parts.iter().try_fold(around, |sum, part| sum.checked_add(part.length));
    let expected = expected.ok_or(Error::File(FileFault::Damaged))?;
    if total != expected {
        return Err(Error::File(if total < expected { FileFault::Truncated } else { FileFault::Damaged }));
    }
    let mut sum = Context::new(&SHA256);
    sum.update(&head);
    Ok((parts, sum))
}

/// Reads on until the head has a length.
fn more(input: &mut impl Read, head: &mut Vec<u8>, length: usize) -> Result<(), Error> {
    let mut rest = vec![0; length.saturating_sub(head.len())];
    if read_some(input, &mut rest)? < rest.len() {
        return Err(TRUNCATED);
    }
    head.extend_from_slice(&rest);
    Ok(())
}

fn parts_of(ward: Option<RecordId>, kinds: &[Kind], lengths: &[u8]) -> Vec<Part> {
    kinds.iter().zip(words(lengths)).map(|(kind, length)| Part { ward, kind: *kind, length }).collect()
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word))
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
/// With blobs. Without any, version 3 is written; without wards, version 2; without a clinical file, version 1.
const VERSION: u32 = 4;
const DAMAGED: Error = Error::File(FileFault::Damaged);
const TRUNCATED: Error = Error::File(FileFault::Truncated);
/// Magic, version and the two lengths that every version has.
const HEAD: usize = 8 + 4 + 8 + 8;
pub(super) const MAX_SLOTS: u64 = 64 * 1024;
