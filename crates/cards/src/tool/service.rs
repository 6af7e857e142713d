use std::io::Result;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A `pcscd` of our own with virtual readers.
#[derive(Debug)]
pub struct Service {
    socket: PathBuf,
    config: PathBuf,
    port: u16,
    daemon: Option<Child>,
}

const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

impl Service {
    /// Starts it with two readers, on `port` and the next one.
    pub fn start(socket: &Path, home: &Path, port: u16) -> Result<Self> {
        let config = home.join("readers");
        let mut service = Self { socket: socket.to_owned(), config, port, daemon: None };
        service.resume(true)?;
        Ok(service)
    }

    /// Where the slot of reader `index` listens.
    pub const fn port(&self, index: u16) -> u16 {
        self.port + index
    }

    /// Starts the daemon. It is handed its socket ready made, as by systemd: number 3, named in the environment.
    pub fn resume(&mut self, with_readers: bool) -> Result<()> {
        if self.daemon.is_some() {
            return Ok(());
        }
        std::fs::remove_dir_all(&self.config).ok();
        std::fs::create_dir_all(&self.config)?;
        if with_readers {
            self.describe("vpcd", "Virtual PCD", self.port)?;
        }
        std::fs::remove_file(&self.socket).ok();
        let listener = UnixListener::bind(&self.socket)?;
        let script = "PATH=$PATH:/usr/sbin; export LISTEN_FDS=1 LISTEN_PID=$$; exec 3<&0 0</dev/null; \
                      exec pcscd --foreground -c \"$0\"";
        let log = match std::env::var_os("HENRO_CARD_LOG") {
            Some(path) => Stdio::from(std::fs::File::options().append(true).create(true).open(path)?),
            None => Stdio::null(),
        };
        let mut daemon = Command::new("sh");
        daemon.args(["-c", script]).arg(&self.config).stdin(OwnedFd::from(listener)).stdout(log);
        self.daemon = Some(daemon.stderr(Stdio::null()).spawn()?);
        Ok(())
    }

    /// Ends the daemon, in order or at once.
    pub fn stop(&mut self, at_once: bool) -> Result<()> {
        let Some(mut daemon) = self.daemon.take() else { return Ok(()) };
        if at_once {
            daemon.kill()?;
        } else {
            signal(&daemon, "TERM")?;
        }
        daemon.wait()?;
        std::fs::remove_file(&self.socket).ok();
        Ok(())
    }

    fn describe(&self, file: &str, name: &str, port: u16) -> Result<()> {
        let text = format!(
            "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:0x{port:04X}\nLIBPATH {DRIVER}\nCHANNELID 0x{port:04X}\n"
        );
        std::fs::write(self.config.join(file), text)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // In order, so that it takes its marks in /run along.
        self.stop(false).ok();
    }
}

fn signal(daemon: &Child, name: &str) -> Result<()> {
    let order = format!("kill -{name} {}", daemon.id());
    Command::new("sh").args(["-c", &order]).status().map(|_| ())
}
