//! What an account lays down with its server for a device that comes by e-mail and password: what is needed to read and
//! write the daily sections, sealed under a key that only the password leads to. No key of the clinical tier is in it.
//!
//! Inside: version 1, identity 32, record 16, server 32, door seed 32, daily key 32, length u64 and hash 32 of the identity
//! chain, the same of the control chain, and the daily keys before, 32 each, at most 16.

use henro_sync::{DeviceKey, Hash, IdentityId, RecordId};

use crate::{Error, KemKey, Key, Label, Random, Sensitive, SigningKey, kdf::expand, open, seal};

/// Opens escrows; what follows from the export key of OPAQUE. Kept beside the root of the account, so that an escrow can be
/// laid anew without the password.
#[derive(Clone, Debug)]
pub struct EscrowKey(Key);

impl EscrowKey {
    /// From what a login found.
    pub fn from_export(export: &[u8; 64]) -> Self {
        Self(expand(export, b"", Label::EmailExport))
    }

    /// A stored one.
    pub fn from_key(key: Key) -> Self {
        Self(key)
    }

    /// To be stored.
    pub fn key(&self) -> &Key {
        &self.0
    }
}

/// How far a chain had come: its length and the hash of its newest entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainMark {
    /// Entries.
    pub len: u64,
    /// Hash of the newest.
    pub head: Hash,
}

/// What is laid down.
#[derive(Debug, Clone)]
pub struct Escrow {
    /// The account.
    pub identity: IdentityId,
    /// Its record.
    pub record: RecordId,
    /// The key the server is known by.
    pub server: DeviceKey,
    /// Seed of the door's key.
    pub door: Key,
    /// Opens keys of daily sections.
    pub daily: KemKey,
    /// The identity chain when it was laid down: a server that shows less is found out.
    pub identity_mark: ChainMark,
    /// The control chain.
    pub control_mark: ChainMark,
    /// Daily keys before the one in force.
    pub former: Vec<KemKey>,
}

impl Escrow {
    /// The key of the door.
    pub fn door(&self) -> Result<SigningKey, Error> {
        SigningKey::from_seed(self.door.clone())
    }

    /// Seals it.
    pub fn seal(&self, key: &EscrowKey, random: &dyn Random) -> Vec<u8> {
        let mut plain = Sensitive::new(Vec::with_capacity(FIXED + self.former.len() * 32));
        let out = plain.expose_mut();
        out.push(VERSION);
        for part in [
            &self.identity.0[..],
            &self.record.0,
            &self.server.0,
            self.door.bytes(),
            self.daily.key().bytes(),
        ] {
            out.extend_from_slice(part);
        }
        for mark in [&self.identity_mark, &self.control_mark] {
            out.extend_from_slice(&mark.len.to_be_bytes());
            out.extend_from_slice(&mark.head.0);
        }
        for former in self.former.iter().take(MOST_FORMER) {
            out.extend_from_slice(former.key().bytes());
        }
        seal(&key.0, Label::EmailEscrow, b"", plain.expose(), random)
    }

    /// Opens one.
    pub fn open(key: &EscrowKey, sealed: &[u8]) -> Result<Self, Error> {
        let plain = open(&key.0, Label::EmailEscrow, b"", sealed)?;
        let (version, rest) = plain.expose().split_first().ok_or(Error::Tampered)?;
        if *version != VERSION {
            return Err(if *version > VERSION { Error::Newer } else { Error::Tampered });
        }
        read(rest).ok_or(Error::Tampered)
    }
}

fn read(rest: &[u8]) -> Option<Escrow> {
    let (identity, rest) = rest.split_first_chunk()?;
    let (record, rest) = rest.split_first_chunk()?;
    let (server, rest) = rest.split_first_chunk()?;
    let (door, rest) = rest.split_first_chunk()?;
    let (daily, rest) = rest.split_first_chunk()?;
    let (identity_mark, rest) = mark(rest)?;
    let (control_mark, rest) = mark(rest)?;
    let kem = |key: [u8; 32]| KemKey::from_key(Key::from_bytes(key));
    let (former, left) = rest.as_chunks();
    (left.is_empty() && former.len() <= MOST_FORMER).then(|| Escrow {
        identity: IdentityId(*identity),
        record: RecordId(*record),
        server: DeviceKey(*server),
        door: Key::from_bytes(*door),
        daily: kem(*daily),
        identity_mark,
        control_mark,
        former: former.iter().map(|key| kem(*key)).collect(),
    })
}

fn mark(bytes: &[u8]) -> Option<(ChainMark, &[u8])> {
    let (len, rest) = bytes.split_first_chunk()?;
    let (head, rest) = rest.split_first_chunk()?;
    Some((ChainMark { len: u64::from_be_bytes(*len), head: Hash(*head) }, rest))
}

const VERSION: u8 = 1;
const FIXED: usize = 1 + 32 + 16 + 32 + 32 + 32 + 2 * 40;
const MOST_FORMER: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8);
    }

    fn escrow(former: usize) -> Escrow {
        let kem = |n: u8| KemKey::from_key(Key::from_bytes([n; 32]));
        Escrow {
            identity: IdentityId([1; 32]),
            record: RecordId([2; 16]),
            server: DeviceKey([3; 32]),
            door: Key::from_bytes([4; 32]),
            daily: kem(5),
            identity_mark: ChainMark { len: 6, head: Hash([7; 32]) },
            control_mark: ChainMark { len: 8, head: Hash([9; 32]) },
            former: (0..former).map(|n| kem(n as u8)).collect(),
        }
    }

    #[test]
    fn an_escrow_opens_with_its_password_s_key_and_says_what_was_laid_down() {
        let key = EscrowKey::from_export(&[7; 64]);
        for former in [0, 1, 16] {
            let sealed = escrow(former).seal(&key, &count);
            let got = Escrow::open(&key, &sealed).unwrap();
            assert_eq!(
                (got.identity, got.record, got.server),
                (escrow(0).identity, escrow(0).record, escrow(0).server)
            );
            assert_eq!((got.door.bytes(), got.daily.key().bytes()), (&[4; 32], &[5; 32]));
            assert_eq!(
                (got.identity_mark, got.control_mark),
                (escrow(0).identity_mark, escrow(0).control_mark)
            );
            assert_eq!(got.former.len(), former);
        }
        let sealed = escrow(0).seal(&key, &count);
        assert_eq!(Escrow::open(&EscrowKey::from_export(&[8; 64]), &sealed).unwrap_err(), Error::Tampered);
        // Another thing sealed under the same key is no escrow.
        let other = seal(key.key(), Label::Mark, b"", b"\x01", &count);
        assert!(Escrow::open(&key, &other).is_err());
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed_inside_and_outside() {
        let key = EscrowKey::from_export(&[7; 64]);
        let sealed = escrow(1).seal(&key, &count);
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(Escrow::open(&key, &bad).is_err(), "bit {bit}");
        }
        let plain = open(&key.0, Label::EmailEscrow, b"", &sealed).unwrap();
        for cut in 0..plain.expose().len() {
            let short = seal(&key.0, Label::EmailEscrow, b"", &plain.expose()[..cut], &count);
            // Without its former key it is whole.
            assert_eq!(Escrow::open(&key, &short).is_ok(), cut == FIXED, "cut {cut}");
        }
        let long = [&plain.expose()[..FIXED], &[0; 17 * 32]].concat();
        let long = seal(&key.0, Label::EmailEscrow, b"", &long, &count);
        assert!(Escrow::open(&key, &long).is_err(), "too many former keys");
    }

    /// As the first version wrote it.
    #[test]
    fn a_stored_escrow_opens() {
        let key = EscrowKey::from_export(&[7; 64]);
        let stored = hex::decode(include_str!("../tests/vectors/escrow-v1.txt").trim()).unwrap();
        assert_eq!(hex::encode(&escrow(1).seal(&key, &count)), hex::encode(&stored));
        assert_eq!(Escrow::open(&key, &stored).unwrap().identity, escrow(1).identity);
    }
}
