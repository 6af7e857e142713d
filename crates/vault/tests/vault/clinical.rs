//! The clinical tier: two factors, revoking, recovery, re-keying, backup, the letter box.

use std::fs;
use std::path::Path;

use henro_vault::*;

use crate::common::*;

const CARD: &[u8] = b"80DE and the number of a card";

fn card() -> Key {
    Key::from_bytes([0xca; 32])
}

fn sheet() -> Key {
    Key::from_bytes([0x5e; 32])
}

fn factor<'a>(kind: FactorKind, secret: &'a Key) -> NewFactor<'a> {
    let identity = if kind == FactorKind::Transit { CARD } else { b"" };
    NewFactor { kind, state: SlotState::Current, identity, challenges: None, secret }
}

/// A record with a transit card and a recovery sheet, clinical tier open, and a word in it.
fn enrolled(folder: &Path) -> (Vault, String) {
    let mut vault = new_vault(folder);
    let id = vault.begin_clinical(&factor(FactorKind::Transit, &card()), &random(11), stamp(1)).unwrap();
    vault.add_factor(&factor(FactorKind::Recovery, &sheet()), &random(12)).unwrap();
    vault.clinical().unwrap().put_secret("word", "ひみつの病名".as_bytes()).unwrap();
    (vault, id)
}

fn word(vault: &mut Vault) -> Vec<u8> {
    vault.clinical().unwrap().secret("word").unwrap().unwrap().expose().clone()
}

#[test]
fn the_password_opens_the_daily_tier_and_the_card_the_rest() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    vault.lock(&random(2)).unwrap();
    assert_eq!(vault.open_clinical(&id, &card()), Err(Error::Locked));
    vault.unlock(PASSWORD, &random(3), stamp(5)).unwrap();
    assert_eq!(vault.clinical().unwrap_err(), Error::Factor(FactorFault::Closed));
    assert_eq!(vault.open_clinical(&id, &Key::from_bytes([0; 32])), Err(Error::Factor(FactorFault::Wrong)));
    assert_eq!(vault.open_clinical("0000000000000000", &card()), Err(Error::Factor(FactorFault::Wrong)));
    assert!(vault.factors_of_card(b"another").unwrap().is_empty());
    assert_eq!(vault.factors_of_card(CARD).unwrap()[0].id, id);
    vault.open_clinical(&id, &card()).unwrap();
    assert_eq!(word(&mut vault), "ひみつの病名".as_bytes());
    vault.close_clinical();
    assert_eq!(vault.clinical().unwrap_err(), Error::Factor(FactorFault::Closed));
    // The daily tier goes on.
    vault.daily().unwrap().record(&one_of_each(day(2, 1)), &meta(6)).unwrap();
}

#[test]
fn a_new_password_changes_no_card() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    vault.close_clinical();
    vault.change_password(PASSWORD, "new one", KdfParams::testing(), &random(3), stamp(5)).unwrap();
    vault.lock(&random(2)).unwrap();
    vault.unlock("new one", &random(3), stamp(6)).unwrap();
    vault.open_clinical(&id, &card()).unwrap();
}

#[test]
fn a_revoked_card_opens_nothing_and_the_last_way_in_stays() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    let other = Key::from_bytes([9; 32]);
    // A new card in the place of the lost one, in one step.
    let fresh = vault.replace_factor(&id, &factor(FactorKind::Transit, &other), &random(4)).unwrap();
    vault.close_clinical();
    assert_eq!(vault.open_clinical(&id, &card()), Err(Error::Factor(FactorFault::Wrong)));
    assert!(vault.remove_factor(&fresh).unwrap());
    assert_eq!(vault.open_clinical(&fresh, &other), Err(Error::Factor(FactorFault::Wrong)));
    let last = vault.factors().unwrap()[0].id.clone();
    assert_eq!(vault.remove_factor(&last), Err(Error::Factor(FactorFault::Last)));
    assert_eq!(vault.factors().unwrap().len(), 1);
    assert_eq!(
        vault.add_factor(&factor(FactorKind::Device, &other), &random(5)),
        Err(Error::Factor(FactorFault::Closed))
    );
}

#[test]
fn a_sheet_opens_both_tiers_and_sets_a_password() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    vault.lock(&random(2)).unwrap();
    let wrong = Key::from_bytes([1; 32]);
    for seconds in 10..14 {
        let tried = vault.recover(
            (FactorKind::Recovery, &wrong),
            "fresh",
            KdfParams::testing(),
            &random(3),
            stamp(seconds),
        );
        assert_eq!(tried, Err(Error::Factor(FactorFault::Wrong)));
    }
    // Wrong sheets wait like wrong passwords, and for both together.
    let tried =
        vault.recover((FactorKind::Recovery, &sheet()), "fresh", KdfParams::testing(), &random(3), stamp(14));
    assert!(matches!(tried, Err(Error::TooSoon { .. })), "{tried:?}");
    assert!(matches!(vault.unlock(PASSWORD, &random(3), stamp(14)), Err(Error::TooSoon { .. })));
    vault
        .recover((FactorKind::Recovery, &sheet()), "fresh", KdfParams::testing(), &random(3), stamp(30))
        .unwrap();
    assert_eq!(word(&mut vault), "ひみつの病名".as_bytes());
    vault.lock(&random(2)).unwrap();
    assert_eq!(vault.unlock(PASSWORD, &random(3), stamp(31)), Err(Error::WrongPassword));
    vault.unlock("fresh", &random(3), stamp(32)).unwrap();
    vault.open_clinical(&id, &card()).unwrap();
}

#[test]
fn a_rekeyed_daily_file_keeps_every_way_in() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    vault.close_clinical();
    // Recovery holds the daily key under the clinical one, so that must be open.
    assert_eq!(vault.rekey_daily(PASSWORD, &random(3), stamp(5)), Err(Error::Factor(FactorFault::Closed)));
    vault.open_clinical(&id, &card()).unwrap();
    vault.rekey_daily(PASSWORD, &random(3), stamp(6)).unwrap();
    assert!(vault.is_clinical_open());
    vault.lock(&random(2)).unwrap();
    vault.unlock(PASSWORD, &random(3), stamp(7)).unwrap();
    vault.open_clinical(&id, &card()).unwrap();
    vault.lock(&random(2)).unwrap();
    vault
        .recover((FactorKind::Recovery, &sheet()), "fresh", KdfParams::testing(), &random(3), stamp(8))
        .unwrap();
}

#[test]
fn a_backup_has_both_tiers_whether_the_clinical_one_is_open_or_not() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(&place.path().join("record"));
    for open in [true, false] {
        if !open {
            vault.close_clinical();
        }
        let (file, folder) =
            (place.path().join(format!("{open}.henro")), place.path().join(format!("{open}")));
        vault.backup_to(&file).unwrap();
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|window| window == "ひみつ".as_bytes()));
        Vault::restore_from(&file, &folder, stamp(9)).unwrap();
        let mut again = Vault::at(&folder);
        again.unlock(PASSWORD, &random(5), stamp(10)).unwrap();
        again.open_clinical(&id, &card()).unwrap();
        assert_eq!(word(&mut again), "ひみつの病名".as_bytes());
        assert!(again.verify().unwrap().is_whole());
        for cut in [13, 30, 44, bytes.len() / 3, bytes.len() - 1] {
            fs::write(&file, &bytes[..cut]).unwrap();
            assert_eq!(Vault::check_backup(&file), Err(Error::File(FileFault::Truncated)), "cut {cut}");
        }
    }
    let mut names: Vec<_> =
        fs::read_dir(place.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["false", "false.henro", "record", "true", "true.henro"]);
}

#[test]
fn a_crash_while_beginning_leaves_no_half_tier() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = new_vault(place.path());
    // What a kill between the file and the slots leaves.
    fs::write(place.path().join("clinical.db"), b"left over").unwrap();
    assert!(!vault.has_clinical().unwrap());
    let id = vault.begin_clinical(&factor(FactorKind::Device, &card()), &random(11), stamp(1)).unwrap();
    vault.close_clinical();
    vault.open_clinical(&id, &card()).unwrap();
    let again = vault.begin_clinical(&factor(FactorKind::Device, &card()), &random(12), stamp(2));
    assert_eq!(again, Err(Error::Exists));
}

#[test]
fn a_damaged_or_foreign_clinical_file_leaves_the_daily_tier_open() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(&place.path().join("a"));
    let folder = place.path().join("b");
    let mut other = Vault::create(&folder, PASSWORD, KdfParams::testing(), &random(70), stamp(0)).unwrap();
    other.begin_clinical(&factor(FactorKind::Device, &card()), &random(71), stamp(1)).unwrap();
    vault.close_clinical();
    other.close_clinical();
    let path = vault.tier_path(Tier::Clinical);
    let whole = fs::read(&path).unwrap();
    for bytes in [fs::read(other.tier_path(Tier::Clinical)).unwrap(), whole[..2000].to_vec(), Vec::new()] {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(vault.open_clinical(&id, &card()), Err(Error::File(_))));
        assert!(!vault.is_clinical_open());
        vault.daily().unwrap().record(&one_of_each(day(2, 1)), &meta(6)).unwrap();
    }
    fs::write(&path, whole).unwrap();
    vault.open_clinical(&id, &card()).unwrap();
}

#[test]
fn what_is_written_while_locked_comes_in_once() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = new_vault(place.path());
    vault.lock(&random(2)).unwrap();
    for text in ["128/82", "5200"] {
        vault.put_letter(text.as_bytes(), &random(text.len() as u64)).unwrap();
    }
    assert_eq!(vault.letters_waiting().unwrap(), 2);
    for file in fs::read_dir(place.path().join("inbox")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"5200" || window == b"128/"));
    }
    vault.unlock(PASSWORD, &random(3), stamp(5)).unwrap();
    let letters = vault.letters().unwrap();
    let mut texts: Vec<_> = letters.iter().map(|l| l.text.as_ref().unwrap().expose().clone()).collect();
    texts.sort();
    assert_eq!(texts, [b"128/82".to_vec(), b"5200".to_vec()]);
    let names: Vec<String> = letters.into_iter().map(|letter| letter.name).collect();
    vault.daily().unwrap().record_letters(&one_of_each(day(2, 1)), &names, &meta(6)).unwrap();
    // A kill here: the letters are still in the box, and are not taken out again.
    assert_eq!(vault.letters_waiting().unwrap(), 2);
    assert!(vault.letters().unwrap().is_empty());
    vault.letters_done().unwrap();
    assert_eq!(vault.letters_waiting().unwrap(), 0);
}

#[test]
fn a_letter_box_has_its_limits_and_notices_a_changed_key() {
    let place = tempfile::tempdir().unwrap();
    let mut vault = new_vault(place.path());
    vault.lock(&random(2)).unwrap();
    assert_eq!(vault.put_letter(&[b'x'; 20_000], &random(4)), Err(Error::Full));
    vault.put_letter(b"good", &random(5)).unwrap();
    fs::write(place.path().join("inbox").join(format!("{}.letter", "ab".repeat(16))), b"planted").unwrap();
    fs::write(place.path().join("inbox").join("../inbox/readme.txt"), b"no letter").unwrap();
    assert!(!vault.unlock(PASSWORD, &random(3), stamp(5)).unwrap().inbox_replaced);
    let letters = vault.letters().unwrap();
    assert_eq!(letters.iter().filter(|letter| letter.text.is_none()).count(), 1);
    assert_eq!(letters.len(), 2);
    vault.lock(&random(2)).unwrap();
    let slots = fs::read_to_string(place.path().join("slots")).unwrap();
    let key = slots.split("\"inbox\": \"").nth(1).unwrap()[..64].to_owned();
    fs::write(place.path().join("slots"), slots.replace(&key, &"11".repeat(32))).unwrap();
    assert!(vault.unlock(PASSWORD, &random(3), stamp(6)).unwrap().inbox_replaced);
    vault.lock(&random(2)).unwrap();
    assert!(!vault.unlock(PASSWORD, &random(3), stamp(7)).unwrap().inbox_replaced);
}

#[test]
fn a_desk_keeps_its_list_and_its_log() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let desk = vault.clinical().unwrap();
    let people = [("0001", "香川 花子"), ("0002", "讃岐 太郎")].map(|(number, name)| {
        (number.to_owned(), name.to_owned(), Sensitive::new([number.as_bytes()[3]; 16]))
    });
    desk.desk_add(&people).unwrap();
    desk.desk_add(&[("0001".into(), "香川 はな".into(), Sensitive::new([9; 16]))]).unwrap();
    desk.desk_note(&DeskLine { at: 5, number: "0001".into(), act: DeskAct::Issued, card: "ab".into() })
        .unwrap();
    desk.desk_note(&DeskLine { at: 6, number: "0001".into(), act: DeskAct::Checked, card: "ab".into() })
        .unwrap();
    let list = desk.desk_people().unwrap();
    assert_eq!(list.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["香川 はな", "讃岐 太郎"]);
    assert_eq!(list[0].last, Some((DeskAct::Issued, 5)));
    assert_eq!(desk.desk_person_of(&[b'1'; 16]).unwrap().unwrap().number, "0001");
    assert!(desk.desk_person("0003").unwrap().is_none());
    assert_eq!(desk.desk_log(1).unwrap()[0].act, DeskAct::Checked);
}

#[test]
fn the_card_issued_last_counts_until_it_is_declared_lost() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let desk = vault.clinical().unwrap();
    let standing = |lost, card: Option<&str>| DeskStanding { lost, card: card.map(str::to_owned) };
    assert_eq!(desk.desk_standing("0001").unwrap(), standing(0, None));
    for (at, number, act, card, then) in [
        (1, "0001", DeskAct::Stopped, "aa", standing(0, None)),
        (2, "0001", DeskAct::Issued, "aa", standing(0, Some("aa"))),
        (3, "0001", DeskAct::Printed, "", standing(0, Some("aa"))),
        (4, "0002", DeskAct::Issued, "bb", standing(0, Some("bb"))),
        (5, "0001", DeskAct::Revoked, "", standing(1, None)),
        (6, "0001", DeskAct::Checked, "aa", standing(1, None)),
        (7, "0001", DeskAct::Issued, "cc", standing(1, Some("cc"))),
        (8, "0001", DeskAct::Revoked, "", standing(2, None)),
    ] {
        desk.desk_note(&DeskLine { at, number: number.into(), act, card: card.into() }).unwrap();
        assert_eq!(desk.desk_standing(number).unwrap(), then, "after line {at}");
    }
    assert_eq!(desk.desk_number_of_card("aa").unwrap().as_deref(), Some("0001"));
    desk.desk_note(&DeskLine { at: 9, number: "0002".into(), act: DeskAct::Issued, card: "aa".into() })
        .unwrap();
    assert_eq!(desk.desk_number_of_card("aa").unwrap().as_deref(), Some("0002"));
    assert_eq!(desk.desk_number_of_card("").unwrap(), None);
}
