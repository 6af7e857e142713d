//! `GET /v1/time`: the clock and the key of the server.

use axum::extract::State;
use axum::{Json, routing::get};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;

pub(super) fn route() -> Route {
    Route { path: "/v1/time", methods: &["get"], answer: get(time) }
}

async fn time(State(app): State<Shared>) -> Json<Value> {
    Json(json!({ "at": app.ledger.now(), "server": app.ledger.key().to_string() }))
}
