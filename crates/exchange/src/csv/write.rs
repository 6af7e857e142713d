use std::io::Write;

use super::model::Dated;
use super::own::{COLUMNS, cells};
use crate::Error;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// Begins with a byte order mark, so that Excel takes it for UTF-8.
    pub mark: bool,
}

/// Writes entries in our own form (RFC 4180, CRLF, UTF-8) and answers how many.
///
/// # Errors
/// [`Error::Write`] if `out` fails.
pub fn write(
    entries: impl IntoIterator<Item = impl std::borrow::Borrow<Dated>>,
    options: WriteOptions,
    mut out: impl Write,
) -> Result<u64, Error> {
    if options.mark {
        out.write_all("\u{FEFF}".as_bytes()).map_err(Error::Write)?;
    }
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let failed = |error: csv::Error| Error::Write(std::io::Error::other(error));
    rows.write_record(COLUMNS).map_err(failed)?;
    let mut count = 0;
    for dated in entries {
        rows.write_record(cells(dated.borrow()).in_order()).map_err(failed)?;
        count += 1;
    }
    rows.flush().map_err(Error::Write)?;
    Ok(count)
}
