//! Bytes to text.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16LE};
use serde::{Deserialize, Serialize};

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

/// The text of a file; `None` where a byte does not fit.
pub(super) fn decoded(bytes: &[u8], encoding: CsvEncoding) -> Option<String> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = match (marked, encoding) {
        (Some(marked), CsvEncoding::Auto) => marked,
        (Some(marked), CsvEncoding::Utf8) if marked == UTF_8 => marked,
        (Some(marked), CsvEncoding::Cp932) if marked == UTF_16LE => return None,
        (_, CsvEncoding::Cp932) => SHIFT_JIS,
        (_, CsvEncoding::Utf8) => UTF_8,
        (None, CsvEncoding::Auto) if std::str::from_utf8(bytes).is_ok() => UTF_8,
        (None, CsvEncoding::Auto) => SHIFT_JIS,
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken { None } else { Some(text.into_owned()) }
}
