use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A real Secret Service on a bus of its own: `dbus-daemon` and `gnome-keyring-daemon` in a temporary folder, both
/// ended on drop. The bus starts nothing by itself, so a service that was ended stays away.
///
/// A process knows one bus, by a variable: give [`Self::env`] to a child and let it use the keyring.
pub struct SecretService {
    folder: TempDir,
    address: String,
    daemon: Option<Child>,
    bus: Child,
}

impl SecretService {
    /// With its keyring made and open.
    pub fn start() -> Self {
        let mut service = Self::without_daemon();
        service.unlock();
        service
    }

    /// With its keyring made and locked.
    pub fn start_locked() -> Self {
        let mut service = Self::start();
        service.lock();
        service
    }

    /// Where nobody has made a keyring yet: the daemon runs and has no place for new items.
    pub fn start_empty() -> Self {
        let mut service = Self::without_daemon();
        service.serve(&[], NOWHERE);
        service
    }

    /// The bus alone: nobody serves the keyring, or whoever does next.
    pub fn without_daemon() -> Self {
        let folder = tempfile::tempdir().expect("the system has a temporary folder");
        let settings = folder.path().join("bus.conf");
        std::fs::write(&settings, BUS.replace("SOCKET", &folder.path().join("bus").to_string_lossy()))
            .expect("the folder is ours");
        for inside in ["run", "home"] {
            std::fs::DirBuilder::new()
                .mode(0o700)
                .create(folder.path().join(inside))
                .expect("the folder is ours");
        }
        let mut bus = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address=1", "--config-file"])
            .arg(&settings)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed by `cargo xtask setup`");
        let mut address = String::new();
        let printed = bus.stdout.take().expect("its output is a pipe");
        BufReader::new(printed).read_line(&mut address).expect("dbus-daemon prints its address");
        Self { folder, address: address.trim().to_owned(), daemon: None, bus }
    }

    /// Where its bus listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The variables with which a program finds this service and no other.
    pub fn env(&self) -> [(&'static str, PathBuf); 4] {
        let home = self.folder.path().join("home");
        [
            ("DBUS_SESSION_BUS_ADDRESS", self.address.clone().into()),
            ("XDG_RUNTIME_DIR", self.folder.path().join("run")),
            ("XDG_DATA_HOME", home.join("share")),
            ("HOME", home),
        ]
    }

    /// Where the daemon keeps its files.
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("home/share/keyrings")
    }

    /// Starts the daemon anew with its keyring open; the first time it makes one.
    pub fn unlock(&mut self) {
        self.serve(&["--unlock"], SOMEWHERE);
    }

    /// Starts the daemon anew with its keyring locked.
    pub fn lock(&mut self) {
        self.serve(&[], SOMEWHERE);
    }

    /// Kills the daemon. The bus stays.
    pub fn kill(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            end(&mut daemon);
        }
    }

    fn serve(&mut self, words: &[&str], place: &str) {
        self.kill();
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets", "--control-directory"])
            .arg(self.folder.path().join("run/keyring"))
            .args(words)
            .env_clear()
            .envs(self.env())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon is installed by `cargo xtask setup`");
        // The password of the keyring. The daemon reads to the end.
        let mut input = daemon.stdin.take().expect("its input is a pipe");
        if !words.is_empty() {
            input.write_all(b"pilgrim's staff").expect("the daemon reads its password");
        }
        drop(input);
        self.daemon = Some(daemon);
        let end = Instant::now() + Duration::from_secs(60);
        while !self.answers(place) {
            assert!(Instant::now() < end, "gnome-keyring-daemon did not answer within 20 s");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether the service is on the bus and names this place for new items.
    fn answers(&self, place: &str) -> bool {
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
            .args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"])
            .output()
            .expect("dbus-send is installed by `cargo xtask setup`");
        String::from_utf8_lossy(&asked.stdout).contains(place)
    }
}

impl Drop for SecretService {
    fn drop(&mut self) {
        self.kill();
        end(&mut self.bus);
    }
}

fn end(child: &mut Child) {
    // It may have ended already.
    drop(child.kill());
    drop(child.wait());
}

/// How the answer of a daemon begins that has a keyring, and that of one that has none.
const SOMEWHERE: &str = "object path \"/org/freedesktop/secrets/collection/";
const NOWHERE: &str = "object path \"/\"";

/// A bus for one person that starts no service by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
