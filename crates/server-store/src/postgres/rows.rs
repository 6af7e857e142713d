use henro_sync::Hash;
use tokio_postgres::Row;

use crate::Error;

/// Numbers are stored signed; what does not fit is a moment or place that never comes.
pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn number(row: &Row, column: usize) -> Result<u64, Error> {
    u64::try_from(row.try_get::<_, i64>(column)?).map_err(|_| Error::Damaged)
}

pub(super) fn optional(row: &Row, column: usize) -> Result<Option<u64>, Error> {
    Ok(row.try_get::<_, Option<i64>>(column)?.map(|n| u64::try_from(n).unwrap_or_default()))
}

pub(super) fn fixed<const N: usize>(row: &Row, column: usize) -> Result<[u8; N], Error> {
    row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| Error::Damaged)
}

pub(super) fn hash(row: &Row, column: usize) -> Result<Hash, Error> {
    fixed(row, column).map(Hash)
}

/// Byte strings of the first column until about `bytes` of them; always the first.
pub(super) fn until_full(rows: &[Row], bytes: usize) -> Result<Vec<Vec<u8>>, Error> {
    let (mut out, mut total) = (Vec::new(), 0);
    for row in rows {
        let row: &[u8] = row.try_get(0)?;
        total += row.len();
        if total > bytes && !out.is_empty() {
            break;
        }
        out.push(row.to_vec());
    }
    Ok(out)
}
