//! `PUT`, `GET` and `HEAD /v1/streams/{id}/blobs/{blob}`: sealed blobs. A `PUT` goes on where the last one ended, at any byte; `HEAD` says
//! where that is.

use std::ops::Range;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use henro_server_store::{BlobPiece, BlobStand, Refused, Session};
use henro_sync::{BlobHash, BlobId, CHUNK, StreamId};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    let answer = get(read).head(stand).put(write);
    Route { path: "/v1/streams/{id}/blobs/{blob}", methods: &["get", "head", "put"], answer }
}

/// Where the bytes of a request begin, and how many the blob has in all.
#[derive(serde::Deserialize)]
struct Place {
    size: u64,
    #[serde(default)]
    from: u64,
}

async fn write(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path((stream, blob)): Path<(String, String)>,
    Query(Place { size, from }): Query<Place>,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    let of = Of { app, session, stream: stream.parse()?, id: blob.parse()? };
    let mut stand = of.begin(size).await?;
    if stand.whole && of.is_lost().await? {
        of.app.ledger.blob_lost(&of.session, &of.stream, of.id).await?;
        stand = of.begin(size).await?;
    }
    if stand.whole {
        return Ok(Json(json!({ "have": size, "whole": true })));
    }
    if stand.have != from {
        return Err(Refused::Gap(stand.have).into());
    }
    // A task of its own: what came before the other side went away is kept, though nobody waits for the answer.
    let taking = tokio::spawn(async move { of.take(body, from, size).await });
    let have = taking.await.map_err(|_| Refusal::server())??;
    Ok(Json(json!({ "have": have, "whole": have == size })))
}

async fn stand(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path((stream, blob)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let stand = app.ledger.blob_stand(&session, &stream.parse()?, blob.parse()?).await?;
    let whole = if stand.whole { "?1" } else { "?0" };
    let headers =
        [(OFFSET, stand.have.to_string()), (LENGTH, stand.size.to_string()), (COMPLETE, whole.to_owned())];
    Ok((headers, StatusCode::NO_CONTENT).into_response())
}

async fn read(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path((stream, blob)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (size, pieces) = app.ledger.blob_read(&session, &stream.parse()?, blob.parse()?).await?;
    let asked = headers.get(RANGE).and_then(|value| value.to_str().ok());
    let range = match asked.map(|text| within(text, size)) {
        None => None,
        Some(Some(range)) => Some(range),
        Some(None) => {
            let none = [(CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, none).into_response());
        }
    };
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let told = range.clone().map(|range| format!("bytes {}-{}/{size}", range.start, range.end - 1));
    let range = range.unwrap_or(0..size);
    let mut response = Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(ACCEPT_RANGES, "bytes")
        .header(CONTENT_LENGTH, range.end - range.start);
    if let Some(told) = told {
        response = response.header(CONTENT_RANGE, told);
    }
    let parts = stream::iter(parts(&pieces, &range));
    let body = parts.then(move |(name, part)| {
        let app = std::sync::Arc::clone(&app);
        async move { app.depot.get(&name, part).await }
    });
    response.body(Body::from_stream(body)).map_err(|_| Refusal::server())
}

/// One upload.
struct Of {
    app: Shared,
    session: Session,
    stream: StreamId,
    id: BlobId,
}

impl Of {
    async fn begin(&self, size: u64) -> Result<BlobStand, Refusal> {
        Ok(self.app.ledger.blob_begin(&self.session, &self.stream, self.id, size).await?)
    }

    /// Whether bytes of a whole blob are not where they were put: a folder or a bucket was set back.
    async fn is_lost(&self) -> Result<bool, Refusal> {
        let (_, pieces) = self.app.ledger.blob_pieces(&self.session, &self.stream, self.id).await?;
        for piece in pieces {
            if self.app.depot.length(&piece.name).await? != Some(piece.length) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps what comes, a chunk at a time, and ends the blob with its last byte. Answers how far it has come.
    async fn take(&self, body: Body, from: u64, size: u64) -> Result<u64, Refusal> {
        let (mut body, mut have, mut held) = (body.into_data_stream(), from, BytesMut::new());
        let ended = loop {
            let next = match tokio::time::timeout(PATIENCE, body.next()).await {
                Ok(Some(Ok(bytes))) => bytes,
                Ok(None) => break Ok(()),
                Ok(Some(Err(_))) => break Err(Refusal::malformed()),
                Err(_) => break Err(Refusal::too_slow()),
            };
            if have + (held.len() + next.len()) as u64 > size {
                return Err(Refusal::too_large(usize::try_from(size).unwrap_or_default()));
            }
            held.extend_from_slice(&next);
            while held.len() >= CHUNK {
                have = self.keep(have, held.split_to(CHUNK).freeze()).await?;
            }
        };
        // Crumbs are not worth a file, unless they are what is missing at the end.
        if held.len() >= CRUMB || (!held.is_empty() && have + held.len() as u64 == size) {
            have = self.keep(have, held.freeze()).await?;
        }
        if have == size {
            self.settle().await?;
        }
        ended.map(|()| have)
    }

    /// First the bytes, then the note of them: what is noted is there.
    async fn keep(&self, first: u64, bytes: Bytes) -> Result<u64, Refusal> {
        let (name, length) = (self.app.ledger.blob_name().map_err(Refused::from)?, bytes.len() as u64);
        self.app.depot.put(&name, bytes).await?;
        let piece = BlobPiece { first, length, name };
        self.app.ledger.blob_add(&self.session, &self.stream, self.id, piece).await?;
        Ok(first + length)
    }

    async fn settle(&self) -> Result<(), Refusal> {
        let ledger = &self.app.ledger;
        let (record, pieces) = ledger.blob_pieces(&self.session, &self.stream, self.id).await?;
        let mut hash = BlobHash::new(&record);
        for piece in pieces {
            hash.update(&self.app.depot.get(&piece.name, 0..piece.length).await?);
        }
        Ok(ledger.blob_settle(&self.session, &self.stream, self.id, hash.finish()).await?)
    }
}

/// What of which piece makes up a range.
fn parts(pieces: &[BlobPiece], range: &Range<u64>) -> Vec<([u8; 16], Range<u64>)> {
    let part = |piece: &BlobPiece| {
        let from = range.start.max(piece.first);
        let to = range.end.min(piece.first + piece.length);
        (from < to).then(|| (piece.name, from - piece.first..to - piece.first))
    };
    pieces.iter().filter_map(part).collect()
}

/// One range of bytes, as RFC 9110 writes it: `bytes=a-b`, `bytes=a-`, `bytes=-n`.
fn within(text: &str, size: u64) -> Option<Range<u64>> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let range = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) => from..to.checked_add(1)?.min(size),
        (Ok(from), Err(_)) if to.is_empty() => from..size,
        (Err(_), Ok(last)) if from.is_empty() => size.saturating_sub(last)..size,
        _ => return None,
    };
    (range.start < range.end).then_some(range)
}

const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";
const COMPLETE: &str = "upload-complete";
/// How long a sender may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
const CRUMB: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_writes_them() {
        let read = |text| within(text, 100);
        assert_eq!(read("bytes=0-9"), Some(0..10));
        assert_eq!(read("bytes=90-"), Some(90..100));
        assert_eq!(read("bytes=-7"), Some(93..100));
        assert_eq!(read("bytes=90-500"), Some(90..100));
        for bad in ["bytes=100-", "bytes=9-3", "bytes=-", "bytes=1-2,4-5", "items=0-1", "bytes=-0", ""] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(&format!("bytes=0-{}", u64::MAX)), None);
    }

    #[test]
    fn a_range_is_cut_out_of_its_pieces() {
        let piece = |first, length, n| BlobPiece { first, length, name: [n; 16] };
        let pieces = [piece(0, 10, 1), piece(10, 5, 2), piece(15, 10, 3)];
        assert_eq!(parts(&pieces, &(8..17)), [([1; 16], 8..10), ([2; 16], 0..5), ([3; 16], 0..2)]);
        assert_eq!(parts(&pieces, &(10..15)), [([2; 16], 0..5)]);
    }
}
