//! Cards in software held to a reader in this process: who they are and what they prove.

use henro_cards::{CARD_KEY, Card, InHand, Kind, LiteSCard, Replayed, SEALED};
use henro_felica::*;

fn key() -> CardKey {
    CardKey::new(CARD_KEY).expect("strong")
}

fn challenge(seed: u8) -> Challenge {
    Challenge::new(std::array::from_fn(|at| seed ^ (at as u8).wrapping_mul(29)))
}

fn log_in_to(card: Card) -> Result<Issued, Error> {
    log_in(&mut InHand::new(card), KeySource::Card(&key()), &challenge(1))
}

fn lite_s(kind: Kind) -> LiteSCard {
    match kind.card() {
        Card::LiteS(card) => *card,
        other => panic!("{other:?} is no Lite-S card"),
    }
}

#[test]
fn cards_are_told_by_the_system_that_answers_first() {
    for (kind, class, system, frames) in [
        (Kind::Iruca, Class::Identifier, 0x80DE, 1),
        (Kind::IrucaSecond, Class::Identifier, 0x80DE, 1),
        (Kind::Suica, Class::Identifier, 0x0003, 2),
        (Kind::Blank, Class::Keyed, 0x88B4, 3),
        (Kind::Issued, Class::Keyed, 0x88B4, 3),
        (Kind::Student, Class::Identifier, 0xFE00, 4),
    ] {
        let mut hand = InHand::new(kind.card());
        let card = identify(&mut hand).expect("it answers");
        assert_eq!((card.class, card.system_code.0, hand.frames), (class, system, frames), "{kind:?}");
    }
    assert_eq!(identify(&mut InHand::new(Kind::TypeA.card())), Err(Error::NoCard));
}

#[test]
fn the_number_is_the_same_whichever_system_of_the_card_answers() {
    let first = identify(&mut InHand::new(Kind::Iruca.card())).expect("it answers");
    let second = identify(&mut InHand::new(Kind::IrucaSecond.card())).expect("it answers");
    let polled = InHand::new(Kind::IrucaSecond.card()).polling(SystemCode::IRUCA).expect("it answers");
    assert_eq!(first.idm, second.idm);
    assert_eq!(polled.map(|polled| polled.idm()), Some(first.idm));
}

#[test]
fn nothing_is_read_from_a_transit_card() {
    let mut hand = InHand::new(Kind::Suica.card());
    let card = identify(&mut hand).expect("it answers");
    transit_tag(&[1; 32], &card);
    assert_eq!(log_in(&mut hand, KeySource::Card(&key()), &challenge(1)).err(), Some(Error::NotKeyed));
    match hand.card {
        Card::Transit(card) => assert_eq!(card.reads, 0),
        other => panic!("{other:?} is no transit card"),
    }
}

#[test]
fn a_closed_card_proves_itself_and_wants_us_proven() {
    let issued = log_in_to(Kind::Issued.card()).expect("the right key");
    assert_eq!((issued.sealed, issued.key_version, issued.mutual), (SealedId(SEALED), 1, true));
    let mut hand = InHand::new(Kind::Issued.card());
    let mut card = LiteS::find(&mut hand);
    let card = card.as_mut().expect("a Lite-S card");
    let mut proven = card.prove_card(KeySource::Card(&key()), &challenge(2)).expect("the right key");
    // SF2 = B1: authentication required.
    assert_eq!(proven.read_sealed_id().err(), Some(Error::CardRefused { sf1: 1, sf2: 0xB1 }));
    proven.prove_reader().expect("the right key");
    assert_eq!(proven.read_sealed_id(), Ok(SealedId(SEALED)));
}

#[test]
fn an_open_card_proves_itself_but_cannot_check_us() {
    let issued = log_in_to(Kind::IssuedOpen.card()).expect("the right key");
    assert_eq!((issued.sealed, issued.mutual), (SealedId(SEALED), false));
}

#[test]
fn every_other_card_is_refused() {
    assert_eq!(log_in_to(Kind::WrongKey.card()).err(), Some(Error::WrongKey));
    assert_eq!(log_in_to(Kind::Blank.card()).err(), Some(Error::WrongKey));
    assert_eq!(log_in_to(Kind::Iruca.card()).err(), Some(Error::NotKeyed));
    assert_eq!(log_in_to(Kind::TypeA.card()).err(), Some(Error::NoCard));
}

#[test]
fn a_clone_that_plays_back_what_it_heard_shows_the_number_and_fails_the_proof() {
    let mut hand = InHand::new(Kind::Issued.card());
    log_in(&mut hand, KeySource::Card(&key()), &challenge(1)).expect("the right key");
    let heard = match hand.card {
        Card::LiteS(card) => *card,
        other => panic!("{other:?} is no Lite-S card"),
    };
    let clone = || InHand::new(Card::Clone(Box::new(Replayed::of(&heard))));
    let real = identify(&mut InHand::new(Kind::Issued.card())).expect("it answers");
    assert_eq!(identify(&mut clone()), Ok(real));
    // The same challenge again would pass: challenges are never used twice.
    assert!(
        log_in(&mut clone(), KeySource::Card(&key()), &challenge(2)).is_err_and(|it| it == Error::WrongKey)
    );
    let mut fresh = challenge(3);
    for seed in 4..40 {
        let answer = log_in(&mut clone(), KeySource::Card(&key()), &fresh);
        assert_eq!(answer.err(), Some(Error::WrongKey));
        fresh = challenge(seed);
    }
}

/// SF2 = B2: trouble with the MAC.
#[test]
fn a_count_that_moved_on_since_it_was_read_is_refused_by_the_card() {
    struct Counting(InHand);
    impl Reader for Counting {
        fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
            self.0.polling(system)
        }
        fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
            if let (Some(0x08), Some(0x92), Card::LiteS(card)) =
                (frame.get(1), frame.get(15), &mut self.0.card)
            {
                card.count_on();
            }
            self.0.command(frame)
        }
    }
    let mut reader = Counting(InHand::new(Kind::Issued.card()));
    let answer = log_in(&mut reader, KeySource::Card(&key()), &challenge(7));
    assert_eq!(answer.err(), Some(Error::CardRefused { sf1: 2, sf2: 0xB2 }));
    // The next login reads the count anew.
    assert!(log_in(&mut reader.0, KeySource::Card(&key()), &challenge(7)).is_ok());
}

#[test]
fn a_card_without_a_challenge_gives_no_mac() {
    let mut hand = InHand::new(Kind::Issued.card());
    let mut frame = vec![18, 0x06];
    frame.extend([0x01, 0x2E, 0x4C, 0xD1, 0xA1, 0xB2, 0xC3, 0xD4]);
    frame.extend([1, 0x0B, 0, 2, 0x80, 0x82, 0x80, 0x91]);
    assert_eq!(hand.command(&frame).map(|answer| answer[10..].to_vec()), Ok(vec![2, 0xB2]));
}

#[test]
fn a_diversified_card_is_known_by_the_master_key() {
    let master = MasterKey::new(std::array::from_fn(|at| 0x40 + at as u8)).expect("strong");
    let blank = lite_s(Kind::Blank);
    let id = IdBlock::new(blank.memory(0x82)).with_user(*b"desk01");
    let own = master.derive_card_key(&id).expect("strong");
    let card = Card::LiteS(Box::new(blank.issued(*b"desk01", 3, *own.expose(), SEALED, true)));
    let issued = log_in(&mut InHand::new(card), KeySource::Master(&master), &challenge(1)).expect("its key");
    assert_eq!(issued.key_version, 3);
    let other = log_in(&mut InHand::new(Kind::Issued.card()), KeySource::Master(&master), &challenge(1));
    assert_eq!(other.err(), Some(Error::WrongKey));
}

#[test]
fn kept_challenges_give_the_same_secret_from_the_same_card_alone() {
    let challenges = [challenge(1), challenge(2), challenge(3), challenge(4)];
    let secret = |card: Card| respond(&mut InHand::new(card), &challenges).map(|secret| *secret.expose());
    let own = secret(Kind::Issued.card()).expect("a card with a key");
    assert_eq!(secret(Kind::Issued.card()), Ok(own));
    // Logging in in between, or pads written anew, change nothing.
    let mut hand = InHand::new(Kind::Issued.card());
    log_in(&mut hand, KeySource::Card(&key()), &challenge(9)).expect("the right key");
    assert_eq!(respond(&mut hand, &challenges).map(|secret| *secret.expose()), Ok(own));
    assert_ne!(secret(Kind::WrongKey.card()), Ok(own));
    let mut turned = challenges.clone();
    turned.reverse();
    let other = respond(&mut hand, &turned).map(|secret| *secret.expose());
    assert_ne!(other, Ok(own));
    let parts: std::collections::BTreeSet<&[u8]> = own.chunks(8).collect();
    assert_eq!(parts.len(), 4);
}

#[test]
fn the_factory_key_gives_no_secret() {
    let challenges = [challenge(1), challenge(2), challenge(3), challenge(4)];
    assert_eq!(respond(&mut InHand::new(Kind::Blank.card()), &challenges).err(), Some(Error::WeakKey));
}

#[test]
fn an_id_block_that_names_another_card_is_malformed() {
    struct Renaming(InHand);
    impl Reader for Renaming {
        fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
            self.0.polling(system)
        }
        fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
            let mut answer = self.0.command(frame)?;
            // The first block of a read follows its thirteenth byte.
            if let (0x07, Some(byte)) = (answer[1], answer.get_mut(20)) {
                *byte ^= 1;
            }
            Ok(answer)
        }
    }
    let mut reader = Renaming(InHand::new(Kind::Issued.card()));
    assert_eq!(LiteS::find(&mut reader).and_then(|mut card| card.look()), Err(Error::Malformed));
    let challenges = [challenge(1), challenge(2), challenge(3), challenge(4)];
    assert_eq!(respond(&mut reader, &challenges).err(), Some(Error::Malformed));
}

#[test]
fn a_card_that_leaves_at_any_frame_is_gone() {
    let mut whole = InHand::new(Kind::Issued.card());
    log_in(&mut whole, KeySource::Card(&key()), &challenge(1)).expect("the right key");
    assert_eq!(whole.frames, 7);
    for at in 0..whole.frames {
        let mut torn = InHand { torn_at: Some(at), ..InHand::new(Kind::Issued.card()) };
        let answer = log_in(&mut torn, KeySource::Card(&key()), &challenge(1));
        assert_eq!(answer.err(), Some(Error::CardGone), "frame {at}");
    }
}
