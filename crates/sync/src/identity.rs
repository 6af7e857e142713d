//! Identity chains: which keys and devices a person or an organisation has. Signed by the key of the account, which
//! replaces itself; the first entry names the identity for ever.

mod entry;

use std::collections::{BTreeMap, BTreeSet};

pub use entry::{DeviceEntry, Handed, IdentityAct, IdentityEntry, Keys, Kind};

use crate::cbor::{check, entry_hash};
use crate::{DeviceKey, Error, Hash, IdentityId, Label, Signature, Signer, Tier, verify};
use entry::kem_len;

/// The door of an identity, as its chain has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// Its key.
    pub key: DeviceKey,
    /// When it was made.
    pub since: u64,
    /// Whether it lets in. New keys of the account close every door: who was put out may know its key.
    pub open: bool,
}

/// A device as the chain has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    /// How far it may read.
    pub tier: Tier,
    /// Name shown to others.
    pub name: String,
    /// Its own HPKE key.
    pub kem: Vec<u8>,
    /// When it joined.
    pub added: u64,
    /// When it left.
    pub removed: Option<u64>,
    /// It is a member's, who does this: it has no key of the account and signs nothing in its name but looks and entries.
    pub duty: Option<String>,
}

impl DeviceState {
    /// Whether it is a member's.
    pub fn is_member(&self) -> bool {
        self.duty.is_some()
    }
}

/// An identity after some entries of its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// Person or organisation.
    pub kind: Kind,
    /// Public name of an organisation.
    pub name: String,
    /// Keys in force.
    pub keys: Keys,
    /// All devices it ever had.
    pub devices: BTreeMap<DeviceKey, DeviceState>,
    /// Its door for devices that come by e-mail.
    pub door: Option<Door>,
    /// When keys were last replaced or a member left: what it can read gets new keys after that. Zero before.
    pub turned: u64,
    /// Number of entries.
    pub len: u64,
    /// Hash of the newest.
    pub head: Hash,
    /// Time of the newest.
    pub at: u64,
}

impl Identity {
    /// Begins with the first entry.
    pub fn begin(bytes: &[u8]) -> Result<Self, Error> {
        let entry = IdentityEntry::read(bytes)?;
        let IdentityAct::Genesis { kind, name, keys, device } = entry.act else {
            return Err(Error::Unchained);
        };
        if entry.n != 0 || entry.prev != Hash::ZERO {
            return Err(Error::Unchained);
        }
        check(bytes, &keys.sign, Label::Identity)?;
        let head = entry_hash(bytes, Label::IdentityHash);
        let devices = BTreeMap::from([(device.key, joined(device, &keys, entry.at)?)]);
        let id = IdentityId(head.0);
        Ok(Self { id, kind, name, keys, devices, door: None, turned: 0, len: 1, head, at: entry.at })
    }

    /// Reads a whole chain.
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Error> {
        let mut entries = entries.into_iter();
        let mut identity = Self::begin(entries.next().ok_or(Error::Unchained)?)?;
        entries.try_for_each(|entry| identity.apply(entry))?;
        Ok(identity)
    }

    /// Checks and applies the next entry. Nothing changes when it is refused.
    pub fn apply(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let entry = IdentityEntry::read(bytes)?;
        if entry.n != self.len || entry.prev != self.head {
            return Err(Error::Unchained);
        }
        if entry.at < self.at {
            return Err(Error::WrongTime);
        }
        check(bytes, &self.signer(&entry.act)?, Label::Identity)?;
        match entry.act {
            IdentityAct::Genesis { .. } => return Err(Error::Unchained),
            IdentityAct::AddDevice { device, consent } => self.join(device, &consent, entry.at)?,
            IdentityAct::Enter { device, consent } => {
                // Who has the door's key is one who knows a password; the name would be shown to others.
                if device.tier != Tier::Daily || !device.name.is_empty() {
                    return Err(Error::NotAllowed);
                }
                self.join(device, &consent, entry.at)?;
            }
            IdentityAct::Door { key } => {
                self.door = key.map(|key| Door { key, since: entry.at, open: true });
            }
            IdentityAct::RemoveDevice { device, keys, handed } => {
                let state = self.devices.get(&device).ok_or(Error::NotAllowed)?;
                if state.removed.is_some() {
                    return Err(Error::NotAllowed);
                }
                self.hands(&handed, Some(&device))?;
                if let Some(state) = self.devices.get_mut(&device) {
                    state.removed = Some(entry.at);
                }
                self.renew(keys, entry.at);
            }
            IdentityAct::NewKeys { keys, handed } => {
                self.hands(&handed, None)?;
                self.renew(keys, entry.at);
            }
            IdentityAct::AddMember { device, duty, consent } => {
                if !self.kind.is_organisation() || device.tier != Tier::Daily || device.name.is_empty() {
                    return Err(Error::NotAllowed);
                }
                let key = device.key;
                self.join(device, &consent, entry.at)?;
                if let Some(state) = self.devices.get_mut(&key) {
                    state.duty = Some(duty);
                }
            }
            IdentityAct::RemoveMember { device } => {
                let state = self.devices.get_mut(&device).filter(|state| state.is_member());
                let state = state.filter(|state| state.removed.is_none()).ok_or(Error::NotAllowed)?;
                state.removed = Some(entry.at);
                self.turned = entry.at;
            }
        }
        self.len += 1;
        self.head = entry_hash(bytes, Label::IdentityHash);
        self.at = entry.at;
        Ok(())
    }

    /// The key that has to sign an entry.
    fn signer(&self, act: &IdentityAct) -> Result<DeviceKey, Error> {
        match act {
            IdentityAct::Enter { .. } => {
                let door = self.door.filter(|door| door.open).ok_or(Error::NotAllowed)?;
                Ok(door.key)
            }
            _ => Ok(self.keys.sign),
        }
    }

    fn join(&mut self, device: DeviceEntry, consent: &Signature, at: u64) -> Result<(), Error> {
        if self.devices.contains_key(&device.key) || self.devices.len() >= MAX_DEVICES {
            return Err(Error::NotAllowed);
        }
        verify(&device.key, Label::DeviceConsent, &[&self.id.0], consent)?;
        self.devices.insert(device.key, joined(device, &self.keys, at)?);
        Ok(())
    }

    /// New keys are handed to devices that stay and are no member's, each once.
    fn hands(&self, handed: &[Handed], less: Option<&DeviceKey>) -> Result<(), Error> {
        let stays = |to: &DeviceKey| self.device(to).is_some_and(|of| !of.is_member()) && Some(to) != less;
        let to: BTreeSet<&DeviceKey> = handed.iter().map(|handed| &handed.to).collect();
        if to.len() == handed.len() && to.into_iter().all(stays) { Ok(()) } else { Err(Error::NotAllowed) }
    }

    fn renew(&mut self, keys: Keys, at: u64) {
        self.keys = keys;
        self.turned = at;
        if let Some(door) = &mut self.door {
            door.open = false;
        }
    }

    /// A device that belongs to the identity now.
    pub fn device(&self, key: &DeviceKey) -> Option<&DeviceState> {
        self.devices.get(key).filter(|device| device.removed.is_none())
    }

    /// A device that belonged to the identity when an entry of that time was made. What a chain held stays so when a device
    /// leaves later; clocks may lie apart by 20 minutes.
    pub fn device_at(&self, key: &DeviceKey, at: u64) -> Option<&DeviceState> {
        let joined = |device: &&DeviceState| device.added <= at.saturating_add(SLACK_MS);
        let stayed =
            |device: &&DeviceState| device.removed.is_none_or(|left| at < left.saturating_add(SLACK_MS));
        self.devices.get(key).filter(joined).filter(stayed)
    }
}

/// How far the clocks of two devices may lie apart: servers take entries ten minutes off their own clock either way. An entry
/// that was taken before a device left holds for ever, whatever the clocks said.
const SLACK_MS: u64 = 20 * 60_000;

/// What a new device signs to join.
pub fn consent(identity: &IdentityId, device: &dyn Signer) -> Signature {
    device.sign_parts(Label::DeviceConsent, &[&identity.0])
}

/// A device that joins an account with these keys.
fn joined(device: DeviceEntry, keys: &Keys, at: u64) -> Result<DeviceState, Error> {
    if device.kem.len() != kem_len(keys.suite)? {
        return Err(Error::Malformed);
    }
    Ok(DeviceState {
        tier: device.tier,
        name: device.name,
        kem: device.kem,
        added: at,
        removed: None,
        duty: None,
    })
}

const MAX_DEVICES: usize = 10_000;

#[cfg(test)]
pub(crate) mod tests;
