//! `POST /v1/opaque/login/start`: the first message of a login by password, and its answer. A name that nobody has is
//! answered like any other.

use axum::extract::State;
use axum::{Extension, Json, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::body::{self, SmallBody};
use crate::connection::Peer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/opaque/login/start", methods: &["post"], answer: post(start) }
}

#[derive(Deserialize)]
struct Ask {
    name: String,
    device: String,
    message: String,
}

async fn start(
    State(app): State<Shared>,
    peer: Option<Extension<Peer>>,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    if let Some(Extension(Peer(peer))) = peer {
        app.limiter.login(peer.ip()).map_err(Refusal::too_often)?;
    }
    let ask: Ask = body::json(&body)?;
    let (name, message) = (body::name(&ask.name)?, body::unhex(&ask.message)?);
    let (answer, state) = app.ledger.enter_start(&name, &ask.device.parse()?, &message).await?;
    Ok(Json(json!({ "message": body::hex(&answer), "state": body::hex(&state) })))
}
