//! The mark: how far the daily file had come when it was last looked at, sealed under its key. A file that
//! has come less far was swapped with an older copy.

use std::path::Path;

use henro_seal::{Key, Label, Random, open, seal};
use serde::{Deserialize, Serialize};

use crate::daily::Reached;
use crate::engine::Salt;
use crate::{Error, files};

/// What is remembered. The salt is not secret (it is the head of the file) and lies open, so that a damaged file
/// can be told from a foreign one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) salt: Salt,
    pub(crate) reached: Reached,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    salt: Salt,
    sealed: Vec<u8>,
}

/// The salt alone; `None` where there is no mark that reads.
pub(crate) fn salt(path: &Path) -> Result<Option<Salt>, Error> {
    Ok(stored(path)?.map(|stored| stored.salt))
}

/// The whole mark; `None` where there is none of this key. A lost mark is no reason to refuse a record.
pub(crate) fn read(path: &Path, key: &Key) -> Result<Option<Mark>, Error> {
    let Some(stored) = stored(path)? else { return Ok(None) };
    let Ok(plain) = open(key, Label::Mark, &stored.salt, &stored.sealed) else { return Ok(None) };
    let reached = serde_json::from_slice::<(u64, i64)>(plain.expose()).ok();
    Ok(reached.map(|(hlc, seq)| Mark { salt: stored.salt, reached: Reached { hlc, seq } }))
}

pub(crate) fn write(path: &Path, mark: &Mark, key: &Key, random: &dyn Random) -> Result<(), Error> {
    let plain =
        serde_json::to_vec(&(mark.reached.hlc, mark.reached.seq)).expect("two numbers always make JSON");
    let sealed = seal(key, Label::Mark, &mark.salt, &plain, random);
    let stored = Stored { version: 1, salt: mark.salt, sealed };
    files::write_whole(path, &serde_json::to_vec(&stored).expect("numbers always make JSON"))
}

fn stored(path: &Path) -> Result<Option<Stored>, Error> {
    let bytes = files::read_small(path, 4096)?;
    let read = bytes.and_then(|bytes| serde_json::from_slice::<Stored>(&bytes).ok());
    Ok(read.filter(|stored| stored.version == 1))
}
