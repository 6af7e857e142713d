use henro_domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CardStep;

/// What somebody at an issuing desk is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskDuty {
    /// Answers questions: looks a person or a card up, changes nothing.
    Inquiry,
    /// Takes people in and changes them.
    Reception,
    /// Writes cards.
    Issuing,
}

/// Makes this record the book of an issuing desk, or changes its words and duties. Keys that are there stay.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskBegin {
    /// The office as it stands on the letter, 1 to 60 characters.
    pub office: String,
    /// Telephone or address for questions, up to 60 characters.
    pub contact: Option<String>,
    /// What the person at this desk does.
    pub duties: Vec<DeskDuty>,
    /// Close each card at the end. Irreversible: a closed card can never be written again.
    pub close: bool,
}

/// Whether this record is a desk, and what is known of it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskView {
    /// It is one.
    pub begun: bool,
    /// Only while the clinical tier is open.
    pub inside: Option<DeskInside>,
}

/// The desk.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskInside {
    /// The office.
    pub office: String,
    /// Telephone or address for questions.
    pub contact: Option<String>,
    /// What the person at this desk does.
    pub duties: Vec<DeskDuty>,
    /// Each card is closed at the end.
    pub close: bool,
    /// People on the list.
    pub people: u32,
    /// Of them, how many wait for a card.
    pub waiting: u32,
}

/// A file with the list of people: number, name and, where there is one, the 統合ID in hexadecimal digits.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskFile {
    /// The bytes of the file as base64.
    pub base64: Option<String>,
    /// Or its text.
    pub text: Option<String>,
}

/// What an import of people would do. Nothing is written yet.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskImportPlan {
    /// UTF-8, Shift_JIS …
    pub encoding: String,
    /// People who would be added.
    pub added: u32,
    /// People on the list who would get another name.
    pub renamed: u32,
    /// People who are there already as the file says.
    pub known: u32,
    /// Rows that are left out.
    pub faults: u32,
    /// The first of them, in the order of the file.
    pub first_faults: Vec<DeskFault>,
    /// The first people who would be added or renamed.
    pub first: Vec<DeskPersonAdd>,
}

/// A row that is left out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: DeskFaultReason,
    /// The line that says the same already.
    pub first: Option<u64>,
}

/// Why a row of people is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskFaultReason {
    /// No number.
    NoNumber,
    /// A number that is too long or cannot be printed.
    Number,
    /// No name.
    NoName,
    /// A name that is too long or cannot be printed.
    Name,
    /// A 統合ID that is not 32 hexadecimal digits.
    Unified,
    /// The number stands in line `first` already.
    NumberTwice,
    /// The 統合ID stands in line `first` already.
    UnifiedTwice,
    /// Broken letters.
    Letters,
    /// The list has this number with another 統合ID.
    UnifiedOther,
    /// The list has this 統合ID under another number.
    UnifiedTaken,
}

/// What an import of people did.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskImported {
    /// People added.
    pub added: u32,
    /// People who got another name.
    pub renamed: u32,
    /// Rows left out.
    pub faults: u32,
}

/// Which people of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskFilter {
    /// Those who wait for a card.
    Waiting,
    /// Those who have one.
    Issued,
    /// All.
    All,
}

/// Looks people up.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskPeopleAsk {
    /// Which.
    pub filter: DeskFilter,
    /// Part of a number or a name. Who only answers questions gives two characters at least.
    #[serde(default)]
    pub text: String,
}

/// Where a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskState {
    /// No card yet.
    New,
    /// Writing a card stopped before the end.
    Stopped,
    /// Has a card.
    Issued,
    /// Has a card and the letter for it.
    Printed,
    /// The card was declared lost and no other was issued yet.
    Lost,
}

/// A person of the list. The 統合ID is never shown.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskPersonView {
    /// The number the office knows the person by.
    pub number: String,
    /// Name.
    pub name: String,
    /// Where the person stands.
    pub state: DeskState,
    /// Since when.
    pub day: Option<Day>,
}

/// People of the list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskPeople {
    /// The first of them, in the order of the list.
    pub people: Vec<DeskPersonView>,
    /// How many more there are.
    pub more: u32,
}

/// A person's number and name: to add one, or to give one another name.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskPersonAdd {
    /// The number the office knows the person by, 1 to 40 characters.
    pub number: String,
    /// Name, 1 to 60 characters.
    pub name: String,
}

/// One person of the list.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskNumber {
    /// The number.
    pub number: String,
}

/// Takes a person off the list. The lines of the log stay.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskPersonRemove {
    /// The number.
    pub number: String,
    /// Declare the person's card lost in the same step. Without it a person whose card counts is not taken off.
    pub revoke: bool,
}

/// Looks at the card that is to be written for a person. Nothing is written.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskIssuePlan {
    /// Whose card it shall be.
    pub number: String,
    /// The reader's name; the only card there when left out, the operator's own aside.
    pub reader: Option<String>,
    /// Also write a card that is another person's or was made elsewhere, as long as it is not closed.
    pub replace: bool,
}

/// What kind of card lies there, as the desk sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskSight {
    /// As it left the factory.
    Blank,
    /// Begun and not finished: it will be.
    Half,
    /// This person's card already, and whole.
    Done,
    /// This person's earlier card, declared lost; it can be written again.
    Earlier,
    /// Another person's card.
    Other,
    /// It holds a key this desk does not know.
    Foreign,
    /// Closed: it can never be written again.
    Closed,
}

/// What would be done to the card.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskIssueView {
    /// Hand this to `desk_issue`; nothing where the card must not be written.
    pub plan: Option<String>,
    /// Whose card it would be.
    pub number: String,
    /// Name.
    pub name: String,
    /// What lies there.
    pub sight: DeskSight,
    /// Whose card it is now, if it is another person's.
    pub owner: Option<DeskPersonAdd>,
    /// What would be written, in order.
    pub steps: Vec<CardStep>,
}

/// Does what the plan says.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskIssue {
    /// The plan.
    pub plan: String,
}

/// The card was written and read back.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskIssued {
    /// Whose.
    pub number: String,
    /// Name.
    pub name: String,
    /// How long the machine took, in milliseconds, the log included.
    pub ms: u32,
    /// Who comes next.
    pub next: Option<DeskPersonView>,
    /// How many wait.
    pub waiting: u32,
}

/// Looks at a card of the desk. Nothing is written to it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskCheck {
    /// The reader's name; the only card there when left out, the operator's own aside.
    pub reader: Option<String>,
}

/// What a card is to the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskCardState {
    /// The person's card: it proved itself and counts.
    Current,
    /// A card of the person that was declared lost or replaced.
    Revoked,
    /// Written by this desk and not finished, or not noted: hold it where cards are issued.
    Unfinished,
    /// Written by this desk for somebody who is not on the list, or later than what this record knows.
    Unknown,
    /// It carries the number of a card of this desk and does not prove itself: a copy, or written anew.
    Failed,
    /// As it left the factory.
    Blank,
    /// Made elsewhere.
    Foreign,
    /// A transit card or another one that a desk does not write.
    Transit,
}

/// What was read from a card.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskChecked {
    /// What it is to the desk.
    pub state: DeskCardState,
    /// Whose.
    pub person: Option<DeskPersonAdd>,
    /// Version of its key, for Lite-S.
    pub key_version: Option<u16>,
    /// It can never be written again.
    pub closed: bool,
}

/// The letter that goes with a card.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskLetter {
    /// Where the PDF lies until it is handed on (`desk_letter_done`) or the desk closes. Its name says nothing.
    pub file: String,
    /// Letters of the name that the font lacks: to be written by hand.
    pub missing: String,
}

/// The newest lines of the log.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskLogAsk {
    /// How many, at most 500.
    pub most: u32,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskAct {
    /// A card was written and read back.
    Issued,
    /// Writing stopped before the end.
    Stopped,
    /// A card was looked at.
    Checked,
    /// The card was declared lost.
    Revoked,
    /// The letter was made.
    Printed,
    /// The person was taken off the list.
    Removed,
}

/// A line of the log. No health data, and no name.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskLine {
    /// Local day.
    pub day: Day,
    /// Minute of that day.
    pub minute: u16,
    /// Whose card.
    pub number: String,
    /// What was done.
    pub act: DeskAct,
    /// Short tag of the card under a key of this desk; never its number. Empty where no card was there.
    pub card: String,
}

/// The log, newest first.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeskLog {
    /// Its lines.
    pub lines: Vec<DeskLine>,
}
