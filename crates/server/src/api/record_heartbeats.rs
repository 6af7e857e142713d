//! `GET` and `POST /v1/records/{id}/heartbeats`: what each device saw last.

use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Json, routing::get};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    let answer = get(beats).post(beat);
    Route { path: "/v1/records/{id}/heartbeats", methods: &["get", "post"], answer }
}

async fn beats(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(body::list(app.ledger.beats(&session, &id.parse()?).await?))
}

async fn beat(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    SmallBody { 0: beat }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    app.ledger.beat(&session, &id.parse()?, beat).await?;
    Ok(Json(json!({})))
}
