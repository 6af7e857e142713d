//! Keys handed to somebody: HPKE (RFC 9180), base mode, KEM X-Wing (X25519 with ML-KEM-768: what is taken down today must
//! not open in twenty years) or DHKEM(X25519), HKDF-SHA256, ChaCha20-Poly1305.
//!
//! Inside: version 1, then for each key stream 16, section 1, epoch 4, key 32. So only who gets a key learns the section.

use henro_sync::{IdentityId, RecordId, StreamId, Tier};
use hpke::kem::{X25519HkdfSha256, XWing};
use hpke::{Deserializable, Kem, Serializable};

use crate::shot;
use crate::{Error, Key, Random, Sensitive};

/// The key of one epoch of one stream.
#[derive(Debug, Clone)]
pub struct StreamKey {
    /// The stream.
    pub stream: StreamId,
    /// Number of its section.
    pub section: u8,
    /// The epoch.
    pub epoch: u32,
    /// The key.
    pub key: Key,
}

/// A private key that keys are handed to.
#[derive(Clone, Debug)]
pub struct KemKey(Key);

impl KemKey {
    /// A new key.
    pub fn make(random: &dyn Random) -> Self {
        Self(Key::make(random))
    }

    /// A stored key.
    pub fn from_key(key: Key) -> Self {
        Self(key)
    }

    /// The key, to be stored.
    pub fn key(&self) -> &Key {
        &self.0
    }

    /// Its public half for suite 1.
    pub fn public(&self) -> Result<Vec<u8>, Error> {
        let private = <XWing as Kem>::PrivateKey::from_bytes(self.0.bytes()).map_err(|_| Error::Malformed)?;
        Ok(XWing::sk_to_pk(&private).to_bytes().to_vec())
    }

    /// Opens bytes that were handed to it.
    pub fn open(&self, bound: &[u8], sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, Error> {
        shot::open::<XWing>(INFO, &self.0, bound, sealed)
    }
}

/// Hands bytes to the owner of a public key of a suite.
pub fn hand(
    suite: u8,
    public: &[u8],
    bound: &[u8],
    plain: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    match suite {
        1 => shot::seal::<XWing>(INFO, public, bound, plain, random),
        2 => shot::seal::<X25519HkdfSha256>(INFO, public, bound, plain, random),
        _ => Err(Error::Newer),
    }
}

/// Whom a wrap is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addressee<'a> {
    /// The record the keys are of.
    pub record: RecordId,
    /// Who gets them.
    pub to: IdentityId,
    /// Which of their keys.
    pub tier: Tier,
    /// Suite of that key.
    pub suite: u8,
    /// That key.
    pub public: &'a [u8],
}

/// Hands keys of streams to somebody.
pub fn wrap(to: &Addressee, keys: &[StreamKey], random: &dyn Random) -> Result<Vec<u8>, Error> {
    let mut plain = Sensitive::new(Vec::with_capacity(1 + keys.len() * ITEM));
    plain.expose_mut().push(VERSION);
    for key in keys {
        let out = plain.expose_mut();
        out.extend_from_slice(&key.stream.0);
        out.push(key.section);
        out.extend_from_slice(&key.epoch.to_be_bytes());
        out.extend_from_slice(key.key.bytes());
    }
    hand(to.suite, to.public, &bound(&to.record, &to.to, to.tier), plain.expose(), random)
}

/// Opens what [`wrap`] made for us.
pub fn unwrap(
    private: &KemKey,
    record: &RecordId,
    to: &IdentityId,
    tier: Tier,
    sealed: &[u8],
) -> Result<Vec<StreamKey>, Error> {
    let plain = private.open(&bound(record, to, tier), sealed)?;
    let (version, items) = plain.expose().split_first().ok_or(Error::Tampered)?;
    if *version != VERSION {
        return Err(Error::Newer);
    }
    let items = items.chunks(ITEM);
    items.map(|item| read(item).ok_or(Error::Tampered)).collect()
}

fn read(item: &[u8]) -> Option<StreamKey> {
    let (stream, rest) = item.split_first_chunk::<16>()?;
    let (section, rest) = rest.split_first()?;
    let (epoch, key) = rest.split_first_chunk::<4>()?;
    Some(StreamKey {
        stream: StreamId(*stream),
        section: *section,
        epoch: u32::from_be_bytes(*epoch),
        key: Key::from_slice(key)?,
    })
}

fn bound(record: &RecordId, to: &IdentityId, tier: Tier) -> Vec<u8> {
    [&record.0[..], &to.0, &[tier.number()]].concat()
}

const INFO: &[u8] = b"henro/wrap/1";
const VERSION: u8 = 1;
const ITEM: usize = 53;

#[cfg(test)]
mod tests {
    use super::*;

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8 ^ 0x5c);
    }

    fn keys() -> Vec<StreamKey> {
        let key = |n: u8| StreamKey {
            stream: StreamId([n; 16]),
            section: n,
            epoch: n.into(),
            key: Key::from_bytes([n; 32]),
        };
        vec![key(1), key(2)]
    }

    #[test]
    fn keys_reach_whom_they_are_for_and_nobody_else() {
        let mine = KemKey::from_key(Key::from_bytes([7; 32]));
        let public = mine.public().unwrap();
        let (record, me) = (RecordId([1; 16]), IdentityId([2; 32]));
        let to = Addressee { record, to: me, tier: Tier::Daily, suite: 1, public: &public };
        let sealed = wrap(&to, &keys(), &count).unwrap();
        // X-Wing: 1,120 bytes of encapsulated key, 16 of tag.
        assert_eq!(sealed.len(), 1120 + 1 + 2 * ITEM + 16);
        let got = unwrap(&mine, &record, &me, Tier::Daily, &sealed).unwrap();
        assert_eq!(got.len(), 2);
        for (got, sent) in got.iter().zip(keys()) {
            assert_eq!(got.key.bytes(), sent.key.bytes());
            assert_eq!((got.stream, got.section, got.epoch), (sent.stream, sent.section, sent.epoch));
        }
        let other = KemKey::from_key(Key::from_bytes([8; 32]));
        assert!(unwrap(&other, &record, &me, Tier::Daily, &sealed).is_err());
        assert!(unwrap(&mine, &RecordId([9; 16]), &me, Tier::Daily, &sealed).is_err());
        assert!(unwrap(&mine, &record, &IdentityId([9; 32]), Tier::Daily, &sealed).is_err());
        assert!(unwrap(&mine, &record, &me, Tier::Clinical, &sealed).is_err());
        for at in (0..sealed.len()).step_by(7) {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(unwrap(&mine, &record, &me, Tier::Daily, &bad).is_err(), "byte {at}");
        }
        for cut in [0, 1, 1119, 1120, sealed.len() - 1] {
            assert!(unwrap(&mine, &record, &me, Tier::Daily, &sealed[..cut]).is_err(), "cut {cut}");
        }
    }

    #[test]
    fn a_public_key_that_is_none_and_an_unknown_suite_are_refused() {
        assert!(hand(1, &[0; 32], b"", b"x", &count).is_err());
        assert!(hand(2, &[0; 32], b"", b"x", &count).is_err());
        assert!(hand(3, &[0; 32], b"", b"x", &count).is_err());
    }
}
