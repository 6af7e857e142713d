//! A small world for tests: people with keys, a record with its chain, devices that write. Knows no transport; the
//! tests of `henro-server` use it too.

use std::collections::BTreeMap;

use henro_sync::*;
use ring::signature::{Ed25519KeyPair, KeyPair};

/// A private key of tests.
pub struct Pen(Ed25519KeyPair);

impl Pen {
    pub fn new(seed: u32) -> Self {
        let mut bytes = [7; 32];
        bytes[..4].copy_from_slice(&seed.to_be_bytes());
        Self(Ed25519KeyPair::from_seed_unchecked(&bytes).unwrap())
    }
}

impl Signer for Pen {
    fn public(&self) -> DeviceKey {
        DeviceKey::try_from(self.0.public_key().as_ref()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).as_ref().try_into().unwrap()
    }
}

pub fn keys(account: &Pen) -> Keys {
    Keys { sign: account.public(), suite: 2, daily: vec![1; 32], clinical: vec![2; 32] }
}

/// Somebody with an account and a device.
pub struct Person {
    pub account: Pen,
    pub device: Pen,
    pub id: IdentityId,
    pub genesis: Vec<u8>,
    pub identity: Identity,
}

impl Person {
    pub fn new(seed: u32, at: u64) -> Self {
        Self::with_tier(seed, at, Tier::Clinical)
    }

    pub fn with_tier(seed: u32, at: u64, tier: Tier) -> Self {
        let (account, device) = (Pen::new(2 * seed), Pen::new(2 * seed + 1));
        let act = IdentityAct::Genesis {
            kind: Kind::Person,
            name: String::new(),
            keys: keys(&account),
            device: DeviceEntry { key: device.public(), tier, name: String::new(), kem: vec![3; 32] },
        };
        let genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at, act }.sign(&account);
        let identity = Identity::begin(&genesis).unwrap();
        Self { account, device, id: identity.id, genesis, identity }
    }

    /// The next entry of the identity chain, followed here.
    pub fn identity_act(&mut self, at: u64, act: IdentityAct) -> Vec<u8> {
        let entry = IdentityEntry { n: self.identity.len, prev: self.identity.head, at, act };
        let bytes = entry.sign(&self.account);
        self.identity.apply(&bytes).unwrap();
        bytes
    }

    pub fn add_device(&mut self, at: u64, pen: &Pen, tier: Tier) -> Vec<u8> {
        let consent = consent(&self.id, pen);
        let device = DeviceEntry { key: pen.public(), tier, name: String::new(), kem: vec![3; 32] };
        self.identity_act(at, IdentityAct::AddDevice { device, consent })
    }

    pub fn remove_device(&mut self, at: u64, key: DeviceKey) -> Vec<u8> {
        let keys = keys(&self.account);
        self.identity_act(at, IdentityAct::RemoveDevice { device: key, keys, handed: vec![] })
    }

    /// A signed look.
    pub fn look(&self, record: RecordId, at: u64, nonce: u32, streams: &[(StreamId, u64)]) -> Vec<u8> {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&nonce.to_be_bytes());
        let (identity, device) = (self.id, self.device.public());
        Look { record, identity, device, at, streams: streams.to_vec(), nonce: bytes }.sign(&self.device)
    }
}

pub fn wrap(to: IdentityId, tier: Tier) -> Wrap {
    Wrap { to, tier, text: vec![1, 2, 3] }
}

/// A record as its owner's device follows it: one daily stream, one clinical one.
pub struct Book {
    pub record: RecordId,
    pub daily: StreamId,
    pub clinical: StreamId,
    pub control: Control,
    pub genesis: Vec<u8>,
    pub who: BTreeMap<IdentityId, Identity>,
}

impl Book {
    pub fn new(seed: u8, owner: &Person, at: u64) -> Self {
        let (record, daily, clinical) =
            (RecordId([seed; 16]), StreamId([seed ^ 0x40; 16]), StreamId([seed ^ 0x80; 16]));
        let streams = vec![(daily, Tier::Daily), (clinical, Tier::Clinical)];
        let wraps = vec![wrap(owner.id, Tier::Daily), wrap(owner.id, Tier::Clinical)];
        let entry = ControlEntry {
            record,
            n: 0,
            prev: Hash::ZERO,
            at,
            author: owner.id,
            device: owner.device.public(),
            act: Act::Genesis { streams, wraps },
        };
        let genesis = entry.sign(&owner.device);
        let who = BTreeMap::from([(owner.id, owner.identity.clone())]);
        let control = Control::begin(&genesis, &who).unwrap();
        Self { record, daily, clinical, control, genesis, who }
    }

    pub fn knows(&mut self, person: &Person) {
        self.who.insert(person.id, person.identity.clone());
    }

    /// The next entry, not yet followed.
    pub fn entry(&self, by: &Person, at: u64, act: Act) -> Vec<u8> {
        let (author, device) = (by.id, by.device.public());
        let (n, prev) = (self.control.len, self.control.head);
        ControlEntry { record: self.record, n, prev, at, author, device, act }.sign(&by.device)
    }

    pub fn follow(&mut self, entry: &[u8]) {
        self.control.apply(entry, &self.who).unwrap();
    }

    /// Consent to the daily stream.
    pub fn grant(&self, id: u8, to: &Person, role: Role, from: u64, until: Option<u64>) -> Act {
        let streams = vec![(self.daily, from)];
        let grant = NewGrant { id: GrantId([id; 16]), to: to.id, role, streams, until, note: vec![] };
        Act::Grant { grant, steps: vec![], wraps: vec![wrap(to.id, Tier::Daily)] }
    }

    /// Taking it back, having read so many frames: a new epoch for those who remain.
    pub fn revoke(&self, id: u8, at: u64, seen: u64) -> Act {
        let grant = GrantId([id; 16]);
        let mut next = self.control.clone();
        next.grants.get_mut(&grant).unwrap().revoked = Some(at);
        let stay = recipients_of(&next, &self.daily, at);
        let wraps = stay.into_iter().map(|(to, tier)| wrap(to, tier)).collect();
        let epoch = self.control.streams[&self.daily].epoch + 1;
        let step = EpochStep { stream: self.daily, epoch, back: vec![], seen };
        Act::Revoke { grant, steps: vec![step], wraps }
    }
}

/// A device that writes into one stream.
#[derive(Clone)]
pub struct Hand {
    pub stream: StreamId,
    pub number: u32,
    pub seq: u64,
    pub prev: Hash,
    pub epoch: u32,
}

impl Hand {
    pub fn new(stream: StreamId, number: u32) -> Self {
        Self { stream, number, seq: 0, prev: Hash::ZERO, epoch: 1 }
    }

    /// The next frame.
    pub fn write(&mut self, pen: &Pen, at: u64, text: &[u8]) -> Vec<u8> {
        self.seq += 1;
        let head = FrameHead {
            stream: self.stream,
            device: self.number,
            seq: self.seq,
            epoch: self.epoch,
            minute: u32::try_from(at.div_ceil(60_000)).unwrap(),
            salt: [1; 24],
            commitment: [2; 16],
        };
        let bytes = Unsigned { head, prev: self.prev, text }.sign(pen).unwrap();
        self.prev = Frame::read(&bytes).unwrap().verify(&pen.public(), &self.prev).unwrap();
        bytes
    }
}
