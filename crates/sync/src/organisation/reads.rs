//! Looks: what a member reports, and what an organisation answers for.

use crate::cbor::{Reader, Writer, check};
use crate::{DeviceKey, Error, Hash, IdentityId, Label, RecordId, Signer};

/// A look a member made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookMade {
    /// At whose record.
    pub record: RecordId,
    /// Hash of the signed request.
    pub look: Hash,
    /// Its time.
    pub at: u64,
    /// An answer with frames came; otherwise the member does not know whether there was one.
    pub sure: bool,
}

/// All looks of a member's device, as it remembers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which organisation.
    pub organisation: IdentityId,
    /// Whose device.
    pub member: DeviceKey,
    /// Nothing after this time was made without being in it.
    pub until: u64,
    /// Nothing before this time is in it any more.
    pub since: u64,
    /// The looks.
    pub looks: Vec<LookMade>,
}

impl Report {
    /// At most so many looks.
    pub const MOST: usize = 4_000;

    /// Signs it with the key of the member.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(6).number(VERSION.into()).bytes(&self.organisation.0).bytes(&self.member.0);
        out.number(self.until).number(self.since).array(self.looks.len());
        for one in &self.looks {
            out.array(4).bytes(&one.record.0).bytes(&one.look.0).number(one.at).number(one.sure.into());
        }
        out.sign(Label::Report, device)
    }

    /// Reads it and checks that the member signed it.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let report = Reader::signed(bytes)?.versioned(6, VERSION, |body| {
            Ok(Self {
                organisation: IdentityId(body.fixed()?),
                member: DeviceKey(body.fixed()?),
                until: body.number()?,
                since: body.number()?,
                looks: body.each(Self::MOST, |body| {
                    body.array(4)?;
                    Ok(LookMade {
                        record: RecordId(body.fixed()?),
                        look: Hash(body.fixed()?),
                        at: body.number()?,
                        sure: body.flag()?,
                    })
                })?,
            })
        })?;
        check(bytes, &report.member, Label::Report)?;
        Ok(report)
    }
}

/// How far the organisation knows the looks of a member's device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadMark {
    /// The device.
    pub member: DeviceKey,
    /// From when on.
    pub since: u64,
    /// Until when.
    pub until: u64,
}

/// The looks at a record that the organisation knows of: how many ever, and the newest of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// Which organisation.
    pub organisation: IdentityId,
    /// At whose record.
    pub record: RecordId,
    /// Which device of the organisation signs.
    pub by: DeviceKey,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// All looks ever known.
    pub count: u64,
    /// How far each member's looks are known.
    pub marks: Vec<ReadMark>,
    /// The looks within the marks.
    pub looks: Vec<LookMade>,
}

impl Reads {
    /// Signs it with the key of `by`.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(8).number(VERSION.into()).bytes(&self.organisation.0).bytes(&self.record.0);
        out.bytes(&self.by.0).number(self.at).number(self.count).array(self.marks.len());
        for mark in &self.marks {
            out.array(3).bytes(&mark.member.0).number(mark.since).number(mark.until);
        }
        out.array(self.looks.len());
        for one in &self.looks {
            out.array(3).bytes(&one.look.0).number(one.at).number(one.sure.into());
        }
        out.sign(Label::Reads, device)
    }

    /// Reads it and checks that the device it names signed it. Whether that one may is the reader's to look up.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let reads = Reader::signed(bytes)?.versioned(8, VERSION, |body| {
            let (organisation, record) = (IdentityId(body.fixed()?), RecordId(body.fixed()?));
            Ok(Self {
                organisation,
                record,
                by: DeviceKey(body.fixed()?),
                at: body.number()?,
                count: body.number()?,
                marks: body.each(MAX_MARKS, |body| {
                    body.array(3)?;
                    let member = DeviceKey(body.fixed()?);
                    Ok(ReadMark { member, since: body.number()?, until: body.number()? })
                })?,
                looks: body.each(Report::MOST, |body| {
                    body.array(3)?;
                    let look = Hash(body.fixed()?);
                    Ok(LookMade { record, look, at: body.number()?, sure: body.flag()? })
                })?,
            })
        })?;
        check(bytes, &reads.by, Label::Reads)?;
        Ok(reads)
    }
}

const VERSION: u8 = 1;
const MAX_MARKS: usize = 10_000;
