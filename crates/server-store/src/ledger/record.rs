use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use henro_sync::{Act, Control, ControlEntry, IdentityId, RecordId, StreamId, Tier};

use super::{Ledger, TRIES};
use crate::store::{Begun, ControlSwap, Member, NewRecord};
use crate::{Error, Guard, News, Refused, Session, Topic};

impl Ledger {
    /// Begins a record by the first entry of its control chain. Answers whether it is new.
    pub async fn record_begin(&self, session: &Session, entry: Bytes) -> Result<(RecordId, bool), Refused> {
        let read = ControlEntry::read(&entry)?;
        for _ in 0..TRIES {
            self.may_author(session, &read).await?;
            let who = self.named(&read).await?;
            let control = Control::begin(&entry, &who)?;
            let members = vec![Member { identity: read.author, left: None, until: None, owner: true }];
            let new = NewRecord {
                guard: Guard { identities: who.lengths(), record: None },
                record: read.record,
                n: 0,
                entry: entry.clone(),
                at: read.at,
                acted: vec![read.author],
                members,
                streams: control.streams.keys().copied().collect(),
                seen: Vec::new(),
                limit: self.limits.records,
            };
            match self.store.record_begin(new).await? {
                Begun::Done => {
                    self.controls.keep(read.record, Arc::new(control));
                    self.tell(&News { also: vec![read.author], ..News::of(Topic::Control(read.record)) });
                    return Ok((read.record, true));
                }
                Begun::Exists => return self.same_record(&read.record, &entry).await,
                Begun::Taken => return Err(Refused::Taken),
                Begun::TooMany => return Err(Refused::Quota(self.limits.records)),
                Begun::Stale => {}
            }
        }
        Err(Error::Busy.into())
    }

    /// Said twice is said once.
    async fn same_record(&self, id: &RecordId, entry: &Bytes) -> Result<(RecordId, bool), Refused> {
        let first = self.store.control_entries(*id, 0, 1, u64::MAX, 1).await?;
        if first.first().is_some_and(|first| first == entry) { Ok((*id, false)) } else { Err(Refused::Taken) }
    }

    /// Appends to a control chain. Answers the new length.
    pub async fn control_append(
        &self,
        session: &Session,
        record: &RecordId,
        entry: Bytes,
    ) -> Result<u64, Refused> {
        let read = ControlEntry::read(&entry)?;
        for _ in 0..TRIES {
            let control = self.known_to(session, record).await?;
            if read.record != *record || read.n != control.len {
                return Err(Refused::Behind(control.len));
            }
            self.may_author(session, &read).await?;
            let who = self.named(&read).await?;
            let mut next = (*control).clone();
            match next.apply(&entry, &who) {
                Err(henro_sync::Error::Unchained) if read.prev != control.head => {
                    return Err(Refused::Behind(control.len));
                }
                other => other?,
            };
            let members = changed(&control, &next, &read);
            let also = members.iter().filter(|member| member.left.is_none()).map(|it| it.identity).collect();
            let new = NewRecord {
                guard: Guard { identities: who.lengths(), record: None },
                record: *record,
                n: read.n,
                entry: entry.clone(),
                at: read.at,
                acted: acted(&read),
                members,
                streams: new_streams(&control, &next),
                seen: read.act.steps().iter().map(|step| (step.stream, step.seen)).collect(),
                limit: self.limits.record_bytes,
            };
            match self.store.control_append(new).await? {
                ControlSwap::Done => {
                    self.controls.keep(*record, Arc::new(next));
                    self.tell(&News { also, ..News::of(Topic::Control(*record)) });
                    return Ok(read.n + 1);
                }
                // Frames its author has not read would be left without an epoch they may stand in.
                ControlSwap::Unread => return Err(Refused::Behind(control.len)),
                ControlSwap::Taken => return Err(Refused::Taken),
                ControlSwap::Full => return Err(Refused::Quota(self.limits.record_bytes)),
                ControlSwap::Behind(_) | ControlSwap::Stale => {}
            }
        }
        Err(Error::Busy.into())
    }

    /// Only who signed an entry brings it, with the device that signed, about now.
    async fn may_author(&self, session: &Session, entry: &ControlEntry) -> Result<(), Refused> {
        let caller = self.caller(session).await?;
        let own = entry.author == session.identity && entry.device == session.device;
        // A session that reaches less far than its device changes no consent.
        let reaches = caller.tier == Tier::Clinical || matches!(entry.act, Act::Device { .. });
        if !own || !reaches {
            return Err(henro_sync::Error::NotAllowed.into());
        }
        let now = self.now();
        if entry.at.abs_diff(now) > self.limits.clock_ms { Err(Refused::Clock(now)) } else { Ok(()) }
    }

    /// Entries of a control chain: all for those with a role, up to their leaving for those who had one.
    pub async fn control_entries(
        &self,
        session: &Session,
        record: &RecordId,
        from: u64,
    ) -> Result<Vec<Vec<u8>>, Refused> {
        self.check(session).await?;
        let member = self.store.member(*record, session.identity).await?.ok_or(Refused::Unknown)?;
        let to = member.left.map_or(u64::MAX, |left| left + 1);
        let before = member.until.filter(|until| *until <= self.now()).unwrap_or(u64::MAX);
        Ok(self.store.control_entries(*record, from, to, before, self.limits.list_bytes).await?)
    }

    /// Records in which the caller has a role now, with the length of their control chain.
    pub async fn records(&self, session: &Session) -> Result<Vec<(RecordId, u64)>, Refused> {
        self.check(session).await?;
        Ok(self.store.records_of(session.identity, self.now()).await?)
    }

    /// A record, for those who have or had a role in it; the others do not learn that there is one.
    pub(super) async fn known_to(
        &self,
        session: &Session,
        record: &RecordId,
    ) -> Result<Arc<Control>, Refused> {
        self.store.member(*record, session.identity).await?.ok_or(Refused::Unknown)?;
        self.control(record).await?.ok_or(Refused::Unknown)
    }
}

/// Identities whose devices an entry relies on.
pub(super) fn acted(entry: &ControlEntry) -> Vec<IdentityId> {
    let other = match &entry.act {
        Act::Device { identity, .. } => Some(*identity),
        Act::RemoveOwner { identity, agreed: Some(_), .. } => Some(*identity),
        Act::HandOver { to, .. } => Some(*to),
        _ => None,
    };
    std::iter::once(entry.author).chain(other.filter(|other| *other != entry.author)).collect()
}

pub(super) fn new_streams(before: &Control, after: &Control) -> Vec<StreamId> {
    after.streams.keys().filter(|stream| !before.streams.contains_key(*stream)).copied().collect()
}

/// Until when somebody has a role, for ever or to a moment, and whether the record is theirs.
type Standing = BTreeMap<IdentityId, (Option<u64>, bool)>;

fn standing(control: &Control, at: u64) -> Standing {
    let mut out = Standing::new();
    for grant in control.grants.values().filter(|grant| grant.holds(at)) {
        let (until, _) = out.entry(grant.given.to).or_insert((Some(0), false));
        *until = match (*until, grant.given.until) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
    }
    out.extend(control.owners.iter().map(|owner| (*owner, (None, true))));
    out
}

/// Members whose standing an entry changed.
pub(super) fn changed(before: &Control, after: &Control, entry: &ControlEntry) -> Vec<Member> {
    let (old, new) = (standing(before, entry.at), standing(after, entry.at));
    let gone = old.keys().filter(|identity| !new.contains_key(*identity));
    let gone = gone.map(|it| Member { identity: *it, left: Some(entry.n), until: None, owner: false });
    let came = new.iter().filter(|(identity, standing)| old.get(*identity) != Some(*standing));
    let came =
        came.map(|(it, (until, owner))| Member { identity: *it, left: None, until: *until, owner: *owner });
    came.chain(gone).collect()
}
