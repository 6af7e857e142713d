//! Counts lines as an editor does: `CR LF`, `CR` and `LF` end one. The CSV reader counts otherwise: it is one behind after
//! `CR LF`, and begins a row before the empty lines above it.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Passes bytes on and remembers where the lines in them end, until somebody asks for a line behind.
pub(crate) struct Lines<R> {
    inner: R,
    /// Bytes passed on.
    passed: u64,
    /// The byte before was `CR`: a `LF` now belongs to it.
    after_cr: bool,
    /// First byte of each line end, and the byte after it. As many as fit into what the CSV reader has read ahead.
    ends: VecDeque<(u64, u64)>,
    line: u64,
}

impl<R> Lines<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, passed: 0, after_cr: false, ends: VecDeque::new(), line: 1 }
    }

    /// The line, from 1, of the first row at or behind `byte`. Bytes are asked for in their order.
    pub(crate) fn line_at(&mut self, mut byte: u64) -> u64 {
        while let Some((begin, end)) = self.ends.front().copied().filter(|(begin, _)| *begin <= byte) {
            // An end that the byte stands in or before, with nothing between, is above the row.
            debug_assert!(begin < end);
            byte = byte.max(end);
            self.line += 1;
            self.ends.pop_front();
        }
        self.line
    }

    fn note(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' if self.after_cr => {
                    if let Some((_, end)) = self.ends.back_mut() {
                        *end += 1;
                    }
                }
                b'\r' | b'\n' => self.ends.push_back((self.passed, self.passed + 1)),
                _ => {}
            }
            self.after_cr = *byte == b'\r';
            self.passed += 1;
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room)?;
        self.note(room.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pair of CR and LF may lie across two reads.
    #[test]
    fn a_line_end_is_one_however_it_is_read() {
        let text = b"a\r\nb\rc\n\r\n\nd";
        for piece in 1..text.len() {
            let mut lines = Lines::new(&text[..]);
            let mut room = vec![0; piece];
            while lines.read(&mut room).unwrap() > 0 {}
            // b; asked for inside its CR LF; c; d, asked for at the empty lines above it.
            assert_eq!(lines.line_at(0), 1, "{piece}");
            assert_eq!(lines.line_at(2), 2, "{piece}");
            assert_eq!(lines.line_at(5), 3, "{piece}");
            assert_eq!(lines.line_at(7), 6, "{piece}");
            assert_eq!(lines.line_at(10), 6, "{piece}");
        }
    }
}
