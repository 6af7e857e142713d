//! Several devices of one record. Frames are signed for real; what would be sealed is kept beside.

mod both;
mod exchange;
mod join;
mod keep;
mod number;
mod rules;

use std::collections::BTreeMap;

use henro_domain::*;
use henro_sync::{
    Batch, DeviceKey, Frame, FrameHead, Hash, Op, OpAct, Signature, Signer, StreamId, Unsigned,
};
pub use henro_vault::Error;
use henro_vault::*;
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::common::*;

pub const SECTIONS: [Section; 6] =
    [Section::Profile, Section::Vitals, Section::Activity, Section::Meals, Section::Diary, Section::Walk];

/// A frame on its way.
#[derive(Clone)]
pub struct Sent {
    pub bytes: Vec<u8>,
    pub hash: Hash,
    pub batch: Batch,
    pub place: Option<u64>,
}

impl Sent {
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming {
            bytes: &self.bytes,
            hash: self.hash,
            place: self.place,
            batch: Some(&self.batch),
            guest: None,
        }
    }

    pub fn head(&self) -> FrameHead {
        Frame::read(&self.bytes).unwrap().head
    }
}

pub struct Pen(Ed25519KeyPair);

impl Pen {
    pub fn of(device: u32) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[device as u8; 32]).unwrap())
    }
}

impl Signer for Pen {
    fn public(&self) -> DeviceKey {
        DeviceKey::try_from(self.0.public_key().as_ref()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).as_ref().try_into().unwrap()
    }
}

pub fn stream(section: Section) -> StreamId {
    StreamId([1 + section as u8; 16])
}

/// A frame around a batch.
pub fn frame(section: Section, device: u32, (seq, prev): (u64, Hash), batch: Batch) -> Sent {
    let head = FrameHead {
        stream: stream(section),
        device,
        seq,
        epoch: 1,
        minute: 0,
        salt: [0; 24],
        commitment: [0; 16],
    };
    let pen = Pen::of(device);
    // Nothing is sealed here; the text only has to differ from frame to frame.
    let text = format!("{:?}", batch.ops.iter().map(|op| op.hlc).collect::<Vec<_>>());
    let bytes = Unsigned { head, prev, text: text.as_bytes() }.sign(&pen).unwrap();
    let hash = Frame::read(&bytes).unwrap().verify(&pen.public(), &prev).unwrap();
    Sent { bytes, hash, batch, place: None }
}

/// A device of the record `[9; 16]`.
pub struct Device {
    pub folder: tempfile::TempDir,
    pub vault: Vault,
    pub number: u32,
    /// How many frames of each device it took, by section.
    pub taken: BTreeMap<(usize, u32), usize>,
}

impl Device {
    pub fn new(number: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let params = KdfParams::testing();
        let mut vault =
            Vault::join(folder.path(), PASSWORD, params, ([9; 16], number), &random(7), stamp(0)).unwrap();
        let daily = vault.daily().unwrap();
        for section in SECTIONS {
            daily.add_stream(&stream(section), section, 0, &Hash::ZERO).unwrap();
        }
        Self { folder, vault, number, taken: BTreeMap::new() }
    }

    pub fn daily(&mut self) -> &mut Daily {
        self.vault.daily().unwrap()
    }

    pub fn write(&mut self, entry: Entry, seconds: i64) -> EntryId {
        let new = NewEntry { when: at(day(11, 22), 7, 5), entry };
        self.daily().record(&[new], &meta(seconds)).unwrap()[0]
    }

    /// Seals what is not sealed of a section, at most `limit` changes.
    pub fn seal(&mut self, section: Section, limit: usize) -> Option<Sent> {
        let number = self.number;
        let daily = self.daily();
        let found = daily.unsealed(section, limit).unwrap();
        if found.ops.is_empty() {
            return None;
        }
        let (seq, prev) = daily.newest_frame(&stream(section), number).unwrap().unwrap_or((0, Hash::ZERO));
        // As it arrives: through the columns.
        let bytes = Batch { ops: found.ops, ..Batch::default() }.encode().unwrap();
        let batch = Batch::decode(&bytes).unwrap();
        let sent = frame(section, number, (seq + 1, prev), batch);
        daily.store_frame(&NewFrame { bytes: &sent.bytes, hash: sent.hash, upto: found.upto }).unwrap();
        Some(sent)
    }

    /// Everything there is to seal.
    pub fn seal_all(&mut self) -> Vec<Sent> {
        let mut sent = Vec::new();
        for section in SECTIONS {
            while let Some(frame) = self.seal(section, 3) {
                sent.push(frame);
            }
        }
        sent
    }

    pub fn lay(&mut self, frames: &[Sent]) -> Result<Laid, Error> {
        let page: Vec<Incoming> = frames.iter().map(Sent::incoming).collect();
        self.daily().lay_in(&page, stamp(0).utc_ms)
    }

    /// The tables, the log and a rebuild say the same. Answers the digest.
    pub fn settled(&mut self) -> Digest {
        assert_searchable(self.daily());
        let verified = self.vault.verify().unwrap();
        assert!(verified.is_whole(), "device {}: {verified:?}", self.number);
        let daily = self.daily();
        let digest = daily.digest().unwrap();
        daily.rebuild().unwrap();
        assert_eq!(daily.digest().unwrap(), digest, "device {}", self.number);
        assert!(self.vault.verify().unwrap().log_agrees);
        digest
    }
}

/// Clock value of some seconds after [`stamp`] of 0.
pub fn hlc(seconds: i64) -> u64 {
    (stamp(seconds).utc_ms as u64) << 16
}

/// A change by hand.
pub fn op(entity: i64, kind: u32, act: OpAct, hlc: u64, fields: Vec<(u32, henro_sync::Value)>) -> Op {
    Op { entity, kind, act, hlc, at: None, actor: 1, subject: 1, source: 0, fields }
}

/// A body weight by hand: day, zone, item 0, thousandths of a kilogram.
pub fn weight_fields(milli: i64) -> Vec<(u32, henro_sync::Value)> {
    use henro_sync::Value::Integer;
    vec![(1, Integer(20_779)), (3, Integer(540)), (4, Integer(0)), (5, Integer(milli))]
}
