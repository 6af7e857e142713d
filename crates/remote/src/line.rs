//! Lines of news, read. Nothing here asks anybody; the fuzz targets compile it by itself.

use std::io::{BufRead, Read};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use henro_sync::RecordId;
use henro_sync_client::{Fault, PulledStream};
use serde::Deserialize;

use crate::read::pulled;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The line is open.
    Open,
    /// Somebody wrote in a record, and nothing else of it has changed. What was written may come with it; nothing of that is
    /// checked yet.
    Frames(RecordId, Option<PulledStream>),
    /// Somebody looked at a record, and nothing else of it has changed.
    Looks(RecordId),
    /// Something else of a record has changed.
    Record(RecordId),
    /// Something else has.
    Other,
    /// Nothing, and the line still stands.
    Beat,
}

#[derive(Deserialize)]
struct Data {
    record: Option<String>,
    stream: Option<String>,
    part: Option<String>,
    #[serde(default)]
    access: bool,
}

impl Data {
    fn heard(self) -> Heard {
        match self.record.and_then(|record| record.parse().ok()) {
            Some(record) if self.stream.is_some() => Heard::Frames(record, carried(self.part.as_deref())),
            Some(record) if self.access => Heard::Looks(record),
            Some(record) => Heard::Record(record),
            None => Heard::Other,
        }
    }
}

fn carried(part: Option<&str>) -> Option<PulledStream> {
    pulled(&URL_SAFE_NO_PAD.decode(part?).ok()?)
}

/// What a line says; nothing where it is part of something else.
pub(crate) fn heard(line: &str) -> Option<Heard> {
    match line.strip_prefix("data:") {
        Some(data) => Some(serde_json::from_str::<Data>(data.trim()).map_or(Heard::Other, Data::heard)),
        None => line.starts_with(':').then_some(Heard::Beat),
    }
}

/// The next line; no server makes us keep a long one.
pub(crate) fn next(lines: &mut impl BufRead) -> Result<Option<String>, Fault> {
    let mut line = Vec::new();
    lines.take(LINE).read_until(b'\n', &mut line).map_err(|_| Fault::Offline)?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned())),
        Some(_) => Err(Fault::Offline),
    }
}

const LINE: u64 = 4096;

#[cfg(test)]
mod tests {
    use henro_sync::StreamId;

    use super::*;

    #[test]
    fn frames_are_told_from_everything_else() {
        let record = RecordId([7; 16]);
        let heard = |data: &str| serde_json::from_str::<Data>(data).unwrap().heard();
        assert_eq!(heard(&format!(r#"{{"record":"{record}","stream":"x"}}"#)), Heard::Frames(record, None));
        let part = URL_SAFE_NO_PAD
            .encode([&[1; 16][..], &[0, 0, 0, 0, 0, 0, 0, 5], &[0, 0, 0, 1, 8], b"frames"].concat());
        let told =
            PulledStream { stream: StreamId([1; 16]), first: 5, head: vec![8], frames: b"frames".to_vec() };
        let with = |part: &str| heard(&format!(r#"{{"record":"{record}","stream":"x","part":"{part}"}}"#));
        assert_eq!(with(&part), Heard::Frames(record, Some(told)));
        for bad in ["", "%%", &part[..20]] {
            assert_eq!(with(bad), Heard::Frames(record, None), "it is fetched");
        }
        assert_eq!(heard(&format!(r#"{{"record":"{record}","access":true}}"#)), Heard::Looks(record));
        assert_eq!(heard(&format!(r#"{{"record":"{record}","control":true}}"#)), Heard::Record(record));
        assert_eq!(heard(r#"{"identity":"x"}"#), Heard::Other);
    }

    #[test]
    fn lines_are_read_to_the_end_and_a_long_or_cut_one_ends_it() {
        let mut good = &b": beat\r\n\ndata: x\n"[..];
        let mut read = || next(&mut good).unwrap();
        assert_eq!(read().as_deref(), Some(": beat"));
        assert_eq!(read().as_deref(), Some(""));
        assert_eq!(read().as_deref(), Some("data: x"));
        assert_eq!(read(), None);
        assert_eq!(next(&mut &b"data: cut"[..]), Err(Fault::Offline));
        let long = vec![b'x'; 1 << 20];
        assert_eq!(next(&mut &long[..]), Err(Fault::Offline));
    }
}
