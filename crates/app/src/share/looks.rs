//! The access log as the person reads it. Every line was checked when it came; what was not asked for by a signed request is
//! never in it.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{AccessEntry, DeviceState, GrantId, Identity, IdentityId, RecordId};
use henro_sync_client::{Chain, Fault, Store};
use henro_vault::Daily;

use super::connect::{kept, refused};
use super::contacts::{self, Known};
use super::reach::Reach;
use super::whose::Whose;
use super::{contacts::load, org};
use crate::wire::*;
use crate::{Context, WireError};

/// How often somebody looked under a consent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) count: u32,
    pub(super) last_ms: Option<i64>,
}

/// The log, newest first.
pub(crate) fn look_list(ctx: &Context, _: Empty) -> Result<LookList, WireError> {
    let owned = contacts::own(ctx)?;
    let reach = ctx.reach();
    let whose = Whose::of(ctx, &owned)?;
    let lines = lines(&reach, whose.file()).map_err(refused)?;
    let known = ctx.with_own(|open, _| load(open))?;
    let named = reach.sections(whose.file()).map_err(refused)?;
    let seen = seen(&reach, whose.file()).map_err(refused)?;
    // What organisations say is held against the log of one's own record.
    let own = whose.file().is_none();
    let doubts = if own { org::doubt_of(&reach).map_err(refused)? } else { BTreeMap::new() };
    let mut firsts = BTreeSet::new();
    let mut looks = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let sections: BTreeSet<SectionName> =
            line.streams.iter().filter_map(|(stream, ..)| named.get(stream).copied()).collect();
        let before = firsts.len();
        firsts.extend(line.grants.iter().copied());
        let first = firsts.len() > before;
        let who = member(&reach, whose, line).map_err(refused)?;
        looks.push(LookView {
            number: number as u32 + 1,
            at_ms: line.at as i64,
            who: line.identity.to_string(),
            name: name_of(&known, &line.identity),
            doubt: doubts.get(&line.n).copied(),
            duty: who.as_ref().and_then(|who| who.duty.clone()).filter(|duty| !duty.is_empty()),
            member: who.map(|who| who.name).filter(|name| !name.is_empty()),
            sections: sections.into_iter().collect(),
            first,
            new: number as u64 >= seen,
        });
    }
    looks.reverse();
    let count = looks.len() as u32;
    looks.truncate(MOST);
    let hidden = if own { org::doubts(&reach).map_err(refused)?.1 } else { vec![] };
    let hidden = hidden.into_iter().map(|(who, at)| HiddenLook {
        name: who.parse().map(|id| name_of(&known, &id)).unwrap_or_default(),
        who,
        at_ms: at as i64,
    });
    Ok(LookList { looks, count, hidden: hidden.collect() })
}

/// The person has seen the log, up to the newest line that was drawn. What came since is new still.
pub(crate) fn look_seen(ctx: &Context, ask: LookSeen) -> Result<Empty, WireError> {
    ctx.with_open(|open, _| {
        let daily = open.daily();
        let count = daily.access(0).map_err(kept)?.len() as u64;
        let seen = seen_in(daily).map_err(kept)?.max(u64::from(ask.up_to).min(count));
        daily.put_sync_fact(SEEN, seen.to_string().as_bytes()).map_err(kept)
    })?;
    Ok(Empty {})
}

/// Looks at a record that nobody has seen here.
pub(crate) fn looks_new(daily: &mut Daily) -> Result<u32, henro_vault::Error> {
    let count = daily.access(0)?.len() as u64;
    Ok(u32::try_from(count.saturating_sub(seen_in(daily)?)).unwrap_or(u32::MAX))
}

/// Looks the person has not seen.
pub(super) fn count_new(reach: &Reach, file: Option<RecordId>) -> Result<u32, Fault> {
    reach.daily(file, looks_new)
}

/// Looks by consent.
pub(super) fn by_grant(reach: &Reach, whose: Whose) -> Result<BTreeMap<GrantId, Seen>, Fault> {
    let mut all: BTreeMap<GrantId, Seen> = BTreeMap::new();
    for line in lines(reach, whose.file())? {
        for grant in &line.grants {
            let seen = all.entry(*grant).or_default();
            seen.count += 1;
            seen.last_ms = Some(line.at as i64);
        }
    }
    Ok(all)
}

/// All lines, numbered as they stand here: a server that lost its log began again with 0.
pub(super) fn lines(reach: &Reach, file: Option<RecordId>) -> Result<Vec<AccessEntry>, Fault> {
    numbered(&reach.daily(file, |daily| daily.access(0))?)
}

fn numbered(lines: &[Vec<u8>]) -> Result<Vec<AccessEntry>, Fault> {
    let read = |line: &Vec<u8>| AccessEntry::read(line).map_err(|_| Fault::Damaged("access log"));
    (0..).zip(lines).map(|(n, line)| Ok(AccessEntry { n, ..read(line)? })).collect()
}

fn seen(reach: &Reach, file: Option<RecordId>) -> Result<u64, Fault> {
    reach.daily(file, |daily| seen_in(daily))
}

fn seen_in(daily: &Daily) -> Result<u64, henro_vault::Error> {
    let text = daily.sync_fact(SEEN)?.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// The member of an organisation who looked.
fn member(reach: &Reach, whose: Whose, line: &AccessEntry) -> Result<Option<DeviceState>, Fault> {
    let chain = reach.store(whose.record, whose.ward).chain(Chain::Identity(line.identity))?;
    let identity =
        Identity::fold(chain.iter().map(Vec::as_slice)).map_err(|_| Fault::Damaged("identity chain"))?;
    Ok(identity.devices.get(&line.device).cloned())
}

fn name_of(known: &[Known], id: &IdentityId) -> String {
    let id = id.to_string();
    known.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default()
}

const SEEN: &str = "looks seen";
const MOST: usize = 500;

#[cfg(test)]
mod tests {
    use henro_seal::SigningKey;
    use henro_sync::{Look, Signer, StreamId};

    use super::*;

    #[test]
    fn lines_of_a_log_that_began_again_have_numbers_of_their_own() {
        let pen = SigningKey::from_seed(henro_seal::Key::from_bytes([1; 32])).unwrap();
        let (record, identity, stream) = (RecordId([1; 16]), IdentityId([2; 32]), StreamId([7; 16]));
        let look = Look {
            record,
            identity,
            device: pen.public(),
            at: 5,
            streams: vec![(stream, 0)],
            nonce: [9; 16],
        };
        let line = |n| AccessEntry {
            record,
            n,
            prev: henro_sync::Hash::ZERO,
            at: 6,
            identity,
            device: pen.public(),
            grants: vec![GrantId([3; 16])],
            streams: vec![(stream, 1, 4)],
            look: look.sign(&pen),
        };
        let lines = [0, 1, 0, 1].map(|n| line(n).sign(&pen));
        let numbers: Vec<u64> = numbered(&lines).unwrap().iter().map(|line| line.n).collect();
        assert_eq!(numbers, [0, 1, 2, 3]);
    }
}
