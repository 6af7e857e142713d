//! Cards and their readers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Waits for something to happen at the card readers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardWatch {
    /// The serial of the last answer; the call returns when there is a newer one. 0 for the first look.
    pub after: u32,
    /// Longest wait in milliseconds, at most 10,000.
    pub patience_ms: u32,
}

/// Lets the card that opened the clinical tier make room for one that is to be enrolled.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardSwap {
    /// Another card is waited for; without it, no longer.
    pub wait: bool,
}

/// Whether cards can be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardService {
    /// A reader is there.
    Ready,
    /// The card service runs and no reader is connected.
    NoReader,
    /// The card service of the system does not run.
    NoService,
}

/// What a card can prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardClass {
    /// FeliCa Lite-S: proves itself once it has a key.
    Keyed,
    /// Known by its number, which can be imitated.
    Transit,
    /// Another kind of card.
    NotFelica,
    /// It could not be read; take it away and hold it again.
    Unread,
}

/// Which card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardSystem {
    /// IruCa.
    Iruca,
    /// Suica, ICOCA and the other nationwide cards.
    Transit,
    /// FeliCa Lite-S.
    LiteS,
    /// Another FeliCa card.
    Other,
}

/// A card on a reader.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CardView {
    /// The reader's name.
    pub reader: String,
    /// What it can prove.
    pub class: CardClass,
    /// Which card it is, where it could be read.
    pub system: Option<CardSystem>,
    /// The factor it is enrolled as; only known while the daily tier is open.
    pub factor: Option<String>,
}

/// What lies on the readers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CardsView {
    /// Number of this answer, for the next wait.
    pub serial: u32,
    /// Whether cards can be read.
    pub service: CardService,
    /// The readers.
    pub readers: Vec<String>,
    /// The cards on them.
    pub cards: Vec<CardView>,
}

/// Looks at a card that is to be enrolled. Nothing is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardPlan {
    /// The reader's name; the only card there when left out.
    pub reader: Option<String>,
    /// Close a Lite-S card at the end, for ever.
    pub lock: bool,
    /// Also write a Lite-S card that holds another key, as long as it is not closed.
    pub replace: bool,
}

/// One thing that is done to a Lite-S card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardStep {
    /// The mark of the issuer.
    WriteId,
    /// The version of the key.
    WriteVersion,
    /// The key.
    WriteKey,
    /// The card shows that it holds the key.
    VerifyKey,
    /// The sealed 統合ID.
    WriteSealedId,
    /// It is read back.
    VerifySealedId,
    /// The card is closed for ever.
    Lock,
}

/// What would be done to the card.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CardPlanView {
    /// Names this plan for `card_enrol`; good until the next one.
    pub plan: String,
    /// What the card can prove.
    pub class: CardClass,
    /// Which card it is.
    pub system: CardSystem,
    /// What is written, in order; nothing for a transit card.
    pub steps: Vec<CardStep>,
    /// It was begun before and is finished now.
    pub half_written: bool,
    /// The factor the card is enrolled as already.
    pub factor: Option<String>,
}

/// Does what the plan says.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardEnrol {
    /// The plan.
    pub plan: String,
    /// What the person calls the card, 1 to 100 characters.
    pub name: String,
    /// The lost factor whose place it takes.
    pub replaces: Option<String>,
}

/// Looks at a card. Nothing is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardCheck {
    /// The reader's name; the only card there when left out.
    pub reader: Option<String>,
}

/// What a card showed of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardProof {
    /// It proved itself with its key.
    Proven,
    /// It carries an enrolled number, and does not hold the key: a copy, or a card written anew.
    Failed,
    /// It cannot prove itself; only its number is known.
    NumberOnly,
    /// It has the key of the factory: a new card.
    Blank,
    /// It has a key this record does not know.
    Foreign,
}

/// What is known of a card.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct CardReport {
    /// What it can prove.
    pub class: CardClass,
    /// Which card it is.
    pub system: CardSystem,
    /// What it showed.
    pub proof: CardProof,
    /// Version of its key, for Lite-S.
    pub key_version: Option<u16>,
    /// It is closed and cannot be written any more.
    pub closed: bool,
    /// It is enrolled in this record under this name.
    pub name: Option<String>,
}
