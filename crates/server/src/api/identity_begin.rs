//! `POST /v1/identities`: registers an identity by the first entry of its chain.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, routing::post};
use serde_json::json;

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::SmallBody;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/identities", methods: &["post"], answer: post(begin) }
}

async fn begin(
    State(app): State<Shared>,
    asks: Option<Bearer>,
    SmallBody { 0: entry }: SmallBody,
) -> Result<Response, Refusal> {
    let session = asks.map(|Bearer(session)| session);
    let known = app.ledger.identity_begin(entry, session.as_ref()).await?;
    let status = if known.new { StatusCode::CREATED } else { StatusCode::OK };
    let mut body = json!({ "id": known.id.to_string() });
    if let Some(unified) = known.unified {
        body["unified"] = unified.into();
    }
    Ok((status, Json(body)).into_response())
}
