//! kill -9 in the middle of writing: every entry the child acknowledged is there afterwards.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use henro_domain::*;
use henro_vault::Error;
use henro_vault::{KdfParams, Meta, NewEntry, Source, Vault};
use killed::{Working, kills, random, stamp};

const PASSWORD: &str = "kill";

fn meta(n: i64) -> Meta {
    Meta { stamp: stamp(n), actor: ActorId(1), subject: SubjectId(1), source: Source::Script }
}

fn note(n: u32) -> NewEntry {
    let day = Day::new(2026, 11, 22).expect("a day of the calendar");
    let when = When { day, minute: None, offset: OffsetMinutes::JAPAN };
    NewEntry { when, entry: Entry::Steps { count: StepCount(n), source: StepSource::Typed } }
}

/// Writes until it is killed: single entries, edits, imports, deletes. A line is printed after each
/// acknowledged write: `put ID COUNT`, `gone ID`.
#[test]
#[ignore = "run by the test below as a child process"]
fn child_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let mut vault = Vault::at(folder);
    vault.unlock(PASSWORD, &random, stamp(0)).unwrap();
    let daily = vault.daily().unwrap();
    let mut out = std::io::stdout().lock();
    for turn in 1..1_000_000u32 {
        let ids = daily.record(&[note(turn), note(turn + 1)], &meta(i64::from(turn))).unwrap();
        writeln!(out, "put {} {turn}\nput {} {}", ids[0].as_i64(), ids[1].as_i64(), turn + 1).unwrap();
        if turn % 3 == 0 {
            daily.edit(ids[0], note(1).when, &note(turn + 500).entry, &meta(i64::from(turn))).unwrap();
            writeln!(out, "put {} {}", ids[0].as_i64(), turn + 500).unwrap();
        }
        if turn % 4 == 0 {
            daily.delete(ids[1], &meta(i64::from(turn))).unwrap();
            writeln!(out, "gone {}", ids[1].as_i64()).unwrap();
        }
        if turn % 25 == 0 {
            daily.import_batch((0..200).map(|n| note(n + 1)), "batch", &meta(i64::from(turn))).unwrap();
            writeln!(out, "batch 200").unwrap();
        }
    }
}

/// Lets a child write for a while and kills it. Answers what it acknowledged.
fn killed_after(folder: &Path, pause: Duration) -> Vec<String> {
    let working = Working::start("child_writes_until_it_is_killed", folder, 0, "put ");
    // While it has the record, nobody else gets in.
    let second = Vault::at(folder).unlock(PASSWORD, &random, stamp(0));
    assert_eq!(second, Err(Error::InUse));
    working.killed_after(pause)
}

#[test]
fn every_acknowledged_entry_is_there_after_a_kill() {
    let kills = kills();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    drop(Vault::create(&folder, PASSWORD, KdfParams::testing(), &random, stamp(0)).unwrap());
    let mut expected = std::collections::BTreeMap::new();
    let (mut acknowledged, mut batches) = (0, 0);
    for kill in 0..kills {
        // Uneven pauses, so that the kill falls at other places each time.
        for line in killed_after(&folder, Duration::from_micros(kill * 2_711 % 45_000)) {
            let mut words = line.split(' ');
            match (words.next(), words.next().map(str::parse::<i64>), words.next().map(str::parse::<u32>)) {
                (Some("put"), Some(Ok(id)), Some(Ok(count))) => drop(expected.insert(id, Some(count))),
                (Some("gone"), Some(Ok(id)), None) => drop(expected.insert(id, None)),
                (Some("batch"), Some(Ok(200)), None) => batches += 1,
                // The line the kill cut in two.
                _ => continue,
            }
            acknowledged += 1;
        }
        let mut vault = Vault::at(&folder);
        assert!(!vault.unlock(PASSWORD, &random, stamp(1)).unwrap().rolled_back, "kill {kill}");
        let daily = vault.daily().unwrap();
        // An import is there whole; the last of each run may have reached the disk without its line reaching the parent.
        let found = daily.batches().unwrap();
        assert!(found.iter().all(|batch| batch.entries == 200), "kill {kill}");
        assert!(
            (batches..=batches + kill + 1).contains(&(found.len() as u64)),
            "kill {kill}: {}",
            found.len()
        );
        let mut unseen = 0;
        for (id, count) in &expected {
            let stored = daily.entry(EntryId::from_i64(*id).unwrap()).unwrap().expect("acknowledged");
            let now = match (&stored.entry, stored.deleted) {
                (Entry::Steps { count, .. }, None) => Some(count.0),
                _ => None,
            };
            // An edit or delete may have reached the disk without its line reaching the parent: then the
            // acknowledged state is the version before the last.
            let history = daily.history(stored.id).unwrap();
            let before = history.iter().rev().nth(1).and_then(|version| match &version.entry {
                Entry::Steps { count, .. } => Some(count.0),
                _ => None,
            });
            assert!(now == *count || before.is_some() && before == *count, "kill {kill} entry {id}");
            unseen += usize::from(now != *count);
        }
        // At most the one write each kill so far cut off between disk and pipe.
        assert!(unseen as u64 <= kill + 1, "{unseen} entries differ after kill {kill}");
        if kill % 5 == 4 || kill + 1 == kills {
            assert!(vault.verify().unwrap().is_whole(), "kill {kill}");
        }
    }
    assert!(acknowledged as u64 >= kills * 2, "only {acknowledged} writes were acknowledged");
}
