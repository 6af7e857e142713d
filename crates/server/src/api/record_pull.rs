//! `POST /v1/records/{id}/pull`: a page of frames for a signed look.

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use henro_server_store::Part;

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/records/{id}/pull", methods: &["post"], answer: post(pull) }
}

async fn pull(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(id): Path<String>,
    SmallBody { 0: look }: SmallBody,
) -> Result<Response, Refusal> {
    let page = app.ledger.pull(&session, &id.parse()?, look).await?;
    let room: usize = page.parts.iter().map(|part| part.frames.len() + 512).sum();
    let mut out = Vec::with_capacity(room);
    body::put(&mut out, format!("{{\"more\":{}}}", page.more).as_bytes());
    for part in &page.parts {
        let length = 16 + 8 + 4 + part.head.len() + part.frames.len();
        out.extend_from_slice(&(length as u32).to_be_bytes());
        put(&mut out, part);
    }
    Ok(body::bytes(out))
}

/// One stream of a page.
pub(super) fn put(out: &mut Vec<u8>, part: &Part) {
    out.extend_from_slice(&part.stream.0);
    out.extend_from_slice(&part.first.to_be_bytes());
    body::put(out, &part.head);
    out.extend_from_slice(&part.frames);
}
