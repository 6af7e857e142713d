use henro_domain::{Day, DocumentKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A page of a document: a picture, or a PDF of any number of sheets.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentPage {
    /// The name of its blob.
    pub name: String,
    /// It is a PDF.
    #[serde(default)]
    pub pdf: bool,
}

/// A paper kept as it is.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentBody {
    /// What kind of paper.
    pub paper: DocumentKind,
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// Who gave it out.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Its pages in order, at most 20. Only `document_record` and `document_edit` change them.
    #[serde(default)]
    pub pages: Vec<DocumentPage>,
    /// Its words: at most 16,000 letters, 48,000 bytes. Left out of lists and of what a search found.
    #[serde(default)]
    pub words: Option<String>,
}

/// Which documents.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentAsk {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// 1..=200; 50 when left out.
    #[serde(default)]
    pub most: Option<u32>,
}

/// A document in the list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DocumentLine {
    /// Its id.
    pub id: String,
    /// The day that stands on it.
    pub day: Day,
    /// The paper, without its words.
    pub body: DocumentBody,
}

/// A page of documents.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DocumentList {
    /// Newest first.
    pub documents: Vec<DocumentLine>,
    /// Asks for the next page; `null` at the end.
    pub next: Option<String>,
}

/// A document, ready to be edited.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DocumentView {
    /// Its id.
    pub id: String,
    /// The day that stands on it.
    pub day: Day,
    /// The paper with its words.
    pub body: DocumentBody,
    /// To be sent along with an edit.
    pub drawn: i64,
}

/// Lays a page aside for a form that is being filled in. It stays while the form does, and belongs to no document before that is kept.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentPageWrite {
    /// Which form, as `clinical_draft_write` names it.
    pub form: String,
    /// JPEG or PNG of 16 to 2,048 pixels a side, at most 1 MiB, without EXIF; or a PDF of at most 10 MiB; base64.
    pub image: String,
}

/// Which page of what: of a document, of one in a record somebody shows, or of a form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentPageAsk {
    /// The name of its blob.
    pub page: String,
    /// Id of the document.
    #[serde(default)]
    pub id: Option<String>,
    /// The record that is shown, 32 hex digits; nothing for one's own.
    #[serde(default)]
    pub record: Option<String>,
    /// The form, where it was laid aside for one.
    #[serde(default)]
    pub form: Option<String>,
}

/// Keeps a document.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentRecord {
    /// The form its pages were laid aside for.
    pub form: String,
    /// The day that stands on it.
    pub day: Day,
    /// The paper.
    pub body: DocumentBody,
}

/// Changes a document; its history keeps what was there.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentEdit {
    /// Which.
    pub id: String,
    /// The form its new pages were laid aside for.
    pub form: String,
    /// The day that stands on it.
    pub day: Day,
    /// The paper; its pages are those of before and those laid aside.
    pub body: DocumentBody,
    /// What stood there when the form was drawn: what came in the meantime is not overwritten unseen.
    #[serde(default)]
    pub drawn: Option<i64>,
}

/// Hands out a PDF as a file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentSave {
    /// Which page of which document.
    pub page: DocumentPageAsk,
    /// An existing folder; that of exports when left out.
    #[serde(default)]
    pub folder: Option<String>,
}
