//! Slot files as the vault uses them, and the versioned vectors that later versions must still open.

use henro_seal::{Error, KdfParams, Key, SlotFile, SlotState, Tier};
use std::cell::Cell;

/// A counter for bytes: repeatable, so that the stored vector can be made again.
fn counting() -> impl Fn(&mut [u8]) {
    let next = Cell::new(0u8);
    move |out: &mut [u8]| {
        for byte in out {
            *byte = next.get();
            next.set(next.get().wrapping_add(1));
        }
    }
}

fn file_with(password: &str, key: &Key) -> SlotFile {
    let random = counting();
    let mut file = SlotFile::make(&random);
    file.add_password(Tier::Daily, SlotState::Current, password, KdfParams::testing(), key, &random)
        .expect("testing parameters are within the limits");
    file
}

#[test]
fn a_slot_opens_with_its_password_and_no_other() {
    let key = Key::from_bytes([0x5a; 32]);
    let file = SlotFile::parse(&file_with("correct", &key).to_bytes()).unwrap();
    let opened = file.open_password(Tier::Daily, "correct").unwrap();
    assert_eq!(opened[0].key.raw_literal().expose(), key.raw_literal().expose());
    assert_eq!(file.open_password(Tier::Daily, "Correct").unwrap_err(), Error::WrongSecret);
    assert_eq!(file.open_password(Tier::Daily, "").unwrap_err(), Error::WrongSecret);
}

#[test]
fn the_stored_slot_file_of_version_1_still_opens() {
    let stored = include_bytes!("vectors/slots-v1.json");
    let file = SlotFile::parse(stored).unwrap();
    let opened = file.open_password(Tier::Daily, "henro vector 一").unwrap();
    assert_eq!(opened[0].key.raw_literal().expose(), &format!("x'{}'", "c3".repeat(32)));
    // Made again from the same bytes, it is the same file: format and derivation have not moved.
    assert_eq!(file_with("henro vector 一", &Key::from_bytes([0xc3; 32])), file);
}

#[test]
fn a_slot_file_moved_to_another_record_or_tier_does_not_open() {
    let text = String::from_utf8(file_with("pw", &Key::from_bytes([1; 32])).to_bytes()).unwrap();
    let reopen = |text: String, tier| {
        SlotFile::parse(text.as_bytes()).unwrap().open_password(tier, "pw").map(|_| ()).unwrap_err()
    };
    let moved = text.replace("000102030405060708090a0b0c0d0e0f", &"ee".repeat(16));
    assert_ne!(moved, text);
    assert_eq!(reopen(moved, Tier::Daily), Error::WrongSecret);
    assert_eq!(reopen(text.replace("\"daily\"", "\"clinical\""), Tier::Clinical), Error::WrongSecret);
    assert_eq!(reopen(text.replace("\"current\"", "\"next\""), Tier::Daily), Error::WrongSecret);
}

#[test]
fn a_planted_slot_file_cannot_ask_for_all_the_memory() {
    let text = String::from_utf8(file_with("pw", &Key::from_bytes([1; 32])).to_bytes()).unwrap();
    let bomb = text.replace("\"memory_kib\": 64", "\"memory_kib\": 4294967295");
    assert_ne!(bomb, text);
    assert_eq!(SlotFile::parse(bomb.as_bytes()).unwrap_err(), Error::Params);
}

#[test]
fn what_is_no_slot_file_is_refused() {
    let text = String::from_utf8(file_with("pw", &Key::from_bytes([1; 32])).to_bytes()).unwrap();
    let error = |bytes: &[u8]| SlotFile::parse(bytes).unwrap_err();
    assert_eq!(error(b""), Error::Malformed);
    assert_eq!(error(b"{}"), Error::Malformed);
    assert_eq!(error(text.replace("\"version\": 1", "\"version\": 3").as_bytes()), Error::Newer);
    assert_eq!(error(text.replace("\"password\"", "\"pass\"").as_bytes()), Error::Malformed);
    assert_eq!(error(" ".repeat(70_000).as_bytes()), Error::Malformed);
    for cut in 0..text.len() {
        assert!(SlotFile::parse(&text.as_bytes()[..cut]).is_err(), "cut {cut}");
    }
}

#[test]
fn every_flipped_bit_of_a_slot_file_is_refused_or_does_not_open() {
    let key = Key::from_bytes([1; 32]);
    let bytes = file_with("pw", &key).to_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        let Ok(file) = SlotFile::parse(&bad) else { continue };
        // White space and the case of a hex digit carry nothing; all else must not open.
        let opened = file.open_password(Tier::Daily, "pw");
        if let Ok(opened) = opened {
            assert_eq!(opened[0].key.raw_literal().expose(), key.raw_literal().expose(), "bit {bit}");
        }
    }
}

#[test]
#[ignore = "writes the stored vector; run once for a new version"]
fn write_the_stored_vector() {
    let file = file_with("henro vector 一", &Key::from_bytes([0xc3; 32]));
    std::fs::create_dir_all("tests/vectors").unwrap();
    std::fs::write("tests/vectors/slots-v1.json", file.to_bytes()).unwrap();
}

#[cfg(test)]
mod clinical {
    use super::*;
    use henro_seal::{FactorKind, NewFactor};

    const CARD: &[u8] = b"88B4 and a number";

    fn new<'a>(kind: FactorKind, secret: &'a Key) -> NewFactor<'a> {
        let identity = if kind == FactorKind::Card { CARD } else { b"" };
        NewFactor { kind, state: SlotState::Current, identity, challenges: None, secret }
    }

    fn raw(key: &Key) -> String {
        key.raw_literal().expose().clone()
    }

    struct Made {
        file: SlotFile,
        daily: Key,
        clinical: Key,
        card: Key,
        sheet: Key,
    }

    fn made() -> Made {
        let random = counting();
        let (daily, clinical) = (Key::from_bytes([0xd1; 32]), Key::from_bytes([0xc1; 32]));
        let (card, sheet) = (Key::from_bytes([0xca; 32]), Key::from_bytes([0x5e; 32]));
        let mut file = file_with("pw", &daily);
        file.begin_clinical(&daily, &clinical, &random);
        let blocks = [[1; 16], [2; 16], [3; 16], [4; 16]];
        let by_card = NewFactor { challenges: Some(&blocks), ..new(FactorKind::Card, &card) };
        file.add_factor(&by_card, &daily, &clinical, &random).unwrap();
        file.add_factor(&new(FactorKind::Recovery, &sheet), &daily, &clinical, &random).unwrap();
        Made { file: SlotFile::parse(&file.to_bytes()).unwrap(), daily, clinical, card, sheet }
    }

    #[test]
    #[ignore = "writes the stored vector; run once for a new version"]
    fn write_the_stored_vector_of_version_2() {
        let mut file = made().file;
        file.set_inbox("11".repeat(32));
        std::fs::write("tests/vectors/slots-v2.json", file.to_bytes()).unwrap();
    }

    #[test]
    fn the_stored_slot_file_of_version_2_still_opens() {
        let file = SlotFile::parse(include_bytes!("vectors/slots-v2.json")).unwrap();
        let Made { file: mut again, daily, clinical, card, sheet } = made();
        again.set_inbox("11".repeat(32));
        // Made again from the same bytes, it is the same file: format and derivation have not moved.
        assert_eq!(again.to_bytes(), file.to_bytes());
        let id = file.factors_of_card(&daily, CARD).unwrap()[0].id.clone();
        assert_eq!(raw(&file.open_factor(&id, &daily, &card).unwrap()), raw(&clinical));
        assert_eq!(raw(&file.open_sheet(FactorKind::Recovery, &sheet).unwrap().daily[0]), raw(&daily));
        assert_eq!(file.inbox(), Some(&*"11".repeat(32)));
    }

    #[test]
    fn the_clinical_key_needs_the_daily_key_and_the_card() {
        let Made { file, daily, clinical, card, .. } = made();
        let found = file.factors_of_card(&daily, CARD).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].challenges().unwrap()[3], [4; 16]);
        let id = found[0].id.clone();
        assert_eq!(raw(&file.open_factor(&id, &daily, &card).unwrap()), raw(&clinical));
        let other = Key::from_bytes([0; 32]);
        assert_eq!(file.open_factor(&id, &daily, &other).unwrap_err(), Error::WrongSecret);
        assert_eq!(file.open_factor(&id, &other, &card).unwrap_err(), Error::WrongSecret);
        assert!(file.factors_of_card(&daily, b"another card").unwrap().is_empty());
        assert_eq!(file.factors_of_card(&other, CARD).unwrap_err(), Error::WrongSecret);
    }

    #[test]
    fn a_sheet_opens_both_keys_without_the_password_and_a_card_never_does() {
        let Made { file, daily, clinical, card, sheet, .. } = made();
        let opened = file.open_sheet(FactorKind::Recovery, &sheet).unwrap();
        assert_eq!((raw(&opened.clinical), raw(&opened.daily[0])), (raw(&clinical), raw(&daily)));
        assert_eq!(file.open_sheet(FactorKind::Recovery, &card).unwrap_err(), Error::WrongSecret);
        assert_eq!(file.open_sheet(FactorKind::Family, &sheet).unwrap_err(), Error::WrongSecret);
        assert_eq!(file.open_sheet(FactorKind::Card, &card).unwrap_err(), Error::WrongSecret);
    }

    #[test]
    fn a_factor_changed_by_hand_does_not_open() {
        let Made { file, daily, card, .. } = made();
        let id = file.factors_of_card(&daily, CARD).unwrap()[0].id.clone();
        let text = String::from_utf8(file.to_bytes()).unwrap();
        for (from, to) in [
            ("\"card\"", "\"device\""),
            ("\"card\"", "\"transit\""),
            (&*"01".repeat(16), &*"11".repeat(16)),
            (&*file.record().to_owned(), &*"ee".repeat(16)),
        ] {
            let planted = text.replacen(from, to, 1);
            assert_ne!(planted, text, "{from}");
            let planted = SlotFile::parse(planted.as_bytes()).unwrap();
            assert!(planted.open_factor(&id, &daily, &card).is_err(), "{from}");
        }
        for (from, to) in [("\"recovery\"", "\"card\""), ("\"halves\"", "\"others\""), ("c0", "")] {
            let planted = text.replacen(from, to, 1);
            if let Ok(planted) = SlotFile::parse(planted.as_bytes()) {
                assert!(planted.open_sheet(FactorKind::Recovery, &Key::from_bytes([0x5e; 32])).is_err());
            }
        }
    }

    #[test]
    fn a_new_daily_key_changes_no_card_and_either_key_opens_on_the_way() {
        let Made { mut file, daily, clinical, card, sheet } = made();
        let id = file.factors_of_card(&daily, CARD).unwrap()[0].id.clone();
        let fresh = Key::from_bytes([0xd2; 32]);
        file.prepare_daily(&daily, &fresh, &clinical, &counting()).unwrap();
        let half_way = SlotFile::parse(&file.to_bytes()).unwrap();
        for key in [&daily, &fresh] {
            assert_eq!(raw(&half_way.open_factor(&id, key, &card).unwrap()), raw(&clinical));
        }
        assert_eq!(half_way.open_sheet(FactorKind::Recovery, &sheet).unwrap().daily.len(), 2);
        file.settle_daily(&fresh, Some(&clinical));
        assert!(file.open_factor(&id, &daily, &card).is_err());
        assert_eq!(raw(&file.open_factor(&id, &fresh, &card).unwrap()), raw(&clinical));
        let daily_keys = file.open_sheet(FactorKind::Recovery, &sheet).unwrap().daily;
        assert_eq!(daily_keys.iter().map(raw).collect::<Vec<_>>(), [raw(&fresh)]);
    }

    #[test]
    fn a_sheet_typed_back_takes_the_place_of_the_one_before() {
        let Made { mut file, daily, clinical, sheet, .. } = made();
        let fresh = Key::from_bytes([0x5f; 32]);
        let next = NewFactor { state: SlotState::Next, ..new(FactorKind::Recovery, &fresh) };
        let id = file.add_factor(&next, &daily, &clinical, &counting()).unwrap();
        // Until then both open, so that a lost print-out locks nobody out.
        for secret in [&sheet, &fresh] {
            assert_eq!(raw(&file.open_sheet(FactorKind::Recovery, secret).unwrap().clinical), raw(&clinical));
        }
        assert!(file.confirm_sheet(&id));
        assert_eq!(file.open_sheet(FactorKind::Recovery, &sheet).unwrap_err(), Error::WrongSecret);
        assert_eq!(raw(&file.open_sheet(FactorKind::Recovery, &fresh).unwrap().clinical), raw(&clinical));
        assert_eq!(file.factors().len(), 2);
        assert!(!file.confirm_sheet("0000000000000000"));
    }

    #[test]
    fn there_is_an_end_to_the_ways_in() {
        let Made { mut file, daily, clinical, card, .. } = made();
        let failure = loop {
            if let Err(error) = file.add_factor(&new(FactorKind::Card, &card), &daily, &clinical, &counting())
            {
                break error;
            }
        };
        assert_eq!((failure, file.factors().len()), (Error::TooMany, 16));
        assert!(SlotFile::parse(&file.to_bytes()).is_ok());
        let id = file.factors()[0].id.clone();
        assert!(file.remove_factor(&id) && !file.remove_factor("none"));
    }
}
