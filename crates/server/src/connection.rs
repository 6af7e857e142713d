//! Connections: TLS, limits on time and number, and an end in good order.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::app::Shared;

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Answers connections until `stop` is done, then lets what has begun come to its end.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    app: Shared,
    (patience, most): (Duration, usize),
    stop: impl Future<Output = ()>,
) {
    let (graceful, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(most)));
    let mut stop = pin!(stop);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&room).acquire_owned() => place,
            () = &mut stop => break,
        };
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // No more handles: wait for some to come back.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (router, app, tls, watcher) = (router.clone(), Arc::clone(&app), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            app.counts.connections.fetch_add(1, Ordering::Relaxed);
            let http = http(patience);
            connection(stream, peer, tls, router, http, watcher).await;
            app.counts.connections.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
    // Watchers would wait for ever.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    http: http1::Builder,
    watcher: hyper_util::server::graceful::Watcher,
) {
    // A small answer is not to wait for a second one.
    let _ = stream.set_nodelay(true);
    match tls {
        None => speak(stream, peer, router, http, watcher).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                speak(stream, peer, router, http, watcher).await;
            }
        }
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    http: http1::Builder,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = tower_service(router, peer);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is no event.
    let _ = watcher.watch(connection).await;
}

fn http(patience: Duration) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience).max_headers(64).max_buf_size(32 << 10);
    http
}

fn tower_service(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> {
    let inner = TowerToHyperService::new(router);
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        hyper::service::Service::call(&inner, request.map(Body::new))
    })
}

const HANDSHAKE: Duration = Duration::from_secs(10);
const GRACE: Duration = Duration::from_secs(5);
