use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::wire::{Language, Settings, TextSize, Theme};
use crate::{Code, WireError};

/// What holds before anything was chosen.
pub(crate) fn usual() -> Settings {
    Settings {
        language: Language::Ja,
        text_size: TextSize::Normal,
        theme: Theme::Auto,
        lock_idle_minutes: 10,
        lock_on_blur: false,
        japanese_era: false,
        metered: false,
    }
}

/// The stored settings; the usual ones where there are none or the file cannot be read.
pub(crate) fn load(folder: &Path) -> Settings {
    std::fs::read(folder.join(FILE))
        .ok()
        .filter(|bytes| bytes.len() < 65_536)
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_else(usual)
}

/// Stores settings whole or not at all.
pub(crate) fn store(folder: &Path, settings: &Settings) -> Result<(), WireError> {
    if !(1..=120).contains(&settings.lock_idle_minutes) {
        return Err(Code::RequestInvalid.into());
    }
    let text = serde_json::to_vec_pretty(settings).map_err(|_| Code::Internal)?;
    write_whole(folder, &text).map_err(|error| file_code(&error).into())
}

fn write_whole(folder: &Path, text: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let beside = folder.join("settings.json.new");
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(beside, folder.join(FILE))
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), WireError> {
    let written = create_private(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| file_code(&error).into())
}

/// An empty file that only its owner can read, also where one was there that others could.
pub(crate) fn create_private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// A place for a new file: under `name`, or with a number behind it, so that no file that is there is replaced.
pub(crate) fn free(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let numbered = (2..).map(|number| folder.join(format!("{name}-{number}.{ending}")));
    let mut places = std::iter::once(folder.join(format!("{name}.{ending}"))).chain(numbered);
    places.find(|place| !place.exists()).expect("the numbers do not end before the files of a folder do")
}

/// The code of a file error.
pub(crate) fn file_code(error: &std::io::Error) -> Code {
    match error.kind() {
        ErrorKind::NotFound => Code::FileMissing,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Code::DiskFull,
        ErrorKind::ReadOnlyFilesystem => Code::ReadOnly,
        _ => Code::FileRefused,
    }
}

const FILE: &str = "settings.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_private_also_where_an_open_one_was() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.pdf");
        for before in [None, Some(0o644)] {
            if let Some(mode) = before {
                std::fs::write(&path, b"of before, and longer").unwrap();
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
            write_private(&path, b"now").unwrap();
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(std::fs::read(&path).unwrap(), b"now");
        }
    }

    #[test]
    fn settings_read_back_as_stored() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(folder.path()), usual());
        let mut changed = usual();
        changed.text_size = TextSize::Largest;
        store(folder.path(), &changed).unwrap();
        assert_eq!(load(folder.path()), changed);
        changed.lock_idle_minutes = 0;
        assert!(store(folder.path(), &changed).is_err());
        // Written before there was a choice about traffic.
        let old = serde_json::to_string(&changed).unwrap().replace(",\"metered\":false", "");
        changed.lock_idle_minutes = 10;
        std::fs::write(folder.path().join(FILE), old.replace(":0", ":10")).unwrap();
        assert_eq!(load(folder.path()), changed);
        std::fs::write(folder.path().join(FILE), b"{").unwrap();
        assert_eq!(load(folder.path()), usual());
    }
}
