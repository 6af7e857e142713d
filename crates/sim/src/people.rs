//! How people and devices come into the world: accounts, enrolment, enrolling anew.

use std::collections::BTreeSet;

use henro_seal::{AccountSeed, KemKey, SigningKey, StreamKey};
use henro_sync::{DeviceEntry, Hash, Identity, IdentityId, Kind, Label, Signer, Tier, consent, hash};
use henro_sync_client::{Chain, Engine, Fault, NewAccount, Store, Told, add_device};

use crate::device::{Device, Fate};
use crate::disk::{CLINICAL, Disk};
use crate::store::MemStore;
use crate::world::World;

/// Somebody.
pub struct Person {
    pub id: IdentityId,
    /// The newest root of the account, wherever it lies: devices of the clinical tier have it.
    pub seed: AccountSeed,
}

impl World {
    /// Somebody new with a first device.
    pub fn person(&mut self) -> Result<(), Fault> {
        let (key, kem) = (SigningKey::make(&self.dice)?, KemKey::make(&self.dice));
        let account = NewAccount::make((Kind::Person, ""), &key, &kem, self.now, &self.dice)?;
        self.cloud.borrow_mut().server.begin_identity(&account.entry)?;
        self.people.push(Person { id: account.id, seed: account.seed });
        let person = self.people.len() - 1;
        let device = self.device(person, key, kem, Tier::Clinical);
        self.devices.push(device);
        Ok(())
    }

    fn device(&self, person: usize, key: SigningKey, kem: KemKey, tier: Tier) -> Device {
        let who = &self.people[person];
        let server = self.cloud.borrow().server.key.public();
        let store = MemStore {
            disk: Disk::new(self.record),
            fuse: None,
            room: None,
            dead: false,
            now: self.now,
            dice: self.dice.clone(),
            salts: self.salts.clone(),
            closed: false,
            broken: None,
        };
        let engine = Engine::load(&store, Some(server)).unwrap_or_default();
        Device {
            person,
            identity: who.id,
            key,
            kem,
            daily: who.seed.daily(),
            former: Vec::new(),
            account: (tier == Tier::Clinical).then(|| who.seed.clone()),
            tier,
            store,
            engine,
            server,
            skew: self.dice.within(0, 600_000) as i64 - 300_000,
            answers: Vec::new(),
            fate: Fate::Used,
            doubled: false,
            asleep_until: 0,
            chain_read: 0,
            acked: BTreeSet::new(),
            told: None,
            alarms: Vec::new(),
            backup: None,
        }
    }

    /// Another device joins the account of somebody, by one of their devices that has the root.
    pub fn enrol(&mut self, person: usize, tier: Tier) -> Result<usize, Fault> {
        let (key, kem) = (SigningKey::make(&self.dice)?, KemKey::make(&self.dice));
        let id = self.people[person].id;
        let identity = self.identity(&id)?;
        let (helper, account) = self.helper(person, &identity)?;
        let entry = DeviceEntry { key: key.public(), tier, name: String::new(), kem: kem.public()? };
        let agreed = consent(&id, &key);
        let bytes = add_device(&identity, &account, entry, agreed, self.now)?;
        let session = self.devices[helper].session();
        self.people[person].seed = account;
        self.cloud.borrow_mut().server.extend_identity(&session, &id, &bytes)?;
        let mut device = self.device(person, key, kem, tier);
        // The keys it is given are those of now.
        device.chain_read = identity.len + 1;
        device.former = self.devices[helper].former.clone();
        device.told = Some(self.seen_by(helper)?);
        // With the account it is handed the keys of streams, as in person.
        let of = &self.devices[helper].store.disk;
        for ((stream, epoch), key) in &of.keys {
            let section = of.section(stream).unwrap_or(0);
            if section != CLINICAL || tier == Tier::Clinical {
                let key = StreamKey { stream: *stream, section, epoch: *epoch, key: key.clone() };
                device.store.add_keys(&[key])?;
            }
        }
        self.devices.push(device);
        Ok(self.devices.len() - 1)
    }

    /// What a device tells another of its person.
    fn seen_by(&self, device: usize) -> Result<Told, Fault> {
        let of = &self.devices[device];
        let newest = |chain, label| -> Result<(u64, Hash), Fault> {
            let entries = of.store.chain(chain)?;
            Ok((entries.len() as u64, entries.last().map_or(Hash::ZERO, |entry| hash(label, &[entry]))))
        };
        let streams = of.store.streams()?;
        Ok(Told {
            identity: newest(Chain::Identity(of.identity), Label::IdentityHash)?,
            control: newest(Chain::Control, Label::ControlHash)?,
            streams: streams.iter().map(|mark| (mark.stream, mark.place, mark.head)).collect(),
        })
    }

    /// A device with a twin begins anew, with what it had not sent.
    pub fn enrol_anew(&mut self, old: usize) -> Result<(), Fault> {
        let (person, tier) = (self.devices[old].person, self.devices[old].tier);
        self.devices[old].fate = Fate::Gone;
        let new = self.enrol(person, tier)?;
        let (disk, mut unsent) = (&self.devices[old].store.disk, Vec::new());
        for (section, ops) in &disk.own {
            let sent = disk.frames.iter().find(|(stream, _)| disk.section(stream) == Some(*section));
            let upto = sent.map_or(0, |(stream, kept)| {
                let sent = disk.sent.get(stream).copied().unwrap_or(0);
                kept.iter().filter(|kept| kept.frame.seq <= sent).map(|kept| kept.upto).max().unwrap_or(0)
            });
            let seen = &disk.seen[section][upto..];
            unsent.push((*section, ops[upto..].iter().cloned().zip(seen.iter().cloned()).collect()));
        }
        self.carried.push((new, unsent));
        Ok(())
    }

    pub fn identity(&self, id: &IdentityId) -> Result<Identity, Fault> {
        self.cloud.borrow().server.who.get(id).cloned().ok_or(Fault::Damaged("nobody"))
    }

    /// A device that has the newest root, even one whose twin is about to leave.
    fn helper(&self, person: usize, identity: &Identity) -> Result<(usize, AccountSeed), Fault> {
        for (n, device) in self.devices.iter().enumerate().filter(|(_, device)| device.person == person) {
            if let Some(account) = &device.account
                && identity.device(&device.key.public()).is_some()
                && account.signing()?.public() == identity.keys.sign
            {
                return Ok((n, account.clone()));
            }
        }
        Err(Fault::NeedsClinical)
    }
}
