//! What a package says of itself: index and summary, in the old and the current namespace.

use henro_domain::Day;

use super::model::{Id, Kept};
use super::read::{XSI, day, id};
use crate::Error;
use crate::closed::closed_debug;
use crate::xml::{self, Element};

/// 交換用基本情報.
#[derive(Clone, PartialEq, Eq)]
pub struct Index {
    /// Kind of exchange.
    pub interaction: Option<String>,
    /// Day it was made.
    pub created: Option<Day>,
    /// Who sends.
    pub sender: Vec<Id>,
    /// Who receives.
    pub receiver: Vec<Id>,
    /// 実施区分.
    pub service: Option<String>,
    /// Number of documents.
    pub records: Option<u32>,
    /// Whether it is in the namespace of 2007.
    pub old: bool,
    /// Leaves that are no part of the above.
    pub kept: Vec<Kept>,
}

/// 決済情報集計.
#[derive(Clone, PartialEq, Eq)]
pub struct Summary {
    /// 実施区分.
    pub service: Option<String>,
    /// Number of people.
    pub subjects: Option<u32>,
    /// Total cost.
    pub cost: Option<Money>,
    /// Paid by the people.
    pub paid: Option<Money>,
    /// Paid by another programme.
    pub paid_otherwise: Option<Money>,
    /// Claimed.
    pub claimed: Option<Money>,
    /// Whether it is in the namespace of 2007.
    pub old: bool,
    /// Leaves that are no part of the above.
    pub kept: Vec<Kept>,
}

/// An amount.
#[derive(Clone, PartialEq, Eq)]
pub struct Money {
    /// As written.
    pub amount: String,
    /// `JPY`.
    pub currency: Option<String>,
}

closed_debug!(Index, Summary, Money);

/// Reads `ix08_V08.xml`.
///
/// # Errors
/// As [`Error`].
pub fn read_index(bytes: &[u8]) -> Result<Index, Error> {
    let (root, old) = rooted(bytes, "index")?;
    let ids = |name| root.child(name).map(|of| of.children("id").map(id).collect()).unwrap_or_default();
    let mut index = Index {
        interaction: root.child("interactionType").and_then(code),
        created: root.child("creationTime").and_then(day),
        sender: ids("sender"),
        receiver: ids("receiver"),
        service: root.child("serviceEventType").and_then(code),
        records: root.child("totalRecordCount").and_then(count),
        old,
        kept: Vec::new(),
    };
    index.kept = kept(&root);
    Ok(index)
}

/// Reads `su08_V08.xml`.
///
/// # Errors
/// As [`Error`].
pub fn read_summary(bytes: &[u8]) -> Result<Summary, Error> {
    let (root, old) = rooted(bytes, "summary")?;
    let money = |name| root.child(name).and_then(money);
    let mut summary = Summary {
        service: root.child("serviceEventType").and_then(code),
        subjects: root.child("totalSubjectCount").and_then(count),
        cost: money("totalCostAmount"),
        paid: money("totalPaymentAmount"),
        paid_otherwise: money("totalPaymentByOtherProgram"),
        claimed: money("totalClaimAmount"),
        old,
        kept: Vec::new(),
    };
    summary.kept = kept(&root);
    Ok(summary)
}

fn rooted(bytes: &[u8], name: &str) -> Result<(Element, bool), Error> {
    let root = xml::read(bytes)?;
    let old = match &*root.namespace {
        CURRENT => false,
        OLD => true,
        _ => return Err(Error::Kind),
    };
    if root.name != name {
        return Err(Error::Kind);
    }
    root.attribute_in(XSI, "schemaLocation");
    Ok((root, old))
}

fn kept(root: &Element) -> Vec<Kept> {
    let unread = root.unread().into_iter();
    unread.map(|leaf| Kept { path: leaf.path, line: leaf.line, value: leaf.value }).collect()
}

fn code(of: &Element) -> Option<String> {
    of.attribute("code").map(str::to_owned)
}

/// A number of at most eight digits; one that does not read stays unread, and so is kept.
fn count(of: &Element) -> Option<u32> {
    let text = of.peek("value").filter(|text| text.len() <= 8)?;
    let count = text.parse().ok()?;
    of.attribute("value");
    Some(count)
}

fn money(of: &Element) -> Option<Money> {
    let amount = of.attribute("value")?.to_owned();
    Some(Money { amount, currency: of.attribute("currency").map(str::to_owned) })
}

const CURRENT: &str = "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/0000161103.html";
const OLD: &str = "http://tokuteikenshin.jp/checkup/2007";
