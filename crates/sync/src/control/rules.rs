use std::collections::BTreeSet;

use super::{
    Act, Control, ControlEntry, Cosign, DeviceOf, Directory, EpochStep, Floor, Grant, NewGrant, StreamState,
    Wrap,
};
use crate::{
    DeviceKey, Error, Hash, IdentityId, Label, RecordId, Role, Signature, Signer, StreamId, Tier, verify,
};

type Recipients = BTreeSet<(IdentityId, Tier)>;

/// Applies an authentic entry to a copy of the state.
// size: every act once, in the order of their numbers
pub(super) fn apply(next: &mut Control, entry: &ControlEntry, who: &dyn Directory) -> Result<(), Error> {
    let (author, at) = (&entry.author, entry.at);
    let owns = next.owners.contains(author);
    let manages = next.may_manage(author, at);
    let allowed = |right: bool| if right { Ok(()) } else { Err(Error::NotAllowed) };
    // Who makes the key of a stream reads what is sealed under it: only who manages it.
    allowed(next.manages(author, stepped_by_managers(&entry.act), at))?;
    match &entry.act {
        Act::Genesis { .. } => Err(Error::Unchained),
        Act::Device { number, identity, key } => device(next, entry, who, *number, (*identity, *key)),
        Act::Grant { grant, steps, wraps } => {
            let given = grant.streams.iter().map(|(stream, _)| stream);
            allowed(manages && (owns || grant.role < Role::Manager) && next.manages(author, given, at))?;
            give(next, entry, grant, who)?;
            step(next, steps, entry)?;
            let stepped: Vec<StreamId> = steps.iter().map(|step| step.stream).collect();
            let mut wanted = wanted(next, &stepped, at);
            for (stream, _) in &grant.streams {
                wanted.insert((grant.to, next.streams[stream].tier));
            }
            exactly(wraps, &wanted)
        }
        Act::Revoke { grant, steps, wraps } | Act::RevokeDeep { grant, steps, wraps } => {
            let deep = matches!(entry.act, Act::RevokeDeep { .. });
            // What was taken back without the past can be taken back with it later.
            let found =
                next.grants.get_mut(grant).filter(|found| found.revoked.is_none() || (deep && !found.deep));
            let found = found.ok_or(Error::NotAllowed)?;
            // Whom a consent was given may also lay it down, but new keys are made by those who remain.
            allowed(manages && (owns || found.given.role < Role::Manager))?;
            found.revoked = found.revoked.or(Some(at));
            found.deep = deep;
            let streams: BTreeSet<StreamId> = found.given.streams.iter().map(|(stream, _)| *stream).collect();
            rotate(next, steps, wraps, entry, &streams)?;
            match entry.act {
                Act::RevokeDeep { .. } => allowed(owns).and_then(|()| seal_anew(next, steps, at)),
                _ => Ok(()),
            }
        }
        Act::End { grant, steps, wraps } => {
            let found = next.grants.get_mut(grant).filter(|found| found.revoked.is_none());
            let found = found.ok_or(Error::NotAllowed)?;
            allowed(manages && (owns || found.given.role < Role::Manager))?;
            found.revoked = Some(at);
            found.owed = found.given.streams.iter().map(|(stream, _)| *stream).collect();
            rotate(next, steps, wraps, entry, &BTreeSet::new())
        }
        Act::Rotate { steps, wraps } => {
            allowed(manages && !steps.is_empty())?;
            rotate(next, steps, wraps, entry, &BTreeSet::new())
        }
        Act::AddOwner { identity, wraps } => {
            allowed(owns && who.identity(identity).is_some() && next.owners.len() < MAX_OWNERS)?;
            allowed(next.owners.insert(*identity))?;
            next.owned.entry(*identity).or_insert(entry.n);
            let wanted = next.streams.values().map(|stream| (*identity, stream.tier)).collect();
            exactly(wraps, &wanted)
        }
        Act::AskRemoval { identity } => {
            allowed(owns && next.owners.contains(identity) && identity != author)?;
            next.removals.entry(*identity).or_insert(at);
            Ok(())
        }
        Act::WithdrawRemoval { identity } => {
            allowed(owns && identity != author && next.removals.remove(identity).is_some())
        }
        Act::RemoveOwner { identity, agreed, steps, wraps } => {
            allowed(owns && next.owners.contains(identity) && next.owners.len() > 1)?;
            let noticed = next.removals.get(identity).is_some_and(|asked| at >= asked + NOTICE_MS);
            if let Some(agreed) = agreed {
                agreement(entry, identity, agreed, who)?;
            } else {
                allowed(identity == author || noticed)?;
            }
            next.owners.remove(identity);
            next.removals.remove(identity);
            let all = next.streams.keys().copied().collect();
            rotate(next, steps, wraps, entry, &all)
        }
        Act::HandOver { to, agreed, steps, wraps } => {
            allowed(next.may_hand_over(author, at) && !next.owners.contains(to))?;
            agreement(entry, to, agreed, who)?;
            next.owners = BTreeSet::from([*to]);
            next.owned.entry(*to).or_insert(entry.n);
            next.removals.clear();
            // What the owners before gave stays in force only where the person gives it again.
            next.grants.values_mut().for_each(|grant| grant.revoked = grant.revoked.or(Some(at)));
            let all = next.streams.keys().copied().collect();
            rotate(next, steps, wraps, entry, &all)
        }
        Act::AddStream { stream, tier, wraps } => {
            allowed(owns && next.streams.len() < super::act::MAX_STREAMS)?;
            let state = StreamState {
                tier: *tier,
                epoch: 1,
                since: at,
                by: *author,
                ended: Default::default(),
                floor: None,
            };
            allowed(next.streams.insert(*stream, state).is_none())?;
            exactly(wraps, &wanted(next, &[*stream], at))
        }
    }
}

/// Streams that get a new key by an act that not only owners may do.
fn stepped_by_managers(act: &Act) -> impl Iterator<Item = &StreamId> {
    let steps: &[EpochStep] = match act {
        Act::Grant { steps, .. }
        | Act::Revoke { steps, .. }
        | Act::RevokeDeep { steps, .. }
        | Act::End { steps, .. }
        | Act::Rotate { steps, .. } => steps,
        _ => &[],
    };
    steps.iter().map(|step| &step.stream)
}

/// A number for a device that may write.
fn device(
    next: &mut Control,
    entry: &ControlEntry,
    who: &dyn Directory,
    number: u32,
    (identity, key): (IdentityId, DeviceKey),
) -> Result<(), Error> {
    let writes = next.streams.keys().any(|stream| next.may_write(&identity, stream, entry.at));
    let own = identity == entry.author && key == entry.device;
    let belongs =
        who.identity(&identity).is_some_and(|identity| identity.device_at(&key, entry.at).is_some());
    let highest = next.devices.keys().next_back().copied().unwrap_or(0);
    let new = next.devices.values().all(|device| device.key != key);
    if !writes || !belongs || !new || !(own || next.may_manage(&entry.author, entry.at)) {
        return Err(Error::NotAllowed);
    }
    if number != highest + 1 || number >= MAX_DEVICE {
        return Err(Error::Unchained);
    }
    next.devices.insert(number, DeviceOf { identity, key, n: entry.n });
    Ok(())
}

fn give(
    next: &mut Control,
    entry: &ControlEntry,
    grant: &NewGrant,
    who: &dyn Directory,
) -> Result<(), Error> {
    let streams: BTreeSet<&StreamId> = grant.streams.iter().map(|(stream, _)| stream).collect();
    let known = streams.iter().all(|stream| next.streams.contains_key(stream));
    if streams.is_empty() || streams.len() != grant.streams.len() || !known {
        return Err(Error::Malformed);
    }
    let ended = grant.until.is_some_and(|until| until <= entry.at);
    if next.owners.contains(&grant.to) || who.identity(&grant.to).is_none() || ended {
        return Err(Error::NotAllowed);
    }
    let given = Grant {
        given: grant.clone(),
        by: entry.author,
        n: entry.n,
        at: entry.at,
        revoked: None,
        deep: false,
        owed: BTreeSet::new(),
    };
    if next.grants.insert(grant.id, given).is_some() { Err(Error::NotAllowed) } else { Ok(()) }
}

/// New epochs that must cover `must`, with keys for exactly those who remain.
fn rotate(
    next: &mut Control,
    steps: &[EpochStep],
    wraps: &[Wrap],
    entry: &ControlEntry,
    must: &BTreeSet<StreamId>,
) -> Result<(), Error> {
    step(next, steps, entry)?;
    let stepped: Vec<StreamId> = steps.iter().map(|step| step.stream).collect();
    if !must.iter().all(|stream| stepped.contains(stream)) {
        return Err(Error::WrongEpoch);
    }
    exactly(wraps, &wanted(next, &stepped, entry.at))
}

fn step(next: &mut Control, steps: &[EpochStep], entry: &ControlEntry) -> Result<(), Error> {
    for step in steps {
        let stream = next.streams.get_mut(&step.stream).ok_or(Error::Malformed)?;
        if step.epoch != stream.epoch + 1 {
            return Err(Error::WrongEpoch);
        }
        stream.ended.insert(stream.epoch, step.seen);
        stream.epoch = step.epoch;
        stream.since = entry.at;
        stream.by = entry.author;
        for grant in next.grants.values_mut() {
            grant.owed.remove(&step.stream);
        }
    }
    Ok(())
}

/// What lies under older epochs is to be sealed under these. Who gets their keys then opens all of the past, so nobody may remain
/// to whom a part of it is closed.
fn seal_anew(next: &mut Control, steps: &[EpochStep], at: u64) -> Result<(), Error> {
    for step in steps {
        if !partial_readers(next, &step.stream, at).is_empty() {
            return Err(Error::WrongRecipients);
        }
        let stream = next.streams.get_mut(&step.stream).ok_or(Error::Malformed)?;
        stream.floor = Some(Floor { epoch: step.epoch, at });
    }
    Ok(())
}

/// Who may read a stream at a moment, but not from its beginning.
pub fn partial_readers(control: &Control, stream: &StreamId, at: u64) -> BTreeSet<IdentityId> {
    let readers = recipients_of(control, stream, at).into_iter().map(|(identity, _)| identity);
    readers.filter(|identity| control.may_read(identity, stream, at) != Some(0)).collect()
}

/// Who has to get the keys of these streams.
pub(super) fn wanted(control: &Control, streams: &[StreamId], at: u64) -> Recipients {
    streams.iter().flat_map(|stream| recipients_of(control, stream, at)).collect()
}

/// Who may read a stream at a moment, each with the tier of the key to seal to.
pub fn recipients_of(control: &Control, stream: &StreamId, at: u64) -> BTreeSet<(IdentityId, Tier)> {
    let Some(state) = control.streams.get(stream) else { return BTreeSet::new() };
    let granted = control.grants.values().filter(|grant| grant.holds(at));
    let granted = granted.filter(|grant| grant.given.streams.iter().any(|(of, _)| of == stream));
    let all = control.owners.iter().copied().chain(granted.map(|grant| grant.given.to));
    all.map(|identity| (identity, state.tier)).collect()
}

/// Wraps for exactly these, each once.
pub(super) fn exactly(wraps: &[Wrap], wanted: &Recipients) -> Result<(), Error> {
    let got: Recipients = wraps.iter().map(|wrap| (wrap.to, wrap.tier)).collect();
    if got.len() == wraps.len() && got == *wanted { Ok(()) } else { Err(Error::WrongRecipients) }
}

/// What somebody signs to agree to the next entry of a chain that concerns them.
pub fn cosign(record: &RecordId, prev: &Hash, act: u8, who: &IdentityId, device: &dyn Signer) -> Signature {
    device.sign_parts(Label::Cosign, &[&record.0, &prev.0, &[act], &who.0])
}

fn agreement(
    entry: &ControlEntry,
    of: &IdentityId,
    agreed: &Cosign,
    who: &dyn Directory,
) -> Result<(), Error> {
    let identity = who.identity(of).ok_or(Error::NotAllowed)?;
    let device = identity.device_at(&agreed.device, entry.at).ok_or(Error::NotAllowed)?;
    if device.tier != Tier::Clinical {
        return Err(Error::NotAllowed);
    }
    let parts: [&[u8]; 4] = [&entry.record.0, &entry.prev.0, &[entry.act.number()], &of.0];
    verify(&agreed.device, Label::Cosign, &parts, &agreed.signature)
}

/// How long after a notice an owner can be removed without agreeing: 14 days.
pub const NOTICE_MS: u64 = 14 * 86_400_000;
const MAX_OWNERS: usize = 16;
const MAX_DEVICE: u32 = 1 << 22;
