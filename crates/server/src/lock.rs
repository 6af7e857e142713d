use std::fs::{DirBuilder, File, TryLockError};
use std::path::Path;

use crate::Error;

/// The data folder, for one server at a time. Given back when dropped, also by a crash.
pub(crate) struct Lock(#[expect(dead_code, reason = "held, not used")] File);

impl Lock {
    pub(crate) fn take(folder: &Path) -> Result<Self, Error> {
        make(folder).map_err(Error::Folder)?;
        let file = File::options().write(true).create(true).truncate(false).open(folder.join("server.lock"));
        let file = file.map_err(Error::Folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(error)) => Err(Error::Folder(error)),
        }
    }
}

/// A folder that only its owner reads.
pub(crate) fn make(folder: &Path) -> std::io::Result<()> {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder)
}
