//! `GET` and `POST /v1/records/{id}/control`: entries of a control chain, and the next one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::{Json, routing::get};
use serde_json::{Value, json};

use super::{From, Route};
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, EntryBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    let answer = get(entries).post(append);
    Route { path: "/v1/records/{id}/control", methods: &["get", "post"], answer }
}

async fn entries(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    Query(From { from }): Query<From>,
) -> Result<Response, Refusal> {
    Ok(body::list(app.ledger.control_entries(&session, &id.parse()?, from).await?))
}

async fn append(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    EntryBody { 0: entry }: EntryBody,
) -> Result<Json<Value>, Refusal> {
    let len = app.ledger.control_append(&session, &id.parse()?, entry).await?;
    Ok(Json(json!({ "len": len })))
}
