//! A server as the design says it: linear chains, streams with places, an access log, heartbeats. Honest; lies are laid
//! over its answers in `liar.rs`.

mod streams;

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::SigningKey;
use henro_sync::{
    AccessEntry, AccessLog, Act, Control, ControlEntry, DeviceKey, Error, Hash, Heartbeat, Identity,
    IdentityId, Label, Look, RecordId, StreamId, Tier, gap, hash,
};
use henro_sync_client::{Fault, Refusal};

/// Who asks.
#[derive(Clone, Copy)]
pub struct Session {
    pub identity: IdentityId,
    pub device: DeviceKey,
}

/// A frame as held.
#[derive(Clone)]
pub struct Held {
    pub device: u32,
    pub hash: Hash,
    /// Empty where it lies in a segment; the segment where that ends with it.
    pub bytes: Vec<u8>,
    /// Its place.
    pub place: u64,
    /// Running head after it.
    pub head: Hash,
    /// Salt of the frame, which outlives its bytes.
    pub salt: [u8; 24],
    /// Length of the control chain when it was taken, and when that was.
    pub taken: (usize, u64),
}

impl Held {
    /// As handed out.
    pub fn item(&self) -> Vec<u8> {
        if self.bytes.is_empty() { gap(self.device, &self.hash).to_vec() } else { self.bytes.clone() }
    }
}

/// The server. Cloned by one that shows two worlds.
pub struct Server {
    pub key: SigningKey,
    pub now: u64,
    pub who: BTreeMap<IdentityId, Identity>,
    pub chains: BTreeMap<IdentityId, Vec<Vec<u8>>>,
    pub control: Option<Control>,
    pub entries: Vec<Vec<u8>>,
    /// How much of the control chain somebody with a role, now or in the past, may see.
    pub upto: BTreeMap<IdentityId, u64>,
    pub streams: BTreeMap<StreamId, Vec<Held>>,
    pub log: Vec<Vec<u8>>,
    pub log_head: AccessLog,
    pub beats: BTreeMap<u32, Vec<u8>>,
    pub nonces: BTreeSet<[u8; 16]>,
    /// Segments it took.
    pub packed: u64,
    /// Segments of them that were sealed anew for a deep revocation.
    pub resealed: u64,
    /// Consents that were ended at once.
    pub ended: Vec<Ended>,
    /// What was deleted, by place: an honest server has it no more.
    pub deleted: BTreeMap<(StreamId, u64), Vec<u8>>,
    /// Frames of one page.
    pub page: usize,
    /// Whether it signs the head after a page, or that of the whole stream.
    pub short_heads: bool,
    /// Everything it was ever sent, to look for what it must not see.
    pub seen: Vec<Vec<u8>>,
}

/// A consent that was ended at once.
#[derive(Clone)]
pub struct Ended {
    /// Place of its entry.
    pub n: u64,
    pub to: IdentityId,
    /// How far each of its streams had come.
    pub streams: Vec<(StreamId, u64)>,
}

type Answer<T> = Result<T, Fault>;

fn refuse<T>(why: Refusal) -> Answer<T> {
    Err(Fault::Refused(why))
}

impl Server {
    pub fn new(key: SigningKey, record: RecordId, page: usize, now: u64) -> Self {
        Self {
            key,
            now,
            who: BTreeMap::new(),
            chains: BTreeMap::new(),
            control: None,
            entries: Vec::new(),
            upto: BTreeMap::new(),
            streams: BTreeMap::new(),
            log: Vec::new(),
            log_head: AccessLog::new(record),
            beats: BTreeMap::new(),
            nonces: BTreeSet::new(),
            packed: 0,
            resealed: 0,
            ended: Vec::new(),
            deleted: BTreeMap::new(),
            page,
            short_heads: page.is_multiple_of(2),
            seen: Vec::new(),
        }
    }

    /// A device that was removed is nobody from then on.
    fn session(&self, session: &Session) -> Answer<Tier> {
        let device = self.who.get(&session.identity).and_then(|who| who.device(&session.device));
        device.map(|device| device.tier).ok_or(Fault::Refused(Refusal::NotAllowed))
    }

    fn clock(&self, at: u64) -> Answer<()> {
        if at.abs_diff(self.now) > 10 * 60_000 { Err(Fault::Clock { server: self.now }) } else { Ok(()) }
    }

    fn known(&self) -> Answer<&Control> {
        self.control.as_ref().ok_or(Fault::Refused(Refusal::Absent))
    }

    pub fn begin_identity(&mut self, entry: &[u8]) -> Answer<()> {
        self.seen.push(entry.to_vec());
        let Ok(identity) = Identity::begin(entry) else { return refuse(Refusal::Rule) };
        if self.who.contains_key(&identity.id) {
            return Ok(());
        }
        if identity.at > self.now + 10 * 60_000 {
            return Err(Fault::Clock { server: self.now });
        }
        self.chains.insert(identity.id, vec![entry.to_vec()]);
        self.who.insert(identity.id, identity);
        Ok(())
    }

    pub fn identity(&self, id: &IdentityId, from: u64) -> Answer<Vec<Vec<u8>>> {
        let chain = self.chains.get(id).ok_or(Fault::Refused(Refusal::Absent))?;
        Ok(chain.iter().skip(from as usize).cloned().collect())
    }

    pub fn extend_identity(&mut self, session: &Session, id: &IdentityId, entry: &[u8]) -> Answer<()> {
        self.session(session)?;
        self.seen.push(entry.to_vec());
        let mut identity = self.who.get(id).cloned().ok_or(Fault::Refused(Refusal::Absent))?;
        let read = henro_sync::IdentityEntry::read(entry).map_err(|_| Fault::Refused(Refusal::Malformed))?;
        self.clock(read.at)?;
        match identity.apply(entry) {
            Ok(()) => {}
            Err(Error::Unchained) => return refuse(Refusal::Behind(identity.len)),
            Err(_) => return refuse(Refusal::Rule),
        }
        self.chains.entry(*id).or_default().push(entry.to_vec());
        self.who.insert(*id, identity);
        Ok(())
    }

    pub fn begin_record(&mut self, session: &Session, entry: &[u8]) -> Answer<()> {
        self.session(session)?;
        self.seen.push(entry.to_vec());
        if let Some(first) = self.entries.first() {
            return if first == entry { Ok(()) } else { refuse(Refusal::Behind(self.entries.len() as u64)) };
        }
        let control = Control::begin(entry, &self.who).map_err(|_| Fault::Refused(Refusal::Rule))?;
        self.clock(control.at)?;
        self.keep_entry(control, entry);
        Ok(())
    }

    pub fn control(&self, session: &Session, from: u64) -> Answer<Vec<Vec<u8>>> {
        self.session(session)?;
        self.known()?;
        let upto = *self.upto.get(&session.identity).ok_or(Fault::Refused(Refusal::Absent))?;
        Ok(self.entries.iter().take(upto as usize).skip(from as usize).cloned().collect())
    }

    pub fn extend_control(&mut self, session: &Session, entry: &[u8]) -> Answer<()> {
        self.session(session)?;
        self.seen.push(entry.to_vec());
        let mut control = self.known()?.clone();
        let read = ControlEntry::read(entry).map_err(|_| Fault::Refused(Refusal::Malformed))?;
        if (read.author, read.device) != (session.identity, session.device) {
            return refuse(Refusal::NotAllowed);
        }
        match control.apply(entry, &self.who) {
            Ok(_) => {}
            Err(Error::Unchained) => return refuse(Refusal::Behind(control.len)),
            Err(Error::NotAllowed) => return refuse(Refusal::NotAllowed),
            Err(_) => return refuse(Refusal::Rule),
        }
        self.clock(read.at)?;
        if read.act.steps().iter().any(|step| step.seen != self.place(&step.stream)) {
            return refuse(Refusal::Behind(control.len - 1));
        }
        if let Act::End { grant, .. } = &read.act {
            let given = &control.grants[grant].given;
            let streams = given.streams.iter().map(|(stream, _)| (*stream, self.place(stream))).collect();
            self.ended.push(Ended { n: read.n, to: given.to, streams });
        }
        self.keep_entry(control, entry);
        Ok(())
    }

    fn keep_entry(&mut self, control: Control, entry: &[u8]) {
        let before = self.control.iter().flat_map(members).collect::<Vec<_>>();
        self.entries.push(entry.to_vec());
        for id in before.into_iter().chain(members(&control)) {
            self.upto.insert(id, self.entries.len() as u64);
        }
        for stream in control.streams.keys() {
            self.streams.entry(*stream).or_default();
        }
        self.control = Some(control);
    }

    /// Nobody who does not own the record reads it without a line.
    fn write_down(
        &mut self,
        control: &Control,
        look: &Look,
        bytes: &[u8],
        streams: Vec<(StreamId, u64, u64)>,
    ) {
        let entry = AccessEntry {
            record: look.record,
            n: self.log_head.len,
            prev: self.log_head.head,
            at: self.now.max(self.log_head.at),
            identity: look.identity,
            device: look.device,
            grants: control.grants_of(&look.identity, self.now).map(|grant| grant.given.id).collect(),
            streams,
            look: bytes.to_vec(),
        };
        self.log_line(&entry);
    }

    pub fn log_line(&mut self, entry: &AccessEntry) {
        let line = entry.sign(&self.key);
        self.log_head.len += 1;
        self.log_head.head = hash(Label::AccessHash, &[&line]);
        self.log_head.at = entry.at;
        self.log.push(line);
    }

    pub fn access(&self, session: &Session, from: u64) -> Answer<Vec<Vec<u8>>> {
        self.session(session)?;
        if !self.known()?.may_manage(&session.identity, self.now) {
            return refuse(Refusal::NotAllowed);
        }
        Ok(self.log.iter().skip(from as usize).cloned().collect())
    }

    pub fn beat(&mut self, session: &Session, bytes: &[u8]) -> Answer<()> {
        self.session(session)?;
        self.seen.push(bytes.to_vec());
        let beat = Heartbeat::read(bytes).map_err(|_| Fault::Refused(Refusal::Malformed))?;
        let control = self.known()?;
        let device = control.devices.get(&beat.device).filter(|device| device.key == session.device);
        if device.is_none() || !has_role(control, &session.identity, self.now) {
            return refuse(Refusal::NotAllowed);
        }
        Heartbeat::verify(bytes, &session.device).map_err(|_| Fault::Refused(Refusal::Rule))?;
        // One that comes late takes no newer one's place.
        let held = self.beats.get(&beat.device).and_then(|held| Heartbeat::read(held).ok());
        if held.is_none_or(|held| held.at <= beat.at) {
            self.beats.insert(beat.device, bytes.to_vec());
        }
        Ok(())
    }

    pub fn beats(&self, session: &Session) -> Answer<Vec<Vec<u8>>> {
        self.session(session)?;
        if !has_role(self.known()?, &session.identity, self.now) {
            return refuse(Refusal::NotAllowed);
        }
        Ok(self.beats.values().cloned().collect())
    }

    pub fn records(&self, session: &Session) -> Answer<Vec<RecordId>> {
        self.session(session)?;
        let control = self.control.iter().filter(|control| has_role(control, &session.identity, self.now));
        Ok(control.map(|control| control.record).collect())
    }
}

fn has_role(control: &Control, id: &IdentityId, now: u64) -> bool {
    control.owners.contains(id) || control.grants_of(id, now).next().is_some()
}

/// Owners, and who holds a consent that was not taken back.
fn members(control: &Control) -> Vec<IdentityId> {
    let granted = control.grants.values().filter(|grant| grant.revoked.is_none()).map(|grant| grant.given.to);
    control.owners.iter().copied().chain(granted).collect()
}
