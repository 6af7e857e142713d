//! Searching: what was written is found, what was deleted is not, whichever way it came in.

use henro_domain::*;
use henro_vault::*;

use crate::common::*;
use crate::medical::{enrolled, one_of_every_kind};

fn words(typed: &str) -> SearchWords {
    SearchWords::parse(typed).unwrap()
}

fn end() -> SearchPlace {
    SearchPlace::through(Day::from_number(Day::MAX_NUMBER).unwrap())
}

fn note(on: Day, text: &str) -> NewEntry {
    NewEntry { when: at(on, 9, 0), entry: Entry::Diary { text: text.into() } }
}

/// Days of the diary that have the words.
fn days(daily: &Daily, typed: &str) -> Vec<Day> {
    daily.search(&words(typed), end(), 100).unwrap().iter().map(|(_, entry)| entry.when.day).collect()
}

#[test]
fn a_line_is_found_by_any_part_of_it_and_the_newest_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let daily = vault.daily().unwrap();
    let lines = [
        (day(2, 1), "孫とﾊﾞｽで散歩。ＣＯＶＩＤの予防接種"),
        (day(2, 3), "雨。バスを待つ"),
        (day(2, 2), "散歩日和"),
    ];
    for (nth, (on, text)) in lines.into_iter().enumerate() {
        daily.record(&[note(on, text)], &meta(nth as i64)).unwrap();
    }
    let cases: [(&str, &[u32]); 12] = [
        ("散歩", &[2, 1]),
        ("散", &[2, 1]),
        ("歩", &[2, 1]),
        ("雨", &[3]),
        ("散歩日", &[2]),
        ("ばす", &[3, 1]),
        ("バス", &[3, 1]),
        ("covid", &[1]),
        ("ovi", &[1]),
        ("孫 散歩", &[1]),
        ("孫 雨", &[]),
        // The words stand beside each other, parted by a full stop.
        ("散歩covid", &[]),
    ];
    for (typed, found) in cases {
        let found: Vec<Day> = found.iter().map(|on| day(2, *on)).collect();
        assert_eq!(days(daily, typed), found, "{typed}");
    }
}

#[test]
fn pages_go_on_where_the_one_before_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let daily = vault.daily().unwrap();
    let many = (0..25).map(|n| note(day(3, 1 + n % 5), &format!("歩いた {n}")));
    daily.import_batch(many, "x", &meta(1)).unwrap();
    let (mut seen, mut before) = (Vec::new(), end());
    loop {
        let page = daily.search(&words("歩い"), before, 7).unwrap();
        let Some((place, _)) = page.last() else { break };
        before = *place;
        seen.extend(page.iter().map(|(_, entry)| (entry.when.day, entry.id)));
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0), "the newest first");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25, "none twice");
}

#[test]
fn changed_deleted_and_brought_back_lines_are_found_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let daily = vault.daily().unwrap();
    let id = daily.record(&[note(day(2, 1), "膝が痛い")], &meta(1)).unwrap()[0];
    let entry = Entry::Diary { text: "腰が重い".into() };
    daily.edit(id, at(day(2, 9), 8, 0), &entry, &meta(2)).unwrap();
    assert_eq!((days(daily, "膝"), days(daily, "腰")), (vec![], vec![day(2, 9)]));
    daily.delete(id, &meta(3)).unwrap();
    assert_eq!(days(daily, "腰"), []);
    daily.restore(id, &meta(4)).unwrap();
    assert_eq!(days(daily, "腰"), [day(2, 9)]);
    daily.rebuild().unwrap();
    assert_eq!((days(daily, "膝"), days(daily, "腰")), (vec![], vec![day(2, 9)]));
    let batch = daily.import_batch([note(day(2, 4), "腰の運動")], "x", &meta(5)).unwrap();
    assert_eq!(days(daily, "腰"), [day(2, 9), day(2, 4)]);
    daily.undo_batch(batch.id, &meta(6)).unwrap();
    assert_eq!(days(daily, "腰"), [day(2, 9)]);
    vault.lock(&random(2)).unwrap();
    vault.unlock(PASSWORD, &random(3), stamp(9)).unwrap();
    assert_eq!(days(vault.daily().unwrap(), "腰"), [day(2, 9)]);
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn dishes_stand_once_with_their_days() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let daily = vault.daily().unwrap();
    let eaten = |on, name: &str| NewEntry {
        when: at(on, 12, 0),
        entry: intake(MealSlot::Lunch, "R002", name, 1.0, 300.0),
    };
    daily.import_batch((1..=20).map(|n| eaten(day(4, n), "きつねうどん")), "x", &meta(1)).unwrap();
    let one = daily.record(&[eaten(day(5, 1), "鍋焼きうどん")], &meta(2)).unwrap()[0];
    let found = daily.search_names(&words("ウドン"), &EntryKind::ALL, 10).unwrap();
    let found: Vec<_> = found.iter().map(|of| (of.name.as_str(), of.first, of.last)).collect();
    let both = [("鍋焼きうどん", day(5, 1), day(5, 1)), ("きつねうどん", day(4, 1), day(4, 20))];
    assert_eq!(found, both);
    let page = daily.of_name(EntryKind::Intake, "きつねうどん", end(), 15).unwrap();
    let next = daily.of_name(EntryKind::Intake, "きつねうどん", page[14].0, 15).unwrap();
    assert_eq!((page.len(), next.len(), next[4].1.when.day), (15, 5, day(4, 1)));
    daily.delete(one, &meta(3)).unwrap();
    assert_eq!(daily.search_names(&words("鍋"), &EntryKind::ALL, 10).unwrap(), []);
    assert_eq!(days(daily, "うどん"), [], "names of dishes are no lines");
}

#[test]
fn what_is_medical_is_found_in_its_own_file_only() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(folder.path());
    let all: Vec<NewMedical> = one_of_every_kind()
        .into_iter()
        .map(|medical| NewMedical { when: at(day(5, 1), 9, 0), medical })
        .collect();
    vault.clinical().unwrap().record(&all, &meta(1)).unwrap();
    let found = |vault: &mut Vault, typed: &str| -> Vec<MedicalKind> {
        let found = vault.clinical().unwrap().search(&words(typed), &MedicalKind::ALL, end(), 20).unwrap();
        found.iter().map(|(_, stored)| MedicalKind::of(&stored.medical)).collect()
    };
    assert_eq!(found(&mut vault, "緑医院"), []);
    assert_eq!(found(&mut vault, "ミドリ医院"), [MedicalKind::Report]);
    assert_eq!(found(&mut vault, "そば"), [MedicalKind::Problem]);
    assert_eq!(found(&mut vault, "息が苦"), [MedicalKind::Problem]);
    for typed in ["みどり", "そば", "検査", "佐藤"] {
        let daily = vault.daily().unwrap();
        assert_eq!(days(daily, typed), []);
        assert_eq!(daily.search_names(&words(typed), &EntryKind::ALL, 10).unwrap(), []);
    }
    let clinical = vault.clinical().unwrap();
    let page = clinical.list(MedicalKind::Problem, &MedicalAsk { most: 9, ..MedicalAsk::default() }).unwrap();
    let ids: Vec<EntryId> = page.entries.iter().map(|stored| stored.id).collect();
    clinical.delete_all(&ids, &meta(2)).unwrap();
    assert_eq!(found(&mut vault, "そば"), []);
    vault.clinical().unwrap().restore_all(&ids, &meta(3)).unwrap();
    vault.clinical().unwrap().rebuild().unwrap();
    assert_eq!(found(&mut vault, "そば"), [MedicalKind::Problem]);
}

#[test]
fn a_backup_is_searched_like_the_record() {
    let place = tempfile::tempdir().unwrap();
    let (folder, file) = (place.path().join("record"), place.path().join("b.henro"));
    let mut vault = new_vault(&folder);
    vault.daily().unwrap().record(&one_of_each(day(2, 1)), &meta(1)).unwrap();
    vault.backup_to(&file).unwrap();
    let other = place.path().join("again");
    Vault::restore_from(&file, &other, stamp(100)).unwrap();
    let mut again = Vault::at(&other);
    again.unlock(PASSWORD, &random(5), stamp(101)).unwrap();
    let daily = again.daily().unwrap();
    assert_eq!(days(daily, "散歩日和"), [day(2, 1)]);
    daily.record(&one_of_each(day(2, 2)), &meta(102)).unwrap();
    assert_eq!(days(daily, "夕方は雨"), [day(2, 2), day(2, 1)]);
}

#[test]
fn days_fold_into_what_they_add_up_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let daily = vault.daily().unwrap();
    for on in [day(2, 1), day(2, 5), day(6, 9)] {
        daily.record(&one_of_each(on), &meta(1)).unwrap();
    }
    let folded = daily.fold_days(&EntryKind::OF_A_DAY, day(2, 1), day(2, 28)).unwrap();
    assert!(folded.counts.iter().all(|(_, count)| *count == 2) && folded.counts.len() == 7);
    // One of each: 128/82, 63.4 kg, 5,200 steps, on two days.
    assert_eq!((folded.pressure, folded.weight, folded.steps), (Some((128.0, 82.0)), Some(63.4), 10_400));
    let near = |from, towards| daily.nearest_day(&EntryKind::OF_A_DAY, from, towards).unwrap();
    assert_eq!(near(day(6, 8), Towards::Older), Some(day(2, 5)));
    assert_eq!(near(day(2, 6), Towards::Newer), Some(day(6, 9)));
    assert_eq!(near(day(1, 31), Towards::Older), None);
    assert_eq!(near(day(6, 10), Towards::Newer), None);
}
