//! Papers kept as they are: a letter, a result on paper, a certificate (decision 53).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::closed::closed_debug;

/// A paper as it is. Its day is the day that stands on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// What kind of paper.
    pub kind: DocumentKind,
    /// What it is called.
    pub title: Option<String>,
    /// Who gave it out.
    pub issuer: Option<String>,
    /// The blobs with its pages in their order, each its name, key and kind in hex digits, as of the photo of a dose.
    pub pages: Vec<String>,
    /// Its words, typed or pasted.
    pub words: Option<String>,
}

/// Kinds of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 紹介状.
    Referral,
    /// 検査結果.
    Result,
    /// 診断書.
    Certificate,
    /// 処方箋, 薬の説明.
    Prescription,
    /// 画像.
    Image,
    /// 領収書.
    Receipt,
    /// Anything else.
    Other,
}

impl DocumentKind {
    /// All kinds, in stored order.
    pub const ALL: [Self; 7] = [
        Self::Referral,
        Self::Result,
        Self::Certificate,
        Self::Prescription,
        Self::Image,
        Self::Receipt,
        Self::Other,
    ];
}

closed_debug!(Document);
