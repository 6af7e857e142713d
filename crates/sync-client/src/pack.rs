//! Compaction: own frames that the server has, packed into segments when they are many. Each segment is one request that may
//! be said twice, so it can end anywhere and go on in another round. Nothing is packed across epochs: who may not open an old
//! one does not open it in a segment either.

use henro_seal::{open_batch, seal_batch};
use henro_sync::{
    Batch, FrameHead, Hash, Segment, SegmentHead, Signer, StreamId, UnsignedSegment, segment_digest,
};

use crate::{Engine, Fault, OwnFrame, Refusal, Round, Store};

/// When and how much is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packing {
    /// Frames that lie unpacked before anything is packed.
    pub many: u64,
    /// Changes of a segment, about.
    pub ops: usize,
    /// Segments made at once.
    pub most: usize,
}

impl Default for Packing {
    fn default() -> Self {
        Self { many: 256, ops: 4096, most: 16 }
    }
}

/// Bytes of frames looked at for one segment.
const BYTES: usize = 512 << 10;

/// Frames in a row under one epoch, opened.
struct Run {
    frames: Vec<OwnFrame>,
    batches: Vec<Batch>,
    /// Nothing more belongs to it, whatever is written later.
    full: bool,
}

impl Engine {
    /// Packs own frames where they are many. Answers how many segments the server took.
    pub fn pack(&mut self, round: &mut Round, packing: &Packing) -> Result<usize, Fault> {
        let Some(number) = round.store.number()? else { return Ok(0) };
        let mut done = 0;
        for mark in round.store.streams()? {
            if !self.known()?.may_write(&round.hands.identity, &mark.stream, round.moment.now) {
                continue;
            }
            while done < packing.most && self.pack_one(round, packing, (number, &mark.stream))? {
                done += 1;
            }
        }
        Ok(done)
    }

    /// The next segment of a stream; false where there is none to make.
    fn pack_one(
        &self,
        round: &mut Round,
        packing: &Packing,
        (number, stream): (u32, &StreamId),
    ) -> Result<bool, Fault> {
        let Some(mut ends) = round.store.packed(stream)? else { return Ok(false) };
        let (from, sent) = (ends.last().copied().unwrap_or(0), round.store.sent(stream)?);
        // What was begun goes on until little is left.
        let enough = if from == 0 { packing.many } else { packing.many / 2 };
        if sent.saturating_sub(from) < enough {
            return Ok(false);
        }
        let Some(run) = next_run(&*round.store, stream, (from, sent), packing.ops)? else { return Ok(false) };
        if !run.full && (run.frames.len() as u64) < enough {
            return Ok(false);
        }
        let Some((end, bytes)) = self.segment(round, number, from, run)? else { return Ok(false) };
        match round.remote.pack(stream, &bytes) {
            Ok(()) => {
                ends.push(end);
                round.store.set_packed(stream, &ends)?;
                Ok(true)
            }
            // The server has other segments than we thought, or none: it was emptied and filled again.
            Err(Fault::Refused(Refusal::Gap(held))) => {
                ends.retain(|end| *end <= held);
                if ends.last().copied().unwrap_or(0) < held {
                    ends.push(held);
                }
                round.store.set_packed(stream, &ends)?;
                Ok(false)
            }
            // It can wait, and is no reason to stop a round: a server that is older or full, a right that has just ended.
            Err(Fault::Refused(_)) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Its last frame and its bytes; nothing where these frames cannot be packed together.
    fn segment(
        &self,
        round: &Round,
        number: u32,
        from: u64,
        run: Run,
    ) -> Result<Option<(u64, Vec<u8>)>, Fault> {
        let Run { frames, batches, .. } = run;
        let (Some(last), Ok(plain)) = (frames.last(), Batch::encode_all(&batches)) else { return Ok(None) };
        let before = if from == 0 {
            Hash::ZERO
        } else {
            let held = round.store.own_frames(&last.stream, from - 1, 1)?;
            held.first().filter(|held| held.seq == from).ok_or(Fault::Damaged("own frame"))?.hash
        };
        let damaged = |_| Fault::Damaged("own frame");
        let newest = henro_sync::Frame::read(&last.bytes).map_err(damaged)?.head;
        let mut head = FrameHead { salt: [0; 24], commitment: [0; 16], ..newest };
        // After a deep revocation nothing is sealed under an older epoch again.
        let floor = self.known()?.streams.get(&last.stream).and_then(|state| state.floor);
        head.epoch = floor.map_or(last.epoch, |floor| floor.epoch.max(last.epoch));
        let Some(key) = round.store.keys(&last.stream)?.remove(&head.epoch) else { return Ok(None) };
        let text = seal_batch(&key, &mut head, &plain, round.moment.random)?;
        let digest = segment_digest(number, from + 1, &batches);
        let head = SegmentHead { frame: head, first: from + 1, by: number, before, after: last.hash, digest };
        let bytes = UnsignedSegment { head, text: &text }.sign(round.hands.device).map_err(damaged)?;
        let read = Segment::read(&bytes).and_then(|read| read.verify(&round.hands.device.public(), &before));
        if read == Ok(last.hash) { Ok(Some((last.seq, bytes))) } else { Err(Fault::Damaged("segment")) }
    }
}

/// Own frames after a number and up to another, as many as one segment holds; nothing where the first cannot be opened.
fn next_run(
    store: &dyn Store,
    stream: &StreamId,
    (from, upto): (u64, u64),
    most: usize,
) -> Result<Option<Run>, Fault> {
    let keys = store.keys(stream)?;
    let mut run = Run { frames: Vec::new(), batches: Vec::new(), full: false };
    let (mut ops, mut bytes) = (0, 0);
    for frame in store.own_frames(stream, from, BYTES)? {
        let next = from + run.frames.len() as u64 + 1;
        if frame.seq != next || frame.seq > upto {
            break;
        }
        let begun = run.frames.first().map_or(frame.epoch, |first: &OwnFrame| first.epoch);
        let Some(key) = keys.get(&frame.epoch) else { break };
        let read = henro_sync::Frame::read(&frame.bytes).map_err(|_| Fault::Damaged("own frame"))?;
        let plain = open_batch(key, &read.head, read.text).map_err(|_| Fault::Damaged("own frame"))?;
        let batch = Batch::decode(plain.expose()).map_err(|_| Fault::Damaged("own frame"))?;
        (ops, bytes) = (ops + batch.ops.len(), bytes + frame.bytes.len());
        if begun != frame.epoch || (!run.frames.is_empty() && (ops > most || bytes > BYTES)) {
            run.full = true;
            break;
        }
        run.frames.push(frame);
        run.batches.push(batch);
    }
    run.full |= bytes > BYTES / 2;
    Ok((!run.frames.is_empty()).then_some(run))
}
