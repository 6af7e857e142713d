//! `POST /v1/streams/{id}/push`: frames of one device.

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, PushBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/streams/{id}/push", methods: &["post"], answer: post(push) }
}

async fn push(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    PushBody { 0: frames }: PushBody,
) -> Result<Response, Refusal> {
    let head = app.ledger.push(&session, &id.parse()?, frames).await?;
    Ok(body::list([head]))
}
