//! The program, run as it is shipped.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The program on a folder, and its address. Killed when dropped.
pub struct Running {
    child: Child,
    pub base: String,
}

impl Running {
    pub fn on(folder: &Path) -> Self {
        Self::with(folder, |command| command)
    }

    /// The same with more said to it.
    pub fn with(folder: &Path, more: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_henro-server"));
        command.args(["--listen", "127.0.0.1:0", "--data"]).arg(folder).stdout(Stdio::piped());
        let mut child = more(&mut command).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.split_whitespace().last().unwrap().to_owned();
        assert!(base.starts_with("http://"), "{line}");
        Self { child, base }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // SIGKILL: nothing is finished, nothing closed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
