//! `POST /v1/identities/news`: what is new in many identity chains, asked for at once.

use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use henro_sync::IdentityId;

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/identities/news", methods: &["post"], answer: post(news) }
}

async fn news(
    State(app): State<Shared>,
    _: Bearer,
    SmallBody { 0: asked }: SmallBody,
) -> Result<Response, Refusal> {
    let (rows, []) = asked.as_chunks::<ROW>() else { return Err(Refusal::malformed()) };
    if rows.len() > MOST {
        return Err(Refusal::malformed());
    }
    let asked = rows.iter().map(read).collect::<Option<Vec<_>>>().ok_or_else(Refusal::malformed)?;
    let found = app.ledger.identities_entries(&asked).await?;
    Ok(body::list(found.iter().map(|(id, entry)| [&id.0[..], entry].concat())))
}

fn read(row: &[u8; ROW]) -> Option<(IdentityId, u64)> {
    let (id, from) = row.split_first_chunk::<32>()?;
    Some((IdentityId(*id), u64::from_be_bytes(*from.first_chunk()?)))
}

/// An identity 32, the place from which on 8.
const ROW: usize = 40;
const MOST: usize = 256;
