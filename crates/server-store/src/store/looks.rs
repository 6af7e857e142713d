//! Looks and the access log.

use bytes::Bytes;
use henro_sync::{Hash, RecordId};

use crate::store::Guard;

/// A line of the access log.
#[derive(Debug, Clone)]
pub struct NewLook {
    /// What it was decided on.
    pub guard: Guard,
    /// The record.
    pub record: RecordId,
    /// Nonce of the request.
    pub nonce: [u8; 16],
    /// Now; older nonces than `forget` are forgotten.
    pub now: u64,
    /// Moment before which nonces need not be known.
    pub forget: u64,
    /// Place, hash and bytes of the line; none where nothing was handed out.
    pub line: Option<(u64, Hash, Bytes)>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logged {
    /// It is stored.
    Done,
    /// What it was decided on has changed.
    Stale,
    /// The request was answered before.
    Replayed,
}
