//! `GET /v1/server`: the key the server is known by, and its beginning.

use axum::extract::State;
use axum::{Json, routing::get};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::body;

pub(super) fn route() -> Route {
    Route { path: "/v1/server", methods: &["get"], answer: get(server) }
}

async fn server(State(app): State<Shared>) -> Json<Value> {
    let beginning = body::hex(&app.ledger.beginning());
    Json(json!({ "server": app.ledger.key().to_string(), "beginning": beginning }))
}
