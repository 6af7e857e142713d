use std::io::{self, Read};

use encoding_rs::{Decoder, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// The encoding a file was found to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, little end first, by its mark.
    Utf16Le,
    /// UTF-16, big end first, by its mark.
    Utf16Be,
    /// Shift_JIS as Windows writes it.
    ShiftJis,
}

impl Encoding {
    fn table(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 | Self::Utf8Bom => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::ShiftJis => SHIFT_JIS,
        }
    }
}

/// Finds the encoding: by the mark, else UTF-8 if all of it is, else whichever of Shift_JIS and UTF-8 has
/// fewer broken letters. The flag says that nothing is broken.
pub(crate) fn detect(bytes: &[u8]) -> (Encoding, bool) {
    let marked = [
        (&[0xEF, 0xBB, 0xBF][..], Encoding::Utf8Bom),
        (&[0xFF, 0xFE][..], Encoding::Utf16Le),
        (&[0xFE, 0xFF][..], Encoding::Utf16Be),
    ];
    if let Some((_, encoding)) = marked.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return (*encoding, broken(bytes, *encoding) == 0);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (Encoding::Utf8, true);
    }
    let (shift_jis, utf8) = (broken(bytes, Encoding::ShiftJis), broken(bytes, Encoding::Utf8));
    if shift_jis <= utf8 { (Encoding::ShiftJis, shift_jis == 0) } else { (Encoding::Utf8, false) }
}

fn broken(bytes: &[u8], encoding: Encoding) -> usize {
    let mut decoder = encoding.table().new_decoder_with_bom_removal();
    let mut room = [0_u8; 8192];
    let mut rest = bytes;
    let mut count = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut room, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            encoding_rs::DecoderResult::InputEmpty => return count,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(..) => count += 1,
        }
    }
}

/// The bytes of a file as UTF-8, a piece at a time, without the mark.
pub(crate) struct Decoded<'a> {
    rest: &'a [u8],
    decoder: Decoder,
    ready: Vec<u8>,
    given: usize,
    done: bool,
}

impl<'a> Decoded<'a> {
    pub(crate) fn new(bytes: &'a [u8], encoding: Encoding) -> Self {
        let decoder = encoding.table().new_decoder_with_bom_removal();
        Self { rest: bytes, decoder, ready: vec![0; PIECE], given: PIECE, done: false }
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.ready.len() && !self.done {
            self.ready.resize(PIECE, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(self.rest, &mut self.ready, true);
            self.rest = self.rest.get(read..).unwrap_or_default();
            self.ready.truncate(written);
            self.given = 0;
            self.done = result == encoding_rs::CoderResult::InputEmpty;
        }
        let mut left = self.ready.get(self.given..).unwrap_or_default();
        let count = left.read(room)?;
        self.given += count;
        Ok(count)
    }
}

const PIECE: usize = 64 * 1024;
