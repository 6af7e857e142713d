//! `GET /metrics`: counts for Prometheus, without ids. For this machine only, and not behind a proxy on it.

use std::sync::atomic::Ordering;

use axum::extract::{Extension, State};
use axum::routing::get;

use super::Route;
use crate::app::Shared;
use crate::connection::Peer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/metrics", methods: &["get"], answer: get(metrics) }
}

async fn metrics(
    State(app): State<Shared>,
    Extension(Peer(peer)): Extension<Peer>,
) -> Result<String, Refusal> {
    if !app.metrics || !peer.ip().to_canonical().is_loopback() {
        return Err(Refusal::unknown());
    }
    let mut out = String::from("# TYPE henro_answers_total counter\n");
    for (class, count) in (1..).zip(app.counts.answers()) {
        out.push_str(&format!("henro_answers_total{{class=\"{class}xx\"}} {count}\n"));
    }
    let watchers = app.ledger.hub().watchers();
    let connections = app.counts.connections.load(Ordering::Relaxed);
    out.push_str(&format!("# TYPE henro_watchers gauge\nhenro_watchers {watchers}\n"));
    out.push_str(&format!("# TYPE henro_connections gauge\nhenro_connections {connections}\n"));
    Ok(out)
}
