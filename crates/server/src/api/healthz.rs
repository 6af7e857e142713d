//! `GET /healthz`: whether the database answers.

use axum::extract::State;
use axum::{Json, routing::get};
use henro_sync::RecordId;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/healthz", methods: &["get"], answer: get(healthz) }
}

async fn healthz(State(app): State<Shared>) -> Result<Json<Value>, Refusal> {
    app.ledger.store().record_heads(RecordId([0; 16])).await.map_err(henro_server_store::Refused::from)?;
    Ok(Json(json!({ "ok": true })))
}
