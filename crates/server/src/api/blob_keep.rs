//! `POST /v1/streams/{id}/blobs/keep`: which blobs are still named, signed by an owner; the others go.

use axum::Json;
use axum::extract::{Path, State};
use axum::routing::post;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::EntryBody;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/streams/{id}/blobs/keep", methods: &["post"], answer: post(keep) }
}

async fn keep(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(stream): Path<String>,
    EntryBody { 0: list }: EntryBody,
) -> Result<Json<Value>, Refusal> {
    let gone = app.ledger.blobs_keep(&session, &stream.parse()?, list).await?;
    Ok(Json(json!({ "gone": gone })))
}
