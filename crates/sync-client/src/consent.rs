//! Acts of the control chain: made from what is known, sent, and made anew where somebody else was faster.

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::{Addressee, Key, StreamKey, wrap, wrap_back};
use henro_sync::{
    Act, Control, ControlEntry, DeviceKey, EpochStep, GrantId, Hash, IdentityId, NewGrant, Role, Signer,
    StreamId, Tier, Wrap, partial_readers, recipients_of,
};

use crate::{Chain, Engine, Fault, Lie, Refusal, Report, Round};

/// How often an act is made anew because the chain had gone on.
pub(crate) const TRIES: usize = 5;

/// A consent somebody wants to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConsent {
    /// To whom.
    pub to: IdentityId,
    /// Numbers of the sections.
    pub sections: BTreeSet<u8>,
    /// What it allows.
    pub role: Role,
    /// Whether it opens what was written before.
    pub past: bool,
    /// When it ends by itself.
    pub until: Option<u64>,
    /// Purpose and names, sealed.
    pub note: Vec<u8>,
}

/// Makes an act from what is known now; nothing where it is not needed any more.
type Make<'a> = &'a mut dyn FnMut(&mut Engine, &mut Round) -> Result<Option<Act>, Fault>;

/// New epochs and who gets their keys, as in an entry.
pub(crate) type NewKeys = (Vec<EpochStep>, Vec<Wrap>);

/// Keys of new epochs, made for one try.
pub(crate) struct Steps {
    pub(crate) steps: Vec<EpochStep>,
    keys: BTreeMap<StreamId, StreamKey>,
}

impl Engine {
    /// Makes the control chain of a record with a stream for each section.
    pub fn begin_record(&mut self, round: &mut Round, sections: &[(u8, Tier)]) -> Result<(), Fault> {
        if self.control.is_some() {
            return Ok(());
        }
        self.follow_identity(round, &round.hands.identity)?;
        let mut keys = Vec::new();
        let mut streams = Vec::new();
        for (section, tier) in sections {
            let mut id = [0; 16];
            round.moment.random.fill(&mut id);
            streams.push((StreamId(id), *tier));
            let (stream, key) = (StreamId(id), Key::make(round.moment.random));
            keys.push((*tier, StreamKey { stream, section: *section, epoch: 1, key }));
        }
        let mut wraps = Vec::new();
        for tier in [Tier::Daily, Tier::Clinical] {
            let of: Vec<StreamKey> =
                keys.iter().filter(|key| key.0 == tier).map(|key| key.1.clone()).collect();
            if !of.is_empty() {
                wraps.push(self.wrap_for(round, round.hands.identity, tier, &of)?);
            }
        }
        let entry = ControlEntry {
            record: round.store.record(),
            n: 0,
            prev: Hash::ZERO,
            at: round.moment.now,
            author: round.hands.identity,
            device: round.hands.device.public(),
            act: Act::Genesis { streams, wraps },
        };
        let bytes = entry.sign(round.hands.device);
        let control = Control::begin(&bytes, &self.who).map_err(|_| Fault::Damaged("genesis"))?;
        round.remote.begin_record(&bytes)?;
        round.store.extend(Chain::Control, 0, &[bytes])?;
        self.control = Some(control);
        round.store.set_number(1)?;
        self.open_keys(round)
    }

    /// Streams for sections the record has none for yet, each an entry. Only where it is ours, this device may change it and every
    /// stream there is can be read: then it is known which sections are missing.
    pub fn add_streams(&mut self, round: &mut Round, sections: &[(u8, Tier)]) -> Result<(), Fault> {
        for (section, tier) in sections {
            if !self.lacks(round, *section)? {
                continue;
            }
            let mut id = [0; 16];
            round.moment.random.fill(&mut id);
            let (stream, key) = (StreamId(id), Key::make(round.moment.random));
            let key = StreamKey { stream, section: *section, epoch: 1, key };
            self.act(round, &mut |engine, round| {
                // Another device of an owner may have been faster.
                if !engine.lacks(round, *section)? {
                    return Ok(None);
                }
                let owners = engine.known()?.owners.iter();
                let wraps = owners.map(|to| engine.wrap_for(round, *to, *tier, std::slice::from_ref(&key)));
                let wraps = wraps.collect::<Result<_, _>>()?;
                Ok(Some(Act::AddStream { stream, tier: *tier, wraps }))
            })?;
        }
        Ok(())
    }

    /// Whether a section has no stream, and it is ours to add one.
    fn lacks(&self, round: &Round, section: u8) -> Result<bool, Fault> {
        let (control, marks) = (self.known()?, round.store.streams()?);
        let all_known = control.streams.keys().all(|stream| marks.iter().any(|mark| mark.stream == *stream));
        let ours = control.owners.contains(&round.hands.identity) && self.may_change(round);
        Ok(ours && all_known && !marks.iter().any(|mark| mark.section == section))
    }

    /// Whether this device may make entries: one of the daily tier makes none.
    pub(crate) fn may_change(&self, round: &Round) -> bool {
        let own = self.who.get(&round.hands.identity);
        let device = own.and_then(|who| who.device(&round.hands.device.public()));
        device.is_some_and(|device| device.tier == Tier::Clinical)
    }

    /// Of these streams those whose key in force is at hand. With the clinical tier closed that is the daily ones: they do not
    /// wait for the others.
    pub(crate) fn at_hand(&self, round: &Round, streams: Vec<StreamId>) -> Result<Vec<StreamId>, Fault> {
        let (control, marks) = (self.known()?, round.store.streams()?);
        let mut found = Vec::new();
        for stream in streams {
            let epoch = control.streams.get(&stream).map(|state| state.epoch);
            let known = marks.iter().any(|mark| mark.stream == stream);
            if let Some(epoch) = epoch.filter(|_| known)
                && round.store.keys(&stream)?.contains_key(&epoch)
            {
                found.push(stream);
            }
        }
        Ok(found)
    }

    /// Gets a number for this device, so that it may write.
    pub fn take_number(&mut self, round: &mut Round) -> Result<u32, Fault> {
        let number = self.give_number(round, round.hands.device.public())?;
        round.store.set_number(number)?;
        Ok(number)
    }

    /// Gives a device of ours its number, or finds the one it has.
    pub fn give_number(&mut self, round: &mut Round, device: DeviceKey) -> Result<u32, Fault> {
        self.act(round, &mut |engine, round| {
            let control = engine.known()?;
            if control.devices.values().any(|one| one.key == device) {
                return Ok(None);
            }
            let number = control.devices.keys().next_back().map_or(1, |last| last + 1);
            Ok(Some(Act::Device { number, identity: round.hands.identity, key: device }))
        })?;
        let devices = &self.known()?.devices;
        let number = devices.iter().find(|(_, one)| one.key == device).map(|(number, _)| *number);
        number.ok_or(Fault::Damaged("device number"))
    }

    /// Gives a consent.
    pub fn grant(&mut self, round: &mut Round, consent: &NewConsent) -> Result<GrantId, Fault> {
        let mut id = [0; 16];
        round.moment.random.fill(&mut id);
        let id = GrantId(id);
        self.follow_identity(round, &consent.to)?;
        self.act(round, &mut |engine, round| engine.grant_act(round, consent, id).map(Some))?;
        Ok(id)
    }

    /// Takes a consent back: those who remain get new keys.
    pub fn revoke(&mut self, round: &mut Round, grant: GrantId) -> Result<(), Fault> {
        self.act(round, &mut |engine, round| {
            let Some(after) = engine.without(round, grant, false)? else { return Ok(None) };
            let (steps, wraps) = engine.keys_without(round, &after, grant)?;
            Ok(Some(Act::Revoke { grant, steps, wraps }))
        })
    }

    /// The same, and from here on everything older is owed to be sealed anew ([`Engine::reseal`]); also of a consent that has ended
    /// or was taken back without that. Refused where somebody keeps a consent to the same that does not open all of the past: the
    /// new key would open it to them.
    pub fn revoke_deep(&mut self, round: &mut Round, grant: GrantId) -> Result<(), Fault> {
        self.act(round, &mut |engine, round| {
            let Some(after) = engine.without(round, grant, true)? else { return Ok(None) };
            let at = engine.at(round)?;
            let given = after.grants.get(&grant).ok_or(Fault::Refused(Refusal::Absent))?;
            let closed = |(stream, _): &(StreamId, u64)| !partial_readers(&after, stream, at).is_empty();
            if given.given.streams.iter().any(closed) {
                return Err(Fault::PastClosed);
            }
            let (steps, wraps) = engine.keys_without(round, &after, grant)?;
            Ok(Some(Act::RevokeDeep { grant, steps, wraps }))
        })
    }

    /// Ends a consent at once. Streams whose key in force is at hand get new ones with it; of the others they are owed, and made by
    /// the next round of an owner who can ([`Engine::sync`]).
    pub fn end(&mut self, round: &mut Round, grant: GrantId) -> Result<(), Fault> {
        self.act(round, &mut |engine, round| {
            let Some(after) = engine.without(round, grant, false)? else { return Ok(None) };
            let given = after.grants.get(&grant).ok_or(Fault::Refused(Refusal::Absent))?;
            let streams = given.given.streams.iter().map(|(stream, _)| *stream).collect();
            let steps = engine.new_epochs(round, &engine.at_hand(round, streams)?, true)?;
            let wraps = engine.wraps(round, &after, &steps)?;
            Ok(Some(Act::End { grant, steps: steps.steps, wraps }))
        })
    }

    /// The record once a consent is taken back; nothing where it was, as far as is asked.
    fn without(&self, round: &Round, grant: GrantId, deep: bool) -> Result<Option<Control>, Fault> {
        let mut after = self.known()?.clone();
        let given = after.grants.get_mut(&grant).ok_or(Fault::Refused(Refusal::Absent))?;
        if given.revoked.is_some() && (given.deep || !deep) {
            return Ok(None);
        }
        given.revoked = given.revoked.or(Some(self.at(round)?));
        Ok(Some(after))
    }

    fn keys_without(&self, round: &Round, after: &Control, grant: GrantId) -> Result<NewKeys, Fault> {
        let given = after.grants.get(&grant).ok_or(Fault::Refused(Refusal::Absent))?;
        let streams: Vec<StreamId> = given.given.streams.iter().map(|(stream, _)| *stream).collect();
        let steps = self.new_epochs(round, &streams, true)?;
        let wraps = self.wraps(round, after, &steps)?;
        Ok((steps.steps, wraps))
    }

    /// New keys for streams: a device was lost, or a consent ran out.
    pub fn rotate(&mut self, round: &mut Round, streams: &[StreamId]) -> Result<(), Fault> {
        self.act(round, &mut |engine, round| engine.rotate_act(round, streams).map(Some))
    }

    pub(crate) fn rotate_act(&self, round: &Round, streams: &[StreamId]) -> Result<Act, Fault> {
        let steps = self.new_epochs(round, streams, true)?;
        let wraps = self.wraps(round, self.known()?, &steps)?;
        Ok(Act::Rotate { steps: steps.steps, wraps })
    }

    /// New keys for the streams of consents that ran out, where we own the record and everything for it is at hand. Where it
    /// cannot be done now it is at a later round.
    pub(crate) fn rotate_run_out(&mut self, round: &mut Round) -> Result<(), Fault> {
        let owns = self.known()?.owners.contains(&round.hands.identity);
        if !owns || !self.may_change(round) || self.run_out(round)?.is_empty() {
            return Ok(());
        }
        let made = self.act(round, &mut |engine, round| {
            let streams = engine.run_out(round)?;
            if streams.is_empty() { Ok(None) } else { engine.rotate_act(round, &streams).map(Some) }
        });
        match made {
            Err(Fault::Busy | Fault::NeedsClinical | Fault::Refused(_)) => Ok(()),
            other => other,
        }
    }

    fn run_out(&self, round: &Round) -> Result<Vec<StreamId>, Fault> {
        self.at_hand(round, self.known()?.run_out(self.at(round)?).into_iter().collect())
    }

    fn grant_act(&self, round: &Round, consent: &NewConsent, id: GrantId) -> Result<Act, Fault> {
        let marks = round.store.streams()?;
        let chosen: Vec<_> = marks.iter().filter(|mark| consent.sections.contains(&mark.section)).collect();
        if chosen.len() != consent.sections.len() || !self.who.contains_key(&consent.to) {
            return Err(Fault::Refused(Refusal::Absent));
        }
        let mut streams_from = Vec::new();
        for mark in &chosen {
            let from = if consent.past { self.past_from(round, &mark.stream)? } else { mark.place };
            streams_from.push((mark.stream, from));
        }
        let given = NewGrant {
            id,
            to: consent.to,
            role: consent.role,
            streams: streams_from,
            until: consent.until,
            note: consent.note.clone(),
        };
        let streams: Vec<StreamId> = chosen.iter().map(|mark| mark.stream).collect();
        let mut after = self.known()?.clone();
        let state = henro_sync::Grant {
            given: given.clone(),
            by: round.hands.identity,
            n: after.len,
            at: self.at(round)?,
            revoked: None,
            deep: false,
            owed: BTreeSet::new(),
        };
        after.grants.insert(id, state);
        if consent.past {
            let wraps = self.wraps_of_past(round, &after, consent.to, &streams)?;
            return Ok(Act::Grant { grant: given, steps: vec![], wraps });
        }
        // The new key does not lead back: what was written before stays closed.
        let steps = self.new_epochs(round, &streams, false)?;
        let wraps = self.wraps(round, &after, &steps)?;
        Ok(Act::Grant { grant: given, steps: steps.steps, wraps })
    }

    /// From which place we can open a stream to somebody: nobody opens more of the past than is open to them, and than they
    /// have keys for in an unbroken row up to the one in force.
    fn past_from(&self, round: &Round, stream: &StreamId) -> Result<u64, Fault> {
        let control = self.known()?;
        let state = control.streams.get(stream).ok_or(Fault::Damaged("stream"))?;
        let keys = round.store.keys(stream)?;
        let row = (1..=state.epoch).rev().take_while(|epoch| keys.contains_key(epoch));
        let oldest = row.last().ok_or(Fault::NeedsClinical)?;
        let reaches = if oldest == 1 { 0 } else { state.ended.get(&(oldest - 1)).copied().unwrap_or(0) };
        let mine = control.may_read(&round.hands.identity, stream, self.at(round)?).unwrap_or(0);
        Ok(reaches.max(mine))
    }

    /// Keys of streams for somebody, as far back as the record is open to them once the act holds: who hands them over may know
    /// older ones, from a consent that has ended since.
    pub(crate) fn wraps_of_past(
        &self,
        round: &Round,
        after: &Control,
        to: IdentityId,
        streams: &[StreamId],
    ) -> Result<Vec<Wrap>, Fault> {
        let (marks, at) = (round.store.streams()?, self.at(round)?);
        let mut by_tier: BTreeMap<Tier, Vec<StreamKey>> = BTreeMap::new();
        for stream in streams {
            let state = after.streams.get(stream).ok_or(Fault::Damaged("stream"))?;
            let section = marks.iter().find(|mark| mark.stream == *stream).map(|mark| mark.section);
            let section = section.ok_or(Fault::NeedsClinical)?;
            let held = round.store.keys(stream)?;
            // Who lacks the key in force has nothing to hand over that opens what is written now.
            if !held.contains_key(&state.epoch) {
                return Err(Fault::NeedsClinical);
            }
            let from = after.may_read(&to, stream, at).unwrap_or(u64::MAX);
            let ended_after = |epoch: &u32| state.ended.get(epoch).is_some_and(|place| *place > from);
            let open = |epoch: &u32| from == 0 || *epoch == state.epoch || ended_after(epoch);
            for (epoch, key) in held.into_iter().filter(|(epoch, _)| open(epoch)) {
                by_tier.entry(state.tier).or_default().push(StreamKey {
                    stream: *stream,
                    section,
                    epoch,
                    key,
                });
            }
        }
        by_tier.iter().map(|(tier, keys)| self.wrap_for(round, to, *tier, keys)).collect()
    }

    pub(crate) fn new_epochs(&self, round: &Round, streams: &[StreamId], back: bool) -> Result<Steps, Fault> {
        let (control, marks) = (self.known()?, round.store.streams()?);
        let mut made = Steps { steps: Vec::new(), keys: BTreeMap::new() };
        for stream in streams {
            let state = control.streams.get(stream).ok_or(Fault::Damaged("stream"))?;
            let mark = marks.iter().find(|mark| mark.stream == *stream).ok_or(Fault::NeedsClinical)?;
            let old = round.store.keys(stream)?.remove(&state.epoch).ok_or(Fault::NeedsClinical)?;
            let (epoch, key) = (state.epoch + 1, Key::make(round.moment.random));
            let back =
                if back { wrap_back(stream, epoch, &key, &old, round.moment.random) } else { Vec::new() };
            made.steps.push(EpochStep { stream: *stream, epoch, back, seen: mark.place });
            made.keys.insert(*stream, StreamKey { stream: *stream, section: mark.section, epoch, key });
        }
        Ok(made)
    }

    /// The new keys for everybody who may read once the act holds.
    pub(crate) fn wraps(&self, round: &Round, after: &Control, steps: &Steps) -> Result<Vec<Wrap>, Fault> {
        let mut by_reader: BTreeMap<(IdentityId, Tier), Vec<StreamKey>> = BTreeMap::new();
        let at = self.at(round)?;
        let cuts = cuts(round, steps)?;
        for (stream, key) in &steps.keys {
            let held = round.store.keys(stream)?;
            let old: Vec<StreamKey> = cuts
                .iter()
                .filter(|(of, _)| of == stream)
                .filter_map(|(_, epoch)| {
                    Some(StreamKey { epoch: *epoch, key: held.get(epoch)?.clone(), ..key.clone() })
                })
                .collect();
            for reader in recipients_of(after, stream, at) {
                let owns = after.owners.contains(&reader.0);
                let keys = by_reader.entry(reader).or_default();
                keys.push(key.clone());
                // To an owner all of the past is open, also where the way back was cut for somebody else.
                keys.extend(old.iter().filter(|_| owns).cloned());
            }
        }
        by_reader.iter().map(|((to, tier), keys)| self.wrap_for(round, *to, *tier, keys)).collect()
    }

    fn wrap_for(&self, round: &Round, to: IdentityId, tier: Tier, keys: &[StreamKey]) -> Result<Wrap, Fault> {
        let public = &self.who.get(&to).ok_or(Fault::Damaged("identity"))?.keys;
        let record = round.store.record();
        let addressee = Addressee { record, to, tier, suite: public.suite, public: public.of(tier) };
        Ok(Wrap { to, tier, text: wrap(&addressee, keys, round.moment.random)? })
    }

    /// Makes an act and adds it to the chain; makes it anew where the chain had gone on. An act that is no longer needed
    /// is left out. Refused unless this device is at the head of the chain and has every key in force it needs.
    pub(crate) fn act(&mut self, round: &mut Round, make: Make) -> Result<(), Fault> {
        for _ in 0..TRIES {
            self.follow_chains(round)?;
            self.open_keys(round)?;
            // New epochs say how far their author had read: to the end, or the server refuses them.
            self.pull(round, &mut Report::default())?;
            let Some(act) = make(self, round)? else { return Ok(()) };
            let control = self.known()?;
            let entry = ControlEntry {
                record: round.store.record(),
                n: control.len,
                prev: control.head,
                at: self.at(round)?,
                author: round.hands.identity,
                device: round.hands.device.public(),
                act,
            };
            let bytes = entry.sign(round.hands.device);
            let mut next = control.clone();
            next.apply(&bytes, &self.who).map_err(|_| Fault::Refused(Refusal::Rule))?;
            match round.remote.extend_control(&round.store.record(), &bytes) {
                Ok(()) => {
                    round.store.extend(Chain::Control, entry.n, &[bytes])?;
                    self.control = Some(next);
                    return self.open_keys(round);
                }
                // It is the server that is behind: what it once took is gone there.
                Err(Fault::Refused(Refusal::Behind(len))) if len < entry.n => {
                    return Err(Fault::Lie(Lie::RolledBack(None)));
                }
                Err(Fault::Refused(Refusal::Behind(_))) => {}
                Err(fault) => return Err(fault),
            }
        }
        Err(Fault::Busy)
    }

    /// The time of our next entry: not before the newest entry, nor before this device joined.
    fn at(&self, round: &Round) -> Result<u64, Fault> {
        let own = self.who.get(&round.hands.identity);
        let joined =
            own.and_then(|who| who.device(&round.hands.device.public())).map_or(0, |device| device.added);
        Ok(round.moment.now.max(self.known()?.at).max(joined))
    }
}

/// Epochs whose keys the next one does not lead back to.
fn cuts(round: &Round, new: &Steps) -> Result<BTreeSet<(StreamId, u32)>, Fault> {
    let mut cuts = BTreeSet::new();
    let mut note = |steps: &[EpochStep]| {
        cuts.extend(
            steps.iter().filter(|step| step.back.is_empty()).map(|step| (step.stream, step.epoch - 1)),
        );
    };
    for bytes in round.store.chain(Chain::Control)? {
        note(ControlEntry::read(&bytes).map_err(|_| Fault::Damaged("control chain"))?.act.steps());
    }
    note(&new.steps);
    Ok(cuts)
}
