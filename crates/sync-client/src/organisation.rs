//! Organisations: their looks written down by the member who makes them, compared by the person with the server's log, and
//! new keys where an organisation changed.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{
    AccessEntry, Hash, IdentityId, Look, LookMade, Reads, RecordId, StreamId, StreamState, Tier,
};

use crate::{Engine, Fault, PulledStream, Remote, Round};

/// What became of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It is about to be sent.
    Asked(LookMade),
    /// Frames came: there is a line of it in the log.
    Seen(Hash),
    /// Nothing came: there is none.
    Nothing(Hash),
}

/// A server asked as a member, every look written down before it is sent.
pub struct Watching<'a> {
    /// The server.
    pub remote: &'a mut dyn Remote,
    /// Keeps it; durable when it returns.
    pub note: &'a mut dyn FnMut(Made) -> Result<(), Fault>,
}

impl Remote for Watching<'_> {
    fn pull(&mut self, record: &RecordId, look: &[u8]) -> Result<(Vec<PulledStream>, bool), Fault> {
        let read = Look::read(look).map_err(|_| Fault::Damaged("own look"))?;
        let hash = Look::hash(look);
        (self.note)(Made::Asked(LookMade { record: *record, look: hash, at: read.at, sure: false }))?;
        let pulled = self.remote.pull(record, look)?;
        (self.note)(if pulled.0.is_empty() { Made::Nothing(hash) } else { Made::Seen(hash) })?;
        Ok(pulled)
    }

    fn identity(&mut self, id: &IdentityId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.remote.identity(id, from)
    }

    fn identities(&mut self, asked: &[(IdentityId, u64)]) -> Result<Vec<Vec<Vec<u8>>>, Fault> {
        self.remote.identities(asked)
    }

    fn begin_identity(&mut self, entry: &[u8]) -> Result<(), Fault> {
        self.remote.begin_identity(entry)
    }

    fn extend_identity(&mut self, id: &IdentityId, entry: &[u8]) -> Result<(), Fault> {
        self.remote.extend_identity(id, entry)
    }

    fn begin_record(&mut self, entry: &[u8]) -> Result<(), Fault> {
        self.remote.begin_record(entry)
    }

    fn control(&mut self, record: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.remote.control(record, from)
    }

    fn extend_control(&mut self, record: &RecordId, entry: &[u8]) -> Result<(), Fault> {
        self.remote.extend_control(record, entry)
    }

    fn push(&mut self, stream: &StreamId, frames: &[u8]) -> Result<Vec<u8>, Fault> {
        self.remote.push(stream, frames)
    }

    fn pack(&mut self, stream: &StreamId, segment: &[u8]) -> Result<(), Fault> {
        self.remote.pack(stream, segment)
    }

    fn erased(&mut self, stream: &StreamId, epoch: u32) -> Result<Vec<u8>, Fault> {
        self.remote.erased(stream, epoch)
    }

    fn access(&mut self, record: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.remote.access(record, from)
    }

    fn beat(&mut self, record: &RecordId, beat: &[u8]) -> Result<(), Fault> {
        self.remote.beat(record, beat)
    }

    fn beats(&mut self, record: &RecordId) -> Result<Vec<Vec<u8>>, Fault> {
        self.remote.beats(record)
    }

    fn records(&mut self) -> Result<Vec<RecordId>, Fault> {
        self.remote.records()
    }
}

/// Where the log of the server and what the organisation says do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// A line of the log, by its place, of a time when the organisation knows all looks of that member, and it knows none like it.
    Denied(u64),
    /// A line of the log, by its place, that the organisation has not confirmed within a day.
    Unconfirmed(u64),
    /// A look the organisation knows of, by its time, with no line in the log.
    Hidden(u64),
}

/// Compares the log of the server, followed after `reads` was had, with what the organisation says.
pub fn compare_reads(reads: &Reads, log: &[AccessEntry]) -> Result<BTreeSet<Doubt>, Fault> {
    let mut doubts = BTreeSet::new();
    let known: BTreeSet<Hash> = reads.looks.iter().map(|look| look.look).collect();
    let mut lines = BTreeSet::new();
    for line in log.iter().filter(|line| line.identity == reads.organisation) {
        let look = Look::read(&line.look).map_err(|_| Fault::Damaged("access log"))?;
        let hash = Look::hash(&line.look);
        lines.insert(hash);
        if known.contains(&hash) {
            continue;
        }
        let mark = reads.marks.iter().find(|mark| mark.member == line.device);
        if mark.is_some_and(|mark| mark.since <= look.at && look.at < mark.until) {
            doubts.insert(Doubt::Denied(line.n));
        } else if mark.is_none_or(|mark| look.at >= mark.until) && reads.at > line.at + CONFIRM_MS {
            doubts.insert(Doubt::Unconfirmed(line.n));
        }
    }
    let missing = reads.looks.iter().filter(|look| look.sure && !lines.contains(&look.look));
    doubts.extend(missing.map(|look| Doubt::Hidden(look.at)));
    Ok(doubts)
}

impl Engine {
    /// Chains and keys, without a look at anything: what the gateway of an organisation does.
    pub fn follow(&mut self, round: &mut Round) -> Result<(), Fault> {
        self.follow_chains(round)?;
        self.open_keys(round)
    }

    /// New keys for what an organisation can read of a half and that has new keys itself, or that a member left, since the keys in
    /// force were made. Nobody's consent is touched. `served` are the changes that were answered to; the answer is what to keep of it.
    pub fn rewrap(
        &mut self,
        round: &mut Round,
        half: Tier,
        served: &BTreeMap<IdentityId, u64>,
    ) -> Result<BTreeMap<IdentityId, u64>, Fault> {
        self.act(round, &mut |engine, round| {
            let streams = engine.turned(round, half, served)?;
            if streams.is_empty() {
                return Ok(None);
            }
            engine.rotate_act(round, &streams).map(Some)
        })?;
        Ok(self.organisations(round)?.into_iter().collect())
    }

    /// Whether [`Engine::rewrap`] has anything to do, by the chains as they were last followed.
    pub fn owes_rewrap(
        &self,
        round: &Round,
        half: Tier,
        served: &BTreeMap<IdentityId, u64>,
    ) -> Result<bool, Fault> {
        Ok(self.control.is_some() && !self.turned(round, half, served)?.is_empty())
    }

    /// Organisations with a consent now, each with its last change.
    fn organisations(&self, round: &Round) -> Result<BTreeSet<(IdentityId, u64)>, Fault> {
        let holding = self.known()?.grants.values().filter(|grant| grant.holds(round.moment.now));
        let who = holding.filter_map(|grant| self.who.get(&grant.given.to));
        Ok(who.filter(|who| who.kind.is_organisation()).map(|who| (who.id, who.turned)).collect())
    }

    fn turned(
        &self,
        round: &Round,
        half: Tier,
        served: &BTreeMap<IdentityId, u64>,
    ) -> Result<Vec<StreamId>, Fault> {
        let changed = self.organisations(round)?;
        let changed: BTreeMap<IdentityId, u64> = changed
            .into_iter()
            .filter(|(id, turned)| *turned > 0 && served.get(id).is_none_or(|done| done < turned))
            .collect();
        if changed.is_empty() {
            return Ok(vec![]);
        }
        let control = self.known()?;
        let due = |(stream, state): &(&StreamId, &StreamState)| {
            control.grants.values().filter(|grant| grant.holds(round.moment.now)).any(|grant| {
                let reads = grant.given.streams.iter().any(|(of, _)| of == *stream);
                let turned = changed.get(&grant.given.to).copied().unwrap_or(0);
                reads && turned > 0 && turned + SLACK_MS > state.since.max(grant.at)
            })
        };
        let of = control.streams.iter().filter(|(_, state)| state.tier == half);
        Ok(of.filter(due).map(|(stream, _)| *stream).collect())
    }
}

/// A look is confirmed within a day.
const CONFIRM_MS: u64 = 86_400_000;
/// How far the clocks of two who write chains may lie apart.
const SLACK_MS: u64 = 20 * 60_000;

#[cfg(test)]
mod tests {
    use henro_seal::SigningKey;
    use henro_sync::{DeviceKey, GrantId, ReadMark, Signer};

    use super::*;

    fn pen(n: u8) -> SigningKey {
        SigningKey::from_seed(henro_seal::Key::from_bytes([n; 32])).unwrap()
    }

    fn line(n: u64, organisation: IdentityId, at: u64, member: &SigningKey) -> AccessEntry {
        let (record, stream) = (RecordId([1; 16]), StreamId([7; 16]));
        let look = Look {
            record,
            identity: organisation,
            device: member.public(),
            at,
            streams: vec![(stream, 0)],
            nonce: [n as u8; 16],
        };
        AccessEntry {
            record,
            n,
            prev: Hash::ZERO,
            at,
            identity: organisation,
            device: member.public(),
            grants: vec![GrantId([3; 16])],
            streams: vec![(stream, 1, 4)],
            look: look.sign(member),
        }
    }

    fn made(line: &AccessEntry, sure: bool) -> LookMade {
        LookMade { record: line.record, look: Look::hash(&line.look), at: line.at, sure }
    }

    #[test]
    fn a_log_that_says_more_or_less_than_the_organisation_is_noticed() {
        let (centre, nurse) = (IdentityId([5; 32]), pen(1));
        let lines: Vec<AccessEntry> =
            [10, 20, 30].iter().map(|at| line(*at / 10, centre, *at, &nurse)).collect();
        let other = line(4, IdentityId([6; 32]), 25, &nurse);
        let log: Vec<AccessEntry> = lines.iter().cloned().chain([other]).collect();
        let reads = |member: DeviceKey, until, looks: Vec<LookMade>, at| Reads {
            organisation: centre,
            record: RecordId([1; 16]),
            by: DeviceKey([9; 32]),
            at,
            count: looks.len() as u64,
            marks: vec![ReadMark { member, since: 15, until }],
            looks,
        };
        let all = |sure| lines.iter().map(|line| made(line, sure)).collect::<Vec<_>>();
        let doubts = |reads: &Reads, log: &[AccessEntry]| -> Vec<Doubt> {
            compare_reads(reads, log).unwrap().into_iter().collect()
        };
        let own = nurse.public();
        assert_eq!(doubts(&reads(own, 30, all(true), 40), &log), []);
        // A look that nobody at the organisation made. What lies before its memory, and what it does not know yet, is none.
        assert_eq!(doubts(&reads(own, 25, vec![], 40), &log), [Doubt::Denied(2)]);
        assert_eq!(doubts(&reads(own, 25, vec![made(&lines[1], true)], 40), &log), []);
        // Not confirmed for more than a day.
        let late = reads(own, 30, vec![made(&lines[1], true)], 31 + CONFIRM_MS);
        assert_eq!(doubts(&late, &log), [Doubt::Unconfirmed(3)]);
        // One by somebody of whom nothing is known.
        let stranger = reads(pen(2).public(), 31, vec![], 31 + CONFIRM_MS);
        assert_eq!(doubts(&stranger, &log), [1, 2, 3].map(Doubt::Unconfirmed));
        // The server hides one: only where the member is sure that it was answered.
        assert_eq!(doubts(&reads(own, 30, all(true), 40), &log[..2]), [Doubt::Hidden(30)]);
        assert_eq!(doubts(&reads(own, 30, all(false), 40), &log[..2]), []);
    }
}
