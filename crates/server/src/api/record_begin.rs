//! `POST /v1/records`: begins a record by the first entry of its control chain. `GET`: records of the caller.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, routing::post};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::EntryBody;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/records", methods: &["get", "post"], answer: post(begin).get(records) }
}

async fn begin(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    EntryBody { 0: entry }: EntryBody,
) -> Result<Response, Refusal> {
    let (id, new) = app.ledger.record_begin(&session, entry).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(json!({ "id": id.to_string(), "len": 1 }))).into_response())
}

async fn records(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Json<Value>, Refusal> {
    let records = app.ledger.records(&session).await?;
    let one = |(id, len): &(henro_sync::RecordId, u64)| json!({ "record": id.to_string(), "control": len });
    Ok(Json(records.iter().map(one).collect()))
}
