use std::fs::{self, File};
use std::path::{Path, PathBuf};

use henro_server_store::{Clock, Sqlite};

use crate::lock::{Lock, make};
use crate::server::FILE;
use crate::{Config, Error, SystemClock, depot};

/// Copies the database into one file, and blobs into a folder beside it, while the server runs. A second copy to the same place adds
/// what is new. What lies in a bucket stays there and is not copied.
pub fn backup(config: &Config, to: &Path) -> Result<(), Error> {
    if config.database.is_some() {
        return Err(Error::PostgresCopies);
    }
    Sqlite::backup(&config.data.join(FILE), to)?;
    if config.bucket.is_some() {
        return Ok(());
    }
    // After the database: pieces it names stay a day at least after it forgets them.
    copy_blobs(&config.data.join(depot::FOLDER), &beside(to))
}

/// Checks a copy and puts it in the place of the database; what was there is kept beside it. Not while a server runs.
pub fn restore(config: &Config, from: &Path) -> Result<(), Error> {
    if config.database.is_some() {
        return Err(Error::PostgresCopies);
    }
    std::fs::metadata(from).map_err(Error::File)?;
    let _lock = Lock::take(&config.data)?;
    let now = SystemClock.now();
    // Before the database: what it names is there. Names are never used twice, so what lies there already may stay.
    if config.bucket.is_none() {
        copy_blobs(&beside(from), &config.data.join(depot::FOLDER))?;
    }
    Ok(Sqlite::restore(from, &config.data.join(FILE), &format!("before-{now}"), now)?)
}

/// After an older copy was put back by other means: the next start begins anew, and devices bring what is missing. Not while a
/// server runs.
pub async fn anew(config: &Config) -> Result<(), Error> {
    let _lock = config.database.is_none().then(|| Lock::take(&config.data)).transpose()?;
    Ok(crate::server::store(config).await?.anew(SystemClock.now()).await?)
}

/// The folder of blobs that belongs to a copy.
fn beside(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".blobs");
    name.into()
}

/// Copies every piece that is not there yet; each is there whole or not at all.
fn copy_blobs(from: &Path, to: &Path) -> Result<(), Error> {
    if !from.exists() {
        return Ok(());
    }
    make(to).map_err(Error::Folder)?;
    let copied = (|| {
        for folder in fs::read_dir(from)? {
            let folder = folder?;
            let into = to.join(folder.file_name());
            if !folder.file_type()?.is_dir() {
                continue;
            }
            fs::create_dir_all(&into)?;
            for piece in fs::read_dir(folder.path())? {
                let piece = piece?;
                let place = into.join(piece.file_name());
                // What is being written has another name until it is whole.
                if piece.file_name().to_string_lossy().contains('#') || place.exists() {
                    continue;
                }
                let part = into.join("part");
                fs::copy(piece.path(), &part)?;
                File::open(&part)?.sync_all()?;
                fs::rename(&part, &place)?;
            }
            File::open(&into)?.sync_all()?;
        }
        File::open(to)?.sync_all()
    })();
    copied.map_err(Error::File)
}
