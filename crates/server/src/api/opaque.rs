//! `GET` and `DELETE /v1/opaque`: whether the caller has a password here, and taking it away.

use axum::extract::State;
use axum::{Json, routing::get};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/opaque", methods: &["delete", "get"], answer: get(since).delete(remove) }
}

async fn since(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "since": app.ledger.password_since(&session).await? })))
}

async fn remove(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Json<Value>, Refusal> {
    app.ledger.password_remove(&session).await?;
    Ok(Json(json!({ "since": null })))
}
