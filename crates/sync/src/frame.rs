//! A frame: one sealed batch of changes of one device in one stream.
//!
//! Big-endian: version 1, stream 16, device 4, sequence 8, epoch 4, newest clock in minutes 4, salt 24, commitment 16,
//! length 4, ciphertext, signature 64. The signature covers the head, the hash of the frame before and the SHA-256 of
//! the ciphertext; the hash of the frame before is not sent.

use ring::digest::{SHA256, digest};

use crate::{DeviceKey, Error, Hash, Label, Signature, Signer, StreamId, hash, verify};

/// Bytes before the ciphertext.
pub const HEAD_LEN: usize = 81;
/// Longest ciphertext.
pub const MAX_TEXT: usize = 1 << 20;
const SIGNATURE_LEN: usize = 64;
const VERSION: u8 = 1;

/// What everybody may see of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHead {
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Number of the writing device within the record.
    pub device: u32,
    /// Place in the chain of this device in this stream, from 1.
    pub seq: u64,
    /// Epoch of the key it is sealed under.
    pub epoch: u32,
    /// Newest clock value inside, in minutes since 1970, rounded up.
    pub minute: u32,
    /// Salt of the key of this batch.
    pub salt: [u8; 24],
    /// Commitment to the key of this batch.
    pub commitment: [u8; 16],
}

impl FrameHead {
    /// The bytes that are bound to the ciphertext as well: head without length.
    pub fn bytes(&self) -> [u8; HEAD_LEN - 4] {
        let mut out = [0; HEAD_LEN - 4];
        let fields: [&[u8]; 8] = [
            &[VERSION],
            &self.stream.0,
            &self.device.to_be_bytes(),
            &self.seq.to_be_bytes(),
            &self.epoch.to_be_bytes(),
            &self.minute.to_be_bytes(),
            &self.salt,
            &self.commitment,
        ];
        let mut at = 0;
        for field in fields {
            out[at..at + field.len()].copy_from_slice(field);
            at += field.len();
        }
        out
    }

    /// Takes one off `bytes`.
    pub(crate) fn take(bytes: &mut &[u8]) -> Result<Self, Error> {
        let [version] = array(bytes)?;
        if version != VERSION {
            return Err(if version > VERSION { Error::Newer } else { Error::Malformed });
        }
        let head = Self {
            stream: StreamId(array(bytes)?),
            device: u32::from_be_bytes(array(bytes)?),
            seq: u64::from_be_bytes(array(bytes)?),
            epoch: u32::from_be_bytes(array(bytes)?),
            minute: u32::from_be_bytes(array(bytes)?),
            salt: array(bytes)?,
            commitment: array(bytes)?,
        };
        if head.seq == 0 || head.device == 0 { Err(Error::Malformed) } else { Ok(head) }
    }
}

/// A frame before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned<'a> {
    /// Head.
    pub head: FrameHead,
    /// Hash of the frame before it of the same device in the same stream; zero for the first.
    pub prev: Hash,
    /// Sealed batch.
    pub text: &'a [u8],
}

impl Unsigned<'_> {
    /// Signs it and answers the bytes as sent.
    pub fn sign(&self, device: &dyn Signer) -> Result<Vec<u8>, Error> {
        if self.text.len() > MAX_TEXT || self.head.seq == 0 {
            return Err(Error::Malformed);
        }
        let head = self.head.bytes();
        let length = (self.text.len() as u32).to_be_bytes();
        let signature =
            device.sign_parts(Label::Frame, &[&head, &length, &self.prev.0, &text_hash(self.text)]);
        Ok([&head[..], &length, self.text, &signature].concat())
    }
}

/// A frame as received. Nothing is copied before the signature is checked.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Head.
    pub head: FrameHead,
    /// Sealed batch.
    pub text: &'a [u8],
    /// All bytes of it.
    pub bytes: &'a [u8],
    signature: Signature,
}

impl<'a> Frame<'a> {
    /// Takes the first frame off `bytes`.
    pub fn take(bytes: &mut &'a [u8]) -> Result<Self, Error> {
        let whole = *bytes;
        let mut rest = whole;
        let head = FrameHead::take(&mut rest)?;
        let (text, signature) = text_and_signature(&mut rest)?;
        *bytes = rest;
        Ok(Self { head, text, bytes: &whole[..whole.len() - rest.len()], signature })
    }

    /// Reads exactly one frame.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        exactly(bytes, Self::take)
    }

    /// Whether it is the head alone, as kept of a frame that came in a segment ([`crate::bare`]).
    pub fn is_bare(&self) -> bool {
        self.text.is_empty() && self.signature == [0; SIGNATURE_LEN]
    }

    /// Checks that `key` signed it as the follower of `prev`, and answers the hash the next one follows.
    pub fn verify(&self, key: &DeviceKey, prev: &Hash) -> Result<Hash, Error> {
        let (head, length) = (self.head.bytes(), (self.text.len() as u32).to_be_bytes());
        let text = text_hash(self.text);
        verify(key, Label::Frame, &[&head, &length, &prev.0, &text], &self.signature)?;
        Ok(hash(Label::FrameHash, &[&head, &length, &prev.0, &text, &self.signature]))
    }
}

/// The head of a stream after a frame: what servers sign and devices compare. Zero before the first frame.
pub fn running_head(before: &Hash, frame: &Hash) -> Hash {
    hash(Label::StreamHead, &[&before.0, &frame.0])
}

pub(crate) fn text_hash(text: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, text).as_ref());
    out
}

/// What follows a head: the length of the sealed text, the text, the signature.
pub(crate) fn text_and_signature<'a>(bytes: &mut &'a [u8]) -> Result<(&'a [u8], Signature), Error> {
    let length = u32::from_be_bytes(array(bytes)?) as usize;
    if length > MAX_TEXT {
        return Err(Error::Malformed);
    }
    let (text, rest) = bytes.split_at_checked(length).ok_or(Error::Malformed)?;
    *bytes = rest;
    Ok((text, array(bytes)?))
}

/// Takes one thing off `bytes`, after which nothing is left.
pub(crate) fn exactly<'a, T>(
    mut bytes: &'a [u8],
    take: impl FnOnce(&mut &'a [u8]) -> Result<T, Error>,
) -> Result<T, Error> {
    let one = take(&mut bytes)?;
    if bytes.is_empty() { Ok(one) } else { Err(Error::Malformed) }
}

pub(crate) fn array<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Error> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(Error::Malformed)?;
    *bytes = rest;
    Ok(*head)
}

const _: () = assert!(HEAD_LEN + SIGNATURE_LEN == 145);

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::sign::tests::Pen;

    pub(crate) fn head(seq: u64) -> FrameHead {
        FrameHead {
            stream: StreamId([7; 16]),
            device: 3,
            seq,
            epoch: 1,
            minute: 29_000_000,
            salt: [1; 24],
            commitment: [2; 16],
        }
    }

    #[test]
    fn frames_in_a_row_are_read_back_and_verified_in_order() {
        let pen = Pen::new(1);
        let first = Unsigned { head: head(1), prev: Hash::ZERO, text: b"one" }.sign(&pen).unwrap();
        let one = Frame::read(&first).unwrap().verify(&pen.public(), &Hash::ZERO).unwrap();
        let second = Unsigned { head: head(2), prev: one, text: b"two" }.sign(&pen).unwrap();
        let both = [first.clone(), second.clone()].concat();
        let mut rest = &both[..];
        let (a, b) = (Frame::take(&mut rest).unwrap(), Frame::take(&mut rest).unwrap());
        assert!(rest.is_empty());
        assert_eq!((a.head, a.text, a.bytes), (head(1), &b"one"[..], &first[..]));
        assert!(b.verify(&pen.public(), &one).is_ok());
        assert_eq!(b.verify(&pen.public(), &Hash::ZERO), Err(Error::Forged));
        assert_eq!(a.verify(&Pen::new(2).public(), &Hash::ZERO), Err(Error::Forged));
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let pen = Pen::new(1);
        let good = Unsigned { head: head(1), prev: Hash::ZERO, text: b"one" }.sign(&pen).unwrap();
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            let read = Frame::read(&bad).and_then(|frame| frame.verify(&pen.public(), &Hash::ZERO));
            assert!(read.is_err(), "bit {bit}");
        }
        for cut in 0..good.len() {
            assert!(Frame::read(&good[..cut]).is_err(), "cut {cut}");
        }
        let long = [&good[..], b"x"].concat();
        assert_eq!(Frame::read(&long).unwrap_err(), Error::Malformed);
    }

    #[test]
    fn a_length_over_the_limit_is_refused_before_anything_is_read() {
        let mut bytes = head(1).bytes().to_vec();
        bytes.extend_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(Frame::read(&bytes).unwrap_err(), Error::Malformed);
        assert!(Unsigned { head: head(0), prev: Hash::ZERO, text: b"" }.sign(&Pen::new(1)).is_err());
        assert!(
            Unsigned { head: head(1), prev: Hash::ZERO, text: &vec![0; MAX_TEXT + 1] }
                .sign(&Pen::new(1))
                .is_err()
        );
    }
}
