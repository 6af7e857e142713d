use henro_sync::Hash;
use rusqlite::Row;

use crate::Error;

/// Numbers are stored signed; what does not fit is a moment or place that never comes.
pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn number(row: &Row, column: usize) -> rusqlite::Result<u64> {
    let n: i64 = row.get(column)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, n))
}

pub(super) fn optional(row: &Row, column: usize) -> rusqlite::Result<Option<u64>> {
    let n: Option<i64> = row.get(column)?;
    Ok(n.map(|n| u64::try_from(n).unwrap_or_default()))
}

pub(super) fn hash(row: &Row, column: usize) -> rusqlite::Result<Hash> {
    Ok(Hash(row.get(column)?))
}

/// Collects byte strings until about `bytes` of them; always the first.
pub(super) fn until_full(
    rows: impl Iterator<Item = rusqlite::Result<Vec<u8>>>,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, Error> {
    let (mut out, mut total) = (Vec::new(), 0);
    for row in rows {
        let row = row?;
        total += row.len();
        if total > bytes && !out.is_empty() {
            break;
        }
        out.push(row);
    }
    Ok(out)
}
