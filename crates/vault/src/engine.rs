//! Opening a SQLCipher file, and telling apart what can be wrong with one.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use henro_seal::{Key, Sensitive};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::{Below, Error, FileFault, files};

/// Set once the engine has started in this process.
static STARTED: OnceLock<()> = OnceLock::new();

/// Bytes of a page. SQLCipher's default, and the best of those measured for single commits.
pub(crate) const PAGE: u64 = 4096;

/// The first bytes of a SQLCipher file: its salt.
pub(crate) type Salt = [u8; 16];

/// A file as it was when last seen whole. None of it is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) salt: Salt,
    pub(crate) pages: u64,
}

/// Looks at a file that is whole.
pub(crate) fn see(path: &Path) -> Result<Seen, Error> {
    let salt = salt_of(path)?.ok_or(Error::File(FileFault::Truncated))?;
    Ok(Seen { salt, pages: std::fs::metadata(path)?.len() / PAGE })
}

/// Opens an existing file with its raw key. `seen` tells a damaged file from a foreign one.
pub(crate) fn open(path: &Path, key: &Key, seen: Option<Seen>) -> Result<Connection, Error> {
    let salt = seen.map(|seen| seen.salt);
    let Ok(facts) = std::fs::metadata(path) else { return Err(Error::File(FileFault::Missing)) };
    if facts.len() < PAGE {
        return Err(Error::File(if facts.len() < 16 || salt_of(path)? == salt {
            FileFault::Truncated
        } else {
            FileFault::Foreign
        }));
    }
    // Half a page at the end, and no log of the engine that could make it whole.
    let logged = std::fs::metadata(files::beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if !facts.len().is_multiple_of(PAGE) && !logged && salt_of(path)? == salt {
        return Err(Error::File(FileFault::Truncated));
    }
    connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => unreadable(path, facts.len(), salt),
        Some(ErrorCode::DatabaseCorrupt) if seen.is_some_and(|seen| facts.len() / PAGE < seen.pages) => {
            Error::File(FileFault::Truncated)
        }
        _ => error.into(),
    })
}

/// Makes a new file.
pub(crate) fn create(path: &Path, key: &Key) -> Result<Connection, Error> {
    Ok(connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?)
}

/// The salt a file begins with; `None` where it is shorter than that.
fn salt_of(path: &Path) -> Result<Option<Salt>, Error> {
    let mut salt = Salt::default();
    match File::open(path)?.read_exact(&mut salt) {
        Ok(()) => Ok(Some(salt)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn connect(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    // SQLCipher's own functions are registered while the engine starts. A second connection that opens in that moment, on
    // another thread, would be without `sqlcipher_export`.
    STARTED.get_or_init(|| drop(Connection::open_in_memory()));
    let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Without this SQLCipher writes to standard error when a key does not fit.
    db.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    // The statement is ours and is wiped; a bound value would leave copies behind.
    let statement = Sensitive::new(format!("PRAGMA key = \"{}\";", key.raw_literal().expose()));
    db.execute_batch(statement.expose())?;
    // locking_mode: one process has the record (the `lock` file sees to it), so the engine needs no shared
    // memory file, which a full disk could not give.
    // cipher_memory_security stays off here: it locks and wipes every allocation of the engine, with which reading
    // a day took 2.5 times as long (vault_timing, 200,000 entries), while what is on the screen of an open record
    // is in memory either way. Our own keys are wiped by `seal`; locking closes the connection.
    db.execute_batch(
        "PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA cache_size = -16384;
         PRAGMA journal_size_limit = 8388608;",
    )?;
    // A plan does not hang on bound values. Without this a kept statement is parsed and planned anew whenever it gets others.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // FULL: what was acknowledged survives a power cut, not only a crash of the process.
    waits_for_medium(&db, true)?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(db)
}

/// Whether a commit waits for the medium. Where it does not, a power cut may take it back, whole and never in part; the crash of a
/// process cannot.
pub(crate) fn waits_for_medium(db: &Connection, waits: bool) -> rusqlite::Result<()> {
    db.execute_batch(if waits { "PRAGMA synchronous = FULL;" } else { "PRAGMA synchronous = NORMAL;" })
}

/// From now on the engine wipes what it frees, in the whole process; there is no way back. Asked for when the clinical
/// tier opens, so that no page of it stays behind when it closes (`tests/memory.rs`).
pub(crate) fn wipe_memory(db: &Connection) -> Result<(), Error> {
    Ok(db.execute_batch("PRAGMA cipher_memory_security = ON;")?)
}

/// Writes the log of the engine back into the file, so that a copy of it is whole.
pub(crate) fn settle(db: &Connection) -> Result<(), Error> {
    Ok(db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

/// Writes a consistent encrypted copy under `key` to a path where nothing is yet.
pub(crate) fn copy_to(db: &Connection, path: &Path, key: &Key) -> Result<(), Error> {
    // The connection may not make files, so that a missing record is never replaced by an empty one.
    File::create_new(path)?;
    let path = path.to_str().ok_or(Error::Below(Below::Files(std::io::ErrorKind::InvalidFilename)))?;
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    db.execute("ATTACH DATABASE ?1 AS copy KEY ?2", [path, key.raw_literal().expose()])?;
    // One transaction: each table and index would wait for the medium by itself.
    let copied = (|| {
        db.execute_batch("BEGIN;")?;
        db.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?;
        db.execute_batch(&format!("PRAGMA copy.user_version = {version}; COMMIT;"))
    })();
    if copied.is_err() && !db.is_autocommit() {
        // What failed before is the fault to tell of.
        let _ = db.execute_batch("ROLLBACK;");
    }
    let detached = db.execute_batch("DETACH DATABASE copy;");
    copied.and(detached).map_err(|error| match error {
        // sqlcipher_export passes the words of the fault on and not its number.
        rusqlite::Error::SqliteFailure(_, Some(words)) if words.contains("disk is full") => Error::Full,
        error => error.into(),
    })
}

/// What the engine finds wrong with its pages: lines of both integrity checks, none where all is well.
pub(crate) fn page_faults(db: &Connection) -> Result<usize, Error> {
    settle(db)?;
    let mut faults = 0;
    // All rows are read: the first one alone does not speak for the rest.
    let mut statement = db.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {
        faults += 1;
    }
    let mut statement = db.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        faults += usize::from(row.get::<_, String>(0)? != "ok");
    }
    Ok(faults)
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
