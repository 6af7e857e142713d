use std::collections::{BTreeMap, BTreeSet};

use super::{Act, ControlEntry, NewGrant, Role, rules};
use crate::cbor::{check, entry_hash};
use crate::{DeviceKey, Error, GrantId, Hash, Identity, IdentityId, Label, RecordId, StreamId, Tier};

/// Where identities are looked up.
pub trait Directory {
    /// An identity as far as its chain is known.
    fn identity(&self, id: &IdentityId) -> Option<&Identity>;
}

impl Directory for BTreeMap<IdentityId, Identity> {
    fn identity(&self, id: &IdentityId) -> Option<&Identity> {
        self.get(id)
    }
}

/// A stream as the chain has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamState {
    /// Which half it belongs to.
    pub tier: Tier,
    /// Epoch in force.
    pub epoch: u32,
    /// When it began.
    pub since: u64,
    /// Who made its key.
    pub by: IdentityId,
    /// For each epoch that ended: the last place of the stream its author had seen.
    pub ended: BTreeMap<u32, u64>,
    /// The newest epoch under which all that is older was to be sealed anew; nothing where that was never asked for.
    pub floor: Option<Floor>,
}

/// An epoch of a deep revocation: no server is to hold anything of the stream under an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor {
    /// The epoch.
    pub epoch: u32,
    /// When it began.
    pub at: u64,
}

/// A consent as the chain has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What was given.
    pub given: NewGrant,
    /// Who gave it.
    pub by: IdentityId,
    /// Place of its entry.
    pub n: u64,
    /// When it was given.
    pub at: u64,
    /// When it was taken back.
    pub revoked: Option<u64>,
    /// Taking it back asked for all that was older to be sealed anew.
    pub deep: bool,
    /// It was ended at once: of its streams those whose key in force is still one that it gave.
    pub owed: BTreeSet<StreamId>,
}

impl Grant {
    /// Whether it holds at a moment.
    pub fn holds(&self, at: u64) -> bool {
        self.revoked.is_none() && self.given.until.is_none_or(|until| at < until)
    }
}

/// A device with a number in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceOf {
    /// Whose.
    pub identity: IdentityId,
    /// Its key.
    pub key: DeviceKey,
    /// Place of the entry that gave the number.
    pub n: u64,
}

/// A record after some entries of its control chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The record.
    pub record: RecordId,
    /// Its owners.
    pub owners: BTreeSet<IdentityId>,
    /// Everybody who ever was one, with the place of the entry that made them one first.
    pub owned: BTreeMap<IdentityId, u64>,
    /// Its streams.
    pub streams: BTreeMap<StreamId, StreamState>,
    /// Devices by number.
    pub devices: BTreeMap<u32, DeviceOf>,
    /// All consents ever given.
    pub grants: BTreeMap<GrantId, Grant>,
    /// Owners whose removal was asked for, with the time.
    pub removals: BTreeMap<IdentityId, u64>,
    /// Number of entries.
    pub len: u64,
    /// Hash of the newest.
    pub head: Hash,
    /// Time of the newest.
    pub at: u64,
}

impl Control {
    /// Begins with the first entry.
    pub fn begin(bytes: &[u8], who: &dyn Directory) -> Result<Self, Error> {
        let entry = ControlEntry::read(bytes)?;
        if entry.n != 0 || entry.prev != Hash::ZERO {
            return Err(Error::Unchained);
        }
        authentic(bytes, &entry, who)?;
        let mut control = Self {
            record: entry.record,
            owners: BTreeSet::from([entry.author]),
            owned: BTreeMap::from([(entry.author, 0)]),
            streams: BTreeMap::new(),
            devices: BTreeMap::new(),
            grants: BTreeMap::new(),
            removals: BTreeMap::new(),
            len: 0,
            head: Hash::ZERO,
            at: entry.at,
        };
        let Act::Genesis { streams, wraps } = &entry.act else { return Err(Error::Unchained) };
        for (stream, tier) in streams {
            let state = StreamState {
                tier: *tier,
                epoch: 1,
                since: entry.at,
                by: entry.author,
                ended: BTreeMap::new(),
                floor: None,
            };
            if control.streams.insert(*stream, state).is_some() {
                return Err(Error::Malformed);
            }
        }
        let touched: Vec<StreamId> = control.streams.keys().copied().collect();
        rules::exactly(wraps, &rules::wanted(&control, &touched, entry.at))?;
        control.devices.insert(1, DeviceOf { identity: entry.author, key: entry.device, n: 0 });
        control.follow(bytes, entry.at);
        Ok(control)
    }

    /// Reads a whole chain.
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a [u8]>, who: &dyn Directory) -> Result<Self, Error> {
        let mut entries = entries.into_iter();
        let mut control = Self::begin(entries.next().ok_or(Error::Unchained)?, who)?;
        entries.try_for_each(|entry| control.apply(entry, who).map(drop))?;
        Ok(control)
    }

    /// Whether a frame of a device may stand at a place of a stream. Under the epoch that was in force there: each begins where
    /// the author of the one before it had read to. In the newest, only by an owner or somebody whose consent was not taken
    /// back; it may have run out since, or been ended without new keys: what was written before stands under that epoch too, and
    /// from then on it is the server that lets nothing in.
    pub fn may_stand(&self, stream: &StreamId, device: u32, epoch: u32, place: u64) -> Result<(), Error> {
        let state = self.streams.get(stream).ok_or(Error::NotAllowed)?;
        let begun =
            |epoch: u32| epoch == 1 || state.ended.get(&(epoch - 1)).is_some_and(|seen| place > *seen);
        if epoch == 0 || epoch > state.epoch || !begun(epoch) {
            return Err(Error::WrongEpoch);
        }
        if let Some(seen) = state.ended.get(&epoch) {
            return if place <= *seen { Ok(()) } else { Err(Error::WrongEpoch) };
        }
        let device = self.devices.get(&device).ok_or(Error::NotAllowed)?;
        let granted = self.grants.values().any(|grant| {
            let streams = &grant.given.streams;
            grant.given.to == device.identity
                && (grant.revoked.is_none() || grant.owed.contains(stream))
                && grant.given.role >= Role::Append
                && streams.iter().any(|(of, _)| of == stream)
        });
        if granted || self.owners.contains(&device.identity) { Ok(()) } else { Err(Error::NotAllowed) }
    }

    /// Checks and applies the next entry and answers it. Nothing changes when it is refused.
    pub fn apply(&mut self, bytes: &[u8], who: &dyn Directory) -> Result<ControlEntry, Error> {
        let entry = ControlEntry::read(bytes)?;
        if entry.record != self.record || entry.n != self.len || entry.prev != self.head {
            return Err(Error::Unchained);
        }
        if entry.at < self.at {
            return Err(Error::WrongTime);
        }
        authentic(bytes, &entry, who)?;
        let mut next = self.clone();
        rules::apply(&mut next, &entry, who)?;
        next.follow(bytes, entry.at);
        *self = next;
        Ok(entry)
    }

    fn follow(&mut self, bytes: &[u8], at: u64) {
        self.len += 1;
        self.head = entry_hash(bytes, Label::ControlHash);
        self.at = at;
    }

    /// Consents of an identity that hold at a moment.
    pub fn grants_of(&self, identity: &IdentityId, at: u64) -> impl Iterator<Item = &Grant> {
        self.grants.values().filter(move |grant| grant.given.to == *identity && grant.holds(at))
    }

    /// From which place an identity may read a stream at a moment; nothing where it may not.
    pub fn may_read(&self, identity: &IdentityId, stream: &StreamId, at: u64) -> Option<u64> {
        if !self.streams.contains_key(stream) {
            return None;
        }
        if self.owners.contains(identity) {
            return Some(0);
        }
        let froms = self.grants_of(identity, at).flat_map(|grant| &grant.given.streams);
        froms.filter(|(of, _)| of == stream).map(|(_, from)| *from).min()
    }

    /// Streams whose key in force is known to somebody whose consent has run out since.
    pub fn run_out(&self, at: u64) -> BTreeSet<StreamId> {
        let over = |grant: &&Grant| grant.revoked.is_none() && !grant.holds(at);
        let all = self.grants.values().filter(over).flat_map(|grant| {
            let of = grant.given.streams.iter().map(|(stream, _)| *stream);
            of.map(move |stream| (stream, grant.given.to, grant.given.until))
        });
        let knows = |(stream, to, until): &(StreamId, IdentityId, Option<u64>)| {
            self.streams.get(stream).is_some_and(|state| until.is_some_and(|until| state.since < until))
                && self.may_read(to, stream, at).is_none()
        };
        all.filter(knows).map(|(stream, ..)| stream).collect()
    }

    /// Whether the key in force of a stream is known by a consent that was ended: a new one is to be made before anything is
    /// sealed in it.
    pub fn owes_key(&self, stream: &StreamId) -> bool {
        self.grants.values().any(|grant| grant.owed.contains(stream))
    }

    /// Whether an identity may write to a stream at a moment.
    pub fn may_write(&self, identity: &IdentityId, stream: &StreamId, at: u64) -> bool {
        self.streams.contains_key(stream)
            && (self.owners.contains(identity)
                || self.grants_of(identity, at).any(|grant| {
                    grant.given.role >= Role::Append && grant.given.streams.iter().any(|(of, _)| of == stream)
                }))
    }

    /// Whether an identity may pass the record on to its person: an owner, and every other one had notice 14 days ago. Nobody is put
    /// out by it sooner than they could be removed.
    pub fn may_hand_over(&self, identity: &IdentityId, at: u64) -> bool {
        let noticed = |one: &IdentityId| {
            one == identity || self.removals.get(one).is_some_and(|asked| at >= asked + rules::NOTICE_MS)
        };
        self.owners.contains(identity) && self.owners.iter().all(noticed)
    }

    /// Whether an identity may change who may see each of these streams: owners all, others those of which they have role manager.
    pub fn manages<'a>(
        &self,
        identity: &IdentityId,
        mut streams: impl Iterator<Item = &'a StreamId>,
        at: u64,
    ) -> bool {
        let of = |stream: &StreamId| {
            self.grants_of(identity, at).any(|grant| {
                grant.given.role == Role::Manager && grant.given.streams.iter().any(|(of, _)| of == stream)
            })
        };
        self.owners.contains(identity) || streams.all(of)
    }

    /// Where what a device wrote is a guest's: the numbers of the devices whose entries it may change. Nothing where its identity
    /// had owned the record by the entries its author knew when writing, so that everybody who knows as many decides alike.
    pub fn guest(&self, device: u32, knew: u64) -> Option<BTreeSet<u32>> {
        let identity = self.devices.get(&device).map(|device| device.identity);
        if identity.is_some_and(|identity| self.owned.get(&identity).is_some_and(|n| *n < knew)) {
            return None;
        }
        let own = self.devices.iter().filter(|(_, of)| Some(of.identity) == identity && of.n < knew);
        Some(own.map(|(number, _)| *number).chain([device]).collect())
    }

    /// Whether an identity may change who may see what.
    pub fn may_manage(&self, identity: &IdentityId, at: u64) -> bool {
        self.owners.contains(identity)
            || self.grants_of(identity, at).any(|grant| grant.given.role == Role::Manager)
    }
}

/// Signed by the device it names, which belonged to the author then.
fn authentic(bytes: &[u8], entry: &ControlEntry, who: &dyn Directory) -> Result<(), Error> {
    check(bytes, &entry.device, Label::Control)?;
    let author = who.identity(&entry.author).ok_or(Error::NotAllowed)?;
    let device = author.device_at(&entry.device, entry.at).ok_or(Error::NotAllowed)?;
    // Only a new number is for devices that open no more than the daily half.
    match (device.tier, &entry.act) {
        (Tier::Clinical, _) | (_, Act::Device { .. }) => Ok(()),
        _ => Err(Error::NotAllowed),
    }
}
