//! `GET`, `DELETE` and `POST /v1/account`: what the server knows of the caller, the wish to be forgotten, and taking it
//! back.

use axum::extract::State;
use axum::{Json, routing::get};
use henro_sync::IdentityId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Route, auth_session};
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    let answer = get(account).delete(leave).post(stay);
    Route { path: "/v1/account", methods: &["delete", "get", "post"], answer }
}

async fn account(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Json<Value>, Refusal> {
    let account = app.ledger.account(&session).await?;
    let (id, unified) = (session.identity.to_string(), account.unified);
    Ok(Json(json!({ "id": id, "unified": unified, "leaves": account.leaves })))
}

#[derive(Deserialize)]
struct Wish {
    challenge: String,
    signature: String,
}

async fn leave(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    let wish: Wish = body::json(&body)?;
    let challenge = wish.challenge.parse::<IdentityId>()?.0;
    let signature = auth_session::signature(&wish.signature)?;
    let at = app.ledger.leave(&session, &challenge, &signature).await?;
    Ok(Json(json!({ "leaves": at })))
}

async fn stay(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Json<Value>, Refusal> {
    app.ledger.stay(&session).await?;
    Ok(Json(json!({ "leaves": null })))
}
