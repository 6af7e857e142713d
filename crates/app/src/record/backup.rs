use std::path::{Path, PathBuf};

use henro_domain::Day;
use henro_vault::{Error, FileFault, Vault};

use super::{open, password};
use crate::context::State;
use crate::open::{failed, seconds};
use crate::settings::{file_code, free};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Checks every page, and the state against the log.
pub(crate) fn verify(ctx: &Context, _: Empty) -> Result<VerifyReport, WireError> {
    ctx.with_open(|open, _| {
        let entries = open.daily().count_entries().map_err(failed)?;
        let found = open.vault().verify().map_err(failed)?;
        Ok(VerifyReport {
            sound: found.is_whole(),
            entries,
            rows: found.rows,
            file_faults: u32::try_from(found.page_faults).unwrap_or(u32::MAX),
            state_equals_log: found.log_agrees,
        })
    })
}

/// Backup files in the usual folder, newest first.
pub(crate) fn backup_list(ctx: &Context, _: Empty) -> Result<BackupList, WireError> {
    let folder = &ctx.config.files_dir;
    let mut files: Vec<BackupFile> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.flatten().filter_map(|entry| backup_file(&entry.path())).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => vec![],
        Err(error) => return Err(file_code(&error).into()),
    };
    // Without the ending: the second of one minute has a number behind the time.
    let stem =
        |file: &BackupFile| file.path.strip_suffix(ENDING).map(|path| path.trim_end_matches('.').to_owned());
    files.sort_by_cached_key(|file| std::cmp::Reverse(stem(file)));
    Ok(BackupList { folder: folder.display().to_string(), files })
}

/// Writes a backup file: the record and those kept in it.
pub(crate) fn backup_make(ctx: &Context, ask: BackupMake) -> Result<BackupFile, WireError> {
    let folder = ask.folder.map_or_else(|| ctx.config.files_dir.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    let now = ctx.now()?;
    let mut state = ctx.state();
    let State { open, wards, .. } = &mut *state;
    let open = open.as_mut().ok_or(Code::RecordLocked)?;
    let path = free(&folder, &format!("henro-{}-{:04}", now.today, clock(now.minute.get())), ENDING);
    let wards: Vec<&Vault> = wards.values().map(|ward| ward.vault_ref()).collect();
    open.vault().backup_with(&path, &wards).map_err(failed)?;
    backup_file(&path).ok_or(Code::Internal.into())
}

/// Puts a backup in the place of the record, which is kept beside it, and opens it. The password is tried
/// on a copy first: a wrong one counts as when unlocking, and nothing else changes.
pub(crate) fn backup_restore(ctx: &Context, ask: BackupRestore) -> Result<RecordStatus, WireError> {
    let path = Path::new(&ask.path);
    Vault::check_backup(path).map_err(not_backup)?;
    if ask.password.len() > password::LONGEST {
        return Err(Code::PasswordLong.into());
    }
    let now = ctx.now()?;
    let folder = ctx.record_dir();
    Vault::try_backup(path, &folder, &ask.password, &random::system, now.stamp).map_err(|error| {
        let wait = Vault::at(&folder).status(now.stamp).map_or(0, |status| status.wait_ms);
        match not_backup(error) {
            WireError { code: Code::PasswordWrong, .. } => {
                WireError::wait(Code::PasswordWrong, seconds(wait))
            }
            other => other,
        }
    })?;
    ctx.lock();
    Vault::restore_from(path, &folder, now.stamp).map_err(failed)?;
    open::unlock(ctx, RecordUnlock { password: ask.password })
}

fn not_backup(error: Error) -> WireError {
    match error {
        Error::File(FileFault::Missing) => Code::FileMissing.into(),
        Error::File(FileFault::Newer) => Code::RecordNewer.into(),
        Error::File(_) => Code::FileNotBackup.into(),
        other => failed(other),
    }
}

fn backup_file(path: &Path) -> Option<BackupFile> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_prefix("henro-")?.strip_suffix(&format!(".{ENDING}"))?;
    Some(BackupFile {
        path: path.to_str()?.to_owned(),
        bytes: std::fs::metadata(path).ok()?.len(),
        day: stem.get(..10).and_then(|day| Day::parse(day).ok()),
    })
}

fn clock(minute: u16) -> u16 {
    minute / 60 * 100 + minute % 60
}

const ENDING: &str = "henro-backup";
