//! The whole app in a browser on 127.0.0.1: the UI's files and one door, `POST /rpc/NAME`.
//!
//! Only this machine can connect, only the page that was opened with the one-run token can call, and
//! only under our own Host and Origin. Adds nothing to [`henro_app::dispatch`].
#![forbid(unsafe_code)]

mod assets;
mod guard;
mod rpc;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use henro_app::Context;

pub use guard::Token;

/// What can stop the loopback face.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The port is taken or not allowed.
    #[error("cannot listen on this port")]
    Listen(#[source] std::io::Error),
    /// The connection broke down.
    #[error("the server stopped")]
    Serve(#[source] std::io::Error),
    /// The system gave no random bytes for the token.
    #[error("no randomness for the token")]
    Randomness,
}

/// What every request sees.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) ctx: Arc<Context>,
    pub(crate) token: Token,
    pub(crate) port: u16,
}

/// A bound socket with its address, not yet serving.
pub struct Loopback {
    listener: tokio::net::TcpListener,
    door: Door,
}

impl Loopback {
    /// Binds 127.0.0.1 at `port` (0 takes a free one) with a fresh token.
    pub async fn bind(ctx: Arc<Context>, port: u16) -> Result<Self, Error> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(address).await.map_err(Error::Listen)?;
        let port = listener.local_addr().map_err(Error::Listen)?.port();
        Ok(Self { listener, door: Door { ctx, token: Token::make().ok_or(Error::Randomness)?, port } })
    }

    /// The address to open; the token stands behind `#`, so it never reaches a log or a Referer.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/#token={}", self.door.port, self.door.token.as_str())
    }

    /// Serves until `stop` is done. Locks the record when idle and before it ends.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
        let ctx = self.door.ctx.clone();
        let ticker = tokio::spawn(tick(ctx.clone()));
        let router = router(self.door).into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(self.listener, router).with_graceful_shutdown(stop).await;
        ticker.abort();
        ctx.lock();
        served.map_err(Error::Serve)
    }
}

fn router(door: Door) -> Router {
    Router::new()
        .route("/rpc/{name}", post(rpc::call))
        .fallback(get(assets::file))
        .layer(axum::extract::DefaultBodyLimit::max(rpc::LARGEST_BODY))
        .layer(from_fn_with_state(door.clone(), guard::check))
        .with_state(door)
}

async fn tick(ctx: Arc<Context>) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        let ctx = Arc::clone(&ctx);
        // It may write and may ask a card, which takes its time. Only a panic of the core ends it early.
        let _ = tokio::task::spawn_blocking(move || ctx.tick()).await;
    }
}
