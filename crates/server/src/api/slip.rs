//! `PUT /v1/slips/{slot}` and `GET /v1/devices/{device}/slips/{slot}`: what a device lays down for others to find.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, put};
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SlipBody};
use crate::refusal::Refusal;

pub(super) fn routes() -> [Route; 2] {
    [
        Route { path: "/v1/slips/{slot}", methods: &["put"], answer: put(lay) },
        Route { path: "/v1/devices/{device}/slips/{slot}", methods: &["get"], answer: get(find) },
    ]
}

#[derive(serde::Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

async fn lay(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path(slot): Path<String>,
    SlipBody { 0: slip }: SlipBody,
) -> Result<Json<Value>, Refusal> {
    app.ledger.slip_put(&session, slot.parse()?, slip).await?;
    Ok(Json(json!({})))
}

async fn find(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Path((device, slot)): Path<(String, String)>,
    Query(After { after }): Query<After>,
) -> Result<Response, Refusal> {
    let (at, slip) = app.ledger.slip(&session, device.parse()?, slot.parse()?, after).await?;
    Ok(body::bytes([&at.to_be_bytes()[..], &slip].concat()))
}
