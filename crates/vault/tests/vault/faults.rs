use std::fs;
use std::path::Path;

use henro_domain::Relation;
use henro_sync::RecordId;
use henro_vault::{Error, FileFault, KdfParams, NewEntry, NewMedical, NewWard, Unlocked, Vault};

use crate::common::*;

/// A locked record with `days` days of entries.
fn record(folder: &Path, days: u32) {
    let mut vault = new_vault(folder);
    fill(&mut vault, days);
    vault.lock(&random(1)).unwrap();
}

fn fill(vault: &mut Vault, days: u32) {
    for on in 1..=days {
        vault
            .daily()
            .unwrap()
            .record(&one_of_each(day(1 + on / 28 % 12, 1 + on % 28)), &meta(i64::from(on)))
            .unwrap();
    }
}

fn unlock(folder: &Path, seconds: i64) -> Result<Unlocked, Error> {
    Vault::at(folder).unlock(PASSWORD, &random(3), stamp(seconds))
}

fn fault(folder: &Path) -> FileFault {
    match unlock(folder, 1_000) {
        Err(Error::File(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ten_wrong_passwords_wait_longer_and_longer_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 2);
    let mut now = 1_000;
    let mut waited = Vec::new();
    for _ in 0..10 {
        // A new Vault each time: the count survives a restart.
        let status = Vault::at(folder.path()).status(stamp(now)).unwrap();
        assert!(status.exists && status.locked);
        if status.wait_ms > 0 {
            let early = Vault::at(folder.path()).unlock(PASSWORD, &random(4), stamp(now));
            assert_eq!(early, Err(Error::TooSoon { wait_ms: status.wait_ms }));
        }
        waited.push(status.wait_ms / 1000);
        now += status.wait_ms / 1000;
        let wrong = Vault::at(folder.path()).unlock("wrong", &random(4), stamp(now));
        assert_eq!(wrong, Err(Error::WrongPassword));
    }
    assert_eq!(waited, [0, 0, 0, 0, 5, 15, 30, 60, 120, 240]);
    let status = Vault::at(folder.path()).status(stamp(now)).unwrap();
    assert_eq!(status.wait_ms, 300_000);
    let mut vault = Vault::at(folder.path());
    assert!(!vault.unlock(PASSWORD, &random(5), stamp(now + 300)).unwrap().rolled_back);
    assert_eq!(vault.daily().unwrap().count_entries().unwrap(), 16);
    assert_eq!(vault.status(stamp(now + 300)).unwrap().wait_ms, 0);
}

#[test]
fn a_clock_moved_back_does_not_lock_the_owner_out() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 1);
    for _ in 0..4 {
        assert_eq!(
            Vault::at(folder.path()).unlock("wrong", &random(4), stamp(1_000)),
            Err(Error::WrongPassword)
        );
    }
    // Ten days back: the wait of five seconds begins anew, once.
    let back = -864_000;
    assert_eq!(Vault::at(folder.path()).status(stamp(back - 1)).unwrap().wait_ms, 5_000);
    assert_eq!(Vault::at(folder.path()).status(stamp(back + 1)).unwrap().wait_ms, 3_000);
    fs::write(folder.path().join("attempts"), format!(r#"{{"failed":4,"at_ms":{}}}"#, stamp(1_000).utc_ms))
        .unwrap();
    assert_eq!(unlock(folder.path(), back), Err(Error::TooSoon { wait_ms: 5_000 }));
    assert_eq!(unlock(folder.path(), back + 3), Err(Error::TooSoon { wait_ms: 2_000 }));
    assert!(unlock(folder.path(), back + 5).is_ok());
}

#[test]
fn a_second_process_is_told_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = new_vault(folder.path());
    assert_eq!(unlock(folder.path(), 1), Err(Error::InUse));
    fill(&mut first, 1);
    first.lock(&random(1)).unwrap();
    assert!(unlock(folder.path(), 2).is_ok());
}

#[test]
fn a_folder_without_a_record_and_one_with_a_record_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert!(!Vault::at(folder.path()).status(stamp(0)).unwrap().exists);
    assert_eq!(unlock(folder.path(), 0), Err(Error::NoRecord));
    record(folder.path(), 1);
    let again = Vault::create(folder.path(), "other", KdfParams::testing(), &random(9), stamp(1));
    assert_eq!(again.map(|_| ()).unwrap_err(), Error::Exists);
    assert!(unlock(folder.path(), 2).is_ok());
}

#[test]
fn a_record_whose_slots_were_lost_is_set_aside_and_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 3);
    let before = fs::read(folder.path().join("daily.db")).unwrap();
    fs::remove_file(folder.path().join("slots")).unwrap();
    // After its third new key, the clinical file had this name.
    fs::write(folder.path().join("clinical-3.db"), b"pages").unwrap();
    drop(new_vault(folder.path()));
    let orphan = folder.path().join(format!("orphan-{}-clinical-3.db", stamp(0).utc_ms));
    assert_eq!(fs::read(orphan).unwrap(), b"pages");
    let orphan = folder.path().join(format!("orphan-{}-daily.db", stamp(0).utc_ms));
    assert_eq!(fs::read(orphan).unwrap(), before);
    assert!(unlock(folder.path(), 2).is_ok());
}

#[test]
fn a_truncated_file_is_named_so_at_every_cut() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 20);
    let path = folder.path().join("daily.db");
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 30 * 4096);
    for cut in [0, 10, 16, 100, 4095, 4096, 5000, 8192, whole.len() / 2, whole.len() - 4096, whole.len() - 1]
    {
        fs::write(&path, &whole[..cut]).unwrap();
        assert_eq!(fault(folder.path()), FileFault::Truncated, "cut {cut} of {}", whole.len());
    }
    fs::write(&path, &whole).unwrap();
    assert!(unlock(folder.path(), 2).is_ok());
}

#[test]
fn a_flipped_bit_in_any_page_is_found() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 10);
    let path = folder.path().join("daily.db");
    let whole = fs::read(&path).unwrap();
    for page in 0..whole.len() / 4096 {
        let mut bad = whole.clone();
        bad[page * 4096 + 300] ^= 4;
        fs::write(&path, &bad).unwrap();
        let mut vault = Vault::at(folder.path());
        match vault.unlock(PASSWORD, &random(3), stamp(1)) {
            Err(error) => assert_eq!(error, Error::File(FileFault::Damaged), "page {page}"),
            Ok(_) => match vault.verify() {
                Ok(verified) => assert!(verified.page_faults > 0, "page {page}"),
                Err(error) => assert_eq!(error, Error::File(FileFault::Damaged), "page {page}"),
            },
        }
    }
    fs::write(&path, &whole).unwrap();
    let mut vault = Vault::at(folder.path());
    vault.unlock(PASSWORD, &random(3), stamp(1)).unwrap();
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn a_file_of_another_record_is_named_so() {
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    record(ours.path(), 1);
    let mut other = Vault::create(theirs.path(), "x", KdfParams::testing(), &random(99), stamp(0)).unwrap();
    other.lock(&random(1)).unwrap();
    fs::copy(theirs.path().join("daily.db"), ours.path().join("daily.db")).unwrap();
    assert_eq!(fault(ours.path()), FileFault::OtherKey);
}

#[test]
fn what_is_no_encrypted_database_is_named_so() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 1);
    let path = folder.path().join("daily.db");
    fs::write(&path, "体重,日付\n".repeat(1_000)).unwrap();
    assert_eq!(fault(folder.path()), FileFault::Foreign);
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(8192, 0);
    fs::write(&path, plain).unwrap();
    assert_eq!(fault(folder.path()), FileFault::Foreign);
    fs::remove_file(&path).unwrap();
    assert_eq!(fault(folder.path()), FileFault::Missing);
}

#[test]
fn an_older_copy_in_place_of_the_file_is_noticed_once_and_opens() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 2);
    let path = folder.path().join("daily.db");
    let yesterday = fs::read(&path).unwrap();
    let mut vault = Vault::at(folder.path());
    assert_eq!(
        vault.unlock(PASSWORD, &random(3), stamp(1)),
        Ok(Unlocked { rolled_back: false, inbox_replaced: false })
    );
    vault
        .daily()
        .unwrap()
        .record(&[NewEntry { when: at(day(5, 5), 7, 0), entry: steps(9) }], &meta(50))
        .unwrap();
    vault.lock(&random(4)).unwrap();
    fs::write(&path, yesterday).unwrap();
    assert_eq!(unlock(folder.path(), 60), Ok(Unlocked { rolled_back: true, inbox_replaced: false }));
    assert_eq!(unlock(folder.path(), 61), Ok(Unlocked { rolled_back: false, inbox_replaced: false }));
}

#[test]
fn a_spoilt_or_missing_mark_does_not_keep_the_owner_out() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 1);
    fs::write(folder.path().join("mark"), b"{").unwrap();
    assert_eq!(unlock(folder.path(), 1), Ok(Unlocked { rolled_back: false, inbox_replaced: false }));
    fs::remove_file(folder.path().join("mark")).unwrap();
    assert_eq!(unlock(folder.path(), 2), Ok(Unlocked { rolled_back: false, inbox_replaced: false }));
}

#[test]
fn spoilt_slots_are_an_error_and_never_a_new_record() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), 1);
    let path = folder.path().join("slots");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(fault(folder.path()), FileFault::Foreign);
    fs::write(&path, String::from_utf8(whole.clone()).unwrap().replace("\"version\": 2", "\"version\": 7"))
        .unwrap();
    assert_eq!(fault(folder.path()), FileFault::Newer);
    fs::write(&path, whole).unwrap();
    assert!(unlock(folder.path(), 3).is_ok());
}

#[test]
fn a_changed_password_opens_and_the_old_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    fill(&mut vault, 1);
    let params = KdfParams::testing();
    assert_eq!(
        vault.change_password("wrong", "new", params, &random(3), stamp(1)),
        Err(Error::WrongPassword)
    );
    vault.change_password(PASSWORD, "新しい", params, &random(3), stamp(2)).unwrap();
    vault.lock(&random(4)).unwrap();
    assert_eq!(unlock(folder.path(), 3), Err(Error::WrongPassword));
    vault.unlock("新しい", &random(5), stamp(4)).unwrap();
    assert_eq!(vault.daily().unwrap().count_entries().unwrap(), 8);
}

#[test]
fn a_rekey_keeps_everything_and_the_old_file_no_longer_fits() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    fill(&mut vault, 3);
    let digest = vault.daily().unwrap().digest().unwrap();
    vault.lock(&random(1)).unwrap();
    let old = fs::read(folder.path().join("daily.db")).unwrap();
    vault.unlock(PASSWORD, &random(2), stamp(9)).unwrap();
    vault.rekey_daily(PASSWORD, &random(77), stamp(10)).unwrap();
    assert_eq!(vault.daily().unwrap().digest().unwrap(), digest);
    fill(&mut vault, 1);
    vault.lock(&random(3)).unwrap();
    assert_eq!(unlock(folder.path(), 11), Ok(Unlocked { rolled_back: false, inbox_replaced: false }));
    assert!(!folder.path().join("daily.db.new").exists());
    fs::write(folder.path().join("daily.db"), old).unwrap();
    assert_eq!(fault(folder.path()), FileFault::OtherKey);
}

#[test]
fn a_rekey_cut_short_at_either_side_of_the_swap_opens() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    fill(&mut vault, 2);
    let digest = vault.daily().unwrap().digest().unwrap();
    vault.lock(&random(1)).unwrap();
    let (slots, file) = (folder.path().join("slots"), folder.path().join("daily.db"));
    let (old_slots, old_file) = (fs::read(&slots).unwrap(), fs::read(&file).unwrap());
    vault.unlock(PASSWORD, &random(2), stamp(9)).unwrap();
    vault.rekey_daily(PASSWORD, &random(77), stamp(10)).unwrap();
    vault.lock(&random(3)).unwrap();
    let new_file = fs::read(&file).unwrap();

    // What a crash between the two writes of the slots leaves: both keys.
    let mut both = henro_seal::SlotFile::parse(&old_slots).unwrap();
    let new_key = henro_seal::SlotFile::parse(&fs::read(&slots).unwrap())
        .unwrap()
        .open_password(henro_vault::Tier::Daily, PASSWORD)
        .unwrap()
        .remove(0)
        .key;
    let next = henro_seal::SlotState::Next;
    both.add_password(henro_vault::Tier::Daily, next, PASSWORD, KdfParams::testing(), &new_key, &random(5))
        .unwrap();
    for kept in [&old_file, &new_file] {
        fs::write(&slots, both.to_bytes()).unwrap();
        fs::write(&file, kept).unwrap();
        for turn in 0..2 {
            let mut vault = Vault::at(folder.path());
            vault.unlock(PASSWORD, &random(6), stamp(20 + turn)).unwrap();
            assert_eq!(vault.daily().unwrap().digest().unwrap(), digest);
        }
        assert_eq!(henro_seal::SlotFile::parse(&fs::read(&slots).unwrap()).unwrap().slots().len(), 1);
    }
}

#[test]
fn no_word_of_the_record_lies_open_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = crate::medical::enrolled(folder.path());
    fill(&mut vault, 3);
    let clinical = vault.clinical().unwrap();
    clinical.put_secret("word", "ひみつの病名".as_bytes()).unwrap();
    let new = |medical| NewMedical { when: at(day(1, 1), 9, 0), medical };
    let all: Vec<_> = crate::medical::one_of_every_kind().into_iter().map(new).collect();
    clinical.record(&all, &meta(9)).unwrap();
    let ward = NewWard { relation: Relation::Child, mark: 1, joined: None };
    let child = vault.make_ward(&ward, &random(4), stamp(1), |daily| {
        daily.record(&one_of_each(day(1, 2)), &meta(9)).map(|_| ())
    });
    vault.keep_shared(&[RecordId([7; 16])], &random(5)).unwrap();
    // With the record still open: the engine's log file is there too.
    let files = files_below(folder.path());
    let below = folder.path().join("wards").join(child.unwrap().to_string());
    assert!(files.iter().any(|file| file.starts_with(&below)), "into folders too");
    let mut seen = 0;
    for file in files {
        let bytes = fs::read(file).unwrap();
        seen += bytes.len();
        let daily = ["散歩日和", "うどん", "母のおにぎり", PASSWORD, "SQLite format 3", "CREATE TABLE"];
        for word in daily.into_iter().chain(["ひみつの病名", "小児科への紹介状", "息が苦しい", "軽い所見"])
        {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }
    assert!(seen > 4096);
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    found.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn neither_vault_nor_daily_nor_a_new_entry_prints_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let shown =
        format!("{:?} {:?} {:?}", one_of_each(day(1, 1)), vault.daily().unwrap(), Error::WrongPassword);
    assert!(!shown.contains("散歩") && !shown.contains("63400") && !shown.contains("128"), "{shown}");
}
