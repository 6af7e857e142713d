//! `POST /v1/streams/{id}/segments`: one segment, in the place of the frames or segments it covers.

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, EntryBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/streams/{id}/segments", methods: &["post"], answer: post(segments) }
}

async fn segments(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    EntryBody { 0: segment }: EntryBody,
) -> Result<Response, Refusal> {
    let head = app.ledger.pack(&session, &id.parse()?, segment).await?;
    Ok(body::list([head]))
}
