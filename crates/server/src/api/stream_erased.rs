//! `GET /v1/streams/{id}/erased`: what is left of a stream under older epochs, signed.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/streams/{id}/erased", methods: &["get"], answer: get(erased) }
}

/// Epochs older than this one are meant.
#[derive(serde::Deserialize)]
struct Below {
    epoch: u32,
}

async fn erased(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    Query(Below { epoch }): Query<Below>,
) -> Result<Response, Refusal> {
    Ok(body::list([app.ledger.erased(&session, &id.parse()?, epoch).await?]))
}
