//! The ZIP as institutions ship it. Documents are unpacked one at a time; nothing is written anywhere.

use std::io::{Cursor, Read};

use encoding_rs::SHIFT_JIS;
use zip::ZipArchive;

use super::index::{Index, Summary, read_index, read_summary};
use super::model::Report;
use super::read::read_document;
use crate::Error;
use crate::closed::closed_debug;
use crate::xml::MOST_BYTES;

/// An opened package.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    documents: Vec<(usize, String)>,
    /// 交換用基本情報, or why it was not read; `None` where there is none.
    pub index: Option<Result<Index, Error>>,
    /// 決済情報集計, likewise.
    pub summary: Option<Result<Summary, Error>>,
    /// All other files: claims, guidance, schemas, unknown ones. None is part of a health record.
    pub others: Vec<OtherFile>,
}

/// A file of a package that is not read.
#[derive(Clone, PartialEq, Eq)]
pub struct OtherFile {
    /// Name in the package.
    pub name: String,
    /// What it is, by its name.
    pub kind: OtherKind,
}

/// Kinds of other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherKind {
    /// 決済.
    Claim,
    /// 保健指導.
    Guidance,
    /// XML schema.
    Schema,
    /// Anything else.
    Unknown,
}

/// One document of a package.
pub struct Document {
    /// Name in the package.
    pub name: String,
    /// What it says, or why it was not read: one broken file does not stop the others.
    pub report: Result<Report, Error>,
}

closed_debug!(Package<'_>, OtherFile, Document);

/// Opens a package and lists what is in it.
///
/// # Errors
/// [`Error::TooLarge`] above 64 MB, [`Error::Package`], [`Error::Encrypted`].
pub fn open_package(bytes: &[u8]) -> Result<Package<'_>, Error> {
    if bytes.len() > MOST_PACKAGE {
        return Err(Error::TooLarge);
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Package)?;
    if archive.len() > MOST_FILES {
        return Err(Error::Package);
    }
    let mut package =
        Package { archive, documents: Vec::new(), index: None, summary: None, others: Vec::new() };
    for at in 0..package.archive.len() {
        package.list(at)?;
    }
    package.documents.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(package)
}

impl Package<'_> {
    /// Number of health documents.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Whether the index says another number of documents.
    pub fn count_differs(&self) -> bool {
        let said = self.index.as_ref().and_then(|index| index.as_ref().ok()?.records);
        said.is_some_and(|said| usize::try_from(said) != Ok(self.len()))
    }

    /// Reads the documents one after the other, by name.
    pub fn documents(&mut self) -> impl Iterator<Item = Document> {
        let archive = &mut self.archive;
        self.documents.iter().map(move |(at, name)| Document {
            name: name.clone(),
            report: unpacked(archive, *at).and_then(|bytes| read_document(&bytes)),
        })
    }

    fn list(&mut self, at: usize) -> Result<(), Error> {
        let (name, folder) = {
            let file = self.archive.by_index_raw(at).map_err(|_| Error::Package)?;
            if file.encrypted() {
                return Err(Error::Encrypted);
            }
            (decoded(file.name_raw()), file.is_dir())
        };
        if folder {
            return Ok(());
        }
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        match kind_of(&last) {
            Kind::Document => self.documents.push((at, name)),
            Kind::Index if self.index.is_none() => {
                self.index = Some(unpacked(&mut self.archive, at).and_then(|bytes| read_index(&bytes)));
            }
            Kind::Summary if self.summary.is_none() => {
                self.summary = Some(unpacked(&mut self.archive, at).and_then(|bytes| read_summary(&bytes)));
            }
            Kind::Other(kind) => self.others.push(OtherFile { name, kind }),
            Kind::Index | Kind::Summary => self.others.push(OtherFile { name, kind: OtherKind::Unknown }),
        }
        Ok(())
    }
}

enum Kind {
    Document,
    Index,
    Summary,
    Other(OtherKind),
}

/// By name: `h…xml` is a result, `ix08_V08.xml` the index. What is in it is read from the content alone.
fn kind_of(name: &str) -> Kind {
    let Some(stem) = name.strip_suffix(".xml") else {
        let schema = name.ends_with(".xsd");
        return Kind::Other(if schema { OtherKind::Schema } else { OtherKind::Unknown });
    };
    let numbered = stem.len() > 1
        && stem.get(1..).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'_'));
    match stem.as_bytes().first() {
        Some(b'h') if numbered => Kind::Document,
        Some(b'g') if numbered => Kind::Other(OtherKind::Guidance),
        Some(b'c' | b'p') if numbered => Kind::Other(OtherKind::Claim),
        _ if stem.starts_with("ix08") => Kind::Index,
        _ if stem.starts_with("su08") => Kind::Summary,
        _ => Kind::Other(OtherKind::Unknown),
    }
}

/// One file, never more than a document may have, whatever its header says.
fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize) -> Result<Vec<u8>, Error> {
    let file = archive.by_index(at).map_err(|_| Error::Package)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(|_| Error::Package)?;
    if bytes.len() > MOST_BYTES { Err(Error::TooLarge) } else { Ok(bytes) }
}

/// Names are UTF-8, else as Windows writes them in Japan.
fn decoded(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => SHIFT_JIS.decode(name).0.into_owned(),
    }
}

const MOST_PACKAGE: usize = 64 * 1024 * 1024;
const MOST_FILES: usize = 20_000;
