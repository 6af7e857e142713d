use henro_sync::{IdentityId, RecordId, StreamId};

use crate::Fault;

/// Why the server did not do it, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The chain has gone on; its length.
    Behind(u64),
    /// Frames are missing between the newest held and this one; number of the newest held.
    Gap(u64),
    /// Another frame stands under this number.
    Fork(u64),
    /// The epoch is not in force; the one that is.
    Epoch(u32),
    /// No right to it.
    NotAllowed,
    /// A rule of the chain is broken.
    Rule,
    /// It is not there.
    Absent,
    /// The place is in use: a letter lies or lay in the mailbox.
    Taken,
    /// No room: quota or size.
    TooMuch,
    /// The server did not understand.
    Malformed,
}

/// Frames of one stream as handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PulledStream {
    /// The stream.
    pub stream: StreamId,
    /// Place of the first frame.
    pub first: u64,
    /// What the server says the stream holds, signed.
    pub head: Vec<u8>,
    /// Frames in a row.
    pub frames: Vec<u8>,
}

/// What has changed on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Something of this record.
    Record(RecordId),
    /// An identity chain.
    Identity(IdentityId),
}

/// A server, asked as one device of one identity. Calls block.
pub trait Remote {
    /// Entries of an identity chain from a place on.
    fn identity(&mut self, id: &IdentityId, from: u64) -> Result<Vec<Vec<u8>>, Fault>;
    /// The same of many, each told once, in their order.
    fn identities(&mut self, asked: &[(IdentityId, u64)]) -> Result<Vec<Vec<Vec<u8>>>, Fault> {
        asked.iter().map(|(id, from)| self.identity(id, *from)).collect()
    }
    /// The first entry of an identity.
    fn begin_identity(&mut self, entry: &[u8]) -> Result<(), Fault>;
    /// The next entry of our identity.
    fn extend_identity(&mut self, id: &IdentityId, entry: &[u8]) -> Result<(), Fault>;
    /// The first entry of a record.
    fn begin_record(&mut self, entry: &[u8]) -> Result<(), Fault>;
    /// Entries of a control chain from a place on.
    fn control(&mut self, record: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault>;
    /// The next entry of a control chain.
    fn extend_control(&mut self, record: &RecordId, entry: &[u8]) -> Result<(), Fault>;
    /// Frames of one stream of ours, in a row. Answers the signed head.
    fn push(&mut self, stream: &StreamId, frames: &[u8]) -> Result<Vec<u8>, Fault>;
    /// A segment of one stream, in the place of the frames it covers.
    fn pack(&mut self, stream: &StreamId, segment: &[u8]) -> Result<(), Fault>;
    /// What is left of a stream under epochs older than one: a signed [`henro_sync::Erased`].
    fn erased(&mut self, stream: &StreamId, epoch: u32) -> Result<Vec<u8>, Fault>;
    /// Frames of streams, as a signed [`henro_sync::Look`] asks. Answers whether there is more.
    fn pull(&mut self, record: &RecordId, look: &[u8]) -> Result<(Vec<PulledStream>, bool), Fault>;
    /// Lines of the access log from a place on.
    fn access(&mut self, record: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault>;
    /// Our heartbeat.
    fn beat(&mut self, record: &RecordId, beat: &[u8]) -> Result<(), Fault>;
    /// The newest heartbeat of each device.
    fn beats(&mut self, record: &RecordId) -> Result<Vec<Vec<u8>>, Fault>;
    /// Records in which we have a role.
    fn records(&mut self) -> Result<Vec<RecordId>, Fault>;
}
