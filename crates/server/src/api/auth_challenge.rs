//! `POST /v1/auth/challenge`: something for a device to sign.

use axum::extract::State;
use axum::{Json, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/auth/challenge", methods: &["post"], answer: post(challenge) }
}

#[derive(Deserialize)]
struct Ask {
    identity: String,
    device: String,
}

async fn challenge(
    State(app): State<Shared>,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    let ask: Ask = body::json(&body)?;
    let challenge = app.ledger.challenge(&ask.identity.parse()?, &ask.device.parse()?);
    // Written as any 32 bytes are.
    let challenge = henro_sync::IdentityId(challenge).to_string();
    let server = app.ledger.key().to_string();
    Ok(Json(json!({ "challenge": challenge, "at": app.ledger.now(), "server": server })))
}
