//! Frames of streams, segments in their place, and pages of both.

use std::collections::BTreeMap;

use bytes::Bytes;
use henro_sync::{Hash, Left, RecordId, StreamId, epoch_of};

use crate::Error;
use crate::store::{Guard, RecordHeads};

/// A frame to store.
#[derive(Debug, Clone)]
pub struct NewFrame {
    /// Its number in the chain of its device.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// All of it.
    pub bytes: Bytes,
}

/// Frames of one device to store at the end of a stream.
#[derive(Debug, Clone)]
pub struct FrameAppend {
    /// What it was decided on.
    pub guard: Guard,
    /// The record.
    pub record: RecordId,
    /// The stream.
    pub stream: StreamId,
    /// Number of the device.
    pub device: u32,
    /// Newest frame held of the device in this stream, with its hash.
    pub after: (u64, Hash),
    /// Number of frames the stream must hold, where their places matter.
    pub place: Option<u64>,
    /// Frames.
    pub frames: Vec<NewFrame>,
    /// Bytes the record may have, unless it has a limit of its own.
    pub limit: u64,
}

impl FrameAppend {
    /// Bytes it adds to the record.
    pub(crate) fn bytes(&self) -> u64 {
        self.frames.iter().map(|frame| frame.bytes.len() as u64).sum()
    }
}

/// How an append went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// They are stored, and the stream stands so.
    Done(Heads),
    /// What it was decided on has changed.
    Stale,
    /// Over the quota of the record.
    Full,
}

/// A segment to store in the place of what it covers.
#[derive(Debug, Clone)]
pub struct SegmentPut {
    /// What it was decided on.
    pub guard: Guard,
    /// The record.
    pub record: RecordId,
    /// The stream.
    pub stream: StreamId,
    /// Number of the device whose frames it covers.
    pub device: u32,
    /// The first of them.
    pub first: u64,
    /// The last of them.
    pub last: u64,
    /// The last frames of all segments of the device that are held, in order.
    pub held: Vec<u64>,
    /// All of it.
    pub bytes: Bytes,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// It is stored, and what it covers is deleted.
    Done,
    /// What it was decided on has changed.
    Stale,
}

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads {
    /// Number of frames.
    pub place: u64,
    /// Running head after the last.
    pub head: Hash,
}

/// Frames of one stream in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageItem {
    /// The stream.
    pub stream: StreamId,
    /// Place of the first frame.
    pub first: u64,
    /// The stream after the last frame.
    pub heads: Heads,
    /// Frames in a row.
    pub frames: Vec<u8>,
}

/// A page, and how the record stood when it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The record.
    pub heads: RecordHeads,
    /// Frames.
    pub items: Vec<PageItem>,
    /// Whether there are more.
    pub more: bool,
}

/// What rows hold under epochs older than one, by device. Of each row its device, its place and its first
/// [`henro_sync::EPOCH_IN`] bytes; rising by place.
pub(crate) fn older_of(
    rows: impl IntoIterator<Item = Result<(u32, u64, Vec<u8>), Error>>,
    below: u32,
) -> Result<Vec<Left>, Error> {
    let mut left: BTreeMap<u32, Left> = BTreeMap::new();
    for row in rows {
        let (device, place, start) = row?;
        let (epoch, _) = epoch_of(&start).map_err(|_| Error::Damaged)?;
        if epoch < below {
            let of = left.entry(device).or_insert(Left { device, first: place, last: place, pieces: 0 });
            (of.last, of.pieces) = (place, of.pieces + 1);
        }
    }
    Ok(left.into_values().collect())
}
