//! Records of released versions, kept in `tests/fixtures/vault/` at the root: every later version opens them.

use std::fs;
use std::path::PathBuf;

use henro_domain::*;
use henro_vault::{KdfParams, NewWard, SearchPlace, SearchWords, Vault};

use crate::common::*;

const FIXTURE_PASSWORD: &str = "henro fixture";

fn stored(version: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vault")).join(version)
}

/// The record of a schema, opened and brought up to date in a folder of its own.
fn opened(version: &str) -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["slots", "daily.db"] {
        fs::copy(stored(version).join(name), folder.path().join(name)).unwrap();
    }
    let mut vault = Vault::at(folder.path());
    vault.unlock(FIXTURE_PASSWORD, &random(1), stamp(900)).unwrap();
    assert!(vault.verify().unwrap().is_whole());
    // Its index is made at the first opening: of `one_of_each` the line of the diary was deleted.
    let daily = vault.daily().unwrap();
    let found = daily.search_names(&SearchWords::parse("うど").unwrap(), &EntryKind::ALL, 9).unwrap();
    assert_eq!((found.len(), found[0].name.as_str()), (1, "うどん"));
    let lines = daily.search(&SearchWords::parse("散歩").unwrap(), SearchPlace::through(day(12, 31)), 9);
    assert_eq!(lines.unwrap(), []);
    assert_searchable(daily);
    (folder, vault)
}

#[test]
fn the_record_of_schema_1_opens_and_is_brought_up_to_date() {
    let (_folder, mut vault) = opened("v1");
    let daily = vault.daily().unwrap();
    // What `write_a_record_of_today` wrote: eight kinds, one edited, one deleted.
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
fn the_record_of_schema_2_opens_and_its_settings_have_moved() {
    let (_folder, mut vault) = opened("v2");
    let daily = vault.daily().unwrap();
    assert_eq!(daily.range(&EntryKind::ALL, day(1, 1), day(12, 31)).unwrap().len(), 7);
    assert_eq!(daily.setting("walk").unwrap().as_deref(), Some("{\"reverse\":true}"));
    assert_eq!(daily.setting("kit").unwrap().as_deref(), Some("3"));
    daily.put_setting("walk", "{}", &meta(1_000)).unwrap();
    assert_eq!(daily.settings().unwrap().len(), 2);
    let digest = daily.digest().unwrap();
    daily.rebuild().unwrap();
    assert_eq!(daily.digest().unwrap(), digest);
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn the_record_of_schema_3_opens_and_takes_a_ward() {
    let (_folder, mut vault) = opened("v3");
    assert_eq!(vault.daily().unwrap().range(&EntryKind::ALL, day(1, 1), day(12, 31)).unwrap().len(), 7);
    assert!(vault.wards().unwrap().is_empty());
    let new = NewWard { relation: Relation::Child, mark: 1, joined: None };
    let record = vault.make_ward(&new, &random(2), stamp(901), |_| Ok(())).unwrap();
    assert!(vault.open_ward(&record, &random(3)).is_ok());
}

#[test]
#[ignore = "writes a fixture; run once for a schema, with the name of its folder in HENRO_FIXTURE"]
fn write_a_record_of_today() {
    let place = stored(&std::env::var("HENRO_FIXTURE").expect("the name of the folder"));
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
    for (turn, value) in ["{}", "{\"reverse\":true}"].into_iter().enumerate() {
        daily.put_setting("walk", value, &meta(5 + turn as i64)).unwrap();
    }
    daily.put_setting("kit", "3", &meta(7)).unwrap();
    vault.lock(&random(12)).unwrap();
    fs::create_dir_all(&place).unwrap();
    for name in ["slots", "daily.db"] {
        fs::copy(folder.path().join(name), place.join(name)).unwrap();
    }
}
