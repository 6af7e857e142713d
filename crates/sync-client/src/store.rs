use std::collections::{BTreeMap, BTreeSet};

use henro_seal::{Key, StreamKey};
use henro_sync::{Batch, Hash, IdentityId, Op, RecordId, StreamId};

use crate::Fault;

/// A chain that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chain {
    /// The control chain of the record.
    Control,
    /// The chain of somebody.
    Identity(IdentityId),
}

/// How far a stream was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamMark {
    /// The stream.
    pub stream: StreamId,
    /// Number of its section.
    pub section: u8,
    /// Number of frames read.
    pub place: u64,
    /// Running head after them.
    pub head: Hash,
}

/// How far the chain of a device in a stream was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorMark {
    /// Newest sequence number.
    pub seq: u64,
    /// Hash the next one follows.
    pub hash: Hash,
}

/// A frame of this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFrame {
    /// Its stream.
    pub stream: StreamId,
    /// Sequence number.
    pub seq: u64,
    /// Epoch it is sealed under.
    pub epoch: u32,
    /// Hash the next one follows.
    pub hash: Hash,
    /// As sent.
    pub bytes: Vec<u8>,
}

/// Own changes for one frame.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unsealed {
    /// Changes, oldest first.
    pub ops: Vec<Op>,
    /// The mark after them.
    pub upto: u64,
    /// For each other device of the stream the newest frame that was laid in when they were written: not when they are sealed.
    pub frontier: Vec<(u32, u64)>,
}

/// How far a deep revocation of a stream has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Epoch that everything older is sealed under.
    pub epoch: u32,
    /// Frames and segments that were left when it began.
    pub begun: u64,
    /// What is left, signed by the server: [`henro_sync::Erased`].
    pub bytes: Vec<u8>,
}

/// A frame as read.
#[derive(Debug, Clone, PartialEq)]
pub struct PageFrame {
    /// Number of the device.
    pub device: u32,
    /// Sequence number.
    pub seq: u64,
    /// Hash the next one of this device follows.
    pub hash: Hash,
    /// Place in the stream.
    pub place: u64,
    /// Running head after it.
    pub head: Hash,
    /// What was in it; nothing for a frame of this device and for one that is closed to us or says nothing.
    pub batch: Option<Batch>,
    /// Of somebody who never owned the record: the devices whose entries it may change ([`henro_sync::Control::guest`]).
    pub guest: Option<BTreeSet<u32>>,
    /// As received.
    pub bytes: Vec<u8>,
}

/// Frames of one stream in a row, to be laid in at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The stream.
    pub stream: StreamId,
    /// Number of its section.
    pub section: u8,
    /// Frames in order of their places.
    pub frames: Vec<PageFrame>,
}

/// Where a record and what is known of it on the server are kept. Each call is durable when it returns.
pub trait Store {
    /// The record.
    fn record(&self) -> RecordId;
    /// Number of this device in the record; nothing before it has one.
    fn number(&self) -> Result<Option<u32>, Fault>;
    /// Keeps the number.
    fn set_number(&mut self, number: u32) -> Result<(), Fault>;
    /// All entries of a chain.
    fn chain(&self, chain: Chain) -> Result<Vec<Vec<u8>>, Fault>;
    /// Adds entries to a chain of `from` entries.
    fn extend(&mut self, chain: Chain, from: u64, entries: &[Vec<u8>]) -> Result<(), Fault>;
    /// Streams whose section is known.
    fn streams(&self) -> Result<Vec<StreamMark>, Fault>;
    /// The chains of the devices in a stream.
    fn authors(&self, stream: &StreamId) -> Result<BTreeMap<u32, AuthorMark>, Fault>;
    /// Keys of a stream by epoch.
    fn keys(&self, stream: &StreamId) -> Result<BTreeMap<u32, Key>, Fault>;
    /// Keeps keys, and the streams they name. Keys that are known stay as they are.
    fn add_keys(&mut self, keys: &[StreamKey]) -> Result<(), Fault>;
    /// From which place on a stream was open to us when something in it was passed over as closed; 0 where nothing is.
    fn passed_over(&self, stream: &StreamId) -> Result<u64, Fault>;
    /// Keeps that.
    fn set_passed_over(&mut self, stream: &StreamId, from: u64) -> Result<(), Fault>;
    /// Lays frames in and moves the marks, in one transaction. Answers how many changes were new. Frames that are here already
    /// come again where what was passed over is open by now: what is new in them is laid in, the marks stay.
    fn lay_in(&mut self, page: &Page) -> Result<u64, Fault>;
    /// Own changes of a section that are in no frame, oldest first, at most `max`, that knew the same of what others wrote.
    fn unsealed(&self, section: u8, max: usize) -> Result<Unsealed, Fault>;
    /// Keeps a frame of own changes up to a mark, in one transaction.
    fn add_frame(&mut self, frame: &OwnFrame, upto: u64) -> Result<(), Fault>;
    /// Own frames of a stream after a sequence number, oldest first, at most about `bytes` of them, but one at least.
    fn own_frames(&self, stream: &StreamId, after: u64, bytes: usize) -> Result<Vec<OwnFrame>, Fault>;
    /// The end of our own chain in a stream; nothing before the first frame.
    fn own_end(&self, stream: &StreamId) -> Result<Option<AuthorMark>, Fault>;
    /// The newest own frame the server is known to have.
    fn sent(&self, stream: &StreamId) -> Result<u64, Fault>;
    /// Keeps that the server has own frames up to this.
    fn set_sent(&mut self, stream: &StreamId, seq: u64) -> Result<(), Fault>;
    /// Where the segments of own frames end that the server is known to have, in order; nothing where it is not kept, then
    /// nothing is packed.
    fn packed(&self, stream: &StreamId) -> Result<Option<Vec<u64>>, Fault> {
        let _ = stream;
        Ok(None)
    }
    /// Keeps that.
    fn set_packed(&mut self, stream: &StreamId, ends: &[u64]) -> Result<(), Fault> {
        let _ = (stream, ends);
        Ok(())
    }
    /// The newest receipt of a deep revocation of a stream.
    fn erased(&self, stream: &StreamId) -> Result<Option<Receipt>, Fault> {
        let _ = stream;
        Ok(None)
    }
    /// Keeps it.
    fn keep_erased(&mut self, stream: &StreamId, receipt: &Receipt) -> Result<(), Fault> {
        let _ = (stream, receipt);
        Ok(())
    }
    /// Of each device by number, the time of the newest heartbeat that the server is known to have.
    fn beats_known(&self) -> Result<BTreeMap<u32, u64>, Fault> {
        Ok(BTreeMap::new())
    }
    /// Keeps that.
    fn keep_beats_known(&mut self, beats: &BTreeMap<u32, u64>) -> Result<(), Fault> {
        let _ = beats;
        Ok(())
    }
    /// Forgets own frames after a sequence number that nobody has seen: their changes are in no frame again.
    fn take_back(&mut self, stream: &StreamId, after: u64) -> Result<(), Fault>;
    /// Gives own changes that are in no frame and lie ahead of `now`, in milliseconds since 1970, new stamps in their order
    /// ([`henro_sync::clock::restamp`]), above those others have seen. The clock of the device goes back with them.
    fn restamp(&mut self, now: u64) -> Result<(), Fault>;
    /// Running head after a place, if it was read here.
    fn head_at(&self, stream: &StreamId, place: u64) -> Result<Option<Hash>, Fault>;
    /// All lines of the access log.
    fn log(&self) -> Result<Vec<Vec<u8>>, Fault>;
    /// Adds lines to the access log.
    fn extend_log(&mut self, from: u64, lines: &[Vec<u8>]) -> Result<(), Fault>;
}
