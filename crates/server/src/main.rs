//! `henro-server`: keeps sealed records in step between devices, and cannot read them.
#![forbid(unsafe_code)]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use henro_server::{Bucket, Config, Error, Log, Rates, Server, Tls};
use henro_server_store::Limits;

/// Keeps sealed records in step between devices. It cannot read them.
#[derive(Debug, Parser)]
#[command(name = "henro-server", version)]
struct Arguments {
    #[command(subcommand)]
    work: Option<Work>,
    /// Address and port. Without --cert and --key only addresses of this machine.
    #[arg(long, env = "HENRO_SERVER_LISTEN", global = true, default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
    /// Folder for the database and the blobs. By default in the user's data folder.
    #[arg(long, env = "HENRO_SERVER_DATA", global = true)]
    data: Option<PathBuf>,
    /// PostgreSQL in place of the SQLite file: postgres://USER@HOST/DATABASE. Several servers may share one.
    #[arg(long, env = "HENRO_SERVER_DATABASE", global = true, hide_env_values = true)]
    database: Option<String>,
    /// Bucket for blobs in place of a folder: s3://BUCKET or s3://BUCKET/FOLDER. Region, endpoint and credentials come from the
    /// environment under the names of S3 tools (AWS_REGION, AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).
    #[arg(long, env = "HENRO_SERVER_BLOBS", global = true, value_name = "ADDRESS")]
    blobs: Option<String>,
    /// Certificate chain, PEM.
    #[arg(long, env = "HENRO_SERVER_CERT", global = true, requires = "key")]
    cert: Option<PathBuf>,
    /// Private key of the certificate, PEM.
    #[arg(long, env = "HENRO_SERVER_KEY", global = true, requires = "cert")]
    key: Option<PathBuf>,
    /// Most connections at once. An open app holds one. Ask the system for as many open files and some more (ulimit -n).
    #[arg(long, env = "HENRO_SERVER_CONNECTIONS", default_value_t = Config::CONNECTIONS as u32,
        value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    connections: u32,
    /// Closes /metrics. Behind a proxy on the same machine everybody seems to come from this machine.
    #[arg(long, env = "HENRO_SERVER_NO_METRICS")]
    no_metrics: bool,
    /// Writes a line for each request: method, route, status, milliseconds. No ids, no addresses.
    #[arg(long, env = "HENRO_SERVER_LOG_REQUESTS")]
    log_requests: bool,
    /// End when stdin ends too, so that no server outlives whoever started it.
    #[arg(long, hide = true)]
    until_eof: bool,
}

/// Without one of these it serves.
#[derive(Debug, Subcommand)]
enum Work {
    /// Looks at address, clock, disk, database and key, and says what to do.
    Doctor,
    /// Copies the database into FILE and a folder of blobs into FILE.blobs, also while the server runs. Not what is in a bucket.
    Backup {
        /// The copy.
        file: PathBuf,
    },
    /// After an older copy of the database was put back by other means than restore: devices bring what it lost. Not while a
    /// server runs.
    Anew,
    /// Checks FILE and puts it in the place of the database, which is kept beside it; blobs from FILE.blobs. Devices bring what
    /// came since.
    Restore {
        /// The copy.
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "henro-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Arguments) -> Result<(), Error> {
    let (work, until_eof) = (arguments.work.take(), arguments.until_eof);
    let config = config(arguments)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Error::Listen)?;
    match work {
        None => runtime.block_on(serve(config, until_eof)),
        Some(Work::Doctor) => runtime.block_on(henro_server::doctor(&config, &mut std::io::stdout())),
        Some(Work::Backup { file }) => {
            henro_server::backup(&config, &file)?;
            if let Some(bucket) = &config.bucket {
                say(&format!(
                    "blobs stay in {}: this copy names them and does not hold them",
                    bucket.address()
                ));
            }
            Ok(())
        }
        Some(Work::Anew) => runtime.block_on(henro_server::anew(&config)),
        Some(Work::Restore { file }) => henro_server::restore(&config, &file),
    }
}

async fn serve(config: Config, until_eof: bool) -> Result<(), Error> {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let server = Server::bind(config).await?;
    say(&format!("henro-server listens on {scheme}://{}", server.address()?));
    if until_eof {
        server.serve(ended()).await;
    } else {
        server.serve(stopped()).await;
    }
    Ok(())
}

fn config(arguments: Arguments) -> Result<Config, Error> {
    let data = match arguments.data {
        Some(data) => data,
        None => directories::BaseDirs::new().ok_or(Error::NoFolder)?.data_dir().join("henro-server"),
    };
    let tls = arguments.cert.zip(arguments.key).map(|(cert, key)| Tls { cert, key });
    let bucket = arguments.blobs.map(|address| Bucket::read(&address, words())).transpose()?;
    let log = if arguments.log_requests { Log::Requests } else { Log::Quiet };
    Ok(Config {
        listen: arguments.listen,
        data,
        database: arguments.database,
        bucket,
        tls,
        limits: Limits::default(),
        rates: Rates::default(),
        patience: Config::PATIENCE,
        connections: arguments.connections as usize,
        metrics: !arguments.no_metrics,
        log,
    })
}

/// The environment, as far as it is text.
fn words() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn say(line: &str) {
    use std::io::Write;
    // A closed stdout is no reason to stop serving.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The same, or the end of stdin.
async fn ended() {
    let (gone, end) = tokio::sync::oneshot::channel::<()>();
    // Not a task of the runtime: a read of stdin cannot be ended, and the runtime would wait for it.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        drop(gone);
    });
    tokio::select! {
        _ = end => {}
        () = stopped() => {}
    }
}

/// Ctrl+C, or SIGTERM as service managers send it.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
