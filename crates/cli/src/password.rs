use std::io::{BufRead, BufReader, Read};

use zeroize::Zeroizing;

use crate::args::Arguments;
use crate::output::Failure;

const LONGEST: u64 = 4096;

/// The password the caller offers, if any.
pub(crate) fn read(arguments: &Arguments) -> Result<Option<Zeroizing<String>>, Failure> {
    if arguments.password_stdin {
        return first_line(std::io::stdin()).map(Some);
    }
    match arguments.password_fd {
        // Opening /dev/fd/N gives the inherited descriptor without unsafe code.
        Some(fd) => {
            let file = std::fs::File::open(format!("/dev/fd/{fd}")).map_err(|_| Failure::Descriptor)?;
            first_line(file).map(Some)
        }
        None => Ok(None),
    }
}

/// As [`read`], but a password must be there.
pub(crate) fn needed(arguments: &Arguments) -> Result<Zeroizing<String>, Failure> {
    read(arguments)?.ok_or(Failure::PasswordMissing)
}

fn first_line(from: impl Read) -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::new());
    BufReader::new(from.take(LONGEST)).read_line(&mut line).map_err(|_| Failure::Descriptor)?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}
