use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SectionName;

/// Opens the record of somebody kept here to their own Henro, to be read and written in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeenGive {
    /// Whose record.
    pub id: String,
    /// Id of the contact they are.
    pub contact: String,
    /// What for, in words.
    pub purpose: String,
}

/// Whether somebody kept here has a Henro of their own.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TeenGiven {
    /// The first day on which it can be given; nothing where the day of birth is not known.
    pub from: Option<Day>,
    /// It can be given now.
    pub may: bool,
    /// There is an account on a server, without which nothing can be opened to anybody.
    pub account: bool,
    /// The consent by which the record is open to them, while it holds.
    pub given: Option<TeenHenro>,
    /// Parts they keep for themselves, as far as they let it be told.
    pub alone: Vec<TeenAlone>,
}

/// A Henro of one's own that somebody kept here has.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TeenHenro {
    /// Id of the consent.
    pub grant: String,
    /// Id of the contact they are.
    pub contact: String,
    /// By what name they are known here; empty where they are no contact any more.
    pub name: String,
    /// Since when.
    pub since_ms: i64,
}

/// A part that somebody keeps for themselves.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TeenAlone {
    /// The part.
    pub section: SectionName,
    /// From which day on.
    pub since: Day,
}

/// Records of the person whose app this is that guardians keep.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TeenView {
    /// Those opened to the person as their own; the one they took up first.
    pub records: Vec<TeenRecord>,
    /// Guardians are told which parts the person keeps.
    pub told: bool,
    /// Parts that only the person keeps, from a day on.
    pub alone: Vec<TeenAlone>,
}

/// A record of the person that guardians keep.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TeenRecord {
    /// Its id.
    pub record: String,
    /// The guardian who opened it, by the contacts or by what they say.
    pub keeper: String,
    /// The name in it.
    pub person: Option<String>,
    /// The person said on this device that it is theirs: it is read and written together with their own.
    pub mine: bool,
    /// It was taken back: what came stays, nothing new comes.
    pub ended: bool,
    /// Parts in which it can be written.
    pub writes: Vec<SectionName>,
}

/// Says whether a record is one's own.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeenAccept {
    /// Id of the record.
    pub record: String,
    /// It is.
    pub mine: bool,
}

/// Keeps a part for oneself from now on, or together with guardians again.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeenKeep {
    /// The part.
    pub section: SectionName,
    /// Only oneself.
    pub alone: bool,
}

/// Whether guardians are told which parts are kept.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeenTell {
    /// They are.
    pub told: bool,
}
