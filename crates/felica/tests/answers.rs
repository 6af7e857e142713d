//! The fuzz target's function on seeded and on generated scripts, so that it also runs on a stable compiler.

use proptest::prelude::*;

include!("../fuzz/answer_any.rs");

/// xorshift64*: Marsaglia's generator, enough to spoil answers the same way on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u8 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 56) as u8
    }
}

/// One spoilt answer at each place of the exchange, and then many at once.
#[test]
fn no_spoilt_answer_panics_or_passes() {
    let mut dice = Dice(0x4845_4E52_4F21);
    for what in 0..48 {
        for turn in 0..20 {
            let mut script = vec![what, dice.roll()];
            script.extend(vec![0; 2 * turn]);
            script.extend([dice.roll(), dice.roll()]);
            answer_any(&script);
        }
    }
    for _ in 0..600 {
        let script: Vec<u8> = (0..64).map(|_| dice.roll()).collect();
        answer_any(&script);
    }
}

/// Every pair of status flags, at every answer of a login: refused with these flags, or not heard at all.
#[test]
fn every_status_flag_at_every_command_is_a_typed_refusal() {
    struct Refusing {
        hand: InHand,
        at: usize,
        flags: [u8; 2],
    }
    impl Reader for Refusing {
        fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
            self.hand.polling(system)
        }
        fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
            let at = self.hand.frames;
            let answer = self.hand.command(frame)?;
            if at != self.at {
                return Ok(answer);
            }
            let [sf1, sf2] = self.flags;
            Ok([&[12], &answer[1..10], &[sf1, sf2]].concat())
        }
    }
    let key = CardKey::new(CARD_KEY).expect("strong");
    for at in 1..7 {
        for sf2 in 0..=u8::MAX {
            for sf1 in [0x00, 0x01, 0x80, 0xFF] {
                if [sf1, sf2] == [0, 0] {
                    continue;
                }
                let mut reader = Refusing { hand: InHand::new(Kind::Issued.card()), at, flags: [sf1, sf2] };
                let answer = log_in(&mut reader, KeySource::Card(&key), &Challenge::new([1; 16]));
                assert_eq!(answer.err(), Some(Error::CardRefused { sf1, sf2 }));
            }
        }
    }
}

/// Every status word of a reader at polling and at a command.
#[test]
fn every_status_word_of_a_reader_is_typed() {
    for profile in Profile::ALL {
        for word in 0..=u16::MAX {
            let answer = word.to_be_bytes();
            let unwrapped = profile.unwrap(&answer);
            let right = match answer {
                // Nothing but "good" is no answer of a card; the languages that pass frames on leave that to the frame.
                [0x90, 0x00] => true,
                [0x63 | 0x64, _] => unwrapped == Ok(henro_felica::apdu::Reply::Silent),
                [0x67..=0x6F, _] => unwrapped == Ok(henro_felica::apdu::Reply::Unsupported),
                _ => unwrapped == Err(Error::Malformed),
            };
            assert!(right, "{profile:?} {word:04x} {unwrapped:?}");
            assert_eq!(
                profile.polled(&answer, SystemCode::ANY).is_err(),
                word == 0x9000 || unwrapped.is_err()
            );
        }
    }
}

/// The answer of another card in the middle.
#[test]
fn an_answer_of_another_card_is_a_card_gone() {
    struct Swapping(InHand, usize);
    impl Reader for Swapping {
        fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
            self.0.polling(system)
        }
        fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
            let at = self.0.frames;
            let mut answer = self.0.command(frame)?;
            if at == self.1 {
                answer[9] ^= 1;
            }
            Ok(answer)
        }
    }
    let key = CardKey::new(CARD_KEY).expect("strong");
    for at in 1..7 {
        let mut reader = Swapping(InHand::new(Kind::Issued.card()), at);
        let answer = log_in(&mut reader, KeySource::Card(&key), &Challenge::new([1; 16]));
        assert_eq!(answer.err(), Some(Error::CardGone));
    }
}

proptest! {
    #[test]
    fn no_script_panics_or_passes(script in prop::collection::vec(any::<u8>(), 0..160)) {
        answer_any(&script);
    }
}
