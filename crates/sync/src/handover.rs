//! Handing a record over in person: what the device of the one who keeps it and a device of its person write to each other.
//!
//! The letters lie in the mailboxes of a code as those of enrolment do: [`HandLetter::Offer`] in box 0, [`HandLetter::Ask`] in 1,
//! [`HandLetter::Terms`] in 2, [`HandLetter::Agreed`] or [`HandLetter::Refused`] in 3, [`HandLetter::Done`] or
//! [`HandLetter::Stopped`] in 4. Both sides show [`crate::pictures`] of the [`crate::transcript`] of offer, ask and what the terms
//! reveal. Nothing of it changes anything: what does is one entry of the control chain, with the signature of the agreement in it.

use crate::cbor::{Reader, Writer};
use crate::{DeviceKey, Error, Hash, IdentityId, RecordId, Signature};

/// A letter between the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandLetter {
    /// Who keeps the record waits for its person.
    Offer(HandOffer),
    /// The person is there.
    Ask {
        /// Who they are.
        identity: IdentityId,
        /// The device they will sign with.
        device: DeviceKey,
        /// Random.
        nonce: [u8; 32],
    },
    /// What the commitment was made of, and after which entry of the control chain the hand-over is to stand.
    Terms {
        /// What the commitment of the offer was made of.
        revealed: [u8; 32],
        /// Hash of the newest entry.
        head: Hash,
    },
    /// The person takes it over: [`crate::cosign`] for act 8 after that entry.
    Agreed(Signature),
    /// The person does not.
    Refused,
    /// The entry stands.
    Done,
    /// Who keeps the record thought better of it.
    Stopped,
}

/// What is offered, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOffer {
    /// Who keeps the record.
    pub from: IdentityId,
    /// Which record.
    pub record: RecordId,
    /// Who it is for.
    pub to: IdentityId,
    /// [`crate::commitment`] to what the terms reveal.
    pub commitment: Hash,
    /// The name in the record.
    pub name: String,
    /// What the one who keeps it is called.
    pub keeper: String,
}

impl HandLetter {
    /// As it is sealed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Writer::new();
        match self {
            Self::Offer(offer) => out
                .letter(VERSION, 16, 6)
                .bytes(&offer.from.0)
                .bytes(&offer.record.0)
                .bytes(&offer.to.0)
                .bytes(&offer.commitment.0)
                .text(&offer.name)
                .text(&offer.keeper),
            Self::Ask { identity, device, nonce } => {
                out.letter(VERSION, 17, 3).bytes(&identity.0).bytes(&device.0).bytes(nonce)
            }
            Self::Terms { revealed, head } => out.letter(VERSION, 18, 2).bytes(revealed).bytes(&head.0),
            Self::Agreed(signature) => out.letter(VERSION, 19, 1).bytes(signature),
            Self::Refused => out.letter(VERSION, 20, 0),
            Self::Done => out.letter(VERSION, 21, 0),
            Self::Stopped => out.letter(VERSION, 22, 0),
        };
        out.plain()
    }

    /// Reads one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::within(bytes, MAX_LETTER)?.letter(6, VERSION, |body, kind| {
            Ok(match kind {
                16 => (Self::Offer(read_offer(body)?), 6),
                17 => {
                    let (identity, device) = (IdentityId(body.fixed()?), DeviceKey(body.fixed()?));
                    (Self::Ask { identity, device, nonce: body.fixed()? }, 3)
                }
                18 => (Self::Terms { revealed: body.fixed()?, head: Hash(body.fixed()?) }, 2),
                19 => (Self::Agreed(body.fixed()?), 1),
                20 => (Self::Refused, 0),
                21 => (Self::Done, 0),
                22 => (Self::Stopped, 0),
                _ => return Err(Error::Newer),
            })
        })
    }
}

fn read_offer(body: &mut Reader) -> Result<HandOffer, Error> {
    Ok(HandOffer {
        from: IdentityId(body.fixed()?),
        record: RecordId(body.fixed()?),
        to: IdentityId(body.fixed()?),
        commitment: Hash(body.fixed()?),
        name: body.text(MAX_NAME)?.to_owned(),
        keeper: body.text(MAX_NAME)?.to_owned(),
    })
}

const VERSION: u8 = 1;
const MAX_LETTER: usize = 4 << 10;
const MAX_NAME: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commitment;

    fn letters() -> Vec<HandLetter> {
        let offer = HandOffer {
            from: IdentityId([1; 32]),
            record: RecordId([2; 16]),
            to: IdentityId([3; 32]),
            commitment: commitment(&[4; 32]),
            name: "陽太".into(),
            keeper: "直子".into(),
        };
        let ask =
            HandLetter::Ask { identity: IdentityId([3; 32]), device: DeviceKey([5; 32]), nonce: [6; 32] };
        vec![
            HandLetter::Offer(offer),
            ask,
            HandLetter::Terms { revealed: [4; 32], head: Hash([7; 32]) },
            HandLetter::Agreed([8; 64]),
            HandLetter::Refused,
            HandLetter::Done,
            HandLetter::Stopped,
        ]
    }

    #[test]
    fn letters_come_back_and_cut_or_longer_ones_are_refused() {
        for letter in letters() {
            let bytes = letter.bytes();
            assert_eq!(HandLetter::read(&bytes), Ok(letter));
            for end in 0..bytes.len() {
                assert!(HandLetter::read(&bytes[..end]).is_err());
            }
            assert!(HandLetter::read(&[&bytes[..], &[0]].concat()).is_err());
        }
    }

    #[test]
    fn a_letter_of_enrolment_is_none_of_these_and_these_are_none_of_it() {
        assert_eq!(HandLetter::read(&crate::Letter::Refused.bytes()), Err(Error::Newer));
        for letter in letters() {
            assert_eq!(crate::Letter::read(&letter.bytes()), Err(Error::Newer), "{letter:?}");
        }
    }
}
