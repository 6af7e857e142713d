//! A copy of the file while it is in use, and putting one back.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{accounts, migrate};
use crate::Error;

/// Copies a database that may be in use. The copy is complete or not there.
pub(super) fn backup(from: &Path, to: &Path) -> Result<(), Error> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    source.busy_timeout(Duration::from_secs(10))?;
    let part = beside(to, "part");
    private(&part)?;
    let mut copy = Connection::open(&part)?;
    Backup::new(&source, &mut copy)?.run_to_completion(1000, Duration::from_millis(1), None)?;
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    drop(copy);
    check(&part)?;
    settle(&part, to)
}

/// Puts a copy in the place of a database that is not in use; what was there is kept beside it, under `name`.
pub(super) fn restore(from: &Path, to: &Path, name: &str, at: u64) -> Result<(), Error> {
    check(from)?;
    let new = beside(to, "new");
    private(&new)?;
    std::fs::copy(from, &new).map_err(Error::File)?;
    check(&new)?;
    let mut copy = Connection::open(&new)?;
    let step = copy.transaction()?;
    accounts::anew(&step, at)?;
    step.commit()?;
    drop(copy);
    if to.exists() {
        // Whatever still lies in the log goes into the file, so that the file alone is kept.
        Connection::open(to)?.pragma_update(None, "journal_mode", "DELETE")?;
        keep(to, &beside(to, name))?;
    }
    settle(&new, to)
}

/// Gives a file a second name. Under its own it stays until the new one takes its place in one step: a server that starts in between
/// finds the old database, and makes none with another key.
fn keep(file: &Path, second: &Path) -> Result<(), Error> {
    // A restore that was cut off may have given it this name already: writing into that would be writing into the database.
    match std::fs::remove_file(second) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::File(error)),
        _ => {}
    }
    if std::fs::hard_link(file, second).is_ok() {
        return Ok(());
    }
    // Not every file system has links.
    private(second)?;
    std::fs::copy(file, second).map_err(Error::File)?;
    File::options().write(true).open(second).and_then(|file| file.sync_all()).map_err(Error::File)
}

fn check(file: &Path) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(file, flags)?;
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > migrate::VERSION {
        return Err(Error::Newer { found, known: migrate::VERSION });
    }
    // A file of something else has no version, and one of ours no findings.
    if found == 0 || !accounts::check(&db)?.is_empty() { Err(Error::Damaged) } else { Ok(()) }
}

/// An empty file that only its owner reads.
fn private(path: &Path) -> Result<(), Error> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(Error::File)
}

/// On the disk under its name.
fn settle(part: &Path, to: &Path) -> Result<(), Error> {
    File::options().write(true).open(part).and_then(|file| file.sync_all()).map_err(Error::File)?;
    std::fs::rename(part, to).map_err(Error::File)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::File)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_is_never_gone_before_the_copy_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, second) = (folder.path().join("server.db"), folder.path().join("server.db.before-1"));
        std::fs::write(&file, b"old").expect("written");
        // The second time there is something under that name already.
        for _ in 0..2 {
            keep(&file, &second).expect("kept");
            assert_eq!(std::fs::read(&file).expect("there"), b"old");
            assert_eq!(std::fs::read(&second).expect("there"), b"old");
        }
    }
}
