//! What an entry is after the changes of all devices, in whatever order they came. An entry is an id and a kind; the
//! same id under another kind, which no honest device makes, is another entry.
//!
//! The state is the set of changes; what is shown is computed from it by rules that ask for no order of arrival. So
//! adding is idempotent, commutative and associative by its shape. A store that keeps rows of its own and updates them change by
//! change has to come to the same [`EntryView`]; a test compares both.
//!
//! - Changes are ordered by clock, then by device number ([`Stamp`]).
//! - A field has the value of its newest change. A `Put` or `Restore` sets the fields it names and leaves the rest: fields
//!   of a newer version stay.
//! - The newest of `Put`, `Restore` and `Delete` says whether the entry is there. A `Set` does not bring it back. In
//!   clinical sections a `Delete` also has to have seen every `Set`: an edit nobody saw is not lost.
//! - A safety field keeps every value that no other change of that field had seen ([`EntryView::conflicts`]), until a
//!   change that saw them all decides.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use ring::digest::{Context, SHA256};

use crate::{Hash, Label, Op, OpAct, Value};

/// The order of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Hybrid clock.
    pub hlc: u64,
    /// Number of the device.
    pub device: u32,
}

/// Where a change came from, and what its author had seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Number of the device.
    pub device: u32,
    /// Number of its frame in the stream.
    pub seq: u64,
    /// The frontier of its batch.
    pub frontier: BTreeMap<u32, u64>,
}

impl Origin {
    /// Whether the author of this change had seen a change of `other`. Own changes are seen in the order of their frames.
    pub fn saw(&self, other: &Origin) -> bool {
        if self.device == other.device {
            return self.seq >= other.seq;
        }
        self.frontier.get(&other.device).is_some_and(|seq| *seq >= other.seq)
    }
}

/// A change with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What was done.
    pub op: Op,
    /// By whom.
    pub origin: Origin,
}

impl Change {
    /// Its place in the order.
    pub fn stamp(&self) -> Stamp {
        Stamp { hlc: self.op.hlc, device: self.origin.device }
    }

    /// Whether its author knew the other change. Within one frame the clock says so.
    pub fn saw(&self, other: &Change) -> bool {
        let same_frame = self.origin.device == other.origin.device && self.origin.seq == other.origin.seq;
        if same_frame { self.op.hlc >= other.op.hlc } else { self.origin.saw(&other.origin) }
    }

    /// Whether neither author knew the change of the other.
    pub fn concurrent(&self, other: &Change) -> bool {
        !self.saw(other) && !other.saw(self)
    }
}

/// By which rules the changes of a section are joined.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Clinical: a deletion loses to an edit it did not know.
    pub clinical: bool,
    /// Kind and field of what keeps both values.
    pub safety: BTreeSet<(u32, u32)>,
}

/// All changes of one entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntityState {
    changes: BTreeMap<Stamp, Change>,
}

/// An entry as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    /// Its kind.
    pub kind: u32,
    /// Whether it is there.
    pub alive: bool,
    /// Its fields, the empty ones too.
    pub fields: BTreeMap<u32, Value>,
    /// For safety fields the other values that nobody has decided about, the newest first.
    pub conflicts: BTreeMap<u32, Vec<Value>>,
}

impl EntityState {
    /// Adds a change. The same again says nothing. Two that claim the same place, which no honest device makes, are
    /// decided by their bytes, so that every device keeps the same one.
    pub fn add(&mut self, change: Change) {
        match self.changes.entry(change.stamp()) {
            Entry::Vacant(free) => drop(free.insert(change)),
            Entry::Occupied(mut held) => {
                if spelt(&change) > spelt(held.get()) {
                    held.insert(change);
                }
            }
        }
    }

    /// Adds all changes of another state of the same entry.
    pub fn join(&mut self, other: &Self) {
        other.changes.values().for_each(|change| self.add(change.clone()));
    }

    /// Its changes, oldest first.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = &Change> {
        self.changes.values()
    }

    /// What is shown. Nothing where nothing was ever written.
    pub fn view(&self, rules: &Rules) -> Option<EntryView> {
        let kind = self.changes.values().next()?.op.kind;
        let mut writes: BTreeMap<u32, Vec<(&Change, &Value)>> = BTreeMap::new();
        for change in self.changes.values().rev() {
            for (field, value) in &change.op.fields {
                writes.entry(*field).or_default().push((change, value));
            }
        }
        let conflicts = writes.iter().filter(|(field, _)| rules.safety.contains(&(kind, **field)));
        let conflicts = conflicts.map(|(field, writes)| {
            (*field, undecided(writes).into_iter().map(|(_, value)| value.clone()).collect::<Vec<_>>())
        });
        Some(EntryView {
            kind,
            alive: self.alive(rules),
            conflicts: conflicts.filter(|(_, values)| !values.is_empty()).collect(),
            fields: writes.iter().map(|(field, writes)| (*field, writes[0].1.clone())).collect(),
        })
    }

    /// The changes of a field beside its newest that nobody has decided about, the newest first, each value once.
    pub fn undecided(&self, field: u32) -> Vec<&Change> {
        let value = |change: &'_ Change| change.op.fields.iter().position(|(of, _)| *of == field);
        let writes = self.changes.values().rev();
        let writes = writes.filter_map(|change| Some((change, &change.op.fields.get(value(change)?)?.1)));
        undecided(&writes.collect::<Vec<_>>()).into_iter().map(|(change, _)| change).collect()
    }

    /// Whether it is there.
    pub fn alive(&self, rules: &Rules) -> bool {
        let newest_first = || self.changes.values().rev();
        let mut deletes = newest_first()
            .filter(|change| change.op.act != OpAct::Set)
            .take_while(|change| change.op.act == OpAct::Delete)
            .peekable();
        if deletes.peek().is_none() {
            return newest_first().any(|change| change.op.act != OpAct::Set);
        }
        let sets = || newest_first().filter(|change| change.op.act == OpAct::Set);
        rules.clinical && deletes.all(|delete| sets().any(|set| delete.concurrent(set)))
    }
}

/// The values beside the newest that no change of the field had seen, each once, with the change.
fn undecided<'a>(writes: &[(&'a Change, &'a Value)]) -> Vec<(&'a Change, &'a Value)> {
    let Some(((newest, shown), older)) = writes.split_first() else { return vec![] };
    let mut out: Vec<(&Change, &Value)> = Vec::new();
    for (change, value) in older {
        let decided = writes.iter().any(|(other, _)| other.stamp() != change.stamp() && other.saw(change));
        let known = same(value, shown) || out.iter().any(|(_, other)| same(value, other));
        if change.concurrent(newest) && !decided && !known {
            out.push((change, value));
        }
    }
    out
}

/// Equal to the bit.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Real(a), Value::Real(b)) => a.to_bits() == b.to_bits(),
        (a, b) => a == b,
    }
}

/// Two changes with the same bytes are the same.
fn spelt(change: &Change) -> Vec<u8> {
    let op = &change.op;
    let mut out = Vec::new();
    out.extend_from_slice(&op.entity.to_be_bytes());
    out.extend_from_slice(&op.kind.to_be_bytes());
    out.push(op.act.number());
    out.push(op.at.is_some().into());
    out.extend_from_slice(&op.at.unwrap_or(0).to_be_bytes());
    out.extend_from_slice(&op.actor.to_be_bytes());
    out.extend_from_slice(&op.subject.to_be_bytes());
    out.extend_from_slice(&op.source.to_be_bytes());
    out.extend_from_slice(&(op.fields.len() as u32).to_be_bytes());
    op.fields.iter().for_each(|(field, value)| spell(&mut out, *field, value));
    out.extend_from_slice(&change.origin.seq.to_be_bytes());
    for (device, seq) in &change.origin.frontier {
        out.extend_from_slice(&device.to_be_bytes());
        out.extend_from_slice(&seq.to_be_bytes());
    }
    out
}

fn spell(out: &mut Vec<u8>, field: u32, value: &Value) {
    out.extend_from_slice(&field.to_be_bytes());
    let mut put = |kind: u8, bytes: &[u8]| {
        out.push(kind);
        out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
        out.extend_from_slice(bytes);
    };
    match value {
        Value::Null => put(0, &[]),
        Value::Integer(n) => put(1, &n.to_be_bytes()),
        Value::Real(x) => put(2, &x.to_bits().to_be_bytes()),
        Value::Text(text) => put(3, text.as_bytes()),
        Value::Blob(bytes) => put(4, bytes),
    }
}

/// The digest of what is shown: equal on all devices that have the same changes, however they came and were packed.
/// Entries rising by id, then kind, deleted ones too.
pub fn state_digest<'a>(entries: impl IntoIterator<Item = (i64, &'a EntryView)>) -> Hash {
    let mut digest = StateDigest::new();
    entries.into_iter().for_each(|(entity, view)| digest.view(entity, view));
    digest.finish()
}

/// [`state_digest`], entry by entry.
pub(crate) struct StateDigest {
    context: Context,
    out: Vec<u8>,
}

impl StateDigest {
    pub(crate) fn new() -> Self {
        let mut context = Context::new(&SHA256);
        context.update(Label::State.text().as_bytes());
        context.update(&[0]);
        Self { context, out: Vec::new() }
    }

    pub(crate) fn view(&mut self, entity: i64, view: &EntryView) {
        let fields = view.fields.iter().map(|(field, value)| (*field, value));
        self.entry((entity, view.kind, view.alive), fields, &view.conflicts);
    }

    /// An entry that one change wrote, its fields rising: its view needs no rules.
    pub(crate) fn single(&mut self, op: &Op) {
        let alive = matches!(op.act, OpAct::Put | OpAct::Restore);
        let fields = op.fields.iter().map(|(field, value)| (*field, value));
        self.entry((op.entity, op.kind, alive), fields, &BTreeMap::new());
    }

    fn entry<'a>(
        &mut self,
        (entity, kind, alive): (i64, u32, bool),
        fields: impl ExactSizeIterator<Item = (u32, &'a Value)>,
        conflicts: &BTreeMap<u32, Vec<Value>>,
    ) {
        let out = &mut self.out;
        out.clear();
        out.extend_from_slice(&entity.to_be_bytes());
        out.extend_from_slice(&kind.to_be_bytes());
        out.push(alive.into());
        out.extend_from_slice(&(fields.len() as u32).to_be_bytes());
        fields.for_each(|(field, value)| spell(out, field, value));
        out.extend_from_slice(&(conflicts.len() as u32).to_be_bytes());
        for (field, values) in conflicts {
            out.extend_from_slice(&(values.len() as u32).to_be_bytes());
            values.iter().for_each(|value| spell(out, *field, value));
        }
        self.context.update(out);
    }

    pub(crate) fn finish(self) -> Hash {
        let mut digest = [0; 32];
        digest.copy_from_slice(self.context.finish().as_ref());
        Hash(digest)
    }
}

#[cfg(test)]
mod tests;
