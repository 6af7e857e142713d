//! Blobs: a fresh random key for each, chunks of 1 MiB, each bound to its place, to whether it is the last, and to the record. The
//! head carries a commitment to the key. Read and written as they come; never more than one chunk is held.

use std::io::{self, ErrorKind, Read, Write};

use henro_sync::{
    BLOB_HEAD_LEN, BlobHash, BlobHead, BlobId, BlobKind, BlobRef, CHUNK, RecordId, TAG_LEN, blob_lengths,
};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{digest, hkdf};
use zeroize::{Zeroize, Zeroizing};

use crate::Random;

/// Why a blob was not sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum BlobFault {
    /// Changed, cut, of another stream or key.
    #[error("the blob was changed")]
    Tampered,
    /// Written by a newer version.
    #[error("newer version")]
    Newer,
    /// Too large, or not as long as was said.
    #[error("another length than said")]
    Length,
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io(#[source] io::Error),
}

impl From<io::Error> for BlobFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof => Self::Length,
            _ => Self::Io(error),
        }
    }
}

/// Seals `size` bytes of `content` for a record and answers what opens them.
pub fn seal_blob(
    record: &RecordId,
    (kind, size): (BlobKind, u64),
    content: &mut dyn Read,
    sealed: &mut dyn Write,
    random: &dyn Random,
) -> Result<BlobRef, BlobFault> {
    let (padded, _) = blob_lengths(size).map_err(|_| BlobFault::Length)?;
    let mut made = BlobRef { id: BlobId([0; 32]), key: [0; 32], size, kind, sha: [0; 32] };
    random.fill(&mut made.key);
    let seal = Seal::new(record, &made.key);
    let (mut name, mut sha) = (BlobHash::new(record), digest::Context::new(&digest::SHA256));
    let mut put = |bytes: &[u8]| {
        name.update(bytes);
        sealed.write_all(bytes)
    };
    put(&seal.head.bytes())?;
    let (mut left, mut room) = (size as usize, padded);
    for index in 0.. {
        let length = room.min(CHUNK);
        let of_content = left.min(length);
        let mut chunk = Zeroizing::new(Vec::with_capacity(length + TAG_LEN));
        chunk.resize(length, 0);
        content.read_exact(&mut chunk[..of_content])?;
        sha.update(&chunk[..of_content]);
        (left, room) = (left - of_content, room - length);
        seal.close(index, room == 0, &mut chunk)?;
        put(&chunk)?;
        if room == 0 {
            break;
        }
    }
    if content.read(&mut [0])? != 0 {
        return Err(BlobFault::Length);
    }
    made.id = name.finish();
    made.sha.copy_from_slice(sha.finish().as_ref());
    Ok(made)
}

/// Opens what [`seal_blob`] made. What was written before a fault is found must not be used.
pub fn open_blob(
    record: &RecordId,
    of: &BlobRef,
    sealed: &mut dyn Read,
    content: &mut dyn Write,
) -> Result<(), BlobFault> {
    let (padded, _) = blob_lengths(of.size).map_err(|_| BlobFault::Length)?;
    let mut head = [0; BLOB_HEAD_LEN];
    sealed.read_exact(&mut head)?;
    let seal = Seal::new(record, &of.key);
    let read = BlobHead::read(&head).map_err(|error| match error {
        henro_sync::Error::Newer => BlobFault::Newer,
        _ => BlobFault::Tampered,
    })?;
    if read != seal.head {
        return Err(BlobFault::Tampered);
    }
    let (mut name, mut sha) = (BlobHash::new(record), digest::Context::new(&digest::SHA256));
    name.update(&head);
    let (mut left, mut room) = (of.size as usize, padded);
    for index in 0.. {
        let length = room.min(CHUNK);
        let mut chunk = Zeroizing::new(vec![0; length + TAG_LEN]);
        sealed.read_exact(&mut chunk)?;
        name.update(&chunk);
        room -= length;
        let plain = seal.open(index, room == 0, &mut chunk)?;
        let (told, padding) = plain.split_at_checked(left.min(length)).ok_or(BlobFault::Tampered)?;
        if padding.iter().any(|byte| *byte != 0) {
            return Err(BlobFault::Tampered);
        }
        left -= told.len();
        sha.update(told);
        content.write_all(told)?;
        if room == 0 {
            break;
        }
    }
    let whole = sealed.read(&mut [0])? == 0 && name.finish() == of.id;
    if whole && sha.finish().as_ref() == of.sha { Ok(()) } else { Err(BlobFault::Tampered) }
}

/// The cipher of one blob.
struct Seal {
    cipher: LessSafeKey,
    head: BlobHead,
    bound: [u8; BLOB_HEAD_LEN + 16],
}

impl Seal {
    fn new(record: &RecordId, key: &[u8; 32]) -> Self {
        struct Length;
        impl hkdf::KeyType for Length {
            fn len(&self) -> usize {
                48
            }
        }
        let mut out = [0; 48];
        hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
            .extract(key)
            .expand(&[LABEL, &record.0], Length)
            .and_then(|okm| okm.fill(&mut out))
            .expect("48 bytes are within what HKDF gives");
        let cipher = UnboundKey::new(&CHACHA20_POLY1305, &out[..32]).expect("the key is 32 bytes");
        let mut head = BlobHead { commitment: [0; 16] };
        head.commitment.copy_from_slice(&out[32..]);
        out.zeroize();
        let mut bound = [0; BLOB_HEAD_LEN + 16];
        bound[..BLOB_HEAD_LEN].copy_from_slice(&head.bytes());
        bound[BLOB_HEAD_LEN..].copy_from_slice(&record.0);
        Self { cipher: LessSafeKey::new(cipher), head, bound }
    }

    fn close(&self, index: u32, last: bool, chunk: &mut Vec<u8>) -> Result<(), BlobFault> {
        self.cipher
            .seal_in_place_append_tag(nonce(index), Aad::from(self.aad(index, last)), chunk)
            .map_err(|_| BlobFault::Length)
    }

    fn open<'a>(&self, index: u32, last: bool, chunk: &'a mut [u8]) -> Result<&'a [u8], BlobFault> {
        self.cipher
            .open_in_place(nonce(index), Aad::from(self.aad(index, last)), chunk)
            .map(|plain| &*plain)
            .map_err(|_| BlobFault::Tampered)
    }

    /// Head, record, place, whether it is the last.
    fn aad(&self, index: u32, last: bool) -> Vec<u8> {
        [&self.bound[..], &index.to_be_bytes(), &[u8::from(last)]].concat()
    }
}

/// Each blob has a key of its own, each chunk its place.
fn nonce(index: u32) -> Nonce {
    let mut out = [0; NONCE_LEN];
    out[NONCE_LEN - 4..].copy_from_slice(&index.to_be_bytes());
    Nonce::assume_unique_for_key(out)
}

const LABEL: &[u8] = b"henro/blob/1";

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: RecordId = RecordId([7; 16]);

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8);
    }

    fn sealed(content: &[u8]) -> (BlobRef, Vec<u8>) {
        let mut out = Vec::new();
        let size = content.len() as u64;
        let made = seal_blob(&RECORD, (BlobKind::Jpeg, size), &mut &content[..], &mut out, &count).unwrap();
        assert_eq!(out.len() as u64, made.sealed_len());
        (made, out)
    }

    fn opened(of: &BlobRef, sealed: &[u8]) -> Result<Vec<u8>, BlobFault> {
        let mut out = Vec::new();
        open_blob(&RECORD, of, &mut &sealed[..], &mut out).map(|()| out)
    }

    #[test]
    fn contents_of_every_shape_come_back() {
        for size in [0, 1, 128, 129, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5] {
            let content: Vec<u8> = (0..size).map(|at| ((at * 31) >> 3) as u8).collect();
            let (made, bytes) = sealed(&content);
            assert_eq!(opened(&made, &bytes).unwrap(), content, "{size}");
        }
    }

    #[test]
    fn every_changed_bit_every_cut_and_every_other_reference_is_noticed() {
        let (made, bytes) = sealed(b"a face");
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(opened(&made, &bad).is_err(), "bit {bit}");
        }
        for cut in 0..bytes.len() {
            assert!(opened(&made, &bytes[..cut]).is_err(), "cut {cut}");
        }
        assert!(opened(&made, &[&bytes[..], b"x"].concat()).is_err());
        let changes: [fn(&mut BlobRef); 5] = [
            |it| it.key[0] ^= 1,
            |it| it.id.0[0] ^= 1,
            |it| it.sha[0] ^= 1,
            |it| it.size -= 1,
            |it| it.size += 1000,
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut other = made.clone();
            change(&mut other);
            assert!(opened(&other, &bytes).is_err(), "change {at}");
        }
        let other = open_blob(&RecordId([8; 16]), &made, &mut &bytes[..], &mut Vec::new());
        assert!(other.is_err(), "of another record");
    }

    #[test]
    fn chunks_cannot_be_swapped_dropped_or_ended_early() {
        let content = vec![5; 2 * CHUNK + CHUNK / 2];
        let (made, bytes) = sealed(&content);
        let (head, chunks) = bytes.split_at(BLOB_HEAD_LEN);
        let chunks: Vec<&[u8]> = chunks.chunks(CHUNK + TAG_LEN).collect();
        assert_eq!(chunks.len(), 3);
        let swapped = [head, chunks[1], chunks[0], chunks[2]].concat();
        assert!(opened(&made, &swapped).is_err());
        // What claims to be shorter, with its name and sum set right, still lacks its last chunk.
        let short = [head, chunks[0], chunks[1]].concat();
        let mut name = BlobHash::new(&RECORD);
        name.update(&short);
        let mut other = made.clone();
        (other.size, other.id) = (2 * CHUNK as u64, name.finish());
        other.sha.copy_from_slice(digest::digest(&digest::SHA256, &content[..2 * CHUNK]).as_ref());
        assert!(matches!(opened(&other, &short), Err(BlobFault::Tampered)));
    }

    #[test]
    fn a_content_of_another_length_than_said_is_refused() {
        for said in [5, 7] {
            let mut out = Vec::new();
            let done = seal_blob(&RECORD, (BlobKind::Png, said), &mut &b"a face"[..], &mut out, &count);
            assert!(matches!(done, Err(BlobFault::Length)), "{said}");
        }
    }

    #[test]
    fn the_same_content_is_never_sealed_alike() {
        let (first, _) = sealed(b"a face");
        let mut out = Vec::new();
        let other = |bytes: &mut [u8]| bytes.fill(9);
        let second = seal_blob(&RECORD, (BlobKind::Jpeg, 6), &mut &b"a face"[..], &mut out, &other).unwrap();
        assert_ne!(first.id, second.id);
        assert_eq!(first.sha, second.sha);
    }
}
