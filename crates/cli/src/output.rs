use std::io::Write;
use std::process::ExitCode;

use henro_app::{Code, WireError};
use serde_json::Value;

/// Why a call ended without its result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The core refused the command.
    #[error("refused: {0}")]
    Refused(String, Code),
    /// A password is needed.
    #[error("this command needs --password-stdin or --password-fd")]
    PasswordMissing,
    /// The descriptor or stdin cannot be read.
    #[error("the password cannot be read from there")]
    Descriptor,
    /// `--at` is not a time.
    #[error("--at wants a time such as 2026-11-22T07:30+09:00")]
    Time,
    /// The request is not JSON.
    #[error("the request is not JSON")]
    Json,
    /// A path that is not UTF-8, or no data folder.
    #[error("no usable folder; give --data")]
    Folder,
    /// `verify` found faults.
    #[error("the record has faults; restore a backup")]
    Unsound,
    /// The loopback face stopped.
    #[error(transparent)]
    Loopback(#[from] henro_loopback::Error),
    /// Writing to stdout or a file.
    #[error("output: {0}")]
    Output(#[from] std::io::Error),
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Self::Refused(serde_json::to_string(&error).unwrap_or_default(), error.code)
    }
}

/// Says what went wrong on stderr and gives the exit code.
pub(crate) fn failed(failure: &Failure) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "henro-cli: {failure}");
    ExitCode::from(match failure {
        Failure::Refused(_, code) => match code {
            Code::PasswordWrong | Code::PasswordWait | Code::PasswordShort | Code::PasswordLong => 3,
            Code::RecordMissing | Code::RecordLocked | Code::RecordInUse => 4,
            Code::RecordDamaged | Code::RecordNewer => 5,
            _ => 1,
        },
        Failure::Unsound => 5,
        Failure::PasswordMissing | Failure::Descriptor => 3,
        Failure::Time | Failure::Json | Failure::Folder => 2,
        Failure::Loopback(_) | Failure::Output(_) => 1,
    })
}

/// Prints a reply: JSON on one line with `--json`, otherwise indented.
pub(crate) fn reply(value: &Value, json: bool) -> Result<(), Failure> {
    let text = if json { value.to_string() } else { format!("{value:#}") };
    line(&text)
}

/// Says something beside the result, on stderr.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "henro-cli: {text}");
}

/// Prints one line.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}
