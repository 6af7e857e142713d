//! The folder of a record whose other devices are elsewhere.

use henro_vault::{Error, KdfParams, Vault};

use crate::common::*;

const RECORD: [u8; 16] = [9; 16];

fn join(
    folder: &std::path::Path,
    keep: impl FnOnce(&mut henro_vault::Daily) -> Result<(), Error>,
) -> Result<Vault, Error> {
    Vault::join_with(folder, ("here", KdfParams::testing()), RECORD, keep, &random(7), stamp(0))
}

#[test]
fn a_record_is_joined_whole_with_what_is_kept_in_it() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    // What an earlier try and a lost record left behind is out of the way.
    std::fs::create_dir_all(place.path().join("record.joining")).unwrap();
    std::fs::write(place.path().join("record.joining/slots"), b"half").unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("daily.db"), b"lost").unwrap();
    let mut vault = join(&folder, |daily| daily.put_secret("device", &[1; 32])).unwrap();
    assert_eq!(vault.record().unwrap(), "09".repeat(16));
    let daily = vault.daily().unwrap();
    assert_eq!(daily.secret("device").unwrap().unwrap().expose(), &[1; 32]);
    assert_eq!(daily.device_number(), None, "until the chain gives it one");
    assert_eq!(vault.has_clinical(), Ok(false));
    vault.lock(&random(8)).unwrap();
    Vault::at(&folder).unlock("here", &random(8), stamp(1)).unwrap();
    assert!(!place.path().join("record.joining").exists());
    assert_eq!(join(&folder, |_| Ok(())).unwrap_err(), Error::Exists);
}

#[test]
fn what_cannot_be_kept_leaves_no_record() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    assert_eq!(join(&folder, |_| Err(Error::Full)).unwrap_err(), Error::Full);
    assert!(!Vault::at(&folder).status(stamp(0)).unwrap().exists);
    join(&folder, |_| Ok(())).unwrap();
}
