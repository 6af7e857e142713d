//! Between an organisation, its members and the people who gave it a consent: keys handed out, looks reported, looks known.
//!
//! Each is a signed statement that lies on the server under a [`Slot`] until the next one replaces it.

mod reads;

pub use reads::{LookMade, ReadMark, Reads, Report};

use crate::cbor::{Reader, Writer, check, entry_hash};
use crate::enrol::GiftKey;
use crate::{DeviceKey, Error, Hash, IdentityId, Label, RecordId, Secret, Signer, Slot, StreamId, hash};

impl Slot {
    /// Keys for a member.
    pub fn handout(organisation: &IdentityId, member: &DeviceKey) -> Self {
        Self(hash(Label::Slip, &[&[0], &organisation.0, &member.0]).0)
    }

    /// What a member reports.
    pub fn report(organisation: &IdentityId, member: &DeviceKey) -> Self {
        Self(hash(Label::Slip, &[&[1], &organisation.0, &member.0]).0)
    }

    /// Looks at a record that the organisation knows of.
    pub fn reads(organisation: &IdentityId, record: &RecordId) -> Self {
        Self(hash(Label::Slip, &[&[2], &organisation.0, &record.0]).0)
    }

    /// The key a member has for medical sections, as it is.
    pub fn member_key(organisation: &IdentityId, member: &DeviceKey) -> Self {
        Self(hash(Label::Slip, &[&[3], &organisation.0, &member.0]).0)
    }

    /// Keys of medical sections for a member: a [`Handout`] sealed to that key.
    pub fn medical(organisation: &IdentityId, member: &DeviceKey) -> Self {
        Self(hash(Label::Slip, &[&[4], &organisation.0, &member.0]).0)
    }
}

/// By what a member names their key for medical sections while they join: what the two compare covers it.
pub fn member_key(organisation: &IdentityId, member: &DeviceKey, kem: &[u8]) -> Hash {
    hash(Label::MemberKey, &[&organisation.0, &member.0, kem])
}

/// Keys of records, sealed to the key of a member, signed by a device of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handout {
    /// Which organisation.
    pub organisation: IdentityId,
    /// For whom.
    pub member: DeviceKey,
    /// Which device of the organisation signs.
    pub by: DeviceKey,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// [`HandedRecord`] records, sealed.
    pub sealed: Vec<u8>,
}

impl Handout {
    /// Signs it with the key of `by`.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(6).number(VERSION.into()).bytes(&self.organisation.0).bytes(&self.member.0);
        out.bytes(&self.by.0).number(self.at).bytes(&self.sealed);
        out.sign(Label::Handout, device)
    }

    /// Reads it and checks that the device it names signed it. Whether that one may is the reader's to look up.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let handout = Reader::signed(bytes)?.versioned(6, VERSION, |body| {
            Ok(Self {
                organisation: IdentityId(body.fixed()?),
                member: DeviceKey(body.fixed()?),
                by: DeviceKey(body.fixed()?),
                at: body.number()?,
                sealed: body.bytes(MAX_SEALED)?.to_vec(),
            })
        })?;
        check(bytes, &handout.by, Label::Handout)?;
        Ok(handout)
    }
}

/// A record as a member gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedRecord {
    /// Which.
    pub record: RecordId,
    /// Name of the person, as the consent gives it.
    pub name: String,
    /// Purpose of the consent.
    pub purpose: String,
    /// Keys of its streams.
    pub keys: Vec<GiftKey>,
}

impl HandedRecord {
    /// At most so many records are handed to a member.
    pub const MOST: usize = 2_000;
    /// At most so many keys of each.
    pub const MOST_KEYS: usize = 200;

    /// As they are sealed.
    pub fn bytes(all: &[Self]) -> zeroize::Zeroizing<Vec<u8>> {
        let keys: usize = all.iter().map(|one| one.keys.len()).sum();
        let names: usize = all.iter().map(|one| one.name.len() + one.purpose.len()).sum();
        let mut out = Writer::with_room(64 + all.len() * 48 + names + keys * 80);
        out.array(2).number(VERSION.into()).array(all.len());
        for one in all {
            out.array(4).bytes(&one.record.0).text(&one.name).text(&one.purpose).array(one.keys.len());
            for key in &one.keys {
                out.array(4).bytes(&key.stream.0).number(key.section.into());
                out.number(key.epoch.into()).bytes(key.key.expose());
            }
        }
        out.plain().into()
    }

    /// Reads them.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        Reader::within(bytes, MAX_SEALED)?.versioned(2, VERSION, |body| {
            body.each(Self::MOST, |body| {
                body.array(4)?;
                Ok(Self {
                    record: RecordId(body.fixed()?),
                    name: body.text(MAX_TEXT)?.to_owned(),
                    purpose: body.text(MAX_TEXT)?.to_owned(),
                    keys: body.each(Self::MOST_KEYS, |body| {
                        body.array(4)?;
                        Ok(GiftKey {
                            stream: StreamId(body.fixed()?),
                            section: body.small()?,
                            epoch: body.word()?,
                            key: Secret::new(&body.fixed()?),
                        })
                    })?,
                })
            })
        })
    }
}

/// What an organisation did for a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenAct {
    /// Handed out keys.
    Keys,
    /// Learnt of a look with this hash.
    Look(Hash),
}

/// A line of the log an organisation keeps of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The record.
    pub record: RecordId,
    /// Place in the log, from 0.
    pub n: u64,
    /// Hash of the line before; zero for the first.
    pub prev: Hash,
    /// When: of a look, when it was made.
    pub at: u64,
    /// To or by which member's device.
    pub member: DeviceKey,
    /// What.
    pub act: GivenAct,
}

impl Given {
    /// Signs it with a key of the organisation.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(7).number(VERSION.into()).bytes(&self.record.0).number(self.n).bytes(&self.prev.0);
        out.number(self.at).bytes(&self.member.0);
        match &self.act {
            GivenAct::Keys => out.array(0),
            GivenAct::Look(look) => out.array(1).bytes(&look.0),
        };
        out.sign(Label::Given, device)
    }

    /// Reads it without checking the signature.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::signed(bytes)?.versioned(7, VERSION, |body| {
            Ok(Self {
                record: RecordId(body.fixed()?),
                n: body.number()?,
                prev: Hash(body.fixed()?),
                at: body.number()?,
                member: DeviceKey(body.fixed()?),
                act: match body.each(1, |body| Ok(Hash(body.fixed()?)))?.pop() {
                    None => GivenAct::Keys,
                    Some(look) => GivenAct::Look(look),
                },
            })
        })
    }

    /// Checks that `key` signed it.
    pub fn verify(bytes: &[u8], key: &DeviceKey) -> Result<(), Error> {
        check(bytes, key, Label::Given)
    }

    /// The hash the next line follows.
    pub fn hash(bytes: &[u8]) -> Hash {
        entry_hash(bytes, Label::GivenHash)
    }
}

/// What a new member is told: how far the chain of the organisation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Welcome {
    /// Length of the chain.
    pub len: u64,
    /// Hash of its newest entry.
    pub head: Hash,
}

impl Welcome {
    /// As it is sealed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(3).number(VERSION.into()).number(self.len).bytes(&self.head.0);
        out.plain()
    }

    /// Reads it.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::within(bytes, 64)?
            .versioned(3, VERSION, |body| Ok(Self { len: body.number()?, head: Hash(body.fixed()?) }))
    }
}

const VERSION: u8 = 1;
const MAX_SEALED: usize = 1 << 20;
const MAX_TEXT: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;

    fn made(n: u8, sure: bool) -> LookMade {
        LookMade { record: RecordId([1; 16]), look: Hash([n; 32]), at: 5, sure }
    }

    #[test]
    fn statements_are_read_back_and_every_changed_bit_is_noticed() {
        let (gateway, member) = (Pen::new(1), Pen::new(2));
        let (organisation, record) = (IdentityId([3; 32]), RecordId([1; 16]));
        let handout = Handout {
            organisation,
            member: member.public(),
            by: gateway.public(),
            at: 6,
            sealed: vec![7; 9],
        };
        let report = Report {
            organisation,
            member: member.public(),
            until: 9,
            since: 2,
            looks: vec![made(4, true), made(5, false)],
        };
        let marks = vec![ReadMark { member: member.public(), since: 2, until: 9 }];
        let reads = Reads {
            organisation,
            record,
            by: gateway.public(),
            at: 10,
            count: 2,
            marks,
            looks: report.looks.clone(),
        };
        assert_eq!(Handout::read(&handout.sign(&gateway)), Ok(handout.clone()));
        assert_eq!(Report::read(&report.sign(&member)), Ok(report.clone()));
        assert_eq!(Reads::read(&reads.sign(&gateway)), Ok(reads.clone()));
        assert_eq!(Handout::read(&handout.sign(&member)), Err(Error::Forged));
        assert_eq!(Report::read(&report.sign(&gateway)), Err(Error::Forged));
        assert_eq!(Reads::read(&reads.sign(&member)), Err(Error::Forged));
        for good in [handout.sign(&gateway), report.sign(&member), reads.sign(&gateway)] {
            for bit in 0..good.len() * 8 {
                let mut bad = good.clone();
                bad[bit / 8] ^= 1 << (bit % 8);
                let taken = Handout::read(&bad).is_ok() || Report::read(&bad).is_ok();
                assert!(!taken && Reads::read(&bad).is_err(), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_line_of_the_log_is_bound_to_its_signer() {
        let (gateway, member) = (Pen::new(1), Pen::new(2));
        let record = RecordId([1; 16]);
        for act in [GivenAct::Keys, GivenAct::Look(Hash([8; 32]))] {
            let given = Given { record, n: 0, prev: Hash::ZERO, at: 5, member: member.public(), act };
            let bytes = given.sign(&gateway);
            assert_eq!(Given::read(&bytes), Ok(given));
            assert_eq!(Given::verify(&bytes, &gateway.public()), Ok(()));
            assert_eq!(Given::verify(&bytes, &member.public()), Err(Error::Forged));
        }
    }

    #[test]
    fn what_is_handed_out_is_read_back_and_no_key_is_printed() {
        let key = GiftKey { stream: StreamId([5; 16]), section: 1, epoch: 3, key: Secret::new(&[0xab; 32]) };
        let all = vec![HandedRecord {
            record: RecordId([1; 16]),
            name: "宮武".into(),
            purpose: "相談".into(),
            keys: vec![key],
        }];
        let bytes = HandedRecord::bytes(&all);
        assert_eq!(HandedRecord::read(&bytes), Ok(all.clone()));
        for cut in 0..bytes.len() {
            assert!(HandedRecord::read(&bytes[..cut]).is_err(), "cut {cut}");
        }
        assert!(!format!("{all:?}").contains("171"), "0xab");
        let welcome = Welcome { len: 3, head: Hash([4; 32]) };
        assert_eq!(Welcome::read(&welcome.bytes()), Ok(welcome));
    }

    #[test]
    fn slots_differ_by_what_they_are_for() {
        let (organisation, member) = (IdentityId([1; 32]), DeviceKey([2; 32]));
        let all = [
            Slot::handout(&organisation, &member),
            Slot::report(&organisation, &member),
            Slot::reads(&organisation, &RecordId([2; 16])),
            Slot::handout(&IdentityId([3; 32]), &member),
        ];
        for (n, a) in all.iter().enumerate() {
            assert!(all.iter().skip(n + 1).all(|b| a != b));
        }
    }
}
