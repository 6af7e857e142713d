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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daily::log;
    use crate::daily::noun::{Row, known_noun, medical_of};
    use henro_domain::{Medical, MedicalKind};

    fn letter() -> Document {
        Document {
            kind: DocumentKind::Certificate,
            title: Some("a".into()),
            issuer: None,
            pages: vec!["86".into()],
            words: Some("飯".into()),
        }
    }

    #[test]
    fn the_bytes_of_noun_47_have_not_moved() {
        let noun = known_noun(47).unwrap();
        let fields = ["day", "kind", "title", "issuer", "pages", "text"];
        let numbers = fields.map(|field| log::field_number(noun, field));
        assert_eq!((noun.table, numbers), ("document", [1, 4, 5, 6, 7, 8].map(Some)));
        let row = Row { day: 20_779, minute: None, offset: 540, columns: columns(&letter()).unwrap() };
        let body = log::body_of(&row);
        // As in `fields.rs`: number << 3 | kind, then the value; day 20779, offset 540, kind 2, texts in UTF-8.
        let expected = [
            &[9, 0xd6, 0xc4, 2, 25, 0xb8, 8, 33, 4, 44, 1, b'a'][..],
            &[60, 6, b'[', b'"', b'8', b'6', b'"', b']', 68, 3, 0xe9, 0xa3, 0xaf],
        ];
        assert_eq!(body, expected.concat());
        let back = medical_of(MedicalKind::Document, row.columns).unwrap();
        assert!(back == Medical::Document(letter()));
    }

    #[test]
    fn a_kind_nobody_knows_and_a_list_that_is_none_are_refused() {
        let good = columns(&letter()).unwrap();
        for (place, bad) in [(0, Value::Integer(7)), (3, Value::Text("86".into())), (3, Value::Null)] {
            let mut columns = good.clone();
            columns[place] = bad;
            assert!(of(&mut Cells::new(columns)).is_err());
        }
        let many = Value::Text(format!("[{}]", vec!["\"86\""; 501].join(",")));
        let mut columns = good;
        columns[3] = many;
        assert!(of(&mut Cells::new(columns)).is_err());
    }
}
