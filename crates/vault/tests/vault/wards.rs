//! Records of other persons inside the folder of one.

use std::fs;
use std::path::Path;

use henro_domain::*;
use henro_vault::{Error, *};

use crate::common::*;

const NEW: NewWard = NewWard { relation: Relation::Child, mark: 1, joined: None };

fn child(name: &str) -> Person {
    let birth = Some(Day::new(2021, 2, 20).unwrap());
    Person {
        name: name.into(),
        birth,
        sex: Some(Sex::Male),
        activity: PhysicalActivityLevel::Normal,
        stride_m: None,
    }
}

/// For the parent, who is number 7 in the records of the children.
fn by_parent(seconds: i64) -> Meta {
    Meta { actor: ActorId(7), ..meta(seconds) }
}

fn parent(folder: &Path) -> Vault {
    Vault::create(folder, PASSWORD, KdfParams::testing(), &random(1), stamp(0)).unwrap()
}

fn make(vault: &mut Vault, name: &str, seed: u64) -> henro_sync::RecordId {
    vault
        .make_ward(&NEW, &random(seed), stamp(1), |daily| daily.set_profile(&child(name), &by_parent(1)))
        .unwrap()
}

fn device(secret: &Key) -> NewFactor<'_> {
    NewFactor { kind: FactorKind::Device, state: SlotState::Current, identity: b"", challenges: None, secret }
}

fn heavy(kg: f64) -> NewEntry {
    NewEntry { when: at(day(11, 22), 7, 0), entry: weight(kg) }
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(found) = fs::read_dir(folder.join("wards")) else { return vec![] };
    let mut names: Vec<String> =
        found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_ward_opens_through_its_guardian_and_stays_apart() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let (first, second) = (make(&mut vault, "陽太", 2), make(&mut vault, "結衣", 3));
    let mut open = vault.open_ward(&first, &random(4)).unwrap();
    open.daily().unwrap().record(&[heavy(19.1)], &by_parent(2)).unwrap();
    // Nobody else gets in while it is open here.
    assert_eq!(vault.open_ward(&first, &random(5)).err(), Some(Error::InUse));
    open.lock(&random(6)).unwrap();
    vault.lock(&random(7)).unwrap();
    assert_eq!(vault.open_ward(&first, &random(5)).err(), Some(Error::Locked));

    vault.unlock(PASSWORD, &random(8), stamp(3)).unwrap();
    let wards = vault.wards().unwrap();
    assert_eq!(wards.iter().map(|ward| ward.record).collect::<Vec<_>>().len(), 2);
    let mut open = vault.open_ward(&first, &random(9)).unwrap();
    let daily = open.daily().unwrap();
    assert_eq!(daily.profile().unwrap().unwrap().name, "陽太");
    let kept = daily.day(day(11, 22)).unwrap();
    assert_eq!(kept.len(), 1);
    // Who acts and whose record it is are two things in each change.
    assert_eq!(daily.history(kept[0].id).unwrap()[0].actor, ActorId(7));
    assert!(open.verify().unwrap().is_whole());
    let mut other = vault.open_ward(&second, &random(10)).unwrap();
    assert!(other.daily().unwrap().day(day(11, 22)).unwrap().is_empty());
    assert!(vault.daily().unwrap().day(day(11, 22)).unwrap().is_empty());
}

#[test]
fn nothing_in_the_folder_opens_a_ward_without_the_guardian() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let record = make(&mut vault, "陽太", 2);
    let folder = vault.ward_folder(&record);
    drop(vault);
    let mut alone = Vault::at(&folder);
    for password in ["", PASSWORD] {
        assert_eq!(alone.unlock(password, &random(3), stamp(1)).err(), Some(Error::WrongPassword));
    }
    // The folder of another ward in its place is not taken for it.
    let mut vault = Vault::at(place.path());
    vault.unlock(PASSWORD, &random(4), stamp(60)).unwrap();
    let other = make(&mut vault, "結衣", 5);
    fs::rename(&folder, place.path().join("aside")).unwrap();
    fs::rename(vault.ward_folder(&other), &folder).unwrap();
    assert_eq!(vault.open_ward(&record, &random(6)).err(), Some(Error::File(FileFault::Foreign)));
}

#[test]
fn the_clinical_tier_of_a_ward_needs_that_of_its_guardian() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let record = make(&mut vault, "陽太", 2);
    let mut ward = vault.open_ward(&record, &random(3)).unwrap();
    let closed = Some(Error::Factor(FactorFault::Closed));
    assert_eq!(vault.open_ward_clinical(&mut ward, &random(4)).err(), closed);
    let secret = Key::from_bytes([9; 32]);
    let id = vault.begin_clinical(&device(&secret), &random(5), stamp(2)).unwrap();
    vault.open_ward_clinical(&mut ward, &random(6)).unwrap();
    ward.clinical().unwrap().put_secret("note", b"of the child").unwrap();
    ward.close_clinical();
    vault.close_clinical();
    assert_eq!(vault.open_ward_clinical(&mut ward, &random(7)).err(), closed);
    assert_eq!(ward.clinical().err(), closed);

    vault.open_clinical(&id, &secret).unwrap();
    vault.open_ward_clinical(&mut ward, &random(8)).unwrap();
    let note = ward.clinical().unwrap().secret("note").unwrap().unwrap();
    assert_eq!(note.expose(), b"of the child");
}

#[test]
fn new_keys_reach_the_wards_too() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let secret = Key::from_bytes([9; 32]);
    let id = vault.begin_clinical(&device(&secret), &random(5), stamp(2)).unwrap();
    let record = make(&mut vault, "陽太", 2);
    let mut ward = vault.open_ward(&record, &random(3)).unwrap();
    ward.daily().unwrap().record(&[heavy(19.1)], &by_parent(2)).unwrap();
    vault.open_ward_clinical(&mut ward, &random(6)).unwrap();
    ward.clinical().unwrap().put_secret("note", b"of the child").unwrap();
    let files = ["daily.db", "clinical.db"].map(|name| vault.ward_folder(&record).join(name));
    ward.lock(&random(4)).unwrap();
    let before = files.each_ref().map(|file| fs::read(file).unwrap());

    vault.owe_ward_keys().unwrap();
    // The daily key at once, the clinical one only while that tier is open.
    vault.close_clinical();
    let mut ward = vault.open_ward(&record, &random(7)).unwrap();
    vault.renew_ward(&mut ward, &random(8)).unwrap();
    assert_eq!(vault.owed_ward_keys().unwrap(), (vec![], vec![record]));
    vault.open_clinical(&id, &secret).unwrap();
    vault.renew_ward(&mut ward, &random(9)).unwrap();
    assert_eq!(vault.owed_ward_keys().unwrap(), (vec![], vec![]));
    let note = ward.clinical().unwrap().secret("note").unwrap().unwrap();
    assert_eq!(note.expose(), b"of the child");
    ward.lock(&random(10)).unwrap();

    // The new keys do not open what lay there before.
    let after = files.each_ref().map(|file| fs::read(file).unwrap());
    fs::write(&files[0], &before[0]).unwrap();
    fs::remove_file(vault.ward_folder(&record).join("mark")).unwrap();
    assert!(matches!(vault.open_ward(&record, &random(11)).err(), Some(Error::File(_))));
    fs::write(&files[0], &after[0]).unwrap();
    fs::write(&files[1], &before[1]).unwrap();
    let mut ward = vault.open_ward(&record, &random(12)).unwrap();
    assert!(matches!(vault.open_ward_clinical(&mut ward, &random(13)), Err(Error::File(_))));
    fs::write(&files[1], &after[1]).unwrap();
    vault.open_ward_clinical(&mut ward, &random(14)).unwrap();
    assert_eq!(ward.daily().unwrap().day(day(11, 22)).unwrap().len(), 1);
}

#[test]
fn the_password_and_the_keys_of_the_guardian_change_and_the_wards_stay() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let record = make(&mut vault, "陽太", 2);
    vault.change_password(PASSWORD, "another one", KdfParams::testing(), &random(3), stamp(1)).unwrap();
    vault.rekey_daily("another one", &random(4), stamp(2)).unwrap();
    vault.lock(&random(5)).unwrap();
    vault.unlock("another one", &random(6), stamp(3)).unwrap();
    let mut ward = vault.open_ward(&record, &random(7)).unwrap();
    assert_eq!(ward.daily().unwrap().profile().unwrap().unwrap().name, "陽太");
}

#[test]
fn a_ward_put_away_comes_back_whole_and_one_taken_away_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let (first, second) = (make(&mut vault, "陽太", 2), make(&mut vault, "結衣", 3));
    assert!(vault.put_ward_away(&first, "name", stamp(10)).unwrap());
    assert!(!vault.put_ward_away(&first, "name", stamp(11)).unwrap());
    assert_eq!(vault.open_ward(&first, &random(4)).err(), Some(Error::NoRecord));
    assert_eq!(vault.clear_wards(stamp(10).utc_ms).unwrap(), 0);
    assert!(vault.wards().unwrap().iter().any(|ward| ward.name.as_deref() == Some("name")));
    assert!(vault.bring_ward_back(&first).unwrap());
    let mut ward = vault.open_ward(&first, &random(5)).unwrap();
    assert_eq!(ward.daily().unwrap().profile().unwrap().unwrap().name, "陽太");
    ward.lock(&random(6)).unwrap();

    vault.put_ward_away(&first, "name", stamp(20)).unwrap();
    assert_eq!(vault.clear_wards(stamp(21).utc_ms).unwrap(), 1);
    assert_eq!(names(place.path()), [second.to_string()]);
    assert!(!vault.bring_ward_back(&first).unwrap());
    assert_eq!(vault.wards().unwrap().len(), 1);
}

#[test]
fn a_ward_that_cannot_be_made_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let failed = vault.make_ward(&NEW, &random(2), stamp(1), |_| Err(Error::Misfit));
    assert_eq!(failed.err(), Some(Error::Misfit));
    assert!(vault.wards().unwrap().is_empty());
    assert!(names(place.path()).is_empty());
}

#[test]
fn a_backup_holds_the_wards_open_or_closed_put_away_or_not() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let mut vault = parent(&folder);
    let secret = Key::from_bytes([9; 32]);
    let id = vault.begin_clinical(&device(&secret), &random(5), stamp(2)).unwrap();
    let all: Vec<_> =
        ["陽太", "結衣", "和子"].iter().zip(20..).map(|(name, seed)| make(&mut vault, name, seed)).collect();
    let mut ward = vault.open_ward(&all[0], &random(3)).unwrap();
    ward.daily().unwrap().record(&[heavy(19.1)], &by_parent(2)).unwrap();
    vault.open_ward_clinical(&mut ward, &random(6)).unwrap();
    ward.clinical().unwrap().put_secret("note", b"of the child").unwrap();
    vault.put_ward_away(&all[2], "name", stamp(3)).unwrap();
    let file = place.path().join("a.henro");
    vault.backup_with(&file, &[&ward]).unwrap();
    // Nothing of the copies stays beside it.
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    ward.daily().unwrap().record(&[heavy(20.0)], &by_parent(4)).unwrap();
    ward.lock(&random(7)).unwrap();
    vault.lock(&random(8)).unwrap();

    Vault::check_backup(&file).unwrap();
    Vault::try_backup(&file, &folder, PASSWORD, &random(30), stamp(5)).unwrap();
    Vault::restore_from(&file, &folder, stamp(5)).unwrap();
    let mut vault = Vault::at(&folder);
    vault.unlock(PASSWORD, &random(9), stamp(6)).unwrap();
    let mut ward = vault.open_ward(&all[0], &random(10)).unwrap();
    assert_eq!(ward.daily().unwrap().day(day(11, 22)).unwrap().len(), 1);
    // Another copy of it may have gone on.
    assert!(ward.daily().unwrap().is_behind().unwrap());
    vault.open_clinical(&id, &secret).unwrap();
    vault.open_ward_clinical(&mut ward, &random(11)).unwrap();
    let note = ward.clinical().unwrap().secret("note").unwrap().unwrap();
    assert_eq!(note.expose(), b"of the child");
    let mut second = vault.open_ward(&all[1], &random(12)).unwrap();
    assert_eq!(second.daily().unwrap().profile().unwrap().unwrap().name, "結衣");
    assert!(vault.bring_ward_back(&all[2]).unwrap());
    let mut third = vault.open_ward(&all[2], &random(13)).unwrap();
    assert_eq!(third.daily().unwrap().profile().unwrap().unwrap().name, "和子");
}

#[test]
fn a_backup_with_wards_that_was_changed_anywhere_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let mut vault = parent(&folder);
    make(&mut vault, "陽太", 2);
    make(&mut vault, "結衣", 3);
    let file = place.path().join("a.henro");
    vault.backup_to(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    // The whole head byte by byte, then here and there.
    let places = (0..300).chain((300..whole.len()).step_by(whole.len() / 97));
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        fs::write(&file, &bytes).unwrap();
        assert!(Vault::check_backup(&file).is_err(), "byte {at}");
    }
    for length in (0..whole.len()).step_by(whole.len() / 61) {
        fs::write(&file, &whole[..length]).unwrap();
        assert!(Vault::check_backup(&file).is_err(), "{length} bytes");
        assert!(Vault::restore_from(&file, &place.path().join("other"), stamp(1)).is_err());
        assert!(!place.path().join("other").exists());
    }
}

#[test]
fn the_clinical_key_of_a_ward_that_is_gone_for_good_is_forgotten() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = parent(place.path());
    let secret = Key::from_bytes([9; 32]);
    vault.begin_clinical(&device(&secret), &random(5), stamp(2)).unwrap();
    let (gone, stays) = (make(&mut vault, "陽太", 2), make(&mut vault, "結衣", 3));
    for record in [gone, stays] {
        let mut ward = vault.open_ward(&record, &random(6)).unwrap();
        vault.open_ward_clinical(&mut ward, &random(7)).unwrap();
        ward.lock(&random(8)).unwrap();
    }
    let kept = |vault: &mut Vault| vault.clinical().unwrap().secret_names().unwrap();
    let before = kept(&mut vault);
    vault.clear_ward_keys().unwrap();
    assert_eq!(kept(&mut vault), before, "both are there");
    assert!(vault.put_ward_away(&gone, "陽太", stamp(3)).unwrap());
    vault.clear_ward_keys().unwrap();
    assert_eq!(kept(&mut vault), before, "it can come back for thirty days");
    vault.clear_wards(stamp(4).utc_ms).unwrap();
    vault.clear_ward_keys().unwrap();
    let after = kept(&mut vault);
    assert_eq!(after.len() + 1, before.len());
    assert!(after.contains(&format!("ward {stays}")) && !after.contains(&format!("ward {gone}")));
}
