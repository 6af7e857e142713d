//! `POST /v1/opaque/register/finish`: what the server keeps of a password, and what it opens.

use axum::extract::State;
use axum::{Json, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/opaque/register/finish", methods: &["post"], answer: post(finish) }
}

#[derive(Deserialize)]
struct Ask {
    name: String,
    message: String,
    escrow: String,
}

async fn finish(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    let ask: Ask = body::json(&body)?;
    let (name, message) = (body::name(&ask.name)?, body::unhex(&ask.message)?);
    let escrow = body::unhex(&ask.escrow)?.into();
    app.ledger.password_finish(&session, &name, &message, escrow).await?;
    Ok(Json(json!({})))
}
