//! The mark: how far the daily file had come when it was last looked at, sealed under its key. A file that
//! has come less far was swapped with an older copy.

use std::path::Path;

use henro_seal::{Key, Label, Random, open, seal};
use serde::{Deserialize, Serialize};

use crate::daily::Reached;
use crate::engine::{Salt, Seen};
use crate::{Error, files};

/// What is remembered. How the file looked is not secret and lies open, so that a damaged file can be told from
/// a foreign one before its key is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) seen: Seen,
    pub(crate) reached: Reached,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    salt: Salt,
    pages: u64,
    sealed: Vec<u8>,
}

/// The open part alone; `None` where there is no mark that reads.
pub(crate) fn seen(path: &Path) -> Result<Option<Seen>, Error> {
    Ok(stored(path)?.map(|stored| stored.seen()))
}

/// The whole mark; `None` where there is none of this key. A lost mark is no reason to refuse a record.
pub(crate) fn read(path: &Path, key: &Key) -> Result<Option<Mark>, Error> {
    let Some(stored) = stored(path)? else { return Ok(None) };
    let Ok(plain) = open(key, Label::Mark, &bound(stored.seen()), &stored.sealed) else { return Ok(None) };
    let reached = serde_json::from_slice::<(u64, i64)>(plain.expose()).ok();
    Ok(reached.map(|(hlc, seq)| Mark { seen: stored.seen(), reached: Reached { hlc, seq } }))
}

pub(crate) fn write(path: &Path, mark: &Mark, key: &Key, random: &dyn Random) -> Result<(), Error> {
    let plain =
        serde_json::to_vec(&(mark.reached.hlc, mark.reached.seq)).expect("two numbers always make JSON");
    let sealed = seal(key, Label::Mark, &bound(mark.seen), &plain, random);
    let stored = Stored { version: 1, salt: mark.seen.salt, pages: mark.seen.pages, sealed };
    files::write_whole(path, &serde_json::to_vec(&stored).expect("numbers always make JSON"))
}

impl Stored {
    fn seen(&self) -> Seen {
        Seen { salt: self.salt, pages: self.pages }
    }
}

fn bound(seen: Seen) -> Vec<u8> {
    [&seen.salt[..], &seen.pages.to_le_bytes()].concat()
}

fn stored(path: &Path) -> Result<Option<Stored>, Error> {
    let bytes = files::read_small(path, 4096)?;
    let read = bytes.and_then(|bytes| serde_json::from_slice::<Stored>(&bytes).ok());
    Ok(read.filter(|stored| stored.version == 1))
}
