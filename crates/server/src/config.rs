use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use henro_server_store::Limits;

use crate::{Bucket, Log, Rates};

/// Certificate chain and private key, both PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Certificates, the server's own first.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder of the SQLite file and of blobs.
    pub data: PathBuf,
    /// Address of a PostgreSQL database, in place of the SQLite file.
    pub database: Option<String>,
    /// Where blobs lie in place of the folder `blobs`.
    pub bucket: Option<Bucket>,
    /// TLS; without it, loopback only.
    pub tls: Option<Tls>,
    /// What one person may ask.
    pub limits: Limits,
    /// How often.
    pub rates: Rates,
    /// How long a connection may take for the head of its next request.
    pub patience: Duration,
    /// Most connections at once; whoever comes beyond them waits.
    pub connections: usize,
    /// Whether `/metrics` answers this machine. Not behind a proxy on the same machine: there everybody is this machine.
    pub metrics: bool,
    /// Where it writes what it did.
    pub log: Log,
}

impl Config {
    /// As long as a phone in a tunnel may need.
    pub const PATIENCE: Duration = Duration::from_secs(30);

    /// What one process holds with 0.3 GiB.
    pub const CONNECTIONS: usize = 20_000;

    /// On a free port of this machine, with that data folder: for tests and for trying out.
    pub fn local(data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data,
            database: None,
            bucket: None,
            tls: None,
            limits: Limits::default(),
            rates: Rates::default(),
            patience: Self::PATIENCE,
            connections: Self::CONNECTIONS,
            metrics: true,
            log: Log::Off,
        }
    }
}
