use bytes::Bytes;
use henro_sync::{Control, Frame, Hash, IdentityId, RecordId, SignedHead, StreamId, Tier};

use super::session::Caller;
use super::{Ledger, TRIES};
use crate::store::{Appended, FrameAppend, Heads, NewFrame};
use crate::{Error, Guard, News, Refused, Session, Topic};

impl Ledger {
    /// Takes frames in a row of one device in one stream. Answers the signed head of the stream.
    pub async fn push(&self, session: &Session, stream: &StreamId, body: Bytes) -> Result<Vec<u8>, Refused> {
        let shape = Shape::of(&body, stream, self.limits.frames)?;
        let record = self.record_of(stream).await?;
        // First by what is remembered. A refusal on that may be old, and a guard that fails says that it is.
        if let Ok(Some(head)) = self.push_once(session, &record, &shape, &body, Look::Remembered).await {
            return Ok(head);
        }
        for _ in 0..TRIES {
            if let Some(head) = self.push_once(session, &record, &shape, &body, Look::Fresh).await? {
                return Ok(head);
            }
        }
        Err(Error::Busy.into())
    }

    /// Nothing where all was decided on something that has changed.
    async fn push_once(
        &self,
        session: &Session,
        record: &RecordId,
        shape: &Shape,
        body: &Bytes,
        look: Look,
    ) -> Result<Option<Vec<u8>>, Refused> {
        let stream = &shape.stream;
        let (caller, control) = match look {
            Look::Remembered => (self.likely_caller(session).await?, self.likely_control(record).await?),
            Look::Fresh => {
                (self.caller(session).await?, self.control(record).await?.ok_or(Refused::Unknown)?)
            }
        };
        self.may_push(&caller, &control, stream, shape)?;
        let key = (*stream, shape.device);
        let after = match self.chains.find(&key).filter(|_| look == Look::Remembered) {
            Some(after) => after,
            None => self.store.chain_head(*record, *stream, shape.device).await?,
        };
        let new = self.check_frames(session, *record, shape, after, body.clone()).await?;
        let Some((newest, _)) = new.last() else {
            let heads = self.store.stream_heads(*record, *stream).await?.ok_or(Refused::Unknown)?;
            return Ok(Some(self.signed(stream, heads)));
        };
        if let Err(refused) = self.may_seal(&control, stream, &new) {
            self.is_whole(&control, *record, stream).await?;
            return Err(refused);
        }
        let (newest, count) = ((newest.seq, newest.hash), new.len() as u64);
        let identities = vec![(session.identity, caller.identity.len)];
        let append = FrameAppend {
            guard: Guard { identities, record: Some((*record, control.len)) },
            record: *record,
            stream: *stream,
            device: shape.device,
            after,
            place: None,
            frames: new.into_iter().map(|(frame, _)| frame).collect(),
            limit: self.limits.record_bytes,
        };
        match self.store.frames_append(append).await? {
            Appended::Done(heads) => {
                self.chains.keep(key, newest);
                let topic = Topic::Frames(*record, *stream);
                let after = heads.place.checked_sub(count);
                self.tell(&News { topic, also: Vec::new(), by: Some(session.device), after });
                Ok(Some(self.signed(stream, heads)))
            }
            Appended::Stale => Ok(None),
            Appended::Full => Err(Refused::Quota(self.limits.record_bytes)),
        }
    }

    pub(super) async fn record_of(&self, stream: &StreamId) -> Result<RecordId, Refused> {
        if let Some(record) = self.streams.find(stream) {
            return Ok(record);
        }
        let record = self.store.stream_record(*stream).await?.ok_or(Refused::Unknown)?;
        self.streams.keep(*stream, record);
        Ok(record)
    }

    /// The device has its number, belongs to who asks, and may write there now.
    fn may_push(
        &self,
        caller: &Caller,
        control: &Control,
        stream: &StreamId,
        shape: &Shape,
    ) -> Result<(), Refused> {
        let Session { identity, device, .. } = caller.session;
        if !is_member(control, &identity) {
            return Err(Refused::Unknown);
        }
        let numbered = control.devices.get(&shape.device);
        let numbered = numbered.is_some_and(|of| of.identity == identity && of.key == device);
        let tier = control.streams.get(stream).map(|state| state.tier);
        let reaches = tier.is_some_and(|tier| tier == Tier::Daily || caller.tier == Tier::Clinical);
        if !numbered || !reaches || !control.may_write(&identity, stream, self.now()) {
            return Err(henro_sync::Error::NotAllowed.into());
        }
        Ok(())
    }

    /// Checks every frame against the one before it; answers those that are new, each with its epoch and minute.
    async fn check_frames(
        &self,
        session: &Session,
        record: RecordId,
        shape: &Shape,
        after: (u64, Hash),
        body: Bytes,
    ) -> Result<Vec<Checked>, Refused> {
        if shape.first > after.0 + 1 {
            return Err(Refused::Gap(after.0));
        }
        let known = if shape.first > after.0 {
            Vec::new()
        } else {
            let from = shape.first.saturating_sub(1).max(1);
            self.store.frame_hashes(record, shape.stream, shape.device, from, shape.count + 1).await?
        };
        let (key, shape) = (session.device, *shape);
        let work = move || verify(&key, &shape, after, &known, &body);
        if shape.count > INLINE {
            tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)?
        } else {
            work()
        }
    }

    /// New frames are sealed under the epoch in force and not written in the future.
    fn may_seal(&self, control: &Control, stream: &StreamId, frames: &[Checked]) -> Result<(), Refused> {
        let epoch = control.streams.get(stream).map_or(0, |state| state.epoch);
        let now = self.now();
        let latest = (now + self.limits.clock_ms).div_ceil(60_000);
        for (_, (of, minute)) in frames {
            if *of != epoch {
                return Err(Refused::Epoch(epoch));
            }
            if u64::from(*minute) > latest {
                return Err(Refused::Clock(now));
            }
        }
        Ok(())
    }

    /// Whether all frames of ended epochs are there. Where they are not, the server was emptied and is being filled: who comes
    /// meanwhile must not take back what others have.
    async fn is_whole(&self, control: &Control, record: RecordId, stream: &StreamId) -> Result<(), Refused> {
        let ended = control.streams.get(stream).and_then(|state| state.ended.values().max().copied());
        let heads = self.store.stream_heads(record, *stream).await?.ok_or(Refused::Unknown)?;
        if ended.is_some_and(|seen| heads.place < seen) { Err(Error::Busy.into()) } else { Ok(()) }
    }

    pub(super) fn signed(&self, stream: &StreamId, heads: Heads) -> Vec<u8> {
        SignedHead { stream: *stream, place: heads.place, head: heads.head, at: self.now() }.sign(&self.key)
    }
}

pub(super) fn is_member(control: &Control, identity: &IdentityId) -> bool {
    control.owners.contains(identity) || control.grants.values().any(|grant| grant.given.to == *identity)
}

/// A frame whose signature holds, with its epoch and minute.
type Checked = (NewFrame, (u32, u32));

/// What a push is decided on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Remembered,
    Fresh,
}

/// What frames in a row say of themselves, before any signature is checked.
#[derive(Clone, Copy)]
struct Shape {
    stream: StreamId,
    device: u32,
    first: u64,
    count: usize,
}

impl Shape {
    /// Frames of one stream, one device, in a row. Nothing is kept of them.
    fn of(body: &[u8], stream: &StreamId, most: usize) -> Result<Self, Refused> {
        let mut rest = body;
        let first = Frame::take(&mut rest)?.head;
        let mut shape = Self { stream: *stream, device: first.device, first: first.seq, count: 1 };
        let mut head = first;
        loop {
            let expected = shape.first.checked_add(shape.count as u64 - 1);
            if head.stream != *stream || head.device != shape.device || Some(head.seq) != expected {
                return Err(henro_sync::Error::Malformed.into());
            }
            if rest.is_empty() {
                return Ok(shape);
            }
            if shape.count == most {
                return Err(Refused::TooMany(most as u64));
            }
            head = Frame::take(&mut rest)?.head;
            shape.count += 1;
        }
    }
}

/// `known` are hashes of frames held, from the one before the first, or from the first where that is the very first.
fn verify(
    key: &henro_sync::DeviceKey,
    shape: &Shape,
    after: (u64, Hash),
    known: &[Hash],
    body: &Bytes,
) -> Result<Vec<Checked>, Refused> {
    let (mut prev, mut known) = match known.split_first() {
        None => (after.1, [].iter()),
        Some((before, rest)) if shape.first > 1 => (*before, rest.iter()),
        Some(_) => (Hash::ZERO, known.iter()),
    };
    let (mut rest, mut new) = (&body[..], Vec::new());
    while !rest.is_empty() {
        let start = body.len() - rest.len();
        let frame = Frame::take(&mut rest)?;
        prev = frame.verify(key, &prev)?;
        match known.next() {
            Some(held) if *held == prev => {}
            Some(_) => return Err(Refused::Fork(frame.head.seq)),
            None => {
                let bytes = body.slice(start..body.len() - rest.len());
                let frame_of = NewFrame { seq: frame.head.seq, hash: prev, bytes };
                new.push((frame_of, (frame.head.epoch, frame.head.minute)));
            }
        }
    }
    Ok(new)
}

/// Signatures checked without going to another thread.
const INLINE: usize = 8;
