// Shared by the fuzz target and `tests/answers.rs`: whatever card and reader answer, nothing panics, and nothing passes
// for a proof or for a written card that is none.

use henro_cards::{CARD_KEY, Card, Face, Family, InHand, Kind, SEALED};
use henro_felica::apdu::{ApduReader, Channel, Profile, is_felica};
use henro_felica::*;

/// A real card whose answers are spoilt as a script of bytes says.
struct Spoilt<'s, T> {
    inner: T,
    script: &'s [u8],
}

impl<T> Spoilt<'_, T> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.script.split_first().unwrap_or((&0, &[]));
        self.script = rest;
        *first
    }

    /// Two bytes of the script a turn: what is done, and where.
    fn spoil(&mut self, mut answer: Vec<u8>) -> Vec<u8> {
        let (what, place) = (self.next(), usize::from(self.next()));
        let at = place % (answer.len() + 1);
        match what % 16 {
            1 => answer.truncate(at),
            2 => answer.extend(vec![what; at]),
            3 => answer.insert(at, what),
            4 if at < answer.len() => answer[at] ^= 1 << (what >> 5),
            5 => answer = self.script.get(..at).unwrap_or_default().to_vec(),
            6 => {
                answer.truncate(at);
                if let Some(length) = answer.first_mut() {
                    *length = at as u8;
                }
            }
            // Status flags of a card: after length, code and number.
            7 if answer.len() >= 12 => (answer[10], answer[11]) = (0xFF, place as u8),
            // Another card's number.
            8 if answer.len() >= 10 => answer[2..10].copy_from_slice(&[place as u8; 8]),
            // A reader's status words.
            9 => answer = vec![0x60 + what / 16, place as u8],
            _ => {}
        }
        answer
    }
}

impl Reader for Spoilt<'_, InHand> {
    fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
        match self.inner.card.frame(&polling_frame(system)) {
            Some(answer) => read_polled(&self.spoil(answer), system).map(Some),
            None => Ok(None),
        }
    }

    fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = self.inner.command(frame)?;
        Ok(self.spoil(answer))
    }
}

impl Channel for Spoilt<'_, Face> {
    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = self.inner.exchange(apdu)?;
        Ok(self.spoil(answer))
    }

    fn escape(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let answer = self.inner.escape(bytes)?;
        Ok(answer.map(|answer| self.spoil(answer)))
    }
}

fn answer_any(script: &[u8]) {
    let Some(([what, family], script)) = script.split_first_chunk() else { return };
    for profile in Profile::ALL.into_iter().chain(Profile::escaped("RC-S300")) {
        let _ = profile.unwrap(script);
        let _ = profile.polled(script, SystemCode(u16::from(*what)));
    }
    let kind = Kind::ALL[usize::from(*what >> 4) % Kind::ALL.len()].1;
    use_card(*what, &mut Spoilt { inner: InHand::new(kind.card()), script });
    let family = Family::ALL[usize::from(*family) % Family::ALL.len()].1;
    let mut channel = Spoilt { inner: Face::new(family, kind.card()), script };
    let _ = is_felica(&mut channel, script);
    if let Ok(mut reader) = ApduReader::detect(&mut channel, "RC-S300", None) {
        use_card(*what, &mut reader);
        reader.close();
    }
    write_card(Spoilt { inner: InHand::new(Kind::Blank.card()), script });
}

fn use_card(what: u8, reader: &mut dyn Reader) {
    let key = CardKey::new(CARD_KEY).expect("strong");
    let challenge = Challenge::new([what; 16]);
    match what % 3 {
        0 => {
            let _ = identify(reader);
        }
        1 => {
            if let Ok(issued) = log_in(reader, KeySource::Card(&key), &challenge) {
                assert_eq!((issued.sealed, issued.key_version), (SealedId(SEALED), 1));
            }
        }
        _ => {
            let challenges = [1, 2, 3, 4].map(|seed| Challenge::new([seed; 16]));
            let _ = respond(reader, &challenges);
        }
    }
}

fn write_card(mut reader: Spoilt<'_, InHand>) {
    let random = |out: &mut [u8]| out.fill(7);
    let key = CardKey::new(CARD_KEY).expect("strong");
    let order =
        Order { user: *b"henro1", key_version: 1, key, sealed: SealedId(SEALED), lock: true, replace: true };
    let Ok(mut card) = LiteS::find(&mut reader) else { return };
    let Ok(plan) = card.plan(order, &random) else { return };
    let complete = plan.steps().len() == 7;
    if card.write_plan(plan, &random, &mut |_| {}).is_ok() && complete {
        let Card::LiteS(card) = &reader.inner.card else { panic!("it was a blank Lite-S card") };
        assert_eq!(card.memory(0x87), CARD_KEY);
        assert_eq!([card.memory(0), card.memory(1)].concat(), SEALED);
    }
}
