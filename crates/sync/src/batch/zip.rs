//! zstd, with the size checked before anything is allocated.

use crate::Error;

/// Compresses.
pub(super) fn pack(plain: &[u8]) -> Result<Vec<u8>, Error> {
    if plain.len() > MAX_PLAIN {
        return Err(Error::Malformed);
    }
    zstd::bulk::compress(plain, LEVEL).map_err(|_| Error::Malformed)
}

/// Unpacks exactly one frame that says its size.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Error> {
    let whole = zstd::zstd_safe::find_frame_compressed_size(packed).map_err(|_| Error::Malformed)?;
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= MAX_PLAIN);
    let size = size.ok_or(Error::Malformed)?;
    if whole != packed.len() {
        return Err(Error::Malformed);
    }
    let plain = zstd::bulk::decompress(packed, size).map_err(|_| Error::Malformed)?;
    if plain.len() == size { Ok(plain) } else { Err(Error::Malformed) }
}

const LEVEL: i32 = 3;
/// Most bytes before compression.
const MAX_PLAIN: usize = 4 << 20;
