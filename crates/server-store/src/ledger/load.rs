use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use henro_sync::{Act, Control, ControlEntry, Directory, Identity, IdentityId, RecordId};

use super::Ledger;
use crate::{Error, Refused};

/// Identities that an entry names, looked up before the rules are asked.
pub(super) struct Named(BTreeMap<IdentityId, Arc<Identity>>);

impl Named {
    /// Each with the length of its chain.
    pub(super) fn lengths(&self) -> Vec<(IdentityId, u64)> {
        self.0.values().map(|identity| (identity.id, identity.len)).collect()
    }
}

impl Directory for Named {
    fn identity(&self, id: &IdentityId) -> Option<&Identity> {
        self.0.get(id).map(|identity| &**identity)
    }
}

impl Ledger {
    /// An identity as its chain stands now.
    pub(super) async fn identity(&self, id: &IdentityId) -> Result<Option<Arc<Identity>>, Error> {
        let Some(len) = self.store.identity_len(*id).await? else { return Ok(None) };
        let known = self.identities.find(id);
        if let Some(known) = known.as_ref().filter(|known| known.len >= len) {
            return Ok(Some(Arc::clone(known)));
        }
        let mut identity = known.map(|known| (*known).clone());
        loop {
            let from = identity.as_ref().map_or(0, |identity| identity.len);
            let entries = self.store.identity_entries(*id, from, READ).await?;
            if entries.is_empty() {
                break;
            }
            identity = Some(follow(identity, &entries)?);
        }
        let identity = Arc::new(identity.ok_or(Error::Damaged)?);
        self.identities.keep(*id, Arc::clone(&identity));
        Ok(Some(identity))
    }

    /// Everybody an entry names.
    pub(super) async fn named(&self, entry: &ControlEntry) -> Result<Named, Error> {
        let mut ids = BTreeSet::from([entry.author]);
        match &entry.act {
            Act::Device { identity, .. }
            | Act::AddOwner { identity, .. }
            | Act::AskRemoval { identity }
            | Act::WithdrawRemoval { identity }
            | Act::RemoveOwner { identity, .. } => ids.insert(*identity),
            Act::Grant { grant, .. } => ids.insert(grant.to),
            Act::HandOver { to, .. } => ids.insert(*to),
            _ => false,
        };
        let mut named = BTreeMap::new();
        for id in ids {
            if let Some(identity) = self.identity(&id).await? {
                named.insert(id, identity);
            }
        }
        Ok(Named(named))
    }

    /// A record as its control chain stands now.
    pub(super) async fn control(&self, id: &RecordId) -> Result<Option<Arc<Control>>, Error> {
        match self.store.record_heads(*id).await? {
            Some(heads) => self.control_at(id, heads.control).await.map(Some),
            None => Ok(None),
        }
    }

    /// A record as its control chain stands at a length, or later.
    pub(super) async fn control_at(&self, id: &RecordId, len: u64) -> Result<Arc<Control>, Error> {
        let known = self.controls.find(id);
        if let Some(known) = known.as_ref().filter(|known| known.len >= len) {
            return Ok(Arc::clone(known));
        }
        let mut control = known.map(|known| (*known).clone());
        loop {
            let from = control.as_ref().map_or(0, |control| control.len);
            let entries = self.store.control_entries(*id, from, u64::MAX, u64::MAX, READ).await?;
            if entries.is_empty() {
                break;
            }
            for bytes in entries {
                let entry = ControlEntry::read(&bytes).map_err(|_| Error::Damaged)?;
                let who = self.named(&entry).await?;
                control = Some(step(control, &bytes, &who)?);
            }
        }
        let control = Arc::new(control.ok_or(Error::Damaged)?);
        self.controls.keep(*id, Arc::clone(&control));
        Ok(control)
    }

    /// A record as it is remembered, for writes whose guard names the length of its chain.
    pub(super) async fn likely_control(&self, id: &RecordId) -> Result<Arc<Control>, Refused> {
        match self.controls.find(id) {
            Some(control) => Ok(control),
            None => self.control(id).await?.ok_or(Refused::Unknown),
        }
    }
}

fn follow(identity: Option<Identity>, entries: &[Vec<u8>]) -> Result<Identity, Error> {
    let mut entries = entries.iter();
    let mut identity = match identity {
        Some(identity) => identity,
        None => Identity::begin(entries.next().ok_or(Error::Damaged)?).map_err(|_| Error::Damaged)?,
    };
    for entry in entries {
        identity.apply(entry).map_err(|_| Error::Damaged)?;
    }
    Ok(identity)
}

fn step(control: Option<Control>, bytes: &[u8], who: &Named) -> Result<Control, Error> {
    match control {
        Some(mut control) => {
            control.apply(bytes, who).map_err(|_| Error::Damaged)?;
            Ok(control)
        }
        None => Control::begin(bytes, who).map_err(|_| Error::Damaged),
    }
}

/// Bytes of a chain read at once.
const READ: usize = 4 << 20;
