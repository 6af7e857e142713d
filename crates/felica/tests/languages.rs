//! Every family of readers, without a reader.

use henro_cards::{CARD_KEY, Face, Family, Kind, SEALED};
use henro_felica::apdu::{ApduReader, Channel, Profile, Reply, is_felica};
use henro_felica::*;

const PAIRS: [(Family, Profile, &str); 5] = [
    (Family::Sony, Profile::Sony, "Sony FeliCa Port/PaSoRi 3.0 0"),
    (Family::Identiv, Profile::Identiv, "Identiv uTrust 3700 F CL Reader 00 00"),
    (Family::Acr1252, Profile::Bare, "ACS ACR1252 Dual Reader 00 00"),
    (Family::Acr122, Profile::Pn532, "ACS ACR122U PICC Interface 00 00"),
    (Family::Transparent, Profile::Transparent, "Sony Corp. RC-S300/P (1234567) 00 00"),
];
const RCS300: &str = "Sony Corp. RC-S300/P (1234567) 00 00";

fn log_in_through(
    face: &mut Face,
    name: &str,
    remembered: Option<Profile>,
) -> Result<(Profile, Issued), Error> {
    let mut reader = ApduReader::detect(face, name, remembered)?;
    let key = CardKey::new(CARD_KEY)?;
    let issued = log_in(&mut reader, KeySource::Card(&key), &Challenge::new([3; 16]))?;
    let profile = reader.profile();
    reader.close();
    Ok((profile, issued))
}

#[test]
fn every_family_is_found_whatever_its_name_and_carries_a_login() {
    for (family, profile, name) in PAIRS {
        for name in [name, "Virtual PCD 00 00", "ACR122 in another's coat", ""] {
            for remembered in [None, Some(profile), Some(Profile::Identiv)] {
                let mut face = Face::new(family, Kind::Issued.card());
                let (found, issued) = log_in_through(&mut face, name, remembered).expect("found");
                assert_eq!((found, issued.sealed), (profile, SealedId(SEALED)), "{family:?} as {name}");
            }
        }
    }
}

#[test]
fn an_rcs300_is_spoken_to_by_escapes_and_no_other_reader_is() {
    let mut face = Face::new(Family::Rcs300, Kind::Issued.card());
    let (found, issued) = log_in_through(&mut face, RCS300, None).expect("found");
    assert_eq!((found, issued.sealed), (Profile::Escape, SealedId(SEALED)));
    for name in ["ACS ACR122U PICC Interface 00 00", "Sony FeliCa Port/PaSoRi 3.0 0", ""] {
        let mut face = Face::new(Family::Rcs300, Kind::Issued.card());
        assert_eq!(ApduReader::detect(&mut face, name, None).err(), Some(Error::NoReader), "{name}");
    }
    // One whose driver refuses escapes but that takes APDUs (on Linux) is not lost.
    let mut face = Face::new(Family::Sony, Kind::Issued.card());
    assert_eq!(log_in_through(&mut face, RCS300, None).map(|(found, _)| found), Ok(Profile::Sony));
    let mut face = Face::new(Family::Rcs300, Kind::Suica.card());
    let mut reader = ApduReader::detect(&mut face, RCS300, None).expect("found");
    assert_eq!(reader.polling(SystemCode::IRUCA), Ok(None));
}

/// What is sent, byte by byte: FF C2 as in Sony's sample of the transparent session, FF 50 with the same objects.
#[test]
fn the_transparent_session_is_sent_as_its_sources_have_it() {
    for (profile, ins) in [(Profile::Transparent, 0xC2), (Profile::Escape, 0x50)] {
        let opening: [&[u8]; 2] =
            [&[0xFF, ins, 0, 0, 2, 0x81, 0], &[0xFF, ins, 0, 2, 4, 0x8F, 0x02, 0x03, 0x00]];
        assert_eq!(profile.opening(), opening);
        assert_eq!(profile.closing(), [&[0xFF, ins, 0, 0, 2, 0x82, 0][..]]);
        let polling = [0xFF, ins, 0, 1, 8, 0x95, 6, 6, 0, 0x88, 0xB4, 1, 0];
        assert_eq!(profile.polling(SystemCode::LITE), Ok(polling.to_vec()));
        let answer = |text: &[u8]| profile.unwrap(text);
        // C0 03 00 90 00: well; 97: the card's bytes; C0 03 02 64 01: the card is silent; 6A81: not a command.
        let said = [0xC0, 3, 0, 0x90, 0, 0x92, 1, 0, 0x97, 2, 7, 8, 0x90, 0];
        assert_eq!(answer(&said), Ok(Reply::Frame(vec![7, 8])));
        let long = [0xC0, 3, 0, 0x90, 0, 0x97, 0x82, 0, 2, 7, 8, 0x90, 0];
        assert_eq!(answer(&long), Ok(Reply::Frame(vec![7, 8])));
        assert_eq!(answer(&[0xC0, 3, 2, 0x64, 1, 0x90, 0]), Ok(Reply::Silent));
        assert_eq!(answer(&[0x6A, 0x81]), Ok(Reply::Unsupported));
        for cut in [&said[..9], &[0xC0, 3, 0, 0x90, 0, 0x97, 9, 1, 0x90, 0][..], &[0x90]] {
            assert_eq!(answer(cut), Err(Error::Malformed), "{cut:02x?}");
        }
    }
}

#[test]
fn every_family_tells_silence_from_an_answer() {
    for (family, _, name) in PAIRS {
        let mut face = Face::new(family, Kind::Suica.card());
        let mut reader = ApduReader::detect(&mut face, name, None).expect("found");
        assert_eq!(reader.polling(SystemCode::IRUCA), Ok(None), "{family:?}");
        assert_eq!(identify(&mut reader).map(|card| card.system_code), Ok(SystemCode::TRANSIT), "{family:?}");
        let lost = [16, 6, 9, 9, 9, 9, 9, 9, 9, 9, 1, 0x0B, 0, 1, 0x80, 0];
        assert_eq!(reader.command(&lost), Err(Error::CardGone), "{family:?}");
    }
}

#[test]
fn a_reader_that_speaks_nothing_we_know_is_no_reader() {
    struct Mute(&'static [u8]);
    impl Channel for Mute {
        fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, Error> {
            Ok(self.0.to_vec())
        }
    }
    for answer in [&[0x6A, 0x81][..], &[0x63, 0x00], &[0x64, 0x01], &[0x6F, 0x00], &[0x90, 0x00], &[]] {
        let mut mute = Mute(answer);
        assert_eq!(ApduReader::detect(&mut mute, "x", None).err(), Some(Error::NoReader), "{answer:02x?}");
        let known = ApduReader::detect(&mut mute, "x", Some(Profile::Bare));
        assert_eq!(known.err(), Some(Error::CardGone), "{answer:02x?}");
    }
}

/// ATRs: PC/SC part 3 for FeliCa, the ACR122 manual for its own form, a contact card without historical bytes.
#[test]
fn a_card_that_is_not_felica_is_told_by_its_atr_or_number() {
    for (family, _, _) in PAIRS {
        for (kind, felica) in [(Kind::Issued, true), (Kind::Iruca, true), (Kind::TypeA, false)] {
            let mut face = Face::new(family, kind.card());
            let atr = face.atr();
            assert_eq!(is_felica(&mut face, &atr), Ok(felica), "{family:?} {kind:?}");
            // An ATR that tells nothing: the number does, eight bytes or four.
            assert_eq!(is_felica(&mut face, &[0x3B, 0x00]), Ok(felica), "{family:?} {kind:?}");
        }
    }
}

#[test]
fn the_language_is_suggested_by_the_name() {
    for (name, profile) in [
        ("Sony FeliCa Port/PaSoRi 3.0 0", Some(Profile::Sony)),
        ("ACS ACR122U PICC Interface 00 00", Some(Profile::Pn532)),
        ("ACS ACR1252 Dual Reader 00 00", Some(Profile::Bare)),
        ("Identiv CLOUD 4700 F Contactless Reader 0", Some(Profile::Identiv)),
        ("Virtual PCD 00 00", None),
    ] {
        assert_eq!(Profile::by_name(name), profile);
    }
}
