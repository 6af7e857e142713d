//! What is sealed anew at once: frames and segments of one device in a row, opened. A segment is never cut: who waits for its end
//! finds the new one there or further on.

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::{Key, Random, SigningKey, open_batch, seal_batch};
use henro_sync::{
    Batch, Frame, FrameHead, Hash, Segment, SegmentHead, Signer, StreamId, UnsignedSegment, segment_digest,
};

use crate::Fault;
use crate::page::{Body, PageReader, Row};

/// Bytes of frames and segments for one segment.
const BYTES: usize = 512 << 10;

/// A frame or segment as it lay there.
#[derive(Debug, Clone, Copy)]
struct Part {
    first: u64,
    last: u64,
    before: Hash,
    after: Hash,
    minute: u32,
    /// Batches of it.
    runs: usize,
}

/// Parts in a row, and what was in them.
#[derive(Default)]
pub(super) struct Batches {
    device: u32,
    parts: Vec<Part>,
    batches: Vec<Batch>,
    ops: usize,
    bytes: usize,
}

impl Batches {
    fn follows(&self, part: &Part) -> bool {
        self.parts.last().is_none_or(|last| part.first == last.last + 1)
    }

    fn has_room(&self, ops: usize, bytes: usize, most: usize) -> bool {
        self.parts.is_empty() || (self.ops + ops <= most && self.bytes + bytes <= BYTES)
    }
}

/// Gathers what is due of a stream as it is read.
pub(super) struct Pieces<'a> {
    epoch: u32,
    due: &'a BTreeSet<u32>,
    ops: usize,
    /// Hash the next frame of each device follows.
    ends: BTreeMap<u32, Hash>,
    open: BTreeMap<u32, Batches>,
    /// Devices of which something says nothing anybody can read: what follows it stays as it is.
    stuck: BTreeSet<u32>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(epoch: u32, due: &'a BTreeSet<u32>, ops: usize) -> Self {
        let (ends, open, stuck) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Self { epoch, due, ops, ends, open, stuck }
    }

    /// Takes what the reader has checked. Answers pieces that are full.
    pub(super) fn take(&mut self, reader: &mut PageReader) -> Result<Vec<Batches>, Fault> {
        let mut full = Vec::new();
        for row in std::mem::take(&mut reader.rows) {
            let before = self.ends.insert(row.device, row.hash).unwrap_or(Hash::ZERO);
            if !self.due.contains(&row.device) || self.stuck.contains(&row.device) {
                continue;
            }
            match self.opened(reader, &row, before)? {
                Opened::Nothing => {}
                Opened::Unreadable => {
                    self.stuck.insert(row.device);
                }
                Opened::Part(part, batches, bytes) => {
                    full.extend(self.add(row.device, part, batches, bytes));
                }
            }
        }
        reader.segments.clear();
        Ok(full)
    }

    /// What is left once all was read.
    pub(super) fn rest(self) -> impl Iterator<Item = Batches> {
        self.open.into_values().filter(|piece| !piece.parts.is_empty())
    }

    fn add(&mut self, device: u32, part: Part, batches: Vec<Batch>, bytes: usize) -> Option<Batches> {
        let ops: usize = batches.iter().map(|batch| batch.ops.len().max(1)).sum();
        let piece = self.open.entry(device).or_insert_with(|| Batches { device, ..Batches::default() });
        let fits = piece.follows(&part) && piece.has_room(ops, bytes, self.ops);
        let new = Batches { device, ..Batches::default() };
        let full = (!fits).then(|| std::mem::replace(piece, new));
        piece.parts.push(part);
        piece.batches.extend(batches);
        piece.ops += ops;
        piece.bytes += bytes;
        full
    }

    /// What stands in a row, where it is older.
    fn opened(&self, reader: &PageReader, row: &Row, before: Hash) -> Result<Opened, Fault> {
        match &row.body {
            Body::Frame(bytes, Some(key)) => {
                let frame = Frame::read(bytes).map_err(|_| Fault::Damaged("frame"))?;
                if frame.head.epoch >= self.epoch {
                    return Ok(Opened::Nothing);
                }
                let plain = open_batch(key, &frame.head, frame.text).ok();
                let batch = plain.and_then(|plain| Batch::decode(plain.expose()).ok());
                let part = Part {
                    first: row.seq,
                    last: row.seq,
                    before,
                    after: row.hash,
                    minute: frame.head.minute,
                    runs: 1,
                };
                Ok(batch.map_or(Opened::Unreadable, |batch| Opened::Part(part, vec![batch], bytes.len())))
            }
            Body::Packed => match reader.segments.get(&(row.device, row.seq)) {
                Some(held) => self.unpacked(&held.bytes, held.key.as_ref()),
                None => Ok(Opened::Nothing),
            },
            Body::Frame(_, None) | Body::Own => Ok(Opened::Nothing),
        }
    }

    fn unpacked(&self, bytes: &[u8], key: Option<&Key>) -> Result<Opened, Fault> {
        let segment = Segment::read(bytes).map_err(|_| Fault::Damaged("segment"))?;
        let SegmentHead { frame, first, before, after, .. } = segment.head;
        if frame.epoch >= self.epoch {
            return Ok(Opened::Nothing);
        }
        let plain = key.and_then(|key| open_batch(key, &frame, segment.text).ok());
        let Some(batches) = plain.and_then(|plain| segment.batches(plain.expose()).ok()) else {
            return Ok(Opened::Unreadable);
        };
        let part = Part { first, last: frame.seq, before, after, minute: frame.minute, runs: batches.len() };
        Ok(Opened::Part(part, batches, bytes.len()))
    }
}

/// What stands in a row.
enum Opened {
    /// Nothing that is to be sealed anew.
    Nothing,
    /// Nothing anybody can read.
    Unreadable,
    /// A part with its batches and its bytes.
    Part(Part, Vec<Batch>, usize),
}

/// What a segment is sealed with.
pub(super) struct Seal<'a> {
    pub(super) stream: StreamId,
    pub(super) epoch: u32,
    pub(super) key: &'a Key,
    /// Number of the device that signs.
    pub(super) number: u32,
}

impl Seal<'_> {
    /// One segment, or one for each part where they do not fit into one.
    pub(super) fn all(
        &self,
        piece: &Batches,
        device: &SigningKey,
        random: &dyn Random,
    ) -> Result<Vec<Vec<u8>>, Fault> {
        if let Some(whole) = self.one(piece.device, &piece.parts, &piece.batches, (device, random))? {
            return Ok(vec![whole]);
        }
        let (mut out, mut rest) = (Vec::new(), &piece.batches[..]);
        for part in &piece.parts {
            let (own, others) = rest.split_at_checked(part.runs).ok_or(Fault::Damaged("segment"))?;
            rest = others;
            let one = self.one(piece.device, std::slice::from_ref(part), own, (device, random))?;
            out.push(one.ok_or(Fault::Damaged("segment"))?);
        }
        Ok(out)
    }

    /// Nothing where it does not fit into a segment.
    fn one(
        &self,
        author: u32,
        parts: &[Part],
        batches: &[Batch],
        (device, random): (&SigningKey, &dyn Random),
    ) -> Result<Option<Vec<u8>>, Fault> {
        let (Some(begin), Some(end), Ok(plain)) = (parts.first(), parts.last(), Batch::encode_all(batches))
        else {
            return Ok(None);
        };
        let minute = parts.iter().map(|part| part.minute).max().unwrap_or(0);
        let mut frame = FrameHead {
            stream: self.stream,
            device: author,
            seq: end.last,
            epoch: self.epoch,
            minute,
            salt: [0; 24],
            commitment: [0; 16],
        };
        let text = seal_batch(self.key, &mut frame, &plain, random)?;
        let digest = segment_digest(author, begin.first, batches);
        let (before, after) = (begin.before, end.after);
        let head = SegmentHead { frame, first: begin.first, by: self.number, before, after, digest };
        let bytes =
            UnsignedSegment { head, text: &text }.sign(device).map_err(|_| Fault::Damaged("segment"))?;
        let read = Segment::read(&bytes).and_then(|read| read.verify(&device.public(), &before));
        if read == Ok(after) { Ok(Some(bytes)) } else { Err(Fault::Damaged("segment")) }
    }
}
