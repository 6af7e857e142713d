//! Measures `henro-server`, a process of its own: pushes of one signed frame, and watchers that hear nothing. One JSON line a
//! figure.
//!
//! `server_timing PROGRAM [--pushes N] [--watchers N]`: with SQLite, then with a PostgreSQL of its own. Linux only, it
//! reads `/proc`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool of the bench: a panic is its failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
#[path = "../tests/common/mod.rs"]
mod common;

#[path = "../../server-store/tests/cluster/mod.rs"]
mod cluster;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::world::*;
use common::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Devices that push at once, each over a connection of its own.
const DEVICES: usize = 64;

struct Measured {
    child: Child,
    base: String,
}

impl Measured {
    fn start(program: &str, data: &std::path::Path, database: Option<&String>) -> Self {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, base: line.split_whitespace().last().unwrap().to_owned() }
    }

    /// Seconds of CPU so far.
    fn cpu(&self) -> f64 {
        cpu_of(&format!("/proc/{}/stat", self.child.id())).unwrap().1
    }

    fn rss_kib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Name of a process, and its seconds of CPU so far, in ticks of 10 ms.
fn cpu_of(stat: &str) -> Option<(String, f64)> {
    let stat = std::fs::read_to_string(stat).ok()?;
    let (head, tail) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = tail.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some((head.split_once('(')?.1.to_owned(), ticks / 100.0))
}

/// Seconds of CPU of all processes of PostgreSQL on this machine.
fn database_cpu() -> f64 {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let all = processes.filter_map(|process| cpu_of(&process.path().join("stat").display().to_string()));
    all.filter(|(name, _)| name.starts_with("postgres")).map(|(_, seconds)| seconds).sum()
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
    let number = |name: &str, default: usize| after(name).map_or(default, |text| text.parse().unwrap());
    let mut rates = Vec::new();
    for name in ["sqlite", "postgres"] {
        let data = tempfile::tempdir().unwrap();
        let database = if name == "postgres" { Some(cluster::database().await) } else { None };
        let server = Measured::start(&words[0], data.path(), database.as_ref());
        let (people, entered) = people(&server).await;
        rates.push(pushes(&server, name, number("--pushes", 20_000) / DEVICES, &people, &entered).await);
        watchers(&server, name, number("--watchers", 10_000), &entered).await;
    }
    let [sqlite, postgres] = rates[..] else { return };
    figure("server_postgres_share_of_sqlite", postgres.own / sqlite.own, "ratio", Some(Bound::Least(0.5)));
    figure(
        "server_postgres_share_of_sqlite_with_database",
        postgres.with_database / sqlite.own,
        "ratio",
        Some(Bound::Least(0.5)),
    );
}

/// Pushes in a second of one core: of the server alone, and with what its database took.
#[derive(Clone, Copy)]
struct PerCore {
    own: f64,
    with_database: f64,
}

async fn people(server: &Measured) -> (Vec<(Person, Book)>, Vec<Asker>) {
    let open = Asker::new(&server.base);
    let (mut people, mut entered) = (Vec::new(), Vec::new());
    for n in 0..DEVICES {
        // 64 devices register within the burst of one address.
        let me = Person::new(n as u32 + 1, now());
        let mine = open.enter(&me).await;
        let book = Book::new(n as u8 + 1, &me, now());
        assert_eq!(mine.ask("POST", "/v1/records", book.genesis.clone()).await.status, 201);
        people.push((me, book));
        entered.push(mine);
    }
    (people, entered)
}

async fn pushes(
    server: &Measured,
    name: &str,
    each: usize,
    people: &[(Person, Book)],
    entered: &[Asker],
) -> PerCore {
    let mut work = Vec::new();
    for ((me, book), mine) in people.iter().zip(entered) {
        let mut hand = Hand::new(book.daily, 1);
        let path = format!("/v1/streams/{}/push", book.daily);
        let requests: Vec<Vec<u8>> = (0..each)
            .map(|_| {
                request(
                    "POST",
                    &path,
                    mine.token.as_ref().unwrap(),
                    &hand.write(&me.device, now(), &[7; 256]),
                )
            })
            .collect();
        work.push(requests);
    }
    let (begun, cpu, beside) = (Instant::now(), server.cpu(), database_cpu());
    let mut tasks = Vec::new();
    for requests in work {
        let address = server.base.strip_prefix("http://").unwrap().to_owned();
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            for request in requests {
                stream.write_all(&request).await.unwrap();
                let mut answer = [0; 1024];
                let read = stream.read(&mut answer).await.unwrap();
                assert!(
                    answer[..read].starts_with(b"HTTP/1.1 200"),
                    "{}",
                    String::from_utf8_lossy(&answer[..read])
                );
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let (total, seconds) = ((each * DEVICES) as f64, begun.elapsed().as_secs_f64());
    let (cpu, beside) = (server.cpu() - cpu, database_cpu() - beside);
    let per_core = PerCore { own: total / cpu, with_database: total / (cpu + beside) };
    figure(&format!("server_push_rate_{name}"), total / seconds, "1/s", None);
    // What is asked of PostgreSQL is its share of SQLite.
    let alone = name == "sqlite";
    let least = alone.then_some(Bound::Least(6_000.0));
    figure(&format!("server_push_per_core_{name}"), per_core.own, "1/core-s", least);
    figure(&format!("server_push_cpu_{name}"), cpu * 1e6 / total, "us", alone.then_some(Bound::Most(150.0)));
    figure(&format!("server_rss_{name}"), server.rss_kib() / 1024.0, "MiB", Some(Bound::Most(64.0)));
    per_core
}

async fn watchers(server: &Measured, name: &str, count: usize, entered: &[Asker]) {
    let address = server.base.strip_prefix("http://").unwrap().to_owned();
    let before = server.rss_kib();
    let mut open = Vec::new();
    for n in 0..count {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let token = entered[n % entered.len()].token.as_ref().unwrap();
        stream.write_all(&request("GET", "/v1/watch", token, b"")).await.unwrap();
        let mut answer = [0; 1024];
        let read = stream.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200"));
        open.push(stream);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let each = (server.rss_kib() - before) / count as f64;
    figure(&format!("server_watcher_rss_{name}"), each, "KiB", Some(Bound::Most(20.0)));
}

fn request(method: &str, path: &str, token: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// What a figure has to be.
#[derive(Clone, Copy)]
enum Bound {
    Most(f64),
    Least(f64),
}

fn figure(name: &str, value: f64, unit: &str, bound: Option<Bound>) {
    let (target, holds) = match bound {
        None => (None, None),
        Some(Bound::Most(most)) => (Some(most), Some(value <= most)),
        Some(Bound::Least(least)) => (Some(least), Some(value >= least)),
    };
    let value = (value * 100.0).round() / 100.0;
    println!(
        "{}",
        serde_json::json!({ "name": name, "value": value, "unit": unit, "baseline": null, "target": target, "holds": holds })
    );
}
