//! Batches as bytes: columns, compressed, padded. This is what is sealed into frames and segments.
//!
//! A version byte, the length of the compressed part, that part, the noise, zeros. Compressed: for each run (the batch of one frame)
//! how many changes it has and what its author had seen; the strings of all values; a column for each part of a change;
//! for each kind and field a column of values. `docs/protocol.md` says every byte.

mod bytes;
mod column;
mod decode;
mod encode;
mod number;
pub(crate) mod pad;
mod zip;

use crate::{Batch, Error};

impl Batch {
    /// The bytes that are sealed. Refused where it is over a limit or out of order.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        Self::encode_all(std::slice::from_ref(self))
    }

    /// Reads what [`Batch::encode`] made.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut runs = Self::decode_all(bytes)?;
        let batch = runs.pop().ok_or(Error::Malformed)?;
        if runs.is_empty() { Ok(batch) } else { Err(Error::Malformed) }
    }

    /// The same for the batches of frames of one device that follow each other, as one: what is sealed into a segment.
    /// Clocks rise from each to the next, and a device once in the frontier stays in it.
    pub fn encode_all(runs: &[Batch]) -> Result<Vec<u8>, Error> {
        let (packed, noise) = encode::encode(runs)?;
        let packed = zip::pack(&packed)?;
        let mut out = Vec::with_capacity(packed.len() + noise.len() + 16);
        out.push(VERSION);
        bytes::varint(&mut out, packed.len() as u64);
        out.extend_from_slice(&packed);
        bytes::varint(&mut out, noise.len() as u64);
        out.extend_from_slice(&noise);
        let length = pad::padded(out.len());
        out.resize(length, 0);
        if length <= MAX_BYTES { Ok(out) } else { Err(Error::Malformed) }
    }

    /// Reads what [`Batch::encode_all`] made.
    pub fn decode_all(bytes: &[u8]) -> Result<Vec<Batch>, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Malformed);
        }
        let mut rest = bytes::Bytes(bytes);
        match rest.byte()? {
            VERSION => {}
            0 => return Err(Error::Malformed),
            _ => return Err(Error::Newer),
        }
        let packed = rest.counted()?;
        let noise = rest.counted()?;
        if pad::padded(bytes.len() - rest.0.len()) != bytes.len() || rest.0.iter().any(|byte| *byte != 0) {
            return Err(Error::Malformed);
        }
        decode::decode(&zip::unpack(packed)?, noise)
    }
}

/// Most bytes of an encoded batch, so that its sealed text fits into a frame.
pub const MAX_BYTES: usize = crate::MAX_TEXT - 64;
const VERSION: u8 = 1;

/// Most runs of one segment.
const MAX_RUNS: usize = 1 << 16;
/// Most changes of one batch or segment.
const MAX_OPS: usize = 1 << 16;
/// Most values of all changes together.
const MAX_VALUES: usize = 1 << 20;
/// Most fields of a kind.
const MAX_FIELDS: usize = 128;
/// Most entries of a frontier.
const MAX_FRONTIER: usize = 1024;
/// Most entries of all frontiers together.
const MAX_FRONTIERS: usize = 1 << 18;
/// Most bytes of one text or blob.
const MAX_STRING: usize = 1 << 16;
/// Most bytes of all texts and blobs together, each counted wherever it stands.
const MAX_STRINGS: usize = 8 << 20;

#[cfg(test)]
mod tests;
