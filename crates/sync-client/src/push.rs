//! Own changes: sealed into frames, kept, sent in order.

use henro_seal::seal_batch;
use henro_sync::{Batch, Frame, FrameHead, Hash, SignedHead, StreamId, Unsigned};

use crate::{Engine, Fault, Lie, OwnFrame, Refusal, Report, Round, StreamMark, Unsealed};

/// Changes of one frame at most.
const OPS: usize = 1000;
/// Bytes of one request: fewer frames than a server takes at once.
const REQUEST: usize = 512 << 10;
/// How often a push is tried anew because the server held another place or epoch than we thought.
const TRIES: usize = 4;

impl Engine {
    pub(crate) fn push(&mut self, round: &mut Round, report: &mut Report) -> Result<(), Fault> {
        let Some(number) = round.store.number()? else { return Ok(()) };
        for mark in round.store.streams()? {
            if !self.known()?.may_write(&round.hands.identity, &mark.stream, round.moment.now) {
                continue;
            }
            self.push_stream(round, (number, &mark), report)?;
        }
        Ok(())
    }

    /// Seals and sends once, without asking first how the server stands.
    pub(crate) fn push_ready(&self, round: &mut Round, report: &mut Report) -> Result<(), Fault> {
        let Some(number) = round.store.number()? else { return Ok(()) };
        for mark in round.store.streams()? {
            if self.known()?.may_write(&round.hands.identity, &mark.stream, round.moment.now) {
                self.seal(round, number, &mark)?;
                self.send(round, &mark.stream, report)?;
            }
        }
        Ok(())
    }

    fn push_stream(
        &mut self,
        round: &mut Round,
        (number, mark): (u32, &StreamMark),
        report: &mut Report,
    ) -> Result<(), Fault> {
        let stream = mark.stream;
        for _ in 0..TRIES {
            self.seal_anew(round, &stream)?;
            self.seal(round, number, mark)?;
            match self.send(round, &stream, report) {
                Err(Fault::Refused(Refusal::Gap(held))) => {
                    // The server holds less than it took: it was wiped or restored. It gets everything after that again.
                    round.store.set_sent(&stream, held)?;
                    report.set_back += 1;
                }
                Err(Fault::Refused(Refusal::Epoch(_))) => {
                    self.follow_chains(round)?;
                    self.open_keys(round)?;
                    self.pull(round, report)?;
                    if !self.known()?.may_write(&round.hands.identity, &stream, round.moment.now) {
                        return Ok(());
                    }
                }
                Err(Fault::Clock { server }) => self.stamp_anew(round, server)?,
                Err(Fault::Refused(Refusal::Fork(_))) => return Err(Fault::Twin),
                other => return other,
            }
        }
        Err(Fault::Busy)
    }

    /// Frames that wait under an epoch that has ended are sealed anew, so that nothing new is sealed for who lost the right to
    /// read. Only where the stream was read to its end: then it is known which frames the server has, and an epoch that ended
    /// lets none in that are still on their way.
    fn seal_anew(&self, round: &mut Round, stream: &StreamId) -> Result<(), Fault> {
        if !self.caught_up.contains(stream) {
            return Ok(());
        }
        let epoch = self.known()?.streams.get(stream).map(|state| state.epoch);
        let sent = round.store.sent(stream)?;
        let waiting = round.store.own_frames(stream, sent, REQUEST)?;
        if waiting.iter().any(|frame| Some(frame.epoch) != epoch) {
            round.store.take_back(stream, sent)?;
        }
        Ok(())
    }

    /// The clock was ahead when changes were written: those nobody has seen get new stamps.
    fn stamp_anew(&self, round: &mut Round, now: u64) -> Result<(), Fault> {
        for stream in &self.caught_up {
            let sent = round.store.sent(stream)?;
            round.store.take_back(stream, sent)?;
        }
        round.store.restamp(now)
    }

    /// Seals all own changes of a section that are in no frame yet.
    pub(crate) fn seal(&self, round: &mut Round, number: u32, mark: &StreamMark) -> Result<(), Fault> {
        let control = self.known()?;
        let epoch = control.streams.get(&mark.stream).ok_or(Fault::Damaged("stream"))?.epoch;
        let Some(key) = round.store.keys(&mark.stream)?.remove(&epoch) else { return Ok(()) };
        loop {
            let Unsealed { ops, upto, frontier } = round.store.unsealed(mark.section, OPS)?;
            if ops.is_empty() {
                return Ok(());
            }
            let newest = ops.iter().map(|op| op.hlc >> 16).max().unwrap_or(0);
            let plain = Batch { control: control.len, frontier, ops }
                .encode()
                .map_err(|_| Fault::Damaged("batch"))?;
            let end = round.store.own_end(&mark.stream)?;
            let (seq, prev) = end.map_or((1, Hash::ZERO), |end| (end.seq + 1, end.hash));
            let minute = u32::try_from(newest.div_ceil(60_000)).unwrap_or(u32::MAX);
            let mut head = FrameHead {
                stream: mark.stream,
                device: number,
                seq,
                epoch,
                minute,
                salt: [0; 24],
                commitment: [0; 16],
            };
            let text = seal_batch(&key, &mut head, &plain, round.moment.random)?;
            let bytes = Unsigned { head, prev, text: &text }
                .sign(round.hands.device)
                .map_err(|_| Fault::Damaged("frame"))?;
            let read = Frame::read(&bytes).map_err(|_| Fault::Damaged("frame"))?;
            let own = henro_sync::Signer::public(round.hands.device);
            let hash = read.verify(&own, &prev).map_err(|_| Fault::Damaged("frame"))?;
            round.store.add_frame(&OwnFrame { stream: mark.stream, seq, epoch, hash, bytes }, upto)?;
        }
    }

    fn send(&self, round: &mut Round, stream: &StreamId, report: &mut Report) -> Result<(), Fault> {
        loop {
            let sent = round.store.sent(stream)?;
            let frames = round.store.own_frames(stream, sent, REQUEST)?;
            let Some(last) = frames.last() else { return Ok(()) };
            let body: Vec<u8> = frames.iter().flat_map(|frame| frame.bytes.iter().copied()).collect();
            let head = round.remote.push(stream, &body)?;
            let server = self.server.ok_or(Fault::Damaged("no server key"))?;
            let head = SignedHead::read(&head, &server).map_err(|_| Fault::Lie(Lie::OtherServer))?;
            if head.stream != *stream {
                return Err(Fault::Lie(Lie::Forged(Some(*stream))));
            }
            round.store.set_sent(stream, last.seq)?;
            report.sent += frames.len() as u64;
        }
    }
}
