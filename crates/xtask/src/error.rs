//! What can go wrong in a task.

use std::path::PathBuf;

/// Every way a task ends early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The arguments do not fit the command.
    #[error("{0}; see `cargo xtask help`")]
    Usage(String),
    /// A program could not be started.
    #[error("cannot start `{program}`: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// There is no home folder to keep a record in.
    #[error("no home folder")]
    Home,
    /// A program ended with an error.
    #[error("`{line}` ended with {status}")]
    Failed {
        /// The command line.
        line: String,
        /// Its exit status.
        status: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A program printed something that is not the JSON it should be.
    #[error("{what} is not what it should be: {why}")]
    Unreadable {
        /// What was read.
        what: String,
        /// What was wrong with it.
        why: String,
    },
    /// A schema has a shape that the TypeScript writer does not know.
    #[error("no TypeScript for {0}")]
    Schema(String),
    /// The rules of the repository are broken; the findings are printed already.
    #[error("{0} finding(s)")]
    Findings(usize),
    /// Steps of the test run failed; the summary is printed already.
    #[error("{0} step(s) failed")]
    Steps(usize),
}

impl Error {
    /// An error about a file, for `map_err`.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
