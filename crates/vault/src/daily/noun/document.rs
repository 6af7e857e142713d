//! A document in its row. Its pages are one field: their order is one statement, and never made of those of two devices.

use henro_domain::{Document, DocumentKind, about_of};
use rusqlite::types::Value;

use super::{Cells, json, optional_text, place};
use crate::Error;

pub(super) fn columns(document: &Document) -> Result<Vec<Value>, Error> {
    Ok(vec![
        place(&DocumentKind::ALL, &document.kind),
        optional_text(document.title.as_deref()),
        optional_text(document.issuer.as_deref()),
        json(&document.pages)?,
        optional_text(document.words.as_deref()),
    ])
}

pub(super) fn of(cells: &mut Cells) -> Result<Document, Error> {
    let (kind, title, issuer) =
        (cells.word(&DocumentKind::ALL)?, cells.optional_text()?, cells.optional_text()?);
    // A list of texts like any other, within the same limit.
    let pages = about_of(&cells.text()?)?;
    Ok(Document { kind, title, issuer, pages, words: cells.optional_text()? })
}

pub(super) const COLUMNS: &[&str] = &["kind", "title", "issuer", "pages", WORDS];
/// The long one, and the last of its row.
pub(crate) const WORDS: &str = "text";
