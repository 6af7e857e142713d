//! `POST /v1/opaque/register/start`: the first message of setting a password, and its answer.

use axum::extract::State;
use axum::{Extension, Json, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::connection::Peer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/opaque/register/start", methods: &["post"], answer: post(start) }
}

#[derive(Deserialize)]
struct Ask {
    name: String,
    message: String,
}

async fn start(
    State(app): State<Shared>,
    peer: Option<Extension<Peer>>,
    Bearer(session): Bearer,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    // Each name that is asked for leaves a line: not as often as a session may ask for other things.
    if let Some(Extension(Peer(peer))) = peer {
        app.limiter.login(peer.ip()).map_err(Refusal::too_often)?;
    }
    let ask: Ask = body::json(&body)?;
    let (name, message) = (body::name(&ask.name)?, body::unhex(&ask.message)?);
    let answer = app.ledger.password_start(&session, &name, &message).await?;
    Ok(Json(json!({ "message": body::hex(&answer) })))
}
