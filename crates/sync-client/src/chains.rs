//! Chains: fetched, checked, kept. A chain only grows; one that did not is a lie.

use std::collections::BTreeSet;

use henro_sync::{Act, Control, ControlEntry, Error, Identity, IdentityId, RecordId};

use crate::{Chain, Engine, Fault, Lie, Round, Store};

impl Engine {
    pub(crate) fn read_store(&mut self, store: &dyn Store) -> Result<(), Fault> {
        let entries = store.chain(Chain::Control)?;
        for entry in &entries {
            let read = ControlEntry::read(entry).map_err(|_| Fault::Damaged("control chain"))?;
            for id in named(&read) {
                self.read_identity(store, &id)?;
            }
        }
        if !entries.is_empty() {
            let control = Control::fold(entries.iter().map(Vec::as_slice), &self.who);
            self.control = Some(control.map_err(|_| Fault::Damaged("control chain"))?);
        }
        Ok(())
    }

    fn read_identity(&mut self, store: &dyn Store, id: &IdentityId) -> Result<(), Fault> {
        if self.who.contains_key(id) {
            return Ok(());
        }
        let entries = store.chain(Chain::Identity(*id))?;
        if !entries.is_empty() {
            let identity = Identity::fold(entries.iter().map(Vec::as_slice));
            self.who.insert(*id, identity.map_err(|_| Fault::Damaged("identity chain"))?);
        }
        Ok(())
    }

    /// Brings the control chain and the chains of all who matter up to date.
    pub(crate) fn follow_chains(&mut self, round: &mut Round) -> Result<(), Fault> {
        let mut people: BTreeSet<IdentityId> = self.control.iter().flat_map(people).collect();
        people.insert(round.hands.identity);
        self.follow_identities(round, &people)?;
        if self.who[&round.hands.identity].device(&henro_sync::Signer::public(round.hands.device)).is_none() {
            return Err(Fault::Removed);
        }
        let from = self.control.as_ref().map_or(0, |control| control.len);
        let entries = round.remote.control(&round.store.record(), from)?;
        if from == 0 && entries.is_empty() {
            return Err(Fault::Refused(crate::Refusal::Absent));
        }
        // Asked for after the entries were: chains that are no older than they. What cannot be read is told below.
        let new = entries.iter().filter_map(|entry| ControlEntry::read(entry).ok());
        self.follow_identities(round, &new.flat_map(|entry| named(&entry)).collect())?;
        let mut control = self.control.clone();
        for entry in &entries {
            self.follow_entry(round.store.record(), &mut control, entry)?;
        }
        round.store.extend(Chain::Control, from, &entries)?;
        self.control = control;
        self.keep_number(round)
    }

    /// The number of this device, where the power went between the entry that gave it and its keeping.
    fn keep_number(&self, round: &mut Round) -> Result<(), Fault> {
        if round.store.number()?.is_some() {
            return Ok(());
        }
        let own = henro_sync::Signer::public(round.hands.device);
        let mine = self.known()?.devices.iter().find(|(_, device)| device.key == own);
        mine.map_or(Ok(()), |(number, _)| round.store.set_number(*number))
    }

    fn follow_entry(
        &self,
        record: RecordId,
        control: &mut Option<Control>,
        entry: &[u8],
    ) -> Result<(), Fault> {
        let read = ControlEntry::read(entry).map_err(|_| Fault::Lie(Lie::Forged(None)))?;
        if read.record != record {
            return Err(Fault::Lie(Lie::Forged(None)));
        }
        let applied = match control {
            None => Control::begin(entry, &self.who).map(|begun| *control = Some(begun)),
            Some(control) => control.apply(entry, &self.who).map(drop),
        };
        applied.map_err(|error| match error {
            Error::Newer => Fault::Newer,
            Error::Unchained => Fault::Lie(Lie::Forked(None)),
            _ => Fault::Lie(Lie::Forged(None)),
        })
    }

    /// Brings the chain of somebody up to date.
    pub fn follow_identity(&mut self, round: &mut Round, id: &IdentityId) -> Result<(), Fault> {
        self.follow_identities(round, &BTreeSet::from([*id]))
    }

    /// Brings the chains of many up to date, asked for at once.
    fn follow_identities(&mut self, round: &mut Round, ids: &BTreeSet<IdentityId>) -> Result<(), Fault> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut asked = Vec::with_capacity(ids.len());
        for id in ids {
            self.read_identity(&*round.store, id)?;
            asked.push((*id, self.who.get(id).map_or(0, |identity| identity.len)));
        }
        let told = round.remote.identities(&asked)?;
        if told.len() != asked.len() {
            return Err(Fault::Lie(Lie::Forged(None)));
        }
        for ((id, from), entries) in asked.iter().zip(&told) {
            let identity = follow(self.who.get(id).cloned(), entries).map_err(|error| match error {
                Error::Newer => Fault::Newer,
                Error::Unchained => Fault::Lie(Lie::Forked(None)),
                _ => Fault::Lie(Lie::Forged(None)),
            })?;
            if identity.id != *id {
                return Err(Fault::Lie(Lie::Forged(None)));
            }
            round.store.extend(Chain::Identity(*id), *from, entries)?;
            self.who.insert(*id, identity);
        }
        Ok(())
    }
}

fn follow(known: Option<Identity>, entries: &[Vec<u8>]) -> Result<Identity, Error> {
    let mut entries = entries.iter();
    let mut identity = match known {
        Some(identity) => identity,
        None => Identity::begin(entries.next().ok_or(Error::NotAllowed)?)?,
    };
    entries.try_for_each(|entry| identity.apply(entry))?;
    Ok(identity)
}

/// Whose chains an entry needs.
fn named(entry: &ControlEntry) -> Vec<IdentityId> {
    let mut names = vec![entry.author];
    match &entry.act {
        Act::Device { identity, .. } | Act::AddOwner { identity, .. } | Act::RemoveOwner { identity, .. } => {
            names.push(*identity);
        }
        Act::Grant { grant, .. } => names.push(grant.to),
        Act::HandOver { to, .. } => names.push(*to),
        _ => {}
    }
    names
}

/// Everybody who owns the record or holds a consent, or wrote under a number.
fn people(control: &Control) -> Vec<IdentityId> {
    let granted = control.grants.values().filter(|grant| grant.revoked.is_none()).map(|grant| grant.given.to);
    let wrote = control.devices.values().map(|device| device.identity);
    control.owners.iter().copied().chain(granted).chain(wrote).collect()
}
