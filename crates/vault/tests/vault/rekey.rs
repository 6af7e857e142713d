//! A new clinical key: what is kept goes on, everything else opens nothing any more.

use std::fs;

use henro_vault::*;

use crate::common::*;

const CARD: &[u8] = b"80DE and the number of a card";
const LITE: &[u8] = b"88B4 and another number";

fn secret(byte: u8) -> Key {
    Key::from_bytes([byte; 32])
}

fn factor<'a>(kind: FactorKind, identity: &'a [u8], secret: &'a Key) -> NewFactor<'a> {
    NewFactor { kind, state: SlotState::Current, identity, challenges: None, secret }
}

/// A transit card, a Lite-S card of our own making, a recovery sheet; a word in the clinical tier.
fn enrolled(folder: &std::path::Path) -> (Vault, String, String) {
    let mut vault = new_vault(folder);
    let first = secret(1);
    let transit = factor(FactorKind::Transit, CARD, &first);
    let card = vault.begin_clinical(&transit, &random(11), stamp(1)).unwrap();
    let lite = vault.add_factor(&factor(FactorKind::Card, LITE, &secret(2)), &random(12)).unwrap();
    vault.add_factor(&factor(FactorKind::Recovery, b"", &secret(3)), &random(13)).unwrap();
    let clinical = vault.clinical().unwrap();
    clinical.put_secret("word", b"kept").unwrap();
    for id in [&card, &lite] {
        clinical.put_card_key(id, &CardKey { version: 1, key: Sensitive::new([7; 16]) }).unwrap();
    }
    (vault, card, lite)
}

fn word(vault: &mut Vault) -> Vec<u8> {
    vault.clinical().unwrap().secret("word").unwrap().unwrap().expose().clone()
}

fn clinical_files(folder: &std::path::Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("clinical")).collect();
    names.sort();
    names
}

#[test]
fn what_is_kept_opens_and_nothing_else_does() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, card, lite) = enrolled(place.path());
    let old_slots = fs::read(place.path().join("slots")).unwrap();
    vault.clinical().unwrap().put_secret("later", b"2").unwrap();
    // The card answers new challenges now.
    let challenges = [[9; 16]; 4];
    let fresh = secret(4);
    let kept = NewFactor { challenges: Some(&challenges), ..factor(FactorKind::Card, LITE, &fresh) };
    vault.rekey_clinical(&[(lite.clone(), kept)], &random(20)).unwrap();
    assert_eq!(word(&mut vault), b"kept");
    let left = vault.factors().unwrap();
    assert_eq!(
        left.iter().map(|one| (&one.id, one.challenges())).collect::<Vec<_>>(),
        [(&lite, Some(challenges))]
    );
    let clinical = vault.clinical().unwrap();
    assert!(clinical.card_key(&lite).unwrap().is_some() && clinical.card_key(&card).unwrap().is_none());
    assert!(vault.verify().unwrap().is_whole());
    vault.lock(&random(21)).unwrap();
    assert_eq!(clinical_files(place.path()), ["clinical-1.db"]);

    vault.unlock(PASSWORD, &random(22), stamp(5)).unwrap();
    for old in [secret(1), secret(2)] {
        assert_eq!(vault.open_clinical(&lite, &old), Err(Error::Factor(FactorFault::Wrong)));
        assert_eq!(vault.open_clinical(&card, &old), Err(Error::Factor(FactorFault::Wrong)));
    }
    assert_eq!(vault.sheet_of(FactorKind::Recovery, &secret(3)), Err(Error::Factor(FactorFault::Wrong)));
    vault.open_clinical(&lite, &fresh).unwrap();
    assert_eq!(word(&mut vault), b"kept");
    vault.lock(&random(23)).unwrap();

    // Who kept the old slots, their card and the password: the new file does not open under the old key.
    let new_slots = fs::read(place.path().join("slots")).unwrap();
    fs::write(place.path().join("slots"), old_slots).unwrap();
    fs::copy(place.path().join("clinical-1.db"), place.path().join("kept")).unwrap();
    vault.unlock(PASSWORD, &random(24), stamp(9)).unwrap();
    fs::copy(place.path().join("kept"), place.path().join("clinical.db")).unwrap();
    assert!(matches!(vault.open_clinical(&card, &secret(1)), Err(Error::File(_))));
    assert!(matches!(vault.open_clinical(&lite, &secret(2)), Err(Error::File(_))));
    vault.lock(&random(25)).unwrap();
    fs::write(place.path().join("slots"), new_slots).unwrap();
    fs::rename(place.path().join("kept"), place.path().join("clinical-1.db")).unwrap();
    vault.unlock(PASSWORD, &random(26), stamp(12)).unwrap();
    // What an old copy left behind is cleared away.
    assert_eq!(clinical_files(place.path()), ["clinical-1.db"]);
    vault.open_clinical(&lite, &fresh).unwrap();
}

#[test]
fn both_keys_are_made_anew_one_after_the_other() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, card, _) = enrolled(place.path());
    vault.rekey_daily(PASSWORD, &random(30), stamp(2)).unwrap();
    vault
        .rekey_clinical(&[(card.clone(), factor(FactorKind::Transit, CARD, &secret(1)))], &random(31))
        .unwrap();
    let sheet = secret(6);
    vault.add_factor(&factor(FactorKind::Recovery, b"", &sheet), &random(32)).unwrap();
    vault
        .rekey_clinical(&[(card.clone(), factor(FactorKind::Transit, CARD, &secret(1)))], &random(33))
        .unwrap();
    vault.add_factor(&factor(FactorKind::Recovery, b"", &sheet), &random(34)).unwrap();
    vault.lock(&random(35)).unwrap();
    assert_eq!(clinical_files(place.path()), ["clinical-2.db"]);
    vault.unlock(PASSWORD, &random(36), stamp(5)).unwrap();
    vault.open_clinical(&card, &secret(1)).unwrap();
    assert_eq!(word(&mut vault), b"kept");
    vault.lock(&random(37)).unwrap();
    // The new sheet opens both; the daily key is kept under the new clinical one.
    vault
        .recover((FactorKind::Recovery, &sheet), "another word", KdfParams::testing(), &random(38), stamp(6))
        .unwrap();
    assert_eq!(word(&mut vault), b"kept");
}

#[test]
fn a_backup_of_a_new_key_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let (mut vault, card, _) = enrolled(&folder);
    vault
        .rekey_clinical(&[(card.clone(), factor(FactorKind::Transit, CARD, &secret(1)))], &random(40))
        .unwrap();
    for closed in [false, true] {
        let backup = place.path().join(format!("{closed}.henro-backup"));
        if closed {
            vault.close_clinical();
        }
        vault.backup_to(&backup).unwrap();
        let to = place.path().join(format!("restored-{closed}"));
        Vault::restore_from(&backup, &to, stamp(3)).unwrap();
        assert_eq!(clinical_files(&to), ["clinical-1.db"]);
        let mut back = Vault::at(&to);
        back.unlock(PASSWORD, &random(41), stamp(4)).unwrap();
        back.open_clinical(&card, &secret(1)).unwrap();
        assert_eq!(word(&mut back), b"kept");
    }
}

#[test]
fn without_an_open_tier_or_a_way_in_nothing_changes() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, card, _) = enrolled(place.path());
    let before = fs::read(place.path().join("slots")).unwrap();
    assert_eq!(vault.rekey_clinical(&[], &random(50)), Err(Error::Factor(FactorFault::Last)));
    let one = secret(1);
    let foreign = [("0011223344556677".to_owned(), factor(FactorKind::Transit, CARD, &one))];
    assert_eq!(vault.rekey_clinical(&foreign, &random(51)), Err(Error::Factor(FactorFault::Wrong)));
    vault.close_clinical();
    let kept = [(card, factor(FactorKind::Transit, CARD, &one))];
    assert_eq!(vault.rekey_clinical(&kept, &random(52)), Err(Error::Factor(FactorFault::Closed)));
    assert_eq!(fs::read(place.path().join("slots")).unwrap(), before);
    assert_eq!(clinical_files(place.path()), ["clinical.db"]);
}
