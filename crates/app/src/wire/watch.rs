use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A consent to be watched over: after so many days without an entry somebody is told, and nothing else.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WatchAsk {
    /// To whom: id of a contact.
    pub to: String,
    /// After how many days, 1 to 14.
    pub days: u8,
}

/// All that the other one will see.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WatchPreview {
    /// The name of the person, as they see it.
    pub name: String,
    /// The day on which something was last written.
    pub last: Option<Day>,
    /// The person is not sure it is them.
    pub unverified: bool,
}

/// Somebody who watches over the person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WatchGiven {
    /// The consent.
    pub id: String,
    /// Who; id.
    pub to: String,
    /// Their name; empty where they are not among the contacts any more.
    pub name: String,
    /// After how many days they are told.
    pub days: u8,
    /// Since when.
    pub since_ms: i64,
}

/// Somebody whom the person watches over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Watched {
    /// Names them among the others.
    pub record: String,
    /// Who; id.
    pub owner: String,
    /// Their name.
    pub name: String,
    /// After how many days this person is told.
    pub days: u8,
    /// The day on which something was last written, as far as it came here; `null` where nothing was since they consented.
    pub last: Option<Day>,
    /// Since when.
    pub since: Day,
    /// Up to date as of.
    pub as_of_ms: Option<i64>,
    /// Days from the last entry, or from the consent, until then. What happened after that is not known here.
    pub silent: Option<u32>,
    /// That is as long as was agreed.
    pub overdue: bool,
}

/// Who watches over the person, and over whom they watch.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WatchList {
    /// Who watches over the person, newest first.
    pub given: Vec<WatchGiven>,
    /// Over whom they watch; those of whom nothing came for too long before the others.
    pub watched: Vec<Watched>,
}
