//! Records of released versions, kept in `tests/fixtures/vault/` at the root: every later version opens them.

use std::fs;
use std::path::PathBuf;

use henro_domain::*;
use henro_vault::{KdfParams, Vault};

use crate::common::*;

const FIXTURE_PASSWORD: &str = "henro fixture";

fn stored() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vault/v1"))
}

#[test]
fn the_record_of_schema_1_opens_and_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["slots", "daily.db"] {
        fs::copy(stored().join(name), folder.path().join(name)).unwrap();
    }
    let mut vault = Vault::at(folder.path());
    vault.unlock(FIXTURE_PASSWORD, &random(1), stamp(900)).unwrap();
    assert!(vault.verify().unwrap().is_whole());
    let daily = vault.daily().unwrap();
    // What `write_the_record_of_schema_1` wrote: eight kinds, one edited, one deleted.
    let stored = daily.range(&EntryKind::ALL, day(1, 1), day(12, 31)).unwrap();
    assert_eq!(stored.len(), 7);
    assert_eq!(daily.profile().unwrap().unwrap().name, "見本 太郎");
    assert_eq!(daily.deleted_since(0).unwrap().len(), 1);
    let weighed = daily.latest_measurement(MeasureItem::WeightKg, day(12, 31)).unwrap().unwrap();
    assert_eq!((&weighed.entry, weighed.edited), (&weight(62.0), true));
    let expected = one_of_each(day(11, 22));
    for entry in stored.iter().filter(|entry| !entry.edited) {
        assert!(expected.iter().any(|new| new.entry == entry.entry));
    }
    daily.record(&one_of_each(day(11, 23)), &meta(1_000)).unwrap();
}

#[test]
#[ignore = "writes the fixture; run once for a released schema"]
fn write_the_record_of_schema_1() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault =
        Vault::create(folder.path(), FIXTURE_PASSWORD, KdfParams::testing(), &random(11), stamp(0)).unwrap();
    let daily = vault.daily().unwrap();
    let person = Person {
        name: "見本 太郎".into(),
        birth: Some(Day::new(1950, 1, 2).unwrap()),
        sex: Some(Sex::Male),
        activity: PhysicalActivityLevel::Normal,
        stride_m: None,
    };
    daily.set_profile(&person, &meta(1)).unwrap();
    let ids = daily.record(&one_of_each(day(11, 22)), &meta(2)).unwrap();
    daily.edit(ids[1], at(day(11, 22), 7, 5), &weight(62.0), &meta(3)).unwrap();
    daily.delete(ids[3], &meta(4)).unwrap();
    daily.put_setting("walk", "{}", &meta(5)).unwrap();
    vault.lock(&random(12)).unwrap();
    fs::create_dir_all(stored()).unwrap();
    for name in ["slots", "daily.db"] {
        fs::copy(folder.path().join(name), stored().join(name)).unwrap();
    }
}
