//! Entries of chains: a signature, then one CBOR array (RFC 8949). Arrays of definite length, whole numbers, byte and
//! text strings only. What is received is hashed as it came.

use minicbor::{Decoder, Encoder};

use crate::{DeviceKey, Error, Hash, Label, Signature, Signer, hash, verify};

/// Longest entry of a chain.
pub(crate) const MAX_ENTRY: usize = 4 << 20;
const SIGNATURE_LEN: usize = 64;

/// Writes an entry.
pub(crate) struct Writer(Encoder<Vec<u8>>);

impl Writer {
    pub(crate) fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    /// With room for all of it, so that no half-written copy of a secret is left behind.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self(Encoder::new(Vec::with_capacity(bytes)))
    }

    pub(crate) fn array(&mut self, len: usize) -> &mut Self {
        never(self.0.array(len as u64).map(drop));
        self
    }

    pub(crate) fn number(&mut self, n: u64) -> &mut Self {
        never(self.0.u64(n).map(drop));
        self
    }

    pub(crate) fn optional(&mut self, n: Option<u64>) -> &mut Self {
        match n {
            Some(n) => self.number(n),
            None => {
                never(self.0.null().map(drop));
                self
            }
        }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        never(self.0.bytes(bytes).map(drop));
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        never(self.0.str(text).map(drop));
        self
    }

    /// Begins a letter of a kind with so many fields.
    pub(crate) fn letter(&mut self, version: u8, kind: u64, fields: usize) -> &mut Self {
        self.array(2 + fields).number(version.into()).number(kind)
    }

    /// What was written, unsigned.
    pub(crate) fn plain(self) -> Vec<u8> {
        self.0.into_writer()
    }

    /// Signs what was written.
    pub(crate) fn sign(self, label: Label, key: &dyn Signer) -> Vec<u8> {
        let body = self.0.into_writer();
        let mut out = key.sign_parts(label, &[&body]).to_vec();
        out.extend_from_slice(&body);
        out
    }
}

/// A vector takes whatever is written.
fn never<E>(result: Result<(), E>) {
    if result.is_err() {
        unreachable!("writing to a vector");
    }
}

/// Reads an entry.
pub(crate) struct Reader<'a>(Decoder<'a>);

impl<'a> Reader<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self(Decoder::new(body))
    }

    /// The same of something that is no longer than allowed.
    pub(crate) fn within(body: &'a [u8], max: usize) -> Result<Self, Error> {
        if body.len() <= max { Ok(Self::new(body)) } else { Err(Error::Malformed) }
    }

    /// What a received entry says; its signature is checked apart.
    pub(crate) fn signed(entry: &'a [u8]) -> Result<Self, Error> {
        Ok(Self::new(split(entry)?.1))
    }

    /// All of it: an array of `len`, the version first, the rest as `read` takes it.
    pub(crate) fn versioned<T>(
        mut self,
        len: usize,
        known: u8,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.array(len)?;
        version(&mut self, known)?;
        let read = read(&mut self)?;
        self.end()?;
        Ok(read)
    }

    /// All of a letter of at most `most` fields: `read` takes those of a kind and answers how many it has.
    pub(crate) fn letter<T>(
        mut self,
        most: usize,
        known: u8,
        read: impl FnOnce(&mut Self, u8) -> Result<(T, usize), Error>,
    ) -> Result<T, Error> {
        let len = self.list(2 + most)?;
        version(&mut self, known)?;
        let kind = self.small()?;
        let (letter, fields) = read(&mut self, kind)?;
        if len != 2 + fields {
            return Err(Error::Malformed);
        }
        self.end()?;
        Ok(letter)
    }

    /// An array of exactly `len`.
    pub(crate) fn array(&mut self, len: usize) -> Result<(), Error> {
        if self.list(len)? == len { Ok(()) } else { Err(Error::Malformed) }
    }

    /// The length of an array of at most `max`.
    pub(crate) fn list(&mut self, max: usize) -> Result<usize, Error> {
        let len = self.0.array().map_err(bad)?.ok_or(Error::Malformed)?;
        let len = usize::try_from(len).map_err(|_| Error::Malformed)?;
        if len <= max { Ok(len) } else { Err(Error::Malformed) }
    }

    /// A list of at most `max` things.
    pub(crate) fn each<T>(
        &mut self,
        max: usize,
        mut one: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let len = self.list(max)?;
        let mut out = Vec::new();
        for _ in 0..len {
            out.push(one(self)?);
        }
        Ok(out)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Error> {
        self.0.u64().map_err(bad)
    }

    pub(crate) fn small(&mut self) -> Result<u8, Error> {
        u8::try_from(self.number()?).map_err(|_| Error::Malformed)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Error> {
        match self.small()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Error::Malformed),
        }
    }

    pub(crate) fn word(&mut self) -> Result<u32, Error> {
        u32::try_from(self.number()?).map_err(|_| Error::Malformed)
    }

    pub(crate) fn optional(&mut self) -> Result<Option<u64>, Error> {
        if self.0.datatype().map_err(bad)? == minicbor::data::Type::Null {
            self.0.null().map_err(bad)?;
            return Ok(None);
        }
        self.number().map(Some)
    }

    pub(crate) fn bytes(&mut self, max: usize) -> Result<&'a [u8], Error> {
        let bytes = self.0.bytes().map_err(bad)?;
        if bytes.len() <= max { Ok(bytes) } else { Err(Error::Malformed) }
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        self.bytes(N)?.try_into().map_err(|_| Error::Malformed)
    }

    pub(crate) fn text(&mut self, max: usize) -> Result<&'a str, Error> {
        let text = self.0.str().map_err(bad)?;
        if text.len() <= max { Ok(text) } else { Err(Error::Malformed) }
    }

    pub(crate) fn end(&self) -> Result<(), Error> {
        if self.0.position() == self.0.input().len() { Ok(()) } else { Err(Error::Malformed) }
    }
}

fn bad(_: minicbor::decode::Error) -> Error {
    Error::Malformed
}

/// The version an entry begins with.
pub(crate) fn version(reader: &mut Reader, known: u8) -> Result<(), Error> {
    match reader.small()? {
        version if version == known => Ok(()),
        version if version > known => Err(Error::Newer),
        _ => Err(Error::Malformed),
    }
}

/// Splits a received entry into signature and body.
pub(crate) fn split(entry: &[u8]) -> Result<(&Signature, &[u8]), Error> {
    if entry.len() > MAX_ENTRY {
        return Err(Error::Malformed);
    }
    entry.split_first_chunk::<SIGNATURE_LEN>().ok_or(Error::Malformed)
}

/// Checks the signature of a received entry.
pub(crate) fn check(entry: &[u8], key: &DeviceKey, label: Label) -> Result<(), Error> {
    let (signature, body) = split(entry)?;
    verify(key, label, &[body], signature)
}

/// The hash the next entry follows.
pub(crate) fn entry_hash(entry: &[u8], label: Label) -> Hash {
    hash(label, &[entry])
}
