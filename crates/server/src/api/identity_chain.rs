//! `GET` and `POST /v1/identities/{id}/chain`: entries of an identity, and the next one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::{Json, routing::get};
use serde_json::{Value, json};

use super::{From, Route};
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, EntryBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    let answer = get(entries).post(append);
    Route { path: "/v1/identities/{id}/chain", methods: &["get", "post"], answer }
}

async fn entries(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(From { from }): Query<From>,
) -> Result<Response, Refusal> {
    Ok(body::list(app.ledger.identity_entries(&id.parse()?, from).await?))
}

async fn append(
    State(app): State<Shared>,
    asks: Option<Bearer>,
    Path(id): Path<String>,
    EntryBody { 0: entry }: EntryBody,
) -> Result<Json<Value>, Refusal> {
    let session = asks.map(|Bearer(session)| session);
    let len = app.ledger.identity_append(&id.parse()?, &entry, session.as_ref()).await?;
    Ok(Json(json!({ "len": len })))
}
