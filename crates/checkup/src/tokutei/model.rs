//! One person's file as it is: texts as written, nothing judged.

use henro_domain::Day;

use crate::closed::closed_debug;

/// A 特定健診 document.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// 報告区分.
    pub kind: Coded,
    /// Own id of the document; the form says there is none.
    pub id: Id,
    /// Day the file was made.
    pub created: Option<Day>,
    /// Confidentiality, `N`.
    pub confidentiality: Option<Coded>,
    /// The person.
    pub patient: Patient,
    /// Day given beside the author.
    pub written: Option<Day>,
    /// Who made the file.
    pub author: Organization,
    /// 受診券, 利用券.
    pub tickets: Vec<Ticket>,
    /// Kind of checkup.
    pub program: Option<Coded>,
    /// Day of the exam.
    pub exam: Day,
    /// Who examined.
    pub performer: Organization,
    /// Results.
    pub sections: Vec<Section>,
    /// Leaves of the file that are no part of the above: kept, and shown under "other".
    pub kept: Vec<Kept>,
    /// All leaves of the file: attributes, texts, bare elements.
    pub leaves: usize,
}

/// The person, as the file has them. Whose record it is, a person says.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Patient {
    /// Insurer, symbol, number, branch and others: told apart by their root.
    pub ids: Vec<Id>,
    /// Address.
    pub address: Option<Address>,
    /// Name, full-width katakana.
    pub name: Option<String>,
    /// The same person's name in other letters; the XML form has none.
    pub other_names: Vec<String>,
    /// Sex of list …6.1104: 1 men, 2 women.
    pub sex: Option<Coded>,
    /// Day of birth.
    pub birth: Option<Day>,
}

/// An id of a root.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Id {
    /// OID.
    pub root: Option<String>,
    /// The id, as written: symbols and numbers often are full-width.
    pub extension: Option<String>,
    /// Why there is none.
    pub null: Option<String>,
}

/// An address.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Postal code.
    pub postal: Option<String>,
    /// The rest.
    pub text: Option<String>,
}

/// An institution.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Organization {
    /// Ids.
    pub ids: Vec<Id>,
    /// Name.
    pub name: Option<String>,
    /// Telephone.
    pub telecom: Vec<String>,
    /// Address.
    pub address: Option<Address>,
}

/// A ticket for the checkup.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// 1 受診券, 2 利用券.
    pub function: Option<Coded>,
    /// Last day it is good for.
    pub until: Option<Day>,
    /// Its numbers.
    pub ids: Vec<Id>,
    /// The insurer.
    pub insurer: Vec<Id>,
}

/// A code with its set and the words of the file.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Coded {
    /// The code; `None` with a null flavor.
    pub code: Option<String>,
    /// OID of the set, the form's own where the file leaves it out.
    pub system: Option<String>,
    /// Words.
    pub words: Option<String>,
    /// Why there is none.
    pub null: Option<String>,
}

/// A section of results.
#[derive(Clone, PartialEq, Eq)]
pub struct Section {
    /// Its code of set …6.1010.
    pub code: Coded,
    /// Title.
    pub title: Option<String>,
    /// The few lines for human eyes.
    pub lines: Vec<String>,
    /// Results.
    pub observations: Vec<Observation>,
}

/// A result, or a panel of results.
#[derive(Clone, PartialEq, Eq)]
pub struct Observation {
    /// The item; a null flavor for a panel.
    pub item: Coded,
    /// 未実施.
    pub negated: bool,
    /// Usually one; two where the number is beyond what could be measured.
    pub values: Vec<Value>,
    /// L, N, H against the range.
    pub interpretation: Option<Coded>,
    /// Method, repeated beside the item's code.
    pub method: Option<Coded>,
    /// The physician who wrote the finding.
    pub author: Option<String>,
    /// Printed range: low and high.
    pub range: Option<(Option<Pq>, Option<Pq>)>,
    /// Parts and reasons of a panel.
    pub parts: Vec<(Relation, Observation)>,
    /// Line in the file.
    pub line: u32,
}

/// How a part belongs to its panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// COMP.
    Part,
    /// RSON.
    Reason,
}

/// A value as written.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// PQ.
    Number(Pq),
    /// CD or CO; the flag says CO.
    Code(Coded, bool),
    /// ST.
    Text(String),
    /// A type with a null flavor and nothing else.
    Null(String, String),
    /// Any other type: INT, TS, … with its value and text.
    Other(String, Option<String>, Option<String>),
}

/// A number with its unit, as written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pq {
    /// The number.
    pub value: Option<String>,
    /// The unit.
    pub unit: Option<String>,
}

/// A leaf that is no part of the form.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// Way to it.
    pub path: String,
    /// Line.
    pub line: u32,
    /// What it says.
    pub value: String,
}

impl Report {
    /// Every observation, panels before their parts.
    pub fn observations(&self) -> Vec<&Observation> {
        fn gather<'a>(observation: &'a Observation, all: &mut Vec<&'a Observation>) {
            all.push(observation);
            observation.parts.iter().for_each(|(_, part)| gather(part, all));
        }
        let mut all = Vec::new();
        for observation in self.sections.iter().flat_map(|section| &section.observations) {
            gather(observation, &mut all);
        }
        all
    }

    /// Whether two reports say the same, wherever it stands in their files.
    pub fn same_content(&self, other: &Report) -> bool {
        self.clone().without_places() == other.clone().without_places()
    }

    fn without_places(mut self) -> Self {
        fn clear(observation: &mut Observation) {
            observation.line = 0;
            observation.parts.iter_mut().for_each(|(_, part)| clear(part));
        }
        self.sections.iter_mut().flat_map(|section| &mut section.observations).for_each(clear);
        self.kept.clear();
        self.leaves = 0;
        self
    }
}

impl Patient {
    /// The id of a root under 1.2.392.200119.6: 101 insurer, 204 symbol, 205 number, 211 branch.
    pub fn id(&self, leaf: &str) -> Option<&str> {
        let ids = self.ids.iter().filter(|id| id.root.as_deref().and_then(leaf_of) == Some(leaf));
        ids.filter_map(|id| id.extension.as_deref()).next()
    }
}

/// The part of an OID behind the form's own root.
pub(crate) fn leaf_of(oid: &str) -> Option<&str> {
    oid.strip_prefix(ROOT)?.strip_prefix('.')
}

/// Root of the form's OIDs.
pub(crate) const ROOT: &str = "1.2.392.200119.6";

closed_debug!(
    Report,
    Patient,
    Id,
    Address,
    Organization,
    Ticket,
    Coded,
    Section,
    Observation,
    Value,
    Pq,
    Kept
);
