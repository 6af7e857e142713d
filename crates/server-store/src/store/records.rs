//! Chains and records: what is written to them, and how that went.

use bytes::Bytes;
use henro_sync::{Hash, IdentityId, RecordId, StreamId};

/// What was so when a write was decided on. It is only done while it is still so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// Identities with the length of their chain.
    pub identities: Vec<(IdentityId, u64)>,
    /// A record with the length of its control chain.
    pub record: Option<(RecordId, u64)>,
}

/// How an append to an identity chain went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swap {
    /// It is stored.
    Done,
    /// The chain has another length.
    Behind(u64),
    /// A device of the identity acted in a control chain at this moment; the entry must be later.
    Acted(u64),
}

/// How an append to a control chain went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlSwap {
    /// It is stored.
    Done,
    /// The chain has another length.
    Behind(u64),
    /// What it was decided on has changed.
    Stale,
    /// A stream that gets a new epoch holds another number of frames than the entry says its author had read.
    Unread,
    /// A stream id is in use.
    Taken,
    /// Over the quota of the record.
    Full,
}

/// How the beginning of a record went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It is stored.
    Done,
    /// A record with this id is there.
    Exists,
    /// A stream id is in use.
    Taken,
    /// The identity has begun too many.
    TooMany,
    /// What it was decided on has changed.
    Stale,
}

/// Somebody with a role in a record, now or in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub identity: IdentityId,
    /// Place of the entry that took the last role away.
    pub left: Option<u64>,
    /// When the last role ends by itself.
    pub until: Option<u64>,
    /// Whether the record is theirs.
    pub owner: bool,
}

/// An entry of a control chain with what follows from it.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// What it was decided on; for the first entry without a record.
    pub guard: Guard,
    /// The record.
    pub record: RecordId,
    /// Place of the entry.
    pub n: u64,
    /// The entry.
    pub entry: Bytes,
    /// Its time.
    pub at: u64,
    /// Who acted in it: their devices must not leave before that moment.
    pub acted: Vec<IdentityId>,
    /// Members whose standing changed.
    pub members: Vec<Member>,
    /// New streams.
    pub streams: Vec<StreamId>,
    /// Streams with the number of frames they must hold.
    pub seen: Vec<(StreamId, u64)>,
    /// Bytes the record may have, unless it has a limit of its own; for the first entry, records its author may begin.
    pub limit: u64,
}

/// Where the chains of a record stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordHeads {
    /// Length of the control chain.
    pub control: u64,
    /// Length of the access log.
    pub access: u64,
    /// Hash of the newest line of the access log.
    pub access_head: Hash,
    /// Time of the newest line of the access log.
    pub access_at: u64,
    /// Bytes stored.
    pub used: u64,
}
