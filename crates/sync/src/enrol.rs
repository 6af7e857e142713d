//! Enrolment: what two devices of one person write to each other before the second one belongs to the first one's account.
//!
//! Letters lie sealed in one-time mailboxes (`seal::EnrolKey`): [`Letter::Offer`] in box 0, [`Letter::Ask`] in 1,
//! [`Letter::Reveal`] in 2, [`Letter::Refused`] or [`Letter::Given`] in 3, [`Letter::Joined`] or [`Letter::Cancelled`] in 4.
//! Both sides show pictures made of all of it. The one that offers is bound by a hash before it hears the other, and says
//! what it hashed only after: who stands between cannot try until the pictures agree.

use crate::cbor::{Reader, Writer};
use crate::{DeviceKey, Error, Hash, IdentityId, Label, RecordId, Signature, StreamId, Tier, hash};

/// A letter between the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// The old device waits.
    Offer(Offer),
    /// The new one wants in.
    Ask(Ask),
    /// What the commitment of the offer was made of.
    Reveal([u8; 32]),
    /// The person said no on the old device.
    Refused,
    /// A [`Gift`], handed to the key of the new device and bound to the [`transcript`].
    Given(Vec<u8>),
    /// The new device has everything.
    Joined,
    /// The person stopped on the new device.
    Cancelled,
}

/// Who takes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Whose account.
    pub identity: IdentityId,
    /// Which record.
    pub record: RecordId,
    /// The key the server is known by.
    pub server: DeviceKey,
    /// [`commitment`] to what [`Letter::Reveal`] says.
    pub commitment: Hash,
}

/// Who wants in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The key of the new device.
    pub device: DeviceKey,
    /// Its own X-Wing key.
    pub kem: Vec<u8>,
    /// It agrees to join the identity of the offer ([`crate::consent`]).
    pub consent: Signature,
    /// Random.
    pub nonce: [u8; 32],
    /// It has a second factor for the medical half.
    pub clinical: bool,
    /// What the person calls it.
    pub name: String,
}

/// What binds an offer: made before anything is heard.
pub fn commitment(nonce: &[u8; 32]) -> Hash {
    hash(Label::EnrolCommit, &[nonce])
}

/// All that was said: the letters as they came, and what was revealed.
pub fn transcript(offer: &[u8], ask: &[u8], revealed: &[u8; 32]) -> Hash {
    let [offer, ask] = [offer, ask].map(|letter| hash(Label::EnrolLetter, &[letter]));
    hash(Label::Enrol, &[&offer.0, &ask.0, revealed])
}

/// The four pictures of a transcript, each one of 64.
pub fn pictures(transcript: &Hash) -> [u8; 4] {
    let [a, b, c, ..] = transcript.0;
    [a >> 2, (a & 3) << 4 | b >> 4, (b & 15) << 2 | c >> 6, c & 63]
}

impl Letter {
    /// As it is sealed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Writer::new();
        match self {
            Self::Offer(offer) => out
                .letter(VERSION, 0, 4)
                .bytes(&offer.identity.0)
                .bytes(&offer.record.0)
                .bytes(&offer.server.0)
                .bytes(&offer.commitment.0),
            Self::Ask(ask) => out
                .letter(VERSION, 1, 6)
                .bytes(&ask.device.0)
                .bytes(&ask.kem)
                .bytes(&ask.consent)
                .bytes(&ask.nonce)
                .number(ask.clinical.into())
                .text(&ask.name),
            Self::Reveal(nonce) => out.letter(VERSION, 2, 1).bytes(nonce),
            Self::Refused => out.letter(VERSION, 3, 0),
            Self::Given(sealed) => out.letter(VERSION, 4, 1).bytes(sealed),
            Self::Joined => out.letter(VERSION, 5, 0),
            Self::Cancelled => out.letter(VERSION, 6, 0),
        };
        out.plain()
    }

    /// Reads one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::within(bytes, MAX_LETTER)?.letter(6, VERSION, |body, kind| {
            Ok(match kind {
                0 => (
                    Self::Offer(Offer {
                        identity: IdentityId(body.fixed()?),
                        record: RecordId(body.fixed()?),
                        server: DeviceKey(body.fixed()?),
                        commitment: Hash(body.fixed()?),
                    }),
                    4,
                ),
                1 => (
                    Self::Ask(Ask {
                        device: DeviceKey(body.fixed()?),
                        kem: body.fixed::<KEM>()?.to_vec(),
                        consent: body.fixed()?,
                        nonce: body.fixed()?,
                        clinical: body.flag()?,
                        name: body.text(MAX_NAME)?.to_owned(),
                    }),
                    6,
                ),
                2 => (Self::Reveal(body.fixed()?), 1),
                3 => (Self::Refused, 0),
                4 => (Self::Given(body.bytes(MAX_LETTER)?.to_vec()), 1),
                5 => (Self::Joined, 0),
                6 => (Self::Cancelled, 0),
                _ => return Err(Error::Newer),
            })
        })
    }
}

/// A key in a [`Gift`]. Wiped when dropped, and not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(zeroize::Zeroizing<[u8; 32]>);

impl Secret {
    /// Takes a key in.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(zeroize::Zeroizing::new(*key))
    }

    /// The key.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The key of one epoch of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftKey {
    /// The stream.
    pub stream: StreamId,
    /// Number of its section.
    pub section: u8,
    /// The epoch.
    pub epoch: u32,
    /// The key.
    pub key: Secret,
}

/// Everything a new device needs to belong to the account and to notice a server that shows it an older world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    /// How far it may read.
    pub tier: Tier,
    /// The number the control chain gave it.
    pub number: u32,
    /// The root of the account for the clinical tier; for the daily one the key that daily sections are handed to.
    pub account: Secret,
    /// Keys of daily sections that were replaced.
    pub former_daily: Vec<Secret>,
    /// Keys of clinical sections that were replaced; none for the daily tier.
    pub former_clinical: Vec<Secret>,
    /// Keys of streams.
    pub keys: Vec<GiftKey>,
    /// Length and head of the identity chain.
    pub identity: (u64, Hash),
    /// Length and head of the control chain.
    pub control: (u64, Hash),
    /// Place and running head of each stream.
    pub streams: Vec<(StreamId, u64, Hash)>,
    /// The 統合ID the server issued, where it is known.
    pub unified: String,
    /// What the person knows by name: contacts and devices. The form is the app's.
    pub names: Vec<u8>,
}

impl Gift {
    /// As it is handed over.
    pub fn bytes(&self) -> zeroize::Zeroizing<Vec<u8>> {
        let mut out = Writer::with_room(MAX_LETTER);
        out.array(12).number(VERSION.into()).number(self.tier.number().into()).number(self.number.into());
        out.bytes(self.account.expose());
        for former in [&self.former_daily, &self.former_clinical] {
            out.array(former.len());
            for key in former {
                out.bytes(key.expose());
            }
        }
        out.array(self.keys.len());
        for key in &self.keys {
            out.array(4).bytes(&key.stream.0).number(key.section.into()).number(key.epoch.into());
            out.bytes(key.key.expose());
        }
        for (len, head) in [&self.identity, &self.control] {
            out.array(2).number(*len).bytes(&head.0);
        }
        out.array(self.streams.len());
        for (stream, place, head) in &self.streams {
            out.array(3).bytes(&stream.0).number(*place).bytes(&head.0);
        }
        out.text(&self.unified).bytes(&self.names);
        zeroize::Zeroizing::new(out.plain())
    }

    /// Reads one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::within(bytes, MAX_LETTER)?.versioned(12, VERSION, |body| {
            Ok(Self {
                tier: Tier::from_number(body.small()?)?,
                number: body.word()?,
                account: secret(body)?,
                former_daily: body.each(MAX_FORMER, secret)?,
                former_clinical: body.each(MAX_FORMER, secret)?,
                keys: body.each(MAX_KEYS, |body| {
                    body.array(4)?;
                    let (stream, section) = (StreamId(body.fixed()?), body.small()?);
                    Ok(GiftKey { stream, section, epoch: body.word()?, key: secret(body)? })
                })?,
                identity: head(body)?,
                control: head(body)?,
                streams: body.each(MAX_STREAMS, |body| {
                    body.array(3)?;
                    Ok((StreamId(body.fixed()?), body.number()?, Hash(body.fixed()?)))
                })?,
                unified: body.text(MAX_NAME)?.to_owned(),
                names: body.bytes(MAX_NAMES)?.to_vec(),
            })
        })
    }

    /// Most keys of streams in one; older epochs are found from newer ones.
    pub const MOST_KEYS: usize = MAX_KEYS;
    /// Most replaced keys of a tier.
    pub const MOST_FORMER: usize = MAX_FORMER;
    /// Most bytes of names.
    pub const MOST_NAMES: usize = MAX_NAMES;
}

fn secret(body: &mut Reader) -> Result<Secret, Error> {
    Ok(Secret::new(&body.fixed()?))
}

fn head(body: &mut Reader) -> Result<(u64, Hash), Error> {
    body.array(2)?;
    Ok((body.number()?, Hash(body.fixed()?)))
}

const VERSION: u8 = 1;
/// A mailbox takes 64 KiB; what seals a letter needs a little of it.
const MAX_LETTER: usize = 60 << 10;
const MAX_NAME: usize = 400;
const MAX_NAMES: usize = 16 << 10;
const MAX_FORMER: usize = 64;
const MAX_KEYS: usize = 400;
const MAX_STREAMS: usize = 64;
const KEM: usize = 1216;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;
    use crate::{Signer, consent};

    fn letters() -> Vec<Letter> {
        let offer = Offer {
            identity: IdentityId([1; 32]),
            record: RecordId([2; 16]),
            server: DeviceKey([3; 32]),
            commitment: commitment(&[4; 32]),
        };
        let pen = Pen::new(5);
        let ask = Ask {
            device: pen.public(),
            kem: vec![6; KEM],
            consent: consent(&offer.identity, &pen),
            nonce: [7; 32],
            clinical: true,
            name: "居間のタブレット".into(),
        };
        vec![
            Letter::Offer(offer),
            Letter::Ask(ask),
            Letter::Reveal([4; 32]),
            Letter::Refused,
            Letter::Given(vec![8; 2000]),
            Letter::Joined,
            Letter::Cancelled,
        ]
    }

    fn gift() -> Gift {
        Gift {
            tier: Tier::Clinical,
            number: 2,
            account: Secret::new(&[1; 32]),
            former_daily: vec![Secret::new(&[2; 32]); 2],
            former_clinical: vec![Secret::new(&[3; 32])],
            keys: vec![GiftKey {
                stream: StreamId([4; 16]),
                section: 1,
                epoch: 9,
                key: Secret::new(&[5; 32]),
            }],
            identity: (3, Hash([6; 32])),
            control: (12, Hash([7; 32])),
            streams: vec![(StreamId([4; 16]), 77, Hash([8; 32]))],
            unified: "0123456789abcdef0123456789abcdef".into(),
            names: br#"{"contacts":[]}"#.to_vec(),
        }
    }

    #[test]
    fn letters_and_gifts_come_back_and_no_part_of_one_is_one() {
        for letter in letters() {
            let bytes = letter.bytes();
            assert_eq!(Letter::read(&bytes), Ok(letter));
            (0..bytes.len()).for_each(|cut| assert!(Letter::read(&bytes[..cut]).is_err(), "cut {cut}"));
            assert_eq!(Letter::read(&[&bytes[..], &[0]].concat()), Err(Error::Malformed));
        }
        let bytes = gift().bytes();
        assert_eq!(Gift::read(&bytes), Ok(gift()));
        (0..bytes.len()).for_each(|cut| assert!(Gift::read(&bytes[..cut]).is_err(), "cut {cut}"));
        assert!(Gift::read(&[&bytes[..], &[0]].concat()).is_err());
        assert!(!format!("{:?}", gift()).contains("1, 1, 1"));
    }

    #[test]
    fn what_a_newer_version_wrote_is_said_to_be_so() {
        // [2, 0] and [1, 9].
        assert_eq!(Letter::read(&[0x82, 2, 0]), Err(Error::Newer));
        assert_eq!(Letter::read(&[0x82, 1, 9]), Err(Error::Newer));
        assert_eq!(Letter::read(&vec![0; MAX_LETTER + 1]), Err(Error::Malformed));
    }

    #[test]
    fn the_fullest_gift_fits_into_a_mailbox() {
        let mut full = gift();
        full.former_daily = vec![Secret::new(&[2; 32]); MAX_FORMER];
        full.former_clinical = full.former_daily.clone();
        full.keys = vec![GiftKey { epoch: u32::MAX, section: 255, ..full.keys[0].clone() }; MAX_KEYS];
        full.streams = vec![(StreamId([4; 16]), u64::MAX, Hash([8; 32])); MAX_STREAMS];
        full.unified = "x".repeat(MAX_NAME);
        full.names = vec![1; MAX_NAMES];
        let bytes = full.bytes();
        assert_eq!(Gift::read(&bytes), Ok(full));
        // 1,120 bytes of encapsulated key and 16 of tag.
        let letter = Letter::Given([&[0; 1136][..], &bytes].concat()).bytes();
        assert!(letter.len() <= MAX_LETTER, "{}", letter.len());
    }

    #[test]
    fn pictures_hang_on_every_bit_of_what_was_said() {
        let said = |offer: &[u8], ask: &[u8], nonce: u8| transcript(offer, ask, &[nonce; 32]);
        let first = said(b"offer", b"ask", 1);
        for other in [
            said(b"offfer", b"ask", 1),
            said(b"offer", b"asl", 1),
            said(b"offer", b"ask", 2),
            said(b"ask", b"offer", 1),
        ] {
            assert_ne!(first, other);
            assert_ne!(pictures(&first), pictures(&other));
        }
        let mut bits = [0; 32];
        bits[..3].copy_from_slice(&[0b0000_0100, 0b0010_0000, 0b1100_0100]);
        assert_eq!(pictures(&Hash(bits)), [1, 2, 3, 4]);
    }
}
