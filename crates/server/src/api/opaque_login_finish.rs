//! `POST /v1/opaque/login/finish`: the second message of a login by password. Who knew it gets what was laid down, and a
//! session of the daily tier for the device it began with.

use axum::extract::State;
use axum::{Json, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/opaque/login/finish", methods: &["post"], answer: post(finish) }
}

#[derive(Deserialize)]
struct Ask {
    state: String,
    message: String,
}

async fn finish(State(app): State<Shared>, SmallBody { 0: body }: SmallBody) -> Result<Json<Value>, Refusal> {
    let ask: Ask = body::json(&body)?;
    let (state, message) = (body::unhex(&ask.state)?, body::unhex(&ask.message)?);
    let entered = app.ledger.enter_finish(&state, &message).await?;
    Ok(Json(json!({
        "identity": entered.identity.to_string(),
        "token": bearer::text(&entered.token),
        "expires": entered.token.expires,
        "escrow": body::hex(&entered.escrow),
    })))
}
