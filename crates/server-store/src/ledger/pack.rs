//! Compaction: a device packs its own frames into segments. The switch is one transaction: before it the frames are there,
//! after it the segment is.

use bytes::Bytes;
use henro_sync::{Control, Erased, Hash, Segment, StreamId, Tier, coverage, epoch_of, may_compact};

use super::push::is_member;
use super::session::Caller;
use super::{Ledger, TRIES};
use crate::store::{Heads, Packed, SegmentPut};
use crate::{Error, Guard, Refused, Session};

impl Ledger {
    /// Takes a segment in the place of the frames or segments it covers. Answers the signed head of the stream, which does not
    /// change by it.
    pub async fn pack(&self, session: &Session, stream: &StreamId, body: Bytes) -> Result<Vec<u8>, Refused> {
        let segment = Segment::read(&body)?;
        let head = segment.head;
        if head.frame.stream != *stream {
            return Err(henro_sync::Error::Malformed.into());
        }
        let record = self.record_of(stream).await?;
        for _ in 0..TRIES {
            let caller = self.caller(session).await?;
            let control = self.control(&record).await?.ok_or(Refused::Unknown)?;
            self.may_pack(&caller, &control, &segment)?;
            let (device, first, last) = (head.frame.device, head.first, head.frame.seq);
            let hash = async |seq: u64| {
                let found = self.store.frame_hashes(record, *stream, device, seq, 1).await?;
                Ok::<_, Error>(found.first().copied())
            };
            let before = if first == 1 { Some(Hash::ZERO) } else { hash(first - 1).await? };
            let after = hash(last).await?;
            let (newest, _) = self.store.chain_head(record, *stream, device).await?;
            let (Some(before), Some(after)) = (before, after) else { return Err(Refused::Gap(newest)) };
            if segment.verify(&session.device, &before)? != after {
                return Err(henro_sync::Error::Unchained.into());
            }
            let held = self.store.held(record, *stream, device, (first, last)).await?;
            let held = self.may_replace(&control, &segment, &held, newest)?;
            let put = SegmentPut {
                guard: Guard {
                    identities: vec![(session.identity, caller.identity.len)],
                    record: Some((record, control.len)),
                },
                record,
                stream: *stream,
                device,
                first,
                last,
                held,
                bytes: body.clone(),
            };
            match self.store.segment_put(put).await? {
                Packed::Done => {
                    let heads = self.store.stream_heads(record, *stream).await?.ok_or(Refused::Unknown)?;
                    return Ok(self.signed(stream, heads));
                }
                Packed::Stale => {}
            }
        }
        Err(Error::Busy.into())
    }

    /// Signs what is left of a stream under epochs older than one, for who may read it. First everything that was deleted is
    /// wiped from where the database keeps it for a while.
    pub async fn erased(&self, session: &Session, stream: &StreamId, epoch: u32) -> Result<Vec<u8>, Refused> {
        let record = self.record_of(stream).await?;
        let caller = self.caller(session).await?;
        let control = self.control(&record).await?.ok_or(Refused::Unknown)?;
        let state = control.streams.get(stream).ok_or(Refused::Unknown)?;
        let reaches = state.tier == Tier::Daily || caller.tier == Tier::Clinical;
        if !reaches || control.may_read(&session.identity, stream, self.now()).is_none() {
            return Err(Refused::Unknown);
        }
        // Only what a deep revocation asked for is looked for: it keeps the database busy.
        if state.floor.is_none_or(|floor| floor.epoch != epoch) {
            return Err(Refused::Epoch(state.floor.map_or(0, |floor| floor.epoch)));
        }
        self.store.wipe().await?;
        // Heads first: what comes in between can only add to what is left.
        let heads = self.store.stream_heads(record, *stream).await?.ok_or(Refused::Unknown)?;
        let left = self.store.older(record, *stream, epoch).await?;
        if left.len() > Erased::MOST {
            return Err(Refused::TooMany(Erased::MOST as u64));
        }
        let Heads { place, head } = heads;
        Ok(Erased { stream: *stream, epoch, place, head, at: self.now(), left }.sign(&self.key))
    }

    /// The device signs as itself, may write there now, and may pack what it packs.
    fn may_pack(&self, caller: &Caller, control: &Control, segment: &Segment) -> Result<(), Refused> {
        let (Session { identity, device, .. }, head) = (caller.session, &segment.head);
        if !is_member(control, &identity) {
            return Err(Refused::Unknown);
        }
        let numbered = control.devices.get(&head.by);
        let numbered = numbered.is_some_and(|of| of.identity == identity && of.key == device);
        let state = control.streams.get(&head.frame.stream).ok_or(Refused::Unknown)?;
        let reaches = state.tier <= caller.tier;
        let may = control.may_write(&identity, &head.frame.stream, self.now());
        if !numbered || !reaches || !may || !may_compact(head, control) {
            return Err(henro_sync::Error::NotAllowed.into());
        }
        Ok(())
    }

    /// Coverage stays without a gap, and no epoch is older than that of what it stands for. Answers where held segments end.
    fn may_replace(
        &self,
        control: &Control,
        segment: &Segment,
        held: &[(u64, Vec<u8>)],
        newest: u64,
    ) -> Result<Vec<u64>, Refused> {
        let (first, frame) = (segment.head.first, &segment.head.frame);
        let (mut ends, mut oldest) = (Vec::new(), 1);
        for (seq, start) in held {
            let (epoch, packed) = epoch_of(start).map_err(|_| Error::Damaged)?;
            if packed {
                ends.push(*seq);
            }
            if (first..=frame.seq).contains(seq) {
                oldest = oldest.max(epoch);
            }
        }
        let mut from = 0;
        let spans: Vec<(u64, u64)> =
            ends.iter().map(|end| (std::mem::replace(&mut from, *end) + 1, *end)).collect();
        coverage(&spans, newest, (first, frame.seq)).map_err(|_| Refused::Gap(from))?;
        let state = control.streams.get(&frame.stream).ok_or(Refused::Unknown)?;
        // After a deep revocation nothing comes under an older epoch again.
        let (epoch, floor) = (state.epoch, state.floor.map_or(1, |floor| floor.epoch));
        if frame.epoch < oldest.max(floor) || frame.epoch > epoch {
            return Err(Refused::Epoch(epoch));
        }
        let now = self.now();
        let latest = (now + self.limits.clock_ms).div_ceil(60_000);
        if u64::from(frame.minute) > latest { Err(Refused::Clock(now)) } else { Ok(ends) }
    }
}
