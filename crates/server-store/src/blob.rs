use henro_sync::{BlobId, RecordId, StreamId};

use crate::Guard;

/// Which blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobAt {
    /// The record.
    pub record: RecordId,
    /// The stream it is bound to.
    pub stream: StreamId,
    /// Its name.
    pub id: BlobId,
}

/// A blob that begins.
#[derive(Debug, Clone)]
pub struct NewBlob {
    /// What it was decided on.
    pub guard: Guard,
    /// Which.
    pub of: BlobAt,
    /// Bytes it will have.
    pub size: u64,
    /// Now.
    pub now: u64,
    /// Bytes the record may have, unless it has a limit of its own.
    pub limit: u64,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobBegun {
    /// It is begun, or was before.
    Done(BlobStand),
    /// What it was decided on has changed.
    Stale,
    /// Over the quota of the record.
    Full,
}

/// How far a blob has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobStand {
    /// Bytes it has when it is whole.
    pub size: u64,
    /// Bytes that are kept, from the first on.
    pub have: u64,
    /// Whether all are, and have the hash it is named by.
    pub whole: bool,
}

/// Where a piece of a blob is kept: a name of its own, never used again.
pub type PieceName = [u8; 16];

/// Bytes of a blob in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobPiece {
    /// Place of the first.
    pub first: u64,
    /// How many.
    pub length: u64,
    /// Where they are.
    pub name: PieceName,
}
