//! A server that lost everything is filled again by those who kept it: chains whole, frames in the order they had.
//!
//! Nobody is believed more than before: each entry and frame is checked as readers check it. Only the clock rule is another one:
//! what is older than this server's acquaintance with somebody is not held to its clock. See docs/decisions/0029.

use bytes::Bytes;
use henro_sync::{
    Control, ControlEntry, Error as Broken, Frame, Identity, IdentityEntry, IdentityId, Label, StreamId,
    Tier, hash,
};

use super::Ledger;
use super::identity::bounded;
use super::record::{acted, changed, new_streams};
use crate::store::{Appended, Begun, ControlSwap, FrameAppend, Member, NewFrame, NewRecord, Swap};
use crate::{Error, Guard, News, Refused, Session, Topic};

impl Ledger {
    /// Takes what an identity chain has beyond what is held of it: its first entry, by which it is known, and others in a row, from
    /// the second on or from where an earlier call ended. Answers its length here.
    pub async fn identity_lay(&self, entries: &[Bytes]) -> Result<u64, Refused> {
        let first = entries.first().ok_or(Broken::Malformed)?;
        let begun = Identity::begin(first)?;
        let mut from = 1;
        for (at, bytes) in entries.iter().enumerate() {
            let entry = IdentityEntry::read(bytes)?;
            bounded(entry.n, bytes)?;
            self.not_ahead(entry.at, self.now())?;
            from = if at == 1 { entry.n } else { from };
        }
        if from == 1 {
            // Nothing is begun that does not hold. Thousands of signatures: not where others wait for their turn.
            let all = entries.to_vec();
            let whole = move || Identity::fold(all.iter().map(|entry| &entry[..]));
            tokio::task::spawn_blocking(whole).await.map_err(|_| Error::Closed)??;
        }
        // Its public number is told to nobody here: who brings a chain need not be the one it names.
        self.identity_begin(first.clone(), None).await?;
        let since = self.since(&begun.id).await?;
        let held = self.identity(&begun.id).await?.ok_or(Refused::Unknown)?;
        let (mut len, mut next) = (held.len, (*held).clone());
        let known = held.len.checked_sub(from).ok_or(Refused::Behind(held.len))?;
        for entry in entries.iter().skip(1).skip(usize::try_from(known).unwrap_or(usize::MAX)) {
            let at = IdentityEntry::read(entry)?.at;
            self.old_or_now(at, since)?;
            next.apply(entry).map_err(|_| Refused::Behind(len))?;
            match self.store.identity_append(begun.id, len, entry.clone(), at).await? {
                Swap::Done => len += 1,
                Swap::Acted(acted) => return Err(Refused::Clock(self.now().max(acted + 1))),
                Swap::Behind(len) => return Err(Refused::Behind(len)),
            }
        }
        if len > held.len {
            self.tell(&News::of(Topic::Identity(begun.id)));
        }
        Ok(len)
    }

    /// Takes what a control chain has beyond what is held of it: entries in a row, the first of them at place `from`, which is no
    /// further than what is held. Brought by one of those who own the record after them, where nothing is held with a device of both
    /// tiers; after a place further on only by who is known there. Answers its length here.
    pub async fn record_lay(&self, session: &Session, from: u64, entries: &[Bytes]) -> Result<u64, Refused> {
        let caller = self.caller(session).await?;
        let since = self.since(&session.identity).await?;
        let record = ControlEntry::read(entries.first().ok_or(Broken::Malformed)?)?.record;
        let member = self.store.member(record, session.identity).await?.is_some();
        if from > 0 && !member {
            return Err(Refused::Unknown);
        }
        let held = self.control(&record).await?;
        let Some(new) = beyond(held.as_deref(), from, entries) else {
            let len = held.as_ref().map_or(0, |held| held.len);
            return Err(if member { Refused::Behind(len) } else { Refused::Unknown });
        };
        let held = held.map(|held| (*held).clone());
        // First all of it, so that nothing is written of a chain that does not hold or is not theirs.
        let mut whole = held.clone();
        for bytes in new {
            whole = Some(self.step_of(whole.as_ref(), bytes).await?.control);
        }
        let whole = whole.ok_or(Broken::Malformed)?;
        // What goes on from what is held was let in by it, whoever brings it.
        let begins = held.is_none() && caller.tier != Tier::Clinical;
        if begins || !whole.owners.contains(&session.identity) {
            return Err(Broken::NotAllowed.into());
        }
        let mut before = held;
        for bytes in new {
            let step = self.step_of(before.as_ref(), bytes).await?;
            // What is new goes the usual way, which asks for more.
            if step.entry.at >= since + self.limits.clock_ms {
                return Err(Refused::Clock(self.now()));
            }
            self.lay_step(before.as_ref(), &step, bytes).await?;
            before = Some(step.control);
        }
        Ok(whole.len)
    }

    async fn lay_step(&self, before: Option<&Control>, step: &Step, bytes: &Bytes) -> Result<(), Refused> {
        let Step { entry, control, lengths } = step;
        let members = match before {
            Some(before) => changed(before, control, entry),
            None => vec![Member { identity: entry.author, left: None, until: None, owner: true }],
        };
        let also = members.iter().filter(|member| member.left.is_none()).map(|it| it.identity).collect();
        let streams = match before {
            Some(before) => new_streams(before, control),
            None => control.streams.keys().copied().collect(),
        };
        let new = NewRecord {
            guard: Guard { identities: lengths.clone(), record: None },
            record: control.record,
            n: entry.n,
            entry: bytes.clone(),
            at: entry.at,
            acted: acted(entry),
            members,
            streams,
            // Its frames come after it.
            seen: Vec::new(),
            limit: if before.is_none() { self.limits.records } else { self.limits.record_bytes },
        };
        let done = match before {
            None => self.store.record_begin(new).await? == Begun::Done,
            Some(_) => self.store.control_append(new).await? == ControlSwap::Done,
        };
        if !done {
            return Err(Refused::Behind(entry.n));
        }
        self.tell(&News { also, ..News::of(Topic::Control(control.record)) });
        Ok(())
    }

    /// Takes frames of any devices at the end of a stream, each where it may stand. Brought by an owner. Answers the signed head;
    /// without frames it only says where the stream stands.
    pub async fn frames_lay(
        &self,
        session: &Session,
        stream: &StreamId,
        body: Bytes,
    ) -> Result<Vec<u8>, Refused> {
        let record = self.record_of(stream).await?;
        let caller = self.caller(session).await?;
        let control = self.control(&record).await?.ok_or(Refused::Unknown)?;
        let tier = control.streams.get(stream).map(|state| state.tier);
        let reaches = tier.is_some_and(|tier| tier == Tier::Daily || caller.tier == Tier::Clinical);
        if !control.owners.contains(&session.identity) || !reaches {
            return Err(Refused::Unknown);
        }
        let mut heads = self.store.stream_heads(record, *stream).await?.ok_or(Refused::Unknown)?;
        for run in runs(&body, self.limits.frames)? {
            let after = self.store.chain_head(record, *stream, run.device).await?;
            let frames = self.check_run(&control, stream, (&run, after, heads.place), &body)?;
            let newest = frames.last().map_or(after, |frame| (frame.seq, frame.hash));
            let append = FrameAppend {
                guard: Guard { identities: Vec::new(), record: Some((record, control.len)) },
                record,
                stream: *stream,
                device: run.device,
                after,
                place: Some(heads.place),
                frames,
                limit: self.limits.record_bytes,
            };
            heads = match self.store.frames_append(append).await? {
                Appended::Done(heads) => heads,
                Appended::Stale => return Err(Error::Busy.into()),
                Appended::Full => return Err(Refused::Quota(self.limits.record_bytes)),
            };
            self.chains.keep((*stream, run.device), newest);
        }
        if !body.is_empty() {
            self.tell(&News::of(Topic::Frames(record, *stream)));
        }
        Ok(self.signed(stream, heads))
    }

    fn check_run(
        &self,
        control: &Control,
        stream: &StreamId,
        (run, after, place): (&Run, (u64, henro_sync::Hash), u64),
        body: &Bytes,
    ) -> Result<Vec<NewFrame>, Refused> {
        let key = control.devices.get(&run.device).ok_or(Broken::NotAllowed)?.key;
        let latest = (self.now() + self.limits.clock_ms).div_ceil(60_000);
        let (mut rest, mut frames) = (&body[run.from..run.to], Vec::new());
        let (mut seq, mut prev) = after;
        while !rest.is_empty() {
            let start = run.to - rest.len();
            let frame = Frame::take(&mut rest)?;
            let at = place + frames.len() as u64 + 1;
            if frame.head.stream != *stream {
                return Err(Broken::Malformed.into());
            }
            if frame.head.seq != seq + 1 {
                return Err(Refused::Gap(seq));
            }
            if u64::from(frame.head.minute) > latest {
                return Err(Refused::Clock(self.now()));
            }
            control.may_stand(stream, run.device, frame.head.epoch, at)?;
            prev = frame.verify(&key, &prev)?;
            seq += 1;
            frames.push(NewFrame { seq, hash: prev, bytes: body.slice(start..run.to - rest.len()) });
        }
        Ok(frames)
    }

    async fn since(&self, id: &IdentityId) -> Result<u64, Refused> {
        Ok(self.store.account(*id).await?.ok_or(Refused::NoSession)?.since)
    }

    /// Older than our acquaintance, or about now.
    fn old_or_now(&self, at: u64, since: u64) -> Result<(), Refused> {
        let now = self.now();
        if at < since || at.abs_diff(now) <= self.limits.clock_ms { Ok(()) } else { Err(Refused::Clock(now)) }
    }

    /// The next entry of a control chain, checked.
    async fn step_of(&self, before: Option<&Control>, bytes: &Bytes) -> Result<Step, Refused> {
        let entry = ControlEntry::read(bytes)?;
        let who = self.named(&entry).await?;
        let control = match before {
            None => Control::begin(bytes, &who)?,
            Some(before) => {
                let mut next = before.clone();
                next.apply(bytes, &who)?;
                next
            }
        };
        Ok(Step { entry, control, lengths: who.lengths() })
    }
}

/// What entries in a row from a place on have beyond what is held; nothing where they do not begin in it, or not go on as it does.
fn beyond<'a>(held: Option<&Control>, from: u64, entries: &'a [Bytes]) -> Option<&'a [Bytes]> {
    let len = held.map_or(0, |held| held.len);
    let (known, new) = entries.split_at_checked(usize::try_from(len.checked_sub(from)?).ok()?)?;
    // Each entry names the one before it: the last that is held speaks for all of them.
    let same = |last: &Bytes| held.is_some_and(|held| hash(Label::ControlHash, &[last]) == held.head);
    known.last().is_none_or(same).then_some(new)
}

/// An entry of a control chain and the record after it.
struct Step {
    entry: ControlEntry,
    control: Control,
    lengths: Vec<(IdentityId, u64)>,
}

/// Frames of one device in a row.
struct Run {
    device: u32,
    from: usize,
    to: usize,
}

fn runs(body: &[u8], most: usize) -> Result<Vec<Run>, Refused> {
    let (mut rest, mut runs, mut count) = (body, Vec::<Run>::new(), 0);
    while !rest.is_empty() {
        let from = body.len() - rest.len();
        let device = Frame::take(&mut rest)?.head.device;
        let to = body.len() - rest.len();
        count += 1;
        if count > most {
            return Err(Refused::TooMany(most as u64));
        }
        match runs.last_mut().filter(|run| run.device == device) {
            Some(run) => run.to = to,
            None => runs.push(Run { device, from, to }),
        }
    }
    Ok(runs)
}
