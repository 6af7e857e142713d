//! What happens below a server: its PostgreSQL goes and comes back, its disk is full. Nothing it acknowledged is lost, and
//! what it cannot keep it refuses.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod common;

#[path = "../../server-store/tests/cluster/mod.rs"]
mod cluster;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use common::world::*;
use common::*;
use henro_server::Config;

/// Somebody who pushes into a record of their own.
struct Writer {
    me: Person,
    book: Book,
    hand: Hand,
    asker: Asker,
    acknowledged: Vec<Vec<u8>>,
    looks: u32,
}

impl Writer {
    async fn new(base: &str) -> Self {
        let me = Person::new(1, now());
        let asker = Asker::new(base).enter(&me).await;
        let book = Book::new(1, &me, now());
        assert_eq!(asker.ask("POST", "/v1/records", book.genesis.clone()).await.status, 201);
        let hand = Hand::new(book.daily, 1);
        Self { me, book, hand, asker, acknowledged: Vec::new(), looks: 0 }
    }

    fn next(&mut self, size: usize) -> Vec<u8> {
        self.hand.write(&self.me.device, now(), &vec![7; size])
    }

    async fn push(&mut self, frame: &[u8]) -> u16 {
        let path = format!("/v1/streams/{}/push", self.book.daily);
        let answer = self.asker.ask("POST", &path, frame.to_vec()).await;
        if answer.status == 200 {
            self.acknowledged.push(frame.to_vec());
        }
        answer.status
    }

    /// What the server has of the stream, asked page by page.
    async fn held(&mut self) -> Vec<Vec<u8>> {
        let mut held: Vec<Vec<u8>> = Vec::new();
        loop {
            self.looks += 1;
            let places = [(self.book.daily, held.len() as u64)];
            let look = self.me.look(self.book.record, now(), self.looks, &places);
            let answer =
                self.asker.ask("POST", &format!("/v1/records/{}/pull", self.book.record), look).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            let (frames, more) = answer.pulled();
            held.extend(frames);
            if !more {
                return held;
            }
        }
    }
}

/// Starts or stops the PostgreSQL of an address, as its service manager does, or, `immediate`, as a power cut.
fn postgres(address: &str, act: &str, how: &str) {
    let folder = address.split_whitespace().find_map(|part| part.strip_prefix("host=")).unwrap();
    let said = Command::new("sh")
        .current_dir(folder)
        .args(["-c", AS_ITS_OWNER, "sh"])
        .arg(cluster::programs().join("pg_ctl"))
        .args(["-D", "data", "-m", how, "-w", "-l", "log"])
        .args(["-o", &format!("-k {folder} -c listen_addresses= -c max_connections=200"), act])
        .output()
        .unwrap();
    assert!(said.status.success(), "pg_ctl {act}: {}", String::from_utf8_lossy(&said.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_away_nothing_is_acknowledged_and_all_goes_on_after() {
    let database = cluster::database().await;
    let folder = tempfile::tempdir().unwrap();
    let base =
        serve(Config { database: Some(database.clone()), ..Config::local(folder.path().into()) }).await;
    let mut writer = Writer::new(&base).await;
    for _ in 0..20 {
        let frame = writer.next(200);
        assert_eq!(writer.push(&frame).await, 200);
    }
    let waits = writer.next(200);
    for how in ["fast", "immediate"] {
        postgres(&database, "stop", how);
        for _ in 0..5 {
            let status = writer.push(&waits).await;
            assert!((500..600).contains(&status), "{status}");
        }
        let ill = Asker::new(&base).ask("GET", "/healthz", "").await;
        assert!((500..600).contains(&ill.status), "{ill:?}");
        postgres(&database, "start", how);
        let mut tries = 0;
        while Asker::new(&base).ask("GET", "/healthz", "").await.status != 200 {
            tries += 1;
            assert!(tries < 600, "it does not find its database again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    assert_eq!(writer.push(&waits).await, 200);
    let next = writer.next(200);
    assert_eq!(writer.push(&next).await, 200);
    let held = writer.held().await;
    assert_eq!(held, writer.acknowledged, "all that was acknowledged, once, in its order");
    postgres(&database, "stop", "fast");
}

/// PostgreSQL does not run as root.
const AS_ITS_OWNER: &str = r#"[ "$(id -u)" = 0 ] || exec "$@"
exec setpriv --reuid="$(stat -c %u data)" --regid="$(stat -c %g data)" --clear-groups "$@""#;

/// Mounts 2 MiB, serves from there, and gives it room when told so.
const SMALL_DISK: &str = r#"mount -t tmpfs -o size=2m none "$HENRO_MEDIUM" || exit 9
trap 'mount -o remount,size=40m "$HENRO_MEDIUM"' USR1
"$HENRO_EXE" --listen 127.0.0.1:0 --data "$HENRO_MEDIUM/data" & server=$!
trap 'kill $server' TERM
while kill -0 $server 2>/dev/null; do wait $server; done"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_keeps_what_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", SMALL_DISK])
        .env("HENRO_MEDIUM", folder.path())
        .env("HENRO_EXE", env!("CARGO_BIN_EXE_henro-server"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    if line.is_empty() {
        println!("not run: this system gives no mount namespace");
        child.wait().unwrap();
        return;
    }
    let mut writer = Writer::new(line.split_whitespace().last().unwrap()).await;
    let refused = loop {
        let frame = writer.next(8_000);
        let status = writer.push(&frame).await;
        if status != 200 {
            assert_eq!(status, 507);
            break frame;
        }
        assert!(writer.acknowledged.len() < 2_000, "the disk never filled");
    };
    assert!(writer.acknowledged.len() > 20);
    for _ in 0..3 {
        assert_eq!(writer.push(&refused).await, 507);
    }
    let path = format!("/v1/streams/{}/push", writer.book.daily);
    let told = writer.asker.ask("POST", &path, refused.clone()).await;
    assert_eq!(told.code(), (507, "disk_full".into()));
    // It still answers what it has; with room it goes on by itself.
    let held = writer.held().await;
    assert_eq!(held, writer.acknowledged);
    let told = |signal: &str| Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(told("-USR1").success());
    let mut tries = 0;
    while writer.push(&refused).await != 200 {
        tries += 1;
        assert!(tries < 600, "it does not go on with room");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let held = writer.held().await;
    assert_eq!(held, writer.acknowledged);
    assert!(told("-TERM").success());
    child.wait().unwrap();
}
