//! What a device keeps: a [`Store`] in memory. Each call is durable when it returns; what faults do to it is in `store.rs`.

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::Key;
use henro_sync::{
    Batch, Change, EntityState, Hash, Op, Origin, RecordId, Rules, StreamId, clock, state_digest,
};
use henro_sync_client::{AuthorMark, Chain, OwnFrame, Receipt};

/// Everything on the disk of a device. A copy of it is a backup, or a twin.
#[derive(Clone)]
pub struct Disk {
    pub record: RecordId,
    pub number: Option<u32>,
    pub chains: BTreeMap<Chain, Vec<Vec<u8>>>,
    /// Section, place and head of each stream.
    pub marks: BTreeMap<StreamId, (u8, u64, Hash)>,
    pub authors: BTreeMap<(StreamId, u32), AuthorMark>,
    /// From which place on streams were open when something in them was passed over.
    pub passed: BTreeMap<StreamId, u64>,
    pub keys: BTreeMap<(StreamId, u32), Key>,
    pub frames: BTreeMap<StreamId, Vec<Kept>>,
    pub sent: BTreeMap<StreamId, u64>,
    /// Where segments of own frames end.
    pub packed: BTreeMap<StreamId, Vec<u64>>,
    /// Receipts of deep revocations.
    pub erased: BTreeMap<StreamId, Receipt>,
    pub heads: BTreeMap<(StreamId, u64), Hash>,
    pub log: Vec<Vec<u8>>,
    /// Times of heartbeats by device.
    pub beats: BTreeMap<u32, u64>,
    /// Own changes by section, oldest first.
    pub own: BTreeMap<u8, Vec<Op>>,
    /// What was laid in of the others when each of them was written.
    pub seen: BTreeMap<u8, Vec<BTreeMap<u32, u64>>>,
    /// How many of them are in frames.
    pub sealed: BTreeMap<u8, usize>,
    /// Batches of others by stream, device and number.
    pub received: BTreeMap<(StreamId, u32, u64), Batch>,
    /// Newest clock.
    pub newest: u64,
}

/// An own frame and the changes in it.
#[derive(Clone)]
pub struct Kept {
    pub frame: OwnFrame,
    pub upto: usize,
    pub frontier: BTreeMap<u32, u64>,
}

/// The number by which the simulator knows a change.
pub const SERIAL: u32 = 100;
/// The section whose edits must never vanish.
pub const CLINICAL: u8 = 20;

impl Disk {
    pub fn new(record: RecordId) -> Self {
        Self {
            record,
            number: None,
            chains: BTreeMap::new(),
            marks: BTreeMap::new(),
            authors: BTreeMap::new(),
            passed: BTreeMap::new(),
            keys: BTreeMap::new(),
            frames: BTreeMap::new(),
            sent: BTreeMap::new(),
            packed: BTreeMap::new(),
            erased: BTreeMap::new(),
            heads: BTreeMap::new(),
            log: Vec::new(),
            beats: BTreeMap::new(),
            own: BTreeMap::new(),
            seen: BTreeMap::new(),
            sealed: BTreeMap::new(),
            received: BTreeMap::new(),
            newest: 0,
        }
    }

    pub fn section(&self, stream: &StreamId) -> Option<u8> {
        self.marks.get(stream).map(|mark| mark.0)
    }

    /// What is laid in of the other devices in a section.
    pub fn others(&self, section: u8) -> BTreeMap<u32, u64> {
        let of = self.authors.iter().filter(|((stream, device), _)| {
            self.section(stream) == Some(section) && Some(*device) != self.number
        });
        of.map(|((_, device), mark)| (*device, mark.seq)).collect()
    }

    /// Newest stamp of own changes that the server may have.
    pub fn published(&self, now: u64) -> u64 {
        let own = self.frames.iter().flat_map(|(stream, kept)| {
            let section = self.section(stream).unwrap_or(0);
            kept.last()
                .and_then(|last| self.own.get(&section)?.get(..last.upto)?.iter().map(|op| op.hlc).max())
        });
        let others = self.received.values().flat_map(|batch| batch.ops.iter().map(|op| op.hlc));
        let others = others.filter(|hlc| clock::observe(0, *hlc, now as i64).is_some());
        own.chain(others).max().unwrap_or(0)
    }

    /// All changes of a section with their origin; own ones only once they are in a frame.
    pub fn changes(&self, section: u8, now: u64) -> Vec<Change> {
        let mut all = Vec::new();
        for ((stream, device, seq), batch) in &self.received {
            if self.section(stream) == Some(section) {
                let origin =
                    Origin { device: *device, seq: *seq, frontier: batch.frontier.iter().copied().collect() };
                let near = batch.ops.iter().filter(|op| clock::observe(0, op.hlc, now as i64).is_some());
                all.extend(near.map(|op| Change { op: op.clone(), origin: origin.clone() }));
            }
        }
        let number = self.number.unwrap_or(0);
        let ops = self.own.get(&section).map_or(&[][..], Vec::as_slice);
        for kept in
            self.frames.iter().filter(|(stream, _)| self.section(stream) == Some(section)).map(|f| f.1)
        {
            let mut from = 0;
            for one in kept {
                let origin = Origin { device: number, seq: one.frame.seq, frontier: one.frontier.clone() };
                all.extend(
                    ops[from..one.upto].iter().map(|op| Change { op: op.clone(), origin: origin.clone() }),
                );
                from = one.upto;
            }
        }
        all
    }

    /// By which rules a section is joined.
    pub fn rules(section: u8) -> Rules {
        Rules { clinical: section == CLINICAL, safety: BTreeSet::from([(1, 1)]) }
    }

    /// The entries of a section.
    pub fn entries(&self, section: u8, now: u64) -> BTreeMap<i64, EntityState> {
        let mut entries: BTreeMap<i64, EntityState> = BTreeMap::new();
        for change in self.changes(section, now) {
            entries.entry(change.op.entity).or_default().add(change);
        }
        entries
    }

    /// The digest of what is shown of a section.
    pub fn digest(&self, section: u8, now: u64) -> Hash {
        let (entries, rules) = (self.entries(section, now), Self::rules(section));
        let views: Vec<_> =
            entries.iter().filter_map(|(id, state)| Some((*id, state.view(&rules)?))).collect();
        state_digest(views.iter().map(|(id, view)| (*id, view)))
    }

    /// The serials of all changes of a section, with the change.
    pub fn serials(&self, section: u8, now: u64) -> BTreeMap<i64, Change> {
        self.changes(section, now)
            .into_iter()
            .filter_map(|change| Some((serial(&change.op)?, change)))
            .collect()
    }
}

/// The serial of a change.
pub fn serial(op: &Op) -> Option<i64> {
    op.fields.iter().find_map(|(field, value)| match value {
        henro_sync::Value::Integer(n) if *field == SERIAL => Some(*n),
        _ => None,
    })
}
