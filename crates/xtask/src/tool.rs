//! Starting other programs.

use crate::error::Error;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program with its arguments, about to be started.
#[derive(Debug)]
pub struct Tool {
    command: Command,
    quiet: bool,
}

impl Tool {
    /// A program by name or path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self { command: Command::new(program), quiet: false }
    }

    /// Adds arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it in a folder.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Keeps its complaints off the terminal.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Runs it with its output on the terminal; anything but success is an error.
    pub fn run(mut self) -> Result<(), Error> {
        let status = self.command.stdin(Stdio::null()).status().map_err(|e| self.start_error(e))?;
        self.judge(status)
    }

    /// Runs it with the terminal as its own, input too.
    pub fn run_in_front(mut self) -> Result<(), Error> {
        let status = self.command.status().map_err(|e| self.start_error(e))?;
        self.judge(status)
    }

    /// Runs it and answers what it printed.
    pub fn read(mut self) -> Result<Vec<u8>, Error> {
        self.command.stdin(Stdio::null()).stderr(if self.quiet { Stdio::null() } else { Stdio::inherit() });
        let output = self.command.output().map_err(|e| self.start_error(e))?;
        self.judge(output.status).map(|()| output.stdout)
    }

    /// Whether it runs and succeeds; says nothing.
    pub fn works(mut self) -> bool {
        self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.command.status().is_ok_and(|status| status.success())
    }

    fn judge(&self, status: std::process::ExitStatus) -> Result<(), Error> {
        if status.success() {
            return Ok(());
        }
        Err(Error::Failed { line: self.line(), status: status.to_string() })
    }

    fn start_error(&self, source: std::io::Error) -> Error {
        Error::Start { program: self.command.get_program().to_string_lossy().into_owned(), source }
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_is_named_with_its_arguments() {
        let error = Tool::new("sh").args(["-c", "exit 3"]).run().expect_err("it ends with 3");
        assert_eq!(error.to_string(), "`sh -c exit 3` ended with exit status: 3");
    }

    #[test]
    fn a_program_that_is_not_there_cannot_be_started() {
        assert!(matches!(Tool::new("henro-no-such-program").run(), Err(Error::Start { .. })));
        assert!(!Tool::new("henro-no-such-program").works());
    }
}
