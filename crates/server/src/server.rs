use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use henro_server_store::{Clock, Ledger, LedgerConfig, Postgres, Random, Sqlite, Store};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::app::{App, Shared};
use crate::bearer::{self, Carried};
use crate::connection::{self, Peer};
use crate::depot::Depot;
use crate::lock::Lock;
use crate::rates::Limiter;
use crate::refusal::Refusal;
use crate::{Config, Error, SystemClock, SystemRandom, Tls, api};

/// A server that is bound to its address.
pub struct Server {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Shared,
    patience: Duration,
    connections: usize,
    lock: Option<Lock>,
}

impl Server {
    /// Opens the database and binds the address.
    pub async fn bind(config: Config) -> Result<Self, Error> {
        let clock = Arc::new(SystemClock);
        let random = Arc::new(SystemRandom::new());
        Self::bind_with(config, clock, random).await
    }

    /// The same with another clock and other randomness.
    pub async fn bind_with(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Error> {
        if config.tls.is_none() && !config.listen.ip().to_canonical().is_loopback() {
            return Err(Error::PlainOutside);
        }
        let tls = config.tls.as_ref().map(acceptor).transpose()?;
        let lock = config.database.is_none().then(|| Lock::take(&config.data)).transpose()?;
        let store = store(&config).await?;
        let ledger = Ledger::open(LedgerConfig { store, clock, random, limits: config.limits }).await?;
        let depot = Depot::open(&config)?;
        if config.bucket.is_some() {
            depot.claim(&ledger.key()).await?;
        }
        let listener = TcpListener::bind(config.listen).await.map_err(Error::Listen)?;
        let limiter = Limiter::new(&config.rates);
        let (counts, log, metrics) = (Default::default(), config.log, config.metrics);
        let app = Arc::new(App { ledger, depot, limiter, counts, log, metrics });
        Ok(Self { listener, tls, app, patience: config.patience, connections: config.connections, lock })
    }

    /// Where it listens.
    pub fn address(&self) -> Result<SocketAddr, Error> {
        self.listener.local_addr().map_err(Error::Listen)
    }

    /// Serves until `stop` is done.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let app = Arc::clone(&self.app);
        let tidy = tokio::spawn(async move {
            let mut every = tokio::time::interval(Duration::from_secs(60));
            let mut turn = 0u64;
            loop {
                every.tick().await;
                app.limiter.tidy();
                if app.ledger.forget().await.is_err() {
                    app.log.say("forgetting those who left failed; it is tried again in a minute");
                }
                if turn.is_multiple_of(SWEEP_EVERY) && tidy_blobs(&app).await.is_err() {
                    app.log.say("clearing blobs away failed; it is tried again in an hour");
                }
                turn += 1;
            }
        });
        let router = router(&self.app);
        let bounds = (self.patience, self.connections);
        connection::serve(self.listener, self.tls, router, self.app, bounds, stop).await;
        tidy.abort();
        drop(self.lock);
    }
}

/// Blobs nobody names, and bytes no blob has.
async fn tidy_blobs(app: &App) -> Result<(), Error> {
    app.ledger.blobs_tidy().await?;
    app.depot.sweep(&app.ledger).await.map(drop)
}

/// Minutes between two looks for bytes nobody names.
const SWEEP_EVERY: u64 = 60;

/// The database that is configured.
pub(crate) async fn store(config: &Config) -> Result<Arc<dyn Store>, Error> {
    if let Some(url) = &config.database {
        return Ok(Arc::new(Postgres::open(url).await?));
    }
    Ok(Arc::new(Sqlite::open(&config.data.join(FILE))?))
}

/// The SQLite file in the data folder.
pub(crate) const FILE: &str = "server.db";

fn router(app: &Shared) -> Router {
    api::router()
        .fallback(|| async { Refusal::unknown() })
        .layer(from_fn_with_state(Arc::clone(app), around))
        .with_state(Arc::clone(app))
}

/// Counts, limits each device by its session and all others by their address, and writes the log.
async fn around(
    State(app): State<Shared>,
    route: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let carried = bearer::carried(request.headers(), &app);
    let refused = match carried {
        Carried::Session(session) => app.limiter.device(&session.device).err(),
        Carried::Nothing | Carried::Useless => {
            let peer = request.extensions().get::<Peer>();
            peer.and_then(|Peer(peer)| app.limiter.address(peer.ip()).err())
        }
    };
    request.extensions_mut().insert(carried);
    let response = match refused {
        Some(seconds) => Refusal::too_often(seconds).into_response(),
        None => next.run(request).await,
    };
    let status = response.status().as_u16();
    app.counts.answered(status);
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    app.log.request(method.as_str(), route, status, begun.elapsed().as_millis());
    response
}

pub(crate) fn acceptor(tls: &Tls) -> Result<TlsAcceptor, Error> {
    let wrong = |why: String| Error::Tls(why);
    let certs = CertificateDer::pem_file_iter(&tls.cert).map_err(|error| wrong(error.to_string()))?;
    let certs = certs.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| wrong(error.to_string()))?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(certs, key)
        .map_err(|error| wrong(error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
