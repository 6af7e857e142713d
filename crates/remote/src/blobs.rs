//! Sealed blobs: put piece by piece, fetched piece by piece.

use std::ops::Range;

use henro_sync::{BlobId, StreamId};
use henro_sync_client::Fault;
use reqwest::Method;
use reqwest::header::RANGE;
use serde::Deserialize;

use crate::Server;
use crate::read::MALFORMED;

/// How far the server has a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct BlobCome {
    /// Sealed bytes it has, from the first on.
    pub have: u64,
    /// All of them, under their name.
    pub whole: bool,
}

impl Server {
    /// Goes on with a blob of `size` sealed bytes from byte `from`. [`henro_sync_client::Refusal::Gap`] says where it has come to
    /// another one.
    pub fn put_blob(
        &mut self,
        stream: &StreamId,
        id: &BlobId,
        (size, from): (u64, u64),
        bytes: &[u8],
    ) -> Result<BlobCome, Fault> {
        let path = format!("/v1/streams/{stream}/blobs/{id}?size={size}&from={from}");
        serde_json::from_slice(&self.ask(Method::PUT, &path, bytes)?).map_err(|_| MALFORMED)
    }

    /// Sealed bytes of a blob.
    pub fn blob(&mut self, stream: &StreamId, id: &BlobId, range: Range<u64>) -> Result<Vec<u8>, Fault> {
        let asked = format!("bytes={}-{}", range.start, range.end.saturating_sub(1));
        let path = format!("/v1/streams/{stream}/blobs/{id}");
        let body = self.ask_with(Method::GET, &path, &[], |request| request.header(RANGE, asked.as_str()))?;
        if body.len() as u64 == range.end.saturating_sub(range.start) { Ok(body) } else { Err(MALFORMED) }
    }

    /// Says which blobs of a stream are still named.
    pub fn keep_blobs(&mut self, stream: &StreamId, list: &[u8]) -> Result<(), Fault> {
        self.ask(Method::POST, &format!("/v1/streams/{stream}/blobs/keep"), list).map(drop)
    }
}
