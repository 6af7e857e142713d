//! Opening a SQLCipher file, and telling apart what can be wrong with one.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use henro_seal::Key;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::{Error, FileFault};

/// Bytes of a page. SQLCipher's default, and the best of those measured for single commits.
pub(crate) const PAGE: u64 = 4096;

/// The first bytes of a SQLCipher file: its salt.
pub(crate) type Salt = [u8; 16];

/// Opens an existing file with its raw key. `salt` is what the file began with when it was last seen whole.
pub(crate) fn open(path: &Path, key: &Key, salt: Option<Salt>) -> Result<Connection, Error> {
    let Ok(facts) = std::fs::metadata(path) else { return Err(Error::File(FileFault::Missing)) };
    if facts.len() < PAGE {
        return Err(Error::File(if facts.len() < 16 || salt_of(path)? == salt {
            FileFault::Truncated
        } else {
            FileFault::Foreign
        }));
    }
    connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => unreadable(path, facts.len(), salt),
        Some(ErrorCode::DatabaseCorrupt) => Error::File(FileFault::Truncated),
        _ => error.into(),
    })
}

/// Makes a new file.
pub(crate) fn create(path: &Path, key: &Key) -> Result<Connection, Error> {
    Ok(connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?)
}

/// The salt a file begins with; `None` where it is shorter than that.
pub(crate) fn salt_of(path: &Path) -> Result<Option<Salt>, Error> {
    let mut salt = Salt::default();
    match File::open(path)?.read_exact(&mut salt) {
        Ok(()) => Ok(Some(salt)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn connect(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Without this SQLCipher writes to standard error when a key does not fit.
    db.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    db.pragma_update(None, "key", key.raw_literal().expose())?;
    // cipher_memory_security stays off: it locks and wipes every allocation of the engine, which slows a
    // fill by far, while pages of a record that is open are readable in memory either way. Our own keys
    // are wiped by `seal`; locking closes the connection.
    db.execute_batch(
        "PRAGMA cipher_memory_security = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA cache_size = -16384;",
    )?;
    db.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // FULL: what was acknowledged survives a power cut, not only a crash of the process.
    db.execute_batch("PRAGMA synchronous = FULL;")?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(db)
}

/// Why page 1 does not decrypt.
fn unreadable(path: &Path, length: u64, salt: Option<Salt>) -> Error {
    let found = match salt_of(path) {
        Ok(found) => found,
        Err(error) => return error,
    };
    let whole = length.is_multiple_of(PAGE);
    Error::File(match (found == salt, whole) {
        (true, true) => FileFault::Damaged,
        (true, false) => FileFault::Truncated,
        (false, true) if found.as_ref() != Some(b"SQLite format 3\0") => FileFault::OtherKey,
        (false, _) => FileFault::Foreign,
    })
}
