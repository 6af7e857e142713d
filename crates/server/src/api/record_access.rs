//! `GET /v1/records/{id}/access`: lines of the access log, for owners and managers.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;

use super::{From, Route};
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/records/{id}/access", methods: &["get"], answer: get(entries) }
}

async fn entries(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    Query(From { from }): Query<From>,
) -> Result<Response, Refusal> {
    Ok(body::list(app.ledger.access_entries(&session, &id.parse()?, from).await?))
}
