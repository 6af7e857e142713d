//! What fills a server again that lost everything: `POST /v1/identities/lay`, `/v1/records/lay`, `/v1/streams/{id}/lay`.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::{Json, routing::post};
use serde_json::{Value, json};

use super::{From, Route};
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, EntryBody, PushBody};
use crate::refusal::Refusal;

pub(super) fn routes() -> [Route; 3] {
    [
        Route { path: "/v1/identities/lay", methods: &["post"], answer: post(identity) },
        Route { path: "/v1/records/lay", methods: &["post"], answer: post(record) },
        Route { path: "/v1/streams/{id}/lay", methods: &["post"], answer: post(frames) },
    ]
}

async fn identity(
    State(app): State<Shared>,
    EntryBody { 0: entries }: EntryBody,
) -> Result<Json<Value>, Refusal> {
    let len = app.ledger.identity_lay(&body::items(&entries)?).await?;
    Ok(Json(json!({ "len": len })))
}

async fn record(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Query(From { from }): Query<From>,
    PushBody { 0: entries }: PushBody,
) -> Result<Json<Value>, Refusal> {
    let len = app.ledger.record_lay(&session, from, &body::items(&entries)?).await?;
    Ok(Json(json!({ "len": len })))
}

async fn frames(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    PushBody { 0: frames }: PushBody,
) -> Result<Response, Refusal> {
    let head = app.ledger.frames_lay(&session, &id.parse()?, frames).await?;
    Ok(body::list([head]))
}
