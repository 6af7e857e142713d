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
    /// The driver between pcscd and vpcd that lets the reader be pulled out.
    driver: PathBuf,
    /// The reader is plugged in while this file is there.
    plug: PathBuf,
    port: u16,
    daemon: Option<Child>,
}

const VPCD: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// What the readers are called unless an order says otherwise.
const NAME: &str = "Virtual PCD";

impl Service {
    /// Starts it with two readers, on `port` and the next one.
    pub fn start(socket: &Path, home: &Path, port: u16) -> Result<Self> {
        let (config, plug) = (home.join("readers"), home.join("plug"));
        let driver = build_driver(home)?;
        let mut service = Self { socket: socket.to_owned(), config, driver, plug, port, daemon: None };
        service.resume(Some(NAME))?;
        Ok(service)
    }

    /// Where the slot of reader `index` listens.
    pub const fn port(&self, index: u16) -> u16 {
        self.port + index
    }

    /// Starts the daemon with readers of this name, or with none. It is handed its socket ready made, as by systemd:
    /// number 3, named in the environment.
    pub fn resume(&mut self, readers: Option<&str>) -> Result<()> {
        if self.daemon.is_some() {
            return Ok(());
        }
        std::fs::remove_dir_all(&self.config).ok();
        std::fs::create_dir_all(&self.config)?;
        if let Some(name) = readers {
            std::fs::write(&self.plug, "")?;
            self.describe("vpcd", name, self.port)?;
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
        daemon.env("HENRO_CARD_DRIVER", VPCD).env("HENRO_CARD_PLUG", &self.plug);
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

    /// Pulls the readers out: at once, or when the driver meets what `when` says (`plug.c`).
    pub fn pull(&self, when: Option<&str>) -> Result<()> {
        let Some(when) = when else { return std::fs::remove_file(&self.plug) };
        // Moved into place: the reader must not seem gone in between.
        let beside = self.plug.with_extension("order");
        std::fs::write(&beside, when)?;
        std::fs::rename(beside, &self.plug)
    }

    /// Plugs them in again.
    pub fn plug(&self) -> Result<()> {
        std::fs::write(&self.plug, "")
    }

    fn describe(&self, file: &str, name: &str, port: u16) -> Result<()> {
        let text = format!(
            "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:0x{port:04X}\nLIBPATH {}\nCHANNELID 0x{port:04X}\n",
            self.driver.display()
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

/// Compiles the driver that can be pulled out. The compiler and the headers are those the workspace is built with.
fn build_driver(home: &Path) -> Result<PathBuf> {
    let (source, driver) = (home.join("plug.c"), home.join("libplug.so"));
    std::fs::write(&source, include_str!("plug.c"))?;
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-I/usr/include/PCSC", "-o"]).arg(&driver).arg(&source);
    if compiler.status()?.success() {
        Ok(driver)
    } else {
        Err(std::io::Error::other("the driver of the reader does not compile (libpcsclite-dev is wanted)"))
    }
}

fn signal(daemon: &Child, name: &str) -> Result<()> {
    let order = format!("kill -{name} {}", daemon.id());
    Command::new("sh").args(["-c", &order]).status().map(|_| ())
}
