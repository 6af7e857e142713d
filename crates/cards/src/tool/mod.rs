//! `henro-card`: a card service of its own and cards that are laid on it by command.
//!
//! vpcd listens on every address of the machine without asking who connects. So it only runs in a network namespace
//! of its own, which holds nothing but its own loopback; the cards connect inside it, and programs outside reach the
//! service through its Unix socket. `HENRO_CARD_WIDE=1` runs it without, for machines that allow no namespaces.
//!
//! Orders, one a line on standard input; each is answered by `ok` or `no` and a reason:
//!
//! ```text
//! insert KIND [reader=0|1] [family=sony|identiv|acr122|acr1252|transparent] [name=N] [serial=N] [torn=N] [lost=N] [delay=MS]
//! clone of=N [reader=..] [family=..]     a copy of the Lite-S card named N that plays back what N once said
//! remove [reader=0|1]
//! service stop|kill|start|bare [as=NAME] bare: start it without readers; as: what the readers are called (_ for a space)
//! reader pull [at=N|after=N]             both readers, as one device; at: before the Nth APDU from now, after: its answer is lost
//! reader plug                            in again, empty
//! quit
//! ```
//!
//! With a `serial` it is a Lite-S card from the factory with that number, for many cards in a row.
//! A card with a `name` keeps its memory when it is taken away and laid down again under that name.

mod orders;
mod service;

use orders::Table;
use service::Service;
use std::io::{BufRead, Write};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

/// `henro-card SOCKET`: where the Unix socket of the service is to be.
pub fn run() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let done = match words.as_slice() {
        [socket] if std::env::var_os("HENRO_CARD_WIDE").is_some() => {
            serve(Path::new(socket), 40_000 + (std::process::id() % 10_000) as u16 * 2)
        }
        [socket] => enter_namespace(socket),
        [inside, socket] if inside == "--inside" => {
            raise_loopback().and_then(|()| serve(Path::new(socket), 35_963))
        }
        _ => Err(std::io::Error::other("usage: henro-card SOCKET")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(std::io::stderr(), "henro-card: {error}").ok();
            ExitCode::FAILURE
        }
    }
}

/// Becomes itself in new namespaces. Process ids are among them, so that nothing outlives the tool.
fn enter_namespace(socket: &std::ffi::OsStr) -> std::io::Result<()> {
    let root = std::fs::metadata("/proc/self")?.uid() == 0;
    let mut unshare = Command::new("unshare");
    if !root {
        unshare.arg("--map-root-user");
    }
    unshare.args(["--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--"]);
    Err(unshare.arg(std::env::current_exe()?).arg("--inside").arg(socket).exec())
}

fn raise_loopback() -> std::io::Result<()> {
    let up = Command::new("ip").args(["link", "set", "lo", "up"]).status()?;
    // Keeps the marks of this service apart from those of the machine's own; without it both work.
    let apart = "mkdir -p /run/pcscd && mount -t tmpfs none /run/pcscd";
    Command::new("sh").args(["-c", apart]).stderr(std::process::Stdio::null()).status()?;
    if up.success() { Ok(()) } else { Err(std::io::Error::other("the loopback does not come up")) }
}

fn serve(socket: &Path, port: u16) -> std::io::Result<()> {
    let home = tempfile::tempdir()?;
    let mut table = Table::new(Service::start(socket, home.path(), port)?);
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for order in std::io::stdin().lock().lines() {
        let order = order?;
        if order == "quit" {
            break;
        }
        match table.obey(&order) {
            Ok(()) => writeln!(out, "ok")?,
            Err(reason) => writeln!(out, "no {reason}")?,
        }
    }
    table.clear();
    Ok(())
}
