//! Small files of the record: written whole or not at all.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::Error;

/// Replaces a file so that a crash leaves the old or the new one: temporary file, sync, rename, sync of the
/// folder.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let temporary = beside(path, ".new");
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(error.into());
    }
    sync_folder_of(path)
}

/// Reads a small file; `None` where it is not there. More than `limit` bytes are not read.
pub(crate) fn read_small(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Makes a rename in this file's folder durable.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), Error> {
    // Windows cannot open a folder; there the rename itself is what can be had.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The same path with something added to its last name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
    name.push(ending);
    path.with_file_name(name)
}

/// Takes the lock of a record's folder for as long as the file lives. A process that is being started holds the files
/// of the one that starts it for a moment, also a lock that was just let go; so a taken lock is asked for again.
pub(crate) fn lock(path: &Path) -> Result<File, Error> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    for again in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if again + 1 < TRIES => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(Error::InUse)
}

const TRIES: u32 = 10;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(10);

/// Makes a folder that only its owner can enter, where the system knows owners.
pub(crate) fn private_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
