//! `POST /v1/auth/session`: a session for a device that signed a challenge.

use axum::extract::State;
use axum::{Json, routing::post};
use henro_sync::{IdentityId, Signature};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/auth/session", methods: &["post"], answer: post(session) }
}

#[derive(Deserialize)]
struct Ask {
    identity: String,
    device: String,
    challenge: String,
    signature: String,
}

async fn session(
    State(app): State<Shared>,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    let ask: Ask = body::json(&body)?;
    let challenge = ask.challenge.parse::<IdentityId>()?.0;
    let signature = signature(&ask.signature)?;
    let (identity, device) = (ask.identity.parse()?, ask.device.parse()?);
    let token = app.ledger.login(&identity, &device, &challenge, &signature).await?;
    let (server, beginning) = (app.ledger.key().to_string(), body::hex(&app.ledger.beginning()));
    let token = json!({ "token": bearer::text(&token), "expires": token.expires, "server": server,
        "beginning": beginning });
    Ok(Json(token))
}

/// 128 hex digits.
pub(super) fn signature(text: &str) -> Result<Signature, Refusal> {
    let (a, b) = text.split_at_checked(64).ok_or_else(Refusal::malformed)?;
    let mut out = [0; 64];
    let (first, second) = out.split_at_mut(32);
    first.copy_from_slice(&a.parse::<IdentityId>()?.0);
    second.copy_from_slice(&b.parse::<IdentityId>()?.0);
    Ok(out)
}
