use henro_domain::*;
use henro_vault::Error;
use henro_vault::{BatchId, Digest, NewEntry, Op, Source, Vault};

use crate::common::*;

fn open() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let vault = new_vault(folder.path());
    (folder, vault)
}

fn one(vault: &mut Vault, entry: Entry, seconds: i64) -> EntryId {
    let new = NewEntry { when: at(day(11, 22), 7, 5), entry };
    vault.daily().unwrap().record(&[new], &meta(seconds)).unwrap()[0]
}

#[test]
fn every_kind_of_entry_reads_back_as_written_after_a_restart() {
    let (_folder, mut vault) = open();
    let written = one_of_each(day(11, 22));
    let ids = vault.daily().unwrap().record(&written, &meta(60)).unwrap();
    vault.lock(&random(1)).unwrap();
    assert_eq!(vault.daily().unwrap_err(), Error::Locked);
    vault.unlock(PASSWORD, &random(2), stamp(100)).unwrap();
    let daily = vault.daily().unwrap();
    for (id, new) in ids.iter().zip(&written) {
        let stored = daily.entry(*id).unwrap().unwrap();
        assert_eq!((&stored.entry, stored.when), (&new.entry, new.when));
        assert_eq!((stored.recorded_at, stored.edited, stored.deleted), (stamp(60).utc_ms, false, None));
    }
    assert_eq!(daily.day(day(11, 22)).unwrap().len(), written.len());
    // One day and a stretch of days are read in two ways, and answer the same.
    for most in [1, 3, 1000] {
        let newest = |from| daily.newest_in(&EntryKind::ALL, from, day(11, 22), most).unwrap();
        assert_eq!(newest(day(11, 22)), newest(day(11, 20)), "{most}");
    }
    assert_eq!(daily.count_entries().unwrap(), 8);
    assert_eq!(daily.own_dishes().unwrap().len(), 1);
    assert_eq!(daily.entry(EntryId::from_i64(i64::MAX).unwrap()).unwrap(), None);
}

#[test]
fn an_edit_changes_the_entry_and_the_history_keeps_both() {
    let (_folder, mut vault) = open();
    let id = one(&mut vault, weight(63.4), 10);
    let daily = vault.daily().unwrap();
    let later = When { day: day(11, 21), minute: None, offset: OffsetMinutes::JAPAN };
    assert!(daily.edit(id, later, &weight(62.9), &meta(20)).unwrap());
    let stored = daily.entry(id).unwrap().unwrap();
    assert_eq!((stored.entry, stored.when, stored.edited), (weight(62.9), later, true));
    let history = daily.history(id).unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!((history[0].op, &history[0].entry, history[0].at), (Op::Put, &weight(63.4), stamp(10).utc_ms));
    assert_eq!((history[1].op, &history[1].entry, history[1].at), (Op::Set, &weight(62.9), stamp(20).utc_ms));
    assert_eq!((history[1].actor, history[1].source), (ActorId(1), Source::Form));
    assert_eq!(daily.day(day(11, 22)).unwrap(), vec![]);
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    let (_folder, mut vault) = open();
    let id = one(&mut vault, weight(63.4), 10);
    let daily = vault.daily().unwrap();
    assert!(daily.edit(id, at(day(11, 22), 7, 5), &weight(63.4), &meta(20)).unwrap());
    assert_eq!(daily.history(id).unwrap().len(), 1);
    assert!(!daily.entry(id).unwrap().unwrap().edited);
}

#[test]
fn an_entry_cannot_turn_into_another_kind() {
    let (_folder, mut vault) = open();
    let id = one(&mut vault, weight(63.4), 10);
    let daily = vault.daily().unwrap();
    assert_eq!(daily.edit(id, at(day(11, 22), 7, 5), &steps(5), &meta(20)), Err(Error::Misfit));
    assert_eq!(daily.entry(id).unwrap().unwrap().entry, weight(63.4));
}

#[test]
fn a_deleted_entry_is_listed_and_comes_back_with_its_last_edit() {
    let (_folder, mut vault) = open();
    let id = one(&mut vault, weight(63.4), 10);
    let daily = vault.daily().unwrap();
    daily.edit(id, at(day(11, 22), 7, 6), &weight(62.9), &meta(20)).unwrap();
    assert!(daily.delete(id, &meta(30)).unwrap());
    assert!(!daily.delete(id, &meta(31)).unwrap());
    assert_eq!(daily.day(day(11, 22)).unwrap(), vec![]);
    let stored = daily.entry(id).unwrap().unwrap();
    assert_eq!((&stored.entry, stored.deleted), (&weight(62.9), Some(stamp(30).utc_ms)));
    assert_eq!(daily.deleted_since(stamp(30).utc_ms).unwrap(), vec![stored]);
    assert_eq!(daily.deleted_since(stamp(31).utc_ms).unwrap(), vec![]);
    assert!(daily.restore(id, &meta(40)).unwrap());
    assert!(!daily.restore(id, &meta(41)).unwrap());
    let back = daily.entry(id).unwrap().unwrap();
    assert_eq!((back.entry, back.when, back.deleted), (weight(62.9), at(day(11, 22), 7, 6), None));
    assert_eq!((back.recorded_at, back.edited), (stamp(10).utc_ms, true));
    let ops: Vec<Op> = daily.history(id).unwrap().iter().map(|version| version.op).collect();
    assert_eq!(ops, [Op::Put, Op::Set, Op::Delete, Op::Restore]);
}

#[test]
fn ids_are_never_given_twice_even_after_a_delete_and_a_restart() {
    let (_folder, mut vault) = open();
    let first = one(&mut vault, steps(1), 1);
    let second = one(&mut vault, steps(2), 2);
    assert!(second > first);
    vault.daily().unwrap().delete(second, &meta(3)).unwrap();
    vault.lock(&random(1)).unwrap();
    vault.unlock(PASSWORD, &random(2), stamp(4)).unwrap();
    assert!(one(&mut vault, steps(3), 5) > second);
}

#[test]
fn with_the_clock_moved_back_the_order_of_changes_stays() {
    let (_folder, mut vault) = open();
    let id = one(&mut vault, weight(63.4), 1_000);
    let daily = vault.daily().unwrap();
    daily.edit(id, at(day(11, 22), 7, 5), &weight(62.9), &meta(-500_000)).unwrap();
    vault.lock(&random(1)).unwrap();
    let unlocked = vault.unlock(PASSWORD, &random(2), stamp(-400_000)).unwrap();
    assert!(!unlocked.rolled_back);
    let history = vault.daily().unwrap().history(id).unwrap();
    // The wall clock of the moment is kept as it was, beside the clock that orders.
    assert_eq!(history[1].at, stamp(-500_000).utc_ms);
    assert_eq!(history[1].entry, weight(62.9));
}

#[test]
fn an_import_that_breaks_off_leaves_nothing_of_itself() {
    let (_folder, mut vault) = open();
    let kept = one(&mut vault, steps(1), 1);
    let daily = vault.daily().unwrap();
    let before = daily.digest().unwrap();
    // The reader of the file gives up after 500 rows: the iterator panics in the middle of the transaction.
    let rows = (0..1_000u32).map(|n| {
        assert!(n < 500, "the file ends here");
        NewEntry { when: at(day(11, 20), 7, 5), entry: steps(n + 1) }
    });
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        daily.import_batch(rows, "half.csv", &meta(2))
    }));
    assert!(broken.is_err());
    assert_eq!(daily.digest().unwrap(), before);
    assert_eq!(daily.batches().unwrap(), vec![]);
    assert!(one(&mut vault, steps(2), 3) > kept);
}

#[test]
fn what_an_import_only_names_is_deleted_with_it_in_one_step() {
    let (_folder, mut vault) = open();
    let daily = vault.daily().unwrap();
    let soup = |n: u32| NewEntry { when: at(day(11, 20), 7, 5), entry: steps(n) };
    let before = daily.digest().unwrap();
    // The rest breaks off: what was to be deleted is not there either.
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let rest = |_| std::iter::from_fn(|| panic!("the file ends here"));
        daily.import_after(vec![soup(1)], &[true], rest, "half.csv", &meta(2))
    }));
    assert!(broken.is_err());
    assert_eq!(daily.digest().unwrap(), before);
    let mut named = Vec::new();
    let rest = |ids: Vec<EntryId>| {
        named = ids;
        [soup(3)]
    };
    let batch =
        daily.import_after(vec![soup(1), soup(2)], &[true, false], rest, "own.csv", &meta(3)).unwrap();
    let last = |daily: &henro_vault::Daily, id| daily.history(id).unwrap().last().unwrap().op;
    assert_eq!((last(daily, named[0]), last(daily, named[1])), (Op::Delete, Op::Put));
    assert_eq!(daily.digest().unwrap(), daily.digest_of_log().unwrap());
    // Taking it back meets what is left of it.
    assert_eq!(daily.undo_batch(batch.id, &meta(4)).unwrap(), Some(2));
    assert_eq!(last(daily, named[1]), Op::Delete);
}

/// A life in small: writes, edits, deletes, brings back, imports, undoes, by a seed.
fn lively(vault: &mut Vault, seed: u64) -> Digest {
    let roll = random(seed);
    let dice = |sides: u8| {
        let mut byte = [0];
        roll(&mut byte);
        byte[0] % sides
    };
    let daily = vault.daily().unwrap();
    let mut ids = daily.record(&one_of_each(day(3, 1)), &meta(1)).unwrap();
    let mut batches = Vec::new();
    for turn in 0..120 {
        let meta = meta(turn * 10 - i64::from(dice(200)));
        let id = ids[usize::from(dice(255)) % ids.len()];
        match dice(7) {
            0 => ids.extend(daily.record(&one_of_each(day(3, 1 + u32::from(dice(28)))), &meta).unwrap()),
            1 | 2 => {
                let stored = daily.entry(id).unwrap().unwrap();
                let when = at(day(4, 1 + u32::from(dice(28))), 9, 0);
                let entry = match stored.entry {
                    Entry::Measurement { .. } => weight(60.0 + f64::from(dice(100)) / 10.0),
                    Entry::Steps { .. } => steps(1 + u32::from(dice(200))),
                    other => other,
                };
                daily.edit(id, when, &entry, &meta).unwrap();
            }
            3 | 4 => drop(daily.delete(id, &meta).unwrap()),
            5 => drop(daily.restore(id, &meta).unwrap()),
            _ if dice(2) == 0 => {
                batches.push(daily.import_batch(one_of_each(day(5, 1)), "file.csv", &meta).unwrap().id);
            }
            _ => {
                if let Some(batch) = batches.pop() {
                    daily.undo_batch(batch, &meta).unwrap();
                }
            }
        }
        daily.put_setting("walk", &format!("{turn}"), &meta).unwrap();
    }
    daily.digest().unwrap()
}

#[test]
fn the_tables_are_what_the_log_makes_of_them() {
    for seed in 0..6 {
        let (_folder, mut vault) = open();
        let before = lively(&mut vault, seed);
        let daily = vault.daily().unwrap();
        assert!(before.rows() > 8, "seed {seed}");
        assert_eq!(daily.digest_of_log().unwrap(), before, "seed {seed}");
        let (all, deleted) =
            (daily.range(&EntryKind::ALL, day(1, 1), day(12, 31)).unwrap(), daily.deleted_since(0).unwrap());
        daily.rebuild().unwrap();
        assert_eq!(daily.digest().unwrap(), before, "seed {seed}");
        assert_eq!(daily.range(&EntryKind::ALL, day(1, 1), day(12, 31)).unwrap(), all, "seed {seed}");
        assert_eq!(daily.deleted_since(0).unwrap(), deleted, "seed {seed}");
        assert!(vault.verify().unwrap().is_whole(), "seed {seed}");
    }
}

#[test]
fn an_import_is_taken_back_as_a_whole_and_only_it() {
    let (_folder, mut vault) = open();
    let own = one(&mut vault, weight(63.4), 1);
    let daily = vault.daily().unwrap();
    let batch = daily.import_batch(one_of_each(day(11, 20)), "scale.csv", &meta(2)).unwrap();
    assert_eq!((batch.entries, batch.undone), (8, false));
    let imported = daily.day(day(11, 20)).unwrap();
    daily.delete(imported[0].id, &meta(3)).unwrap();
    assert_eq!(daily.undo_batch(batch.id, &meta(4)).unwrap(), Some(7));
    assert_eq!(daily.undo_batch(batch.id, &meta(5)).unwrap(), Some(0));
    assert_eq!(
        daily.undo_batch(BatchId(batch.id.0 + 1), &meta(5)).unwrap(),
        None,
        "there was no such import"
    );
    assert_eq!(daily.day(day(11, 20)).unwrap(), vec![]);
    assert_eq!(daily.entry(own).unwrap().unwrap().deleted, None);
    assert!(daily.batches().unwrap()[0].undone);
    assert_eq!(daily.deleted_since(0).unwrap().len(), 8);
}

#[test]
fn an_empty_import_is_no_fault() {
    let (_folder, mut vault) = open();
    let batch = vault.daily().unwrap().import_batch(Vec::new(), "empty.csv", &meta(1)).unwrap();
    assert_eq!(batch.entries, 0);
    assert_eq!(vault.daily().unwrap().undo_batch(batch.id, &meta(2)).unwrap(), Some(0));
}

#[test]
fn the_person_settings_and_drafts_survive_a_restart() {
    let (_folder, mut vault) = open();
    let person = Person {
        name: "讃岐 花".into(),
        birth: Some(Day::new(1958, 4, 3).unwrap()),
        sex: Some(Sex::Female),
        activity: PhysicalActivityLevel::Low,
        stride_m: Some(Milli::from_milli(620)),
    };
    let daily = vault.daily().unwrap();
    assert_eq!(daily.profile().unwrap(), None);
    daily.set_profile(&Person { sex: None, birth: None, ..person.clone() }, &meta(1)).unwrap();
    daily.set_profile(&person, &meta(2)).unwrap();
    daily.put_setting("walk", r#"{"reverse":false}"#, &meta(3)).unwrap();
    daily.put_setting("walk", r#"{"reverse":true}"#, &meta(4)).unwrap();
    daily.draft_put(day(11, 22), "bp", "{\"systolic\":128}", 5).unwrap();
    daily.draft_put(day(11, 22), "bp", "{\"systolic\":129}", 6).unwrap();
    vault.lock(&random(1)).unwrap();
    vault.unlock(PASSWORD, &random(2), stamp(7)).unwrap();
    let daily = vault.daily().unwrap();
    assert_eq!(daily.profile().unwrap(), Some(person));
    assert_eq!(daily.setting("walk").unwrap().as_deref(), Some(r#"{"reverse":true}"#));
    assert_eq!(daily.setting("none").unwrap(), None);
    assert_eq!(daily.settings().unwrap().len(), 1);
    assert_eq!(daily.draft(day(11, 22), "bp").unwrap().unwrap().value, "{\"systolic\":129}");
    daily.draft_drop(day(11, 22), "bp").unwrap();
    assert_eq!(daily.drafts(day(11, 22)).unwrap(), vec![]);
    assert_eq!(daily.digest_of_log().unwrap(), daily.digest().unwrap());
}

#[test]
fn an_intake_keeps_unknown_nutrients_unknown() {
    let (_folder, mut vault) = open();
    let id = one(&mut vault, intake(MealSlot::Dinner, "01088", "ごはん", 1.5, 234.0), 1);
    let Entry::Intake(back) = vault.daily().unwrap().entry(id).unwrap().unwrap().entry else {
        panic!("an intake")
    };
    assert_eq!(back.nutrients.value(Nutrient::EnergyKcal), Some(234.0));
    assert_eq!(back.nutrients.value(Nutrient::VitaminB1Mg), Some(0.071));
    assert_eq!(back.nutrients.value(Nutrient::IronMg), None);
}
