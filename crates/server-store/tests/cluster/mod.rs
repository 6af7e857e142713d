//! A PostgreSQL of our own for tests: in a folder that goes with it, on a socket in that folder, ended when the tests
//! end, however they do.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio_postgres::NoTls;

struct Cluster {
    folder: PathBuf,
    /// Ends when our end of its input closes.
    _running: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database.
pub async fn database() -> String {
    let cluster = tokio::task::spawn_blocking(|| CLUSTER.get_or_init(start)).await.unwrap();
    let name = format!("henro{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    let at = |name: &str| format!("host={} user=henro dbname={name}", cluster.folder.display());
    for _ in 0..300 {
        if let Ok((client, connection)) = tokio_postgres::connect(&at("postgres"), NoTls).await {
            tokio::spawn(connection);
            client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
            return at(&name);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("PostgreSQL did not start; see {}", cluster.folder.join("log").display());
}

fn start() -> Cluster {
    let bin = programs();
    let folder = tempfile::tempdir().unwrap().keep();
    let nobody =
        Path::new("/proc/self").metadata().is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0);
    if nobody {
        // PostgreSQL does not run as root.
        chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let lower = |command: &mut Command| {
        command.current_dir(&folder);
        if nobody {
            command.uid(NOBODY).gid(NOBODY);
        }
    };
    let mut init = Command::new(bin.join("initdb"));
    init.args([
        "--no-sync",
        "--auth=trust",
        "--username=henro",
        "--encoding=UTF8",
        "--no-locale",
        "-D",
        "data",
    ]);
    lower(&mut init);
    let made = init.stdout(Stdio::null()).output().unwrap();
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let script = "\"$0\" -D data -k \"$PWD\" -c listen_addresses= -c max_connections=200 >log 2>&1 & \
        cat >/dev/null; kill -INT $(head -1 data/postmaster.pid); wait; rm -rf data";
    let mut run = Command::new("sh");
    run.args(["-c", script]).arg(bin.join("postgres"));
    lower(&mut run);
    let running = run.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    Cluster { folder, _running: running }
}

/// The newest PostgreSQL of Debian.
pub fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    newest.expect("PostgreSQL is not installed: `cargo xtask test` does it, or `apt-get install postgresql`")
}

const NOBODY: u32 = 65_534;
