use std::fs;
use std::path::Path;

use henro_vault::{Error, FileFault, KdfParams, Vault};

use crate::common::*;

fn record(folder: &Path, days: u32) -> Vault {
    let mut vault = new_vault(folder);
    for on in 1..=days {
        vault.daily().unwrap().record(&one_of_each(day(2, on)), &meta(i64::from(on))).unwrap();
    }
    vault
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_restores_to_the_same_state() {
    let place = tempfile::tempdir().unwrap();
    let (folder, file, other) =
        (place.path().join("record"), place.path().join("b.henro"), place.path().join("again"));
    let mut vault = record(&folder, 5);
    let digest = vault.daily().unwrap().digest().unwrap();
    vault.backup_to(&file).unwrap();
    // The record stays open and goes on; what comes after the backup is not in it.
    vault.daily().unwrap().record(&one_of_each(day(3, 1)), &meta(90)).unwrap();
    assert_eq!(names(place.path()), ["b.henro", "record"]);
    Vault::check_backup(&file).unwrap();
    assert_eq!(Vault::restore_from(&file, &other, stamp(100)).unwrap().kept, None);
    let mut again = Vault::at(&other);
    assert!(!again.unlock(PASSWORD, &random(5), stamp(101)).unwrap().rolled_back);
    assert_eq!(again.daily().unwrap().digest().unwrap(), digest);
    assert!(again.verify().unwrap().is_whole());
    again.daily().unwrap().record(&one_of_each(day(3, 2)), &meta(102)).unwrap();
}

#[test]
fn a_restore_over_a_record_keeps_the_old_one_beside() {
    let place = tempfile::tempdir().unwrap();
    let (folder, file) = (place.path().join("record"), place.path().join("b.henro"));
    let mut vault = record(&folder, 2);
    vault.backup_to(&file).unwrap();
    vault.daily().unwrap().record(&one_of_each(day(3, 1)), &meta(90)).unwrap();
    assert_eq!(Vault::restore_from(&file, &folder, stamp(91)).unwrap_err(), Error::InUse);
    vault.lock(&random(2)).unwrap();
    let kept = Vault::restore_from(&file, &folder, stamp(92)).unwrap().kept.unwrap();
    for (at, entries) in [(&folder, 16), (&kept, 24)] {
        let mut vault = Vault::at(at);
        vault.unlock(PASSWORD, &random(3), stamp(93)).unwrap();
        assert_eq!(vault.daily().unwrap().count_entries().unwrap(), entries);
    }
}

#[test]
fn a_restore_cut_off_between_its_two_moves_is_finished() {
    let place = tempfile::tempdir().unwrap();
    let (folder, file) = (place.path().join("record"), place.path().join("b.henro"));
    let mut vault = record(&folder, 2);
    vault.backup_to(&file).unwrap();
    vault.lock(&random(2)).unwrap();
    // What a kill leaves: the old record moved aside, the new one whole and not yet in its place.
    Vault::restore_from(&file, &place.path().join("again"), stamp(9)).unwrap();
    fs::rename(&folder, place.path().join("record.before-1")).unwrap();
    fs::rename(place.path().join("again"), place.path().join("record.restoring")).unwrap();
    assert!(Vault::at(&folder).status(stamp(10)).unwrap().exists);
    assert_eq!(names(place.path()), ["b.henro", "record", "record.before-1"]);
    vault.unlock(PASSWORD, &random(3), stamp(11)).unwrap();
    assert_eq!(vault.daily().unwrap().count_entries().unwrap(), 16);
    vault.lock(&random(4)).unwrap();
    // One that was not whole yet takes no place.
    fs::create_dir(place.path().join("record.restoring")).unwrap();
    fs::rename(&folder, place.path().join("aside")).unwrap();
    assert!(!Vault::at(&folder).status(stamp(12)).unwrap().exists);
}

#[test]
fn a_spoilt_backup_is_refused_and_the_record_stays() {
    let place = tempfile::tempdir().unwrap();
    let (folder, file) = (place.path().join("record"), place.path().join("b.henro"));
    let mut vault = record(&folder, 1);
    vault.backup_to(&file).unwrap();
    vault.lock(&random(2)).unwrap();
    let whole = fs::read(&file).unwrap();
    let refused = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let Err(Error::File(fault)) = Vault::restore_from(&file, &folder, stamp(9)) else {
            panic!("restored")
        };
        fault
    };
    for cut in [8, 20, 27, 100, whole.len() / 2, whole.len() - 1] {
        assert_eq!(refused(&whole[..cut]), FileFault::Truncated, "cut {cut}");
    }
    assert_eq!(refused(b""), FileFault::Foreign);
    assert_eq!(refused(b"PK\x03\x04 and so on, a zip file or anything else"), FileFault::Foreign);
    for place in [30, 400, whole.len() / 2, whole.len() - 1] {
        let mut bad = whole.clone();
        bad[place] ^= 1;
        assert_eq!(refused(&bad), FileFault::Damaged, "byte {place}");
    }
    let mut newer = whole.clone();
    newer[8] = 5;
    assert_eq!(refused(&newer), FileFault::Newer);
    let mut huge = whole.clone();
    huge[12..28].fill(0xff);
    assert_eq!(refused(&huge), FileFault::Damaged);
    let mut longer = whole.clone();
    longer.push(0);
    assert_eq!(refused(&longer), FileFault::Damaged);
    assert_eq!(Vault::check_backup(&place.path().join("none")), Err(Error::File(FileFault::Missing)));

    assert_eq!(names(place.path()), ["b.henro", "record"]);
    vault.unlock(PASSWORD, &random(3), stamp(10)).unwrap();
    assert_eq!(vault.daily().unwrap().count_entries().unwrap(), 8);
}

#[test]
fn a_backup_opens_with_the_password_of_its_day() {
    let place = tempfile::tempdir().unwrap();
    let (folder, file) = (place.path().join("record"), place.path().join("b.henro"));
    let mut vault = record(&folder, 1);
    vault.backup_to(&file).unwrap();
    vault.change_password(PASSWORD, "later", KdfParams::testing(), &random(3), stamp(5)).unwrap();
    vault.lock(&random(4)).unwrap();
    Vault::restore_from(&file, &folder, stamp(6)).unwrap();
    assert_eq!(vault.unlock("later", &random(5), stamp(7)), Err(Error::WrongPassword));
    vault.unlock(PASSWORD, &random(5), stamp(8)).unwrap();
}

#[test]
fn a_backup_shows_no_word_of_the_record() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("b.henro");
    record(&place.path().join("record"), 2).backup_to(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    for word in ["散歩日和", "うどん", "SQLite format 3", "CREATE TABLE"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

#[test]
fn a_locked_record_cannot_be_backed_up() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = record(&place.path().join("record"), 1);
    vault.lock(&random(2)).unwrap();
    assert_eq!(vault.backup_to(&place.path().join("b.henro")), Err(Error::Locked));
}
