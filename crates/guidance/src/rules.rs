//! What every rule says of itself, and the one that holds on a day.

use henro_domain::Day;
use serde::Deserialize;

/// What a rule says of itself: shown beside every judgement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Edition {
    /// Stable id.
    pub id: String,
    /// First day of what it judges.
    pub from: Day,
    /// Where it comes from.
    pub source: String,
    /// As `source`, in English.
    pub source_en: String,
    /// Whether the source itself was read.
    #[serde(default)]
    pub read: bool,
    /// What to know about it.
    pub note: String,
    /// As `note`, in English.
    pub note_en: String,
}

/// A rule with an edition.
pub(crate) trait Dated {
    fn edition(&self) -> &Edition;
}

/// The newest rule that holds on a day.
pub(crate) fn newest<'a, R: Dated>(rules: impl Iterator<Item = &'a R>, day: Day) -> Option<&'a R> {
    rules.filter(|rule| rule.edition().from <= day).max_by_key(|rule| rule.edition().from)
}
