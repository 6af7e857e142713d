//! Deep revocations: worked off in rounds, and shown beside the consents that were taken back.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{Control, Erased, Grant, StreamId, partial_readers};
use henro_sync_client::{Fault, Receipt, Resealing, Store};

use super::contacts::Known;
use super::hands::Owned;
use super::reach::Reach;
use super::round::Trip;
use super::whose::Whose;
use crate::wire::{DeepState, DeepView};

impl Reach {
    /// Seals anew what is owed of a record of ours. On a new day the server is also asked where it signed that all is done.
    pub(super) fn reseal(&self, trip: &mut Trip, whose: Whose, day: bool) -> Result<(), Fault> {
        let how = Resealing { again: day, ..Resealing::default() };
        self.on(trip, whose, |engine, round| engine.reseal(round, &how)).map(drop)
    }
}

/// What the server signed of one stream.
pub(super) struct Signed {
    begun: u64,
    told: Erased,
}

/// Of each stream that is sealed anew, what the server signed to be left.
pub(super) fn receipts(
    reach: &Reach,
    whose: Whose,
    owned: &Owned,
    control: &Control,
) -> Result<BTreeMap<StreamId, Signed>, Fault> {
    let store = reach.store(whose.record, whose.ward);
    let mut all = BTreeMap::new();
    for (stream, state) in &control.streams {
        let (Some(floor), Some(server)) = (state.floor, owned.server) else { continue };
        let Some(kept) = store.erased(stream)?.filter(|kept| kept.epoch == floor.epoch) else { continue };
        if let Ok(told) = Erased::read(&kept.bytes, &server) {
            all.insert(*stream, Signed { begun: kept.begun, told });
        }
    }
    Ok(all)
}

/// Because of whom a consent cannot be taken back deeply.
pub(super) fn hindered(control: &Control, grant: &Grant, known: &[Known], now: u64) -> Vec<String> {
    if grant.deep {
        return Vec::new();
    }
    let mut after = control.clone();
    if let Some(given) = after.grants.get_mut(&grant.given.id) {
        given.revoked = given.revoked.or(Some(now));
    }
    let streams = grant.given.streams.iter().map(|(stream, _)| stream);
    let who: BTreeSet<_> = streams.flat_map(|stream| partial_readers(&after, stream, now)).collect();
    who.iter().map(|id| name_of(&id.to_string(), known)).collect()
}

/// Whether one that has ended can be taken back deeply still: something it opened lies at the server as it was.
pub(super) fn is_due(control: &Control, grant: &Grant, now: u64) -> bool {
    let ended = grant.revoked.or(grant.given.until).unwrap_or(now);
    let since =
        |stream: &StreamId| control.streams.get(stream).and_then(|state| state.floor).map(|floor| floor.at);
    let mut streams = grant.given.streams.iter();
    !grant.holds(now) && !grant.deep && streams.any(|(stream, _)| since(stream).is_none_or(|at| at < ended))
}

/// How it stands where it was taken back deeply.
pub(super) fn stands(
    control: &Control,
    grant: &Grant,
    receipts: &BTreeMap<StreamId, Signed>,
    known: &[Known],
) -> Option<DeepView> {
    if !grant.deep {
        return None;
    }
    let (mut begun, mut left, mut owed, mut by, mut signed) = (0, 0, false, BTreeSet::new(), None);
    for (stream, _) in &grant.given.streams {
        let Some(receipt) = receipts.get(stream) else {
            owed = true;
            continue;
        };
        begun += receipt.begun;
        left += receipt.told.pieces();
        signed = signed.max(Some(receipt.told.at as i64));
        for left in &receipt.told.left {
            let writer = control.devices.get(&left.device).map(|device| device.identity);
            match writer.filter(|writer| !control.owners.contains(writer)) {
                Some(writer) => drop(by.insert(writer)),
                None => owed = true,
            }
        }
    }
    let state = match (owed, left) {
        (true, _) => DeepState::Owed,
        (false, 0) => DeepState::Done,
        (false, _) => DeepState::Rest,
    };
    Some(DeepView {
        state,
        done: u32::try_from(begun.saturating_sub(left)).unwrap_or(u32::MAX),
        all: u32::try_from(begun).unwrap_or(u32::MAX),
        left_by: by.iter().map(|id| name_of(&id.to_string(), known)).collect(),
        signed_ms: signed,
    })
}

fn name_of(id: &str, known: &[Known]) -> String {
    known.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default()
}

/// A receipt as kept in the record: epoch 4, pieces at the beginning 8, what the server signed.
pub(super) fn to_bytes(receipt: &Receipt) -> Vec<u8> {
    [&receipt.epoch.to_be_bytes()[..], &receipt.begun.to_be_bytes(), &receipt.bytes].concat()
}

pub(super) fn from_bytes(bytes: &[u8]) -> Option<Receipt> {
    let (epoch, rest) = bytes.split_first_chunk::<4>()?;
    let (begun, bytes) = rest.split_first_chunk::<8>()?;
    let (epoch, begun) = (u32::from_be_bytes(*epoch), u64::from_be_bytes(*begun));
    Some(Receipt { epoch, begun, bytes: bytes.to_vec() })
}
