use std::io::Write;
use std::path::Path;
use std::process::Command;

use futures_util::{StreamExt, TryStreamExt, stream};
use henro_server_store::{Clock, Random, Store};

use crate::depot::{Depot, key};
use crate::{Config, Error, SystemClock, SystemRandom, server};

/// A finding: what was looked at, whether it is well, and what it is or what to do.
type Finding = (&'static str, Result<String, String>);

/// Looks at everything the server needs and says what to do. Also while it runs.
pub async fn doctor(config: &Config, out: &mut dyn Write) -> Result<(), Error> {
    let mut findings = vec![listening(config), clock(), randomness()];
    if config.database.is_none() {
        findings.push(folder(&config.data));
        findings.push(room(&config.data));
    }
    if config.bucket.is_some() {
        findings.push(bucket(config).await);
    }
    findings.extend(database(config).await);
    let bad = findings.iter().filter(|(_, found)| found.is_err()).count();
    for (what, found) in findings {
        let (mark, words) = match &found {
            Ok(words) => ("ok  ", words),
            Err(words) => ("FAIL", words),
        };
        writeln!(out, "{mark} {what}: {words}").map_err(Error::File)?;
    }
    if bad == 0 { Ok(()) } else { Err(Error::Findings(bad)) }
}

fn listening(config: &Config) -> Finding {
    let words = match (&config.tls, config.listen.ip().to_canonical().is_loopback()) {
        (Some(tls), _) => {
            server::acceptor(tls).map(|_| format!("https on {}", config.listen)).map_err(|error| {
                format!("{error}; --cert is the certificate chain and --key its private key, both PEM")
            })
        }
        (None, true) => Ok(format!("http on {}, this machine only", config.listen)),
        (None, false) => Err(Error::PlainOutside.to_string()),
    };
    ("address", words)
}

fn clock() -> Finding {
    let now = SystemClock.now();
    // Between the making of this program and a life later.
    let words = if (EARLIEST_MS..LATEST_MS).contains(&now) {
        Ok(format!("{now} ms since 1970"))
    } else {
        Err("the clock of this machine is wrong; set it, and keep it with NTP".to_owned())
    };
    ("clock", words)
}

fn randomness() -> Finding {
    let mut bytes = [0; 32];
    let found = SystemRandom::new().fill(&mut bytes).map(|()| "there".to_owned());
    ("randomness", found.map_err(|_| "the system gives no random bytes".to_owned()))
}

fn folder(data: &Path) -> Finding {
    let file = data.join("doctor.tmp");
    let written = std::fs::write(&file, b"x").and_then(|()| std::fs::remove_file(&file));
    let words = written.map(|()| "can be written".to_owned());
    (
        "data folder",
        words.map_err(|error| format!("{error}; name another one with --data, or start the server once")),
    )
}

fn room(data: &Path) -> Finding {
    let output = Command::new("df").arg("-Pk").arg(data).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let free = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    let words = match free {
        None => Ok("not known on this system".to_owned()),
        Some(kib) if kib < LEAST_KIB => {
            Err(format!("{} MiB left; make room, or records cannot grow", kib / 1024))
        }
        Some(kib) => Ok(format!("{} MiB left", kib / 1024)),
    };
    ("disk", words)
}

async fn bucket(config: &Config) -> Finding {
    let tried = match Depot::open(config) {
        Ok(depot) => depot.try_out().await,
        Err(error) => Err(error),
    };
    let words = tried.map(|()| "can be written, read, listed and cleared".to_owned());
    let todo =
        "are --blobs, AWS_ENDPOINT_URL, AWS_REGION and the credentials right, and may they do all four?";
    ("bucket", words.map_err(|error| format!("{error}; {todo}")))
}

async fn database(config: &Config) -> Vec<Finding> {
    if config.database.is_none() && !config.data.join(server::FILE).exists() {
        return vec![("database", Ok("none yet; the first start makes it".to_owned()))];
    }
    let store = match server::store(config).await {
        Ok(store) => store,
        Err(error) => {
            let words = format!("{error}; is the path or the URL right, and is PostgreSQL running?");
            return vec![("database", Err(words))];
        }
    };
    let words = match store.check().await {
        Ok(found) if found.is_empty() => Ok("opens, and its chains have the lengths they say".to_owned()),
        Ok(found) => {
            Err(format!("{}; restore the last backup: devices send what is missing again", found.join("; ")))
        }
        Err(error) => Err(error.to_string()),
    };
    let kept = store.kept_secret("server-key").await;
    let key = match kept {
        Ok(Some(_)) => Ok("there".to_owned()),
        Ok(None) => {
            Err("none in this database: it was never served from; devices that knew another key refuse it"
                .to_owned())
        }
        Err(error) => Err(error.to_string()),
    };
    vec![("database", words), ("key", key), ("blobs", blobs(config, &*store).await)]
}

/// Whether every piece that is named lies there, as long as it was.
async fn blobs(config: &Config, store: &dyn Store) -> Result<String, String> {
    let depot = Depot::open(config).map_err(|error| error.to_string())?;
    let (mut count, mut missing, mut last) = (0, Vec::new(), None);
    loop {
        let names = store.blob_names(last, 1000).await.map_err(|error| error.to_string())?;
        let Some((newest, _)) = names.last() else { break };
        last = Some(*newest);
        count += names.len();
        // A bucket is far away: several at once.
        let asked = names.into_iter().map(|(name, length)| {
            let depot = &depot;
            async move { depot.length(&name).await.map(|found| (found != Some(length)).then_some(name)) }
        });
        let found: Vec<_> = stream::iter(asked)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
            .map_err(|error| error.to_string())?;
        missing.extend(found.into_iter().flatten());
    }
    if missing.is_empty() {
        return Ok(format!("{count} pieces, all there"));
    }
    missing.sort();
    let some: Vec<_> = missing.iter().take(NAMED).map(|name| key(name).to_string()).collect();
    let more = if missing.len() > NAMED { ", …" } else { "" };
    let todo = match &config.bucket {
        Some(bucket) => format!("bring back older versions of these objects in {}", bucket.address()),
        None => "restore the folder of blobs from the last backup".to_owned(),
    };
    Err(format!("{} of {count} pieces are missing or cut; {todo}: {}{more}", missing.len(), some.join(", ")))
}

/// Pieces asked for at once.
const AT_ONCE: usize = 16;
/// Missing pieces that are named.
const NAMED: usize = 5;
/// 2026-01-01.
const EARLIEST_MS: u64 = 1_767_225_600_000;
/// 2100-01-01.
const LATEST_MS: u64 = 4_102_444_800_000;
const LEAST_KIB: u64 = 512 << 10;
