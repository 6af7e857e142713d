//! `PUT /v1/opaque/escrow`: another escrow for the same password, after the keys of the account changed.

use axum::extract::State;
use axum::{Json, routing::put};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::SmallBody;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/opaque/escrow", methods: &["put"], answer: put(escrow) }
}

async fn escrow(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    SmallBody { 0: escrow }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    app.ledger.password_escrow(&session, escrow).await?;
    Ok(Json(json!({})))
}
