//! kill -9 while wards are made, put away, taken away for good and given new keys: a ward is there whole or not at all.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use henro_domain::*;
use henro_sync::RecordId;
use henro_vault::*;
use killed::{Working, device, kills, stamp};

const PASSWORD: &str = "kill";
const SECRET: [u8; 32] = [9; 32];

fn meta(n: i64) -> Meta {
    Meta { stamp: stamp(n), actor: ActorId(7), subject: SubjectId(1), source: Source::Script }
}

/// Two children must never share a nonce or an id.
fn random(out: &mut [u8]) {
    use ring::rand::SecureRandom;
    ring::rand::SystemRandom::new().fill(out).unwrap();
}

fn child(name: &str) -> Person {
    let level = PhysicalActivityLevel::Normal;
    Person { name: name.into(), birth: None, sex: None, activity: level, stride_m: None }
}

fn note() -> NewEntry {
    let day = Day::new(2026, 11, 22).expect("a day of the calendar");
    let when = When { day, minute: None, offset: OffsetMinutes::JAPAN };
    NewEntry { when, entry: Entry::Steps { count: StepCount(88), source: StepSource::Typed } }
}

fn open_clinical(vault: &mut Vault) {
    let factor = vault.factors().unwrap().remove(0);
    vault.open_clinical(&factor.id, &Key::from_bytes(SECRET)).unwrap();
}

/// Makes and takes away until it is killed. A line after each thing that was acknowledged: `made ID`, `gone ID`, `keys ID`.
#[test]
#[ignore = "run by the test below as a child process"]
fn child_keeps_wards_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let mut vault = Vault::at(folder);
    vault.unlock(PASSWORD, &random, stamp(0)).unwrap();
    open_clinical(&mut vault);
    let mut out = std::io::stdout().lock();
    for turn in 1..100_000i64 {
        let new = NewWard { relation: Relation::Child, mark: 1, joined: None };
        let made = vault.make_ward(&new, &random, stamp(turn), |daily| {
            daily.set_profile(&child("ward"), &meta(turn))?;
            daily.record(&[note()], &meta(turn)).map(drop)
        });
        let record = made.unwrap();
        writeln!(out, "made {record}").unwrap();
        let mut ward = vault.open_ward(&record, &random).unwrap();
        vault.open_ward_clinical(&mut ward, &random).unwrap();
        ward.clinical().unwrap().put_secret("note", b"of the child").unwrap();
        vault.owe_ward_keys().unwrap();
        vault.renew_ward(&mut ward, &random).unwrap();
        writeln!(out, "keys {record}").unwrap();
        ward.lock(&random).unwrap();
        // Two stay, the oldest goes.
        if let [oldest, _, _, ..] = &vault.wards().unwrap()[..] {
            vault.put_ward_away(&oldest.record, "name", stamp(turn)).unwrap();
            writeln!(out, "away {}", oldest.record).unwrap();
            assert_eq!(vault.clear_wards(stamp(turn + 1).utc_ms).unwrap(), 1);
            writeln!(out, "gone {}", oldest.record).unwrap();
        }
    }
}

/// A ward opens and has all that it was made with.
fn is_whole(vault: &mut Vault, record: &RecordId, noted: bool) {
    let mut ward = vault.open_ward(record, &random).unwrap();
    let daily = ward.daily().unwrap();
    assert_eq!(daily.profile().unwrap().unwrap().name, "ward");
    assert_eq!(daily.count_entries().unwrap(), 1);
    assert!(ward.verify().unwrap().is_whole());
    vault.open_ward_clinical(&mut ward, &random).unwrap();
    let note = ward.clinical().unwrap().secret("note").unwrap();
    assert!(!noted || note.is_some_and(|note| note.expose() == b"of the child"));
    ward.lock(&random).unwrap();
}

#[test]
fn a_ward_is_there_whole_or_not_at_all_after_a_kill() {
    let kills = kills();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let mut vault = Vault::create(&folder, PASSWORD, KdfParams::testing(), &random, stamp(0)).unwrap();
    let secret = Key::from_bytes(SECRET);
    vault.begin_clinical(&device(&secret), &random, stamp(0)).unwrap();
    drop(vault);
    let mut expected: BTreeMap<RecordId, bool> = BTreeMap::new();
    let mut acknowledged = 0;
    for kill in 0..kills {
        // The last line may be cut; what it would have said may or may not be so.
        let mut going = None;
        let child = Working::start("child_keeps_wards_until_it_is_killed", &folder, 0, "made ");
        for line in child.killed_after(Duration::from_micros(kill * 7_919 % 60_000)) {
            let Some((word, id)) = line.split_once(' ') else { continue };
            let Ok(id) = id.parse::<RecordId>() else { continue };
            match word {
                "made" => drop(expected.insert(id, false)),
                "keys" => drop(expected.insert(id, true)),
                "away" => going = Some(id),
                "gone" => drop(expected.remove(&id)),
                _ => continue,
            }
            acknowledged += 1;
        }
        let mut vault = Vault::at(&folder);
        vault.unlock(PASSWORD, &random, stamp(1)).unwrap();
        open_clinical(&mut vault);
        let found = vault.wards().unwrap();
        let mut lying: Vec<String> = std::fs::read_dir(folder.join("wards"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut known: Vec<String> = found.iter().map(|ward| ward.record.to_string()).collect();
        lying.sort();
        known.sort();
        assert_eq!(lying, known, "kill {kill}: folders and rows");
        for (record, noted) in &expected {
            let ward = found.iter().find(|ward| ward.record == *record);
            match ward {
                Some(ward) if ward.removed.is_none() => is_whole(&mut vault, record, *noted),
                // It was being put away or taken away just then: the oldest one.
                _ => assert!(going == Some(*record) || ward.is_some(), "kill {kill}: {record}"),
            }
        }
        let unknown: Vec<_> = found.iter().filter(|ward| !expected.contains_key(&ward.record)).collect();
        assert!(unknown.len() <= 1, "kill {kill}: one at most was made and not told");
        for ward in unknown {
            is_whole(&mut vault, &ward.record, false);
        }
        // The next child begins with two, however early the others were killed.
        let there = vault.wards().unwrap().into_iter().filter(|ward| ward.removed.is_none());
        let mut there: Vec<RecordId> = there.map(|ward| ward.record).collect();
        let newest = there.split_off(there.len().saturating_sub(2));
        for record in there {
            vault.put_ward_away(&record, "name", stamp(1)).unwrap();
        }
        vault.clear_wards(i64::MAX).unwrap();
        expected = newest.into_iter().map(|record| (record, false)).collect();
        vault.lock(&random).unwrap();
    }
    assert!(acknowledged as u64 >= kills, "only {acknowledged} things were acknowledged");
}
