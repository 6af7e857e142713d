//! A parcel: what one device of a person hands to another without a server, as a file or from device to device.
//!
//! It holds what a server would have: whole chains, frames by their places with a head signed by the device in the place of the
//! server, and *loose* frames, which no server has placed. One signature over all of it by the device that made it. How it is
//! sealed is the affair of `seal`.

use crate::cbor::{Reader, Writer};
use crate::{
    BlobHash, BlobId, DeviceKey, Error, IdentityId, Label, RecordId, Signature, Signer, StreamId, verify,
};

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The record.
    pub record: RecordId,
    /// Whose device made it.
    pub identity: IdentityId,
    /// The device.
    pub device: DeviceKey,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Identity chains of everybody who matters, from their first entries.
    pub people: Vec<(IdentityId, Vec<Vec<u8>>)>,
    /// The control chain from its first entry.
    pub control: Vec<Vec<u8>>,
    /// Frames in the order of their places.
    pub placed: Vec<PlacedFrames>,
    /// Frames without a place: by stream, rising by device and number.
    pub loose: Vec<(StreamId, Vec<u8>)>,
    /// Sealed blobs that entries name, each by its name.
    pub blobs: Vec<(BlobId, Vec<u8>)>,
}

/// Frames of one stream in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFrames {
    /// The stream.
    pub stream: StreamId,
    /// Place of the first frame.
    pub first: u64,
    /// What the stream holds as far as the device has read, as [`crate::SignedHead`], signed by the device.
    pub head: Vec<u8>,
    /// The frames.
    pub frames: Vec<u8>,
}

impl Parcel {
    /// As it is sealed.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        // Without blobs as before there were any.
        let (fields, version) = if self.blobs.is_empty() { (9, PLAIN) } else { (10, VERSION) };
        out.array(fields).number(version.into()).bytes(&self.record.0).bytes(&self.identity.0);
        out.bytes(&self.device.0).number(self.at);
        out.array(self.people.len());
        for (id, entries) in &self.people {
            out.array(2).bytes(&id.0);
            list(&mut out, entries);
        }
        list(&mut out, &self.control);
        out.array(self.placed.len());
        for part in &self.placed {
            out.array(4).bytes(&part.stream.0).number(part.first).bytes(&part.head).bytes(&part.frames);
        }
        out.array(self.loose.len());
        for (stream, frames) in &self.loose {
            out.array(2).bytes(&stream.0).bytes(frames);
        }
        if !self.blobs.is_empty() {
            out.array(self.blobs.len());
        }
        for (id, sealed) in &self.blobs {
            out.array(2).bytes(&id.0).bytes(sealed);
        }
        out.sign(Label::Parcel, device)
    }

    /// Reads one and checks the signature. Whether the device belongs to the identity is for who knows its chain.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let (signature, text): (&Signature, _) = bytes.split_first_chunk().ok_or(Error::Malformed)?;
        let mut body = Reader::within(text, MAX_BYTES)?;
        let fields = body.list(10)?;
        let version = body.small()?;
        let mut parcel = match (fields, version) {
            (9, PLAIN) | (10, VERSION) => read_body(&mut body)?,
            (_, newer) if newer > VERSION => return Err(Error::Newer),
            _ => return Err(Error::Malformed),
        };
        if version == VERSION {
            let record = parcel.record;
            parcel.blobs = body.each(MAX_BLOBS, |body| blob(body, &record))?;
            if parcel.blobs.is_empty() {
                return Err(Error::Malformed);
            }
        }
        body.end()?;
        verify(&parcel.device, Label::Parcel, &[text], signature)?;
        Ok(parcel)
    }

    /// Most bytes of one.
    pub const MOST_BYTES: usize = MAX_BYTES;
    /// Most bytes of blobs in one: what is left is enough for the frames of a life.
    pub const MOST_BLOBS: usize = 64 << 20;
}

/// What stands between the version and the blobs.
fn read_body(body: &mut Reader) -> Result<Parcel, Error> {
    Ok(Parcel {
        record: RecordId(body.fixed()?),
        identity: IdentityId(body.fixed()?),
        device: DeviceKey(body.fixed()?),
        at: body.number()?,
        people: body.each(MAX_PEOPLE, |body| {
            body.array(2)?;
            Ok((IdentityId(body.fixed()?), entries(body)?))
        })?,
        control: entries(body)?,
        placed: body.each(MAX_STREAMS, |body| {
            body.array(4)?;
            Ok(PlacedFrames {
                stream: StreamId(body.fixed()?),
                first: body.number()?,
                head: body.bytes(MAX_HEAD)?.to_vec(),
                frames: body.bytes(MAX_BYTES)?.to_vec(),
            })
        })?,
        loose: body.each(MAX_STREAMS, |body| {
            body.array(2)?;
            Ok((StreamId(body.fixed()?), body.bytes(MAX_BYTES)?.to_vec()))
        })?,
        blobs: Vec::new(),
    })
}

/// A blob, which is the one of its name.
fn blob(body: &mut Reader, record: &RecordId) -> Result<(BlobId, Vec<u8>), Error> {
    body.array(2)?;
    let (id, sealed) = (BlobId(body.fixed()?), body.bytes(MAX_BYTES)?);
    let mut name = BlobHash::new(record);
    name.update(sealed);
    if name.finish() == id { Ok((id, sealed.to_vec())) } else { Err(Error::Forged) }
}

fn list(out: &mut Writer, entries: &[Vec<u8>]) {
    out.array(entries.len());
    for entry in entries {
        out.bytes(entry);
    }
}

fn entries(body: &mut Reader) -> Result<Vec<Vec<u8>>, Error> {
    body.each(MAX_ENTRIES, |body| body.bytes(crate::cbor::MAX_ENTRY).map(<[u8]>::to_vec))
}

/// Without blobs.
const PLAIN: u8 = 1;
const VERSION: u8 = 2;
const MAX_BLOBS: usize = 10_000;
const MAX_BYTES: usize = 256 << 20;
const MAX_PEOPLE: usize = 10_000;
const MAX_ENTRIES: usize = 1_000_000;
const MAX_STREAMS: usize = 64;
const MAX_HEAD: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;

    fn parcel(pen: &Pen) -> Parcel {
        Parcel {
            record: RecordId([1; 16]),
            identity: IdentityId([2; 32]),
            device: pen.public(),
            at: 77,
            people: vec![(IdentityId([2; 32]), vec![vec![3; 9], vec![4; 8]])],
            control: vec![vec![5; 7]],
            placed: vec![PlacedFrames {
                stream: StreamId([6; 16]),
                first: 1,
                head: vec![7; 6],
                frames: vec![8; 5],
            }],
            loose: vec![(StreamId([6; 16]), vec![9; 4])],
            blobs: vec![],
        }
    }

    fn with_a_photo(pen: &Pen) -> Parcel {
        let sealed = vec![7; 30];
        let mut name = BlobHash::new(&RecordId([1; 16]));
        name.update(&sealed);
        Parcel { blobs: vec![(name.finish(), sealed)], ..parcel(pen) }
    }

    #[test]
    fn a_parcel_comes_back_and_no_changed_byte_and_no_part_is_one() {
        let pen = Pen::new(5);
        for parcel in [parcel(&pen), with_a_photo(&pen)] {
            let bytes = parcel.sign(&pen);
            assert_eq!(Parcel::read(&bytes), Ok(parcel));
            for at in 0..bytes.len() {
                assert!(Parcel::read(&bytes[..at]).is_err(), "cut {at}");
                let mut bad = bytes.clone();
                bad[at] ^= 1;
                assert!(Parcel::read(&bad).is_err(), "byte {at}");
            }
            assert!(Parcel::read(&[&bytes[..], &[0]].concat()).is_err());
        }
    }

    #[test]
    fn a_blob_under_another_name_is_refused_whoever_signed_it() {
        let pen = Pen::new(5);
        let mut parcel = with_a_photo(&pen);
        parcel.blobs[0].1.push(0);
        assert_eq!(Parcel::read(&parcel.sign(&pen)), Err(Error::Forged));
    }

    #[test]
    fn what_another_device_signed_in_its_name_is_refused() {
        let pen = Pen::new(5);
        assert_eq!(Parcel::read(&parcel(&pen).sign(&Pen::new(6))), Err(Error::Forged));
    }
}
