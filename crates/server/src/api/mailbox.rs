//! `PUT` and `GET /v1/mailboxes/{id}`: a letter between two who share the id and nothing else. `GET` waits for it.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::put;
use henro_sync::RecordId;
use serde::Deserialize;

use super::Route;
use crate::app::Shared;
use crate::body::{self, SmallBody};
use crate::connection::Peer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/mailboxes/{id}", methods: &["get", "put"], answer: put(drop_in).get(wait) }
}

async fn drop_in(
    State(app): State<Shared>,
    peer: Option<Extension<Peer>>,
    Path(id): Path<String>,
    SmallBody { 0: letter }: SmallBody,
) -> Result<StatusCode, Refusal> {
    if let Some(Extension(Peer(peer))) = peer {
        // All boxes of a server are few: nobody is to fill them.
        app.limiter.letter(peer.ip()).map_err(Refusal::too_often)?;
    }
    app.ledger.letter_put(address(&id)?, letter).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Deserialize)]
struct Wait {
    #[serde(default)]
    wait: u64,
}

async fn wait(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(Wait { wait }): Query<Wait>,
) -> Result<Response, Refusal> {
    let address = address(&id)?;
    for turn in 0..=wait.min(MOST_SECONDS) * TURNS {
        if turn > 0 {
            tokio::time::sleep(Duration::from_millis(1000 / TURNS)).await;
        }
        if let Some(letter) = app.ledger.letter(address, false).await? {
            return Ok(body::bytes(letter));
        }
    }
    Err(Refusal::unknown())
}

/// Written as any 16 bytes are.
pub(super) fn address(id: &str) -> Result<[u8; 16], Refusal> {
    Ok(id.parse::<RecordId>()?.0)
}

const MOST_SECONDS: u64 = 25;
/// Looks a second.
const TURNS: u64 = 2;
