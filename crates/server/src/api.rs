//! Endpoints, one a file, and the one list of them.

mod account;
mod auth_challenge;
mod auth_session;
mod blob;
mod blob_keep;
mod healthz;
mod identity_begin;
mod identity_chain;
mod identity_news;
mod lay;
mod mailbox;
mod mailbox_take;
mod metrics;
mod opaque;
mod opaque_escrow;
mod opaque_login_finish;
mod opaque_login_start;
mod opaque_register_finish;
mod opaque_register_start;
mod openapi;
mod ranking;
mod record_access;
mod record_begin;
mod record_control;
mod record_heartbeats;
mod record_pull;
mod server;
mod slip;
mod stream_erased;
mod stream_push;
mod stream_segments;
mod time;
mod watch;

use axum::Router;
use axum::routing::MethodRouter;

use crate::app::Shared;

/// A path with what answers on it.
pub(crate) struct Route {
    path: &'static str,
    /// Its methods, as the document names them.
    #[cfg_attr(not(test), expect(dead_code, reason = "held against the document by a test"))]
    methods: &'static [&'static str],
    answer: MethodRouter<Shared>,
}

/// Every endpoint. `openapi.json` is held against this list.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        identity_begin::route(),
        identity_chain::route(),
        identity_news::route(),
        auth_challenge::route(),
        auth_session::route(),
        opaque_register_start::route(),
        opaque_register_finish::route(),
        opaque_login_start::route(),
        opaque_login_finish::route(),
        opaque_escrow::route(),
        opaque::route(),
        record_begin::route(),
        record_control::route(),
        record_pull::route(),
        record_access::route(),
        record_heartbeats::route(),
        stream_push::route(),
        blob::route(),
        blob_keep::route(),
        ranking::route(),
        stream_segments::route(),
        stream_erased::route(),
        watch::route(),
        mailbox::route(),
        mailbox_take::route(),
        account::route(),
        server::route(),
        time::route(),
        healthz::route(),
        metrics::route(),
        openapi::route(),
    ];
    routes.extend(lay::routes());
    routes.extend(slip::routes());
    routes
}

pub(crate) fn router() -> Router<Shared> {
    routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.answer))
}

/// Place in a chain that a list begins at.
#[derive(serde::Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: u64,
}
