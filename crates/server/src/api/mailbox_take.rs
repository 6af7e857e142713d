//! `POST /v1/mailboxes/{id}/take`: the letter, out of its box.

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

use super::{Route, mailbox};
use crate::app::Shared;
use crate::body;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/mailboxes/{id}/take", methods: &["post"], answer: post(take) }
}

async fn take(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let letter = app.ledger.letter(mailbox::address(&id)?, true).await?;
    letter.map(body::bytes).ok_or_else(Refusal::unknown)
}
