//! Blobs: photos and papers, sealed each under a key of its own, beside the frames that name them.
//!
//! A sealed blob: version 1, suite 1, commitment 16, then chunks; each holds [`CHUNK`] bytes of the padded content, the last
//! one what is left, and a tag of 16. Its name is a hash of the record and of all sealed bytes: whoever holds it can check it, and
//! opens nothing by that.

use std::fmt;

use ring::digest::{Context, SHA256};
use zeroize::Zeroize;

use crate::batch::pad::padded;
use crate::cbor::{Reader, Writer, check, split, version};
use crate::{BlobId, DeviceKey, Error, IdentityId, Label, RecordId, Signer, StreamId};

/// Bytes of the padded content in a chunk.
pub const CHUNK: usize = 1 << 20;
/// Bytes before the first chunk.
pub const BLOB_HEAD_LEN: usize = 18;
/// Most bytes of content: 64 MiB.
pub const MAX_BLOB: u64 = 64 << 20;
/// Bytes a chunk is longer for its tag.
pub const TAG_LEN: usize = 16;
const VERSION: u8 = 1;
/// ChaCha20-Poly1305 with HKDF-SHA256.
const SUITE: u8 = 1;
/// Most blobs of one list.
const MAX_LIVE: usize = 100_000;

/// What everybody may see of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobHead {
    /// Commitment to its key.
    pub commitment: [u8; 16],
}

impl BlobHead {
    /// As it stands before the first chunk.
    pub fn bytes(&self) -> [u8; BLOB_HEAD_LEN] {
        let mut out = [0; BLOB_HEAD_LEN];
        out[0] = VERSION;
        out[1] = SUITE;
        out[2..].copy_from_slice(&self.commitment);
        out
    }

    /// Reads it.
    pub fn read(bytes: &[u8; BLOB_HEAD_LEN]) -> Result<Self, Error> {
        let [version, suite, commitment @ ..] = bytes;
        match (*version, *suite) {
            (VERSION, SUITE) => Ok(Self { commitment: *commitment }),
            (version, suite) if version > VERSION || suite > SUITE => Err(Error::Newer),
            _ => Err(Error::Malformed),
        }
    }
}

/// How long a blob of so many bytes is: padded, and sealed. Refused over the limit.
pub fn blob_lengths(size: u64) -> Result<(usize, u64), Error> {
    if size > MAX_BLOB {
        return Err(Error::Malformed);
    }
    let padded = padded(size as usize);
    let tags = padded.div_ceil(CHUNK) * TAG_LEN;
    Ok((padded, (BLOB_HEAD_LEN + padded + tags) as u64))
}

/// The longest sealed blob.
pub fn longest_blob() -> u64 {
    blob_lengths(MAX_BLOB).map_or(0, |(_, sealed)| sealed)
}

/// Hashes sealed bytes as they come.
pub struct BlobHash(Context);

impl BlobHash {
    /// Of a blob of one record.
    pub fn new(record: &RecordId) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(Label::Blob.text().as_bytes());
        context.update(&[0]);
        context.update(&record.0);
        Self(context)
    }

    /// The next bytes.
    pub fn update(&mut self, sealed: &[u8]) {
        self.0.update(sealed);
    }

    /// The name of the blob.
    pub fn finish(self) -> BlobId {
        let mut out = [0; 32];
        out.copy_from_slice(self.0.finish().as_ref());
        BlobId(out)
    }
}

/// What is in a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlobKind {
    /// A picture, JPEG.
    Jpeg,
    /// A picture, PNG.
    Png,
    /// A document, PDF.
    Pdf,
}

impl BlobKind {
    const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    fn number(self) -> u8 {
        match self {
            Self::Jpeg => 1,
            Self::Png => 2,
            Self::Pdf => 3,
        }
    }
}

/// What an entry says of a blob: where it is and how it opens. It lies sealed in a frame, as everything an entry says.
#[derive(Clone, PartialEq, Eq)]
pub struct BlobRef {
    /// Its name.
    pub id: BlobId,
    /// What it opens with.
    pub key: [u8; 32],
    /// Bytes of the content.
    pub size: u64,
    /// What the content is.
    pub kind: BlobKind,
    /// SHA-256 of the content.
    pub sha: [u8; 32],
}

impl Drop for BlobRef {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl fmt::Debug for BlobRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlobRef(..)")
    }
}

impl BlobRef {
    /// As an entry holds it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::with_room(256);
        out.array(6).number(VERSION.into()).bytes(&self.id.0).bytes(&self.key);
        out.number(self.size).number(self.kind.number().into()).bytes(&self.sha);
        out.plain()
    }

    /// Reads it back.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::within(bytes, 256)?;
        reader.array(6)?;
        version(&mut reader, VERSION)?;
        let (id, key) = (BlobId(reader.fixed()?), reader.fixed()?);
        let (size, kind, sha) = (reader.number()?, reader.small()?, reader.fixed()?);
        let kind = BlobKind::ALL.into_iter().find(|of| of.number() == kind).ok_or(Error::Newer)?;
        let read = Self { id, key, size, kind, sha };
        reader.end()?;
        if size > MAX_BLOB { Err(Error::Malformed) } else { Ok(read) }
    }

    /// Length of its sealed bytes.
    pub fn sealed_len(&self) -> u64 {
        blob_lengths(self.size).map_or(0, |(_, sealed)| sealed)
    }
}

/// The blobs of a stream that are still named by something, as an owner signs it: all others may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveBlobs {
    /// The record.
    pub record: RecordId,
    /// The stream.
    pub stream: StreamId,
    /// Who says so.
    pub identity: IdentityId,
    /// With which device.
    pub device: DeviceKey,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Rising.
    pub blobs: Vec<BlobId>,
}

impl LiveBlobs {
    /// Signed, as sent. The list has to rise.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(7).number(VERSION.into()).bytes(&self.record.0).bytes(&self.stream.0);
        out.bytes(&self.identity.0).bytes(&self.device.0).number(self.at);
        out.array(self.blobs.len());
        self.blobs.iter().for_each(|blob| {
            out.bytes(&blob.0);
        });
        out.sign(Label::LiveBlobs, device)
    }

    /// Reads it and checks the signature of the device it names.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(split(bytes)?.1);
        reader.array(7)?;
        version(&mut reader, VERSION)?;
        let (record, stream) = (RecordId(reader.fixed()?), StreamId(reader.fixed()?));
        let (identity, device, at) =
            (IdentityId(reader.fixed()?), DeviceKey(reader.fixed()?), reader.number()?);
        let blobs = reader.each(MAX_LIVE, |reader| Ok(BlobId(reader.fixed()?)))?;
        reader.end()?;
        if !blobs.is_sorted_by(|a, b| a < b) {
            return Err(Error::Malformed);
        }
        check(bytes, &device, Label::LiveBlobs)?;
        Ok(Self { record, stream, identity, device, at, blobs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;

    fn reference() -> BlobRef {
        BlobRef { id: BlobId([1; 32]), key: [3; 32], size: 1_000_000, kind: BlobKind::Jpeg, sha: [4; 32] }
    }

    #[test]
    fn a_reference_is_read_back_whole_or_not_at_all_and_does_not_print_its_key() {
        let bytes = reference().to_bytes();
        assert_eq!(BlobRef::read(&bytes), Ok(reference()));
        for cut in 0..bytes.len() {
            assert!(BlobRef::read(&bytes[..cut]).is_err(), "cut {cut}");
        }
        assert!(BlobRef::read(&[&bytes[..], b"x"].concat()).is_err());
        let mut large = reference();
        large.size = MAX_BLOB + 1;
        assert_eq!(BlobRef::read(&large.to_bytes()), Err(Error::Malformed));
        assert_eq!(format!("{:?}", reference()), "BlobRef(..)");
    }

    #[test]
    fn a_list_holds_for_the_device_that_signed_it_only() {
        let pen = Pen::new(1);
        let mut live = LiveBlobs {
            record: RecordId([1; 16]),
            stream: StreamId([2; 16]),
            identity: IdentityId([3; 32]),
            device: pen.public(),
            at: 7,
            blobs: vec![BlobId([1; 32]), BlobId([2; 32])],
        };
        let good = live.sign(&pen);
        assert_eq!(LiveBlobs::read(&good), Ok(live.clone()));
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(LiveBlobs::read(&bad).is_err(), "bit {bit}");
        }
        live.blobs.reverse();
        assert_eq!(LiveBlobs::read(&live.sign(&pen)), Err(Error::Malformed));
    }

    #[test]
    fn lengths_are_padded_and_counted_in_chunks() {
        // By hand: 1 byte is padded to 128 in one chunk; 1 MiB + 1 to 1,081,344 (exponent 20, 5 bits kept, 15 low bits zero) in two.
        assert_eq!(blob_lengths(1), Ok((128, 18 + 128 + 16)));
        assert_eq!(blob_lengths((1 << 20) + 1), Ok((1_081_344, 18 + 1_081_344 + 32)));
        assert_eq!(blob_lengths(MAX_BLOB + 1), Err(Error::Malformed));
        assert_eq!(longest_blob(), 18 + (64 << 20) + 64 * 16);
    }
}
