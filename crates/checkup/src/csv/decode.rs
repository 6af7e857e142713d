//! Bytes to text, as they come: of a file no more than a piece is in memory.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8, UTF_16LE};
use serde::{Deserialize, Serialize};

use super::read::CsvError;

/// Encodings a profile names. CP932 is what Windows calls Shift_JIS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CsvEncoding {
    /// By the mark, else UTF-8 if all of it is, else CP932.
    #[default]
    Auto,
    /// CP932.
    Cp932,
    /// UTF-8, with or without a mark.
    #[serde(rename = "utf-8")]
    Utf8,
}

/// The encoding of a file; `None` where its mark says another than the profile. A file that is cut inside a letter is still what it was.
pub(super) fn encoding_of<R: Read + Seek>(
    source: &mut R,
    wanted: CsvEncoding,
) -> Result<Option<&'static Encoding>> {
    source.seek(SeekFrom::Start(0))?;
    let mut first = Vec::new();
    source.by_ref().take(3).read_to_end(&mut first)?;
    let marked = Encoding::for_bom(&first).map(|(encoding, _)| encoding);
    Ok(match (marked, wanted) {
        (Some(marked), CsvEncoding::Auto) => Some(marked),
        (Some(marked), CsvEncoding::Utf8) if marked == UTF_8 => Some(marked),
        (Some(marked), CsvEncoding::Cp932) if marked == UTF_16LE => None,
        (_, CsvEncoding::Cp932) => Some(SHIFT_JIS),
        (_, CsvEncoding::Utf8) => Some(UTF_8),
        (None, CsvEncoding::Auto) => Some(if is_utf8(source)? { UTF_8 } else { SHIFT_JIS }),
    })
}

fn is_utf8<R: Read + Seek>(source: &mut R) -> Result<bool> {
    source.seek(SeekFrom::Start(0))?;
    let mut text = Decoding::new(source, UTF_8);
    let mut piece = [0; PIECE];
    loop {
        match text.read(&mut piece) {
            Ok(0) => return Ok(true),
            Ok(_) => text.allow(PIECE),
            Err(_) if text.fault == Some(CsvError::Encoding) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

/// How a file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ending {
    /// With a line end, or a quote.
    #[default]
    Whole,
    /// In the middle of a line.
    Open,
    /// In the middle of a letter.
    Torn,
}

/// A file as UTF-8 while it is read.
pub(super) struct Decoding<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Where the bytes begin that were not decoded yet.
    from: usize,
    ended: bool,
    done: bool,
    /// A letter there was no room for.
    spilt: Vec<u8>,
    /// How much may still be read before somebody says that it goes on well.
    left: usize,
    last: u8,
    pub(super) ending: Ending,
    pub(super) fault: Option<CsvError>,
}

impl<R: Read> Decoding<R> {
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder(),
            raw: Vec::with_capacity(PIECE),
            from: 0,
            ended: false,
            done: false,
            spilt: Vec::new(),
            left: PIECE,
            last: b'\n',
            ending: Ending::Whole,
            fault: None,
        }
    }

    /// Lets so many more bytes through.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    fn refused(&mut self, fault: CsvError) -> Error {
        self.fault = Some(fault);
        Error::other(fault)
    }

    fn refill(&mut self) -> Result<()> {
        self.raw.clear();
        self.from = 0;
        let most = u64::try_from(PIECE).unwrap_or(u64::MAX);
        self.ended = self.source.by_ref().take(most).read_to_end(&mut self.raw)? == 0;
        Ok(())
    }

    fn end(&mut self, torn: bool) {
        self.done = true;
        self.ending = match self.last {
            _ if torn => Ending::Torn,
            b'\n' | b'\r' | b'"' => Ending::Whole,
            _ => Ending::Open,
        };
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        if into.len() < LETTER || !self.spilt.is_empty() {
            if self.spilt.is_empty() {
                let mut room = [0; LETTER];
                let some = self.read(&mut room)?;
                self.spilt.extend(room.iter().take(some));
            }
            let some = self.spilt.len().min(into.len());
            into.iter_mut().zip(self.spilt.drain(..some)).for_each(|(to, from)| *to = from);
            return Ok(some);
        }
        while !self.done {
            if self.left == 0 {
                return Err(self.refused(CsvError::Limit));
            }
            if self.from == self.raw.len() && !self.ended {
                self.refill()?;
            }
            let raw = self.raw.get(self.from..).unwrap_or_default();
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(raw, into, self.ended);
            self.from += read;
            let rest = self.from < self.raw.len();
            self.left = self.left.saturating_sub(written);
            self.last = written.checked_sub(1).and_then(|at| into.get(at)).copied().unwrap_or(self.last);
            match result {
                DecoderResult::Malformed(..) if self.ended && !rest => self.end(true),
                DecoderResult::Malformed(..) => return Err(self.refused(CsvError::Encoding)),
                DecoderResult::InputEmpty if self.ended => self.end(false),
                DecoderResult::InputEmpty => {}
                DecoderResult::OutputFull => {}
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

const PIECE: usize = 64 * 1024;
/// Room in which a decoder always gets on by a letter or two.
const LETTER: usize = 16;

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn ending(bytes: &[u8], encoding: &'static Encoding) -> (String, Ending) {
        let mut reading = Decoding::new(Cursor::new(bytes), encoding);
        reading.allow(usize::MAX);
        let mut text = String::new();
        reading.read_to_string(&mut text).unwrap();
        (text, reading.ending)
    }

    #[test]
    fn a_file_says_how_it_ends() {
        assert_eq!(ending("受診日\n".as_bytes(), UTF_8), ("受診日\n".to_owned(), Ending::Whole));
        assert_eq!(ending("受診日".as_bytes(), UTF_8).1, Ending::Open);
        assert_eq!(ending(&"受診日".as_bytes()[..8], UTF_8), ("受診".to_owned(), Ending::Torn));
        let (bytes, ..) = SHIFT_JIS.encode("受診日");
        assert_eq!(ending(&bytes[..5], SHIFT_JIS), ("受診".to_owned(), Ending::Torn));
        assert_eq!(ending(&[0xff, 0xfe, b'a', 0, b'\n'], UTF_16LE).1, Ending::Torn);
    }

    #[test]
    fn the_mark_goes_before_the_profile_and_a_torn_letter_is_no_other_encoding() {
        let of = |bytes: &[u8], wanted| encoding_of(&mut Cursor::new(bytes), wanted).unwrap();
        assert_eq!(of("受診日".as_bytes(), CsvEncoding::Auto), Some(UTF_8));
        assert_eq!(of(&"受診日".as_bytes()[..8], CsvEncoding::Auto), Some(UTF_8));
        assert_eq!(of(&[0xff, 0xfe, 0x41, 0], CsvEncoding::Auto), Some(UTF_16LE));
        assert_eq!(of(&[0xff, 0xfe, 0x41, 0], CsvEncoding::Cp932), None);
        let (bytes, ..) = SHIFT_JIS.encode("受診日,氏名");
        assert_eq!(of(&bytes, CsvEncoding::Auto), Some(SHIFT_JIS));
    }

    #[test]
    fn a_letter_over_the_edge_of_a_piece_is_whole() {
        let long = format!("{}受診", "a".repeat(PIECE - 1));
        assert_eq!(ending(long.as_bytes(), UTF_8).0, long);
        let mut small = Decoding::new(Cursor::new(long.as_bytes()), UTF_8);
        small.allow(10);
        let mut text = Vec::new();
        assert!(small.read_to_end(&mut text).is_err());
        assert_eq!(small.fault, Some(CsvError::Limit));
    }
}
