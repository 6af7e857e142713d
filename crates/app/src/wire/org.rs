use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrgKind {
    /// A health centre.
    HealthCentre,
    /// A clinic or a hospital.
    Clinic,
    /// A sports club.
    Club,
    /// Another one.
    Other,
}

/// Makes this record the seat of an organisation and makes it known to a server.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgBegin {
    /// Address of the server.
    pub address: String,
    /// What it is.
    pub kind: OrgKind,
    /// Its name, which everybody can read.
    pub name: String,
}

/// A member of the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgMember {
    /// Their device, shortened.
    pub id: String,
    /// Their name, as people read it in their logs.
    pub name: String,
    /// What they do.
    pub duty: String,
    /// Since when.
    pub since_ms: i64,
    /// When they left.
    pub removed_ms: Option<i64>,
    /// They look after everybody who gave the organisation a consent.
    pub all: bool,
    /// Otherwise after these: ids of records.
    pub records: Vec<String>,
    /// Until when their looks are known.
    pub reported_ms: Option<i64>,
    /// Their reports do not agree with each other: two use their key.
    pub doubled: bool,
    /// They joined with their medical half open: keys of medical sections reach them.
    pub medical: bool,
}

/// Somebody who gave the organisation a consent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgPerson {
    /// Id of the record.
    pub record: String,
    /// The name that came with the consent.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// Looks of members that are known.
    pub looks: u32,
}

/// The organisation, as its head sees it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgView {
    /// What it is; nothing where this record is not the seat of one.
    pub kind: Option<OrgKind>,
    /// Its name.
    pub name: String,
    /// Its code, for people who want to give it a consent.
    pub card: Option<String>,
    /// The same as 12 groups of five digits.
    pub safety_number: Option<String>,
    /// Members, those who left at the end.
    pub members: Vec<OrgMember>,
    /// People who gave it a consent.
    pub people: Vec<OrgPerson>,
}

/// Shows a code for a new member.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgMemberAdd {
    /// Their name, as people will read it in their logs.
    pub name: String,
    /// What they do.
    pub duty: String,
}

/// Names a member.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgMemberOne {
    /// Their device, shortened.
    pub id: String,
}

/// Whom a member looks after.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgTasks {
    /// Their device, shortened.
    pub id: String,
    /// Everybody.
    pub all: bool,
    /// Otherwise these: ids of records.
    pub records: Vec<String>,
}

/// A line of the organisation's own log.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgLine {
    /// When.
    pub at_ms: i64,
    /// The member.
    pub member: String,
    /// Whose record.
    pub person: String,
    /// A look; otherwise keys were handed out.
    pub look: bool,
}

/// The organisation's own log.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgLog {
    /// Newest first, at most 500.
    pub lines: Vec<OrgLine>,
    /// All there are.
    pub count: u32,
}

/// An organisation whose member this person is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Membership {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: OrgKind,
    /// Its name.
    pub name: String,
    /// The name this person has there.
    pub member: String,
    /// What they do there.
    pub duty: String,
    /// They left, or were taken out: nothing new comes.
    pub ended: bool,
    /// Somebody else reports looks with a copy of this person's key.
    pub doubled: bool,
    /// They joined with the medical half open: keys of medical sections reach them.
    pub medical: bool,
}

/// Organisations whose member this person is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MembershipList {
    /// By name.
    pub memberships: Vec<Membership>,
}

/// Asks an organisation that shows a code.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipBegin {
    /// The groups, or the text of the QR picture.
    pub code: String,
    /// Address of the server; not needed where the text of the picture was given.
    pub address: String,
}

/// Where the log of the server and what an organisation says do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookDoubt {
    /// The organisation says that no member of it made this look.
    Denied,
    /// It has not confirmed it within a day.
    Unconfirmed,
}

/// A look an organisation says a member made, of which the server's log has no line.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct HiddenLook {
    /// Id of the organisation.
    pub who: String,
    /// Its name among the contacts.
    pub name: String,
    /// When the member made it.
    pub at_ms: i64,
}
